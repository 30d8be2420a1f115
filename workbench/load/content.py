"""Our own posts, and dated events such as releases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from workbench.load.context import Context
from workbench.load.extras import extras, plain_columns
from workbench.load.fields import Fields, read_fields
from workbench.load.figures import UNKNOWN, figures, undated
from workbench.load.grid import Cell
from workbench.load.header import key
from workbench.load.ids import author_key, digest, item_id
from workbench.load.numbers import yes_no
from workbench.load.records import Draft, Record, prints, refused_row
from workbench.load.report import Reason, Reject, raw_row
from workbench.load.schema import TIME
from workbench.load.table import Table

#: Events: what happened on a day that may explain a change.
EVENTS: dict[str, str] = {
    "event_id": "string",
    "source": "string",
    "date": TIME,
    "date_quality": "string",
    "version": "string",
    "text": "string",
    "extra": "string",
    "source_file": "string",
    "source_row": "Int64",
}
#: what a column of the mapping `paid` may say beside yes and no.
PAID = frozenset({"paid", "promoted", "sponsored", "boosted", "ad", "advertisement", "bezahlt", "gesponsert"})
ORGANIC = frozenset({"organic", "unpaid", "none", "not promoted", "organisch"})
FORMATS = ("post type", "content type", "format", "media_type", "status_type", "type")


def content_draft(table: Table, context: Context) -> Draft:
    """Make a record or a reject of every row of a table of our posts.

    Where `own_ids` and an author column are given, rows of others are rejected: they are not our posts.
    """
    fields = read_fields(table, context)
    urls = [row["url"] for row in plain_columns(table, context)]
    kinds = table.column(next((name for name in table.columns if key(name) in FORMATS), None))
    series = table.column(context.columns.label)
    paid = table.column(context.columns.paid)

    def record(row: int) -> Record:
        return {
            "source_content_id": None if fields.damaged[row] else fields.ids[row],
            "url": urls[row],
            "published_at": fields.created.at[row],
            "updated_at": fields.updated.at[row],
            "text": fields.texts[row] or fields.titles[row] or None,
            "format": kinds[row],
            "series": series[row],
            "is_paid": _paid(paid[row]),
        }

    draft = _draft(table, context, fields, record)
    named = [
        one | {"content_id": item_id(context.source.name, str(one["source_content_id"]))}
        for one in identified(draft.records, context, "source_content_id", ("url", "written", "text"))
    ]
    taken = figures(table, context, named)
    named = _with_promoted(named, taken)
    told = (*draft.warnings, UNKNOWN) if undated(table, context) else draft.warnings
    return replace(draft, records=named, figures=taken, warnings=told)


def _paid(cell: Cell) -> bool | None:
    """Return whether a cell says that a post was paid for: yes and no, or what platforms call either."""
    said = cell.strip().casefold() if cell else ""
    return True if said in PAID else False if said in ORGANIC else yes_no(cell)


def _with_promoted(records: Sequence[Record], taken: Sequence[Record]) -> list[Record]:
    """Mark posts that were shown for money by their figures, where no column says so."""
    shown: dict[object, bool] = {}
    for one in taken:
        if str(one["metric"]).startswith("paid_"):
            shown[one["content_id"]] = shown.get(one["content_id"], False) or int(str(one["value"])) > 0
    return [
        record | {"is_paid": shown.get(record["content_id"])} if record["is_paid"] is None else record
        for record in records
    ]


def events_draft(table: Table, context: Context) -> Draft:
    """Make a record or a reject of every row of a table of events."""
    fields = read_fields(table, context)
    versions = table.column(context.columns.version)

    def record(row: int) -> Record:
        return {
            "event_id": None,
            "date": fields.created.at[row],
            "date_quality": fields.created.quality[row],
            "version": versions[row],
            "text": fields.texts[row] or fields.titles[row] or None,
        }

    draft = _draft(table, context, fields, record)
    return replace(draft, records=identified(draft.records, context, "event_id", ("written", "version", "text")))


def identified(records: Sequence[Record], context: Context, name: str, parts: Sequence[str]) -> list[Record]:
    """Fill a missing id by a hash of other columns and of the occurrence; of the row if they are blank."""
    ordered = sorted(records, key=lambda one: str(one["print"]))
    bases: dict[int, str] = {}
    for at, record in enumerate(ordered):
        if record[name] is None:
            told = [str(record[part] or "") for part in parts]
            bases[at] = digest(*told) if any(told) else str(record["print"])
    file = str(ordered[0]["source_file"]) if ordered else ""
    numbers = dict(zip(bases, context.seen.numbered(file, list(bases.values())), strict=True))
    done = []
    for at, record in enumerate(ordered):
        if at not in bases:
            done.append(record)
            continue
        extra = dict(record["extra"]) | {"id_is_hash": True}  # type: ignore[call-overload]
        done.append(record | {name: digest(str(record["source"]), bases[at], str(numbers[at])), "extra": extra})
    return done


def _draft(table: Table, context: Context, fields: Fields, record: Callable[[int], Record]) -> Draft:
    raw, written = list(zip(*table.columns.values(), strict=True)), prints(table)
    records: list[Record] = []
    rejects = list(table.rejects)
    for row, found in enumerate(extras(table, context, fields)):
        refused = refused_row(fields, row, context) or _other(fields, row, context)
        if refused:
            rejects.append(Reject(table.numbers[row], *refused, raw_row(raw[row])))
            continue
        # an event's version is a column of its own
        extra = {name: value for name, value in found.items() if name != "version" or context.source.kind != "events"}
        records.append(
            record(row)
            | {
                "source": context.source.name,
                "written": fields.written[row],
                "extra": extra,
                "source_file": table.name,
                "source_row": table.numbers[row],
                "print": written[row],
            }
        )
    return Draft(table, records, rejects, fields.repaired, fields.warnings)


def _other(fields: Fields, row: int, context: Context) -> tuple[Reason, str] | None:
    """Return why a row is no post of ours, or no event."""
    if context.source.kind == "events":
        if fields.created.at[row] is None:
            return Reason.BAD_DATE, "an event without a date"
        return None
    if context.columns.author and context.own and author_key(fields.authors[row]) not in context.own:
        return Reason.NOT_FEEDBACK, "not written by one of own_ids"
    return None
