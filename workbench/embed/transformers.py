"""Any sentence-transformers model in place of the bundled one (the `transformers` extra)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from workbench.embed.encoder import PROGRESS_AFTER, Progress
from workbench.embed.minilm import sound
from workbench.embed.vectors import Vectors, quantise, unit
from workbench.errors import BadData, BadRequest
from workbench.models.bundle import sha256_of


class Transformers:
    """Embed texts with a sentence-transformers model from a local folder.

    Parameters
    ----------
    folder : Path
        What `SentenceTransformer.save()` wrote. Nothing is downloaded, and code in the folder is not run.

    Raises
    ------
    BadRequest
        The `transformers` extra is not installed.
    BadData
        The folder is missing or holds no model.

    Notes
    -----
    One text a call, on one thread: padding to the longest text of a batch changes the last bits of a row, and so may a
    split among threads. About 95 short texts a second for all-MiniLM-L6-v2 in float32 (measured), a tenth of `MiniLM`.
    """

    def __init__(self, folder: Path) -> None:
        self._model = _load(folder)
        self._dims = len(self._floats(""))
        self._key = _key(folder)

    @property
    def key(self) -> str:
        """Name the files and versions that decide a vector besides the text."""
        return self._key

    @property
    def dims(self) -> int:
        """Length of a vector."""
        return self._dims

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one row a text, in the order given.

        Parameters
        ----------
        texts : sequence of str, length n
            Normalised texts; longer ones are cut where the model cuts them.
        progress : callable, optional
            Called with (done, total) during runs longer than two seconds.

        Returns
        -------
        ndarray of int16, shape (n, dims)
            rint(4000·v) of unit-length v.
        """
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts, not one text")
        result = np.empty((len(texts), self._dims), dtype=np.int16)
        begun = monotonic()
        with _one_thread():
            for row, text in enumerate(texts):
                result[row] = quantise(unit(self._floats(text)))
                if progress is not None and row % 16 == 15 and monotonic() - begun > PROGRESS_AFTER:
                    progress(row + 1, len(texts))
        return result

    def _floats(self, text: str) -> np.ndarray:
        vector: np.ndarray = self._model.encode([sound(text)], show_progress_bar=False, convert_to_numpy=True)[0]
        return vector


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep torch to one thread, then give it back what it had.

    Two threads gain little on one text, may change its last bits, and on busy cores wait for each other (5 texts/s
    against 59, measured).
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _load(folder: Path) -> Any:  # noqa: ANN401 — an optional package
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        what = "This embedding model needs the extra: pip install 'social-workbench[transformers]'."
        fix = "Install it, or leave the model out to use the bundled one."
        raise BadRequest(what, where=str(folder), fix=fix) from error
    if not (folder / "modules.json").is_file():
        fix = "Give the folder that SentenceTransformer.save() wrote; models are never downloaded."
        raise BadData("The folder holds no sentence-transformers model.", where=str(folder), fix=fix)
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)


def _key(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    lines = [f"{path.relative_to(folder).as_posix()} {sha256_of(path)}" for path in files]
    lines += [f"{package} {version(package)}" for package in ("sentence-transformers", "torch", "transformers")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
