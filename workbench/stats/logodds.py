"""Words that one cell uses more than another, and not words of one loud person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from workbench.stats.cell import Cell, Floats, canonical_order, take, total
from workbench.stats.multiple import benjamini_hochberg

#: product defaults: pseudo-count of the prior, uses and people that a listed word needs.
PRIOR_WORDS = 500.0
MIN_USES = 20
MIN_PEOPLE = 5
#: numbers held at once; 2 million float64 are 16 MB.
_BLOCK_NUMBERS = 2_000_000


@dataclass(frozen=True, eq=False)
class LogOdds:
    """Log-odds of W words between two cells; NaN where a word is not listed or cannot be tested.

    Parameters
    ----------
    delta, z : ndarray of float64, shape (W,)
        Difference of the log-odds, and over its standard error.
    s_jack, sigma : ndarray of float64, shape (W,)
        Standard error by leaving people out one by one, and as if every word were independent.
    p, q : ndarray of float64, shape (W,)
        Two-sided, and corrected over the listed words.
    people_1, people_2 : ndarray of float64, shape (W,)
        People who use the word.
    """

    delta: Floats
    z: Floats
    s_jack: Floats
    sigma: Floats
    p: Floats
    q: Floats
    people_1: Floats
    people_2: Floats


def log_odds(
    first: Cell,
    second: Cell,
    *,
    prior: npt.ArrayLike | None = None,
    min_uses: int = MIN_USES,
    min_people: int = MIN_PEOPLE,
) -> LogOdds:
    """Compare the words of two cells.

    Parameters
    ----------
    first, second : Cell
        posts: words (A,) of each person; on_topic: uses (A, W) of each word; the same people in the same order.
    prior : array_like, shape (W,), optional
        Pseudo-count of each word; by default 500 words spread like both cells together.
    min_uses, min_people : int
        What a listed word needs over both cells.

    Returns
    -------
    LogOdds

    Notes
    -----
    Monroe, Colaresi and Quinn 2008, equations 16 to 22, with a jackknife over people and the prior held fixed
    (statistics reference 1.6). Somebody in both cells is left out of both at once.
    """
    y1, y2 = total(first.on_topic), total(second.on_topic)
    n1, n2 = float(first.posts.sum()), float(second.posts.sum())
    if prior is None:
        alpha = PRIOR_WORDS * (y1 + y2) / max(n1 + n2, 1.0)
        weight = PRIOR_WORDS
    else:
        alpha = np.asarray(prior, dtype=np.float64)
        weight = float(alpha.sum())
    people_1, people_2 = total(first.on_topic > 0), total(second.on_topic > 0)
    users = total((first.on_topic + second.on_topic) > 0)
    listed = (y1 + y2 >= min_uses) & (users >= min_people) & (alpha > 0)
    none = np.full(len(y1), np.nan)
    delta, sigma, s_jack = none.copy(), none.copy(), none.copy()
    delta[listed] = _logit((y1 + alpha)[listed], n1 + weight) - _logit((y2 + alpha)[listed], n2 + weight)
    sigma[listed] = np.sqrt(1 / (y1 + alpha)[listed] + 1 / (y2 + alpha)[listed])
    if min(first.people, second.people) > 1 and listed.any():
        s_jack[listed] = _jackknife(first, second, listed, alpha[listed], weight)
    z = delta / np.fmax(s_jack, sigma) if np.isfinite(s_jack).any() else none
    p = 2 * special.ndtr(-np.abs(z))
    return LogOdds(delta, z, s_jack, sigma, p, benjamini_hochberg(p), people_1, people_2)


def _logit(uses: Floats, words: Floats | float) -> Floats:
    return np.asarray(np.log(uses / (words - uses)), dtype=np.float64)


def _jackknife(first: Cell, second: Cell, listed: npt.NDArray[np.bool_], alpha: Floats, weight: float) -> Floats:
    """Return the standard error of every listed word from leaving out one person at a time."""
    order = canonical_order(first, second)
    one, two = take(first, order), take(second, order)
    words = np.flatnonzero(listed)
    strata = _strata(one, two)
    middle = np.zeros((2, len(words)))
    squares = np.zeros((2, len(words)))
    whole: Floats | None = None
    for rows in _blocks(len(order), len(words)):
        levels = []
        for counts in (one, two):
            left = total(counts.on_topic)[words] - counts.on_topic[rows][:, words].toarray() + alpha
            levels.append(_logit(left, (counts.posts.sum() + weight - counts.posts[rows])[:, None]))
        delta = levels[0] - levels[1]
        # Distances from a near value keep the digits that a sum of squares would lose.
        whole = delta[0] if whole is None else whole
        for stratum in (0, 1):
            away = (delta - whole)[strata[rows] == stratum]
            middle[stratum] += away.sum(axis=0)
            squares[stratum] += (away**2).sum(axis=0)
    variance = np.zeros(len(words))
    for stratum in (0, 1):
        size = int((strata == stratum).sum())
        if size > 1:
            variance += (size - 1) / size * (squares[stratum] - middle[stratum] ** 2 / size)
    return np.sqrt(np.maximum(variance, 0.0))


def _strata(one: Cell, two: Cell) -> npt.NDArray[np.int64]:
    """Return 0 for people of the first cell (in both: once) and 1 for those of the second alone.

    A single person of the second alone joins the first: nothing could be said about a stratum of one.
    """
    strata = (one.posts == 0).astype(np.int64)
    return np.zeros_like(strata) if strata.sum() == 1 else strata


def _blocks(people: int, words: int) -> Iterator[slice]:
    size = max(1, _BLOCK_NUMBERS // max(words, 1))
    for start in range(0, people, size):
        yield slice(start, start + size)
