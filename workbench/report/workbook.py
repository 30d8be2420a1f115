"""The study as one workbook: a read-me sheet, then a sheet a table, the same bytes each time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.charts.words import missing
from workbench.privacy.cells import workbook_text
from workbench.privacy.clean import control_characters

if TYPE_CHECKING:
    import pandas as pd

CREATED = datetime.datetime(2000, 1, 1)  # a workbook carries its making; a fixed one keeps bytes equal
LONGEST_CELL = 32_767  # characters, a limit of the file format
LONGEST_NAME = 31
WIDEST, NARROWEST = 60, 8  # characters


@dataclass(frozen=True)
class Written:
    """What was written.

    Parameters
    ----------
    path : Path
        The workbook.
    stripped : int
        Control characters taken out, because the file format cannot hold them.
    shortened : int
        Cells cut at 32,767 characters.
    """

    path: Path
    stripped: int
    shortened: int


@dataclass
class _Tally:
    stripped: int = 0
    shortened: int = 0


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path, *, readme: Sequence[tuple[str, str]]) -> Written:
    """Write tables to a workbook that a spreadsheet opens without running or fetching anything.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Sheet name to table, in the order of the sheets.
    path : Path
        Where to; replaced when it is complete.
    readme : sequence of (str, str)
        Rows of the first sheet: what, and its explanation.

    Returns
    -------
    Written
        The path and what the format made necessary.

    Notes
    -----
    Text is written as text: xlsxwriter would make a formula of a leading ``=`` and a link of an address.
    """
    import xlsxwriter

    tally = _Tally()
    part = path.with_name(path.name + ".part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(str(part), options)
    book.set_properties({"created": CREATED})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    _readme(book.add_worksheet("Read me"), readme, tally, head, wrap)
    names = sheet_names(tables)
    for name, table in tables.items():
        _sheet(book.add_worksheet(names[name]), table, tally, head)
    book.close()
    part.replace(path)
    return Written(path, tally.stripped, tally.shortened)


def sheet_names(tables: Mapping[str, Any]) -> dict[str, str]:
    """Return a valid and unique sheet name for each table: 31 characters, none that the format forbids."""
    taken = {"read me"}
    names: dict[str, str] = {}
    for table in tables:
        plain = re.sub(r"[\[\]:*?/\\]", " ", workbook_text(table)).strip(" '")[:LONGEST_NAME] or "table"
        plain = "over time" if plain.lower() == "history" else plain  # a name that the format keeps for itself
        name, place = plain, 2
        while name.lower() in taken:
            name, place = f"{plain[: LONGEST_NAME - 4]} {place}", place + 1
        taken.add(name.lower())
        names[table] = name
    return names


def _readme(sheet: Any, rows: Sequence[tuple[str, str]], tally: _Tally, head: Any, wrap: Any) -> None:  # noqa: ANN401
    """Write the first sheet: what stands where."""
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90, wrap)
    for place, (what, explained) in enumerate(rows):
        sheet.write_string(place, 0, _text(what, tally), head)
        sheet.write_string(place, 1, _text(explained, tally), wrap)


def _sheet(sheet: Any, table: pd.DataFrame, tally: _Tally, head: Any) -> None:  # noqa: ANN401
    """Write one table under a frozen header, columns as wide as their text up to a limit."""
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        title = _text(str(column), tally)
        sheet.write_string(0, place, title, head)
        widest = len(title)
        for row, value in enumerate(table.iloc[:, place].tolist(), start=1):
            widest = max(widest, _cell(sheet, row, place, value, tally))
        sheet.set_column(place, place, min(max(widest + 2, NARROWEST), WIDEST))
    if len(table) and len(table.columns):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _cell(sheet: Any, row: int, column: int, value: object, tally: _Tally) -> int:  # noqa: ANN401
    """Write one value and return its width; empty stays empty, and only numbers are numbers."""
    if missing(value):
        return 0
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
        return 5
    if isinstance(value, int | float) and abs(value) != float("inf"):
        sheet.write_number(row, column, value)
        return len(f"{value:.6g}")
    text = _text(str(value), tally)
    sheet.write_string(row, column, text)
    return len(text)


def _text(value: str, tally: _Tally) -> str:
    """Return text that the format can hold, counting what had to go."""
    tally.stripped += control_characters(value)
    tally.shortened += len(value) > LONGEST_CELL
    return workbook_text(value)
