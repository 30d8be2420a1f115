"""The difference of two shares when some people may be in both cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Cell, Floats, scaled, total
from workbench.stats.clustered import ROUNDING, Shares, cell_shares, residual_square
from workbench.stats.interval import interval, student, two_sided
from workbench.stats.mover import mover_interval, mover_p

#: above this ratio of people the two intervals are combined instead of one t interval.
_UNEQUAL = 3.0


@dataclass(frozen=True, eq=False)
class Differences:
    """Differences of K shares between two cells; NaN where there is none.

    Parameters
    ----------
    estimate, lo, hi, variance, p : ndarray of float64, shape (K,)
        First minus second share, its interval, variance and p value.
    form : ndarray of str, shape (K,)
        't' or 'mover', the form of the interval.
    first, second : Shares
        The two cells.
    n_both : int
        People in both cells.
    df : float
        Degrees of freedom of the t form.
    level : float
        Level of the interval.
    """

    estimate: Floats
    lo: Floats
    hi: Floats
    variance: Floats
    p: Floats
    form: npt.NDArray[np.str_]
    first: Shares
    second: Shares
    n_both: int
    df: float
    level: float


def difference(first: Cell, second: Cell, *, level: float = 0.95) -> Differences:
    """Compare two cells topic by topic.

    Parameters
    ----------
    first, second : Cell
        With the same people in the same order (posts 0 where absent) and the same topics; both of posts or both
        after `as_people`.
    level : float
        Level of the intervals.

    Returns
    -------
    Differences

    Raises
    ------
    ValueError
        If the cells do not list the same people and topics.

    Notes
    -----
    Statistics reference 1.3. The t form sums ψ² over the union of people, so somebody in both cells is one person.
    Cells of very different size, and cells where a share has no variance, combine the single intervals (MOVER); their
    p value is the one that belongs to that interval.
    """
    if first.on_topic.shape != second.on_topic.shape or first.estimand != second.estimand:
        raise ValueError(f"cells differ: {first.on_topic.shape} and {second.on_topic.shape}")
    one, two = cell_shares(first), cell_shares(second)
    estimate = one.estimate - two.estimate
    variance = union_variance(first, second, one, two)
    df = max(float(np.fmin(one.eff_authors, two.eff_authors)) - 1, 1.0)
    half = student(df, level) * np.sqrt(variance)
    lo, hi = estimate - half, estimate + half
    p = two_sided(estimate, variance, df)
    unequal = max(one.authors, two.authors) > _UNEQUAL * min(one.authors, two.authors)
    combined = unequal | (one.variance == 0) | (two.variance == 0) | (variance == 0)
    if combined.any():
        intervals = interval(one, level=level), interval(two, level=level)
        mover_lo, mover_hi = mover_interval(one, two, *intervals)
        lo, hi = np.where(combined, mover_lo, lo), np.where(combined, mover_hi, hi)
        p = np.where(combined, mover_p(one, two), p)
    return Differences(
        estimate=estimate,
        lo=lo,
        hi=hi,
        variance=variance,
        p=p,
        form=np.where(combined, "mover", "t"),
        first=one,
        second=two,
        n_both=int(((first.posts > 0) & (second.posts > 0)).sum()),
        df=df,
        level=level,
    )


def union_variance(first: Cell, second: Cell, one: Shares, two: Shares) -> Floats:
    """Return the variance of p1 − p2 over the union of people, shape (K,).

    Parameters
    ----------
    first, second : Cell
        The cells.
    one, two : Shares
        Their shares.

    Returns
    -------
    ndarray of float64, shape (K,)
        A∪/(A∪−1) Σ ψ²; NaN where a cell has fewer than two people.
    """
    people = int(((first.posts > 0) | (second.posts > 0)).sum())
    if min(one.authors, two.authors) < 2:
        return np.full(first.topics, np.nan)
    n1, n2 = float(first.posts.sum()), float(second.posts.sum())
    p1, p2 = one.estimate, two.estimate
    squares = residual_square(first, p1) / n1**2 + residual_square(second, p2) / n2**2
    weight = first.inflation
    cross = (
        total(scaled(first.on_topic.multiply(second.on_topic).tocsr(), weight))
        - p2 * total(scaled(first.on_topic, weight * second.posts))
        - p1 * total(scaled(second.on_topic, weight * first.posts))
        + p1 * p2 * float((weight * first.posts * second.posts).sum())
    )
    variance = squares - 2 * cross / (n1 * n2)
    return np.where(variance > ROUNDING * squares, people / (people - 1) * variance, 0.0)
