"""`workbench codings`: write the sheet of posts to check, read it back, and see what is checked."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.commands.codebook import login, project_option
from workbench.commands.terminal import answer, stage, tell

month_option = click.option("--month", required=True, help="The study whose posts are checked: YYYY-MM or its name.")
partial_option = click.option("--partial", is_flag=True, help="The month is not over.")


@click.group()
def codings() -> None:
    """Read posts to see how well they are sorted: a sheet out, the answers in."""


@codings.command()
@project_option
@month_option
@partial_option
@click.option("--sample", type=click.IntRange(1), help="A random sample of so many posts, in place of the quick check.")
@click.option("--topic", "topics", multiple=True, help="A topic's id, in place of the largest; may be given again.")
@click.option("--twice", is_flag=True, help="With --sample: fifty posts also in a sheet for a second person.")
def write(folder: Path, month: str, partial: bool, sample: int | None, topics: tuple[str, ...], twice: bool) -> None:
    """Draw posts and write the sheet `checks/sheet-<period>.xlsx`: twenty posts for each of the five largest topics."""
    from workbench.analysis import open_study
    from workbench.errors import BadRequest
    from workbench.explore.checking import write_sheets
    from workbench.explore.choosing import Wish

    if twice and sample is None:
        fix = "Add --sample 200; of a quick check one reader is enough."
        raise BadRequest("Only a random sample is read twice.", where="--twice", fix=fix)
    analysis = open_study(folder, month, partial=partial)
    stage("drawing posts")
    done = write_sheets(analysis, Wish(sample, topics, twice))
    answer(f"{done.posts} posts to read. Fill in the yellow column, save, then: workbench codings read")
    if done.second:
        answer(f"For a second person, who must not see the first sheet: {done.second}")
    answer(f"The draw is kept in {done.draw.path}; the sheet holds people's words and is not in git.")
    answer(str(done.path))


@codings.command()
@project_option
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--by", "coder", envvar="WORKBENCH_AUTHOR", show_envvar=True, help="Who filled it in; by default the login."
)
def read(folder: Path, file: Path | None, coder: str | None) -> None:
    """Keep the answers of a sheet in checks/codings.csv, without a word of the posts; by default of the newest sheet.

    Reading it again adds nothing; a changed answer replaces the one before.
    """
    from workbench.explore.checking import read_filled

    path = file or _newest(folder)
    done = read_filled(folder, path, coder or login())
    answer(f"{path.name}: {done.new} new answers, {done.changed} changed, {done.filled.open} posts still open.")
    answer("The next study knows them: workbench study --replace makes a published one again.")
    if done.filled.draw.sample == "random" and done.filled.open:
        tell("Careful: a random sample counts for what is read, so read from the top; the order is random.")


def _newest(folder: Path) -> Path:
    from workbench.errors import BadRequest

    found = [path for path in (folder / "checks").glob("sheet-*.xlsx") if not path.stem.endswith("-second")]
    if not found:
        fix = f"Write one: workbench codings write --project {folder} --month 2026-10"
        raise BadRequest("There is no sheet to read.", where=str(folder / "checks"), fix=fix)
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name))


@codings.command()
@project_option
@month_option
@partial_option
def status(folder: Path, month: str, partial: bool) -> None:
    """Say what is checked, what fits, and what reading more posts would buy."""
    from workbench.analysis import open_study
    from workbench.report.checked import status as told

    for line in told(open_study(folder, month, partial=partial)):
        answer(line)
