"""Part files of cached vectors: each carries its own sha256 as its name."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.embed.vectors import Vectors

Digests = npt.NDArray[np.uint64]
"""Shape (n, 4): a sha256 as four big-endian words, so that numpy orders and finds them at the speed of numbers."""

SUFFIX, SCRATCH = ".npy", ".part-"


@dataclass(frozen=True)
class Part:
    """The rows of one part file, checked.

    Parameters
    ----------
    digests : ndarray of uint64, shape (n, 4)
        Sorted.
    vectors : ndarray of int16, shape (n, d)
    """

    digests: Digests
    vectors: Vectors


def where(digests: Digests, wanted: Digests) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return (positions in `wanted`, rows in `digests`) of those in both; `digests` is sorted.

    Two digests that share their first 64 bits are told apart by the other 192; at worst one is not found and embedded
    again.
    """
    if not len(digests) or not len(wanted):
        nothing = np.empty(0, dtype=np.intp)
        return nothing, nothing
    rows = np.searchsorted(digests[:, 0], wanted[:, 0])
    rows[rows == len(digests)] = 0
    found = np.flatnonzero((digests[rows] == wanted).all(axis=1))
    return found, rows[found]


def digests_of(texts: Iterable[str]) -> list[bytes]:
    """Return the sha256 of each text's UTF-8 bytes; lone surrogates count as they are."""
    return [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]


def as_words(digests: list[bytes]) -> Digests:
    """Return digests as numbers, shape (n, 4)."""
    return np.frombuffer(b"".join(digests), dtype=">u8").reshape(-1, 4).astype(np.uint64)


def listed(folder: Path) -> list[Path]:
    """Return the part files of a folder in the order of their names."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith("."))


def read_part(path: Path) -> Part | None:
    """Read a part whose bytes still have the sha256 of its name; None for any other file.

    Raises
    ------
    FileNotFoundError
        The file is gone: another process put its rows into a larger part.
    OSError
        The disk or its permissions do not let us read it.
    """
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != path.stem:
        return None
    table = np.load(io.BytesIO(data), allow_pickle=False)
    if table.dtype.names != ("digest", "vector"):
        return None
    return Part(table["digest"].astype(np.uint64), table["vector"])


def write_part(folder: Path, digests: Digests, vectors: Vectors) -> Path:
    """Write rows as one part, whole or not at all, readable by the owner alone; return its path.

    Repeated digests are written once. The same rows in any order make the same file.
    """
    order = np.lexsort(digests.T[::-1])
    new = np.ones(len(order), dtype=bool)
    new[1:] = (digests[order[1:]] != digests[order[:-1]]).any(axis=1)
    order = order[new]
    table = np.empty(len(order), dtype=[("digest", ">u8", (4,)), ("vector", "<i2", (vectors.shape[1],))])
    table["digest"], table["vector"] = digests[order], vectors[order]
    buffer = io.BytesIO()
    np.save(buffer, table, allow_pickle=False)
    return _replace(folder, buffer.getvalue())


def _replace(folder: Path, data: bytes) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(data).hexdigest()}{SUFFIX}"
    handle, scratch = tempfile.mkstemp(prefix=SCRATCH, dir=folder)  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # No fsync: a part torn by a power cut has another sha256 than its name, and costs only time.
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
    return path


def put_together(paths: list[Path]) -> None:
    """Write the rows of several parts of one folder as one part, then remove them; damaged ones are left alone."""
    parts = [(path, part) for path in paths if (part := read_part(path)) is not None]
    if len(parts) < 2:
        return
    digests = np.concatenate([part.digests for _, part in parts])
    whole = write_part(parts[0][0].parent, digests, np.concatenate([part.vectors for _, part in parts]))
    for path, _ in parts:
        if path != whole:  # copies of one part make that part again
            path.unlink(missing_ok=True)


def remove_rows(path: Path, unwanted: Digests) -> int:
    """Write a part again without some rows, or remove it where none is left; return how many rows went.

    A damaged part is removed, since what it holds cannot be told.
    """
    part = read_part(path)
    if part is None:
        path.unlink(missing_ok=True)
        return 0
    rows = where(part.digests, unwanted)[1]
    if len(rows):
        keep = np.setdiff1d(np.arange(len(part.digests)), rows)
        if len(keep):
            write_part(path.parent, part.digests[keep], part.vectors[keep])
        path.unlink(missing_ok=True)
    return len(rows)


def sweep(folder: Path, *, older_than: float) -> None:
    """Remove what killed writers left, last changed before a time (seconds since 1970)."""
    for path in folder.glob(f"{SCRATCH}*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < older_than:
                path.unlink()
