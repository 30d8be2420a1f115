"""Checked posts: how many of each stratum were checked by hand, and what that says of the stratum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from workbench.stats.cell import Floats


@dataclass(frozen=True, eq=False)
class Strata:
    """Hand-checked posts of one cell and topic, by machine label (and score or segment).

    Parameters
    ----------
    machine : ndarray of bool, shape (H,)
        The machine sorts the posts of the stratum under the topic.
    size : ndarray of float64, shape (H,)
        Posts M of the stratum.
    coded, positive : ndarray of float64, shape (H,)
        Posts drawn and checked m, and those really about the topic k; expected counts may be fractions.
    finite : bool
        The checked posts are among those of the strata; False for checks of other months (`oldgold`).
    """

    machine: npt.NDArray[np.bool_]
    size: Floats
    coded: Floats
    positive: Floats
    finite: bool = True

    @property
    def weight(self) -> Floats:
        """Share W of the posts in each stratum, shape (H,)."""
        return np.asarray(self.size / self.size.sum())

    @property
    def gold(self) -> int:
        """Posts checked in all."""
        return round(float(self.coded.sum()))


def strata(
    machine: npt.ArrayLike, size: npt.ArrayLike, coded: npt.ArrayLike, positive: npt.ArrayLike, *, finite: bool = True
) -> Strata:
    """Check counts and return them as strata.

    Parameters
    ----------
    machine, size, coded, positive, finite
        See `Strata`; strata without posts are dropped.

    Returns
    -------
    Strata

    Raises
    ------
    ValueError
        If shapes differ, a count is negative, or more were checked (or found) than there are.
    """
    sizes, m, k = (np.asarray(values, dtype=np.float64) for values in (size, coded, positive))
    label = np.asarray(machine, dtype=bool)
    if sizes.ndim != 1 or not label.shape == sizes.shape == m.shape == k.shape:
        raise ValueError(f"strata of different shapes: {label.shape}, {sizes.shape}, {m.shape}, {k.shape}")
    if not ((k >= 0) & (k <= m)).all() or (finite and (m > sizes).any()) or (sizes < 0).any():
        raise ValueError("checked posts must lie between those found and those there are")
    kept = sizes > 0
    return Strata(label[kept], sizes[kept], m[kept], k[kept], finite)


def tally(
    machine: npt.ArrayLike, rows: npt.ArrayLike, truth: npt.ArrayLike, *, part: npt.ArrayLike | None = None
) -> Strata:
    """Count the checked posts of one cell by stratum.

    Parameters
    ----------
    machine : array_like of bool, shape (N,)
        The machine sorts the post under the topic.
    rows : array_like of int, shape (m,)
        Places of the posts that were drawn and checked.
    truth : array_like of bool, shape (m,)
        Whether each is about the topic.
    part : array_like of int, shape (N,), optional
        Segment or month of each post; strata are machine label × part.

    Returns
    -------
    Strata
    """
    label, at = np.asarray(machine, dtype=bool), np.asarray(rows, dtype=np.int64)
    place = (
        np.zeros(len(label), dtype=np.int64)
        if part is None
        else np.unique(np.asarray(part), return_inverse=True)[1].ravel()
    )
    stratum = 2 * place + ~label
    count = 2 * (int(place.max(initial=0)) + 1)
    size, coded = (np.bincount(of, minlength=count) for of in (stratum, stratum[at]))
    positive = np.bincount(stratum[at], weights=np.asarray(truth, dtype=np.float64), minlength=count)
    return strata(np.arange(count) % 2 == 0, size, coded, positive)


def jeffreys(positive: Floats, coded: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the limits of Jeffreys' interval of k of m, each of shape (H,): 0 at k = 0 and 1 at k = m."""
    tail = (1 - level) / 2
    lower = special.betaincinv(positive + 0.5, coded - positive + 0.5, tail)
    upper = special.betaincinv(positive + 0.5, coded - positive + 0.5, 1 - tail)
    return np.where(positive == 0, 0.0, lower), np.where(positive == coded, 1.0, upper)


def rates(found: Strata) -> Floats:
    """Return the share about the topic in each stratum; the machine's word where nothing was checked."""
    result = found.machine.astype(np.float64)
    np.divide(found.positive, found.coded, out=result, where=found.coded > 0)
    return result


def spread(found: Strata, level: float) -> tuple[float, float, float]:
    """Return the share and how far its limits lie below and above it."""
    w, p = found.weight, rates(found)
    lower, upper = jeffreys(found.positive, found.coded, level)
    few = found.coded < 2  # all of a stratum of one: unseen is 0
    lower, upper = np.where(few, 0.0, lower), np.where(few, 1.0, upper)
    unseen = 1 - found.coded / found.size if found.finite else np.ones(len(w))
    down = np.sqrt((w**2 * (p - lower) ** 2 * unseen).sum())
    up = np.sqrt((w**2 * (upper - p) ** 2 * unseen).sum())
    return float((w * p).sum()), float(down), float(up)
