"""The interval of a difference from the intervals of its two shares."""

from __future__ import annotations

import numpy as np

from workbench.stats.cell import Floats
from workbench.stats.clustered import Shares
from workbench.stats.interval import Intervals, design_effect, quantile, wilson

#: halvings of the level when the p value is searched: the last changes it by less than 1e-15.
_HALVINGS = 50


def mover(
    p1: Floats, limits1: tuple[Floats, Floats], p2: Floats, limits2: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Return the limits of p1 − p2.

    Parameters
    ----------
    p1, p2 : ndarray of float64, shape (K,)
        Shares.
    limits1, limits2 : tuple of ndarray of float64, shape (K,)
        Lower and upper limit of each.

    Returns
    -------
    tuple of ndarray
        Lower and upper limit of the difference.

    Notes
    -----
    Method of variance estimates recovery (Newcombe 1998; Zou and Donner 2008); statistics reference 1.3.
    """
    (l1, u1), (l2, u2) = limits1, limits2
    d = p1 - p2
    return d - np.hypot(p1 - l1, u2 - p2), d + np.hypot(u1 - p1, p2 - l2)


def mover_interval(first: Shares, second: Shares, one: Intervals, two: Intervals) -> tuple[Floats, Floats]:
    """Return the limits of the difference of two cells from their single intervals, each of shape (K,)."""
    return mover(first.estimate, (one.lo, one.hi), second.estimate, (two.lo, two.hi))


def mover_p(first: Shares, second: Shares) -> Floats:
    """Return the p value that belongs to the interval: one less the level at which it just touches 0.

    Parameters
    ----------
    first, second : Shares
        The two cells.

    Returns
    -------
    ndarray of float64, shape (K,)
        1 where the shares are equal, NaN where a cell has fewer than two people.
    """
    p1, p2 = first.estimate, second.estimate
    if min(first.authors, second.authors) < 2:
        return np.full(len(p1), np.nan)
    sizes = [shares.posts / design_effect(shares) for shares in (first, second)]
    # The tail is searched on a log scale: p values reach 1e-12 and their ratios matter, not their differences.
    low, high = np.full(len(p1), np.log(1e-12)), np.zeros(len(p1))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        limits = [
            wilson(shares.estimate, size, quantile(shares, np.exp(middle)))
            for shares, size in zip((first, second), sizes, strict=True)
        ]
        lo, hi = mover(p1, limits[0], p2, limits[1])
        outside = (lo > 0) | (hi < 0)
        high, low = np.where(outside, middle, high), np.where(outside, low, middle)
    return np.exp(high)
