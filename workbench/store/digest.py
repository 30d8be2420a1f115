"""Hashes of tables that depend on what they say, not on files, keys, clocks or the order of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

#: pseudonyms of addresses and customer numbers in `extra`: they depend on the project's key.
KEYED = r'"(?:email_id|external_id)": ?"[0-9a-f]{32}"(?:, ?)?'


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


def _add_text(sha: hashlib._Hash, column: pd.Series) -> None:
    absent = column.isna().to_numpy()
    words = [
        b"" if gone else str(word).encode("utf-8", "surrogatepass") for word, gone in zip(column, absent, strict=True)
    ]
    lengths = np.where(absent, -1, np.fromiter((len(word) for word in words), dtype=np.int64, count=len(words)))
    sha.update(lengths.astype("<i8").tobytes())
    sha.update(b"".join(words))


def people_digest(items: pd.DataFrame) -> str:
    """Return the sha256 of who said what with whom, without the pseudonyms.

    Parameters
    ----------
    items : DataFrame
        `item_id`, `author_id` of every item.

    Notes
    -----
    A pseudonym depends on the project's key. A person is named here by the smallest of their item ids, which does
    not, so two folders with the same exports and different keys agree, and a changed author column does not.
    """
    ordered = items.sort_values("item_id", kind="stable")
    first = ordered.groupby("author_id", sort=False)["item_id"].transform("first")
    return content_digest(ordered.assign(person=first.astype("string")), ["item_id", "person"])
