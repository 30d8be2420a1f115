"""Old gold: whether posts checked in earlier months still speak for this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.stats.cell import Floats
from workbench.stats.checked import Strata, strata
from workbench.stats.multiple import benjamini_hochberg

#: months are pooled unless a difference this sure is found.
ALPHA = 0.05
#: product default: below this skill a sensitivity line says nothing.
_LEAST_SKILL = 0.2


@dataclass(frozen=True, eq=False)
class Pooled:
    """Checked posts to use for the newest month of one topic.

    Parameters
    ----------
    strata : Strata
        The newest month, with the checks of all pooled months.
    months : int
        Months behind it, 1 where only the newest counts.
    p : float
        Smallest p of the two comparisons with earlier months; NaN where there is nothing to compare.
    q : float
        The same, corrected over the family.
    """

    strata: Strata
    months: int
    p: float
    q: float


def pool(topics: Sequence[Sequence[Strata]]) -> tuple[Pooled, ...]:
    """Pool the checks of several months where the machine sorted equally well.

    Parameters
    ----------
    topics : sequence over topics of sequence over months of Strata
        Of one cell; the newest month last.

    Returns
    -------
    tuple of Pooled
        One for each topic.

    Raises
    ------
    ValueError
        If a topic has no month.

    Notes
    -----
    Statistics reference 3.7: Fisher's exact test of the share that fits among machine-positives and of the misses among
    machine-negatives, newest month against all earlier ones, Benjamini-Hochberg over both and all topics. A month
    whose positives or negatives were not checked cannot be compared and takes nothing from others.
    """
    if not all(topics):
        raise ValueError("each topic needs at least the newest month")
    counts = [[_two(month) for month in months] for months in topics]
    p = np.array([_compare(months) for months in counts]).reshape(len(topics), 2)
    q = benjamini_hochberg(p.ravel()).reshape(p.shape)
    return tuple(
        _pooled(months, pairs, p[at], q[at]) for at, (months, pairs) in enumerate(zip(topics, counts, strict=True))
    )


def sensitivity(machine_share: float, true_positive: float, false_positive: float) -> float | None:
    """Return what the true share would be, if the machine erred as before; None where that cannot be.

    Parameters
    ----------
    machine_share : float
        Share that the machine sorts under the topic.
    true_positive, false_positive : float
        Share of the posts about the topic that it finds, and of the others that it takes.

    Returns
    -------
    float or None
        None where the rates are closer than .2, or the result lies outside 0 and 1.

    Notes
    -----
    Rogan and Gladen 1978; statistics reference 3.7. A line beside the machine count, never an estimate.

    Examples
    --------
    >>> round(sensitivity(0.12, 0.8, 0.03), 7)
    0.1168831
    """
    skill = true_positive - false_positive
    if skill < _LEAST_SKILL:
        return None
    share = (machine_share - false_positive) / skill
    return share if 0 <= share <= 1 else None


def _two(month: Strata) -> Floats:
    """Return checked and fitting posts by machine label, positives first; shape (2, 2)."""
    sides = (month.machine, ~month.machine)
    return np.array([[month.coded[side].sum(), month.positive[side].sum()] for side in sides])


def _compare(months: list[Floats]) -> tuple[float, float]:
    """Return the p of machine-positives and of machine-negatives, NaN where one side has no checks."""
    from scipy.stats import fisher_exact

    new, old = months[-1], np.sum(months[:-1], axis=0) if len(months) > 1 else np.zeros((2, 2))
    found = [np.nan, np.nan]
    for at in (0, 1):
        if new[at, 0] and old[at, 0]:
            table = np.array([[side[at, 1], side[at, 0] - side[at, 1]] for side in (new, old)]).astype(np.int64)
            found[at] = float(fisher_exact(table)[1])
    return found[0], found[1]


def _pooled(months: Sequence[Strata], counts: list[Floats], p: Floats, q: Floats) -> Pooled:
    new, sides = months[-1], (months[-1].machine, ~months[-1].machine)
    size = np.array([new.size[side].sum() for side in sides])
    compared = np.isfinite(p)
    smallest = (float(p[compared].min()), float(q[compared].min())) if compared.any() else (np.nan, np.nan)
    with_checks = [pairs for pairs in counts if pairs[:, 0].any()]
    unchecked = ((size > 0) & (counts[-1][:, 0] == 0)).any()
    if len(with_checks) < 2 or unchecked or (q[compared] <= ALPHA).any():
        return Pooled(new, 1, *smallest)
    coded, positive = np.sum(with_checks, axis=0).T
    return Pooled(strata([True, False], size, coded, positive, finite=False), len(with_checks), *smallest)
