"""Check that the files that project.toml names are there."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

from workbench.project.faults import Fault
from workbench.project.model import Project, files_matching

Lines = Mapping[tuple[str | int, ...], int]


def file_faults(project: Project, lines: Lines) -> list[Fault]:
    """Return a fault for every pattern without a file and every named file that is missing."""
    faults = []
    for number, source in enumerate(project.sources):
        for pattern in source.files:
            fix = _outside(pattern)
            if fix is None and not files_matching(project.folder, [pattern]):
                fix = _near(project.folder, pattern)
            if fix is not None:
                line = lines.get(("sources", number, "files"))
                faults.append(Fault(f"no file for {pattern!r}", key="sources.files", line=line, fix=fix))
    named = {
        ("customers", "file"): project.customers.file if project.customers else None,
        ("topics", "frame"): project.topics.frame,
        ("statistics", "margins"): project.statistics.margins,
    }
    for loc, name in named.items():
        if name is None:
            continue
        fix = _outside(name)
        if fix is None and not (project.folder / name).is_file():
            fix = f"put {name} into the project folder, or correct the name"
        if fix is not None:
            faults.append(Fault(f"there is no file {name!r}", key=".".join(loc), line=lines.get(loc), fix=fix))
    return faults


def _outside(name: str) -> str | None:
    """Say what to do where a name leaves the project's folder, which would not run elsewhere."""
    if not name:
        return "name a file or a pattern such as inbox/*.csv"
    if "\\" in name:
        return f"write / instead of \\: {name.replace(chr(92), '/')}"
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or ".." in PurePosixPath(name).parts:
        return "copy the files into inbox/ and name them from the project folder, such as inbox/*.csv"
    return None


def _near(folder: Path, pattern: str) -> str:
    inbox = PurePosixPath(pattern).parent
    if (folder / pattern).is_dir():
        return f"{pattern} is a folder: write {pattern.rstrip('/')}/*.csv for the exports in it"
    if not any(sign in str(inbox) for sign in "*?["):
        if not (folder / inbox).is_dir():
            return f"there is no folder {inbox}/: make it and put the exports there, or correct the pattern"
        present = [path.name for path in files_matching(folder, [f"{inbox}/*"])]
        if near := difflib.get_close_matches(PurePosixPath(pattern).name, present, n=1, cutoff=0.5):
            return f"did you mean {inbox / near[0]}?"
    return f"put the export into {inbox}/, or correct the pattern"
