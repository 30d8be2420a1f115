from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from workbench.embed.minilm import MiniLM
from workbench.errors import BadData
from workbench.models.bundle import MINILM, open_bundle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model folder with small stand-ins, described rightly."""
    files = {"model.onnx": b"graph", "tokenizer.json": b"{}"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (tmp_path / "model.json").write_text(json.dumps({"files": sums, "dims": 384, "max_length": 256}))
    return tmp_path


def refusal(folder: Path, *, sha256: str | None = None) -> BadData:
    with pytest.raises(BadData) as caught:
        MiniLM(folder=folder, sha256=sha256)
    assert "\n" not in caught.value.what
    assert "workbench.models.export" in caught.value.fix
    return caught.value


def test_the_bundled_model_is_the_one_its_card_names() -> None:
    bundle = open_bundle()
    assert (bundle.dims, bundle.max_length) == (384, 256)
    assert bundle.graph_sha256 == json.loads((MINILM / "model.json").read_text())["files"]["model.onnx"]


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_not_the_expected_one_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"something else")
    assert f"{name} is damaged or not ours: sha256" in refusal(folder).what


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "model.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refusal(folder).where == str(folder / name)


def test_another_model_than_the_study_asked_for_is_refused(folder: Path) -> None:
    assert open_bundle(folder, sha256=hashlib.sha256(b"graph").hexdigest().upper()).dims == 384
    assert "expected 000000000000" in refusal(folder, sha256="0" * 64).what


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": {}, "dims": 384, "max_length": 256}'])
def test_a_description_that_cannot_be_read_is_refused(folder: Path, text: str) -> None:
    (folder / "model.json").write_text(text)
    assert "cannot be read" in refusal(folder).what


def test_the_bundled_folder_is_complete_and_small() -> None:
    assert {"model.onnx", "model.json", "tokenizer.json", "README.md", "LICENSE"} <= {p.name for p in MINILM.iterdir()}
    assert sum(path.stat().st_size for path in MINILM.iterdir()) < 24_000_000
    assert "Apache License" in (MINILM / "LICENSE").read_text()


def test_the_graph_holds_no_path_of_the_machine_that_made_it() -> None:
    data = (MINILM / "model.onnx").read_bytes()
    assert not [mark for mark in (b"/home/", b"/tmp/", b"/usr/", b"site-packages", b"workbench") if mark in data]
