"""Choosing: which posts of a study are read next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.analysis import Analysis
from workbench.errors import BadRequest
from workbench.measures.codings import holder
from workbench.measures.drawing import QUICK, TOPICS, Frame, large_topics, quick_draw, random_draw
from workbench.measures.sides import ALL
from workbench.project.codings import read_codings, units
from workbench.project.draws import Chosen, Draw, Sample, read_draws


@dataclass(frozen=True)
class Wish:
    """What is to be checked.

    Parameters
    ----------
    sample : int or None
        Posts of a random sample; None for the quick check.
    topics : tuple of str
        Topics to ask about, or to draw apart in a random sample; by default the largest that are not checked yet.
    twice : bool
        A second sheet for another person.
    """

    sample: int | None = None
    topics: tuple[str, ...] = ()
    twice: bool = False


def choose(analysis: Analysis, wish: Wish) -> Draw:
    """Draw posts, or take up a draw that was begun.

    Parameters
    ----------
    analysis : Analysis
    wish : Wish

    Returns
    -------
    Draw

    Raises
    ------
    BadRequest
        If a topic has no posts, the sample is too small, or nothing is left to check.
    """
    codings = read_codings(analysis.project.folder)
    read = analysis.checking.frame()
    items = read.items
    frame = Frame(
        period=analysis.period.label,
        seed=analysis.project.seed,
        codebook=analysis.codebook,
        events=analysis.ground.events_before,
        about=read.about[read.about["item_id"].isin(items)],
        side=read.side.reindex(items),
    )
    sizes = {str(topic): int(posts) for topic, posts in frame.about["subject"].value_counts().items()}
    for topic in wish.topics:
        if topic not in sizes:
            fix = "See workbench codebook list, and the topics page for their posts."
            raise BadRequest(f"No post of this period is sorted under {topic[:40]}.", where="--topic", fix=fix)
    if wish.sample is None:
        return quick_draw(frame, wish.topics or _largest_unchecked(analysis, sizes))
    before = _drawn_before(analysis)
    begun = next((draw for draw in before if _is_read(analysis, draw) and open_posts(draw, codings)), None)
    if begun is not None:
        return begun
    large = wish.topics or _large(before) or large_topics(sizes, frame.about, len(items))
    live = [topic for topic in dict.fromkeys(holder(frame.codebook, topic) for topic in large) if topic in sizes]
    drawn = frozenset(post.item_id for draw in before for post in draw.posts if _is_read(analysis, draw))
    return random_draw(frame, wish.sample, live, before=drawn, twice=wish.twice)


def _drawn_before(analysis: Analysis) -> list[Draw]:
    draws = read_draws(analysis.project.folder).values()
    return [draw for draw in draws if draw.sample is Sample.RANDOM and draw.period == analysis.period.label]


def _is_read(analysis: Analysis, draw: Draw) -> bool:
    return bool((read_codings(analysis.project.folder)["draw"] == draw.draw_id).any())


def _large(draws: Sequence[Draw]) -> tuple[str, ...]:
    """Return what an earlier draw of the period drew apart: draws that are added up need the same strata."""
    return draws[0].large if draws else ()


def _largest_unchecked(analysis: Analysis, sizes: Mapping[str, int]) -> list[str]:
    table = analysis.checks()
    whole = table[table["segment"] == ALL].set_index("topic_id")
    done = {
        str(topic)
        for topic, row in whole.iterrows()
        if row["checked"] != "no" or row["asked"] >= min(QUICK, sizes.get(str(topic), 0)) > 0
    }
    order = [str(topic) for topic in analysis.topics()["topic_id"] if str(topic) in sizes and str(topic) not in done]
    if not order:
        raise BadRequest(
            "Every topic is checked already." if sizes else "There is no topic with posts.",
            where=f"the study of {analysis.period.label}",
            fix="Name one to check again with --topic, or draw a random sample with --sample 200.",
        )
    return order[:TOPICS]


def open_posts(draw: Draw, codings: pd.DataFrame, *, second: bool = False) -> list[Chosen]:
    """Return the posts of a draw that the first, or second, person has not answered yet.

    Two quick checks under one codebook draw the same posts of a topic; what was read for one counts for the other.
    """
    same = codings["draw"] == draw.draw_id
    if draw.sample is Sample.QUICK:
        same |= (codings["sample"] == Sample.QUICK) & (codings["codebook"] == draw.codebook)
    rows = codings[same & (codings["round"] == ("2" if second else "1"))]
    known = {(unit[3], unit[4]) for unit in units(rows)}
    return [post for post in draw.posts if (post.item_id, post.topic_id) not in known]
