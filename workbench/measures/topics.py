"""Topics: how much of the talk and how many of the people, each share with its interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.measures.counts import axes, pairs
from workbench.measures.material import Material
from workbench.measures.repeats import shares_otherwise
from workbench.measures.sizes import Stand, sizes
from workbench.measures.subjects import Subjects
from workbench.stats.breadth import breadth
from workbench.stats.cell import Cell
from workbench.stats.clustered import Shares
from workbench.stats.interval import Intervals
from workbench.stats.row import rows

#: fewer ratings than this say nothing of a topic.
LEAST_RATED = 5


def topics(material: Material, filed: pd.DataFrame, subjects: Subjects, stand: Stand) -> pd.DataFrame:
    """Measure every topic or theme of a window.

    Parameters
    ----------
    material : Material
    filed : DataFrame
        The window's assignments.
    subjects : Subjects
    stand : Stand

    Returns
    -------
    DataFrame
        One row a subject, most people first: topic_id (or the theme's id), theme_id, theme, label, keywords,
        status, owner, first_seen, posts, people, share_posts, share_people (each with _lo and _hi), share_dedup and
        share_without (of posts: what a person repeats counted once, coordinated patterns left out), stars,
        stars_others, channels_effective, top_channel, top_channel_share, top_person_share, stability, then the
        result row of the share of people (statistics reference 9). Shares are fractions of the posts with words in
        the project's language, and of their authors.
    """
    spoken = material.spoken
    about = pairs(filed, subjects.of_topic)
    found = sizes(spoken, about, subjects, stand)
    voice = found.voice
    otherwise = shares_otherwise(spoken, about, axes(spoken, subjects.ids))
    measured: dict[str, Any] = {
        "posts": voice.on_topic.astype(int),
        "people": voice.people_on_topic.astype(int),
        **_columns("share_posts", voice, found.voice_range),
        **_columns("share_people", found.people, found.people_range),
        **_stars(spoken, about, subjects.ids),
        **_channels(spoken, about, subjects.ids),
        "top_person_share": _top_person(found.cell, voice),
        **{f"share_{name}": shares.round(6) for name, shares in otherwise.items()},
        "stability": subjects.table["stability"],
    }
    named = subjects.table.drop(columns="stability").rename(columns={"subject": "topic_id"})
    table = named.assign(**measured)
    table = pd.concat([table, rows(**found.contract())], axis=1)
    return table.sort_values(["people", "posts", "topic_id"], ascending=[False, False, True], ignore_index=True)


def _columns(name: str, shares: Shares, ranges: Intervals) -> dict[str, NDArray[np.float64]]:
    return {name: shares.estimate, f"{name}_lo": ranges.lo, f"{name}_hi": ranges.hi}


def _stars(spoken: pd.DataFrame, about: pd.DataFrame, ids: list[str]) -> dict[str, list[float]]:
    rated = spoken[spoken["stars"].notna()].set_index("item_id")["stars"].astype(float)
    groups = {subject: rated.reindex(rows["item_id"]).dropna() for subject, rows in about.groupby("subject")}
    total, count = float(rated.sum()), len(rated)
    own, others = [], []
    for subject in ids:
        stars = groups.get(subject, rated.iloc[:0])
        own.append(round(float(stars.mean()), 3) if len(stars) >= LEAST_RATED else np.nan)
        rest = count - len(stars)
        others.append(round((total - float(stars.sum())) / rest, 3) if rest else np.nan)
    return {"stars": own, "stars_others": others}


def _channels(spoken: pd.DataFrame, about: pd.DataFrame, ids: list[str]) -> dict[str, object]:
    channels = sorted(spoken["channel"].unique())
    joined = about.merge(spoken[["item_id", "channel"]], on="item_id")
    table = pd.crosstab(joined["channel"], joined["subject"]).reindex(index=channels, columns=ids, fill_value=0)
    spread = breadth(table.to_numpy(dtype=np.float64).reshape(len(channels), len(ids)))
    names = np.array([*channels, ""], dtype=object)
    return {
        "channels_effective": spread.effective,
        "top_channel": names[spread.top],
        "top_channel_share": spread.top_share,
    }


def _top_person(cell: Cell, voice: Shares) -> NDArray[np.float64]:
    most = np.asarray(cell.on_topic.max(axis=0).todense()).ravel() if cell.on_topic.shape[0] else voice.on_topic
    share = np.full(len(most), np.nan)
    np.divide(most, voice.on_topic, out=share, where=voice.on_topic > 0)
    return share
