"""Layouts: the columns of one table of an export, by all their names, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from workbench.load.header import key
from workbench.project.source import Columns, Names, Strict

#: rows among which the header is looked for.
LOOK = 20

Group = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else tuple(value))]


class Found(Strict):
    """A column made of part of another: what the pattern's first group finds in it."""

    column: str
    pattern: str


class Settings(Strict):
    """What holds for every file of a layout unless project.toml says otherwise; keys as in `[[sources]]`."""

    authors: Literal["column", "one_per_item", "unknown"] | None = None
    date_format: str | None = None
    timezone: str | None = None
    rating_scale: Literal["stars5", "nps11", "csat5", "good_bad", "thumbs"] | None = None
    split_reply: str | None = None
    deleted_marker: str | None = None


class Layout(Strict):
    """One table of an export.

    Parameters
    ----------
    name : str
        Told apart within the format by it.
    kind : {'feedback', 'content', 'events'}
    required : tuple of tuple of str
        Each a column that must be there, or several of which one must.
    columns : Columns
        What the columns mean, by the names that the layout itself uses.
    aliases : mapping of str to tuple of str
        Other names of a column: older, newer, translated.
    refused : str or None
        Why such a table cannot be read, though it is known: what it is.
    only : Found or None
        Rows are posts only where the pattern is found in the column; others are notes of the platform.
    longest_of : mapping of str to tuple of str
        A new column: in each row the longest of these.
    first_of : mapping of str to tuple of str
        A new column: in each row the first of these that is filled.
    found_in : mapping of str to Found
        A new column: part of another.
    metrics : mapping of str to str
        Of content: a figure as the workbench calls it, and its column.
    as_of : str or None
        Of content: the column with the day on which figures were taken.
    settings : Settings
    private : bool
        Whether rows are private or internal by nature: they load with `private = true` alone.
    """

    name: str = "table"
    kind: Literal["feedback", "content", "events"] = "feedback"
    required: Annotated[tuple[Group, ...], Field(strict=False)] = ()
    columns: Columns = Columns()
    aliases: Annotated[dict[str, Names], Field(default_factory=dict)]
    refused: str | None = None
    only: Found | None = None
    longest_of: Annotated[dict[str, Names], Field(default_factory=dict)]
    first_of: Annotated[dict[str, Names], Field(default_factory=dict)]
    found_in: Annotated[dict[str, Found], Field(default_factory=dict)]
    metrics: Annotated[dict[str, str], Field(default_factory=dict)]
    as_of: str | None = None
    settings: Settings = Settings()
    private: bool = False

    def names(self) -> dict[str, str]:
        """Return, by every name that is known of a column, the name that the layout uses; own names win."""
        known = {key(other): name for name, others in self.aliases.items() for other in others}
        own = {name for group in self.required for name in group} | set(self.aliases)
        own |= {name for value in self.columns.model_dump().values() for name in _listed(value)}
        own |= {one for names in (*self.first_of.values(), *self.longest_of.values()) for one in names}
        own |= {one.column for one in self.found_in.values()} | set(self.metrics.values())
        return known | {key(name): name for name in own}

    def missing(self, seen: Sequence[str]) -> list[str]:
        """Return the required columns that are not among some names; of several the first."""
        known = self.names()
        there = {known.get(key(name), name) for name in seen}
        return [group[0] for group in self.required if not there & set(group)]

    def share(self, seen: Sequence[str]) -> float:
        """Return the share of required columns that are there, from 0 to 1."""
        return 1 - len(self.missing(seen)) / len(self.required) if self.required else 0.0

    def header(self, rows: Sequence[Sequence[str | None]]) -> int | None:
        """Return the first of 20 rows that names every required column, or None."""
        named = ([cell for cell in row if cell] for row in rows[:LOOK])
        return next((at for at, row in enumerate(named) if self.required and not self.missing(row)), None)

    def renamed(self, header: Sequence[str | None]) -> list[str | None]:
        """Return a header in the layout's own names; of two columns that mean the same the first has the name."""
        known, own = self.names(), {key(cell) for cell in header if cell}
        taken: set[str] = set()
        done: list[str | None] = []
        for cell in header:
            name = known.get(key(cell), cell) if cell else cell
            # a column that bears the layout's own name has it before any alias
            alias = bool(cell) and name is not None and key(str(cell)) != key(name)
            if name is not None and (key(name) in taken or (alias and key(name) in own)):
                name = cell
            taken |= {key(name)} if name else set()
            done.append(name)
        return done

    def derived(self, columns: dict[str, list[str | None]]) -> dict[str, list[str | None]]:
        """Return a table's columns with those that the layout makes of them."""
        made = dict(columns)
        rows = len(next(iter(columns.values()), []))
        for name, one in self.found_in.items():
            pattern = re.compile(one.pattern)
            cells = made.get(one.column, [None] * rows)
            hits = [pattern.search(cell) if cell else None for cell in cells]
            made[name] = [hit[1] if hit else None for hit in hits]
        for name, others in self.first_of.items():
            made[name] = [next((cell for cell in row if cell), None) for row in _side_by_side(made, others, rows)]
        for name, others in self.longest_of.items():
            made[name] = [
                max(row, key=lambda cell: len(cell or ""), default=None) for row in _side_by_side(made, others, rows)
            ]
        return made

    def posts(self, columns: dict[str, list[str | None]]) -> list[bool]:
        """Return which rows are posts, and no notes of the platform."""
        rows = len(next(iter(columns.values()), []))
        if self.only is None:
            return [True] * rows
        pattern = re.compile(self.only.pattern)
        return [bool(cell and pattern.search(cell)) for cell in columns.get(self.only.column, [None] * rows)]


def _side_by_side(
    columns: dict[str, list[str | None]], names: Sequence[str], rows: int
) -> list[tuple[str | None, ...]]:
    lists = [columns[name] for name in names if name in columns]
    return list(zip(*lists, strict=True)) if lists else [()] * rows


def _listed(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())
