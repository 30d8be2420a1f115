"""Add what was loaded to the store, all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import pandas as pd

from workbench.load.content import EVENTS
from workbench.load.figures import CONTENT_METRIC
from workbench.load.schema import CONTENT, FEEDBACK, REJECTS, empty
from workbench.store.digest import people_digest
from workbench.store.files import TEMPORARY
from workbench.store.ledger import Record, Report, Statuses, corrected, order, outdated
from workbench.store.lock import hold
from workbench.store.manifest import NAME as MANIFEST
from workbench.store.manifest import Manifest, read_manifest, read_repeats, replace_manifest, replace_repeats
from workbench.store.parts import Part, read_parts
from workbench.store.rows import Held, Rows
from workbench.store.spool import Spool
from workbench.store.steps import Step
from workbench.store.tables import COUNTED, TABLES, Table

LOCK = "lock"


class Loaded(Protocol):
    """What one source's files became: four tables and a report for each file."""

    @property
    def feedback(self) -> pd.DataFrame:
        """Columns of `FEEDBACK`."""

    @property
    def content(self) -> pd.DataFrame:
        """Columns of `CONTENT`."""

    @property
    def events(self) -> pd.DataFrame:
        """Columns of `EVENTS`."""

    @property
    def content_metric(self) -> pd.DataFrame:
        """Columns of `CONTENT_METRIC`."""

    @property
    def rejects(self) -> pd.DataFrame:
        """Columns of `REJECTS`."""

    @property
    def reports(self) -> Sequence[Report]:
        """A report for each file or sheet, in the order in which they were read."""


@dataclass(frozen=True)
class AddResult:
    """What an add did.

    Parameters
    ----------
    read, kept, duplicates, updated, rejected : int
        Rows of files; read = kept + duplicates + rejected, and updated is part of duplicates.
    snapshot : str
        The store's snapshot afterwards.
    changed : bool
        Whether the store holds anything that it did not hold before.
    reports : DataFrame
        The corrected reports of these files.
    """

    read: int
    kept: int
    duplicates: int
    updated: int
    rejected: int
    snapshot: str
    changed: bool
    reports: pd.DataFrame


@dataclass(frozen=True)
class _Nothing:
    """A load of no files."""

    feedback: pd.DataFrame = field(default_factory=lambda: empty(FEEDBACK))
    content: pd.DataFrame = field(default_factory=lambda: empty(CONTENT))
    events: pd.DataFrame = field(default_factory=lambda: empty(EVENTS))
    content_metric: pd.DataFrame = field(default_factory=lambda: empty(CONTENT_METRIC))
    rejects: pd.DataFrame = field(default_factory=lambda: empty(REJECTS))
    reports: tuple[Report, ...] = ()


def add_loaded(root: Path, loaded: Loaded | Spool, *, source: str, settings: str) -> AddResult:
    """Add loaded tables under the store's lock; the new manifest, put in place last, makes them visible.

    Raises
    ------
    Busy
        If another process writes to the store, or the disk cannot be written.
    WorkbenchError
        If a report does not balance.
    """
    name = source or _source_of(loaded)
    with hold(root / LOCK, purpose="A load"):
        before, repeats = read_manifest(root), read_repeats(root)
        stale = outdated((*before.files, *repeats), loaded.reports, source=name, settings=settings)
        return _apply(root, (before, repeats), loaded, stale, named=(name, settings))


def keep_sources(root: Path, sources: Collection[str]) -> bool:
    """Remove what other sources brought, under the store's lock; return whether there was any.

    Raises
    ------
    Busy
        If another process writes to the store, or the disk cannot be written.
    """
    if not (root / MANIFEST).exists():
        return False
    with hold(root / LOCK, purpose="A load"):
        before, repeats = read_manifest(root), read_repeats(root)
        stale = [record for record in (*before.files, *repeats) if record["source"] not in sources]
        if stale:
            _apply(root, (before, repeats), _Nothing(), stale, named=("", ""))
        return bool(stale)


