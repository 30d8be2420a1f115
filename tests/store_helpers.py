"""Loads made by hand for the tests of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbench.load.content import EVENTS
from workbench.load.figures import CONTENT_METRIC
from workbench.load.schema import CONTENT, FEEDBACK, REJECTS, conform, empty


@dataclass(frozen=True)
class Report:
    """A load report as the store sees it."""

    file: str
    sha256: str
    rows_read: int = 0
    kept: int = 0
    duplicates: int = 0
    updated: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    outbound: int = 0
    content_rows: int = 0


@dataclass(frozen=True)
class Load:
    """What one source's files became."""

    feedback: pd.DataFrame
    reports: tuple[Report, ...]
    content: pd.DataFrame = field(default_factory=lambda: empty(CONTENT))
    events: pd.DataFrame = field(default_factory=lambda: empty(EVENTS))
    content_metric: pd.DataFrame = field(default_factory=lambda: empty(CONTENT_METRIC))
    rejects: pd.DataFrame = field(default_factory=lambda: empty(REJECTS))


Item = dict[str, Any]


def item(name: str, text: str = "", day: str | None = "2026-10-05", **more: object) -> Item:
    """Return one item, by default of the 5th of October 2026."""
    return {"item_id": id_of(name), "text": text or f"text of {name}", "created_at": at(day), **more}


def id_of(name: str) -> str:
    """Return 32 hexadecimal digits, as ids of items are, that sort as short names do; such digits stay."""
    return name if len(name) == 32 else name.encode().hex().ljust(32, "0")


def names_of(ids: Iterable[str]) -> list[str]:
    """Return the names that ids were made of."""
    return [bytes.fromhex(one).rstrip(b"\0").decode() for one in ids]


def at(day: str | None) -> pd.Timestamp | None:
    """Return a UTC time."""
    return None if day is None else pd.Timestamp(day, tz="UTC")


def load(files: Mapping[str, Sequence[Item]], *, key: str = "k", rejects: Mapping[str, int] | None = None) -> Load:
    """Return a load of one source, `s`: file → items, and file → number of rejected rows."""
    refused = dict(rejects or {})
    rows, bad, reports = [], [], []
    for file, items in files.items():
        for number, one in enumerate(items, start=2):
            author = one.get("author", one["item_id"])
            rows.append(
                {
                    "source": "s",
                    "direction": "inbound",
                    "author_id": f"{key}:{author}",
                    "masked": f"{key} {one['text']}",
                    "source_file": file,
                    "source_row": number,
                    "source_sha256": f"sha of {file}",
                    **{name: value for name, value in one.items() if name != "author"},
                }
            )
        count = refused.get(file, 0)
        bad += [
            {"source": "s", "source_file": file, "source_row": 1000 + i, "reason": "bad_date", "raw_sha256": "0"}
            for i in range(count)
        ]
        reasons = {"bad_date": count} if count else {}
        outbound = sum(one.get("direction") == "outbound" for one in items)
        reports.append(
            Report(file, f"sha of {file}", len(items) + count, len(items), rejected=reasons, outbound=outbound)
        )
    feedback = conform(pd.DataFrame(rows), FEEDBACK).sort_values("item_id", kind="stable") if rows else empty(FEEDBACK)
    rejected = conform(pd.DataFrame(bad), REJECTS) if bad else empty(REJECTS)
    return Load(feedback.reset_index(drop=True), tuple(reports), rejects=rejected)
