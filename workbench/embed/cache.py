"""Vectors of texts seen before, kept on disk."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.embed.encoder import Encoder, Progress
from workbench.embed.parts import (
    Digests,
    as_words,
    digests_of,
    listed,
    put_together,
    read_part,
    remove_rows,
    sweep,
    where,
    write_part,
)
from workbench.embed.vectors import Vectors

logger = logging.getLogger(__name__)

BLOCK = 4096  # new texts saved together: an interrupted run loses at most this much work (about ten seconds)
SMALL_PARTS = 8  # parts below BLOCK rows that are put together once there are as many
ATTEMPTS = 5  # looks into the folder while another process puts parts together
DAY = 86_400.0  # seconds after which an unfinished file is nobody's any more


class VectorCache:
    """Embed only texts that were not embedded before.

    Parameters
    ----------
    folder : Path
        Holds one subfolder a model; made when the first vectors are saved.
    encoder : Encoder
        Embeds what is new. Vectors are kept under its `key` and the sha256 of the text.

    Notes
    -----
    A part file never changes and its name is the sha256 of its bytes, so it is served whole and right or not at all:
    a damaged part is passed over, its texts are embedded again, and it is removed. Readers in other processes need no
    lock. Two writers at once do no harm either; they may store a row twice. Where the disk cannot be written the
    vectors are still right, and a warning says that they were not kept.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._folder = folder / hashlib.sha256(encoder.key.encode()).hexdigest()[:16]
        self._digests: dict[str, Digests] = {}  # of parts read before, by file name; parts never change
        self._damaged: set[Path] = set()

    @property
    def encoder(self) -> Encoder:
        """The encoder whose vectors are kept."""
        return self._encoder

    def vectors(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one row a text, in the order given.

        Parameters
        ----------
        texts : sequence of str, length n
            Normalised texts; repeated ones cost once.
        progress : callable, optional
            Called with (new texts done, new texts in all) during runs longer than two seconds.

        Returns
        -------
        ndarray of int16, shape (n, dims)
            The bits that `encoder.encode(texts)` returns.
        """
        if isinstance(texts, str):
            raise TypeError("vectors takes a list of texts, not one text")
        positions: dict[bytes, int] = {}
        rows = [positions.setdefault(digest, len(positions)) for digest in digests_of(texts)]
        distinct = dict(zip(rows, texts, strict=True))
        wanted = as_words(list(positions))
        found, missing = self._stored(wanted)
        for start in range(0, len(missing), BLOCK):
            block = missing[start : start + BLOCK]
            shifted = _shifted(progress, done=start, total=len(missing))
            found[block] = self._encoder.encode([distinct[row] for row in block.tolist()], progress=shifted)
            self._save(wanted[block], found[block])
        if len(missing):
            self._tidy()
        return found[np.asarray(rows, dtype=np.intp)]

    def _stored(self, wanted: Digests) -> tuple[Vectors, npt.NDArray[np.intp]]:
        """Return the vectors that are kept, and the positions of those that are not."""
        found = np.zeros((len(wanted), self._encoder.dims), dtype=np.int16)
        missing = np.arange(len(wanted))
        for _ in range(ATTEMPTS):
            vanished = False
            for path in listed(self._folder):
                try:
                    missing = self._take(path, wanted, found, missing)
                except FileNotFoundError:
                    vanished = True
            if not vanished:
                break
        return found, missing

    def _take(self, path: Path, wanted: Digests, found: Vectors, missing: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Fill in what a part has and return what is still missing."""
        known = self._digests.get(path.name)
        nothing_here = known is not None and not len(where(known, wanted[missing])[0])
        if not len(missing) or nothing_here or path in self._damaged:
            return missing
        try:
            part = read_part(path)
        except FileNotFoundError:
            raise
        except OSError as error:
            logger.warning("Kept vectors cannot be read and are made again: %s (%s)", path, error.strerror)
            return missing
        if part is None or part.vectors.shape[1] != self._encoder.dims:
            logger.warning("A file of kept vectors is damaged; its texts are embedded again: %s", path)
            self._damaged.add(path)
            return missing
        self._digests[path.name] = part.digests
        hits, rows = where(part.digests, wanted[missing])
        found[missing[hits]] = part.vectors[rows]
        return np.delete(missing, hits)

    def _save(self, digests: Digests, vectors: Vectors) -> None:
        try:
            # The same rows have the same name: what was damaged may just have been written over.
            self._damaged.discard(write_part(self._folder, digests, vectors))
        except OSError as error:
            logger.warning("Vectors could not be kept, the next run makes them again: %s (%s)", self._folder, error)

    def _tidy(self) -> None:
        """Remove damaged parts and put small ones together, now that their texts are saved again."""
        row_bytes = 32 + 2 * self._encoder.dims
        try:
            for path in sorted(self._damaged):
                path.unlink(missing_ok=True)
            self._damaged.clear()
            sweep(self._folder, older_than=time.time() - DAY)
            small = [path for path in listed(self._folder) if path.stat().st_size < BLOCK * row_bytes]
            if len(small) >= SMALL_PARTS:
                put_together(small)
        except OSError as error:  # another process was faster, or the disk is full: nothing is lost
            logger.info("Kept vectors were not put together: %s", error)


def forget(folder: Path, texts: Sequence[str]) -> int:
    """Remove the vectors of texts from the disk, whatever model made them; return how many rows went.

    Parameters
    ----------
    folder : Path
        The folder given to `VectorCache`. No run may be writing to it.
    texts : sequence of str
        Normalised texts. Where somebody else said the same, the vector is made again when it is needed.

    Raises
    ------
    OSError
        The disk could not be read or written: the texts may not be called forgotten.
    """
    unwanted = as_words(digests_of(dict.fromkeys(texts)))
    gone = 0
    for model in sorted(path for path in folder.glob("*") if path.is_dir()):
        gone += sum(remove_rows(path, unwanted) for path in listed(model))
        sweep(model, older_than=float("inf"))
    return gone


def _shifted(progress: Progress | None, *, done: int, total: int) -> Progress | None:
    """Count a block's texts on top of those done before."""
    if progress is None:
        return None
    return lambda block_done, _: progress(done + block_done, total)
