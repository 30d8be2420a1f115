"""What a table becomes by a load, one partition or piece of one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.store.ledger import Record
from workbench.store.merge import merge
from workbench.store.parts import Part, write_part
from workbench.store.rows import Rows, Stored, hashed, part_name, partition_of, pieces
from workbench.store.tables import Table

#: told what was read, and for each row whether it was new, known or an edit.
Told = Callable[[pd.DataFrame, pd.Series], None]
WHERE = ("source", "source_file", "source_sha256")


@dataclass(frozen=True)
class Step:
    """One table's way from the store as it was to the store as it becomes.

    Parameters
    ----------
    root, table : Path, Table
    parts : mapping of str to dict
        As they are.
    rows : Rows
        That were read.
    stale : sequence of dict
        The reports of files whose rows give way.
    order : mapping of str to int
        The place of each file: of two editions the one read last wins.
    told : callable
    """

    root: Path
    table: Table
    parts: Mapping[str, Part]
    rows: Rows
    stale: Sequence[Record]
    order: Mapping[str, int]
    told: Told

    def taken(self) -> Mapping[str, Part]:
        """Merge what was read, write what changes, and return the table's parts afterwards."""
        if not self.rows.partitions() and not self.stale:
            return self.parts
        plan = self._plan()
        after = {name: part for name, part in self.parts.items() if partition_of(name) not in plan.touched}
        for partition in plan.touched:
            after |= self._written(partition, plan)
        return after

    def _plan(self) -> _Plan:
        needs = tuple(name for name in WHERE if name in self.table.stored) if self.stale else ()
        known = Stored(self.root, self.table, self.parts, partial(_gives_way, stale=self.stale), needs)
        wanted = self.rows.partitions()
        names = {
            one: np.unique(np.concatenate([known.names(one), self.rows.names(one)]))
            for one in sorted({*known.partitions(), *wanted})
        }
        everything = np.sort(np.concatenate([np.empty(0, np.uint64), *names.values()]))
        # what stood in one month and is now said to stand in another is merged across them
        moved = np.unique(everything[1:][everything[1:] == everything[:-1]])
        crossing = [one for one, ids in names.items() if np.isin(ids, moved, assume_unique=True).any()]
        across = self._across(known, crossing, moved)
        landed = self.table.partitions(across) if len(across) else pd.Series([], dtype="string")
        touched = sorted({*(names if self.stale else wanted), *crossing, *landed})
        counts = {
            one: int((~np.isin(names[one], moved, assume_unique=True)).sum() if one in names else 0)
            + int((landed == one).sum())
            for one in touched
        }
        return _Plan(known, moved, across, landed, touched, counts)

    def _across(self, known: Stored, partitions: Sequence[str], moved: np.ndarray) -> pd.DataFrame:
        """Return what becomes of the rows whose ids stand in several partitions."""
        if not partitions:
            return pd.DataFrame()
        held = pd.concat([_only(known.read(one), self.table, moved) for one in partitions], ignore_index=True)
        read = pd.concat([_only(self.rows.read(one), self.table, moved) for one in partitions], ignore_index=True)
        return self._merged(held, read).rows

    def _merged(self, known: pd.DataFrame, read: pd.DataFrame) -> _Outcome:
        ordered = self._in_order(read)
        merged = merge(self.table, known.reset_index(drop=True), ordered)
        if len(ordered):
            self.told(ordered, merged.status)
        return _Outcome(merged.rows, changed=bool((merged.status != "known").any()))

    def _written(self, partition: str, plan: _Plan) -> Iterator[tuple[str, Part]]:
        before = plan.known.named(partition)
        leads = pieces(plan.counts[partition]) if self.table.divided else ("",)
        same = list(before) == [part_name(partition, lead) for lead in leads]
        landing = plan.across[(plan.landed == partition).to_numpy()] if len(plan.across) else plan.across
        for lead in leads:
            name = part_name(partition, lead)
            stays = plan.known.read(partition, lead)
            known = _only(stays, self.table, plan.moved, inside=False)
            read = _only(self.rows.read(partition, lead), self.table, plan.moved, inside=False)
            done = self._merged(known, read)
            mine = landing[landing[self.table.id].str.startswith(lead)] if len(landing) else landing
            whole = pd.concat([done.rows, mine], ignore_index=True) if len(mine) else done.rows
            if same and not done.changed and not len(plan.across) and len(stays) == before[name]["rows"]:
                yield name, before[name]
            elif len(whole):
                yield name, write_part(self.root, self.table, name, whole)

    def _in_order(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows in the order in which they stood in the files."""
        if rows.empty:
            return rows.reset_index(drop=True)
        keys = pd.DataFrame({"file": rows["source_file"].map(self.order)}, index=rows.index)
        keys["row"] = rows["source_row"] if "source_row" in rows else 0
        return rows.loc[keys.sort_values(["file", "row"], kind="stable").index].reset_index(drop=True)


@dataclass(frozen=True)
class _Outcome:
    rows: pd.DataFrame
    changed: bool


@dataclass(frozen=True)
class _Plan:
    """Which partitions a load touches, and how many rows each will hold."""

    known: Stored
    moved: np.ndarray
    across: pd.DataFrame
    landed: pd.Series
    touched: Sequence[str]
    counts: Mapping[str, int] = field(default_factory=dict)


def _only(rows: pd.DataFrame, table: Table, moved: np.ndarray, *, inside: bool = True) -> pd.DataFrame:
    if rows.empty or not len(moved):
        return rows.iloc[:0] if inside else rows
    chosen: pd.DataFrame = rows[np.isin(hashed(rows[table.id]), moved) == inside]
    return chosen


def _gives_way(known: pd.DataFrame, stale: Sequence[Record]) -> pd.Series:
    gone = pd.Series(False, index=known.index)
    for record in stale:
        same = (known["source_file"] == record["file"]) if "source_file" in known else gone
        if "source" in known:
            same &= known["source"] == record["source"]
        if "source_sha256" in known:
            same &= known["source_sha256"] == record["sha256"]
        gone |= same.fillna(False).astype("bool")
    return gone
