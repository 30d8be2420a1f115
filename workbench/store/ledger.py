"""What became of each file: its report, corrected by what the store already knew."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from workbench.errors import WorkbenchError
from workbench.project.source import Source

Record = dict[str, Any]


class Report(Protocol):
    """What the store reads of a load report (a dataclass); further fields are kept as they are."""

    @property
    def file(self) -> str:
        """The table's name: a file, and within it a sheet or member."""

    @property
    def sha256(self) -> str:
        """The file's sha256."""

    @property
    def rows_read(self) -> int:
        """Rows read, of which each was kept, a duplicate, or rejected."""

    @property
    def kept(self) -> int:
        """Rows kept."""

    @property
    def duplicates(self) -> int:
        """Rows whose item was known."""

    @property
    def rejected(self) -> Mapping[str, int]:
        """Rows rejected, by reason."""


def settings_of(source: Source, *, zone: str, readers: str = "") -> str:
    """Return the sha256 of what decides how a source's files are read, apart from the files.

    Parameters
    ----------
    source : Source
        Its patterns and retention do not count; its name does, because items are named by it.
    zone : str
        The project's time zone, which dates without one take.
    readers : str
        The version of the readers.
    """
    said = source.model_dump(mode="json", exclude={"files", "retention_days"})
    text = json.dumps({**said, "zone": zone, "readers": readers}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Statuses:
    """Whether each row of the files was new, an edit or known, a few bytes a row.

    Parameters
    ----------
    order : mapping of str to int
        File → its number.
    """

    def __init__(self, order: Mapping[str, int]) -> None:
        self._order = order
        self._frames: list[pd.DataFrame] = []
        self._unnumbered = 0

    def tell(self, table: str, rows: pd.DataFrame, status: pd.Series) -> None:
        """Take note of rows of a table that were read, and of the status of each."""
        number = rows["source_row"] if "source_row" in rows else pd.Series(pd.NA, index=rows.index, dtype="Int64")
        unnumbered = pd.Series(-1 - self._unnumbered - np.arange(len(rows)), index=rows.index)
        self._unnumbered += len(rows)
        outbound = rows["direction"] == "outbound" if "direction" in rows else pd.Series(False, index=rows.index)
        self._frames.append(
            pd.DataFrame(
                {
                    "file": rows["source_file"].map(self._order).astype("int32").to_numpy(),
                    "row": number.fillna(unnumbered).astype("int64").to_numpy(),
                    "rank": status.map({"new": 2, "edit": 1, "known": 0}).astype("int8").to_numpy(),
                    "outbound": outbound.fillna(False).astype("bool").to_numpy(),
                    "content": np.full(len(rows), table == "content"),
                }
            )
        )

    def repeated(self) -> Mapping[str, pd.DataFrame]:
        """Return the rows of each file that brought nothing new.

        A file's row may have become several rows of a table, such as a review and our reply glued to it; it is new if
        any of them is, and a duplicate if none is.

        Returns
        -------
        mapping of str to DataFrame
            `rank` (1 edit, 0 known), `outbound`, `content`.
        """
        if not self._frames:
            return {}
        rows = pd.concat(self._frames, ignore_index=True)
        files = {number: name for name, number in self._order.items()}
        if (rows["rank"] == 2).all():
            return {}
        found = rows.groupby(["file", "row"], sort=True).agg(
            rank=("rank", "max"), outbound=("outbound", "all"), content=("content", "any")
        )
        found = found[found["rank"] < 2].reset_index("file")
        return {files[int(str(number))]: part for number, part in found.groupby("file")}


def corrected(report: Report, repeated: pd.DataFrame | None, *, source: str, settings: str) -> Record:
    """Return a report as the store keeps it: what the store already knew moves from kept to duplicates.

    Parameters
    ----------
    report : Report
    repeated : DataFrame or None
        Its rows in `Statuses.repeated`.
    source, settings : str
        Kept beside it.

    Raises
    ------
    WorkbenchError
        If the report does not balance: read = kept + duplicates + rejected.
    """
    if not dataclasses.is_dataclass(report) or isinstance(report, type):
        raise TypeError("a load report is a dataclass")
    said: Record = json.loads(json.dumps(dataclasses.asdict(report), default=str))
    if repeated is not None:
        said["kept"] -= len(repeated)
        said["duplicates"] += len(repeated)
        if "updated" in said:
            said["updated"] += int((repeated["rank"] == 1).sum())
        for part in ("outbound", "content"):
            field = "content_rows" if part == "content" else part
            if said.get(field):
                said[field] -= int(repeated[part].sum())
    rejected = said["rejected"]
    refused = rejected if isinstance(rejected, int) else sum(rejected.values())
    if said["rows_read"] != said["kept"] + said["duplicates"] + refused or said["kept"] < 0:
        what = f"The load report does not balance: {said['rows_read']} read, {said['kept']} kept, "
        what += f"{said['duplicates']} duplicates, {refused} rejected."
        raise WorkbenchError(what, where=report.file, fix="This is a fault of the reader: please report it.")
    return {**said, "source": source, "settings": settings}


def outdated(records: Iterable[Record], reports: Sequence[Report], *, source: str, settings: str) -> list[Record]:
    """Return the records of the same files read with other settings; what they brought gives way."""
    again = {report.sha256 for report in reports}
    return [
        record
        for record in records
        if record["source"] == source and record["sha256"] in again and record["settings"] != settings
    ]


def order(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return records in the one order in which they are written."""
    return tuple(sorted(records, key=lambda record: (record["source"], record["file"], record["sha256"])))
