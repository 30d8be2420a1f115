"""What drafts become: the tables of one source, and a report for each file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.load.content import EVENTS, content_draft, events_draft
from workbench.load.context import Context
from workbench.load.duplicates import Kept, keep_latest
from workbench.load.figures import CONTENT_METRIC, latest
from workbench.load.file_report import file_report
from workbench.load.ids import item_id
from workbench.load.records import Draft, Record, feedback_draft
from workbench.load.report import Loaded, rejects_table
from workbench.load.schema import CONTENT, FEEDBACK, conform, empty
from workbench.load.table import Table
from workbench.privacy.mask import mask
from workbench.privacy.pseudonyms import handle_token

DRAFTS: dict[str, Callable[[Table, Context], Draft]] = {
    "feedback": feedback_draft,
    "content": content_draft,
    "events": events_draft,
}
IDS = {"feedback": "item_id", "content": "content_id", "events": "event_id"}


@dataclass(frozen=True)
class Made:
    """A table's rows as records, and how they were read."""

    draft: Draft
    context: Context

    @classmethod
    def of(cls, table: Table, context: Context) -> Made:
        """Make a record or a reject of every row of a table."""
        return cls(DRAFTS[context.source.kind](table, context), context)

    @property
    def kind(self) -> str:
        """What the rows are: feedback, content or events."""
        return self.context.source.kind


def loaded_of(name: str, everything: Sequence[Made], key: bytes) -> Loaded:
    """Settle duplicates among drafts and make tables of them.

    Parameters
    ----------
    name : str
        The source's.
    everything : sequence of Made
    key : bytes
        The project's key.
    """
    made = sorted(everything, key=lambda one: one.draft.table.name)
    kept = {
        kind: keep_latest([one.draft for one in everything if one.kind == kind], id_column=IDS[kind])
        for kind in IDS
        if any(one.kind == kind for one in everything)
    }
    mine: dict[tuple[str, str], list[Record]] = {}
    for kind, one in kept.items():
        for record in one.records:
            mine.setdefault((kind, str(record["source_file"])), []).append(record)
    reports = tuple(
        file_report(one.draft, kept[one.kind], mine.get((one.kind, one.draft.table.name), []), one.context)
        for one in made
    )
    rejects = rejects_table(name, {one.draft.table.name: one.draft.rejects for one in made})
    return Loaded(
        _feedback(kept["feedback"], name, key) if "feedback" in kept else empty(FEEDBACK),
        _plain(kept["content"], CONTENT) if "content" in kept else empty(CONTENT),
        _plain(kept["events"], EVENTS) if "events" in kept else empty(EVENTS),
        _sorted(latest([row for one in made for row in one.draft.figures]), CONTENT_METRIC),
        rejects,
        reports,
    )


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
