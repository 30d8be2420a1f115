"""`workbench codebook import` and `export`: a team's own code frame in, the codebook out."""

from __future__ import annotations

import os
from pathlib import Path

import click

from workbench.commands.codebook import changing, codebook, editor, login, project_option, told
from workbench.commands.terminal import answer, stage, tell


@codebook.command("import")
@click.argument("frame", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--month", help="The study whose posts widen the codes; by default the last month that was loaded.")
@changing
def import_frame(frame: Path, month: str | None, folder: Path, author: str | None, reason: str) -> None:
    """Make topics of the codes of a FRAME (.xlsx or .csv); discovery then proposes only what it misses.

    A row needs a name; it may have a definition, example posts, keywords or a rule such as
    (invoice OR bill) AND NOT recurring, an id, a theme, an owner and a status. Of an exported codebook only new rows
    and what was edited in name and definition are taken over.
    """
    from workbench.analysis import open_study
    from workbench.charts.words import counted
    from workbench.explore.framing import bring
    from workbench.topics.frame.frame import read_frame

    before = editor(folder, author).codebook
    read_frame(frame)  # what is wrong with it is told first, whatever is loaded
    analysis = open_study(folder, month or _last(folder), partial=month is None)
    stage("reading the frame and the posts")
    done = bring(analysis, frame, author=author or login(), reason=reason)
    told(before, done.codebook)
    for line in done.notes:
        answer(f"note: {line}")
    for one in (one for one in done.known if not one.own):
        answer(f"{one.code.name}: taken for {one.topic.topic_id} ({one.topic.label}) by its {one.by}")
    edited = f" {counted(len(done.edited), 'topic')} edited;" if done.edited else ""
    codes = counted(len(done.known), "code is a topic", "codes are topics")
    answer(f"{counted(len(done.new), 'new topic')};{edited} {codes} already.")


def _last(folder: Path) -> str:
    from workbench.errors import BadData
    from workbench.project.toml import read_project
    from workbench.store.store import Store

    months = Store(read_project(folder).store).months()
    if not months:
        raise BadData(
            "Load posts first: import needs them to learn the codes.",
            where=str(folder / "store"),
            fix=f"Run: workbench load --project {folder}",
        )
    return max(months)


def bring_once(folder: Path, period: str, *, partial: bool, as_of: str | None, replace: bool) -> None:
    """Bring along the frame that project.toml names, before the first study that finds it in this form.

    Not where the study is published and not to be replaced: that run is refused, and must change nothing.
    """
    from workbench.analysis import open_study
    from workbench.explore.framing import bring
    from workbench.project.study import AS_OF, Study
    from workbench.project.toml import read_project
    from workbench.store.files import sha256_of
    from workbench.store.loading import load_project
    from workbench.topics.codebook.shelf import read_log

    project = read_project(folder)
    frame = project.folder / project.topics.frame if project.topics.frame else None
    if frame is None or any(event.said.get("sha256") == sha256_of(frame) for event in read_log(folder / "codebook")):
        return
    if (project.folder / "studies" / period).exists() and not replace:
        return
    was = os.environ.get(AS_OF)
    try:
        if as_of:
            os.environ[AS_OF] = as_of
        Study(project=folder, month=period, partial=partial).window(project)  # a wrong period is refused first
        load_project(project, say=stage)
        stage(f"bringing along the codes of {frame.name}")
        analysis = open_study(folder, period, partial=partial)
        done = bring(analysis, frame, author="project.toml", reason=frame.name, edits=False)
    finally:
        if as_of:
            os.environ.pop(AS_OF)
            os.environ.update({AS_OF: was} if was else {})
    for line in done.notes:
        tell(f"Code frame: {line}")


@codebook.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@project_option
def export(file: Path, folder: Path) -> None:
    """Write topics, themes and log to a FILE (.xlsx) that import reads again."""
    from workbench.explore.framing import export as write

    opened = editor(folder, "reader")
    write(opened.codebook, opened.curation.log, file)
    answer(str(file))
