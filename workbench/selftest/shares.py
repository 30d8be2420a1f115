"""Arms of a single share: does its interval hold the truth (statistics reference 1.2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbench.selftest.arm import Arm, Plan, always, held, percent, repeated
from workbench.selftest.talkers import talk
from workbench.stats.clustered import Shares, shares
from workbench.stats.interval import Intervals, interval

#: share of each topic, and how many topics have it; the rest of the talk is on one more.
SIZES = ((0.02, 10), (0.10, 10), (0.30, 3))
PEOPLE = (30, 100, 400)


def share_arm(share: float, topics: int, people: int, *, method: Callable[[Shares], Intervals] = interval) -> Arm:
    """Return the arm of one size of topic.

    Parameters
    ----------
    share : float
        True share of each topic.
    topics : int
        Topics of this size.
    people : int
    method : callable
        Gives the intervals.
    """
    truth = np.append(np.full(topics, share), max(1 - share * topics, 1e-9))

    def once(chance: np.random.Generator) -> float:
        limits = method(shares(*talk(chance, people, truth)))
        return held(limits.lo[:topics], limits.hi[:topics], share)

    return Arm(
        name=f"share-{share * 100:.0f}-people-{people}",
        reference="1.2",
        planted=f"{people} people, each with habits, spend {percent(share)} of their posts on each of {topics} topics.",
        plan=Plan(
            aim="The range of a share is honest for small topics and few people.",
            data=f"{people} people, Pareto(1.3) posts up to 300, Dirichlet habits with correlation .3.",
            estimand="Share of posts among all people of this kind.",
            method="Wilson with the pooled design effect and Student's t (stats.interval).",
            performance=f"How often the 95 % range holds {percent(share)}, over {topics} topics.",
        ),
        band=always(0.90, 0.98),
        run=repeated(once),
    )


ARMS = tuple(share_arm(share, topics, people) for share, topics in SIZES for people in PEOPLE)
