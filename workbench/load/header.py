"""Find a table's header, and say which column is missing."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from workbench.errors import BadData

LOOK = 20  # rows looked at
LONGEST = 200  # characters of a column name that is still a name
NUMBER = re.compile(r"[<>]?\s*[-+]?[\d.,\s]+%?|.*\d{1,4}[-/.:]\d{1,2}[-/.:]\d{1,4}.*")


def key(name: str) -> str:
    """Return a column name for comparing: no byte order mark, width, case or doubled blanks."""
    return " ".join(unicodedata.normalize("NFKC", name.replace("\ufeff", "")).split()).casefold()


def fits(row: Iterable[str | None], wanted: Iterable[str]) -> bool:
    """Return whether a row holds every wanted name."""
    seen = {key(cell) for cell in row if cell}
    return all(key(name) in seen for name in wanted)


def find_header(rows: Sequence[Sequence[str | None]], wanted: Sequence[str]) -> int | None:
    """Return the index of the first of 20 rows that holds the wanted names; without names, of the likeliest."""
    if wanted:
        return next((at for at, row in enumerate(rows[:LOOK]) if fits(row, wanted)), None)
    return likely_header(rows)


def likely_header(rows: Sequence[Sequence[str | None]]) -> int | None:
    """Return the index of the first of 20 rows that reads like a header: as wide as the data, names, no figures."""
    head = rows[:LOOK]
    widths = sorted(sum(cell is not None for cell in row) for row in head)
    if not widths:
        return None
    usual = widths[len(widths) // 2]
    for at, row in enumerate(head):
        names = [cell for cell in row if cell]
        if len(names) < max(1, 0.6 * usual) or (usual > 1 and len(names) < 2):
            continue
        if all(len(name) <= LONGEST for name in names) and not any(NUMBER.fullmatch(name.strip()) for name in names):
            return at
    return None


def unique_names(row: Sequence[str | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return column names made unique (`name`, `name (2)`; `column 3` where blank), and those that occur twice."""
    names: list[str] = []
    twice: list[str] = []
    seen: dict[str, int] = {}
    for at, cell in enumerate(row, start=1):
        name = " ".join((cell or "").replace("\ufeff", "").split()) or f"column {at}"
        count = seen[key(name)] = seen.get(key(name), 0) + 1
        if count > 1:
            twice.append(name)
            name = f"{name} ({count})"
            seen[key(name)] = seen.get(key(name), 0) + 1
        names.append(name)
    return tuple(names), tuple(twice)


def missing_column(where: str, wanted: Sequence[str], seen: Sequence[str]) -> BadData:
    """Return the error for columns that are not there: which, what was seen, what is closest."""
    known = {key(name): name for name in seen}
    absent = [name for name in wanted if key(name) not in known]
    close = []
    for name in absent:
        within = [one for one in known if key(name) in one.split() or one in key(name).split()]
        near = within[:2] or difflib.get_close_matches(key(name), known, n=2, cutoff=0.6)
        close += [f'"{known[one]}" for "{name}"' for one in near]
    if not wanted:
        shown = ", ".join(f'"{name[:60]}"' for name in seen[:6])
        return BadData(
            "no row reads like a header with the names of the columns",
            where=f"{where}; first cells: {shown or 'none'}",
            fix="give the file a first row that names its columns, or export it again",
        )
    listed = ", ".join(f'"{name[:60]}"' for name in seen[:40]) + (" …" if len(seen) > 40 else "")
    what = ", ".join(f'"{name}"' for name in absent) or "of the mapping"
    missing = f"the column {what} is missing" if len(absent) < 2 else f"the columns {what} are missing"
    return BadData(
        missing,
        where=f"{where}; columns seen: {listed or 'none'}",
        fix="name the right column under columns in project.toml" + (f"; closest: {', '.join(close)}" if close else ""),
    )