def _apply(
    root: Path,
    held: tuple[Manifest, tuple[Record, ...]],
    loaded: Loaded | Spool,
    stale: Sequence[Record],
    *,
    named: tuple[str, str],
) -> AddResult:
    """Take away what the stale files brought, add what was loaded, and publish both as one step."""
    before = held[0]
    sweep(root, before)
    order_of = {report.file: number for number, report in enumerate(loaded.reports)}
    seen = Statuses(order_of)
    parts: dict[str, Mapping[str, Part]] = {}
    for table in TABLES:
        told = partial(seen.tell, table.name) if table.name in COUNTED else _untold
        rows = _rows(loaded, table)
        after_it = Step(root, table, before.parts.get(table.name, {}), rows, stale, order_of, told).taken()
        parts |= {table.name: after_it} if after_it else {}
    repeated = seen.repeated()
    records = [
        corrected(report, repeated.get(report.file), source=named[0], settings=named[1]) for report in loaded.reports
    ]
    after = _publish(root, held, parts, (stale, records))
    sweep(root, after)
    return _result(records, after, changed=after != before)


def _source_of(loaded: Loaded | Spool) -> str:
    if isinstance(loaded, Spool):
        return ""
    for table in (loaded.feedback, loaded.content, loaded.events, loaded.rejects):
        if "source" in table and len(table):
            return str(table["source"].iloc[0])
    return ""


def _rows(loaded: Loaded | Spool, table: Table) -> Rows:
    if isinstance(loaded, Spool):
        return loaded.rows(table)
    return Held(table, table.prepared(getattr(loaded, table.name)))


def _untold(_rows: pd.DataFrame, _status: pd.Series) -> None:
    """Take no note of tables whose rows are no rows of files."""


def _publish(
    root: Path,
    before: tuple[Manifest, tuple[Record, ...]],
    parts: Mapping[str, Mapping[str, Part]],
    ledger: tuple[Sequence[Record], Sequence[Record]],
) -> Manifest:
    """Write the manifest if the store changes, the list of repeats if a file brought nothing; or neither."""
    manifest, repeats = before
    stale, records = ledger
    held = [record for record in manifest.files if record not in stale]
    named = {_name(record) for record in (*held, *repeats)} - {_name(record) for record in stale}
    fresh = [record for record in records if _name(record) not in named]
    unchanged = parts == manifest.parts and len(held) == len(manifest.files)
    others = [record for record in repeats if record not in stale]
    if len(others) != len(repeats) or (unchanged and fresh):
        # Before the manifest: a file missing from this list is read again and found known, which harms nothing.
        replace_repeats(root, order([*others, *(fresh if unchanged else ())]))
    if unchanged:
        return manifest
    people = manifest.people
    if parts.get("feedback") != manifest.parts.get("feedback"):
        said = sorted(parts.get("feedback", {}).items())
        people = people_digest(read_parts(root, [part], ["item_id", "author_id"]) for _, part in said)
    after = replace(manifest, parts=parts, files=order([*held, *fresh]), people=people)
    replace_manifest(root, after)
    return after


def _name(record: Record) -> tuple[str, str, str, str]:
    return record["source"], record["file"], record["sha256"], record["settings"]


def _result(records: Sequence[Record], manifest: Manifest, *, changed: bool) -> AddResult:
    refused = [r["rejected"] if isinstance(r["rejected"], int) else sum(r["rejected"].values()) for r in records]
    return AddResult(
        read=sum(record["rows_read"] for record in records),
        kept=sum(record["kept"] for record in records),
        duplicates=sum(record["duplicates"] for record in records),
        updated=sum(record.get("updated", 0) for record in records),
        rejected=sum(refused),
        snapshot=manifest.snapshot,
        changed=changed,
        reports=pd.DataFrame(records),
    )


def sweep(root: Path, manifest: Manifest) -> None:
    """Remove what no manifest names: parts that were replaced, and what a killed writer left."""
    named = {part["file"] for parts in manifest.parts.values() for part in parts.values()}
    for table in TABLES:
        for path in sorted((root / table.name).glob("*")):
            if f"{table.name}/{path.name}" not in named:
                path.unlink(missing_ok=True)
    for path in sorted(root.glob(f"{TEMPORARY}*")):
        path.unlink(missing_ok=True)
