"""`workbench study`: load, measure, run the notebooks, publish."""

from __future__ import annotations

import re
from pathlib import Path

import click

from workbench.commands.sorted import sorted_project
from workbench.commands.terminal import answer, bar, stage, tell
from workbench.errors import BadRequest
from workbench.report.outcome import CELL_LIMIT_S

MONTH = r"(\d{4})-(0[1-9]|1[0-2])"


@click.command()
@click.option("--project", "folder", required=True, type=click.Path(path_type=Path), help="Folder with project.toml.")
@click.option("--month", help="YYYY-MM, or a name under [periods].")
@click.option("--quarter", help="YYYY-Qn.")
@click.option("--months", help="A range, oldest first: 2026-05..2026-10.")
@click.option("--from", "first", help="First day of a period of your own, with --to and --name.")
@click.option("--to", "last", help="Its last day.")
@click.option("--name", help="Its name; kept under [periods].")
@click.option("--partial", is_flag=True, help="A period that is not over, as far as it has come.")
@click.option("--as-of", "as_of", help="The period as it stood at the end of that day.")
@click.option("--replace", is_flag=True, help="Make a published study again from other inputs.")
@click.option(
    "--cell-limit",
    type=click.IntRange(1),
    default=CELL_LIMIT_S,
    show_default=True,
    envvar="WORKBENCH_CELL_LIMIT",
    show_envvar=True,
    help="Seconds a cell of a notebook may take.",
)
@click.option(
    "--at-once",
    type=click.IntRange(1),
    envvar="WORKBENCH_AT_ONCE",
    show_envvar=True,
    help="Notebooks side by side, each with its own memory; by default one a core, four at most.",
)
def study(
    folder: Path,
    month: str | None,
    quarter: str | None,
    months: str | None,
    first: str | None,
    last: str | None,
    name: str | None,
    partial: bool,
    as_of: str | None,
    replace: bool,
    cell_limit: int,
    at_once: int | None,
) -> None:
    """Make the study of a period and print the brief's path last."""
    from workbench.commands.codebook_frame import bring_once
    from workbench.commands.notices import fruitless, notices
    from workbench.project.study import Study
    from workbench.report.run import Request, run_study

    periods = _periods(folder, (month, quarter), months, (first, last, name))
    project, left = sorted_project(folder) if (folder / "project.toml").exists() else (None, frozenset[str]())
    for line in notices(project, told=left) if project else ():
        tell(f"Not used: {line}")
    for period in periods:
        if project and project.topics.frame:
            bring_once(folder, period, partial=partial, as_of=as_of, replace=replace)
        request = Request(
            Study(project=folder, month=period, partial=partial),
            as_of,
            replace,
            cell_limit_s=cell_limit,
            at_once=at_once,
        )
        answer(str(run_study(request, say=stage, progress=bar)))
    for line in fruitless(project) if project else ():
        tell(f"Careful: {line}")


def _periods(
    folder: Path,
    one: tuple[str | None, str | None],
    months: str | None,
    own: tuple[str | None, str | None, str | None],
) -> list[str]:
    named = [period for period in one if period is not None]
    if len(named) + (months is not None) + any(part is not None for part in own) != 1:
        raise BadRequest(
            "Name exactly one period.",
            where="workbench study",
            fix="Use --month, --quarter, --months, or --from --to --name.",
        )
    if named:
        return named
    if months is not None:
        return _range(months)
    if not all(own):
        raise BadRequest(
            "A period of your own needs all three.", where="workbench study", fix="Give --from, --to and --name."
        )
    from workbench.project.named import add_period

    return [add_period(folder, str(own[2]), str(own[0]), str(own[1]))]


def _range(text: str) -> list[str]:
    found = re.fullmatch(rf"{MONTH}\.\.{MONTH}", text)
    if found is None:
        raise BadRequest(f"{text!r} is not a range of months.", where="--months", fix="Write 2026-05..2026-10.")
    first, last = (int(found[at]) * 12 + int(found[at + 1]) - 1 for at in (1, 3))
    if first > last:
        raise BadRequest(f"{text!r} ends before it begins.", where="--months", fix="Write the earlier month first.")
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(first, last + 1)]
