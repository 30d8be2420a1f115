"""Effort: how many posts must be checked for an interval of a stated width."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.stats.cell import Floats
from workbench.stats.checked import Strata, strata
from workbench.stats.goldsample import MISSES, allocate
from workbench.stats.truth import People, Truth, generalise, within


def expected(share: float, gold: int, *, recall: float, false_positive: float, level: float = 0.95) -> Truth:
    """Return the interval that a number of checks will give, if all goes as expected.

    Parameters
    ----------
    share : float
        The true share, above 0 and below 1.
    gold : int
        Posts to check.
    recall, false_positive : float
        Share of the posts about the topic that the machine finds, and of the others that it takes.
    level : float
        Coverage.

    Returns
    -------
    Truth
        Scope within, for a cell so large that the checked posts are a small part.

    Notes
    -----
    Statistics reference 3.4: expected counts, no finite-population factor.
    """
    hit, false = share * recall, (1 - share) * false_positive
    sorted_ = hit + false
    coded = gold * np.array([1 - MISSES, MISSES])
    truth = np.array([hit / sorted_, share * (1 - recall) / (1 - sorted_)]) if 0 < sorted_ < 1 else np.full(2, share)
    return within(strata([True, False], [sorted_, 1 - sorted_], coded, coded * truth, finite=False), level=level)


def more_checks(found: Strata, precision: float, *, people: People | None = None, level: float = 0.95) -> int | None:
    """Return how many more posts to check until the interval is expected to be narrow enough.

    Parameters
    ----------
    found : Strata
        What was checked so far, of one cell and topic.
    precision : float
        Wanted half-width, in the unit of the share.
    people : People, optional
        For an interval that holds for other people too; otherwise for the collected posts.
    level : float
        Coverage.

    Returns
    -------
    int or None
        0 where it is narrow enough; None where checking every post would not do.

    Notes
    -----
    Planning figure: the shares found so far, (k + ½)/(m + 1), stay as they are, and checks are spread as in 3.4.
    """

    def wide(gold: int) -> bool:
        planned = _planned(found, gold) if gold > found.gold else found
        truth = within(planned, level=level) if people is None else generalise(planned, people, level=level)
        return truth.lo is None or truth.hi is None or (truth.hi - truth.lo) / 2 > precision

    low, high = found.gold, int(found.size.sum())
    if not wide(low):
        return 0
    if wide(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wide(middle) else (low, middle)
    return high - found.gold


def _planned(found: Strata, gold: int) -> Strata:
    """Return the strata with `gold` posts checked in all; what was checked stays checked."""
    label = found.machine
    quotas = allocate(found.size[label].sum(), found.size[~label].sum(), gold)
    coded = np.where(label, _spread_over(found, label, int(quotas[0])), _spread_over(found, ~label, int(quotas[1])))
    coded = np.clip(coded, found.coded, found.size)
    share = (found.positive + 0.5) / (found.coded + 1)
    return replace(found, coded=coded, positive=np.where(coded > found.coded, coded * share, found.positive))


def _spread_over(found: Strata, side: np.ndarray, quota: int) -> Floats:
    """Return the quota of one machine label spread over its strata by size, shape (H,)."""
    size = np.where(side, found.size, 0.0)
    return np.asarray(quota * size / max(float(size.sum()), 1.0))
