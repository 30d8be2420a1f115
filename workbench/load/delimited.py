"""Read delimited text: delimiter, quotes, escapes and rows that broke in two."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence

from workbench.errors import BadData
from workbench.load.grid import Grid, Row
from workbench.load.header import fits
from workbench.load.quotes import Record, Recovered, records_of, recover, usual_width
from workbench.load.report import Reason, Reject

DELIMITERS = (",", ";", "\t", "|")
NONE = "\x1f"  # a delimiter that no export holds: one column, quotes still read
SAMPLE = 300  # records looked at to find the delimiter
SEP = re.compile(r'"?sep=(\\t|.)"?\s*\r?\n', re.IGNORECASE)
#: Backslash-quotes: all of them, and those that do not end a cell.
ESCAPED = (re.compile(r'\\"'), re.compile(r'\\"(?!\s*(?:[,;\t|\r\n]|$))'))


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
    delimiter, told = _delimiter(found[1] if found else "", body, wanted)
    read, escaped = _best_reading(body, delimiter)
    if read.unclosed and len(read.records) < 2:
        raise BadData(
            f"a quotation mark opened in line {read.unclosed + skipped} is never closed, so the file reads as one cell",
            where=name,
            fix="take the quotation mark out, or export it again",
        )
    rows, numbers, rejects = [], [], []
    for number, record in enumerate(read.records, start=1 + skipped):
        cells: Row = [cell if cell.strip() else None for cell in record.cells]
        if record.damaged:
            detail = "a quotation mark opens here and is never closed"
            rejects.append(Reject(number, Reason.BAD_STRUCTURE, detail, record.cells[0]))
        elif any(cells):
            rows.append(cells)
            numbers.append(number)
    if escaped:
        told.append("quotes are escaped by a backslash; read as such")
    if read.unclosed:
        told.append(f"a quotation mark opened in line {read.unclosed + skipped} is never closed: probably cut short")
    shown = "" if delimiter == NONE else delimiter
    last = skipped + len(read.records)
    return Grid(name, rows, numbers, "delimited", tuple(rejects), delimiter=shown, warnings=tuple(told), last=last)


def _delimiter(declared: str, body: str, wanted: Sequence[str]) -> tuple[str, list[str]]:
    """Return the delimiter, and what to tell where the file's own first line names another."""
    sign = declared.replace("\\t", "\t")
    usable = sign == "\t" or (sign.isprintable() and sign not in ('"', " ", ""))
    if not usable:
        return sniff(body, wanted=wanted), []
    head = [record.cells for record in records_of(_head(body), sign)[:20]]
    if any(fits(row, wanted) if wanted else len(row) > 1 for row in head):
        return sign, []
    found = sniff(body, wanted=wanted)
    if found in (NONE, sign):
        return sign, []
    return found, [f'the first line says sep={declared}, but the columns are parted by "{_shown(found)}"']


def _shown(delimiter: str) -> str:
    return delimiter.replace("\t", "tab")


def _head(text: str) -> str:
    lines = io.StringIO(text[: 1 << 20], newline="")
    return "".join(line for line, _ in zip(lines, range(SAMPLE), strict=False))


def sniff(text: str, *, wanted: Sequence[str] = ()) -> str:
    """Return the delimiter: the one under which the wanted header appears, else the most regular."""
    head = _head(text)
    best, best_score = NONE, 0.5
    for delimiter in DELIMITERS:
        rows = [record.cells for record in records_of(head, delimiter) if any(cell.strip() for cell in record.cells)]
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
    return any(fits(record.cells, wanted) for record in records_of(head, NONE)[:20])


def _regularity(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    if not rows:
        return 0, 0.0
    width, count = max(Counter(len(row) for row in rows).items(), key=lambda pair: (pair[1], pair[0]))
    return width, count / len(rows) + min(width, 50) / 1000


def _best_reading(text: str, delimiter: str) -> tuple[Recovered, bool]:
    """Read with doubled quotes; where backslash-quotes occur, also with those, and take what fits better."""
    best, best_text, escaped = records_of(text, delimiter), text, False
    for pattern in ESCAPED if '\\"' in text else ():
        other = pattern.sub('""', text)
        records = records_of(other, delimiter)
        if _misfits(records) < _misfits(best):
            best, best_text, escaped = records, other, True
    return recover(best, best_text, delimiter), escaped


def _misfits(records: Sequence[Record]) -> float:
    width = usual_width(records)
    return sum(len(record.cells) != width for record in records) - len(records) / 1e9


def other_delimiter(cells: Row, width: int, delimiter: str) -> str:
    """Return the sign that parts a row which the table's own delimiter leaves whole, or nothing."""
    whole = next((cell for cell in cells if cell), "") or ""
    if width < 2 or not delimiter or sum(cell is not None for cell in cells) != 1:
        return ""
    return next((sign for sign in DELIMITERS if sign != delimiter and whole.count(sign) + 1 >= width), "")


def short_row(number: int, cells: Row, width: int, *, delimiter: str = "") -> Reject | None:
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
    if other := other_delimiter(cells, width, delimiter):
        why = f'the row is parted by "{_shown(other)}", the header by "{_shown(delimiter)}"'
    counted = "1 cell" if filled == 1 else f"{filled} cells"
    detail = f"{counted} where the header has {width}: {why}"
    return Reject(number, Reason.BAD_STRUCTURE, detail, "\x1f".join(cell or "" for cell in cells))
