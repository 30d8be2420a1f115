"""Give back the rows that a quotation mark swallowed which nobody closed."""

from __future__ import annotations

import csv
import io
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

RESTARTS = 200  # an unclosed quote costs a second reading of what it swallowed
SWALLOWED = 0.8  # share of swallowed lines that must fit before they are believed to be rows
LEAST = 3  # lines that a record must span before one that fits the header is doubted
SHORT = 40  # characters of a cell that can be a figure or a date
LOOK = 200  # records looked at to learn which columns hold figures
END = "\x1e"  # a line that no export holds

_LIMIT = threading.Lock()


@dataclass(frozen=True)
class Record:
    """One record and the physical lines it spans, counted from 0, end excluded; a damaged one is no row."""

    cells: list[str]
    first: int
    last: int
    damaged: bool = False

    @property
    def lines(self) -> int:
        """Return how many lines it spans."""
        return self.last - self.first


def records_of(text: str, delimiter: str) -> list[Record]:
    """Read text into records, quotes heeded; a quote that is never closed runs to the end."""
    with _wide_cells():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        records, first = [], 0
        for cells in reader:
            records.append(Record(cells, first, reader.line_num))
            first = reader.line_num
    return records


def usual_width(records: Sequence[Record]) -> int:
    """Return the usual number of cells of a record that is not blank."""
    widths = Counter(len(record.cells) for record in records if any(record.cells))
    return max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0] if widths else 0


@dataclass(frozen=True)
class Recovered:
    """The records after recovery, and the line (from 1) of a quote that still runs to the end, or 0."""

    records: list[Record]
    unclosed: int = 0


def recover(records: list[Record], text: str, delimiter: str) -> Recovered:
    """Give back rows that an unclosed quote has swallowed: mark its own line as damaged, keep the lines after it.

    A record that does not fit the others, one that runs to the end, and a long one that holds lines with figures
    where the other rows have theirs, are read again without their first line.
    """
    if all(record.lines < 2 for record in records):
        return Recovered(records)
    lines = list(io.StringIO(text, newline=""))
    shape = _Shape.of(records)
    open_end = _open(lines[records[-1].first : records[-1].last], delimiter)
    kept: list[Record] = []
    restarts, unclosed = 0, 0
    for at, record in enumerate(records):
        to_end = open_end and at == len(records) - 1
        tail = _tail(record, lines, delimiter) if restarts < RESTARTS and shape.doubts(record, to_end=to_end) else []
        restarts += bool(tail)
        if tail and shape.believes(tail, record, to_end=to_end):
            kept.append(Record([lines[record.first]], record.first, record.first + 1, damaged=True))
            kept.extend(tail)
        else:
            kept.append(record)
            unclosed = record.first + 1 if to_end and record.lines > 1 else 0
    return Recovered(kept, unclosed)


@dataclass(frozen=True)
class _Shape:
    """What the rows of a file look like: cells, columns that hold figures, and whether cells run over lines."""

    width: int
    figures: tuple[int, ...]
    multiline: bool

    @classmethod
    def of(cls, records: Sequence[Record]) -> _Shape:
        width = usual_width(records)
        plain = [one.cells for one in records[1:] if len(one.cells) == width and one.lines == 1][:LOOK]
        columns = [
            at for at in range(width) if plain and sum(_figure(row[at]) for row in plain) >= SWALLOWED * len(plain)
        ]
        return cls(width, tuple(columns), any(one.lines > 1 for one in records[:-1]))

    def doubts(self, record: Record, *, to_end: bool) -> bool:
        if record.lines < 2:
            return False
        if self.width == 1:  # nothing but its length speaks for or against it
            return to_end and not self.multiline and record.lines >= LEAST
        if len(record.cells) != self.width or to_end:
            return record.lines >= (2 if self.width > 2 else LEAST)
        return bool(self.figures) and record.lines > LEAST

    def believes(self, tail: Sequence[Record], record: Record, *, to_end: bool) -> bool:
        rows = [one for one in tail if len(one.cells) == self.width and one.lines == 1 and self._agrees(one.cells)]
        certain = to_end or len(record.cells) != self.width
        # the line that closes the quote by chance need not fit
        return len(rows) >= SWALLOWED * (record.lines - 1 - (0 if certain else 1))

    def _agrees(self, cells: Sequence[str]) -> bool:
        return all(_figure(cells[at]) or not cells[at].strip() for at in self.figures) and any(cells)


def _figure(cell: str) -> bool:
    return len(cell) <= SHORT and any(sign.isdigit() for sign in cell)


def _tail(record: Record, lines: Sequence[str], delimiter: str) -> list[Record]:
    shift = record.first + 1
    again = records_of("".join(lines[shift : record.last]), delimiter)
    return [replace(one, first=one.first + shift, last=one.last + shift) for one in again]


def _open(lines: Sequence[str], delimiter: str) -> bool:
    """Return whether a quote is still open after a record's lines: then it swallows one more."""
    text = "".join(lines)
    ended = text if text.endswith(("\n", "\r")) else f"{text}\n"
    return records_of(f"{ended}{END}", delimiter)[-1].cells != [END]


@contextmanager
def _wide_cells() -> Iterator[None]:
    """Allow cells above 131,072 characters; csv has one limit for the process, so it is set back."""
    with _LIMIT:
        before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        try:
            yield
        finally:
            csv.field_size_limit(before)
