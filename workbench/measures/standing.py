"""Standing: what results depend on beside posts and codebook."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from workbench.project.margins import read_margins
from workbench.project.model import Project
from workbench.store.customers import customers_digest

#: the rooms whose code decides a number; pages and commands may change without making a number stale.
ROOMS = ("stats", "privacy", "project", "load", "store", "text", "people", "embed", "topics", "measures", "analysis")


def standing(project: Project, period: str, model: str) -> dict[str, Any]:
    """Return what results depend on beside posts and codebook.

    Parameters
    ----------
    project : Project
    period : str
        The study's label.
    model : str
        Key of the embedding model.

    Returns
    -------
    dict
        `settings` by table of project.toml, in place of the name of its margins what that file says; `model`, and the
        digests `customers` and `code`.
    """
    settings = project.recorded(period)
    if project.statistics.margins is not None:
        settings["statistics"]["margins"] = {one.column: one.shares for one in read_margins(project)}
    return {
        "settings": settings,
        "customers": customers_digest(project),
        "model": model,
        "code": _code(),
    }


def _code() -> str:
    """Digest of the code and word lists that numbers come from: results made by other code are not read back."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    paths = [path for room in ROOMS for path in (root / room).rglob("*") if path.suffix in {".py", ".json"}]
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
