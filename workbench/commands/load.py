"""`workbench load`: exports into the store, with a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.commands.terminal import answer, stage

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@click.option("--project", "folder", required=True, type=click.Path(path_type=Path), help="Folder with project.toml.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
def load(folder: Path, files: tuple[Path, ...]) -> None:
    """Load what is new under inbox/ (or FILES alone) and print what became of every row.

    Every row read was kept, had already (another file brought it), or refused for a reason that is named.
    """
    from workbench.project.toml import read_project
    from workbench.store.loading import load_project, unread_files
    from workbench.store.store import Store

    project = read_project(folder)
    done = load_project(project, only=files, say=stage)
    reports = Store(project.store).reports()
    answer(f"{'file':<44} {'read':>8} {'kept':>8} {'had':>8} {'refused':>8}")
    for row in reports.drop_duplicates(["source", "file"], keep="last").itertuples():
        name = str(row.file)
        shown = name if len(name) <= 44 else f"…{name[-43:]}"
        answer(f"{shown:<44} {row.rows_read:>8} {row.kept:>8} {row.duplicates:>8} {row.rejected:>8}")
    for line in _refused(Store(project.store).rejects()):
        answer(f"  refused: {line}")
    for name in unread_files(project):
        answer(f"  not read: {name}: no source of project.toml names it")
    answer(f"{len(done.added)} sources had new files; {done.skipped} files were loaded before.")


def _refused(rejects: pd.DataFrame) -> list[str]:
    """Return one line for each file and reason."""
    grouped = rejects.groupby(["source_file", "detail"], sort=True, dropna=False)["source_row"]
    return [
        f"{file}: {len(rows)} row{'' if len(rows) == 1 else 's'}, first {rows.min()}: {detail}"
        for (file, detail), rows in grouped
    ]
