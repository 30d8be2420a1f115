"""`workbench try`: a draft brief from files, without a project."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from workbench.commands.terminal import answer, stage


@click.command("try")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path), help="Where the page goes; brief-<file>.html here by default.")
def try_files(files: tuple[Path, ...], out: Path | None) -> None:
    """Guess what FILES hold, print the guess, and write a draft brief; nothing else is kept."""
    from workbench.explore.quick import quick_project
    from workbench.report.run import Request, run_study

    target = out or Path(f"brief-{files[0].stem}.html")
    with tempfile.TemporaryDirectory(prefix="workbench-try-") as folder:
        stage("reading")
        quick = quick_project(Path(folder), files)
        answer("Guessed from the files (workbench new --from writes it down for you to correct):")
        for line in quick.told:
            answer(f"  {line}")
        brief = run_study(Request(quick.study, pages=("07_brief",)), say=stage)
        target.write_bytes(brief.read_bytes())
    answer(str(target))
