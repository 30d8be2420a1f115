"""Exports as their bytes, read as a source that names no columns."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from workbench.load.read import read_source
from workbench.load.report import Loaded
from workbench.project.source import Source


def load(folder: Path, *files: bytes, name: str = "export", **settings: object) -> Loaded:
    """Read files from an inbox, each of any name, as one source."""
    paths = [folder / "inbox" / (name if len(files) == 1 else f"{at}_{name}") for at in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    said = {"name": "stream", "files": ["inbox/*"], "origin": "social"} | settings
    source = Source.model_validate(said, strict=False)
    loaded = read_source(source, paths, root=folder, zone="Europe/Berlin", key=b"0" * 32)
    assert all(report.balances for report in loaded.reports)
    return loaded


def rows(folder: Path, *files: bytes, **settings: object) -> pd.DataFrame:
    """Return the feedback by the export's own ids."""
    return load(folder, *files, **settings).feedback.set_index("source_item_id", drop=False).sort_index()
