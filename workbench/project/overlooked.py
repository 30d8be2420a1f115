"""What lies in a project or is asked for in it, and no study will see."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.project.model import Project
from workbench.project.source import PERIOD

QUARTER = r"^[0-9]{4}-Q[1-4]$"
DIGITS = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_. ]?(0[1-9]|1[0-2])(?!\d)")
#: what `[segments] compare` may name besides mapped columns: the known groups, and fields that sources fill.
OWN = frozenset({"customer"})
FIELDS = ("version", "status", "heard_from", "label")


def overlooked(project: Project, *, listed: Iterable[str] = ()) -> tuple[str, ...]:
    """Name notes that belong to no period, and comparisons that no source has a column for.

    Parameters
    ----------
    project : Project
    listed : iterable of str
        Columns of the customer list that can be compared.

    Returns
    -------
    tuple of str
        One sentence each, with what to do; none where everything is seen.

    Examples
    --------
    >>> from pathlib import Path
    >>> from workbench.project.sections import Settings
    >>> overlooked(Project(folder=Path("nowhere"), project=Settings(name="Acme")))
    ()
    """
    return (*_notes(project), *_comparisons(project, listed))


def _notes(project: Project) -> list[str]:
    folder = project.folder / "notes"
    lying = sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    told = []
    for name in lying:
        stem, _, ending = name.rpartition(".")
        known = re.match(PERIOD, stem) or re.match(QUARTER, stem) or stem in project.periods
        if name.startswith((".", "~", "README")) or (known and ending == "md"):
            continue
        found = DIGITS.search(name)
        meant = stem if known else f"{found[1]}-{found[2]}" if found else ""
        fix = f"rename it to notes/{meant}.md" if meant else "name it after its period, such as notes/2026-10.md"
        told.append(f"notes/{name} is not read: {fix}")
    return told


def _comparisons(project: Project, listed: Iterable[str]) -> list[str]:
    """Name the columns of `[segments] compare` that neither a source nor the customer list has."""
    kept = {name.casefold(): name for name in listed}
    for source in project.sources:
        if source.kind == "feedback":
            kept |= {name.casefold(): name for name in source.columns.keep}
            kept |= {field: field for field in FIELDS if getattr(source.columns, field)}
    missing = [name for name in project.segments.compare if name.casefold() not in {*kept, *OWN}]
    known = f"; kept are {', '.join(sorted(kept.values()))}" if kept else ""
    return [
        f'[segments] compare names "{name}", which no source keeps: it is not compared; '
        f'write keep = ["{name}"] in columns of a source{known}'
        for name in missing
    ]
