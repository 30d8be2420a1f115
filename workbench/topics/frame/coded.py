"""Posts that people coded before, as a sheet beside the code frame."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.errors import BadData
from workbench.load.header import key
from workbench.privacy.clean import one_line, visible
from workbench.topics.frame.sheets import Sheet


@dataclass(frozen=True)
class Coded:
    """A post and what people said it is about.

    Parameters
    ----------
    text : str
        Empty where the sheet names the post by its id alone.
    item_id : str
        As the sheet has it; empty where it has none.
    codes : tuple of str
        Names of codes of the frame; at least one.
    """

    text: str
    item_id: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """A sheet of coded posts.

    Parameters
    ----------
    posts : tuple of Coded
    faults : tuple of BadData
    notes : tuple of str
    """

    posts: tuple[Coded, ...]
    faults: tuple[BadData, ...]
    notes: tuple[str, ...]


def coded_posts(sheet: Sheet, names: Mapping[str, str]) -> History:
    """Read a sheet of coded posts.

    Parameters
    ----------
    sheet : Sheet
        With the columns `codes` (one code, or several parted by semicolons or lines, or several columns) and `text`,
        `item` or both.
    names : mapping of str to str
        A code's name or own id, as `load.header.key` writes it, to the code's name.

    Returns
    -------
    History
        A row without a code, or without text and id, is passed over and counted in a note. A code that the frame
        lacks is a fault: guessing would file posts under the wrong code.
    """
    posts: list[Coded] = []
    faults: list[BadData] = []
    uncoded = empty = 0
    for row, cells in sheet.rows:
        text = visible(sheet.cell(cells, "text"))
        item_id = one_line(sheet.cell(cells, "item"))
        found: list[str] = []
        for at, cell in sheet.cells(cells, "codes"):
            known, unknown = _known(one_line(cell) if "\n" not in cell else cell, names)
            found += known
            faults += [_unknown(one, names, sheet.where(row, at)) for one in unknown]
        if found and (text or item_id):
            posts.append(Coded(text, item_id, tuple(dict.fromkeys(found))))
        elif any(cells):
            uncoded += not sheet.cells(cells, "codes")
            empty += bool(found)
    told = [(uncoded, "without a code"), (empty, "with a code and neither text nor id")]
    notes = tuple(f"{sheet.name}: rows {what}, passed over: {count}" for count, what in told if count)
    return History(tuple(posts), tuple(faults), notes)


def _known(cell: str, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Part a cell into codes that the frame has, and what it has not; a name may hold a semicolon itself."""
    if key(cell) in names:
        return [names[key(cell)]], []
    parts = [one_line(part) for line in cell.splitlines() for part in line.split(";")]
    filled = [part for part in parts if part]
    return [names[key(part)] for part in filled if key(part) in names], [p for p in filled if key(p) not in names]


def _unknown(code: str, names: Mapping[str, str], where: str) -> BadData:
    near = difflib.get_close_matches(key(code), names, n=1)
    meant = f"write {names[near[0]]!r} if that is meant, or " if near else ""
    fix = f"{meant}add the code to the frame; several codes in a cell are parted by semicolons"
    return BadData(f"the code {code[:60]!r} is not in the frame", where=where, fix=fix)
