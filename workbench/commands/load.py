"""`workbench load`: exports into the store, with a report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.commands.sorted import sorted_project
from workbench.commands.terminal import answer, bar, stage, tell

if TYPE_CHECKING:
    import pandas as pd

MANY = 0.2  # share of a file's rows from which ids that come back with another text are doubted


@click.command()
@click.option("--project", "folder", required=True, type=click.Path(path_type=Path), help="Folder with project.toml.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
def load(folder: Path, files: tuple[Path, ...]) -> None:
    """Load what is new under inbox/ (or FILES alone) and print what became of every row.

    Every row read was kept, had already (another file brought it), or refused for a reason that is named.
    """
    import numpy as np

    from workbench.charts.words import counted
    from workbench.commands.notices import list_notes, notices
    from workbench.project.toml import read_project
    from workbench.store.inbox import doubled_files, fruitless_files, latest_reports
    from workbench.store.loading import load_project
    from workbench.store.store import Store

    project, left = (read_project(folder), frozenset[str]()) if files else sorted_project(folder)
    done = load_project(project, only=files, say=stage, progress=bar)
    store = Store(project.store)
    reports, rejects = latest_reports(project, store), store.rejects()
    answer(f"{'file':<44} {'read':>8} {'kept':>8} {'had':>8} {'refused':>8}  read as")
    fresh = {(row.file, row.sha256) for added in done.added for row in added.reports.itertuples()}
    is_new = np.array([(row.file, row.sha256) in fresh for row in reports.itertuples()], dtype=bool)
    before = _rows(reports[~is_new])
    for line in (*_rows(reports[is_new]), *(["loaded before:"] if before else []), *before):
        answer(line)
    for line in _refused(rejects):
        answer(f"  refused: {line}")
    for line in _noted(reports):
        answer(f"  note: {line}")
    for line in notices(project, told=left):
        answer(f"  not used: {line}")
    skipped = counted(done.skipped, "file was", "files were")
    answer(f"{counted(len(done.added), 'source')} had new files; {skipped} loaded before.")
    for line in (*fruitless_files(reports, rejects), *doubled_files(project, reports), *list_notes(project)):
        tell(f"Careful: {line}")


def _rows(reports: pd.DataFrame) -> list[str]:
    """Return a line for each file: what became of its rows, and which reader took it."""
    from workbench.load.files import shown_name

    told = []
    for row in reports.itertuples():
        name = shown_name(str(row.file))
        shown = name if len(name) <= 44 else f"…{name[-43:]}"
        figures = (row.rows_read, row.kept, row.duplicates, row.rejected)
        told.append(" ".join([f"{shown:<44}", *(f"{int(str(number)):>8}" for number in figures), f" {row.profile}"]))
    return told


def _noted(reports: pd.DataFrame) -> list[str]:
    """Return what the readers found odd in a file, and ids under which a file brought another text than was there."""
    from workbench.load.files import shown_name

    found: dict[str, list[str]] = {}
    for row in reports.itertuples():
        told = json.loads(str(row.warnings))
        if updated := int(str(row.updated)):
            rows = f"{updated} row{'' if updated == 1 else 's'}"
            told.append(f"{rows} had the id of a post that reads otherwise; the later edit was kept")
            if updated >= MANY * int(str(row.rows_read)):
                told[-1] += ". If these are different posts, ids are not unique: take id out of columns"
        for warning in told:
            found.setdefault(warning, []).append(shown_name(str(row.file)))
    return [f"{_files(files)}: {warning}" for warning, files in found.items()]


def _files(names: list[str]) -> str:
    others = len(names) - 1
    return names[0] + (f" and {others} more file{'' if others == 1 else 's'}" if others else "")


def _refused(rejects: pd.DataFrame) -> list[str]:
    """Return one line for each file and reason."""
    grouped = rejects.groupby(["source_file", "detail"], sort=True, dropna=False)["source_row"]
    from workbench.load.files import shown_name

    return [
        f"{shown_name(str(file))}: {len(rows)} row{'' if len(rows) == 1 else 's'}, first {rows.min()}: {detail}"
        for (file, detail), rows in grouped
    ]
