"""The sample, built once for the tests that look at it."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from workbench.simulate.world import sample_files


@cache
def files() -> dict[str, bytes]:
    return sample_files(seed=1)


@cache
def folder() -> Path:
    place = Path(mkdtemp(prefix="sample-"))
    for name, data in files().items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(io.StringIO(files()[name].decode("utf-8"))))


def effect(kind: str, subject: str, where: str) -> float:
    found = [
        row
        for row in rows("truth/effects.csv")
        if (row["effect"], row["subject"], row["where"]) == (kind, subject, where)
    ]
    assert len(found) == 1, found
    return float(found[0]["realised"])
