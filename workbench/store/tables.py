"""What the store knows about each table it keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.load.content import EVENTS
from workbench.load.figures import CONTENT_METRIC
from workbench.load.occurrences import Occurrences
from workbench.load.schema import CONTENT, FEEDBACK, REJECTS, conform
from workbench.project.source import PERIOD

UNDATED = "undated"
WHERE_FROM = frozenset({"source_file", "source_row", "source_sha256", "reader_version"})


@dataclass(frozen=True)
class Table:
    """How one table is kept.

    Parameters
    ----------
    name : str
        Its folder.
    schema : dict
        Column → pandas dtype, without the store's own id.
    id : str
        The column that names a row.
    time : str
        The column whose UTC month is the partition; empty: one partition.
    edits : tuple of str
        The columns whose change makes a known row an edit.
    edited_at : str
        The column that says which of two editions is the later; empty: the one loaded last.
    named_by : tuple of str
        The columns that make the id where the schema has none.
    keyed : frozenset of str
        Columns that depend on the project's key and so stay out of the snapshot.
    divided : bool
        Whether a large partition is kept in pieces by the first digits of the id, which is then a hexadecimal hash.
    """

    name: str
    schema: dict[str, str]
    id: str
    time: str = ""
    edits: tuple[str, ...] = ()
    edited_at: str = ""
    named_by: tuple[str, ...] = ()
    keyed: frozenset[str] = frozenset()
    divided: bool = True

    @property
    def stored(self) -> dict[str, str]:
        """The columns on the disk: the schema, after the store's own id where the schema has none."""
        return self.schema if self.id in self.schema else {self.id: "string", **self.schema}

    @property
    def hashed(self) -> tuple[str, ...]:
        """The columns that the snapshot covers.

        Where a row was read from is left out, because two overlapping exports may be loaded in either order.
        """
        return tuple(name for name in self.stored if name not in self.keyed | WHERE_FROM)

    def partitions(self, rows: pd.DataFrame) -> pd.Series:
        """Return each row's partition: `YYYY-MM` in UTC; without a time the stated period, else `undated`."""
        if not self.time:
            return pd.Series("all", index=rows.index, dtype="string")
        month: pd.Series = rows[self.time].dt.strftime("%Y-%m").astype("string")
        stated = rows["period"] if "period" in rows else pd.Series(pd.NA, index=rows.index, dtype="string")
        return month.fillna(stated.where(stated.str.fullmatch(PERIOD))).fillna(UNDATED)

    def prepared(self, rows: pd.DataFrame, seen: Occurrences | None = None) -> pd.DataFrame:
        """Return the rows in the stored columns, with the store's own id where the table has none.

        Parameters
        ----------
        rows : DataFrame
        seen : Occurrences, optional
            Of the parts of the same files that came before.
        """
        if self.id in rows or rows.empty:
            return conform(rows, self.stored)
        ids = _row_ids(rows, self.named_by, Occurrences() if seen is None else seen)
        return conform(rows.assign(**{self.id: ids}), self.stored)


def _row_ids(rows: pd.DataFrame, columns: Sequence[str], seen: Occurrences) -> pd.Series:
    """Name rows by what they say, and equal rows of a file by their number: an overlapping file then adds none."""
    said = rows[list(columns)].astype("string").fillna("").agg("\x1f".join, axis=1)
    ids = pd.Series(pd.NA, index=rows.index, dtype="string")
    for file, mine in said.groupby(rows["source_file"].fillna(""), sort=True):
        numbers = seen.numbered(str(file), [_sha(text) for text in mine])
        ids[mine.index] = [_sha(f"{text}\x1f{number - 1}") for text, number in zip(mine, numbers, strict=True)]
    return ids


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


FEEDBACK_TABLE = Table(
    "feedback",
    FEEDBACK,
    "item_id",
    time="created_at",
    edits=("text", "title", "rating", "is_deleted", "updated_at"),
    edited_at="updated_at",
    # `masked` holds tokens for handles, made with the key.
    keyed=frozenset({"author_id", "masked"}),
)
CONTENT_TABLE = Table(
    "content",
    CONTENT,
    "content_id",
    time="published_at",
    edits=tuple(name for name in CONTENT if name not in WHERE_FROM | {"content_id"}),
)
REJECTS_TABLE = Table("rejects", REJECTS, "reject_id", named_by=("source", "reason", "raw_sha256"))
EVENTS_TABLE = Table(
    "events",
    EVENTS,
    "event_id",
    time="date",
    edits=tuple(name for name in EVENTS if name not in WHERE_FROM | {"event_id"}),
    divided=False,
)
CONTENT_METRIC_TABLE = Table("content_metric", CONTENT_METRIC, "metric_id", time="as_of", edits=("value",))
TABLES = (FEEDBACK_TABLE, CONTENT_TABLE, EVENTS_TABLE, CONTENT_METRIC_TABLE, REJECTS_TABLE)
#: tables whose rows are the rows of files, which load reports count.
COUNTED = ("feedback", "content", "events")
