"""Read the files of one source into the canonical tables."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from workbench.errors import BadData
from workbench.load.content import EVENTS, content_draft, events_draft
from workbench.load.context import Context, optional, required, settled
from workbench.load.document import Document, open_documents
from workbench.load.duplicates import Kept, keep_latest
from workbench.load.extras import kept_columns
from workbench.load.figures import CONTENT_METRIC, latest
from workbench.load.files import file_bytes, named, shown_name
from workbench.load.formats.reading import Reading, is_mapped, readings
from workbench.load.formats.registry import format_named
from workbench.load.header import key as same
from workbench.load.ids import item_id
from workbench.load.records import Draft, Record, feedback_draft
from workbench.load.report import FileReport, Loaded, rejects_table
from workbench.load.schema import CONTENT, FEEDBACK, conform, empty
from workbench.load.table import TABLE_READER, Table, open_tables
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
Opened = TypeVar("Opened")
IDS = {"feedback": "item_id", "content": "content_id", "events": "event_id"}


def read_source(
    source: Source, files: Sequence[Path], *, root: Path, zone: str, key: bytes, beside: Sequence[Path] = ()
) -> Loaded:
    """Read the files of one source.

    Parameters
    ----------
    source, files : Source, sequence of Path
        The mapping and rules of project.toml, and the source's files; their order does not matter.
    root, zone : Path, str
        Project folder, to which `source_file` is relative, and the project's time zone.
    key : bytes
        The project's key. Pseudonyms depend on it, ids and counts never do.
    beside : sequence of Path
        Files of the source that were read before, in which some formats look something up.

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
    found = _readings(source, files, root, beside)
    drafts: dict[str, list[tuple[Draft, Context]]] = {kind: [] for kind in DRAFTS}
    for reading in found:
        context = settled(reading.source, reading.tables, zone=zone, key=key)
        make = DRAFTS[reading.source.kind]
        drafts[reading.source.kind] += [(make(table, context), context) for table in reading.tables]
    kept = {
        kind: keep_latest([draft for draft, _ in made], id_column=IDS[kind]) for kind, made in drafts.items() if made
    }
    everything = [(kind, draft, context) for kind, made in drafts.items() for draft, context in made]
    everything.sort(key=lambda one: one[1].table.name)
    mine: dict[tuple[str, str], list[Record]] = {}
    for kind, one in kept.items():
        for record in one.records:
            mine.setdefault((kind, str(record["source_file"])), []).append(record)
    reports = tuple(
        _report(draft, kept[kind], mine.get((kind, draft.table.name), []), context)
        for kind, draft, context in everything
    )
    rejects = rejects_table(source.name, {draft.table.name: draft.rejects for _, draft, _ in everything})
    return Loaded(
        _feedback(kept["feedback"], source.name, key) if "feedback" in kept else empty(FEEDBACK),
        _plain(kept["content"], CONTENT) if "content" in kept else empty(CONTENT),
        _plain(kept["events"], EVENTS) if "events" in kept else empty(EVENTS),
        _sorted(latest([row for _, draft, _ in everything for row in draft.figures]), CONTENT_METRIC),
        rejects,
        reports,
    )


def _readings(source: Source, files: Sequence[Path], root: Path, beside: Sequence[Path]) -> list[Reading]:
    """Return the tables of all files, by layout; each has a name of its own."""
    if is_mapped(source):
        wanted = required(source)
        found = [
            Reading(source, _opened(files, root, lambda name, data: open_tables(
                name, data, wanted=wanted, encoding=source.encoding, sheet=source.sheet
            )))
        ]  # fmt: skip
    else:
        open_ = partial(_documents, source)
        known = format_named(source.format)
        near = beside if known is not None and known.joined else ()
        found = readings(source, _opened(files, root, open_), _opened(near, root, open_))
    seen: Counter[str] = Counter()
    return [replace(one, tables=[_apart(table, seen) for table in one.tables]) for one in found]


def _documents(source: Source, name: str, data: bytes) -> list[Document]:
    documents, refused = open_documents(name, data, encoding=source.encoding, sheet=source.sheet)
    if refused:
        raise refused[0]
    return documents


def _apart(table: Table, seen: Counter[str]) -> Table:
    """Give a table whose name was seen another one: files outside the project, or a member that occurs twice."""
    seen[table.name] += 1
    return table if seen[table.name] == 1 else replace(table, name=f"{table.name} ({seen[table.name]})")


def _opened(files: Sequence[Path], root: Path, open_: Callable[[str, bytes], list[Opened]]) -> list[Opened]:
    """Open all files, so that those which cannot be read are told together."""
    opened: list[Opened] = []
    faults: list[tuple[str, BadData]] = []
    for name, path in named(files, root):
        try:
            opened += open_(name, file_bytes(name, path))
        except BadData as error:
            faults.append((name, error))
    if not faults:
        return opened
    first = faults[0][1]
    if len(faults) == 1:
        raise first
    others = "; ".join(f"{shown_name(name)}: {error.what}" for name, error in faults[1 : 1 + SHOWN])
    more = f" and {len(faults) - 1 - SHOWN} more" if len(faults) > 1 + SHOWN else ""
    raise BadData(first.what, where=f"{first.where}; also refused: {others}{more}", fix=first.fix) from first


def _feedback(kept: Kept, name: str, key: bytes) -> pd.DataFrame:
    records = [*kept.records, *(_reply(record) for record in kept.records if record["reply"])]
    tokens: dict[str, str] = {}

    def token(handle: str) -> str:
        if handle not in tokens:
            tokens[handle] = handle_token(key, name, handle)
        return tokens[handle]

    rows = [one | {"masked": mask(str(one["text"]), token), "extra": _json(one["extra"])} for one in records]
    return _sorted(rows, FEEDBACK)


def _reply(record: Record) -> Record:
    """Return our reply that was glued to a post as a row of its own: outbound, in the post's thread."""
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
        "created_at": record["replied_at"],
        "created_at_quality": record["replied_quality"],
        "text": record["reply"],
        "is_repost": False,
        "is_bot": False,
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
        repaired=draft.repaired, warnings=_warnings(draft, times, context),
    )  # fmt: skip


def _warnings(draft: Draft, times: Sequence[datetime], context: Context) -> tuple[str, ...]:
    # what an export may lack its format knows; what project.toml names a person expects
    named = draft.table.reader == TABLE_READER
    missing = [name for name in optional(context.source) if named and not draft.table.has(name)]
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
