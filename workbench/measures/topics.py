"""Topics: how much of the talk and how many of the people, each share with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.measures.counts import axes, pairs, tally
from workbench.measures.doubt import unless_stable
from workbench.measures.material import Material
from workbench.measures.subjects import Subjects
from workbench.stats.breadth import breadth
from workbench.stats.cell import Cell, as_people
from workbench.stats.clustered import Shares, cell_shares
from workbench.stats.effect import UNKNOWN
from workbench.stats.interval import Intervals, interval
from workbench.stats.row import rows
from workbench.stats.strength import Evidence, Judgement, Kind, judge

#: fewer ratings than this say nothing of a topic.
LEAST_RATED = 5


@dataclass(frozen=True)
class Stand:
    """Where and how sizes are measured.

    Parameters
    ----------
    period : str
        Label of the window.
    precision : float
        Half-width that a firm share may have.
    effect : float
        Design effect of posts without an author.
    """

    period: str
    precision: float = 0.05
    effect: float = UNKNOWN


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
        status, owner, first_seen, posts, people, share_posts, share_people (each with _lo and _hi), stars,
        stars_others, channels_effective, top_channel, top_channel_share, top_person_share, stability, then the
        result row of the share of people (statistics reference 9). Shares are fractions of the posts with words in
        the project's language, and of their authors.

    Notes
    -----
    A topic whose stability is not known is at most likely, one below .60 too early (statistics reference 10).
    """
    spoken = material.spoken
    about = pairs(filed, subjects.of_topic)
    on = axes(spoken, subjects.ids)
    cell = tally(spoken, about, on, effect=stand.effect)
    voice, people = cell_shares(cell), cell_shares(as_people(cell))
    voice_range, people_range = interval(voice), interval(people)
    judged = _judged(cell, voice, people, people_range, stand, subjects.stability)
    measured: dict[str, Any] = {
        "posts": voice.on_topic.astype(int),
        "people": voice.people_on_topic.astype(int),
        **_columns("share_posts", voice, voice_range),
        **_columns("share_people", people, people_range),
        **_stars(spoken, about, subjects.ids),
        **_channels(spoken, about, subjects.ids),
        "top_person_share": _top_person(cell, voice),
        "stability": subjects.table["stability"],
    }
    named = subjects.table.drop(columns="stability").rename(columns={"subject": "topic_id"})
    table = named.assign(**measured)
    contract = _contract(subjects, people, people_range, judged, stand)
    table = pd.concat([table, contract], axis=1)
    return table.sort_values(["people", "posts", "topic_id"], ascending=[False, False, True], ignore_index=True)


def _columns(name: str, shares: Shares, ranges: Intervals) -> dict[str, NDArray[np.float64]]:
    return {name: shares.estimate, f"{name}_lo": ranges.lo, f"{name}_hi": ranges.hi}


def _judged(
    cell: Cell, voice: Shares, people: Shares, ranges: Intervals, stand: Stand, stability: list[float | None]
) -> list[Judgement]:
    stand_in = bool((cell.inflation > 1)[cell.posts > 0].any())
    with np.errstate(invalid="ignore"):
        ratio = voice.voice_people_ratio
    return [
        unless_stable(
            judge(
                Evidence(
                    kind=Kind.SHARE,
                    estimate=float(people.estimate[at]),
                    lo=float(ranges.lo[at]),
                    hi=float(ranges.hi[at]),
                    people=voice.authors,
                    eff_people=voice.eff_authors,
                    top_share=voice.top_author_share,
                    posts_stand_in=stand_in,
                    voice_people_ratio=float(ratio[at]),
                    precision=stand.precision,
                    stability=stability[at],
                )
            ),
            stability[at],
        )
        for at in range(len(people.estimate))
    ]


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


def _contract(
    subjects: Subjects, people: Shares, ranges: Intervals, judged: list[Judgement], stand: Stand
) -> pd.DataFrame:
    return rows(
        measure=f"{subjects.level}_share",
        subject=subjects.ids,
        cell="all",
        period=stand.period,
        estimate=people.estimate,
        lo=ranges.lo,
        hi=ranges.hi,
        level=ranges.level,
        estimand="people",
        scope="generalise",
        n_posts=people.posts,
        n_authors=people.authors,
        eff_authors=people.eff_authors,
        deff=ranges.deff,
        method="share:people:wilson:sorted",
        strength=[found.strength for found in judged],
        checked=[found.checked for found in judged],
        reason=[found.reason for found in judged],
    )
