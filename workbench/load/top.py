"""The top of a delimited table, which stands above each part of a large one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from workbench.load.delimited import NONE, SEP
from workbench.load.document import Document
from workbench.load.quotes import records_of
from workbench.load.table import Table


@dataclass(frozen=True)
class Top:
    """What stands above the first row of a table: its header, and notes.

    Parameters
    ----------
    head : bytes
    records : int
        How many records that is.
    delimiter : str
    width : int
        Cells of the header.
    """

    head: bytes
    records: int
    delimiter: str
    width: int


def top_of(document: Document, table: Table, raw: bytes) -> Top:
    """Return what stands above the first row of a table.

    Parameters
    ----------
    document : Document
        The beginning of the file, with rows of the table.
    table : Table
        As it was read.
    raw : bytes
        The bytes of that beginning.
    """
    rows = [*table.numbers[:1], *(one.row for one in table.rejects if one.row > table.header_row)]
    first = min(rows, default=table.header_row + 1)
    delimiter = table.delimiter or NONE
    named = SEP.match(document.text)
    body = document.text[named.end() :] if named else document.text
    above = first - (2 if named else 1)
    last = records_of(body, delimiter)[above - 1].last
    text = "".join(islice(io.StringIO(body, newline=""), last))
    # by its line ends, as its characters may be of other lengths in the file
    ends = text.count("\n") + (document.text[: named.end()].count("\n") if named else 0)
    at = 0
    for _ in range(ends):
        at = raw.index(b"\n", at) + 1
    return Top(raw[:at], first - 1, delimiter, len(table.columns))


def below(found: Iterator[bytes], skip: int) -> Iterator[bytes]:
    """Yield the blocks of a file without so many bytes of its beginning."""
    for block in found:
        if skip < len(block):
            yield block[skip:]
        skip = max(skip - len(block), 0)
