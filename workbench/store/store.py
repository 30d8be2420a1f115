"""The store: everything that was loaded, as immutable parts and one manifest."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from workbench.errors import BadRequest, Busy
from workbench.load.schema import conform, empty
from workbench.store.adding import AddResult, Loaded, add_loaded, keep_sources
from workbench.store.manifest import Manifest, read_manifest, read_repeats
from workbench.store.parts import read_parts
from workbench.store.rows import partition_of
from workbench.store.spool import Spool
from workbench.store.tables import (
    CONTENT_METRIC_TABLE,
    CONTENT_TABLE,
    EVENTS_TABLE,
    FEEDBACK_TABLE,
    REJECTS_TABLE,
    UNDATED,
    Table,
)

TRIES = 5
#: Local midnight lies at most this far from midnight UTC, in hours.
EARLIEST, LATEST = 14, 12


class Store:
    """The tables of a project.

    Parameters
    ----------
    root : Path
        The folder, made by the first add: `manifest.json`, a folder a table, `lock`.

    Notes
    -----
    A part holds one table's rows of one UTC month, sorted by id, and never changes; its name is made of its bytes. A
    month of very many rows is kept in several parts, by the first digits of the id.
    Readers see only what the manifest names, and the manifest is replaced last, so a killed writer leaves the store
    as it was.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    @property
    def manifest(self) -> Manifest:
        """What the store holds now."""
        return read_manifest(self.root)

    @property
    def snapshot(self) -> str:
        """The sha256 of what the store holds, free of clock times, load order and the project's key."""
        return self.manifest.snapshot

    def add(self, loaded: Loaded | Spool, *, source: str = "", settings: str = "") -> AddResult:
        """Add what a source's files became.

        Parameters
        ----------
        loaded : Loaded or Spool
            The tables and reports of one source.
        source : str
            The source's name; taken from the rows where absent.
        settings : str
            What `settings_of` gives; the same files read with other settings replace what they brought before.

        Raises
        ------
        Busy
            If another process writes to the store, or the disk cannot be written.
        WorkbenchError
            If a report does not balance.
        """
        return add_loaded(self.root, loaded, source=source, settings=settings)

    def keep_sources(self, sources: Collection[str]) -> bool:
        """Remove what came from other sources, such as one that project.toml no longer names or has renamed.

        Returns
        -------
        bool
            Whether anything was removed.

        Raises
        ------
        Busy
            If another process writes to the store, or the disk cannot be written.
        """
        return keep_sources(self.root, sources)

    def is_loaded(self, sha256: str, settings: str = "") -> bool:
        """Return whether a file with these bytes was already read with these settings."""
        records = (*self.manifest.files, *read_repeats(self.root))
        return any(record["sha256"] == sha256 and record["settings"] == settings for record in records)

    def feedback(
        self, start: datetime | None = None, end: datetime | None = None, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return the items of a window, sorted by item_id.

        Parameters
        ----------
        start, end : datetime, optional
            With a zone; half-open. Absent: everything, undated items included.
        columns : sequence of str, optional
            Columns of `FEEDBACK`, in the order wanted.

        Notes
        -----
        An undated item whose file's period is stated belongs to windows that hold that whole month; one without a
        period belongs to none.

        Raises
        ------
        BadRequest
            If a bound has no zone or a column is unknown.
        """
        wanted = _columns(FEEDBACK_TABLE, columns)
        if start is None and end is None:
            return self._table(FEEDBACK_TABLE, wanted)
        low, high = _bound(start, datetime(1, 1, 2, tzinfo=UTC)), _bound(end, datetime(9999, 12, 30, tzinfo=UTC))
        needed = list(dict.fromkeys([*wanted, "created_at", "period"]))
        rows = self._table(FEEDBACK_TABLE, needed, (f"{low:%Y-%m}".zfill(7), f"{high:%Y-%m}".zfill(7)))
        at = rows["created_at"]
        inside = (at >= low) & (at < high)
        stated = at.isna() & rows["period"].isin(_whole_months(rows["period"], low, high))
        return rows.loc[inside | stated, wanted].reset_index(drop=True)

    def content(self) -> pd.DataFrame:
        """Return our own posts, sorted by content_id."""
        return self._table(CONTENT_TABLE, list(CONTENT_TABLE.schema))

    def content_metric(self) -> pd.DataFrame:
        """Return what platforms count of our own posts, sorted by metric_id."""
        return self._table(CONTENT_METRIC_TABLE, list(CONTENT_METRIC_TABLE.schema))

    def events(self) -> pd.DataFrame:
        """Return the events that sources gave, sorted by event_id."""
        return self._table(EVENTS_TABLE, list(EVENTS_TABLE.schema))

    def rejects(self) -> pd.DataFrame:
        """Return the rows that were not kept, by source, file and row."""
        rows = self._table(REJECTS_TABLE, list(REJECTS_TABLE.schema))
        return rows.sort_values(["source", "source_file", "source_row"], kind="stable").reset_index(drop=True)

    def reports(self) -> pd.DataFrame:
        """Return the load report of every file, corrected by what the store already knew.

        Returns
        -------
        DataFrame
            `source`, `file`, `rows_read`, `kept`, `duplicates`, `updated`, `rejected` (a sum), then the report's other
            fields with nested ones as JSON; `repeat` says that a file brought nothing new. Reports of repeats are not
            part of the snapshot: a table that is kept under the snapshot leaves them out.
        """
        kept = [{**record, "repeat": False} for record in self.manifest.files]
        found = [*kept, *({**record, "repeat": True} for record in read_repeats(self.root))]
        rows = [_flat(record) for record in sorted(found, key=lambda r: (r["source"], r["file"], r["sha256"]))]
        first = ["source", "file", "rows_read", "kept", "duplicates", "updated", "rejected"]
        if not rows:
            return pd.DataFrame(columns=[*first, "repeat"])
        frame = pd.DataFrame(rows)
        return frame[[*(name for name in first if name in frame), *(name for name in frame if name not in first)]]

    def months(self) -> tuple[str, ...]:
        """Return the UTC months that hold feedback, in order."""
        held = {partition_of(name) for name in self.manifest.parts.get("feedback", {})}
        return tuple(sorted(held - {UNDATED}))

    def _table(self, table: Table, columns: list[str], months: tuple[str, str] | None = None) -> pd.DataFrame:
        schema = {name: table.stored[name] for name in columns}
        needed = list(dict.fromkeys([*columns, table.id]))
        rows = self._parts(table.name, needed, months)
        if rows.empty:
            return empty(schema)
        if not rows[table.id].is_monotonic_increasing:  # one part is sorted already
            rows = rows.sort_values(table.id, kind="stable")
        return conform(rows, schema)

    def _parts(self, name: str, columns: Sequence[str] | None, months: tuple[str, str] | None = None) -> pd.DataFrame:
        for _ in range(TRIES):
            parts = self.manifest.parts.get(name, {})
            chosen = sorted(one for one in parts if months is None or months[0] <= partition_of(one) <= months[1])
            try:
                return read_parts(self.root, [parts[one] for one in chosen], columns)
            except FileNotFoundError:
                continue  # a writer replaced the manifest between our two reads
        fix = "Delete the store folder and load again: it is made from the exports."
        raise Busy("The store changes faster than it can be read, or has lost a part.", where=str(self.root), fix=fix)


def _columns(table: Table, columns: Sequence[str] | None) -> list[str]:
    unknown = [name for name in columns or () if name not in table.schema]
    if unknown:
        fix = f"Known are {', '.join(table.schema)}."
        raise BadRequest(f"There is no column {unknown[0]!r}.", where=f"store/{table.name}", fix=fix)
    return list(table.schema if columns is None else columns)


def _bound(when: datetime | None, default: datetime) -> datetime:
    if when is None:
        return default
    if when.tzinfo is None:
        raise BadRequest("A time needs a zone.", where=str(when), fix="Use the bounds of a Window.")
    return when.astimezone(UTC)


def _whole_months(periods: pd.Series, low: datetime, high: datetime) -> list[str]:
    """Return those of the stated months that the window holds whole, in whatever zone its midnights are."""
    whole = []
    for month in sorted(set(periods.dropna())):
        first = datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)
        after = (first + timedelta(days=32)).replace(day=1)
        if low <= first + timedelta(hours=LATEST) and after - timedelta(hours=EARLIEST) <= high:
            whole.append(month)
    return whole


def _flat(record: dict[str, object]) -> dict[str, object]:
    rejected = record["rejected"]
    flat = {name: json.dumps(v, sort_keys=True) if isinstance(v, dict | list) else v for name, v in record.items()}
    if isinstance(rejected, dict):
        flat |= {"rejected": sum(rejected.values()), "reasons": json.dumps(rejected, sort_keys=True)}
    return flat
