"""Within channels: what is left of a difference when both groups are heard through the same channels."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures.compared import Side
from workbench.measures.counts import axes, tally
from workbench.measures.subjects import Subjects
from workbench.stats.effect import UNKNOWN
from workbench.stats.standardised import standardised

COLUMNS = (
    "within_channel_difference", "within_channel_lo", "within_channel_hi", "channels_within", "posts_within",
    "turns_round",
)  # fmt: skip


def within_channels(
    first: Side, second: Side, about: pd.DataFrame, subjects: Subjects, *, effect: float = UNKNOWN
) -> pd.DataFrame:
    """Compare two groups of people within each source, and put the differences together.

    Parameters
    ----------
    first, second : Side
        Posts with the column source besides.
    about : DataFrame
        item_id, subject, each pair once.
    subjects : Subjects
    effect : float
        Design effect of posts without an author.

    Returns
    -------
    DataFrame
        One row a subject: within_channel_difference with its ends (shares of posts, first less second; null where no
        source holds five people of both), channels_within (sources used), posts_within (share of the posts that they
        hold) and turns_round: within channels the difference points the other way, and its range leaves out the one
        on the whole (Simpson's reversal).
    """
    on = axes(pd.concat([first.posts, second.posts]).drop_duplicates("item_id"), subjects.ids)
    names = sorted({*first.posts["source"], *second.posts["source"]})
    cells = [
        [tally(side.posts[side.posts["source"] == name], about, on, effect=effect) for name in names]
        for side in (first, second)
    ]
    found = standardised(*cells)
    whole = np.array([np.sum([one.posts.sum() for one in side]) for side in cells])
    on_topic = [np.sum([np.asarray(one.on_topic.sum(axis=0)).ravel() for one in side], axis=0) for side in cells]
    difference = on_topic[0] / whole[0] - on_topic[1] / whole[1]
    outside = (difference < found.lo) | (difference > found.hi)
    return pd.DataFrame(
        {
            "within_channel_difference": found.estimate,
            "within_channel_lo": found.lo,
            "within_channel_hi": found.hi,
            "channels_within": len(found.used),
            "posts_within": found.covered,
            "turns_round": outside & (np.sign(found.estimate) == -np.sign(difference)),
        }
    )
