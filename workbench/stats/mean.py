"""The mean of a figure that people give, with a variance that counts people."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.clustered import ROUNDING
from workbench.stats.interval import student


@dataclass(frozen=True)
class Mean:
    """A mean of N figures by A people; NaN where it cannot be said.

    Parameters
    ----------
    estimate, variance, lo, hi : float
        Mean, its person-clustered variance and its interval; lo and hi are NaN where everybody gave the same.
    figures, people : int
        N and A.
    eff_people : float
        (Σn)²/Σn².
    top_share : float
        Part of the figures by the person with the most.
    deff : float
        Variance over that of N people who give one figure each.
    level : float
        Of the interval.
    """

    estimate: float
    variance: float
    lo: float
    hi: float
    figures: int
    people: int
    eff_people: float
    top_share: float
    deff: float
    level: float


def mean(person: npt.ArrayLike, figure: npt.ArrayLike, *, level: float = 0.95) -> Mean:
    """Return the mean of some figures and how far it could be off.

    Parameters
    ----------
    person : array_like, shape (N,)
        Who gave each.
    figure : array_like of float, shape (N,)
    level : float
        Of the interval.

    Returns
    -------
    Mean

    Notes
    -----
    Statistics reference 1.1 with any figure in place of 0 and 1: v = A/(A−1) Σ (Σ_i (y_i − m))² / N², mean ± t√v with
    max(G*−1, 1) degrees of freedom. For figures of −1, 0 and 1 by one person each it is (p + d − (p − d)²)/(n − 1), the
    variance of a difference of two shares of the same people.

    Examples
    --------
    >>> round(mean(range(100), [1] * 50 + [0] * 30 + [-1] * 20).variance * 99, 4)
    0.61
    """
    values = np.asarray(figure, dtype=np.float64)
    _, who = np.unique(np.asarray(person), return_inverse=True)
    count, people = len(values), int(who.max() + 1) if len(values) else 0
    if not count:
        none = math.nan
        return Mean(none, none, none, none, 0, 0, none, none, none, level)
    # sorted, so that the order of figures and of people does not change the last digit of a sum
    estimate = float(np.sort(values).sum()) / count
    order = np.lexsort([values, who])
    number = np.bincount(who).astype(np.float64)
    residual = np.sort((np.bincount(who[order], weights=values[order]) - estimate * number) ** 2).sum()
    eff_people = count**2 / float((number**2).sum())
    variance = people / (people - 1) * residual / count**2 if people > 1 else np.nan
    single = float(np.sort((values - estimate) ** 2).sum())
    spread = single / (count - 1) / count if count > 1 else np.nan
    known = residual > ROUNDING * max(1.0, float((values**2).sum())) if people > 1 else False
    half = float(student(eff_people - 1, level)) * float(np.sqrt(variance)) if known else np.nan
    return Mean(
        estimate=estimate,
        variance=float(variance) if known or np.isnan(variance) else 0.0,
        lo=estimate - half,
        hi=estimate + half,
        figures=count,
        people=people,
        eff_people=eff_people,
        top_share=float(number.max()) / count,
        deff=float(variance / spread) if known and spread else np.nan,
        level=level,
    )
