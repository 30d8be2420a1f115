"""Cells of spreadsheets: text that stays text when a person opens the file."""

from __future__ import annotations

import re
from typing import TypeVar

from workbench.privacy.clean import visible

T = TypeVar("T")

#: OWASP ASVS 1.2.10: what a spreadsheet may read as a formula, the full-width forms included.
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
#: characters that XML 1.0 cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Excel refuses longer cells.
_CELL_CHARACTERS = 32_767


def spreadsheet_safe(value: T) -> T | str:
    """Return a value that no spreadsheet takes for a formula when it opens a CSV file.

    Parameters
    ----------
    value : object
        Text is cleaned and, where it could start a formula, prefixed with an apostrophe; anything else stays.

    Returns
    -------
    object
        Encodable as UTF-8 if it is text.

    Notes
    -----
    OWASP ASVS 1.2.10, CWE-1236. Quoting does not stop a formula. White space before it is looked through, because
    some programs trim it.

    Examples
    --------
    >>> spreadsheet_safe("=1+1"), spreadsheet_safe(-3), spreadsheet_safe("fine")
    ("'=1+1", -3, 'fine')
    """
    if not isinstance(value, str):
        return value
    shown = visible(value)
    risky = value.startswith(_FORMULA) or shown.lstrip().startswith(_FORMULA)
    return f"'{shown}" if risky else shown


def workbook_text(value: str) -> str:
    """Return text that a workbook can hold: no control characters, at most 32,767 characters.

    Parameters
    ----------
    value : str
        Any text. Write it with the string type: this does not neutralise formulas.

    Returns
    -------
    str
        Tabs and line breaks stay. `clean.control_characters` counts what was lost.
    """
    # XML turns a carriage return into a line feed; done here, the text reads back as it was written.
    text = _NOT_XML.sub("", visible(value)).replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= _CELL_CHARACTERS else text[: _CELL_CHARACTERS - 1] + "…"
