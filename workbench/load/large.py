"""Files too large to be read whole: what they are, and their documents part by part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.errors import BadData
from workbench.load.decode import decode
from workbench.load.document import Document
from workbench.load.formats.reading import Reading
from workbench.load.json_parse import looks_like_json, parse_json
from workbench.load.raw import GZIP, ZIP, ZSTD, Told, blocks, in_utf8, member_of
from workbench.load.slices import line_slices, table_slices
from workbench.load.top import below, top_of

#: bytes from which a file is read in parts; packed ones are some ten times as large as they look.
LARGE = 48 << 20
PACKED = 6 << 20
#: bytes of the beginning by which a file is known.
HEAD = 2 << 20
LINE = re.compile(r"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")


#: reads a document.
Open = Callable[[Document], list[Reading]]


@dataclass(frozen=True)
class Large:
    """A large file of delimited text, or of one JSON object a line.

    Parameters
    ----------
    name, path : str, Path
        What it is called in messages (with its archive's name before it), and where it lies.
    sha256, size : str, int
        Hash and bytes of the file as it lies there.
    declared : str
        The source's ``encoding``.
    beginning, head : Document, bytes
        The first of it, whole lines, and the bytes of that.
    lines : bool
        One JSON object a line; else delimited text.
    """

    name: str
    path: Path
    sha256: str
    size: int
    declared: str
    beginning: Document = field(repr=False)
    head: bytes = field(repr=False)
    lines: bool = False

    def readings(self, open_: Open, told: Told = lambda _: None) -> Iterator[list[Reading]]:
        """Yield what each part is read as, its rows numbered as in the whole file.

        Parameters
        ----------
        open_ : callable
            Reads a document.
        told : callable
            Told how many bytes of the file were read.

        Raises
        ------
        BadData
            If it cannot be read to its end.
        """
        encoding, found = in_utf8(self.name, blocks(self.name, self.path, told), self.declared)
        yield from self._lines(found, encoding, open_) if self.lines else self._rows(found, encoding, open_)

    def _lines(self, found: Iterator[bytes], encoding: str, open_: Open) -> Iterator[list[Reading]]:
        before = last = 0
        for part in line_slices(self.name, found):
            if part.strip():
                document = self._document(part, encoding)
                parsed = parse_json(self.name, document.text, lines=True)
                read = _shifted(open_(replace(document, kind="json", json=parsed, text="")), before)
                yield read
                # a line may hold a page of posts, which are then numbered one by one
                last = max((number for one in read for table in one.tables for number in table.numbers[-1:]), default=0)
            before = max(before + part.count(b"\n"), last)

    def _rows(self, found: Iterator[bytes], encoding: str, open_: Open) -> Iterator[list[Reading]]:
        top = top_of(self.beginning, open_(self.beginning)[0].tables[0], self.head)
        before = 0
        rows = below(found, len(top.head))
        for part in table_slices(self.name, rows, delimiter=top.delimiter, width=top.width):
            read = open_(self._document(top.head + part, encoding))
            yield _shifted(read, before)
            before += read[0].tables[0].last - top.records

    def _document(self, part: bytes, encoding: str) -> Document:
        decoded = decode(self.name, part, declared="utf-8" if encoding else self.declared)
        made = Document(self.name, "text", self.sha256, self.size, text=decoded.text, warnings=decoded.warnings)
        return replace(made, encoding=encoding or decoded.encoding)


def large(name: str, path: Path, sha256: Callable[[Path], str], *, encoding: str = "auto") -> Large | None:
    """Return a file as one that is read in parts; None if it is small, or can only be read whole.

    Parameters
    ----------
    name, path : str, Path
        What the file is called in messages, and where it lies.
    sha256 : callable
        Returns a file's hash; asked of a large file only.
    encoding : str
        The source's.

    Raises
    ------
    BadData
        If it cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size < PACKED:
            return None
        with path.open("rb") as file:
            packed = file.read(4)
        inside = member_of(path) if packed == ZIP else ""
    except OSError:
        return None  # told where it is read
    least = PACKED if packed[:2] == GZIP or packed in (ZSTD, ZIP) else LARGE
    if size < least or inside is None:
        return None
    shown = f"{name}/{inside}" if inside else name
    with closing(blocks(shown, path)) as raw:
        known, found = in_utf8(shown, raw, encoding)
        head = _beginning(found)
    if b"\n" not in head or head[:4] in (ZSTD, ZIP, b"\xd0\xcf\x11\xe0") or head[:2] == GZIP:
        return None
    try:
        decoded = decode(shown, head, declared="utf-8" if known else encoding)
    except BadData:
        return None
    lines = looks_like_json(decoded.text)
    if lines and not LINE.match(decoded.text):
        return None
    document = Document(shown, "text", "", size, text=decoded.text, encoding=known or decoded.encoding)
    if lines:
        document = replace(document, kind="json", json=parse_json(shown, decoded.text, lines=True), text="")
    return Large(shown, path, sha256(path), size, encoding, document, head, lines)


def _beginning(found: Iterator[bytes]) -> bytes:
    head = b""
    for block in found:
        head += block
        if len(head) >= HEAD:
            return head[: head.rfind(b"\n", 0, HEAD) + 1]
    return head


def _shifted(read: list[Reading], by: int) -> list[Reading]:
    return [replace(one, tables=[table.shifted(by) for table in one.tables]) for one in read]
