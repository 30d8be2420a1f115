"""Sheets of a code frame's file: opened by the loader's readers, each with its header found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import BadData
from workbench.load.decode import decode
from workbench.load.delimited import read_delimited
from workbench.load.document import BIFF
from workbench.load.excel import read_xls, read_xlsx
from workbench.load.grid import Grid
from workbench.load.header import LOOK
from workbench.load.unpack import is_workbook
from workbench.topics.frame.columns import CODED, CODES, folded, placed

#: faults of a file that one message names.
SHOWN = 20


@dataclass(frozen=True)
class Sheet:
    """A sheet whose header was found.

    Parameters
    ----------
    name : str
        File and sheet, for messages.
    titles : tuple of (str or None)
    header : int
        Row of the header in the file, counted from 1.
    rows : tuple of (int, tuple of (str or None))
        Row in the file, and its cells.
    columns : mapping of str to tuple of int
        Places of each field's columns.
    """

    name: str
    titles: tuple[str | None, ...]
    header: int
    rows: tuple[tuple[int, tuple[str | None, ...]], ...]
    columns: Mapping[str, tuple[int, ...]]

    def cells(self, cells: Sequence[str | None], field: str) -> list[tuple[int, str]]:
        """Return the filled cells of a field in a row, each with its column's place."""
        places = self.columns.get(field, ())
        return [(at, found) for at in places if at < len(cells) and (found := cells[at]) and found.strip()]

    def cell(self, cells: Sequence[str | None], field: str) -> str:
        """Return a field's first filled cell in a row, or nothing."""
        found = self.cells(cells, field)
        return found[0][1].strip() if found else ""

    def where(self, row: int, place: int | None = None) -> str:
        """Name a cell for a message."""
        title = self.titles[place] if place is not None else None
        return f"{self.name}, row {row}" + (f', column "{title}"' if title else "")

    def at(self, row: int, field: str) -> str:
        """Name the cell of a field in a row."""
        places = self.columns.get(field, ())
        return self.where(row, places[0] if places else None)


@dataclass(frozen=True)
class Sheets:
    """The sheets of a file by what they hold.

    Parameters
    ----------
    codes : Sheet
    coded : tuple of Sheet
        Posts coded before.
    left_out : tuple of str
        Names of sheets that are neither.
    """

    codes: Sheet
    coded: tuple[Sheet, ...]
    left_out: tuple[str, ...]


def open_sheets(name: str, data: bytes) -> Sheets:
    """Find the sheet of codes and those of coded posts.

    Parameters
    ----------
    name, data : str, bytes
        What the file is called in messages, and the file: XLSX, XLS or delimited text.

    Raises
    ------
    BadData
        If the file cannot be read, or no sheet has a column with the codes' names.
    """
    grids = [grid for grid in _grids(name, data) if grid.rows]
    if not grids:
        raise BadData("the file is empty", where=name, fix="write one code a row, under a header with the column Name")
    for grid in grids:
        for reject in grid.rejects:
            raise BadData(reject.detail, where=f"{_shown(grid)}, row {reject.row}", fix="mend the row, or save as XLSX")
    as_codes = [_headed(grid, CODES, ("name",)) for grid in grids]
    as_coded = [_headed(grid, CODED, ("codes",)) for grid in grids]
    posts = [sheet is not None and bool({"text", "item"} & set(sheet.columns)) for sheet in as_coded]
    likely = [at for at, sheet in enumerate(as_codes) if sheet]
    if not likely:
        raise _no_codes(grids)
    chosen = max(likely, key=lambda at: (len(_columns(as_codes[at])), not posts[at], -at))
    found = as_codes[chosen]
    assert found is not None
    coded = tuple(
        sheet for at, sheet in enumerate(as_coded) if sheet and posts[at] and at != chosen and _is_coded(sheet)
    )
    known = {found.name, *(sheet.name for sheet in coded)}
    return Sheets(found, coded, tuple(shown for grid in grids if (shown := _shown(grid)) not in known))


def refuse(faults: Sequence[BadData]) -> None:
    """Raise all faults of a file as one; nothing where there is none.

    Raises
    ------
    BadData
        The first, with the others named in what to do.
    """
    if not faults:
        return
    first, others = faults[0], faults[1:]
    if not others:
        raise first
    told = " ".join(f"({at}) {fault.where}: {fault.what}; {fault.fix}." for at, fault in enumerate(others[:SHOWN], 2))
    more = f" … and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    # errors are three lines, whatever their number
    what = f"the code frame has {len(faults)} faults. First: {first.what}"
    raise BadData(what, where=first.where, fix=f"{first.fix}. Then: {told}{more}")


def _grids(name: str, data: bytes) -> list[Grid]:
    if data[:4] == BIFF:
        return read_xls(name, data)
    if data[:2] == b"PK" and is_workbook(data):
        return read_xlsx(name, data)
    return [read_delimited(name, decode(name, data).text)]


def _shown(grid: Grid) -> str:
    return grid.name.replace("#", ", sheet ", 1) if grid.kind in ("xlsx", "xls") else grid.name


def _columns(sheet: Sheet | None) -> Mapping[str, tuple[int, ...]]:
    return sheet.columns if sheet else {}


def _is_coded(sheet: Sheet) -> bool:
    """Tell posts with codes from a sheet such as the themes of an exported codebook, which has ids and topics too."""
    return "text" in sheet.columns or folded(sheet.titles[sheet.columns["item"][0]] or "") not in ("id", "nr")


def _headed(grid: Grid, names: Mapping[str, tuple[str, ...]], needed: Sequence[str]) -> Sheet | None:
    """Return the sheet under the row that names the most fields, if it names those that are needed."""
    maps = [placed(row, names) for row in grid.rows[:LOOK]]
    fit = [at for at, columns in enumerate(maps) if all(field in columns for field in needed)]
    if not fit:
        return None
    top = max(fit, key=lambda at: (len(maps[at]), -at))
    rows = tuple((grid.numbers[at], tuple(grid.rows[at])) for at in range(top + 1, len(grid.rows)))
    return Sheet(_shown(grid), tuple(grid.rows[top]), grid.numbers[top], rows, maps[top])


def _no_codes(grids: Sequence[Grid]) -> BadData:
    first = grids[0]
    seen = ", ".join(f'"{cell[:40]}"' for cell in first.rows[0][:8] if cell)
    return BadData(
        "no sheet has a column with the names of the codes",
        where=f"{_shown(first)}, row {first.numbers[0]}; cells seen: {seen}",
        fix='call the column "Name" (also "Code", "Label", "Bezeichnung") in the first rows of the sheet',
    )
