"""What must be known of all rows of a source before the first is read: its columns, date orders and rating scale."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from workbench.load.context import DATES, Context, required, settled
from workbench.load.dates import OPEN
from workbench.load.formats.layout import Layout
from workbench.load.grid import Cell
from workbench.load.header import key as same
from workbench.load.header import missing_column
from workbench.load.ratings import guess_scale
from workbench.load.table import Table
from workbench.project.source import Source


class Evidence:
    """Of rows that were seen part by part: the first of each day as written, and how often each rating is there.

    Parameters
    ----------
    source : Source
        With the mapping of its layout.
    layout : Layout or None
        None where project.toml names the columns.

    Notes
    -----
    A date speaks for an order of day, month and year by its day alone, so one row a day is enough; whole tables of a
    small source give the same order.
    """

    def __init__(self, source: Source, layout: Layout | None = None) -> None:
        self.source = source
        self._layout = layout
        self._days: set[tuple[str, str]] = set()
        self._ratings: Counter[str] = Counter()
        self._tables: dict[str, Table] = {}
        self._columns: dict[str, dict[str, bool]] = {}
        self._kinds: dict[str, str] = {}

    def add(self, table: Table) -> None:
        """Take note of a part of a file; parts of one file bear one name."""
        held = self._columns.setdefault(table.name, {})
        self._kinds[table.name] = table.kind
        for name, cells in table.columns.items():
            held[name] = held.get(name, False) or any(cell is not None for cell in cells)
        mapped = self.source.columns
        rows: set[int] = set()
        for field in DATES:
            if name := getattr(mapped, field):
                rows |= self._new_days(name, table.column(name))
        if mapped.rating:
            self._ratings.update(cell.strip().casefold() for cell in table.column(mapped.rating) if cell)
        self._keep(table, sorted(rows))

    def completed(self, table: Table) -> Table:
        """Return a part of a file with all columns that the file has."""
        blank: list[Cell] = [None] * len(table.numbers)
        return replace(table, columns={name: table.columns.get(name, blank) for name in self._columns[table.name]})

    def complete(self) -> None:
        """Refuse a file that lacks a column in all its parts, as one that is read whole is refused.

        Raises
        ------
        BadData
        """
        for file, held in sorted(self._columns.items()):
            filled = [name for name, full in held.items() if full]
            if self._layout is not None:
                wanted = self._layout.missing(filled) if self._kinds[file] == "json" else []
            else:
                seen = {same(name) for name in held}
                wanted = [name for name in required(self.source) if same(name) not in seen]
            if wanted and held:
                raise missing_column(file, wanted, filled)

    def settled(self, *, zone: str, key: bytes) -> Context:
        """Settle what must not differ between files, as `context.settled` does.

        Raises
        ------
        BadData
            If an optional column seems renamed, or the order of dates is open.
        """
        context = settled(self.source, [self.completed(one) for one in self._tables.values()], zone=zone, key=key)
        if self.source.rating_scale or not self._ratings:
            return context
        return replace(context, scale=guess_scale(self._ratings.elements(), self.source.origin))

    def _new_days(self, name: str, cells: list[Cell]) -> set[int]:
        found = set()
        for at, cell in enumerate(cells):
            day = OPEN.search(cell) if cell else None
            if day and (name, day.group()) not in self._days:
                self._days.add((name, day.group()))
                found.add(at)
        return found

    def _keep(self, table: Table, rows: list[int]) -> None:
        columns = {name: [cells[at] for at in rows] for name, cells in table.columns.items()}
        part = replace(table, columns=columns, numbers=[table.numbers[at] for at in rows], rejects=())
        held = self._tables.get(table.name)
        if held is not None:
            held, part = self.completed(held), self.completed(part)
            joined = {name: [*cells, *part.columns[name]] for name, cells in held.columns.items()}
            part = replace(held, columns=joined, numbers=[*held.numbers, *part.numbers])
        self._tables[table.name] = part
