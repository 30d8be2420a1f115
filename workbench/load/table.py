"""Open a file as tables: unpack, recognise by bytes, find the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.errors import BadData
from workbench.load.delimited import other_delimiter, read_delimited, short_row
from workbench.load.document import WORD, Document, open_documents
from workbench.load.grid import Cell, Grid
from workbench.load.header import find_header, key, missing_column, unique_names
from workbench.load.json_rows import json_grid
from workbench.load.report import Reject

#: what reads files whose columns project.toml names.
TABLE_READER = "table-1"
MAX_COLUMNS = 16_384  # a spreadsheet has no more


@dataclass(frozen=True)
class Table:
    """A table with its header: columns of text cells, and where each row stood.

    Parameters
    ----------
    name : str
        File, member and sheet.
    columns : dict of str to list of (str or None)
        Every column has one cell for each row.
    numbers : list of int
        Row in the file, counted from 1 with the header.
    rejects : tuple of Reject
        Rows that do not fit the header.
    sha256, bytes : str, int
        Of the whole file as it lies in the inbox.
    encoding, delimiter, kind, header_row, serial, warnings
        See `Grid`.
    reader, why : str
        What read it, with its version, and why this one.
    declared : int or None
        How many rows the export itself says there are.
    last : int
        See `Grid`.
    """

    name: str
    columns: dict[str, list[Cell]]
    numbers: list[int]
    rejects: tuple[Reject, ...]
    sha256: str
    bytes: int
    kind: str
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    serial: datetime | None = None
    warnings: tuple[str, ...] = ()
    reader: str = TABLE_READER
    why: str = ""
    declared: int | None = None
    last: int = 0

    @property
    def read(self) -> int:
        """Return how many rows were read, those that did not fit included."""
        return len(self.numbers) + len(self.rejects)

    def shifted(self, by: int) -> Table:
        """Return the table of a part of a file, its rows numbered as they stand in the whole."""
        rejects = tuple(replace(one, row=one.row + by) for one in self.rejects)
        return replace(self, numbers=[number + by for number in self.numbers], rejects=rejects)

    def has(self, name: str) -> bool:
        """Return whether there is a column of this name, case and width aside."""
        return any(key(known) == key(name) for known in self.columns)

    def column(self, name: str | None) -> list[Cell]:
        """Return a column by name, case and width aside; all missing when no name is given."""
        if name is not None:
            for known, cells in self.columns.items():
                if key(known) == key(name):
                    return cells
        return [None] * len(self.numbers)


def open_tables(
    name: str, data: bytes, *, wanted: Sequence[str] = (), encoding: str = "auto", sheet: str | None = None
) -> list[Table]:
    """Open a file as one table or several (sheets, an archive's members).

    Parameters
    ----------
    name, data : str, bytes
        What the file is called in messages and in `source_file`, and the file as it lies in the inbox.
    wanted : sequence of str
        Columns that the header must hold; none guesses the header.
    encoding, sheet
        As the source declares them.

    Raises
    ------
    BadData
        If the file cannot be read, or no table in it holds the wanted columns.
    BadRequest
        If the declared encoding or sheet does not exist.
    """
    documents, refused = open_documents(name, data, encoding=encoding, sheet=sheet)
    tables: list[Table] = []
    for document in documents:
        try:
            tables.append(table_of(document, wanted=wanted))
        except BadData as error:
            refused.append(error)
    if not tables:
        raise refused[0]
    left = tuple(f"left out: {error.where.split(';')[0]}: {error.what}" for error in refused)
    return [replace(tables[0], warnings=tables[0].warnings + left), *tables[1:]]


def table_of(document: Document, *, wanted: Sequence[str] = ()) -> Table:
    """Return a document as a table.

    Parameters
    ----------
    document : Document
    wanted : sequence of str
        Columns that the header must hold; none guesses the header.

    Raises
    ------
    BadData
        If it is no table, or its header lacks a wanted column.
    """
    return headed(_grid(document, wanted), wanted, document)


def _grid(document: Document, wanted: Sequence[str]) -> Grid:
    if document.json is not None:
        grid = json_grid(document.name, document.json, wanted=wanted)
        return replace(grid, encoding=document.encoding, warnings=document.warnings + grid.warnings)
    if document.encoding == WORD:
        raise BadData(
            "the file is a Word document",
            where=document.name,
            fix="put the posts into a table and save it as XLSX or CSV",
        )
    if document.grid is not None:
        return document.grid
    grid = read_delimited(document.name, document.text, wanted=wanted)
    return replace(grid, encoding=document.encoding, warnings=document.warnings + grid.warnings)


def headed(grid: Grid, wanted: Sequence[str], document: Document) -> Table:
    """Return a grid as a table, below the first row that holds the wanted names.

    Raises
    ------
    BadData
        If no row does, or the rows are parted by another sign than the header.
    """
    digest, size = document.sha256, document.bytes
    if grid.kind == "json" and not grid.rows:
        empty: dict[str, list[Cell]] = {name: [] for name in wanted}
        return Table(
            grid.name,
            empty,
            [],
            grid.rejects,
            digest,
            size,
            grid.kind,
            grid.encoding,
            warnings=grid.warnings if grid.rejects or grid.warnings else ("the list is empty",),
        )
    at = 0 if grid.header else find_header(grid.rows, wanted)
    if at is not None and len(grid.rows[at]) > MAX_COLUMNS:
        raise BadData(
            f"the header has {len(grid.rows[at]):,} columns; {MAX_COLUMNS:,} is the limit",
            where=f"{grid.name}, row {grid.numbers[at]}",
            fix="export it again with the columns you need, or check whether line ends were lost",
        )
    seen, twice = unique_names(grid.rows[_widest(grid) if at is None else at]) if grid.rows else ((), ())
    if at is None or any(key(name) not in {key(one) for one in seen} for name in wanted):
        if grid.kind == "delimited" and grid.rejects and grid.rejects[0].row < min(grid.numbers, default=0):
            raise BadData(
                grid.rejects[0].detail,
                where=f"{grid.name}, row {grid.rejects[0].row}",
                fix="take the quotation mark out, or export it again",
            )
        raise missing_column(grid.name, wanted, seen)
    first = at + 1 + _second_headers(grid, at + 1)
    rows, numbers, rejects = _fitting(grid, first, len(seen))
    warnings = list(grid.warnings)
    if twice:
        again = ", ".join(f'"{name}"' for name in dict.fromkeys(twice))
        warnings.append(f'columns that occur twice: {again}; the name means the first, "{twice[0]} (2)" the second')
    if not rows:
        warnings.append("the file holds a header and no rows")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(seen)}
    return Table(
        grid.name, columns, numbers, (*grid.rejects, *rejects), digest, size, grid.kind,
        grid.encoding, grid.delimiter, grid.numbers[at], grid.serial, tuple(warnings), last=grid.last,
    )  # fmt: skip


def _widest(grid: Grid) -> int:
    """Return the row that most likely was meant as the header, for the message."""
    head = grid.rows[:20]
    return max(range(len(head)), key=lambda at: (sum(cell is not None for cell in head[at]), -at))


def _second_headers(grid: Grid, first: int) -> int:
    """Return how many more header rows follow: surveys write the question and an import id below the names."""
    for at in range(first, min(first + 2, len(grid.rows))):
        if any((cell or "").startswith('{"ImportId"') for cell in grid.rows[at]):
            return at + 1 - first
    return 0


def _fitting(grid: Grid, first: int, width: int) -> tuple[list[list[Cell]], list[int], list[Reject]]:
    """Return the rows that fit the header, padded or cut to its width, and the rejects."""
    body = list(zip(grid.rows[first:], grid.numbers[first:], strict=True))
    short = sum(len(row) < width for row, _ in body)
    # where most rows are short, the exporter leaves out blank cells at the end
    strict = grid.kind == "delimited" and short * 2 <= len(body)
    _refuse_parted(grid, body, width)
    rows, numbers, rejects = [], [], []
    for row, number in body:
        bad = short_row(number, row, width, delimiter=grid.delimiter) if strict or len(row) > width else None
        if bad is None:
            rows.append((row + [None] * (width - len(row)))[:width])
            numbers.append(number)
        else:
            rejects.append(bad)
    return rows, numbers, rejects


def _refuse_parted(grid: Grid, body: Sequence[tuple[list[Cell], int]], width: int) -> None:
    """Refuse a file whose rows are parted by another sign than its header: no row of it could be read."""
    signs = {other_delimiter(row, width, grid.delimiter) for row, _ in body}
    if grid.kind == "delimited" and body and len(signs) == 1 and (sign := signs.pop()):
        raise BadData(
            f"the header is parted by {_name(grid.delimiter)} and the rows by {_name(sign)}",
            where=f"{grid.name}, row {body[0][1]}",
            fix="export it again, or write the header with the sign of the rows",
        )


def _name(delimiter: str) -> str:
    return "tabs" if delimiter == "\t" else f'"{delimiter}"'
