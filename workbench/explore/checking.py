"""Checking: the sheets of posts that people read, written from a study and read back into the project."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from workbench.analysis import Analysis
from workbench.errors import BadRequest, WorkbenchError
from workbench.explore.checkread import Filled, Said, read_sheet, refusal
from workbench.explore.checksheet import Page, sheet
from workbench.explore.choosing import Wish, choose, open_posts
from workbench.privacy.quote import quote
from workbench.project.codings import FILE, coder_of, merged, read_codings, rows_of, text_of, units
from workbench.project.draws import Chosen, Draw, read_draws
from workbench.store.files import write_whole
from workbench.store.lock import hold

logger = logging.getLogger(__name__)

#: characters of a post that a cell shows.
LONGEST_POST = 30_000


@dataclass(frozen=True)
class Written:
    """What was written.

    Parameters
    ----------
    draw : Draw
    path : Path
    second : Path or None
        The second person's sheet.
    posts : int
        That the sheet asks about.
    """

    draw: Draw
    path: Path
    second: Path | None
    posts: int


@dataclass(frozen=True)
class Merged:
    """What became of a sheet that was read.

    Parameters
    ----------
    filled : Filled
    new, changed : int
        Posts with an answer that was not there, and posts whose answer is another now.
    """

    filled: Filled
    new: int
    changed: int


def sheet_path(folder: Path, period: str, *, second: bool = False) -> Path:
    """Return where the sheet of a period stands; every name here is ignored by git."""
    return folder / "checks" / f"sheet-{period}{'-second' if second else ''}.xlsx"


def write_sheets(analysis: Analysis, wish: Wish) -> Written:
    """Draw posts, write the draw down, then the sheets.

    Parameters
    ----------
    analysis : Analysis
        A study that is published under the codebook as it stands.
    wish : Wish

    Returns
    -------
    Written

    Raises
    ------
    BadRequest
        If the study is not made yet, a topic is not in use, nothing is left to check, or a sheet that is there holds
        answers that were not read.
    """
    folder, period = analysis.project.folder, analysis.period.label
    if analysis.ground.proposed is not None:
        raise BadRequest(
            "The topics of this period are not in the codebook yet.",
            where=f"the study of {period}",
            fix=f"Make the study first: workbench study --project {folder} --month {period}",
        )
    with hold(folder / "store" / "study.lock", purpose="writing a sheet of posts to check"):
        paths = [sheet_path(folder, period, second=second) for second in (False, True)]
        for path in paths:
            _refuse_unread(folder, path)
        draw = choose(analysis, wish)
        write_whole(folder / draw.path, draw.content())
        codings = read_codings(folder)
        asked = open_posts(draw, codings)
        again = [post for post in open_posts(draw, codings, second=True) if post.twice]
        if not asked and not again:
            raise BadRequest(
                "Every post that is drawn for this has been read.",
                where=f"{draw.path}",
                fix="Name other topics with --topic, or draw a random sample with --sample 200.",
            )
        page = Page(draw, asked, _texts(analysis, asked), analysis.codebook)
        write_whole(paths[0], sheet(page))
        if not again:
            paths[1].unlink(missing_ok=True)
            return Written(draw, paths[0], None, len(asked))
        write_whole(paths[1], sheet(replace(page, posts=again, texts=_texts(analysis, again), second=True)))
        return Written(draw, paths[0], paths[1], len(asked))


def read_filled(folder: Path, path: Path, coder: str) -> Merged:
    """Read a sheet and keep its answers in `checks/codings.csv`.

    Parameters
    ----------
    folder : Path
        The project's.
    path : Path
    coder : str
        Who filled it in.

    Returns
    -------
    Merged

    Raises
    ------
    BadRequest
        If the coder has no name, or has read these posts as the other person.
    BadData
        If the sheet cannot be used; or if some of its cells cannot, after the other answers were kept.
    """
    try:
        name = coder_of(coder)
    except ValueError as fault:
        raise BadRequest("The answers need a name.", where=f"--by {coder!r}", fix=f"{fault}.".capitalize()) from fault
    with hold(folder / "store" / "study.lock", purpose="reading checked posts"):
        filled = read_sheet(path, read_draws(folder))
        kept = read_codings(folder)
        new = _rows(filled, name)
        _refuse_same_person(filled, kept, new, name)
        before, after = _said(kept), _said(new)
        changed = [unit for unit in after if unit in before and before[unit] != after[unit]]
        fresh = [unit for unit in after if unit not in before]
        if fresh or changed:
            write_whole(folder / FILE, text_of(merged(kept, new)))
    if filled.faults:
        raise refusal(filled.faults, len(filled.said))
    return Merged(filled, len(fresh), len(changed))


def _rows(filled: Filled, coder: str) -> pd.DataFrame:
    draw = filled.draw

    def row(said: Said, topic: str) -> dict[str, object]:
        return {
            "item_id": said.post.item_id,
            "period": draw.period,
            "sample": draw.sample,
            "topic_id": topic,
            "answer": said.answer,
            "coder": coder,
            "probability": f"{said.post.probability:.9f}",
            "stratum": said.post.stratum,
            "codebook": draw.codebook,
            "draw": draw.draw_id,
            "round": 2 if filled.second else 1,
        }

    return rows_of([row(said, topic) for said in filled.said for topic in said.topics])


def _said(codings: pd.DataFrame) -> dict[tuple[str, ...], frozenset[tuple[str, str]]]:
    """Return what each person said of each post."""
    found: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for unit, topic, answer in zip(units(codings), codings["topic_id"], codings["answer"], strict=True):
        found.setdefault(unit, set()).add((str(topic), str(answer)))
    return {unit: frozenset(said) for unit, said in found.items()}


def _refuse_same_person(filled: Filled, kept: pd.DataFrame, new: pd.DataFrame, coder: str) -> None:
    other = kept[(kept["draw"] == filled.draw.draw_id) & (kept["coder"] == coder)]
    other = other[other["round"] == ("1" if filled.second else "2")]
    if set(other["item_id"]) & set(new["item_id"]):
        raise BadRequest(
            f"{coder} has read these posts before, as the {'first' if filled.second else 'second'} person.",
            where=f"--by {coder}",
            fix="Two people must read them: name the one who filled in this sheet with --by.",
        )


def _refuse_unread(folder: Path, path: Path) -> None:
    """Refuse to write over a sheet that holds answers which nobody read back."""
    if not path.exists():
        return
    fix = f"Run workbench codings read --project {folder}, or move the file away."
    try:
        filled = read_sheet(path, read_draws(folder))
    except WorkbenchError as fault:
        raise BadRequest(f"A sheet is there that cannot be read: {fault.what}", where=str(path), fix=fix) from fault
    kept = _said(read_codings(folder))
    told = {(_nameless(unit), said) for unit, said in kept.items()}
    found = _said(_rows(filled, "anybody"))
    unread = [unit for unit, said in found.items() if (_nameless(unit), said) not in told]
    if unread or filled.faults:
        count = len(unread) + len(filled.faults)
        raise BadRequest(f"A sheet is there with {count} answers that were not read.", where=str(path), fix=fix)


def _nameless(unit: tuple[str, ...]) -> tuple[str, ...]:
    return unit[0], unit[1], unit[3], unit[4]


def _texts(analysis: Analysis, posts: Iterable[Chosen]) -> dict[str, str]:
    wanted = {post.item_id for post in posts}
    rows = analysis.now.posts[analysis.now.posts["item_id"].isin(wanted)]
    return {
        str(row.item_id): quote(str(row.masked), origin=str(row.origin), limit=LONGEST_POST)
        for row in rows.itertuples()
    }
