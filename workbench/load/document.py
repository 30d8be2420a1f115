"""A file's content before it is a table: JSON as parsed, sheets and delimited text as grids, other text as it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from workbench.errors import BadData, BadRequest
from workbench.load.decode import decode
from workbench.load.excel import read_xls, read_xlsx
from workbench.load.grid import Grid
from workbench.load.header import key
from workbench.load.json_parse import Parsed, looks_like_json, parse_json
from workbench.load.unpack import Member, is_workbook, unpack
from workbench.load.word import is_word, read_word

#: what stands for the encoding of a Word document.
WORD = "docx"
BIFF = b"\xd0\xcf\x11\xe0"
Kind = Literal["json", "table", "text"]


@dataclass(frozen=True)
class Document:
    """One member of a file, decoded.

    Parameters
    ----------
    name : str
        File, member and sheet, as reports name it.
    kind : str
        json, table (a workbook's sheet) or text; text may be a delimited table.
    sha256, bytes : str, int
        Of the whole file as it lies in the inbox.
    json : Parsed or None
        Of JSON: the parsed value, and what of it could not be read.
    grid : Grid or None
        Of a workbook's sheet.
    text : str
        Of anything else: the decoded file.
    encoding : str
        As found; empty for a workbook, `WORD` for a Word document's paragraphs.
    warnings : tuple of str
        For the load report.
    """

    name: str
    kind: Kind
    sha256: str
    bytes: int
    json: Parsed | None = None
    grid: Grid | None = None
    text: str = ""
    encoding: str = ""
    warnings: tuple[str, ...] = ()


def open_documents(
    name: str, data: bytes, *, encoding: str = "auto", sheet: str | None = None
) -> tuple[list[Document], list[BadData]]:
    """Open a file as one document or several (sheets, an archive's members).

    Parameters
    ----------
    name, data : str, bytes
        What the file is called in messages and in `source_file`, and the file as it lies in the inbox.
    encoding, sheet
        As the source declares them.

    Returns
    -------
    (list of Document, list of BadData)
        What could be opened, in order of the names, and why the other members could not.

    Raises
    ------
    BadData
        If the file is an archive that cannot be unpacked or holds nothing.
    BadRequest
        If the declared encoding or sheet does not exist.
    """
    digest = hashlib.sha256(data).hexdigest()
    members = unpack(name, data)
    if not members:
        raise BadData("the archive is empty", where=name, fix="export it again, or take it out of the inbox")
    found: list[Document] = []
    refused: list[BadData] = []
    for member in members:
        try:
            opened = _opened(member, encoding=encoding, sheet=sheet)
        except BadData as error:
            refused.append(error)
        else:
            found += [replace(one, sha256=digest, bytes=len(data)) for one in opened]
    return found, refused


def _opened(member: Member, *, encoding: str, sheet: str | None) -> list[Document]:
    zipped = member.data[:2] == b"PK"
    if zipped and is_word(member.data):
        return [Document(member.name, "text", "", 0, text=read_word(member.name, member.data), encoding=WORD)]
    if member.data[:4] == BIFF or (zipped and is_workbook(member.data)):
        read = read_xls if member.data[:4] == BIFF else read_xlsx
        grids = _chosen(member.name, read(member.name, member.data), sheet)
        return [Document(grid.name, "table", "", 0, grid=grid) for grid in grids]
    decoded = decode(member.name, member.data, declared=encoding)
    made = Document(member.name, "text", "", 0, encoding=decoded.encoding, warnings=decoded.warnings)
    if looks_like_json(decoded.text):
        return [replace(made, kind="json", json=parse_json(member.name, decoded.text))]
    return [replace(made, text=decoded.text)]


def _chosen(name: str, grids: list[Grid], sheet: str | None) -> list[Grid]:
    if sheet is not None:
        named = [grid for grid in grids if key(grid.name.removeprefix(f"{name}#")) == key(sheet)]
        if not named:
            seen = ", ".join(f'"{grid.name.removeprefix(f"{name}#")}"' for grid in grids)
            raise BadRequest(f'sheet = "{sheet}" does not exist', where=name, fix=f"write one of {seen}")
        return named
    filled = [grid for grid in grids if grid.rows]
    if not filled:
        raise BadData("the workbook is empty", where=name, fix="export it again, or take it out of the inbox")
    return [replace(filled[0], name=name)] if len(grids) == 1 else filled
