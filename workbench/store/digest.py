"""Hashes of tables that depend on what they say, not on files, keys, clocks or the order of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

#: pseudonyms of addresses and customer numbers in `extra`: they depend on the project's key.
KEYED = r'"(?:email_id|external_id)": ?"[0-9a-f]{32}"(?:, ?)?'
DIGITS = 32  # hexadecimal, of an item's id
HALF = ">u8"  # an id is kept as two numbers, and sorts as its digits do
BLOCK = 1 << 17  # ids hashed at a time, so that a store of millions needs no second copy of them


def content_digest(rows: pd.DataFrame, columns: Sequence[str]) -> str:
    """Return the sha256 of the named columns.

    Parameters
    ----------
    rows : DataFrame
        Sorted by its id by the caller; the index is not read.
    columns : sequence of str
        The columns that count, hashed in the order given.

    Notes
    -----
    Text enters as its lengths and then its characters, so no value can pass for two. The parquet bytes are not used:
    they change with the version of the writer and hold columns that depend on the project's key.
    """
    sha = hashlib.sha256(str(len(rows)).encode())
    for name in columns:
        column: pd.Series = rows[name].str.replace(KEYED, "", regex=True) if name == "extra" else rows[name]
        sha.update(f"\x1e{name}\x1e".encode())
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            sha.update(column.dt.as_unit("us").astype("int64").to_numpy().astype("<i8").tobytes())
        elif pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
            sha.update(column.isna().to_numpy().tobytes())
            numbers = column.to_numpy(dtype="float64", na_value=0.0)
            sha.update((numbers + 0.0).astype("<f8").tobytes())  # -0.0 and 0.0 are one number
        else:
            _add_text(sha, column)
    return sha.hexdigest()


def people_digest(parts: Iterable[pd.DataFrame]) -> str:
    """Return the sha256 of who said what with whom, without the pseudonyms; empty where nobody said anything.

    Parameters
    ----------
    parts : iterable of DataFrame
        `item_id` (32 hexadecimal digits) and `author_id` of every item, a part at a time; 25 bytes an item are kept.

    Notes
    -----
    A pseudonym depends on the project's key. A person is named here by the smallest of their item ids, which does
    not, so two folders with the same exports and different keys agree, and a changed author column does not. Two
    authors are told apart by a hash of 64 bits.
    """
    ids: list[np.ndarray] = []
    authors: list[np.ndarray] = []
    nobody: list[np.ndarray] = []
    for part in parts:
        if len(part):
            ids.append(np.frombuffer(bytes.fromhex("".join(part["item_id"])), dtype=HALF).astype("u8"))
            authors.append(pd.util.hash_array(part["author_id"].fillna("").to_numpy(dtype="object"), categorize=False))
            nobody.append(part["author_id"].isna().to_numpy())
    if not ids:
        return ""
    halves = _joined(ids).reshape(-1, 2)
    order = np.lexsort((halves[:, 1], halves[:, 0]))
    # people are numbered as they come: the first item of each has the smallest of their ids
    person, _ = pd.factorize(_joined(authors)[order])
    firsts = np.flatnonzero(np.diff(np.maximum.accumulate(person), prepend=-1))
    named = np.where(_joined(nobody)[order], -1, order[firsts][person])
    sha = hashlib.sha256(str(len(order)).encode())
    for name, rows in (("item_id", order), ("person", named)):
        sha.update(f"\x1e{name}\x1e".encode())
        for block in _blocks(rows):
            sha.update(np.where(block < 0, -1, DIGITS).astype("<i8").tobytes())
        for block in _blocks(rows):
            sha.update(halves[block[block >= 0]].astype(HALF).tobytes().hex().encode())
    return sha.hexdigest()


def _joined(pieces: list[np.ndarray]) -> np.ndarray:
    """Return pieces as one array; they are let go."""
    whole = np.concatenate(pieces)
    pieces.clear()
    return whole


def _blocks(rows: np.ndarray) -> Iterator[np.ndarray]:
    return (rows[at : at + BLOCK] for at in range(0, len(rows), BLOCK))


def _add_text(sha: hashlib._Hash, column: pd.Series) -> None:
    """Add all lengths, -1 for what is missing, then all characters."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pa.array(column, type=pa.large_string(), from_pandas=True)
    blocks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    for block in blocks:
        sha.update(pc.fill_null(pc.binary_length(block), -1).to_numpy(zero_copy_only=False).astype("<i8").tobytes())
    for block in blocks:
        filled = pc.fill_null(block, "")
        offsets = np.frombuffer(filled.buffers()[1], dtype="<i8")[filled.offset : filled.offset + len(filled) + 1]
        if len(filled) and offsets[-1] > offsets[0]:
            sha.update(memoryview(filled.buffers()[2])[offsets[0] : offsets[-1]])
