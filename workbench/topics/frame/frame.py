"""A code frame as a team brings it: codes with definitions, examples and rules, and posts coded before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadData
from workbench.load.files import file_bytes
from workbench.load.header import key
from workbench.topics.frame.coded import Coded, coded_posts
from workbench.topics.frame.codes import Code, CodeReader
from workbench.topics.frame.columns import COUNTED, folded
from workbench.topics.frame.sheets import Sheet, open_sheets, refuse


@dataclass(frozen=True)
class Frame:
    """A code frame that was read.

    Parameters
    ----------
    codes : tuple of Code
        In the order of the sheet, names distinct.
    coded : tuple of Coded
        Posts coded before.
    notes : tuple of str
        What a person should know: cells that were read in one of two ways, columns and sheets that were not read.
    """

    codes: tuple[Code, ...]
    coded: tuple[Coded, ...] = ()
    notes: tuple[str, ...] = ()


def read_frame(path: Path) -> Frame:
    """Read a code frame from a file, see `frame_of`.

    Raises
    ------
    BadData
        If the file cannot be opened or holds a fault.
    """
    return frame_of(path.name, file_bytes(path.name, path))


def frame_of(name: str, data: bytes) -> Frame:
    """Read a code frame.

    Parameters
    ----------
    name, data : str, bytes
        What the file is called in messages, and the file: XLSX, XLS or delimited text. The sheet with the most
        columns of `columns.CODES` holds the codes; every other sheet with a column of posts and one of codes is
        coded history.

    Returns
    -------
    Frame
        Order of columns, title rows above the header and empty rows do not matter.

    Raises
    ------
    BadData
        For a code without a name, names or ids that occur twice, an example without words, a rule that cannot be
        read or only says what a post is not, and history with a code that the frame lacks: all faults at once, each
        with sheet, row, column and what to do. Whatever has one plain reading is read, and noted.
    """
    sheets = open_sheets(name, data)
    reader = CodeReader(sheets.codes)
    codes = [code for row, cells in sheets.codes.rows if any(cells) and (code := reader.code(row, cells))]
    if not codes and not reader.faults:
        fix = "write one code a row below the header"
        raise BadData("the sheet holds a header and no code", where=sheets.codes.where(sheets.codes.header), fix=fix)
    names = {key(one): code.name for code in codes for one in (code.name, code.code_id) if one}
    history = [coded_posts(sheet, names) for sheet in sheets.coded]
    refuse([*reader.faults, *(fault for posts in history for fault in posts.faults)])
    notes = [*_unread(sheets.codes), *reader.notes, *_shared_examples(codes), *(n for h in history for n in h.notes)]
    exported = "mark" in sheets.codes.columns  # such a file has sheets that say what is and what happened
    notes += [] if exported else [f"{left}: left out, it has neither codes nor coded posts" for left in sheets.left_out]
    return Frame(tuple(codes), tuple(post for posts in history for post in posts.posts), tuple(notes))


def _unread(sheet: Sheet) -> list[str]:
    """Name the columns that hold something and were not read."""
    used = {at for places in sheet.columns.values() for at in places}
    wide = max((len(cells) for _, cells in sheet.rows), default=0)
    titles = [*sheet.titles, *[None] * (wide - len(sheet.titles))]
    filled = [at for at in range(len(titles)) if any(at < len(cells) and cells[at] for _, cells in sheet.rows)]
    unread = [at for at in filled if at not in used and folded(titles[at] or "") not in COUNTED]
    named = ", ".join(f'"{titles[at]}"' if titles[at] else f"number {at + 1} (no title)" for at in unread)
    return [f"{sheet.name}: columns not read: {named}"] if unread else []


def _shared_examples(codes: list[Code]) -> list[str]:
    holders: dict[str, list[str]] = {}
    for code in codes:
        for example in code.examples:
            holders.setdefault(key(example), []).append(code.name)
    pairs = dict.fromkeys(tuple(names) for names in holders.values() if len(names) > 1)
    return [
        f"the codes {' and '.join(map(repr, names))} share an example: it does not tell them apart" for names in pairs
    ]
