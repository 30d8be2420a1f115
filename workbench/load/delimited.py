"""Read delimited text: delimiter, quotes, escapes and rows that broke in two."""

from __future__ import annotations

import csv
import io
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from workbench.load.grid import Grid, Row
from workbench.load.header import fits
from workbench.load.report import Reason, Reject

DELIMITERS = (",", ";", "\t", "|")
NONE = "\x1f"  # a delimiter that no export holds: one column, quotes still read
SAMPLE = 300  # records looked at to find the delimiter
SEP = re.compile(r'"?sep=(\\t|.)"?\s*\r?\n', re.IGNORECASE)
#: Backslash-quotes: all of them, and those that do not end a cell.
ESCAPED = (re.compile(r'\\"'), re.compile(r'\\"(?!\s*(?:[,;\t|\r\n]|$))'))
RESTARTS = 200  # an unclosed quote costs a second reading of what it swallowed
SWALLOWED = 0.8  # share of swallowed lines that must fit before they are believed to be rows

_LIMIT = threading.Lock()


@dataclass(frozen=True)
class Record:
    """One record and the physical lines it spans, counted from 0, end excluded."""

    cells: list[str]
    first: int
    last: int


def read_delimited(name: str, text: str, *, wanted: Sequence[str] = ()) -> Grid:
    """Read delimited text into rows of cells.

    Parameters
    ----------
    name : str
        What the table is called in messages.
    text : str
        The file, decoded.
    wanted : sequence of str
        Column names that the header must hold, as far as known; they settle the delimiter.

    Returns
    -------
    Grid
        Blank cells are missing; the words NA, None and null are text.
    """
    found = SEP.match(text)
    skipped = 1 if found else 0
    body = text[found.end() :] if found else text
    if "\n" not in body and "\r" in body:
        body = body.replace("\r", "\n")  # old Macintosh line ends; else a bare \r is damage
    delimiter = found[1].replace("\\t", "\t") if found else sniff(body, wanted=wanted)
    records, escaped = _best_reading(body, delimiter)
    rows, numbers = [], []
    for number, record in enumerate(records, start=1 + skipped):
        cells: Row = [cell if cell.strip() else None for cell in record.cells]
        if any(cells):
            rows.append(cells)
            numbers.append(number)
    warnings = ("quotes are escaped by a backslash; read as such",) if escaped else ()
    return Grid(name, rows, numbers, "delimited", delimiter="" if delimiter == NONE else delimiter, warnings=warnings)


def sniff(text: str, *, wanted: Sequence[str] = ()) -> str:
    """Return the delimiter: the one under which the wanted header appears, else the most regular."""
    lines = io.StringIO(text[: 1 << 20], newline="")
    head = "".join(line for line, _ in zip(lines, range(SAMPLE), strict=False))
    best, best_score = NONE, 0.5
    for delimiter in DELIMITERS:
        rows = [record.cells for record in _records(head, delimiter) if any(cell.strip() for cell in record.cells)]
        if len(wanted) > 1 and any(fits(row, wanted) for row in rows[:20]):
            return delimiter
        width, score = _regularity(rows)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    if best != NONE and len(wanted) == 1 and _alone(head, wanted):
        return NONE
    return best


def _alone(head: str, wanted: Sequence[str]) -> bool:
    """Return whether the wanted name is the whole header line: commas below it are commas."""
    return any(fits(record.cells, wanted) for record in _records(head, NONE)[:20])


def _regularity(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    if not rows:
        return 0, 0.0
    width, count = max(Counter(len(row) for row in rows).items(), key=lambda pair: (pair[1], pair[0]))
    return width, count / len(rows) + min(width, 50) / 1000


def _best_reading(text: str, delimiter: str) -> tuple[list[Record], bool]:
    """Read with doubled quotes; where backslash-quotes occur, also with those, and take what fits better."""
    best, best_text, escaped = _records(text, delimiter), text, False
    for pattern in ESCAPED if '\\"' in text else ():
        other = pattern.sub('""', text)
        records = _records(other, delimiter)
        if _misfits(records) < _misfits(best):
            best, best_text, escaped = records, other, True
    return _recovered(best, best_text, delimiter), escaped


def _misfits(records: Sequence[Record]) -> float:
    width = _width(records)
    return sum(len(record.cells) != width for record in records) - len(records) / 1e9


def _width(records: Sequence[Record]) -> int:
    """Return the usual number of cells of a record that is not blank."""
    widths = Counter(len(record.cells) for record in records if any(record.cells))
    return max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0] if widths else 0


def _recovered(records: list[Record], text: str, delimiter: str) -> list[Record]:
    """Give back rows that an unclosed quote has swallowed: reject its own line, keep the lines after it."""
    width = _width(records)
    if width < 2 or all(len(record.cells) == width or record.last - record.first < 3 for record in records):
        return records
    lines = list(io.StringIO(text, newline=""))
    kept: list[Record] = []
    restarts = 0
    for record in records:
        inside = record.last - record.first
        if len(record.cells) == width or inside < 3 or restarts >= RESTARTS:
            kept.append(record)
            continue
        restarts += 1
        tail = _records("".join(lines[record.first + 1 : record.last]), delimiter)
        if sum(len(one.cells) == width for one in tail) < SWALLOWED * inside:
            kept.append(record)
            continue
        kept.append(Record([lines[record.first]], record.first, record.first + 1))
        shift = record.first + 1
        kept.extend(replace(one, first=one.first + shift, last=one.last + shift) for one in tail)
    return kept


def _records(text: str, delimiter: str) -> list[Record]:
    with _wide_cells():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        records, first = [], 0
        for cells in reader:
            records.append(Record(cells, first, reader.line_num))
            first = reader.line_num
    return records


@contextmanager
def _wide_cells() -> Iterator[None]:
    """Allow cells above 131,072 characters; csv has one limit for the process, so it is set back."""
    with _LIMIT:
        before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        try:
            yield
        finally:
            csv.field_size_limit(before)


def short_row(number: int, cells: Row, width: int) -> Reject | None:
    """Return why a row does not fit the header, or None if it does."""
    filled = len(cells)
    while filled > width and cells[filled - 1] is None:
        filled -= 1
    if filled == width or len(cells) == width:
        return None
    why = (
        "a line end or a quote inside a cell splits the row"
        if filled < width
        else "a cell holds the delimiter unquoted"
    )
    detail = f"{filled} cells where the header has {width}: {why}"
    return Reject(number, Reason.BAD_STRUCTURE, detail, "\x1f".join(cell or "" for cell in cells))
