"""Read Excel workbooks, .xlsx and true .xls, sheet by sheet."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from workbench.errors import BadData
from workbench.load.grid import Cell, Grid, Row

EPOCH_1900 = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
MAX_BYTES = 1 << 30  # of unpacked XML
EXACT = 2**53  # a spreadsheet's numbers are doubles: whole numbers above it lost digits

#: a part of an office file that is no workbook of ours, what the file is, and what to do.
OTHERS = (
    ("word/", "a Word document", "put the posts into a table and save it as XLSX or CSV"),
    ("ppt/", "a presentation", "put the posts into a table and save it as XLSX or CSV"),
    ("xl/workbook.bin", "a binary workbook (XLSB)", "open it in a spreadsheet program and save it as XLSX or CSV"),
)
#: streams of the older container, named in it in UTF-16, and what they tell.
LOCKED = "EncryptedPackage"
STREAMS = (
    ("WordDocument", "a Word document"),
    ("PowerPoint Document", "a presentation"),
    ("__substg1.0", "a mail"),
)

Sheet = tuple[str, Iterable[Iterable[object]]]


def read_xlsx(name: str, data: bytes) -> list[Grid]:
    """Read every sheet of an .xlsx workbook that holds anything.

    Raises
    ------
    BadData
        If the workbook is cut short, broken or unpacks to more than 1 GiB.
    """
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_other(name, archive)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        epoch = EPOCH_1904 if book.epoch.year == 1904 else EPOCH_1900
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # other programs write wrong ones, and rows would be lost
        sheets: list[Sheet] = [(sheet.title, sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
        return list(_grids(name, sheets, kind="xlsx", serial=epoch))
    except BadData:
        raise
    except Exception as error:  # openpyxl lets zip, XML, key, value and index errors of broken files through
        raise BadData(
            "the workbook is broken or cut short", where=name, fix="download or save it again, or export it as CSV"
        ) from error


def _refuse_other(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse other office files, and workbooks that are too large."""
    if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
        raise BadData("the workbook unpacks to more than 1 GiB", where=name, fix="export it as CSV")
    names = archive.namelist()
    for part, kind, fix in OTHERS:
        if any(one.startswith(part) for one in names):
            raise BadData(f"the file is {kind}, not a table", where=name, fix=fix)
    if not any(one.startswith("xl/") for one in names):
        raise BadData("the file is no workbook", where=name, fix="export it as CSV, XLSX or JSON")


def read_xls(name: str, data: bytes) -> list[Grid]:
    """Read every sheet of a true .xls (BIFF) workbook that holds anything.

    Raises
    ------
    BadData
        If it is no workbook, has a password or is broken.
    """
    import xlrd

    if LOCKED.encode("utf-16-le") in data:
        fix = "open it in a spreadsheet program, take off the password and save it as XLSX"
        raise BadData("the workbook has a password", where=name, fix=fix)
    for stream, kind in STREAMS:
        if stream.encode("utf-16-le") in data:
            raise BadData(f"the file is {kind}, not a table", where=name, fix="put the posts into a table; save as CSV")
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
        epoch = EPOCH_1904 if book.datemode else EPOCH_1900
        sheets: list[Sheet] = [(sheet.name, _xls_rows(sheet, book.datemode)) for sheet in book.sheets()]
        return list(_grids(name, sheets, kind="xls", serial=epoch))
    except Exception as error:  # xlrd raises bare assertions, struct and compound-document errors
        raise BadData(
            "the .xls file is broken, has a password, or is no workbook",
            where=name,
            fix="open it in a spreadsheet program, take off the password and save it as .xlsx",
        ) from error


def _xls_rows(sheet: object, datemode: int) -> Iterator[list[object]]:
    import xlrd

    for at in range(sheet.nrows):  # type: ignore[attr-defined]
        row: list[object] = []
        for cell in sheet.row(at):  # type: ignore[attr-defined]
            if cell.ctype == xlrd.XL_CELL_DATE:
                row.append(xlrd.xldate.xldate_as_datetime(cell.value, datemode))
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                row.append(bool(cell.value))
            elif cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
                row.append(None)
            else:
                row.append(cell.value)
        yield row


def _grids(name: str, sheets: list[Sheet], *, kind: str, serial: datetime) -> Iterator[Grid]:
    for title, cells in sheets:
        rows: list[Row] = []
        numbers: list[int] = []
        for number, row in enumerate(cells, start=1):
            texts = [as_text(value) for value in row]
            while texts and texts[-1] is None:
                texts.pop()
            if texts:
                rows.append(texts)
                numbers.append(number)
        yield Grid(f"{name}#{title}", rows, numbers, kind, serial=serial)


def as_text(value: object) -> Cell:
    """Return a spreadsheet value as text; a number that lost digits shows it by its exponent."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if abs(value) >= EXACT:
            return f"{value:.16G}" if "E" in f"{value:.16G}" else f"{value:.15E}"
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        whole = value.replace(microsecond=0) + timedelta(seconds=value.microsecond >= 500_000)  # serials are rounded
        return whole.isoformat(sep=" ") if whole.time() != time() else whole.date().isoformat()
    if isinstance(value, (date, time, int)):
        return str(value)
    text = str(value)
    return text if text.strip() else None
