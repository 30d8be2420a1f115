"""What is settled once for all files of a source: columns, date orders, scale, accounts."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workbench.errors import BadData, BadRequest
from workbench.load.dates import DateRules, MixedOrders, Order, column_order, settle
from workbench.load.header import key, missing_column
from workbench.load.ids import author_set
from workbench.load.occurrences import Occurrences
from workbench.load.ratings import guess_scale
from workbench.load.table import Table
from workbench.project.source import Columns, Source

DATES = ("created_at", "updated_at", "first_reply_at", "solved_at")
#: Mapped columns that every file must have; the others may be missing from some files.
REQUIRED = ("title", "created_at", "author", "rating", "id", "inbound")
RENAMED = 0.8  # likeness of two names from which one is taken to be the other, misspelt or renamed


@dataclass(frozen=True)
class Context:
    """How one source is read.

    Parameters
    ----------
    source : Source
        As in project.toml.
    key : bytes
        The project's key, for pseudonyms only.
    rules : DateRules
        Zones and pattern.
    orders : mapping of str to str
        Settled order of each mapped date column, empty where no order is needed.
    scale : str or None
        The source's rating scale, declared or guessed from all its files.
    own, staff : frozenset of str
        Accounts, as `author_key` writes them.
    seen : Occurrences
        Of rows without an id, by file.
    """

    source: Source
    key: bytes
    rules: DateRules
    orders: Mapping[str, str]
    scale: str | None
    own: frozenset[str]
    staff: frozenset[str]
    seen: Occurrences = field(default_factory=Occurrences)

    @property
    def columns(self) -> Columns:
        """Return the source's mapping."""
        return self.source.columns


def required(source: Source) -> list[str]:
    """Return the columns that every file of a source must have.

    Raises
    ------
    BadRequest
        If the mapping names neither a text nor a rating, or no date for events.
    """
    mapped = source.columns
    if source.kind == "feedback" and not mapped.text and not mapped.rating:
        raise _incomplete(source, "neither a text nor a rating column", 'text = "…"')
    if source.kind == "events" and not (mapped.created_at and (mapped.text or mapped.version)):
        raise _incomplete(source, "no date with a text or version for its events", 'created_at = "…" and text = "…"')
    if source.kind == "content" and mapped == Columns():
        raise _incomplete(source, "no column of our posts", 'text = "…"')
    names = [*mapped.text, *(name for field in REQUIRED if (name := getattr(mapped, field)))]
    return list(dict.fromkeys(names))


def optional(source: Source) -> list[str]:
    """Return the mapped columns that may be missing from some files."""
    values = source.columns.model_dump(exclude={"text", "keep", *REQUIRED})
    return [name for name in (*values.values(), *source.columns.keep) if name]


def settled(source: Source, tables: Sequence[Table], *, zone: str, key: bytes) -> Context:
    """Settle from all files of a source what must not differ between them.

    Raises
    ------
    BadRequest
        If the zone or date format is not known.
    BadData
        If an optional column seems renamed, or the order of dates is open.
    """
    own = source.timezone or zone
    for name in (own, zone):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise BadRequest(
                f'timezone = "{name}" is not known',
                where=f"source {source.name}",
                fix='write one such as "Europe/Berlin"',
            ) from error
    _present(source, tables)
    rules = DateRules(source.date_format, own, zone)
    rating = source.columns.rating
    scale = source.rating_scale or (
        guess_scale((cell for table in tables for cell in table.column(rating)), source.origin) if rating else None
    )
    return Context(
        source, key, rules, _orders(source, tables, rules), scale, author_set(source.own_ids), author_set(source.staff)
    )


def _orders(source: Source, tables: Sequence[Table], rules: DateRules) -> dict[str, str]:
    if rules.pattern != "auto":
        return dict.fromkeys(DATES, "" if "%" in rules.pattern else rules.pattern)
    names = {field: name for field in DATES if (name := getattr(source.columns, field))}
    found = {field: _order(source, tables, name) for field, name in names.items()}
    # one export writes all its dates alike: a column that leaves the order open follows one that settles it
    clear = next((order.name for order in found.values() if order.name and not order.open), "")
    orders = dict.fromkeys(DATES, "")
    for column, order in found.items():
        where = f'source {source.name}, column "{names[column]}"'
        orders[column] = clear if order.open and clear else settle(order, rules, where)
    return orders


def _order(source: Source, tables: Sequence[Table], name: str) -> Order:
    try:
        return column_order(cell for table in tables for cell in table.column(name))
    except MixedOrders as error:
        places = " and ".join(f'"{value}" in {_place(tables, name, value)}' for value in error.examples)
        where = f'source {source.name}, column "{name}": {places}'
        raise BadData(error.what, where=where, fix=error.fix) from error


def _place(tables: Sequence[Table], name: str, value: str) -> str:
    """Return file and row of the first cell that holds a value."""
    return next(
        f"{table.name} row {table.numbers[cells.index(value)]}"
        for table in tables
        if value in (cells := table.column(name))
    )


def _present(source: Source, tables: Sequence[Table]) -> None:
    """Refuse a file in which an optional column seems renamed; one that is simply absent is reported.

    Each file is judged alone, so a month that is loaded later is not judged by other months.
    """
    mapped = {key(name) for name in (*required(source), *optional(source))}
    for table in tables:
        free = [known for name in table.columns if (known := key(name)) not in mapped]
        for name in optional(source):
            if not table.has(name) and difflib.get_close_matches(key(name), free, n=1, cutoff=RENAMED):
                raise missing_column(table.name, [name], list(table.columns))


def _incomplete(source: Source, what: str, fix: str) -> BadRequest:
    return BadRequest(
        f"the mapping names {what}", where=f"source {source.name}", fix=f"write columns = {{ {fix} }} in project.toml"
    )
