"""Details: where two tables, pages or workbooks differ, in a few lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path

CELLS = 3
WIDTH = 90  # characters of a cell or sentence
Rows = list[list[str]]


def differences(was: Path, now: Path) -> tuple[str, ...]:
    """Say in a few lines where two files of one kind differ.

    Parameters
    ----------
    was, now : Path
        Two tables, pages or workbooks.
    """
    if now.suffix == ".csv":
        try:
            return tuple(_tables(_csv(was), _csv(now)))
        except csv.Error:
            return ("one of them is not a table any more",)
    if now.suffix == ".html":
        return tuple(_sentences(_text(was), _text(now)))
    one, two = _sheets(was), _sheets(now)
    if one is None or two is None:
        return ("one of them is not a workbook any more",)
    names = [name for name in {**one, **two} if one.get(name) != two.get(name)]
    if not names:
        return ("the cells are the same, the file is not",)
    first = _tables(one.get(names[0], []), two.get(names[0], []))
    return (f"sheet{'' if len(names) == 1 else 's'} {', '.join(names)}", *first)


def _csv(path: Path) -> Rows:
    text = path.read_text(encoding="utf-8", errors="replace")
    return list(csv.reader(io.StringIO(text.replace("\0", "\ufffd"), newline="")))


def _tables(was: Rows, now: Rows) -> Iterator[str]:
    head, other = (rows[0] if rows else [] for rows in (was, now))
    if head != other:
        yield from _columns(head, other)
    elif len(was) != len(now):
        yield f"{len(was) - 1} rows were there, {len(now) - 1} are"
        yield from _rows("gone", was, now)
        yield from _rows("new", now, was)
    else:
        yield from _cells(head, was, now)


def _columns(head: list[str], other: list[str]) -> Iterator[str]:
    gone, new = ([name for name in one if name not in two] for one, two in ((head, other), (other, head)))
    yield from (
        f"columns {_cut(', '.join(names))} {what}" for names, what in ((gone, "are gone"), (new, "are new")) if names
    )
    if not gone and not new:
        yield "the columns stand in another order"


def _rows(word: str, these: Rows, those: Rows) -> Iterator[str]:
    only = Counter(map(tuple, these)) - Counter(map(tuple, those))
    yield from (f"{word}: {_cut(', '.join(row))}" for row in list(only)[:1])


def _cells(head: list[str], was: Rows, now: Rows) -> Iterator[str]:
    cells = [
        (at, name, one, two)
        for at, (before, after) in enumerate(zip(was, now, strict=True))
        for name, one, two in zip_longest(head, before, after, fillvalue="")
        if one != two
    ]
    for at, name, one, two in cells[:CELLS]:
        of = _cut(was[at][0]) if was[at] else ""
        before, after = _pair(one, two)
        yield f"row {at} ({of}), {name}: was {before or 'empty'}, is {after or 'empty'}"
    if not cells:
        yield "the cells are the same, the file is not"
    if len(cells) > CELLS:
        columns = list(dict.fromkeys(name for _, name, _, _ in cells))
        rows = len({at for at, *_ in cells})
        yield f"in all {len(cells)} cells in {rows} row{'' if rows == 1 else 's'}, columns {_cut(', '.join(columns))}"


class _Words(HTMLParser):
    """A page's words, block by block; charts' data, styles and scripts are none."""

    BLOCKS = frozenset(
        "p div li td th tr h1 h2 h3 h4 h5 h6 summary details section header footer figcaption main title nav".split()
    )

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        if tag in self.BLOCKS:
            self.words.append("\n")
        elif tag == "dd":  # stays beside what it explains
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in ("script", "style")))
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(re.sub(r"\s+", " ", data))


def _text(path: Path) -> list[str]:
    """Return a page's sentences."""
    reader = _Words()
    reader.feed(path.read_text(encoding="utf-8", errors="replace"))
    reader.close()
    lines = (line.strip() for line in "".join(reader.words).split("\n"))
    return [sentence for line in lines if line for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", line)]


def _sentences(was: list[str], now: list[str]) -> Iterator[str]:
    for one, two in zip_longest(was, now, fillvalue=""):
        if one != two:
            before, after = _pair(one, two)
            yield f"was: {before or 'nothing'}"
            yield f"is:  {after or 'nothing'}"
            return
    yield "the words are the same; a chart's figures or the markup differ"


def _sheets(path: Path) -> dict[str, Rows] | None:
    import zipfile

    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        return {
            sheet.title: [
                ["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
            ]
            for sheet in book.worksheets
        }
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, SyntaxError):
        return None


def _pair(one: str, two: str) -> tuple[str, str]:
    """Cut two long texts so that the place where they part is seen."""
    parts = (at for at, (left, right) in enumerate(zip(one, two, strict=False)) if left != right)
    same = next(parts, min(len(one), len(two)))
    if same < WIDTH // 2:
        return _cut(one), _cut(two)
    start = same - WIDTH // 3
    return f"…{_cut(one[start:])}", f"…{_cut(two[start:])}"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= WIDTH else f"{flat[:WIDTH]}…"
