"""Small CSV tables kept by hand, checked cell by cell."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import BadData

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20
LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class HandTable:
    """What a table kept by hand should look like.

    Parameters
    ----------
    file : str
        Its name in the project's folder.
    required, optional : tuple of str
        Its columns; a required cell may not be empty.
    aliases : mapping
        Other headers that people write → column.
    checks : mapping
        Column → function that returns the cell as it is kept, or raises ValueError with what to write instead.
    unique : str
        The column that may hold each value once.
    """

    file: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    unique: str = ""


def read_table(folder: Path, table: HandTable) -> pd.DataFrame:
    """Read a table; no file is a table without rows.

    Returns
    -------
    DataFrame
        The required and optional columns, then further ones as they stand in the file; all text, empty cells "".

    Raises
    ------
    BadData
        With row and column of every fault; rows count as a spreadsheet shows them, the header is row 1.
    """
    import pandas as pd

    columns = [*table.required, *table.optional]
    text = _text(folder / table.file)
    rows = [] if text is None else _rows(text, table)
    if not rows:
        return pd.DataFrame({name: pd.Series(dtype="string") for name in columns})
    header = _header(rows[0][1], table)
    faults: list[str] = []
    kept = [
        _row(number, dict(zip(header, cells, strict=False)), table, faults)
        for number, cells in rows[1:]
        if _fits(number, cells, header, faults)
    ]
    if table.unique:
        faults += _twice(table.unique, kept)
    if faults:
        _refuse(table.file, faults)
    order = [*columns, *(name for name in header if name not in columns)]
    return pd.DataFrame([row for _, row in kept], columns=order).fillna("").astype("string")


def _text(path: Path) -> str | None:
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as fault:
        row = fault.object[: fault.start].count(b"\n") + 1
        fix = "Save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8)."
        raise BadData(f"{path.name} is not UTF-8 text.", where=f"{path.name} line {row}", fix=fix) from fault


def delimiter_of(text: str) -> str:
    """Return what parts the cells of a CSV text: spreadsheets write ; where the comma is the decimal sign."""
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)


def _rows(text: str, table: HandTable) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with its number."""
    delimiter = delimiter_of(text)
    try:
        before = csv.field_size_limit(LONGEST_CELL)
        try:
            read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        finally:
            csv.field_size_limit(before)
    except csv.Error as fault:
        fix = "Put text that holds a comma, quote or line break between double quotes, and double the quotes in it."
        raise BadData(f"{table.file} is not sound CSV: {fault}.", where=table.file, fix=fix) from fault
    cleaned = [[cell.strip() for cell in row] for row in read]
    return [(number, row) for number, row in enumerate(cleaned, start=1) if any(row)]


def _header(cells: list[str], table: HandTable) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", cell.lower()) for cell in cells]
    known = (*table.required, *table.optional)
    header = [name if name in known else table.aliases.get(name, name) for name in names]
    while header and not header[-1]:
        header.pop()  # a spreadsheet's empty last columns
    for name in table.required:
        if name not in header:
            near = difflib.get_close_matches(name, header, n=1)
            fix = f"Rename {near[0]!r} to {name!r}." if near else f"The first row should be: {','.join(known)}"
            raise BadData(f"{table.file} has no column {name!r}.", where=f"{table.file} row 1", fix=fix)
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        what = f"{table.file} has the column {twice[0]!r} twice."
        raise BadData(what, where=f"{table.file} row 1", fix="Remove or rename one of them.")
    return header


def _fits(number: int, cells: list[str], header: list[str], faults: list[str]) -> bool:
    if any(cells[len(header) :]):
        faults.append(f"row {number}: more cells than columns; put text with commas between double quotes")
        return False
    return True


def _row(number: int, row: dict[str, str], table: HandTable, faults: list[str]) -> tuple[int, dict[str, str]]:
    kept = dict(row)
    for name in table.required:
        if not row.get(name):
            faults.append(f"row {number}, {name}: empty; fill it in or remove the row")
    for name, check in table.checks.items():
        if row.get(name):
            try:
                kept[name] = check(row[name])
            except ValueError as fault:
                faults.append(f"row {number}, {name}: {row[name][:40]!r}; {fault}")
    return number, kept


def _twice(column: str, rows: list[tuple[int, dict[str, str]]]) -> list[str]:
    seen: dict[str, int] = {}
    faults = []
    for number, row in rows:
        value = row.get(column, "")
        if value and value in seen:
            faults.append(f"row {number}, {column}: {value[:40]!r} stands in row {seen[value]} too; give each its own")
        seen.setdefault(value, number)
    return faults


def _refuse(file: str, faults: list[str]) -> None:
    first, others = faults[0], faults[1:]
    place, _, said = first.partition(": ")
    what, _, fix = said.partition("; ")
    lead = f"{file} has {len(faults)} faults. First" if others else f"{file} has a cell that cannot be read"
    told = [f"({at}) {fault}" for at, fault in enumerate(others[:SHOWN], 2)]
    more = f" … and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    # Errors are three lines, whatever their number.
    then = f" Then: {' '.join(told)}{more}" if told else ""
    raise BadData(f"{lead}: {what}.", where=f"{file} {place}", fix=f"{fix}.{then}")
