"""Turn a file's bytes into text, and say in which encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from workbench.errors import BadData, BadRequest

#: the marks of UTF-32 begin like those of UTF-16, so they come first.
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDTHS = {"utf-16": 2, "utf-16-le": 2, "utf-16-be": 2, "utf-32": 4}  # bytes of a unit
#: where in the file, what stands there, what that is.
SIGNATURES = (
    (0, b"%PDF", "a PDF document"),
    (0, b"{\\rtf", "a text document (RTF)"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xff\xd8\xff", "a picture"),
    (0, b"GIF8", "a picture"),
    (8, b"WEBP", "a picture"),
    (4, b"ftyp", "a film or a phone's picture"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"7z\xbc\xaf", "a 7z archive"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"SQLite format 3", "a database"),
    (0, b"MZ\x90\x00", "a program"),
    (0, b"\x7fELF", "a program"),
)
CUT_SHORT = "the file ends in the middle of a character: it was probably cut short"
HTML = re.compile(r"\s*<(!doctype html|html|table|\?xml)\b", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
CONTROL_BYTES = bytes((*range(9), *range(14, 32)))
FEW = 8  # control characters that any text may hold
MANY = 0.02  # share of control characters above which a file is not text
FEW_ZEROS = 0.05  # share of characters such as 一, whose low byte is zero
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
    for at, signature, kind in SIGNATURES:
        if data.startswith(signature, at):
            raise BadData(f"the file is {kind}, not a table", where=name, fix="export it as CSV, XLSX or JSON")
    decoded = _declared(name, data, declared) if declared != "auto" else _guessed(name, data)
    decoded = _unpadded(decoded)
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
        return _unmarked(data) or Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(data) - 3:
            return Decoded(data[: error.start].decode("utf-8"), "utf-8", (CUT_SHORT,))
    return _mixed(name, data) or _legacy(name, data)


def _marked(name: str, data: bytes, encoding: str) -> Decoded:
    if encoding == "utf-8-sig":
        rest = _guessed(name, data.removeprefix(codecs.BOM_UTF8))
        return Decoded(rest.text, rest.encoding, rest.warnings)
    whole = _whole(data, encoding)
    try:
        return Decoded(data[:whole].decode(encoding), encoding, (CUT_SHORT,) if whole < len(data) else ())
    except UnicodeDecodeError as error:
        raise BadData(
            f"the file starts as {encoding} and breaks at byte {error.start}", where=name, fix="export it again"
        ) from error


def _whole(data: bytes, encoding: str) -> int:
    """Return how many bytes hold whole characters; a file cut short may end in half of one."""
    width = WIDTHS[encoding]
    end = len(data) - len(data) % width
    if width == 2 and end >= 2:
        little = encoding == "utf-16-le" or (encoding == "utf-16" and data.startswith(codecs.BOM_UTF16_LE))
        high = data[end - 1] if little else data[end - 2]
        end -= 2 * (0xD8 <= high <= 0xDB)  # the first half of a pair
    return end


def unmarked_utf16(data: bytes) -> str:
    """Return which UTF-16 bytes without a mark are in, if any: every other byte of western text is zero."""
    head = data[:4000]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = head[first::2], head[1 - first :: 2]
        if len(head) > 4 and high.count(0) > 0.4 * len(high) and low.count(0) <= FEW_ZEROS * len(low):
            return encoding
    return ""


def _unmarked(data: bytes) -> Decoded | None:
    encoding = unmarked_utf16(data)
    if not encoding:
        return None
    whole = _whole(data, encoding)
    told = (f"no byte order mark; read as {encoding}", *((CUT_SHORT,) if whole < len(data) else ()))
    try:
        return Decoded(data[:whole].decode(encoding), encoding, told)
    except UnicodeDecodeError:
        return None


def _unpadded(decoded: Decoded) -> Decoded:
    """Take off zeros at the end, which a disk or a download leaves where it did not write."""
    bare = decoded.text.rstrip("\x00")
    if bare == decoded.text:
        return decoded
    told = f"the file ends in {len(decoded.text) - len(bare)} zero bytes: it was probably not written to its end"
    return Decoded(bare, decoded.encoding, (*decoded.warnings, told))


def _binary(data: bytes) -> bool:
    """Return whether bytes are no text in any encoding of bytes: such texts hold hardly a control character."""
    head = data[:100_000].rstrip(b"\x00")
    return len(head) - len(head.translate(None, CONTROL_BYTES)) > max(FEW, MANY * len(head))


def _mixed(name: str, data: bytes) -> Decoded | None:
    """Read a file in which lines of UTF-8 and of cp1252 stand together, line by line; None where no line is UTF-8.

    A line that holds whole UTF-8 characters beside broken ones was cut, not written in cp1252.
    """
    if _binary(data):
        raise BadData("the file is binary, not text", where=name, fix="export it as CSV, XLSX or JSON")
    lines = data.split(b"\n")
    good, other, broken, first = 0, [], 0, 0
    texts: list[str] = []
    for number, line in enumerate(lines, start=1):
        try:
            texts.append(line.decode("utf-8"))
            good += not line.isascii()
            continue
        except UnicodeDecodeError:
            lenient = line.decode("utf-8", "replace")
        lost = lenient.count("\ufffd")
        if sum(letter > "\x7f" for letter in lenient) >= 2 * lost:
            good += 1
            broken += lost
        else:
            lenient = line.decode("cp1252", "replace")
            other.append(lenient)
            first = first or number
        texts.append(lenient)
    if not good or _foreign("".join(other)):
        return None
    told = []
    if other:
        told.append(
            f"{len(other)} of {len(lines)} lines are not UTF-8 as the others are; read as cp1252, first line {first}"
        )
    if broken:
        told.append(f"{broken} broken characters in a UTF-8 file were replaced")
    return Decoded("\n".join(texts), "utf-8", tuple(told))


def _foreign(text: str) -> bool:
    return sum(letter > "\x7f" for letter in text) > FOREIGN * max(len(text), 1)


def _legacy(name: str, data: bytes) -> Decoded:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _unknown(name) from error
    if _foreign(text):
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
