"""One comparison of two cells, with every test that a row about it needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.stats.cell import Cell, Estimand, Floats
from workbench.stats.difference import Differences, difference
from workbench.stats.interval import design_effect
from workbench.stats.logratio import LogRatios, log_ratios
from workbench.stats.multiple import benjamini_hochberg
from workbench.stats.permutation import permute
from workbench.stats.power import smallest_noticeable


@dataclass(frozen=True, eq=False)
class Comparison:
    """A family of K differences.

    Parameters
    ----------
    differences : Differences
        Estimates and intervals.
    q : ndarray of float64, shape (K,)
        Benjamini-Hochberg over the topics with posts in either cell.
    p_perm : ndarray of float64, shape (K,)
        By permutation of people.
    p_gate : float
        Do the cells differ at all?
    mde : ndarray of float64, shape (K,)
        Smallest difference noticed four times in five.
    ratios : LogRatios or None
        Against the rest of the talk; None for shares of people, which do not sum to 1.
    """

    differences: Differences
    q: Floats
    p_perm: Floats
    p_gate: float
    mde: Floats
    ratios: LogRatios | None


def compare(
    first: Cell, second: Cell, *, chance: np.random.Generator, level: float = 0.95, repeats: int = 999
) -> Comparison:
    """Compare two cells over all topics.

    Parameters
    ----------
    first, second : Cell
        As in `difference.difference`.
    chance : numpy.random.Generator
        From `chance.generator`, named after the measure and its cells.
    level : float
        Level of the intervals.
    repeats : int
        Permutations.

    Returns
    -------
    Comparison
        q is over the topics of this comparison; a family of several comparisons corrects their p together.
    """
    found = difference(first, second, level=level)
    one, two = found.first, found.second
    family = one.on_topic + two.on_topic > 0
    permuted = permute(first, second, chance=chance, repeats=repeats)
    posts = max(one.posts + two.posts, 1)
    return Comparison(
        differences=found,
        q=benjamini_hochberg(np.where(family, found.p, np.nan)),
        p_perm=permuted.p,
        p_gate=permuted.p_gate,
        mde=smallest_noticeable(
            (one.on_topic + two.on_topic) / posts,
            one.posts,
            two.posts,
            deff_1=design_effect(one),
            deff_2=design_effect(two),
        ),
        ratios=log_ratios(first, second, found) if first.estimand is Estimand.VOICE else None,
    )
