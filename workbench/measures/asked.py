"""Asked: what people were asked about each topic, and what they found."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.measures.codings import Codings
from workbench.measures.drawing import QUICK
from workbench.measures.gold import Gold, Mask
from workbench.measures.sizes import Stand
from workbench.measures.subjects import Subjects
from workbench.project.codings import Answer


@dataclass(frozen=True, eq=False)
class Asked:
    """What checks are measured from.

    Parameters
    ----------
    gold : Gold
    codings : Codings
    subjects : Subjects
        Topics.
    stand : Stand
    seed : int
    """

    gold: Gold
    codings: Codings
    subjects: Subjects
    stand: Stand
    seed: int


@dataclass(frozen=True)
class Found:
    """What was found of one topic in one cell.

    Parameters
    ----------
    posts : int
        Sorted under it.
    asked, fit, unsure : int
        Posts sorted under it that were read, and those that fit.
    outside, misses : int
        Posts of a random sample that are not sorted under it, and those that are about it.
    drawn : int
        Posts of its quick check, read or not.
    """

    posts: int
    asked: int
    fit: int
    unsure: int
    outside: int
    misses: int
    drawn: int

    @property
    def quick(self) -> bool:
        """Whether the quick check is done."""
        return self.asked >= min(QUICK, max(self.drawn, 1))


def found_of(asked: Asked, topic: str, side: str | None, among: Mask) -> Found:
    """Count what people found of a topic.

    Parameters
    ----------
    asked : Asked
    topic : str
    side : str or None
        Of the first comparison; None for all posts.
    among : ndarray of bool, shape (N,)
        The posts of that side.

    Returns
    -------
    Found
    """
    gold = asked.gold
    machine = gold.frame.sorted_under(topic)
    quick = asked.codings.quick
    quick = quick[quick["now"] == topic]
    if side is not None:
        quick = quick[quick["item_id"].map(gold.frame.side) == side]
    about = gold.counts(topic) & among[gold.rows]
    inside = machine[gold.rows]
    answers = {str(item): str(answer) for item, answer in zip(quick["item_id"], quick["answer"], strict=True)}
    answers |= {
        one.item_id: Answer.YES if topic in one.topics[0] else Answer.NO
        for one, kept in zip(gold.read, about & inside, strict=True)
        if kept
    }
    outside = [one for one, kept in zip(gold.read, about & ~inside, strict=True) if kept]
    said = list(answers.values())
    return Found(
        posts=int((machine & among).sum()),
        asked=len(said),
        fit=said.count(Answer.YES),
        unsure=said.count(Answer.UNSURE),
        outside=len(outside),
        misses=sum(topic in one.topics[0] for one in outside),
        drawn=_drawn(asked.codings, quick),
    )


def _drawn(codings: Codings, quick: pd.DataFrame) -> int:
    """Count the posts of the draws that quick codings of a topic come from; twenty where a draw is not kept."""
    total = 0
    for draw, topic in quick[["draw", "topic_id"]].drop_duplicates().itertuples(index=False):
        kept = codings.draws.get(str(draw))
        total += sum(post.topic_id == topic for post in kept.posts) if kept else QUICK
    return total or QUICK
