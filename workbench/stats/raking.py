"""Raking: weights that make the people who spoke look like a known customer base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from workbench.errors import BadRequest
from workbench.stats.cell import Counts, Floats
from workbench.stats.clustered import Shares, cell_shares
from workbench.stats.gather import by_person, labels

#: product defaults of statistics reference 1.8.
CONVERGED = 1e-9
ROUNDS = 500
CAP = 5.0
#: margins that differ by less than this are one total, written with rounding.
_SAME_TOTAL = 1e-9


@dataclass(frozen=True, eq=False)
class Raked:
    """A table fitted to known margins.

    Parameters
    ----------
    fitted : ndarray of float64, same shape as the observed table
        With the wanted sums along every axis.
    weight : ndarray of float64, same shape
        Fitted over observed, capped and rescaled to the total of the margins; 0 where nobody was observed.
    capped : int
        Observed units whose weight was cut.
    rounds : int
        Rounds until it fitted.
    """

    fitted: Floats
    weight: Floats
    capped: int
    rounds: int

    @property
    def largest(self) -> float:
        """The largest weight over the mean weight of those that are used."""
        used = self.weight[self.weight > 0]
        return float(used.max() / used.mean())


def rake(
    observed: npt.ArrayLike, margins: Sequence[npt.ArrayLike], *, names: Sequence[Sequence[str]] | None = None
) -> Raked:
    """Fit a table of observed units to known totals along each axis.

    Parameters
    ----------
    observed : array_like, any number of axes
        Units (people or posts) of each combination, such as plan × region.
    margins : sequence of array_like
        The wanted totals along each axis, in the same unit as one another.
    names : sequence of sequence of str, optional
        What the places along each axis are called, for messages.

    Returns
    -------
    Raked

    Raises
    ------
    ValueError
        If shapes do not fit, or a number is negative or not finite.
    BadRequest
        If margins have different totals, nobody was observed in a cell that the margins count people in, or the table
        does not come to fit.

    Notes
    -----
    Iterative proportional fitting (Deming and Stephan 1940) to a relative change below 1e-9 within 500 rounds;
    statistics reference 1.8. The median of the cap counts every observed unit once. Weights never speak for people
    who said nothing.
    """
    table = np.asarray(observed, dtype=np.float64)
    wanted = [np.asarray(margin, dtype=np.float64) for margin in margins]
    _check(table, wanted)
    _refuse(table, wanted, names)
    fitted, rounds = _fit(table, wanted)
    weight = np.divide(fitted, table, out=np.zeros_like(fitted), where=table > 0)
    used = weight > 0  # a margin of zero leaves people out and caps nobody
    limit = CAP * _median(weight[used], table[used])
    cut = np.minimum(weight, limit)
    capped = round(float(table[weight > limit * (1 + CONVERGED)].sum()))
    return Raked(fitted, cut * (fitted.sum() / (cut * table).sum()), capped, rounds)


def weighted_shares(author: npt.ArrayLike, weight: npt.ArrayLike, on_topic: Counts) -> Shares:
    """Compute weighted shares with a variance that counts people.

    Parameters
    ----------
    author : array_like of int, shape (N,)
        Whose unit it is.
    weight : array_like, shape (N,)
        Weight of each unit, such as `Raked.weight` of its combination.
    on_topic : array or sparse matrix, shape (N, K) or (N,)
        1 where the unit is on the topic.

    Returns
    -------
    Shares
        posts counts units of positive weight; deff is against as many equal and independent ones, so that
        `interval.interval` applies.

    Notes
    -----
    Statistics reference 1.8: v = A/(A−1) Σ_a (Σ_i w_i (y_i − p))² / (Σ w)², which is 1.1 with Σ w for posts. Coverage
    of intervals from it is not verified.
    """
    w = np.asarray(weight, dtype=np.float64)
    person = np.unique(np.asarray(author), return_inverse=True)[1].ravel()
    counts = by_person(person, int(person.max(initial=-1)) + 1, labels(on_topic, len(w)), weight=w)
    found = cell_shares(counts)
    units = int((w > 0).sum())
    binomial = found.estimate * (1 - found.estimate) / max(units, 1)
    deff = np.divide(found.variance, binomial, out=np.full(len(binomial), np.nan), where=binomial > 0)
    return replace(found, posts=units, deff=deff)


def kish(weight: npt.ArrayLike) -> float:
    """Return the number of equal weights that would be worth as much: (Σw)² / Σw² (Kish 1965); 0 without weights."""
    w = np.asarray(weight, dtype=np.float64)
    return float(w.sum() ** 2 / np.square(w).sum()) if w.any() else 0.0


def _check(table: Floats, wanted: list[Floats]) -> None:
    if table.shape != tuple(len(margin) for margin in wanted):
        raise ValueError(f"a table of {table.shape} does not fit margins of {[len(margin) for margin in wanted]}")
    for numbers in (table, *wanted):
        if not (np.isfinite(numbers).all() and (numbers >= 0).all()):
            raise ValueError("observed units and margins must be finite and not negative")


def _refuse(table: Floats, wanted: list[Floats], names: Sequence[Sequence[str]] | None) -> None:
    totals = [float(margin.sum()) for margin in wanted]
    if not min(totals) > 0 or max(totals) - min(totals) > _SAME_TOTAL * max(totals):
        raise BadRequest(
            f"The known totals do not agree: they sum to {', '.join(f'{value:g}' for value in totals)}.",
            where="the known customer base",
            fix="Give every list of totals for the same customers, so that each sums to the same number.",
        )
    counted = np.ones(table.shape, dtype=bool)
    for axis, margin in enumerate(wanted):
        counted &= np.expand_dims(margin > 0, [other for other in range(table.ndim) if other != axis])
    empty = np.argwhere(counted & (table == 0))
    if len(empty):
        first = [names[axis][at] if names else str(at) for axis, at in enumerate(empty[0])]
        raise BadRequest(
            f"Nobody of {' × '.join(first)} was heard, and weights cannot speak for them.",
            where=f"the known customer base, {len(empty)} empty combination(s)",
            fix="Put this group together with another one, or leave one of the totals out.",
        )


def _fit(table: Floats, wanted: list[Floats]) -> tuple[Floats, int]:
    fitted = table.copy()
    for rounds in range(1, ROUNDS + 1):
        before = fitted
        for axis, margin in enumerate(wanted):
            others = tuple(other for other in range(table.ndim) if other != axis)
            sums = fitted.sum(axis=others, keepdims=True)
            target = np.expand_dims(margin, others)
            fitted = fitted * np.divide(target, sums, out=np.zeros_like(sums), where=sums > 0)
        if (np.abs(fitted - before) <= CONVERGED * fitted).all():
            return fitted, rounds
    raise BadRequest(
        f"The weights did not settle in {ROUNDS} rounds.",
        where="the known customer base",
        fix="Put small groups together, or leave one of the totals out.",
    )


def _median(values: Floats, times: Floats) -> float:
    """Return the median of values that each occur `times` times."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(times[order]) / times.sum()
    low, high = (int(np.searchsorted(below, 0.5, side=side)) for side in ("left", "right"))
    return float((values[order][low] + values[order][min(high, len(values) - 1)]) / 2)
