"""Parquet parts: one immutable file for each partition of a table."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import BadData
from workbench.store.digest import content_digest
from workbench.store.files import write_whole
from workbench.store.tables import Table

Part = dict[str, Any]
DTYPES = {"string": pd.StringDtype, "int64": pd.Int64Dtype, "double": pd.Float64Dtype, "bool": pd.BooleanDtype}


def write_part(root: Path, table: Table, partition: str, rows: pd.DataFrame) -> Part:
    """Write a partition under a name made of its bytes, and return its line in the manifest.

    Writing the same rows again gives the same name and the same bytes.

    Raises
    ------
    Busy
        If the disk is full or cannot be written.
    """
    ordered = rows.sort_values(table.id, kind="stable").reset_index(drop=True)
    content = encoded(ordered)
    sha = hashlib.sha256(content).hexdigest()
    name = f"{table.name}/{partition}-{sha[:16]}.parquet"
    if not (root / name).exists():
        write_whole(root / name, content)
    return {
        "content": content_digest(ordered, table.hashed),
        "file": name,
        "rows": len(ordered),
        "sha256": sha,
    }


def encoded(rows: pd.DataFrame, *, compression: str = "zstd", group: int | None = None) -> bytes:
    """Return rows as the bytes of a Parquet file, in groups of so many rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(rows, preserve_index=False)
    # pandas' own metadata names library versions; the schema is ours and needs none.
    plain = pa.table([_plain(column) for column in table.columns], names=table.column_names)
    buffer = io.BytesIO()
    pq.write_table(plain, buffer, compression=compression, version="2.6", row_group_size=group)
    return buffer.getvalue()


def _plain(column: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    import pyarrow as pa

    return column.cast(pa.string()) if pa.types.is_large_string(column.type) else column


def read_parts(root: Path, parts: Sequence[Part], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read parts into one table, in the order given.

    Returns
    -------
    DataFrame
        Text, Int64, Float64, boolean and UTC times; no columns where there are no parts.

    Raises
    ------
    FileNotFoundError
        If a part is gone: another writer has replaced the manifest meanwhile.
    BadData
        If a part is damaged.
    """
    joined = arrow_parts(root, parts, columns)
    return pd.DataFrame() if joined is None else frame_of(joined)


def frame_of(table: Any) -> pd.DataFrame:  # noqa: ANN401 - pyarrow has no types
    """Return a pyarrow table as a frame in the dtypes of the store."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=_dtype, use_threads=False)  # as in parquet.unpacked
    return frame


def arrow_parts(root: Path, parts: Sequence[Part], columns: Sequence[str] | None = None) -> Any:  # noqa: ANN401
    """Return parts as one pyarrow table, or None where there are none; it raises as `read_parts` does."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for part in parts:
        path = root / part["file"]
        try:
            with path.open("rb") as file:
                source = pq.ParquetFile(file, pre_buffer=False)
                known = source.schema_arrow.names
                wanted = None if columns is None else [name for name in columns if name in known]
                tables.append(source.read(columns=wanted, use_threads=False))
        except (pa.ArrowException, EOFError) as fault:
            fix = "Delete the store folder and load again: it is made from the exports."
            raise BadData("A part of the store is damaged.", where=str(path), fix=fix) from fault
    return pa.concat_tables(tables, promote_options="default") if tables else None


def _dtype(kind: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    made = DTYPES.get(str(kind))
    return made() if made else None
