"""Read the paragraphs of a Word document (.docx)."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree

from workbench.errors import BadData

PART = "word/document.xml"
SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: what the standard library raises for a document that is cut short or damaged.
BROKEN = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, OSError, EOFError, RuntimeError, NotImplementedError,
    ValueError, IndexError, KeyError,
)  # fmt: skip
MAX_BYTES = 256 << 20  # of unpacked XML; a day of talk is a hundredth of it


def is_word(data: bytes) -> bool:
    """Return whether zip bytes are a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return PART in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, IndexError):
        return False


def read_word(name: str, data: bytes) -> str:
    """Return the text of a Word document, one paragraph a line; pictures, comments and footnotes are left out.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    data : bytes

    Raises
    ------
    BadData
        If it is cut short, broken, declares entities or unpacks to more than 256 MB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(PART) as stream:
            xml = stream.read(MAX_BYTES + 1)
        if len(xml) > MAX_BYTES or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            raise BadData("the Word document is too large or unsafe", where=name, fix="save it as plain text")
        # without a document type there are no entities that could grow or lead elsewhere
        root = ElementTree.fromstring(xml)  # noqa: S314
        return "\n".join(map(_line, root.iter(f"{SPACE}p")))
    except BROKEN as error:
        raise BadData(
            "the Word document is broken or cut short", where=name, fix="save it again, or as plain text"
        ) from error


def _line(paragraph: ElementTree.Element) -> str:
    signs = {f"{SPACE}br": "\n", f"{SPACE}cr": "\n", f"{SPACE}tab": "\t"}
    return "".join(
        element.text or "" if element.tag == f"{SPACE}t" else signs.get(element.tag, "") for element in paragraph.iter()
    )
