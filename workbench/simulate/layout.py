"""An export file before it is written: its lines, what each of them is, and its bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.simulate.items import Item

DEFAULT_SHEET = "Sheet1"
Cell = str | int | float | datetime | None
#: Header and rows.
Table = tuple[tuple[str, ...], list[tuple[Cell, ...]]]


class Kind(StrEnum):
    """What a line of an export is."""

    ITEM = "item"
    OUTBOUND = "outbound"  # our own answer
    CONTENT = "content"  # our own post
    DUPLICATE = "duplicate"  # stands once more further down or in a later file, which counts
    BAD = "bad"  # cannot be read


class Form(StrEnum):
    """How a file is written."""

    CSV = "csv"
    CSV_UTF16 = "csv-utf16"
    XLSX = "xlsx"
    NDJSON = "ndjson"
    NDJSON_GZ = "ndjson.gz"


@dataclass(frozen=True)
class Line:
    """One line of an export.

    Parameters
    ----------
    cells : tuple
        In the order of the header; a line that was cut short has fewer.
    kind : Kind
        What it is.
    native : str
        The platform's id; empty where the layout has none.
    item : Item or None
        What it says, for items.
    reason : str
        Why it is rejected, for bad lines.
    """

    cells: tuple[Cell, ...]
    kind: Kind = Kind.ITEM
    native: str = ""
    item: Item | None = None
    reason: str = ""


@dataclass(frozen=True)
class Export:
    """One file in the inbox.

    Parameters
    ----------
    name : str
        Path below the project's inbox.
    source : str
        Name of its source in project.toml.
    form : Form
        How it is written.
    header : tuple of str
        Column names, or keys.
    lines : tuple of Line
        In the order of the file.
    sheet : str
        Sheet that holds the lines, in a workbook.
    """

    name: str
    source: str
    form: Form
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    sheet: str = DEFAULT_SHEET

    @property
    def table(self) -> str:
        """Return the name of the table as load reports write it."""
        sheet = f"#{self.sheet}" if self.sheet != DEFAULT_SHEET else ""
        return f"inbox/{self.name}{sheet}"

    def row(self, number: int) -> int:
        """Return the row in the file of a line, counted from 1 with the header."""
        return number + (1 if self.form in (Form.NDJSON, Form.NDJSON_GZ) else 2)

    def count(self, kind: Kind) -> int:
        """Return how many lines are of a kind."""
        return sum(line.kind is kind for line in self.lines)


def encode(export: Export) -> bytes:
    """Return the file's bytes; the same lines give the same bytes on any day."""
    if export.form is Form.XLSX:
        return _workbook(export)
    if export.form in (Form.NDJSON, Form.NDJSON_GZ):
        plain = "".join(_json_line(export.header, line) for line in export.lines).encode()
        # mtime 0 keeps the day of writing out of the file
        return gzip.compress(plain, mtime=0) if export.form is Form.NDJSON_GZ else plain
    text = csv_text(export.header, [line.cells for line in export.lines])
    return b"\xff\xfe" + text.encode("utf-16-le") if export.form is Form.CSV_UTF16 else text.encode()


def csv_text(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a table as CSV with line feeds."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue()


def _json_line(header: Sequence[str], line: Line) -> str:
    if len(line.cells) < len(header):
        return f"{line.cells[0]}\n"  # cut short by the export
    value: Mapping[str, Cell] = dict(zip(header, line.cells, strict=True))
    return json.dumps(value, ensure_ascii=False) + "\n"


def _workbook(export: Export) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime(2026, 11, 2)})
        sheet = book.add_worksheet(export.sheet)
        dates = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, export.header)
        for number, line in enumerate(export.lines, start=1):
            for place, cell in enumerate(line.cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, place, cell, dates)
                elif cell is not None:
                    sheet.write(number, place, cell)
    return out.getvalue()
