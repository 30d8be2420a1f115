"""Keep one record of each id: the latest edit; the others are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.load.records import Draft, Record

NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """The records that stay, sorted by id, and per table how many were duplicates and edits among them."""

    records: list[Record]
    duplicates: Mapping[str, int]
    updated: Mapping[str, int]


def keep_latest(drafts: Sequence[Draft], *, id_column: str = "item_id") -> Kept:
    """Keep the latest edit of each id over all tables of a source.

    The latest is by the time of the edit, then of the post, then the later file by name; among equals a hash of the
    row decides, so the order of rows never does. A duplicate counts as updated where its row differs from the kept one.
    """
    groups: dict[str, list[Record]] = {}
    for draft in drafts:
        for record in draft.records:
            groups.setdefault(str(record[id_column]), []).append(record)
    duplicates: Counter[str] = Counter()
    updated: Counter[str] = Counter()
    kept = []
    for name in sorted(groups):
        *older, latest = sorted(groups[name], key=_age)
        kept.append(latest)
        for record in older:
            duplicates[str(record["source_file"])] += 1
            updated[str(record["source_file"])] += record["print"] != latest["print"]
    return Kept(kept, duplicates, updated)


def _age(record: Record) -> tuple[object, ...]:
    return (
        record.get("updated_at") or NEVER,
        record.get("created_at") or record.get("published_at") or NEVER,
        record["source_file"],
        record["print"],
        # of equal rows the first in the file stays, so that its row number is stable
        -int(str(record["source_row"])),
    )
