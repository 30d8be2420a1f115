"""Read the files of one source into the canonical tables."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from workbench.errors import BadData
from workbench.load.content import EVENTS, content_draft, events_draft
from workbench.load.context import Context, optional, required, settled
from workbench.load.duplicates import Kept, keep_latest
from workbench.load.extras import kept_columns
from workbench.load.files import file_bytes, named, shown_name
from workbench.load.header import key
from workbench.load.ids import item_id
from workbench.load.records import Draft, Record, feedback_draft
from workbench.load.report import FileReport, Loaded, rejects_table
from workbench.load.schema import CONTENT, FEEDBACK, conform, empty
from workbench.load.table import Table, open_tables
from workbench.privacy.mask import mask
from workbench.privacy.pseudonyms import handle_token
from workbench.project.source import Authors, Source

DRAFTS: dict[str, Callable[[Table, Context], Draft]] = {
    "feedback": feedback_draft,
    "content": content_draft,
    "events": events_draft,
}
SHOWN = 5  # further files that a message names
YEAR = timedelta(days=366)
IDS = {"feedback": "item_id", "content": "content_id", "events": "event_id"}


def read_source(source: Source, files: Sequence[Path], *, root: Path, zone: str, key: bytes) -> Loaded:
    """Read the files of one source.

    Parameters
    ----------
    source, files : Source, sequence of Path
        The mapping and rules of project.toml, and the source's files; their order does not matter.
    root, zone : Path, str
        Project folder, to which `source_file` is relative, and the project's time zone.
    key : bytes
        The project's key. Pseudonyms depend on it, ids and counts never do.

    Returns
    -------
    Loaded
        Tables sorted by id; the reports balance.

    Raises
    ------
    BadData
        If a file cannot be read as what it is said to be; nothing is returned then.
    BadRequest
        If the mapping or a setting of the source cannot be carried out.
    """
    tables = _apart(_tables(source, files, root))
    context = settled(source, tables, zone=zone, key=key)
    drafts = [DRAFTS[source.kind](table, context) for table in tables]
    kept = keep_latest(drafts, id_column=IDS[source.kind])
    mine: dict[str, list[Record]] = {}
    for record in kept.records:
        mine.setdefault(str(record["source_file"]), []).append(record)
    reports = tuple(_report(draft, kept, mine.get(draft.table.name, []), context) for draft in drafts)
    rejects = rejects_table(source.name, {draft.table.name: draft.rejects for draft in drafts})
    return Loaded(
        _feedback(kept, context) if source.kind == "feedback" else empty(FEEDBACK),
        _plain(kept, CONTENT) if source.kind == "content" else empty(CONTENT),
        _plain(kept, EVENTS) if source.kind == "events" else empty(EVENTS),
        rejects,
        reports,
    )


def _apart(tables: Sequence[Table]) -> list[Table]:
    """Give tables of one name different ones: files outside the project, or a name that an archive holds twice."""
    seen: Counter[str] = Counter()
    done = []
    for table in tables:
        seen[table.name] += 1
        done.append(table if seen[table.name] == 1 else replace(table, name=f"{table.name} ({seen[table.name]})"))
    return done


def _tables(source: Source, files: Sequence[Path], root: Path) -> list[Table]:
    """Open all files, so that those which cannot be read are told together."""
    tables: list[Table] = []
    faults: list[tuple[str, BadData]] = []
    wanted = required(source)
    for name, path in named(files, root):
        try:
            data = file_bytes(name, path)
            tables += open_tables(name, data, wanted=wanted, encoding=source.encoding, sheet=source.sheet)
        except BadData as error:
            faults.append((name, error))
    if not faults:
        return tables
    first = faults[0][1]
    if len(faults) == 1:
        raise first
    others = "; ".join(f"{shown_name(name)}: {error.what}" for name, error in faults[1 : 1 + SHOWN])
    more = f" and {len(faults) - 1 - SHOWN} more" if len(faults) > 1 + SHOWN else ""
    raise BadData(first.what, where=f"{first.where}; also refused: {others}{more}", fix=first.fix) from first


def _feedback(kept: Kept, context: Context) -> pd.DataFrame:
    name = context.source.name
    records = [*kept.records, *(_reply(record) for record in kept.records if record["reply"])]
    tokens: dict[str, str] = {}

    def token(handle: str) -> str:
        if handle not in tokens:
            tokens[handle] = handle_token(context.key, name, handle)
        return tokens[handle]

    rows = [one | {"masked": mask(str(one["text"]), token), "extra": _json(one["extra"])} for one in records]
    return _sorted(rows, FEEDBACK)


def _reply(record: Record) -> Record:
    """Return our reply that was glued to a post as a row of its own: outbound, in the post's thread, undated."""
    native = f"{record['source_item_id']}:reply"
    blank = dict.fromkeys(record)
    same = ("source", "origin", "authors", "period", "source_file", "source_row", "source_sha256", "reader_version")
    return {
        **blank,
        **{name: record[name] for name in same},
        "item_id": item_id(str(record["source"]), native),
        "source_item_id": native,
        "direction": "outbound",
        "thread_id": record["thread_id"] or record["source_item_id"],
        "parent_id": record["source_item_id"],
        "created_at_quality": "missing",
        "text": record["reply"],
        "is_repost": False,
        "is_staff": True,
        "is_deleted": False,
        "is_truncated": False,
        "extra": {"split_from": record["source_item_id"]},
    }


