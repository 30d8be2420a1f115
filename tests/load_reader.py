"""Made-up exports and a short way to read them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from workbench.load import Loaded, read_source
from workbench.project.source import Source

KEY = b"0123456789abcdef0123456789abcdef"
BASIC = {"text": "text", "created_at": "date", "author": "who", "id": "id"}


def table(rows, *, delimiter=",", header=("id", "who", "date", "text")):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def read(folder: Path, data, *, name="export.csv", key=KEY, zone="UTC", **settings) -> Loaded:
    """Write one file, or several by name, and read them as one source."""
    files = data if isinstance(data, dict) else {name: data}
    for file, content in files.items():
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    settings.setdefault("origin", "social")
    settings.setdefault("columns", BASIC)
    source = Source(name="made-up", files=["*"], **settings)
    loaded = read_source(source, [folder / file for file in files], root=folder, zone=zone, key=key)
    assert all(report.balances for report in loaded.reports)
    assert sum(report.kept + report.split_replies for report in loaded.reports) == len(loaded.feedback) + len(
        loaded.content
    ) + len(loaded.events)
    assert sum(report.rejected_rows for report in loaded.reports) == len(loaded.rejects)
    return loaded


def same(one: Loaded, other: Loaded, *, but=("source_file", "source_row", "source_sha256")) -> bool:
    """Return whether two loads hold the same feedback, wherever it stood."""
    return one.feedback.drop(columns=list(but)).equals(other.feedback.drop(columns=list(but)))
