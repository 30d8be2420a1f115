"""Rows of a load that is larger than the memory: kept on the disk until all of it is read."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np
import pandas as pd

from workbench.errors import Busy
from workbench.load.joined import Joined
from workbench.load.occurrences import Occurrences
from workbench.load.report import FileReport, Loaded
from workbench.load.schema import conform
from workbench.store.files import make_folder, write_whole
from workbench.store.lock import hold
from workbench.store.parts import encoded, frame_of
from workbench.store.rows import Held, hashed
from workbench.store.tables import TABLES, Table

LEAD = "spool-"
LOCK = "lock"
GROUP = 512  # rows of which one part of a partition is read without the others


class Spool:
    """What the parts of a source's files became, in a folder of the store that is gone when the block ends.

    Parameters
    ----------
    root : Path
        The store's.

    Notes
    -----
    It is in the store's folder, as it holds what people wrote; one that a killed process left is removed by the next
    load.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stack = ExitStack()
        self._rows: dict[str, SpooledRows] = {}
        self._reports = Joined()
        self._seen = Occurrences()

    def __enter__(self) -> Spool:
        clear(self._root)
        try:
            folder = Path(tempfile.mkdtemp(prefix=LEAD, dir=make_folder(self._root)))
        except OSError as fault:
            fix = "Make room on the disk or give yourself the right to write there, then run it again."
            raise Busy(f"The disk cannot be written: {fault.strerror}.", where=str(self._root), fix=fix) from fault
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        self._stack.enter_context(hold(folder / LOCK, purpose="A load"))
        self._rows = {table.name: SpooledRows(folder, table) for table in TABLES}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def fill(self, parts: Iterable[Loaded]) -> Spool:
        """Take all parts in, in the order of files and rows."""
        for part in parts:
            for table in TABLES:
                rows = table.prepared(getattr(part, table.name), self._seen)
                if len(rows):
                    self._rows[table.name].add(rows)
            self._reports.add(part)
        return self

    @property
    def reports(self) -> Sequence[FileReport]:
        """A report for each file."""
        return self._reports.reports

    def rows(self, table: Table) -> SpooledRows:
        """Return the rows of a table."""
        return self._rows[table.name]


class SpooledRows:
    """The rows of a table on the disk, by partition: one file for each part of the load, sorted by id."""

    def __init__(self, folder: Path, table: Table) -> None:
        self._folder = folder
        self._table = table
        self._files: dict[str, list[Path]] = {}
        self._names: dict[str, list[np.ndarray]] = {}

    def add(self, rows: pd.DataFrame) -> None:
        """Write rows, in the stored columns."""
        held = Held(self._table, rows)
        for partition in held.partitions():
            mine = held.read(partition).sort_values(self._table.id, kind="stable")
            files = self._files.setdefault(partition, [])
            path = self._folder / f"{self._table.name}-{partition}-{len(files):06d}.parquet"
            write_whole(path, encoded(mine, compression="lz4", group=GROUP), lasting=False)
            files.append(path)
            self._names.setdefault(partition, []).append(hashed(mine[self._table.id]))

    def partitions(self) -> Sequence[str]:
        """Return the partitions that the rows belong to, sorted."""
        return sorted(self._files)

    def names(self, partition: str) -> np.ndarray:
        """Return the hashes of a partition's ids."""
        return np.concatenate([np.empty(0, np.uint64), *self._names.get(partition, ())])

    def read(self, partition: str, lead: str = "") -> pd.DataFrame:
        """Return a partition's rows, or those whose ids begin so."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        found = []
        for path in self._files.get(partition, ()):
            with path.open("rb") as file:
                source = pq.ParquetFile(file, pre_buffer=False)
                groups = [at for at in range(source.num_row_groups) if _may_hold(source.metadata.row_group(at), lead)]
                rows = source.read_row_groups(groups, use_threads=False)
            # file by file: all rows of a month are never held at once
            found.append(rows.filter(pc.starts_with(rows[self._table.id], lead)) if lead else rows)
        return conform(frame_of(pa.concat_tables(found)) if found else pd.DataFrame(), self._table.stored)


def _may_hold(group: object, lead: str) -> bool:
    """Return whether ids that begin so may be among a group's, which are sorted; the id is the first column."""
    known = group.column(0).statistics  # type: ignore[attr-defined]
    if known is None or not known.has_min_max:
        return True
    return bool(known.min[: len(lead)] <= lead <= known.max[: len(lead)])


def clear(root: Path) -> None:
    """Remove what killed loads have left; that of one which runs is held by it."""
    for folder in sorted(root.glob(f"{LEAD}*")):
        with contextlib.suppress(Busy):
            with hold(folder / LOCK, purpose="A load"):
                pass  # nobody alive holds it
            shutil.rmtree(folder, ignore_errors=True)
