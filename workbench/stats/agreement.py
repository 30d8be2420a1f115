"""Agreement: do people who code the same posts choose the same codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats

#: below this lower limit a topic is exploratory (statistics reference 3.3).
EXPLORATORY = 0.667
#: numbers held at once while posts are drawn again; 4 million float64 are 32 MB.
_BLOCK_NUMBERS = 4_000_000


class Scale(StrEnum):
    """How far two codes are apart."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, eq=False)
class Agreement:
    """Krippendorff's alpha; None where it cannot be said.

    Parameters
    ----------
    alpha, lo, hi : float or None
        1 for full agreement, 0 for what chance would give; its interval.
    units : int
        Posts coded at least twice.
    pairable : int
        Codings of these posts.
    values : ndarray of float64, shape (V,)
        The codes that were used.
    prevalence : ndarray of float64, shape (V,)
        Share of the codings with each.
    reason : str
        Why there is no alpha, in plain words; empty where there is one.
    """

    alpha: float | None
    lo: float | None
    hi: float | None
    units: int
    pairable: int
    values: Floats
    prevalence: Floats
    reason: str = ""

    @property
    def exploratory(self) -> bool:
        """Whether the codes are not agreed well enough for a sentence."""
        return self.lo is None or self.lo < EXPLORATORY


def agreement(
    codes: npt.ArrayLike,
    *,
    scale: Scale | str = Scale.NOMINAL,
    author: npt.ArrayLike | None = None,
    chance: np.random.Generator | None = None,
    repeats: int = 1000,
) -> Agreement:
    """Measure how well coders agree.

    Parameters
    ----------
    codes : array_like, shape (coders, U)
        Code of each post by each coder; NaN where not coded.
    scale : Scale or str
        Distance of two codes.
    author : array_like of int, shape (U,), optional
        Who wrote each post; by default everybody wrote one.
    chance : numpy.random.Generator, optional
        From `chance.generator`; without it there is no interval.
    repeats : int
        Times that authors are drawn again.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        If shapes do not fit, or a code of a ratio scale is negative.

    Notes
    -----
    Krippendorff 2004, chapter 11; statistics reference 3.3. The interval draws the authors of the coded posts with
    replacement and takes percentiles; draws in which only one code occurs are left out, and posts by one author have no
    interval. Its coverage is not verified.
    """
    given = np.asarray(codes, dtype=np.float64)
    person = np.arange(given.shape[-1]) if author is None else np.asarray(author)
    scale = Scale(scale)
    if given.ndim != 2 or person.shape != given.shape[1:]:
        raise ValueError(f"codes {given.shape} and author {person.shape} do not fit together")
    if scale is Scale.RATIO and (given < 0).any():
        raise ValueError("a ratio scale has no negative codes")
    values = np.unique(given[np.isfinite(given)])
    counts = (given[:, :, None] == values).sum(axis=0).astype(np.float64)
    twice = counts.sum(axis=1) >= 2
    pairs = _coincidences(counts[twice])
    whole = pairs.sum(axis=0)[None]
    used = whole[0].sum(axis=1)
    prevalence = used / used.sum() if used.any() else np.zeros(len(values))
    found = float(_alpha(whole, values, scale)[0]) if len(values) else np.nan
    size, pairable = int(twice.sum()), round(float(used.sum()))
    if np.isnan(found):
        reason = "no variation: only one code was used" if size else "no post was coded twice"
        return Agreement(None, None, None, size, pairable, values, prevalence, reason)
    lo, hi = (None, None) if chance is None else _limits(pairs, person[twice], values, scale, (chance, repeats))
    return Agreement(found, lo, hi, size, pairable, values, prevalence)


def one_versus_rest(codes: npt.ArrayLike, value: float) -> Floats:
    """Return the codes as this one (1) or another (0); NaN where not coded.

    Parameters
    ----------
    codes : array_like, shape (coders, U)
        As in `agreement`.
    value : float
        The code of one topic.

    Returns
    -------
    ndarray of float64, shape (coders, U)
    """
    given = np.asarray(codes, dtype=np.float64)
    return np.where(np.isnan(given), np.nan, (given == value).astype(np.float64))


def _coincidences(counts: Floats) -> Floats:
    """Return o_ck of every unit, shape (U, V, V), from how often each code was used, shape (U, V)."""
    same = counts[:, :, None] * np.eye(counts.shape[1])
    return np.asarray(
        (counts[:, :, None] * counts[:, None, :] - same) / (counts.sum(axis=1) - 1)[:, None, None], dtype=np.float64
    )


def _alpha(pairs: Floats, values: Floats, scale: Scale) -> Floats:
    """Return alpha of each table of coincidences (b, V, V); NaN where only one code occurs."""
    used = pairs.sum(axis=2)
    apart = _distance(used, values, scale)
    all_ = used.sum(axis=1)
    observed = (pairs * apart).sum(axis=(1, 2))
    expected = (used[:, :, None] * used[:, None, :] * apart).sum(axis=(1, 2))
    result = np.full(len(pairs), np.nan)
    np.divide((all_ - 1) * observed, expected, out=result, where=expected > 0)
    return 1 - result


def _distance(used: Floats, values: Floats, scale: Scale) -> Floats:
    """Return δ of every two codes, shape (b, V, V); used (b, V) says how often each occurs."""
    one, two = values[:, None], values[None, :]
    if scale is Scale.ORDINAL:
        # Σ n_g from c to k less half of both ends is the distance of the ranks' middles.
        middle = np.cumsum(used, axis=1) - used / 2
        return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)
    if scale is Scale.NOMINAL:
        apart = (one != two).astype(np.float64)
    elif scale is Scale.INTERVAL:
        apart = (one - two) ** 2
    else:
        apart = np.divide(one - two, one + two, out=np.zeros((len(values),) * 2), where=one + two > 0) ** 2
    return np.asarray(apart[None])


def _limits(
    pairs: Floats, person: npt.NDArray[np.int64], values: Floats, scale: Scale, draws: tuple[np.random.Generator, int]
) -> tuple[float | None, float | None]:
    """Return the 2.5th and 97.5th percentile over draws of authors; None where no draw has two codes, or one author."""
    chance, repeats = draws
    groups = np.unique(person, return_inverse=True)[1].ravel()
    sums = np.zeros((int(groups.max()) + 1, len(values) ** 2))
    np.add.at(sums, groups, pairs.reshape(len(pairs), -1))
    # Chance falls on rows: their order must not depend on how authors are named.
    sums = sums[np.lexsort(np.round(sums, 9).T)]
    if len(sums) < 2:
        return None, None
    size = max(1, _BLOCK_NUMBERS // max(sums.shape))
    found = []
    for start in range(0, repeats, size):
        drawn = chance.integers(0, len(sums), (min(size, repeats - start), len(sums)))
        times = np.array([np.bincount(row, minlength=len(sums)) for row in drawn], dtype=np.float64)
        found.append(_alpha((times @ sums).reshape(len(times), len(values), len(values)), values, scale))
    alphas = np.concatenate(found)
    known = alphas[np.isfinite(alphas)]
    if not len(known):
        return None, None
    lo, hi = np.quantile(known, (0.025, 0.975))
    return float(lo), float(hi)
