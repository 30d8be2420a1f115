"""The steps from original weights to an int8 graph; torch and onnx are needed here alone."""

from __future__ import annotations

from pathlib import Path

DIMS, HEADS = 384, 12


def float_graph(weights: Path, path: Path) -> None:
    """Write the weights as a float ONNX file, mean pooling and unit length included."""
    import torch
    from transformers import AutoModel

    class Sentence(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        """Token ids to a unit-length sentence vector."""

        def __init__(self) -> None:
            super().__init__()
            # Eager attention: the fused kinds do not trace to operators that the optimizer recognises.
            self.bert = AutoModel.from_pretrained(weights, attn_implementation="eager", local_files_only=True)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2.0, dim=1)

    ids = torch.tensor([[101, 7592, 2088, 102], [101, 2204, 102, 0]])
    axes = {0: "batch", 1: "length"}
    with torch.no_grad():
        torch.onnx.export(
            Sentence().eval(),
            (ids, (ids > 0).long()),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vector": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )


def fuse(source: Path, path: Path) -> None:
    """Replace groups of operators by fused ones; without this the int8 file runs at half the speed for single texts."""
    from onnxruntime.transformers.optimizer import optimize_model

    model = optimize_model(str(source), model_type="bert", num_heads=HEADS, hidden_size=DIMS, opt_level=1)
    model.save_model_to_file(str(path))


def to_int8(source: Path, path: Path) -> None:
    """Quantise the weights to int8, a scale a channel; activations are scaled at run time, a call at a time."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        path,
        per_channel=True,
        weight_type=QuantType.QInt8,
        # Without it shape inference fails on the fused operators.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    model = onnx.load(path)
    model.doc_string = ""
    for node in model.graph.node:  # traces of the exporting machine, no part of the model
        node.doc_string = ""
        del node.metadata_props[:]
    path.write_bytes(model.SerializeToString(deterministic=True))
