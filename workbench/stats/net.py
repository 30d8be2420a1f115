"""A net score: the share of people for, minus the share against, such as NPS."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from workbench.stats.interval import student, wilson
from workbench.stats.mean import Mean, mean


def net_score(person: npt.ArrayLike, side: npt.ArrayLike, *, level: float = 0.95) -> Mean:
    """Return the share for minus the share against, with limits that hold where nearly everybody agrees.

    Parameters
    ----------
    person : array_like, shape (N,)
        Who answered.
    side : array_like, shape (N,)
        1 for, −1 against, 0 neither.
    level : float
        Of the interval.

    Returns
    -------
    Mean
        Its variance is that of `mean`: (p + d − (p − d)²)/(n − 1) where each person answers once.

    Notes
    -----
    Newcombe's square-and-add limits for two shares of the same people (Statistics in Medicine 17, 1998), from Wilson
    limits with Student's t and N over the design effect, and the correlation of two exclusive shares,
    −√(pd / ((1−p)(1−d))). 1,000 repeats each of 12, 30 and 100 people, one or up to three answers a person: covers
    .94-.98; limits of ± t√v cover .45-.96, least where most are for.
    """
    values = np.asarray(side, dtype=np.float64)
    found = mean(person, values, level=level)
    if found.people < 2:
        return found
    size = found.figures / (found.deff if found.deff > 1 else 1.0)
    shares = np.array([np.count_nonzero(values > 0), np.count_nonzero(values < 0)]) / found.figures
    lower, upper = wilson(shares, size, student(found.eff_people - 1, level))
    p, d = (float(one) for one in shares)
    apart = (1 - p) * (1 - d)
    together = -math.sqrt(p * d / apart) if apart > 0 else 0.0
    below = _added(p - float(lower[0]), float(upper[1]) - d, together)
    above = _added(float(upper[0]) - p, d - float(lower[1]), together)
    return replace(found, lo=max(found.estimate - below, -1.0), hi=min(found.estimate + above, 1.0))


def _added(one: float, other: float, together: float) -> float:
    return math.sqrt(max(one**2 + other**2 - 2 * together * one * other, 0.0))
