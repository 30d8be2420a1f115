"""Read a model folder and refuse it when a file is not the one it was made with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import BadData

MINILM = Path(__file__).parent / "minilm"
CARD, GRAPH, TOKENIZER = "model.json", "model.onnx", "tokenizer.json"
_FIX = "Install the workbench again, or make the files with: python -m workbench.models.export"


@dataclass(frozen=True)
class Bundle:
    """A checked model folder.

    Parameters
    ----------
    graph, tokenizer : Path
        The ONNX file and the tokenizer's JSON file.
    graph_sha256, tokenizer_sha256 : str
        What the two files were found to be.
    dims : int
        Length of a vector.
    max_length : int
        Longest text in tokens, the two markers included; what follows is cut off.
    """

    graph: Path
    tokenizer: Path
    graph_sha256: str
    tokenizer_sha256: str
    dims: int
    max_length: int

    @property
    def key(self) -> str:
        """Name what decides a vector besides the text: model, tokenizer and length."""
        return f"{self.graph_sha256}-{self.tokenizer_sha256}-{self.max_length}"


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_bundle(folder: Path = MINILM, *, sha256: str | None = None) -> Bundle:
    """Check a model folder against its `model.json`.

    Parameters
    ----------
    folder : Path
        Holds `model.json`, `model.onnx` and `tokenizer.json`.
    sha256 : str, optional
        Expected sha256 of `model.onnx`, for instance from a project's run.json; else the one in `model.json`.

    Raises
    ------
    BadData
        A file is missing or is not the one named in `model.json`.
    """
    card = _card(folder)
    found = {name: _checked(folder / name, str(card["files"][name])) for name in (GRAPH, TOKENIZER)}
    if sha256 is not None and found[GRAPH] != sha256.lower():
        raise BadData(f"The model is {found[GRAPH][:12]}…, expected {sha256[:12]}….", where=str(folder), fix=_FIX)
    return Bundle(
        folder / GRAPH, folder / TOKENIZER, found[GRAPH], found[TOKENIZER], int(card["dims"]), int(card["max_length"])
    )


def _card(folder: Path) -> dict[str, Any]:
    path = folder / CARD
    if not path.is_file():
        raise BadData("The embedding model is missing.", where=str(path), fix=_FIX)
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        complete = {GRAPH, TOKENIZER} <= card["files"].keys() and card["dims"] > 0 and card["max_length"] > 2
    except (ValueError, KeyError, TypeError, AttributeError):
        complete = False
    if not complete:
        raise BadData("The model's description cannot be read.", where=str(path), fix=_FIX)
    return dict(card)


def _checked(path: Path, expected: str) -> str:
    try:
        found = sha256_of(path)
    except OSError as error:
        raise BadData("A file of the embedding model is missing.", where=str(path), fix=_FIX) from error
    if found != expected:
        what = f"The model file {path.name} is damaged or not ours: sha256 {found[:12]}…, expected {expected[:12]}…."
        raise BadData(what, where=str(path), fix=_FIX)
    return found
