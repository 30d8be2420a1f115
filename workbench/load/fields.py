"""Read a table's mapped columns into typed fields, one entry for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbench.load.context import Context
from workbench.load.dates import Dates, read_dates
from workbench.load.decode import mojibake
from workbench.load.grid import Cell
from workbench.load.header import key
from workbench.load.ids import clean_id, damaged, first_id
from workbench.load.numbers import Counts, read_counts, yes_no
from workbench.load.plain import Plain, TextRules, join_texts, take_apart
from workbench.load.ratings import Ratings, read_ratings, row_scales
from workbench.load.table import Table

TOTALS = frozenset({"total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "total général"})
#: Columns that mark private rows wherever they occur, and the truth that makes a row private.
PRIVATE = {"is_pm": True, "is_private": True, "private": True, "is_public": False, "public": False}
#: Columns that mark rows wherever they occur.
CUT = frozenset({"truncated", "is_truncated"})
PASSED_ON = frozenset({"is_repost", "is_retweet", "is_reblog"})
DELETED = frozenset({"deleted", "is_deleted"})
BOTS = frozenset({"is_bot", "bot"})
STAFF = frozenset({"is_staff"})
GONE = frozenset({"deleted", "removed"})  # of a status column
HIDDEN = frozenset({"private", "direct", "followers", "followers_only", "internal"})


@dataclass(frozen=True)
class Fields:
    """The mapped columns of one table; every list has one entry for each row."""

    texts: list[str]
    titles: list[str]
    replies: list[str]
    deleted: list[bool]
    created: Dates
    updated: Dates
    answered: Dates
    solved: Dates
    written: list[Cell]
    authors: list[Cell]
    inbound: list[bool | None]
    ids: list[Cell]
    damaged: list[bool]
    threads: list[Cell]
    parents: list[Cell]
    ratings: Ratings
    likes: Counts
    answers: Counts
    shares: Counts
    total: list[bool]
    private: list[bool]
    cut: list[bool]
    passed_on: list[bool]
    bots: list[bool]
    staff: list[bool]
    repaired: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_fields(table: Table, context: Context) -> Fields:
    """Read the mapped columns of one table.

    Raises
    ------
    BadData
        If a date column holds no dates.
    """
    mapped = context.columns
    rules = TextRules(context.source.split_reply, context.source.deleted_marker)
    parts = [take_apart(table.column(name), rules) for name in mapped.text]
    title = take_apart(table.column(mapped.title), rules)
    dates = {name: _dates(table, context, name) for name in ("created_at", "updated_at", "first_reply_at", "solved_at")}
    cells = table.column(mapped.rating)
    ratings = read_ratings(cells, row_scales(table.column(mapped.rating_scale), context.scale))
    likes, answers, shares = (read_counts(table.column(name)) for name in (mapped.likes, mapped.replies, mapped.shares))
    ids = table.column(mapped.id)
    texts = [join_texts(row) for row in zip(*(one.texts for one in parts), strict=True)] or [""] * len(ids)
    replies = _joined([*parts, _answers(table, context)], len(ids))
    return Fields(
        texts, title.texts, replies, _deleted([*parts, title], table, context),
        dates["created_at"], dates["updated_at"], dates["first_reply_at"], dates["solved_at"],
        table.column(mapped.created_at), table.column(mapped.author),
        [yes_no(cell) for cell in table.column(mapped.inbound)], [clean_id(value) for value in ids], damaged(ids),
        _references(table.column(mapped.thread_id)), _references(table.column(mapped.parent_id)),
        ratings, likes, answers, shares, _totals(table, context), _private(table),
        _flag(table, CUT), _flag(table, PASSED_ON), _flag(table, BOTS), _flag(table, STAFF),
        _repaired([*parts, title]), _warnings(texts, dates, ratings, (likes, answers, shares), context),
    )  # fmt: skip


def _dates(table: Table, context: Context, name: str) -> Dates:
    column = getattr(context.columns, name)
    where = f'{table.name}, column "{column}"'
    cells = table.column(column)
    return read_dates(cells, rules=context.rules, order=context.orders[name], where=where, serial=table.serial)


def _references(cells: Sequence[Cell]) -> list[Cell]:
    """Return the ids that rows refer to; damaged ones refer to nothing."""
    return [None if broken else first_id(cell) for cell, broken in zip(cells, damaged(cells), strict=True)]


def _answers(table: Table, context: Context) -> Plain:
    """Return the answers of ours that stand in a column of their own, as if they had been split off the texts."""
    told = take_apart(table.column(context.columns.reply), TextRules(None, None))
    return replace(told, replies=told.texts)


def _joined(parts: Sequence[Plain], rows: int) -> list[str]:
    return [join_texts([part.replies[row] for part in parts]) for row in range(rows)]


def _deleted(parts: Sequence[Plain], table: Table, context: Context) -> list[bool]:
    """Return which rows were deleted: by a marker in a text, a column that says so, or the status."""
    status = [(cell or "").strip().casefold() in GONE for cell in table.column(context.columns.status)]
    flags = zip(*(part.deleted for part in parts), _flag(table, DELETED), status, strict=True)
    return [any(row) for row in flags]


def _flag(table: Table, names: frozenset[str]) -> list[bool]:
    """Return which rows say yes in a column of one of these names."""
    columns = [cells for name, cells in table.columns.items() if key(name) in names]
    return [any(yes_no(cells[row]) is True for cells in columns) for row in range(len(table.numbers))]


def _totals(table: Table, context: Context) -> list[bool]:
    """Return which rows are sums: the word stands in the first or id column and there is no date."""
    texts = {key(name) for name in context.columns.text}
    first = next(iter(table.columns), None)
    dates = table.column(context.columns.created_at)
    total = [False] * len(dates)
    for name in {first, context.columns.id} - {None}:
        if key(str(name)) in texts:
            continue
        for row, cell in enumerate(table.column(name)):
            total[row] |= bool(cell) and key(str(cell)) in TOTALS and not dates[row]
    return total


def _private(table: Table) -> list[bool]:
    private = [False] * len(table.numbers)
    for name, cells in table.columns.items():
        if key(name) in PRIVATE:
            hit = [yes_no(cell) is PRIVATE[key(name)] for cell in cells]
        elif key(name) == "visibility":
            hit = [bool(cell) and key(str(cell)) in HIDDEN for cell in cells]
        else:
            continue
        private = [one or other for one, other in zip(private, hit, strict=True)]
    return private


def _repaired(parts: Sequence[Plain]) -> dict[str, int]:
    counts = {
        "backslash_quotes": sum(part.escapes for part in parts),
        "html_entities": sum(part.entities for part in parts),
        "html_columns": sum(part.markup for part in parts),
        "deleted_markers": sum(sum(part.deleted) for part in parts),
        "split_replies": sum(sum(map(bool, part.replies)) for part in parts),
    }
    return {name: count for name, count in counts.items() if count}


def _warnings(
    texts: Sequence[str], dates: dict[str, Dates], ratings: Ratings, counts: Sequence[Counts], context: Context
) -> tuple[str, ...]:
    found = []
    if broken := sum(bool(mojibake(text)) for text in texts):
        found.append(f"texts that look as if read in a wrong encoding, left as they are: {broken}")
    for name, column in dates.items():
        if column.order and context.rules.pattern == "auto":
            found.append(f"{name} read as {column.order}")
        if odd := sum(column.implausible):
            found.append(f"dates in {name} before 1990 or after 2099, kept in no month: {odd}")
        if name != "created_at" and any(column.bad):
            found.append(f"values in {name} that are no dates, left empty: {sum(column.bad)}")
    if ratings.unfit:
        fit = f"do not fit the scale {context.scale}" if context.scale else "are no figures, stars or thumbs"
        found.append(f"ratings that {fit}, left empty: {ratings.unfit}")
    if context.scale and context.source.rating_scale is None and context.columns.rating_scale is None:
        found.append(f"rating scale taken to be {context.scale}; settle it with rating_scale in project.toml")
    if unread := sum(column.unread for column in counts):
        found.append(f"counts that are no figures, left empty: {unread}")
    return tuple(found)