def _plain(kept: Kept, schema: dict[str, str]) -> pd.DataFrame:
    return _sorted([one | {"extra": _json(one["extra"])} for one in kept.records], schema)


def _sorted(rows: list[Record], schema: dict[str, str]) -> pd.DataFrame:
    if not rows:
        return empty(schema)
    first = next(iter(schema))
    rows = sorted(rows, key=lambda row: str(row[first]))
    columns = {name: pd.Series([row.get(name) for row in rows], dtype=kind) for name, kind in schema.items()}
    return conform(pd.DataFrame(columns), schema)


def _json(extra: object) -> str | None:
    return json.dumps(extra, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if extra else None


def _report(draft: Draft, kept: Kept, mine: Sequence[Record], context: Context) -> FileReport:
    table = draft.table
    times = sorted(at for record in mine if isinstance(at := _time(record), datetime))
    used = [name for name in (*required(context.source), *optional(context.source)) if table.has(name)]
    return FileReport(
        file=table.name, sha256=table.sha256, bytes=table.bytes, encoding=table.encoding, delimiter=table.delimiter,
        header_row=table.header_row, columns_used=tuple(dict.fromkeys(used)),
        columns_ignored=tuple(name for name in table.columns if key(name) not in {key(one) for one in used}),
        rows_read=table.read, kept=len(mine), duplicates=kept.duplicates.get(table.name, 0),
        updated=kept.updated.get(table.name, 0), rejected=_counts(reject.reason.value for reject in draft.rejects),
        outbound=sum(record.get("direction") == "outbound" for record in mine),
        split_replies=sum(bool(record.get("reply")) for record in mine),
        content_rows=len(mine) if context.source.kind == "content" else 0,
        first_at=times[0].isoformat() if times else "", last_at=times[-1].isoformat() if times else "",
        date_format=context.orders["created_at"] or context.rules.pattern,
        date_quality=_counts(_quality(record) for record in mine),
        id_quality=_counts(_id_quality(record) for record in mine),
        repaired=draft.repaired, warnings=_warnings(draft, times, context),
    )  # fmt: skip


def _warnings(draft: Draft, times: Sequence[datetime], context: Context) -> tuple[str, ...]:
    missing = [name for name in optional(context.source) if not draft.table.has(name)]
    warnings = [*draft.table.warnings, *draft.warnings, *_late(times)]
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


def _late(times: Sequence[datetime]) -> list[str]:
    """Report dates that lie far after the rest; there is no clock here to call a date future."""
    usual = times[int(0.99 * (len(times) - 1))] if times else None
    if usual is None or times[-1] - usual <= YEAR:
        return []
    return [f"the latest date, {times[-1].date()}, lies more than a year after the rest"]


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
