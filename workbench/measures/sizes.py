"""Sizes: the share of posts and of people of every subject, with interval and judgement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.measures.counts import axes, tally
from workbench.measures.doubt import unless_stable
from workbench.measures.marks import UNCHECKED, Marked
from workbench.measures.subjects import Subjects
from workbench.stats.cell import Cell, as_people
from workbench.stats.clustered import Shares, cell_shares
from workbench.stats.effect import UNKNOWN
from workbench.stats.interval import Intervals, interval
from workbench.stats.strength import Evidence, Judgement, Kind, judge


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
    marks : mapping of str to Mark
        By subject, where people checked how it is sorted.
    """

    period: str
    precision: float = 0.05
    effect: float = UNKNOWN
    marks: Marked = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Sizes:
    """The sizes of K subjects among some posts.

    Parameters
    ----------
    subjects : Subjects
    stand : Stand
    cell : Cell
        The counts they are made from.
    voice, people : Shares
        Of posts, and of people with at least one post.
    voice_range, people_range : Intervals
    judged : list of Judgement, length K
        Of the share of people.
    """

    subjects: Subjects
    stand: Stand
    cell: Cell
    voice: Shares
    people: Shares
    voice_range: Intervals
    people_range: Intervals
    judged: list[Judgement]

    def contract(self) -> dict[str, Any]:
        """Return the columns of the result rows of the shares of people, each of length K (statistics reference 9)."""
        count = len(self.judged)
        same = {
            "measure": f"{self.subjects.level}_share",
            "cell": "all",
            "period": self.stand.period,
            "level": self.people_range.level,
            "estimand": "people",
            "scope": "generalise",
            "n_posts": self.people.posts,
            "n_authors": self.people.authors,
            "eff_authors": self.people.eff_authors,
            "method": "share:people:wilson:sorted",
        }
        return {
            **{name: [value] * count for name, value in same.items()},
            "subject": list(self.subjects.ids),
            "estimate": self.people.estimate.tolist(),
            "lo": self.people_range.lo.tolist(),
            "hi": self.people_range.hi.tolist(),
            "deff": self.people_range.deff.tolist(),
            "gold_n": [self.stand.marks.get(subject, UNCHECKED).gold for subject in self.subjects.ids],
            "strength": [found.strength for found in self.judged],
            "checked": [found.checked for found in self.judged],
            "reason": [found.reason for found in self.judged],
        }


def sizes(spoken: pd.DataFrame, about: pd.DataFrame, subjects: Subjects, stand: Stand) -> Sizes:
    """Measure every topic or theme among some posts.

    Parameters
    ----------
    spoken : DataFrame
        Columns item_id, person, authors: the posts that shares are of.
    about : DataFrame
        From `pairs`.
    subjects : Subjects
    stand : Stand

    Returns
    -------
    Sizes

    Notes
    -----
    A topic whose stability is not known is at most likely, one below .60 too early (statistics reference 10).
    """
    counted = tally(spoken, about, axes(spoken, subjects.ids), effect=stand.effect)
    voice, people = cell_shares(counted), cell_shares(as_people(counted))
    voice_range, people_range = interval(voice), interval(people)
    judged = _judged(counted, voice, people, people_range, stand, subjects)
    return Sizes(subjects, stand, counted, voice, people, voice_range, people_range, judged)


def _judged(
    cell: Cell, voice: Shares, people: Shares, ranges: Intervals, stand: Stand, subjects: Subjects
) -> list[Judgement]:
    stand_in = bool((cell.inflation > 1)[cell.posts > 0].any())
    stability = subjects.stability
    marks = [stand.marks.get(subject, UNCHECKED) for subject in subjects.ids]
    with np.errstate(invalid="ignore"):
        ratio = voice.voice_people_ratio
    return [
        marks[at].lower(
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
                        checked=marks[at].checked,
                        voice_people_ratio=float(ratio[at]),
                        precision=stand.precision,
                        stability=stability[at],
                    )
                ),
                stability[at],
            )
        )
        for at in range(len(people.estimate))
    ]
