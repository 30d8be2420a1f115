"""The difference of two shares within channels: what is left when both sides are heard through the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.stats.cell import Cell, Floats, scaled, total
from workbench.stats.clustered import ROUNDING
from workbench.stats.interval import student

#: people a side that a channel needs to be compared within.
LEAST_PEOPLE = 5


@dataclass(frozen=True, eq=False)
class Standardised:
    """Differences of K shares within channels; NaN where no channel holds both sides.

    Parameters
    ----------
    estimate, lo, hi : ndarray of float64, shape (K,)
        First minus second share, channels weighted by the posts of both sides, and its interval.
    within : ndarray of float64, shape (C, K)
        The difference in each channel used.
    used : tuple of int, length C
        Places of the channels used.
    covered : float
        Share of both sides' posts that lie in these channels.
    level : float
    """

    estimate: Floats
    lo: Floats
    hi: Floats
    within: Floats
    used: tuple[int, ...]
    covered: float
    level: float


def standardised(first: Sequence[Cell], second: Sequence[Cell], *, level: float = 0.95) -> Standardised:
    """Compare two sides within each channel and put the differences together.

    Parameters
    ----------
    first, second : sequence of Cell, length C
        One cell a channel, all with the same people in the same order and the same topics.
    level : float

    Returns
    -------
    Standardised

    Raises
    ------
    ValueError
        If there is no channel, or cells differ in people or topics.

    Notes
    -----
    Direct standardisation to the channels of both sides together, weights taken as known. The variance sums each
    person's part over all channels and both sides, as statistics reference 1.3 does for one channel; Student's t with
    the smaller side's effective people less one. With one channel it is the t form of 1.3.
    """
    cells = [*first, *second]
    if not first or len(first) != len(second) or len({cell.on_topic.shape for cell in cells}) != 1:
        raise ValueError("channels of both sides must list the same people and topics")
    pairs = list(zip(first, second, strict=True))
    used = tuple(at for at, pair in enumerate(pairs) if min(one.people for one in pair) >= LEAST_PEOPLE)
    topics = cells[0].topics
    if not used:
        none = np.full(topics, np.nan)
        return Standardised(none, none.copy(), none.copy(), np.zeros((0, topics)), (), 0.0, level)
    sizes = np.array([[one.posts.sum() for one in pairs[at]] for at in used])
    weights = sizes.sum(axis=1) / sizes.sum()
    parts = [
        _Part(one, sign * weight, size)
        for at, weight, pair in zip(used, weights, sizes, strict=True)
        for one, sign, size in zip(pairs[at], (1.0, -1.0), pair, strict=True)
    ]
    within = np.array([one.share - two.share for one, two in zip(parts[::2], parts[1::2], strict=True)])
    estimate = weights @ within
    effective = min(_effective(side) for side in ([pairs[at][place] for at in used] for place in (0, 1)))
    half = student(effective - 1, level) * np.sqrt(_variance(parts))
    covered = float(sizes.sum() / sum(float(one.posts.sum()) for one in cells))
    return Standardised(estimate, estimate - half, estimate + half, within, used, covered, level)


@dataclass(frozen=True, eq=False)
class _Part:
    """One side in one channel: its cell, its signed weight in the difference, and its posts."""

    cell: Cell
    weight: float
    size: float

    @property
    def share(self) -> Floats:
        return total(self.cell.on_topic) / self.size


def _variance(parts: Sequence[_Part]) -> Floats:
    """Return A/(A-1) of the squares of each person's part in the difference, (K,).

    A person's part is sparse (posts on the topic) less a product of few columns (posts, times the share), so the
    squares need no table of people by topics.
    """
    root = np.sqrt(parts[0].cell.inflation)
    factors = [part.weight / part.size for part in parts]
    counted: Any = sum(scaled(part.cell.on_topic, root * factor) for part, factor in zip(parts, factors, strict=True))
    written = np.column_stack([root * part.cell.posts * factor for part, factor in zip(parts, factors, strict=True)])
    shares = np.array([part.share for part in parts])
    own = total(counted.multiply(counted))
    cross = ((counted.T @ written) * shares.T).sum(axis=1)
    expected = np.einsum("pk,pq,qk->k", shares, written.T @ written, shares)
    squares = own - 2 * cross + expected
    people = int((written != 0).any(axis=1).sum())
    return np.where(squares > ROUNDING * (own + expected), people / (people - 1) * squares, 0.0)


def _effective(side: Sequence[Cell]) -> float:
    """Return the effective people of a side over its channels."""
    posts = np.sum([one.posts for one in side], axis=0)
    return float(posts.sum() ** 2 / (posts**2).sum())
