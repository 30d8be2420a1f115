"""`workbench new`: a project folder with a filled project.toml."""

from __future__ import annotations

import shutil
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.commands.terminal import answer

if TYPE_CHECKING:
    from workbench.load.propose import Proposal
    from workbench.project.source import Source


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An export; repeat it.",
)
@click.option("--name", help="The name on every page; the folder's name where absent.")
@click.option("--timezone", default="UTC", show_default=True, help="Where months begin and end, such as Europe/Berlin.")
@click.option("--language", default="en", show_default=True, help="Language of the posts that are studied.")
def new(folder: Path, files: tuple[Path, ...], name: str | None, timezone: str, language: str) -> None:
    """Make FOLDER with inbox/, notes/, the notebooks and a project.toml; exports given with --from are copied in."""
    from workbench.project.new import write_project
    from workbench.report.notebooks import PAGES, notebook_folder

    proposals, names = _proposals(files), _names(files)
    path = write_project(
        folder,
        name or folder.resolve().name,
        [_under_inbox(one, names) for one in proposals],
        timezone=timezone,
        language=language,
    )
    for file, inside in names.items():
        shutil.copy2(file, folder / "inbox" / inside)
    (folder / "notebooks").mkdir(exist_ok=True)
    for page in PAGES:
        shutil.copy2(notebook_folder() / f"{page}.ipynb", folder / "notebooks" / f"{page}.ipynb")
    answer(f"Wrote {path}")
    for proposal in proposals:
        answer(f"  {proposal.source.name}: {proposal.source.origin}, {'; '.join(proposal.reasons)}")
        for question in proposal.questions:
            answer(f"  please settle in project.toml: {question}")
    first = f"read {path}" if proposals else f"put exports into {folder / 'inbox'}"
    answer(f"Next: {first}, then workbench load --project {folder}")


def _proposals(files: tuple[Path, ...]) -> list[Proposal]:
    if not files:
        return []
    from workbench.load.propose import propose

    return list(propose(files))


def _names(files: tuple[Path, ...]) -> dict[Path, str]:
    """Return what each export is called under inbox/: its own name, numbered where another export has it already."""
    names: dict[Path, str] = {}
    for file in files:
        taken, number, name = set(names.values()), 2, file.name
        while name in taken:
            name, number = f"{file.stem}-{number}{file.suffix}", number + 1
        names.setdefault(file, name)
    return names


def _under_inbox(proposal: Proposal, names: dict[Path, str]) -> Source:
    return proposal.source.model_copy(
        update={"files": tuple(f"inbox/{escape(names[path])}" for path in proposal.files)}
    )
