"""The reports of a file that was read in parts, as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.load.file_report import late
from workbench.load.report import FileReport, Loaded

SUMS = ("rows_read", "kept", "duplicates", "updated", "outbound", "split_replies", "content_rows")
COUNTS = ("rejected", "date_quality", "id_quality", "repaired")
FIGURE = re.compile(r"\d[\d.,]*")
COUNTED = re.compile(r": (\d+)$")
#: where each table says when its rows were written.
TIMES = {"feedback": "created_at", "content": "published_at", "events": "date"}


class Joined:
    """Reports of parts, joined by file in the order in which they came; eight bytes a row beside."""

    def __init__(self) -> None:
        self._reports: dict[str, FileReport] = {}
        self._parts: Counter[str] = Counter()
        self._told: dict[str, dict[str, list[str]]] = {}
        self._times: dict[str, list[np.ndarray]] = {}

    def add(self, part: Loaded) -> None:
        """Join what a part tells."""
        for one in part.reports:
            held = self._reports.get(one.file)
            self._reports[one.file] = one if held is None else _sum(held, one)
            self._parts[one.file] += 1
            told = self._told.setdefault(one.file, {})
            for warning in one.warnings:
                told.setdefault(FIGURE.sub("0", warning), []).append(warning)
        for table, column in TIMES.items():
            rows: pd.DataFrame = getattr(part, table)
            dated = rows[["source_file", column]].dropna()
            for file, times in dated.groupby("source_file")[column]:
                self._times.setdefault(str(file), []).append(times.astype("int64").to_numpy())

    @property
    def reports(self) -> Sequence[FileReport]:
        """One report for each file, by name."""
        return [
            replace(one, warnings=(*self._warnings(name), *self._late(name)))
            for name, one in sorted(self._reports.items())
        ]

    def _warnings(self, file: str) -> list[str]:
        """Return what parts tell, once; counts are added up, of other figures stand those of the first part."""
        found = []
        for told in self._told.get(file, {}).values():
            if all(COUNTED.search(one) for one in told):
                found.append(COUNTED.sub("", told[0]) + f": {sum(int(one.rpartition(' ')[2]) for one in told)}")
                continue
            alike = len(set(told)) == 1
            parts = f" (the file was read in {self._parts[file]} parts; {len(told)} of them are such)"
            found.append(told[0] + ("" if alike else parts))
        return found

    def _late(self, file: str) -> tuple[str, ...]:
        times = np.sort(np.concatenate([np.empty(0, np.int64), *self._times.get(file, ())]))
        if not len(times):
            return ()
        usual = int(times[int(0.99 * (len(times) - 1))])
        return late([pd.Timestamp(at, unit="us", tz="UTC").to_pydatetime() for at in (usual, int(times[-1]))])


def _sum(one: FileReport, more: FileReport) -> FileReport:
    firsts = [at for at in (one.first_at, more.first_at) if at]
    lasts = [at for at in (one.last_at, more.last_at) if at]
    encodings = dict.fromkeys([*one.encoding.split(", "), more.encoding])
    figures: dict[str, Any] = {name: getattr(one, name) + getattr(more, name) for name in SUMS}
    figures |= {name: _added(getattr(one, name), getattr(more, name)) for name in COUNTS}
    return replace(
        one,
        **figures,
        columns_used=tuple(dict.fromkeys([*one.columns_used, *more.columns_used])),
        columns_ignored=tuple(dict.fromkeys([*one.columns_ignored, *more.columns_ignored])),
        encoding=", ".join(name for name in encodings if name),
        first_at=min(firsts, default=""),
        last_at=max(lasts, default=""),
    )


def _added(one: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted((Counter(one) + Counter(more)).items()))
