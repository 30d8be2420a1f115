"""The rows of a table by partition, and the pieces of which large partitions consist."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from workbench.load.schema import conform
from workbench.store.parts import Part, read_parts
from workbench.store.tables import Table

#: rows of a partition above which it is kept in pieces, by the first digits of the id: a load reads one at a time.
MOST = 100_000
DIGITS = "0123456789abcdef"


class Rows(Protocol):
    """Rows that were read."""

    def partitions(self) -> Sequence[str]:
        """Return the partitions that the rows belong to, sorted."""

    def names(self, partition: str) -> np.ndarray:
        """Return the hashes of a partition's ids, as `hashed` gives them; in any order, repeats included."""

    def read(self, partition: str, lead: str = "") -> pd.DataFrame:
        """Return a partition's rows in the stored columns: all, or those whose ids begin so; in any order."""


def hashed(ids: pd.Series) -> np.ndarray:
    """Return a number of 64 bits for each id: eight bytes where the id has forty, to hold millions of them."""
    numbers: np.ndarray = pd.util.hash_array(ids.to_numpy(dtype="object"), categorize=False)
    return numbers


def pieces(rows: int) -> tuple[str, ...]:
    """Return how the ids of a partition's pieces begin; it hangs on the number of its rows alone.

    Parameters
    ----------
    rows : int
    """
    leads: tuple[str, ...] = ("",)
    while rows > MOST * len(leads):
        leads = tuple(lead + digit for lead in leads for digit in DIGITS)
    return leads


def part_name(partition: str, lead: str) -> str:
    """Return the name of a partition's piece, as the manifest has it."""
    return f"{partition}.{lead}" if lead else partition


def partition_of(part: str) -> str:
    """Return the partition that a part belongs to."""
    return part.partition(".")[0]


@dataclass(frozen=True)
class Held:
    """Rows in memory.

    Parameters
    ----------
    table : Table
    rows : DataFrame
        In the stored columns.
    """

    table: Table
    rows: pd.DataFrame

    @cached_property
    def _places(self) -> Mapping[str, np.ndarray]:
        if self.rows.empty:
            return {}
        groups = self.rows.groupby(self.table.partitions(self.rows)).indices
        return {str(name): np.asarray(places) for name, places in groups.items()}

    def partitions(self) -> Sequence[str]:
        """Return the partitions that the rows belong to, sorted."""
        return sorted(self._places)

    def names(self, partition: str) -> np.ndarray:
        """Return the hashes of a partition's ids."""
        places = self._places.get(partition)
        return np.empty(0, np.uint64) if places is None else hashed(self.rows[self.table.id].iloc[places])

    def read(self, partition: str, lead: str = "") -> pd.DataFrame:
        """Return a partition's rows, or those whose ids begin so."""
        places = self._places.get(partition)
        rows = self.rows.iloc[:0] if places is None else self.rows.iloc[places]
        return rows[rows[self.table.id].str.startswith(lead)] if lead and len(rows) else rows


@dataclass(frozen=True)
class Stored:
    """The rows of a table in the store, less those that give way to what is read.

    Parameters
    ----------
    root, table : Path, Table
    parts : mapping of str to dict
    gone : callable
        Which rows give way, from the columns `needs`.
    needs : tuple of str
        Empty: none gives way.
    """

    root: Path
    table: Table
    parts: Mapping[str, Part]
    gone: Callable[[pd.DataFrame], pd.Series]
    needs: tuple[str, ...] = ()

    def partitions(self) -> Sequence[str]:
        """Return the partitions, sorted."""
        return sorted({partition_of(name) for name in self.parts})

    def named(self, partition: str) -> dict[str, Part]:
        """Return the parts of a partition, by name."""
        return {name: part for name, part in sorted(self.parts.items()) if partition_of(name) == partition}

    def names(self, partition: str) -> np.ndarray:
        """Return the hashes of the ids that stay."""
        rows = read_parts(self.root, list(self.named(partition).values()), [self.table.id, *self.needs])
        if rows.empty:
            return np.empty(0, np.uint64)
        return hashed((rows[~self.gone(rows)] if self.needs else rows)[self.table.id])

    def read(self, partition: str, lead: str = "") -> pd.DataFrame:
        """Return the rows of a partition that stay, or those whose ids begin so."""
        near = [
            part
            for name, part in self.named(partition).items()
            if lead.startswith(own := name.removeprefix(partition).lstrip(".")) or own.startswith(lead)
        ]
        rows = conform(read_parts(self.root, near), self.table.stored)
        rows = rows[~self.gone(rows)] if self.needs and len(rows) else rows
        return rows[rows[self.table.id].str.startswith(lead)] if lead and len(rows) else rows
