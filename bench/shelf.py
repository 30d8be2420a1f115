"""Where runs are kept: one record and one file of labels a run, vectors once a set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bench.method import Labels


class Shelf:
    """The runs of one set.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def order(self, method: str, number: int) -> Path:
        """Return the path of a run's order; its other files stand beside it."""
        return self.folder / f"{method}.{number}.json"

    def vectors(self, kind: str) -> Path:
        """Return the path of the set's vectors of one kind."""
        return self.folder / f"vectors-{kind}.npy"

    def clear(self, method: str) -> None:
        """Remove a method's runs."""
        for path in self.folder.glob(f"{method}.*"):
            path.unlink()

    def keep(self, method: str, number: int, record: Mapping[str, Any]) -> None:
        """Write the record of a run."""
        path = self.folder / f"{method}.{number}.run.json"
        path.write_text(json.dumps(record, indent=1, sort_keys=True), encoding="utf-8")

    def records(self, method: str) -> list[dict[str, Any]]:
        """Return a method's records in the order of their numbers."""
        paths = sorted(self.folder.glob(f"{method}.*.run.json"), key=lambda path: int(path.name.split(".")[1]))
        return [json.loads(path.read_text(encoding="utf-8")) for path in paths]

    def labels(self, method: str) -> list[Labels]:
        """Return the labels of each run that found any."""
        paths = sorted(self.folder.glob(f"{method}.*.npy"), key=lambda path: int(path.name.split(".")[1]))
        return [np.load(path) for path in paths]
