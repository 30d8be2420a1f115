"""The load report of one file: what became of every row, and what a reader of it should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from workbench.load.context import Context, optional, required
from workbench.load.duplicates import Kept
from workbench.load.extras import kept_columns
from workbench.load.header import key as same
from workbench.load.records import Draft, Record
from workbench.load.report import FileReport
from workbench.load.table import TABLE_READER
from workbench.project.source import Authors

YEAR = timedelta(days=366)


def file_report(draft: Draft, kept: Kept, mine: Sequence[Record], context: Context) -> FileReport:
    """Return the report of a file, or of a part of one.

    Parameters
    ----------
    draft : Draft
        Its rows.
    kept : Kept
        What was kept of all that was read with it.
    mine : sequence of dict
        The records among them that are the file's.
    context : Context
    """
    table = draft.table
    times = times_of(mine)
    used = [name for name in (*required(context.source), *optional(context.source)) if table.has(name)]
    return FileReport(
        file=table.name, sha256=table.sha256, bytes=table.bytes, encoding=table.encoding, delimiter=table.delimiter,
        profile=table.reader.rpartition("-")[0], profile_version=table.reader.rpartition("-")[2], profile_why=table.why,
        declared_total=table.declared,
        header_row=table.header_row, columns_used=tuple(dict.fromkeys(used)),
        columns_ignored=tuple(name for name in table.columns if same(name) not in {same(one) for one in used}),
        rows_read=table.read, kept=len(mine), duplicates=kept.duplicates.get(table.name, 0),
        updated=kept.updated.get(table.name, 0), rejected=_counts(reject.reason.value for reject in draft.rejects),
        outbound=sum(record.get("direction") == "outbound" for record in mine),
        split_replies=sum(bool(record.get("reply")) for record in mine),
        content_rows=len(mine) if context.source.kind == "content" else 0,
        first_at=times[0].isoformat() if times else "", last_at=times[-1].isoformat() if times else "",
        date_format=context.orders["created_at"] or context.rules.pattern,
        date_quality=_counts(_quality(record) for record in mine),
        id_quality=_counts(_id_quality(record) for record in mine),
        repaired=draft.repaired, warnings=_warnings(draft, context),
    )  # fmt: skip


def times_of(records: Sequence[Record]) -> list[datetime]:
    """Return when records were written, in order; those without a time are left out."""
    return sorted(at for record in records if isinstance(at := _time(record), datetime))


def _warnings(draft: Draft, context: Context) -> tuple[str, ...]:
    # what an export may lack its format knows; what project.toml names a person expects
    named = draft.table.reader == TABLE_READER
    missing = [name for name in optional(context.source) if named and not draft.table.has(name)]
    warnings = [*draft.table.warnings, *draft.warnings]
    if missing:
        warnings.append(f"columns that this file lacks: {', '.join(missing)}")
    if context.columns.created_at is None and context.source.period is None and context.source.kind == "feedback":
        warnings.append('no date column: these rows are in no month; write period = "YYYY-MM" for this source')
    if (
        context.source.authors is Authors.COLUMN
        and context.columns.author is None
        and context.source.kind == "feedback"
    ):
        warnings.append('no author column: write authors = "one_per_item" or "unknown"')
    if dropped := [name for name in context.columns.keep if name not in kept_columns(context.columns.keep)]:
        warnings.append(f"never stored, as they hold addresses, places or tokens: {', '.join(dropped)}")
    return tuple(warnings)


def late(times: Sequence[datetime]) -> tuple[str, ...]:
    """Report dates that lie far after the rest of a whole file; there is no clock here to call a date future.

    Parameters
    ----------
    times : sequence of datetime
        In order.
    """
    usual = times[int(0.99 * (len(times) - 1))] if times else None
    if usual is None or times[-1] - usual <= YEAR:
        return ()
    return (f"the latest date, {times[-1].date()}, lies more than a year after the rest",)


def _counts(values: object) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))  # type: ignore[call-overload]


def _time(record: Record) -> object:
    return record.get("created_at") or record.get("published_at") or record.get("date")


def _quality(record: Record) -> str:
    told = record.get("created_at_quality") or record.get("date_quality")
    return str(told or ("missing" if _time(record) is None else "dated"))


def _id_quality(record: Record) -> str:
    extra = record["extra"]
    if isinstance(extra, dict) and extra.get("id_is_damaged"):
        return "damaged"
    return "hash" if isinstance(extra, dict) and extra.get("id_is_hash") else "native"
