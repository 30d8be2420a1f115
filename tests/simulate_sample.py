"""The sample, built once for the tests that look at it."""

from __future__ import annotations

import csv
import io
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from workbench.project.toml import read_project
from workbench.simulate.world import sample_files
from workbench.store.loading import load_project
from workbench.store.store import Store


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


def loaded(place: Path) -> Path:
    """Write the sample into a folder of the test's own, and load it."""
    for name, data in files().items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    load_project(read_project(place))
    return place


def unread(found: Path, place: Path) -> Path:
    """Copy a loaded sample with the vectors of its texts and nothing that was found in them."""
    shutil.copytree(found, place, ignore=shutil.ignore_patterns("codebook", "results", "assignments"))
    return place


def truth_by_item(place: Path) -> pd.DataFrame:
    """Return what each post of a loaded sample is about, by item id."""
    said = pd.read_csv(place / "truth" / "items.csv", dtype=str, keep_default_na=False)
    kept = Store(read_project(place).store).feedback(columns=["item_id", "source", "source_item_id"])
    return kept.astype(str).merge(said, on=["source", "source_item_id"]).set_index("item_id")


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
