"""Hashes of tables that depend on what they say, not on files, keys, clocks or the order of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

#: pseudonyms of addresses and customer numbers in `extra`: they depend on the project's key.
KEYED = r'"(?:email_id|external_id)": ?"[0-9a-f]{32}"(?:, ?)?'
BLOCK = 1 << 17  # rows hashed at a time, so that a store of millions needs no second copy of its ids


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


def people_digest(items: Any) -> str:  # noqa: ANN401 - pyarrow has no types
    """Return the sha256 of who said what with whom, without the pseudonyms.

    Parameters
    ----------
    items : pyarrow.Table
        `item_id`, `author_id` of every item.

    Notes
    -----
    A pseudonym depends on the project's key. A person is named here by the smallest of their item ids, which does
    not, so two folders with the same exports and different keys agree, and a changed author column does not.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    # offsets of eight bytes: the ids of all items together may be longer than four can say
    ids = items["item_id"].cast(pa.large_string()).combine_chunks()
    order = pc.sort_indices(ids).to_numpy().astype(np.int64)
    author = pc.dictionary_encode(items["author_id"].cast(pa.large_string()).combine_chunks()).indices
    code = pc.fill_null(author, -1).to_numpy(zero_copy_only=False)[order]
    _, firsts, person = np.unique(code, return_index=True, return_inverse=True)
    sha = hashlib.sha256(str(len(order)).encode())
    sha.update(b"\x1eitem_id\x1e")
    _add_blocks(sha, lambda: _blocks(ids, order))
    sha.update(b"\x1eperson\x1e")
    _add_blocks(sha, lambda: _blocks(ids, np.where(code < 0, -1, order[firsts][person])))
    return sha.hexdigest()


def _blocks(texts: Any, rows: np.ndarray) -> Iterator[Any]:  # noqa: ANN401 - pyarrow has no types
    """Yield the texts of rows, a part at a time; row -1 has none."""
    import pyarrow as pa

    for at in range(0, len(rows), BLOCK):
        part = rows[at : at + BLOCK]
        yield texts.take(pa.array(part, mask=part < 0))


def _add_text(sha: hashlib._Hash, column: pd.Series) -> None:
    import pyarrow as pa

    texts = pa.array(column, type=pa.large_string(), from_pandas=True)
    _add_blocks(sha, lambda: iter(texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]))


def _add_blocks(sha: hashlib._Hash, blocks: Callable[[], Iterator[Any]]) -> None:
    """Add all lengths, -1 for what is missing, then all characters."""
    import pyarrow.compute as pc

    for block in blocks():
        sha.update(pc.fill_null(pc.binary_length(block), -1).to_numpy(zero_copy_only=False).astype("<i8").tobytes())
    for block in blocks():
        filled = pc.fill_null(block, "")
        offsets = np.frombuffer(filled.buffers()[1], dtype="<i8")[filled.offset : filled.offset + len(filled) + 1]
        if len(filled) and offsets[-1] > offsets[0]:
            sha.update(memoryview(filled.buffers()[2])[offsets[0] : offsets[-1]])
