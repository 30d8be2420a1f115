"""How long people wait, when some are still waiting: Kaplan-Meier, with intervals that count people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats
from workbench.stats.interval import student

#: a step of the curve is a fraction of whole numbers; what differs by less is rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Curve:
    """Who is still waiting after each time at which somebody's waiting ended.

    Parameters
    ----------
    times : ndarray of float64, shape (T,)
        Increasing; in the unit of the waiting.
    waiting : ndarray of float64, shape (T,)
        Share still waiting just after each.
    variance : ndarray of float64, shape (T,)
        Greenwood's, as if every wait were another person's.
    """

    times: Floats
    waiting: Floats
    variance: Floats


@dataclass(frozen=True)
class Waiting:
    """A quantile of how long people wait; NaN where it cannot be said.

    Parameters
    ----------
    estimate, lo, hi : float
        Time; lo and hi both NaN where the upper one lies beyond what was seen.
    deff : float
        Design effect of several waits by one person, at least 1.
    waits, ended, people : int
        All waits, those that ended, and whose they are.
    eff_people, top_share : float
        (Σn)²/Σn², and the part of the person with the most waits.
    level : float
        Of the interval.
    """

    estimate: float
    lo: float
    hi: float
    deff: float
    waits: int
    ended: int
    people: int
    eff_people: float
    top_share: float
    level: float


def kaplan_meier(waited: npt.ArrayLike, ended: npt.ArrayLike) -> Curve:
    """Return the share still waiting over time.

    Parameters
    ----------
    waited : array_like of float, shape (N,)
        At least 0: until it ended, or as long as it was seen.
    ended : array_like of bool, shape (N,)
        False where it had not ended by then.

    Returns
    -------
    Curve
    """
    time, over = np.asarray(waited, dtype=np.float64), np.asarray(ended, dtype=bool)
    times, count = np.unique(time[over], return_counts=True)
    ends = count.astype(np.float64)
    at_risk = len(time) - np.searchsorted(np.sort(time), times, side="left").astype(np.float64)
    waiting = np.asarray(np.cumprod(1 - ends / at_risk), dtype=np.float64)
    rest = at_risk * (at_risk - ends)
    steps = np.divide(ends, rest, out=np.zeros(len(times)), where=rest > 0)
    return Curve(times, waiting, np.asarray(waiting**2 * np.cumsum(steps), dtype=np.float64))


def quantile_time(curve: Curve, share: float) -> float:
    """Return the first time by which more than a share has stopped waiting; NaN if that was not seen."""
    reached = np.flatnonzero(curve.waiting < 1 - share - _ROUNDING)
    return float(curve.times[reached[0]]) if len(reached) else np.nan


def quantile_limits(curve: Curve, share: float, *, deff: float = 1.0, quantile: float = 1.959964) -> Floats:
    """Return the limits of a quantile, shape (2,): the times at which the curve may still pass it.

    Parameters
    ----------
    curve : Curve
    share : float
        Such as .5.
    deff : float
        Design effect that Greenwood's variance is multiplied by.
    quantile : float
        Of the normal or of Student's distribution.

    Returns
    -------
    ndarray of float64, shape (2,)
        The upper one is infinite where the curve does not fall far enough; NaN where nothing ended.

    Notes
    -----
    Tests on the log-minus-log scale, inverted (Brookmeyer and Crowley 1982; Klein and Moeschberger, 4.5).
    """
    usable = (curve.waiting > 0) & (curve.waiting < 1) & (curve.variance > 0)
    waiting = np.where(usable, curve.waiting, 0.5)
    scale = -1 / (waiting * np.log(waiting))
    distance = (np.log(-np.log(waiting)) - np.log(-np.log(1 - share))) / scale
    near = usable & (np.abs(distance) <= quantile * np.sqrt(curve.variance * deff))
    places = np.flatnonzero(near)
    if not len(places):
        return np.full(2, np.nan)
    last = int(places[-1]) + 1
    return np.array([curve.times[places[0]], curve.times[last] if last < len(curve.times) else np.inf])


def waiting(
    waited: npt.ArrayLike, ended: npt.ArrayLike, person: npt.ArrayLike, *, share: float = 0.5, level: float = 0.95
) -> Waiting:
    """Return how long it takes until a share has stopped waiting.

    Parameters
    ----------
    waited, ended : array_like, shape (N,)
        As for `kaplan_meier`.
    person : array_like, shape (N,)
        Who waited.
    share : float
        .5 for the median.
    level : float
        Of the interval.

    Returns
    -------
    Waiting

    Notes
    -----
    Limits as `quantile_limits`, with Student's t on G*−1 degrees of freedom and the design effect at the estimate: the
    person-clustered over the plain sum of squares of each wait's influence on the curve.
    """
    time, over = np.asarray(waited, dtype=np.float64), np.asarray(ended, dtype=bool)
    _, who = np.unique(np.asarray(person), return_inverse=True)
    number = np.bincount(who).astype(np.float64)
    curve = kaplan_meier(time, over)
    estimate = quantile_time(curve, share)
    effective = float(number.sum() ** 2 / (number**2).sum()) if len(number) else np.nan
    deff = _deff(time, over, who, estimate) if np.isfinite(estimate) else np.nan
    lo, hi = np.nan, np.nan
    if np.isfinite(deff) and len(number) > 1:
        lo, hi = quantile_limits(curve, share, deff=deff, quantile=float(student(effective - 1, level)))
    if not np.isfinite(hi):
        lo, hi = np.nan, np.nan
    top = float(number.max() / number.sum()) if len(number) else np.nan
    return Waiting(estimate, float(lo), float(hi), deff, len(time), int(over.sum()), len(number), effective, top, level)


def _deff(time: Floats, over: npt.NDArray[np.bool_], who: npt.NDArray[np.intp], at: float) -> float:
    """Return how much wider several waits by one person make the curve at a time."""
    times, ends = np.unique(time[over], return_counts=True)
    at_risk = len(time) - np.searchsorted(np.sort(time), times, side="left").astype(np.float64)
    gone = np.concatenate([[0.0], np.cumsum(np.where(times <= at, ends / at_risk**2, 0.0))])
    place = np.searchsorted(times, time, side="right")
    own = np.zeros(len(time))
    early = over & (time <= at)
    own[early] = 1 / at_risk[place[early] - 1]
    influence = own - gone[place]
    people = int(who.max()) + 1
    order = np.lexsort([influence, who])
    clustered = float(np.sort(np.bincount(who[order], weights=influence[order]) ** 2).sum())
    single = float(np.sort(influence**2).sum())
    if people < 2 or single <= _ROUNDING / len(time):
        return 1.0
    return max(1.0, clustered * people / (people - 1) / (single * len(time) / (len(time) - 1)))
