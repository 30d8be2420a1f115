"""A table before its header is known: rows of cells, as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from workbench.load.report import Reject

Cell = str | None
Row = list[Cell]


@dataclass(frozen=True)
class Grid:
    """Rows of one sheet, member or file; every cell is text or missing.

    Parameters
    ----------
    name : str
        File, member and sheet, as reports name it.
    rows : list of list of (str or None)
        Cells; rows may differ in length. Blank rows are left out.
    numbers : list of int
        Row in the file of each row, counted from 1.
    kind : str
        delimited, xlsx, xls, json.
    rejects : tuple of Reject
        Pieces of the file that are no row at all.
    encoding, delimiter : str
        As found; empty for a workbook.
    serial : datetime or None
        Day zero of a workbook's date serials.
    header : bool
        The first row is the header for certain (JSON keys).
    warnings : tuple of str
        For the load report.
    last : int
        Number of the last row, blank and refused ones included; 0 where nobody counted.
    """

    name: str
    rows: list[Row]
    numbers: list[int]
    kind: str
    rejects: tuple[Reject, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    serial: datetime | None = None
    header: bool = False
    warnings: tuple[str, ...] = field(default=())
    last: int = 0
