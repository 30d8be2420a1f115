"""A codebook as a workbook for people: the same bytes each time, and readable again as a code frame."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.errors import BadData
from workbench.privacy.cells import workbook_text
from workbench.topics.frame.rule import keyword_list, lower_operators, parse
from workbench.topics.frame.wording import words_of

#: columns of the sheets, in their order; `frame_of` reads the first eight and the last back.
TOPICS = (
    "id", "name", "definition", "keywords", "rule", "theme", "owner", "status", "members", "first period",
    "last period", "became", "recognised by",
)  # fmt: skip
THEMES = ("id", "theme", "topics")
LOG = ("time", "author", "what")

CREATED = datetime.datetime(2000, 1, 1)  # a workbook carries its making; a fixed one keeps bytes equal
LONGEST_NAME = 31  # of a sheet, a limit of the file format
WIDEST, NARROWEST = 60, 8  # characters
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Write rows to a workbook that a spreadsheet opens without running or fetching anything.

    Parameters
    ----------
    sheets : mapping of str to sequence of rows
        Sheet name to rows, the first row the header (`TOPICS`, `THEMES`, `LOG`), in the order of the sheets. A cell
        is text, a number, None, or a sequence of texts, which are joined by "; ". Texts keep their line breaks.

    Returns
    -------
    bytes
        Of an XLSX file; equal rows give equal bytes on every day and machine.

    Raises
    ------
    ValueError
        If there is no sheet, or a name is empty, too long, forbidden by the format or there twice.

    Notes
    -----
    Text is written as text: xlsxwriter would make a formula of a leading ``=`` and a link of an address. Characters
    that the format cannot hold are taken out, and cells end at 32,767 characters.
    """
    import xlsxwriter

    _check(list(sheets))
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": CREATED})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for name, rows in sheets.items():
        _sheet(book.add_worksheet(name), rows, head, body)
    book.close()
    return target.getvalue()


def keyword_cell(words: Iterable[str]) -> tuple[str, ...]:
    """Return keywords as a code frame reads them: one that it would take for more than its words is quoted."""
    return tuple(cell for word in words if (cell := word if _plain(word) else _quoted(word)))


def _plain(word: str) -> bool:
    try:
        return keyword_list(word) == (word,) and not parse(word).names_nothing and not lower_operators(word)
    except BadData:
        return False


def _quoted(word: str) -> str:
    words = " ".join(words_of(word))
    return f'"{words}"' if words else ""


def _check(names: Sequence[str]) -> None:
    wrong = [name for name in names if not 0 < len(name) <= LONGEST_NAME or _FORBIDDEN.search(name)]
    if wrong or not names or len({name.casefold() for name in names}) != len(names):
        raise ValueError(f"not the names of sheets: {', '.join(map(repr, wrong or names)) or 'none given'}")


def _sheet(sheet: Any, rows: Sequence[Sequence[object]], head: Any, body: Any) -> None:  # noqa: ANN401
    """Write one sheet under a frozen header, columns as wide as their text up to a limit."""
    sheet.freeze_panes(1, 2)
    widths: dict[int, int] = {}
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            wide = _cell(sheet, number, place, value, body if number else head)
            widths[place] = max(widths.get(place, 0), wide)
    for place, wide in widths.items():
        sheet.set_column(place, place, min(max(wide + 2, NARROWEST), WIDEST))
    if len(rows) > 1 and widths:
        sheet.autofilter(0, 0, len(rows) - 1, max(widths))


def _cell(sheet: Any, row: int, column: int, value: object, style: Any) -> int:  # noqa: ANN401
    """Write one value and return its width; empty stays empty, and only numbers are numbers."""
    if value is None or value == "" or value == ():
        return 0
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf"):
        sheet.write_number(row, column, value, style)
        return len(f"{value:.6g}")
    told = (
        value if isinstance(value, str) else "; ".join(map(str, value)) if isinstance(value, Sequence) else str(value)
    )
    text = workbook_text(told)
    sheet.write_string(row, column, text, style)
    return max(map(len, text.split("\n")))
