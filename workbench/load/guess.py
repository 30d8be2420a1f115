"""Guess which column of a table holds what: names propose, cells confirm."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.load.aliases import ALIASES
from workbench.load.date_shapes import read_date
from workbench.load.extras import RESERVED
from workbench.load.grid import Cell
from workbench.load.header import key
from workbench.load.ids import EXPONENT
from workbench.load.numbers import read_counts, yes_no
from workbench.load.ratings import guess_scale
from workbench.load.table import Table
from workbench.project.source import Columns, Origin

LOOK = 2_000  # rows that are looked at
WORDS = 3.0  # mean words of a cell from which a column without a telling name is text
MOST = 0.8  # share of filled cells that must agree with a name
GROUPS = range(2, 25)  # distinct values of a column worth comparing
BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
KEPT = 6  # further columns proposed for comparisons

Check = Callable[["Sample"], bool]


@dataclass(frozen=True)
class Sample:
    """The filled cells among a column's first rows, and how many rows there were."""

    name: str
    cells: tuple[str, ...]
    rows: int

    @property
    def words(self) -> float:
        """Return the mean number of words of a filled cell; scripts without blanks count two letters as a word."""
        total = sum(max(len(cell.split()), sum(letter > "\u2e80" for letter in cell) / 2) for cell in self.cells)
        return total / max(len(self.cells), 1)

    @property
    def distinct(self) -> int:
        """Return how many different values there are."""
        return len(set(self.cells))

    def agree(self, test: Callable[[str], bool]) -> bool:
        """Return whether most filled cells pass a test."""
        return bool(self.cells) and sum(map(test, self.cells)) >= MOST * len(self.cells)


def samples(tables: Sequence[Table]) -> dict[str, Sample]:
    """Return a sample of each column over all tables of one layout."""
    found = {}
    for name in tables[0].columns:
        cells: list[Cell] = []
        for table in tables:
            cells += table.column(name)[: LOOK - len(cells)]
        found[name] = Sample(name, tuple(cell for cell in cells if cell), len(cells))
    return found


def guess_columns(tables: Sequence[Table]) -> Columns:
    """Guess the mapping of tables of one layout.

    Parameters
    ----------
    tables : sequence of Table
        At least one; the first one's names are used.

    Returns
    -------
    Columns
        A column is used once; one whose cells contradict its name is left out.
    """
    columns = samples(tables)
    taken: dict[str, str] = {}
    for field, check in CHECKS.items():
        found = _named(field, columns, check, set(taken.values()))
        if found is not None:
            taken[field] = found
    left = {name: one for name, one in columns.items() if name not in taken.values()}
    if "text" not in taken and (longest := _longest(left)) is not None:
        taken["text"] = longest
        left.pop(longest)
    for field, finder in (("created_at", _dated), ("id", _identifying)):
        likely = None if field in taken else finder(left)
        if likely is not None:
            taken[field] = likely
            left.pop(likely)
    title, text = taken.pop("title", None), taken.pop("text", None)
    keep = [name for name, one in left.items() if _comparable(one) and key(name) not in RESERVED][:KEPT]
    texts = [column for column in (title, text) if column]
    return Columns.model_validate({**taken, "text": texts, "keep": keep})


def _named(field: str, columns: dict[str, Sample], check: Check, taken: set[str]) -> str | None:
    known = {key(name): name for name in reversed(columns)}
    for name in columns:
        # "Satisfaction (1-5)" is a satisfaction
        known.setdefault(BRACKET.sub("", key(name)), name)
    for alias in ALIASES[field]:
        found = known.get(alias)
        if found is not None and found not in taken and check(columns[found]):
            return found
    return None


def _is_text(one: Sample) -> bool:
    return not one.cells or (one.words >= 1.5 and not _is_date(one))


def _is_title(one: Sample) -> bool:
    return bool(one.cells) and one.words >= 1 and not _is_date(one) and one.distinct > 0.2 * len(one.cells)


def _is_date(one: Sample) -> bool:
    return one.agree(lambda cell: read_date(cell) is not None)


def _is_date_or_empty(one: Sample) -> bool:
    return not one.cells or _is_date(one)


def _is_author(one: Sample) -> bool:
    return bool(one.cells) and one.agree(lambda cell: len(cell) <= 80) and one.distinct > 1 and one.words < 6


def _is_rating(one: Sample) -> bool:
    return guess_scale(one.cells, Origin.SURVEY) is not None and one.distinct <= 21


def _is_id(one: Sample) -> bool:
    if _is_date(one) and not one.agree(str.isdigit):
        return False
    sound = sum(not EXPONENT.fullmatch(cell) for cell in one.cells)
    return bool(one.cells) and one.distinct >= 0.9 * len(one.cells) >= 0.8 * one.rows and sound >= MOST * len(one.cells)


def _is_link(one: Sample) -> bool:
    return one.agree(lambda cell: cell.strip().startswith(("http://", "https://")))


def _is_reference(one: Sample) -> bool:
    return one.agree(lambda cell: len(cell) <= 80 and " " not in cell.strip())


def _is_word(one: Sample) -> bool:
    return bool(one.cells) and one.words < 6


def _is_yes_no(one: Sample) -> bool:
    return one.agree(lambda cell: yes_no(cell) is not None)


def _is_count(one: Sample) -> bool:
    return bool(one.cells) and read_counts(one.cells).unread <= (1 - MOST) * len(one.cells)


def _is_address(one: Sample) -> bool:
    return one.agree(lambda cell: "@" in cell and " " not in cell.strip())


#: In the order in which columns are given away.
CHECKS: dict[str, Check] = {
    "text": _is_text, "title": _is_title, "created_at": _is_date_or_empty, "updated_at": _is_date, "rating": _is_rating,
    "id": _is_id, "author": _is_author, "url": _is_link, "thread_id": _is_reference, "parent_id": _is_reference,
    "inbound": _is_yes_no, "status": _is_word, "first_reply_at": _is_date, "solved_at": _is_date, "reopens": _is_count,
    "version": _is_word, "lang": _is_word, "email": _is_address, "external_id": _is_reference,
    "content_id": _is_reference, "likes": _is_count, "replies": _is_count, "shares": _is_count, "heard_from": _is_word,
    "label": _is_word,
}  # fmt: skip


def _longest(columns: dict[str, Sample]) -> str | None:
    texts = [one for one in columns.values() if one.words >= WORDS and not _is_date(one) and not _is_link(one)]
    if texts:
        return max(texts, key=lambda one: one.words).name
    # a table of one column can hold nothing but texts
    return next(iter(columns), None) if len(columns) == 1 else None


def _dated(columns: dict[str, Sample]) -> str | None:
    telling = ("date", "time", "created", "posted", "when", "datum", "zeit")
    found = [one for one in columns.values() if _is_date(one)]
    named = [one for one in found if any(word in key(one.name) for word in telling)]
    plain = [one for one in found if not one.agree(lambda cell: cell.strip().replace(".", "").isdigit())]
    return next((one.name for one in (*named, *plain)), None)


def _identifying(columns: dict[str, Sample]) -> str | None:
    ends = ("_id", " id", "-id", ".id")
    return next((one.name for one in columns.values() if key(one.name).endswith(ends) and _is_id(one)), None)


def _comparable(one: Sample) -> bool:
    distinct = one.distinct
    if distinct not in GROUPS or len(one.cells) < 0.5 * one.rows or distinct * 5 > len(one.cells) or one.words >= 6:
        return False
    named = not key(one.name).startswith("column ")
    return named and not one.agree(lambda cell: cell.replace(".", "").replace(",", "").lstrip("-").isdigit())
