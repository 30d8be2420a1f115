"""Cut a large file into parts between its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workbench.errors import BadData
from workbench.load.quotes import records_of

#: bytes of a part; the rows of one are in memory at a time, some twenty times as large.
SLICE = 8 << 20
LONGEST = 256 << 20  # bytes in which a row must end
AHEAD = 1 << 16  # bytes after a cut that are looked at
TRIES = 1000  # line ends before the usual size of a part at which a cut is tried
BELOW = 2  # rows below a cut that must fit

#: whether a row begins at a place of a part.
Begins = Callable[[bytes, int], bool]


def line_slices(name: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield parts of whole lines.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    blocks : iterator of bytes
        The file, in UTF-8 or another encoding in which a line end is one byte.

    Raises
    ------
    BadData
        If a line is longer than can be read.
    """
    return _slices(name, blocks, lambda part, size: part.rfind(b"\n", 0, size) + 1)


def table_slices(name: str, blocks: Iterator[bytes], *, delimiter: str, width: int) -> Iterator[bytes]:
    """Yield parts of whole rows of delimited text.

    Parameters
    ----------
    name, blocks
        As for `line_slices`; the first block begins below the header.
    delimiter : str
        One that no text holds, for a table of one column.
    width : int
        Cells of the header.

    Raises
    ------
    BadData
        If no row ends within `LONGEST` bytes.

    Notes
    -----
    A line end inside quotes ends no row: a cut is made where quotes are closed since the last cut and the rows below
    it are as wide as the header. A stray quote turns that round, so a place at which only the rows fit does too, and
    where rows are left short by the exporter, one at which only the quotes are closed. Faults do not carry over, as
    each part is counted from its own beginning.
    """

    def fits(part: bytes, at: int) -> bool:
        text = part[at : at + AHEAD].decode("utf-8", "replace")
        below = [one for one in records_of(text, delimiter)[:-1] if any(one.cells)][:BELOW]
        return all(len(one.cells) == width for one in below)

    return _slices(name, blocks, lambda part, size: _between_rows(part, size, fits))


def _slices(name: str, blocks: Iterator[bytes], cut: Callable[[bytes, int], int]) -> Iterator[bytes]:
    part, size = b"", SLICE
    for block in blocks:
        part += block
        while len(part) >= size + AHEAD:
            at = cut(part, size)
            if at:
                yield part[:at]
                part, size = part[at:], SLICE
            elif size < LONGEST:
                size = min(2 * size, LONGEST)
            else:
                raise BadData(
                    f"no row ends within {LONGEST >> 20} MB: line ends are missing, or a quotation mark is not closed",
                    where=name,
                    fix="export it again, or split the file",
                )
    if part:
        yield part


def _between_rows(part: bytes, size: int, fits: Begins) -> int:
    """Return the last place before a size at which a row begins, or 0."""
    closed, open_ = 0, 0
    end = part.rfind(b"\n", 0, size)
    quotes = part.count(b'"', 0, end)
    for _ in range(TRIES):
        if end <= 0:
            break
        if quotes % 2 == 0:
            if fits(part, end + 1):
                return end + 1
            closed = closed or end + 1
        elif not open_ and fits(part, end + 1):
            open_ = end + 1
        before = part.rfind(b"\n", 0, end)
        quotes -= part.count(b'"', before, end)
        end = before
    return open_ or closed
