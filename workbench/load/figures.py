"""Figures of our posts: what platforms count, each as of a day, because lifetime figures go on changing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from workbench.load.context import Context
from workbench.load.dates import ORDERS, DateRules, column_order, read_dates
from workbench.load.grid import Cell
from workbench.load.header import key
from workbench.load.ids import digest
from workbench.load.numbers import read_counts
from workbench.load.records import Record
from workbench.load.schema import TIME
from workbench.load.table import Table

CONTENT_METRIC: dict[str, str] = {
    "metric_id": "string",  # hash of the next five
    "source": "string",
    "content_id": "string",
    "metric": "string",  # views, impressions, reach, reactions, comments, shares, saves, clicks …
    "period": "string",  # lifetime | day
    "as_of": TIME,  # the day on which it was taken, or of which it speaks; null: nobody knows
    "value": "Int64",
    "source_file": "string",
    "source_row": "Int64",
}
#: figures that the mapping of any post may name, and what they are called here.
MAPPED = {"likes": "reactions", "replies": "comments", "shares": "shares"}
LIFETIME = frozenset({"lifetime", "gesamte laufzeit", "total"})
#: days in the name of a file; of several the last is the day of the export.
ISO = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
SPOKEN = re.compile(r"(?<![A-Za-z])([A-Z][a-z]{2})-(0[1-9]|[12]\d|3[01])-(20\d{2})(?!\d)")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNKNOWN = (
    'the day on which the figures were taken is not known: write as_of = "YYYY-MM-DD" for this source, '
    "or keep it in the file's name"
)


def wanted(context: Context) -> dict[str, str]:
    """Return the figures of a source, and the column of each."""
    mapped = context.columns.model_dump()
    return {name: mapped[field] for field, name in MAPPED.items() if mapped[field]} | dict(context.source.metrics)


def figures(table: Table, context: Context, records: Sequence[Record]) -> list[Record]:
    """Return the figures of a table of our posts, one row a post, figure and day.

    Parameters
    ----------
    table : Table
    context : Context
    records : sequence of dict
        The table's posts, with `content_id` and `source_row`.
    """
    named = {name: column for name, column in wanted(context).items() if table.has(column)}
    place = {number: at for at, number in enumerate(table.numbers)}
    days, periods = _taken(table, context)
    found: list[Record] = []
    for name, column in sorted(named.items()):
        values = read_counts(table.column(column)).values
        for record in records:
            at = place[int(str(record["source_row"]))]
            if values[at] is not None:
                said = {"source": context.source.name, "content_id": record["content_id"], "metric": name}
                said |= {"period": periods[at], "as_of": days[at]}
                rest = {"value": values[at], "source_file": table.name, "source_row": record["source_row"]}
                found.append({"metric_id": digest(*map(str, said.values())), **said, **rest})
    return found


def latest(rows: Sequence[Record]) -> list[Record]:
    """Return one row a figure: of several files that give it for one day, the later by name."""
    kept: dict[str, Record] = {}
    for row in sorted(rows, key=lambda one: (str(one["source_file"]), int(str(one["source_row"])), str(one["value"]))):
        kept[str(row["metric_id"])] = row
    return [kept[name] for name in sorted(kept)]


def undated(table: Table, context: Context) -> bool:
    """Return whether figures are there whose day nobody knows."""
    days, _ = _taken(table, context)
    return bool(table.numbers) and None in days and any(table.has(column) for column in wanted(context).values())


def _taken(table: Table, context: Context) -> tuple[list[datetime | None], list[str]]:
    """Return of which day each row's figures are, and whether they are of that day alone or of all time to it."""
    said = context.source.as_of
    cells: Sequence[Cell] = table.column(said) if said and table.has(said) else [None] * len(table.numbers)
    dated = [cell if cell and key(cell) not in LIFETIME else None for cell in cells]
    found = column_order(dated)
    # one export writes all its dates alike
    order = context.orders["created_at"] if found.open and context.orders["created_at"] else found.name
    order = context.rules.pattern if context.rules.pattern in ORDERS else order
    # a day is a day, whatever the zone: as those in project.toml and in names
    days = read_dates(dated, rules=DateRules(context.rules.pattern), order=order, serial=table.serial).at
    whole = _declared(said) or _in_name(table.name)
    return [day or whole for day in days], ["day" if day else "lifetime" for day in days]


def _declared(said: str | None) -> datetime | None:
    found = ISO.fullmatch(said) if said else None
    return _day(found[1], found[2], found[3]) if found else None


def _in_name(name: str) -> datetime | None:
    base = name.rpartition("/")[2]
    days = [_day(year, month, day) for year, month, day in ISO.findall(base)]
    days += [_day(year, MONTHS.index(month) + 1, day) for month, day, year in SPOKEN.findall(base) if month in MONTHS]
    return max((day for day in days if day), default=None)


def _day(year: str, month: str | int, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return None
