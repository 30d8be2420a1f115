"""`workbench check`: whether everything is sound."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.commands.terminal import answer
from workbench.errors import BadRequest


@click.command()
@click.option("--project", "folder", type=click.Path(path_type=Path), help="Folder with project.toml.")
@click.option(
    "--notebooks", type=click.Path(path_type=Path), help="A folder of notebooks to check; the shipped ones by default."
)
def check(folder: Path | None, notebooks: Path | None) -> None:
    """Check a project (settings, files, codebook, store) and the notebooks (parameters, no outputs)."""
    from workbench.report.notebook_check import notebook_faults
    from workbench.report.notebooks import notebook_folder

    place = notebooks or notebook_folder()
    faults = notebook_faults(place)
    if folder is not None:
        faults += _project(folder)
    if faults:
        raise BadRequest(
            f"{len(faults)} fault{'' if len(faults) == 1 else 's'} found.",
            where="; ".join(faults),
            fix="Mend them and check again.",
        )
    answer("Everything is sound.")


def _project(folder: Path) -> list[str]:
    from workbench.charts.words import counted
    from workbench.commands.notices import fruitless, notices
    from workbench.embed.minilm import MiniLM
    from workbench.project.codings import read_codings
    from workbench.project.draws import read_draws
    from workbench.project.margins import read_margins
    from workbench.project.model import not_built_yet
    from workbench.project.toml import read_project
    from workbench.report.notebook_check import notebook_faults
    from workbench.report.notebooks import PAGES, notebook_folder
    from workbench.store.store import Store
    from workbench.topics.codebook.shelf import load_codebook

    project = read_project(folder)
    codebook = load_codebook(folder / "codebook", MiniLM(threads=1).key)
    read_codings(folder), read_draws(folder), read_margins(project)
    store = Store(project.store)
    answer(
        f"{project.name}: {counted(len(project.sources), 'source')}, {counted(len(codebook.live), 'topic')} in use,"
        f" {counted(len(store.months()), 'month')} loaded"
    )
    passed_over = notices(project) + fruitless(project)
    for key in not_built_yet(project):
        answer(f"  {key}: read and kept, but this version does nothing with it yet")
    for page in PAGES:
        own, shipped = folder / "notebooks" / f"{page}.ipynb", notebook_folder() / f"{page}.ipynb"
        if own.exists() and own.read_bytes() != shipped.read_bytes():
            answer(f"  notebooks/{page}.ipynb differs from the shipped one; the project's own is run")
    return passed_over + (notebook_faults(folder / "notebooks") if (folder / "notebooks").exists() else [])
