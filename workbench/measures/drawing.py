"""Drawing: which posts people are asked to read, and with what chance each was chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import BadRequest
from workbench.measures.codings import holder
from workbench.project.draws import Chosen, Draw, Sample, Stratum
from workbench.stats.chance import generator
from workbench.stats.goldsample import gold_sample
from workbench.topics.codebook.state import Codebook

#: posts of a topic that a quick check reads, and topics it looks at (statistics reference 10).
QUICK, TOPICS = 20, 5
#: posts that a second person reads as well.
TWICE = 50
#: topics whose posts are drawn apart hold at most this part of the posts: with three quarters of a sample for the
#: rest, no post outside them is then less likely to be drawn than in a plain sample.
LARGE = 0.25
#: below this a stratum could stay without two checks.
LEAST_SAMPLE = 20


@dataclass(frozen=True)
class Frame:
    """The posts that are drawn from, as a study sorts them.

    Parameters
    ----------
    period : str
        The study's label.
    seed : int
    codebook : Codebook
    events : int
        Lines of the codebook's log, which tell an earlier draw from a later one.
    about : DataFrame
        item_id, subject (topic), each pair once, of the posts below.
    side : Series of str, indexed by item_id
        The group or kind of channel of every post, sorted by item_id.
    """

    period: str
    seed: int
    codebook: Codebook
    events: int
    about: pd.DataFrame
    side: pd.Series

    def posts_of(self, topic_id: str) -> list[str]:
        """Return the posts sorted under a topic, by id."""
        return sorted(str(item) for item in self.about.loc[self.about["subject"] == topic_id, "item_id"])


def quick_draw(frame: Frame, topics: Sequence[str], *, count: int = QUICK) -> Draw:
    """Draw posts of some topics.

    Parameters
    ----------
    frame : Frame
    topics : sequence of str
        Topic ids, in the order of the sheet.
    count : int
        Posts of each; a smaller topic gives all it has.

    Returns
    -------
    Draw

    Notes
    -----
    Posts stand in the order of their ids before chance falls on them, and no id depends on the key behind pseudonyms.
    """
    posts: list[Chosen] = []
    strata = []
    for topic_id in topics:
        items = frame.posts_of(topic_id)
        chance = generator(frame.seed, f"quick check:{frame.period}:{topic_id}")
        drawn = [items[at] for at in chance.permutation(len(items))[:count]]
        strata.append(Stratum(topic_id, len(items), len(drawn)))
        posts += [Chosen(item, topic_id, topic_id, round(len(drawn) / len(items), 9)) for item in drawn]
    return _draw(frame, Sample.QUICK, tuple(strata), tuple(posts))


def random_draw(
    frame: Frame, count: int, large: Sequence[str], *, before: frozenset[str] = frozenset(), twice: bool = False
) -> Draw:
    """Draw posts of the whole period with known probability, for all topics at once.

    Parameters
    ----------
    frame : Frame
    count : int
        Posts in all, shared evenly between the groups.
    large : sequence of str
        The topics whose posts are drawn apart: a quarter of the sample.
    before : frozenset of str
        Posts that were drawn earlier; they are not drawn again.
    twice : bool
        Mark fifty for a second person.

    Returns
    -------
    Draw
        In random order, so that whoever stops early has read a smaller random sample.

    Raises
    ------
    BadRequest
        If the sample is too small for its strata, or no post is left to draw.
    """
    side = frame.side[~frame.side.index.isin(before)].sort_index()
    if side.empty:
        raise BadRequest(
            "Every post has been drawn already.", where=f"the draws of {frame.period}", fix="Read the sheets there are."
        )
    apart = set(frame.about.loc[frame.about["subject"].isin(large), "item_id"])
    machine = np.array([item in apart for item in side.index], dtype=bool)
    names = sorted(side.unique())
    cell = np.array([names.index(one) for one in side])
    codings = _shares(np.bincount(cell, minlength=len(names)), count)
    salt = hashlib.sha256(" ".join(sorted(before)).encode()).hexdigest()[:8] if before else "first"
    chance = generator(frame.seed, f"random check:{frame.period}:{count}:{salt}")
    try:
        found = gold_sample(machine, cell, codings, chance=chance)
    except ValueError as fault:
        fix = f"Ask for at least {max(LEAST_SAMPLE, 4 * len(names))} posts."
        raise BadRequest(f"A sample of {count} posts is too small.", where="--sample", fix=fix) from fault
    strata = [
        Stratum(stratum_name(names[int(at)], is_large=bool(label)), int(size), int(quota))
        for at, label, size, quota in zip(found.cell, found.machine, found.size, found.quota, strict=True)
    ]
    order = chance.permutation(found.rows)
    posts = tuple(
        Chosen(
            str(side.index[at]),
            "",
            stratum_name(str(side.iloc[at]), is_large=bool(machine[at])),
            round(float(found.probability[at]), 9),
            twice and place < TWICE,
        )
        for place, at in enumerate(order)
    )
    return _draw(frame, Sample.RANDOM, tuple(strata), posts, large=tuple(large))


def stratum_name(side: str, *, is_large: bool) -> str:
    """Return what a stratum is called in the files."""
    return f"{side} | {'large topics' if is_large else 'all else'}"


def large_topics(sizes: Mapping[str, int], about: pd.DataFrame, posts: int) -> tuple[str, ...]:
    """Return the topics whose posts are drawn apart: the largest ones, as long as they hold a quarter of the posts.

    Parameters
    ----------
    sizes : mapping of str to int
        Posts of each topic.
    about : DataFrame
        item_id, subject.
    posts : int
        All posts.

    Returns
    -------
    tuple of str
        At least one where a topic has posts, at most five.
    """
    order = sorted((topic for topic in sizes if sizes[topic]), key=lambda topic: (-sizes[topic], topic))
    chosen: list[str] = []
    for topic in order[:TOPICS]:
        held = about.loc[about["subject"].isin([*chosen, topic]), "item_id"].nunique()
        if not chosen or held <= LARGE * posts:
            chosen.append(topic)
    return tuple(chosen)


def _shares(sizes: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Share a sample evenly between cells; what a small one cannot use goes to the others."""
    quota = np.zeros(len(sizes), dtype=np.int64)
    left = min(count, int(sizes.sum()))
    while left > 0:
        open_ = np.flatnonzero(quota < sizes)
        each = max(left // len(open_), 1)
        for at in open_:
            more = min(each, int(sizes[at] - quota[at]), left)
            quota[at] += more
            left -= more
    return quota


def _draw(
    frame: Frame,
    sample: Sample,
    strata: tuple[Stratum, ...],
    posts: tuple[Chosen, ...],
    *,
    large: tuple[str, ...] = (),
) -> Draw:
    held = {topic.topic_id: holder(frame.codebook, topic.topic_id) for topic in frame.codebook.topics}
    made_from = json.dumps(
        [
            frame.period, str(sample), frame.seed, frame.codebook.version,
            [(post.item_id, post.topic_id, post.twice) for post in posts],
        ]
    )  # fmt: skip
    name = f"{frame.period}-{sample}-{hashlib.sha256(made_from.encode()).hexdigest()[:8]}"
    return Draw(
        name, frame.period, sample, frame.seed, frame.codebook.version, frame.events, held, large, strata, posts
    )
