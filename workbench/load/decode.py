"""Turn a file's bytes into text, and say in which encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from workbench.errors import BadData, BadRequest

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
)
HTML = re.compile(r"\s*<(!doctype html|html|table|\?xml)\b", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
FEW = 8  # control characters that any text may hold
MANY = 0.02  # share of control characters above which a file is not text
FOREIGN = 0.2  # share of letters beyond ASCII above which a text is in no western language
MOJIBAKE = re.compile("Ã[\x80-\xbf©¨¼¶¤±³¡­ª´]|â€[™œ\x9d“”¦˜]|Â[\xa0·°«»]")


@dataclass(frozen=True)
class Decoded:
    """A file's text, its encoding, and what a reader of the report should know."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(name: str, data: bytes, *, declared: str = "auto") -> Decoded:
    """Decode bytes: a byte order mark, then strict UTF-8, then cp1252 as a reported choice.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    data : bytes
        The file, unpacked.
    declared : str
        The source's ``encoding``; "auto" looks at the bytes.

    Raises
    ------
    BadData
        If the file is empty, no text, or not in the declared encoding.
    BadRequest
        If the declared encoding does not exist.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadData("the file is empty", where=name, fix="export it again, or take it out of the inbox")
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise BadData(f"the file is {kind}, not a table", where=name, fix="export it as CSV, XLSX or JSON")
    decoded = _declared(name, data, declared) if declared != "auto" else _guessed(name, data)
    _refuse_other(name, decoded.text)
    return decoded


def mojibake(text: str) -> int:
    """Count runs that look like UTF-8 read as something else; they are reported, never guessed at."""
    return len(MOJIBAKE.findall(text))


def _declared(name: str, data: bytes, declared: str) -> Decoded:
    try:
        text = data.decode(declared)
    except LookupError as error:
        raise BadRequest(
            f'encoding = "{declared}" is not known', where=name, fix='write "auto", "utf-8", "utf-16" or "cp1252"'
        ) from error
    except UnicodeError as error:
        raise BadData(
            f"the file is not in the declared encoding {declared}", where=name, fix='write encoding = "auto"'
        ) from error
    return Decoded(text.removeprefix("\ufeff"), declared)


def _guessed(name: str, data: bytes) -> Decoded:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _marked(name, data, encoding)
    try:
        return _unmarked_utf16(data) or Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(data) - 3:
            cut = "the file ends in the middle of a character: it was probably cut short"
            return Decoded(data[: error.start].decode("utf-8"), "utf-8", (cut,))
    return _legacy(name, data)


def _marked(name: str, data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        raise BadData(
            f"the file starts as {encoding} and breaks at byte {error.start}", where=name, fix="export it again"
        ) from error


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """Return the text of a UTF-16 file without its mark: every other byte of western text is zero."""
    head = data[:4000]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 4 and head[first::2].count(0) > 0.4 * len(head[first::2]) and not head[1 - first :: 2].count(0):
            return Decoded(data.decode(encoding), encoding, (f"no byte order mark; read as {encoding}",))
    return None


def _legacy(name: str, data: bytes) -> Decoded:
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    if sum(1 for letter in lenient if ord(letter) > 127) > 2 * broken:
        return Decoded(lenient, "utf-8", (f"{broken} broken characters in a UTF-8 file were replaced",))
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _unknown(name) from error
    if sum(letter > "\x7f" for letter in text) > FOREIGN * len(text):
        raise _unknown(name)
    return Decoded(text, "cp1252", ('not UTF-8; read as cp1252. Write encoding = "…" if it is not',))


def _unknown(name: str) -> BadData:
    return BadData(
        "the file is neither text in UTF-8, UTF-16 or cp1252, nor a workbook",
        where=name,
        fix='write encoding = "gb18030", "shift_jis", "cp1251" or the like, or export it as UTF-8 or XLSX',
    )


def _refuse_other(name: str, text: str) -> None:
    head = text[:100_000]
    if HTML.match(head):
        raise BadData("the file is a web page or XML, not a table", where=name, fix="export it as CSV, XLSX or JSON")
    if len(CONTROL.findall(head)) > max(FEW, MANY * len(head)):
        raise BadData("the file is binary, not text", where=name, fix="export it as CSV, XLSX or JSON")
