"""`workbench codebook import` and `export`: a team's own code frame in, the codebook out."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.commands.codebook import changing, codebook, curation, login, project_option, told
from workbench.commands.terminal import answer, stage, tell


@codebook.command("import")
@click.argument("frame", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--month", help="The study whose posts widen the codes; by default the last month that was loaded.")
@changing
def import_frame(frame: Path, month: str | None, folder: Path, author: str | None, reason: str) -> None:
    """Make topics of the codes of a FRAME (.xlsx or .csv); discovery then proposes only what it misses.

    A row needs a name; it may have a definition, example posts, keywords or a rule such as
    (invoice OR bill) AND NOT recurring, an id, a theme, an owner and a status.
    """
    from workbench.analysis import open_study
    from workbench.explore.framing import bring

    before = curation(folder, author).codebook
    analysis = open_study(folder, month or _last(folder), partial=month is None)
    stage("reading the frame and the posts")
    done = bring(analysis, frame, author=author or login(), reason=reason)
    told(before, done.codebook)
    for line in done.notes:
        answer(f"note: {line}")
    answer(f"{len(done.new)} new topics; {len(done.known)} codes are topics already.")


def _last(folder: Path) -> str:
    from workbench.errors import BadData
    from workbench.project.toml import read_project
    from workbench.store.store import Store

    months = Store(read_project(folder).store).months()
    if not months:
        raise BadData(
            "No posts are loaded that could widen the codes.",
            where=str(folder / "store"),
            fix=f"Run: workbench load --project {folder}",
        )
    return max(months)


def bring_once(folder: Path, period: str, *, partial: bool) -> None:
    """Bring along the frame that project.toml names, before the first study that finds it in this form."""
    from workbench.analysis import open_study
    from workbench.explore.framing import bring
    from workbench.project.toml import read_project
    from workbench.store.files import sha256_of
    from workbench.store.loading import load_project
    from workbench.topics.codebook.shelf import read_log

    project = read_project(folder)
    frame = project.folder / project.topics.frame if project.topics.frame else None
    if frame is None or any(event.said.get("sha256") == sha256_of(frame) for event in read_log(folder / "codebook")):
        return
    load_project(project, say=stage)
    stage(f"bringing along the codes of {frame.name}")
    done = bring(open_study(folder, period, partial=partial), frame, author="project.toml", reason=frame.name)
    for line in done.notes:
        tell(f"Code frame: {line}")


@codebook.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@project_option
def export(file: Path, folder: Path) -> None:
    """Write topics, themes and log to a FILE (.xlsx) that import reads again."""
    from workbench.explore.framing import export as write

    opened = curation(folder, "reader")
    write(opened.codebook, opened.log, file)
    answer(str(file))
