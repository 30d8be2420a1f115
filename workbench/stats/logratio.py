"""Log-ratios: did a topic move, or was it only pushed aside by the topic that moved most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Cell, Floats, scaled, total
from workbench.stats.difference import Differences
from workbench.stats.interval import student, two_sided


@dataclass(frozen=True, eq=False)
class LogRatios:
    """Change of each topic against the rest of the talk, the biggest mover left out; NaN where there is none.

    Parameters
    ----------
    estimate, lo, hi, p : ndarray of float64, shape (K,)
        Difference of log(topic / rest) between the cells, its interval and p value.
    mechanical : ndarray of bool, shape (K,)
        The share moved clearly against the biggest mover, but not against the rest.
    mover : int
        Index of the topic with the largest difference, −1 where there is none.
    """

    estimate: Floats
    lo: Floats
    hi: Floats
    p: Floats
    mechanical: npt.NDArray[np.bool_]
    mover: int


def log_ratios(first: Cell, second: Cell, differences: Differences) -> LogRatios:
    """Compare each topic with the rest of the talk.

    Parameters
    ----------
    first, second : Cell
        The compared cells.
    differences : Differences
        Their differences of shares.

    Returns
    -------
    LogRatios
        NaN where a cell has fewer than two people.

    Notes
    -----
    Statistics reference 1.4(c): ℓ = log((Y+.5)/(R+.5)), R the posts on all other topics but the biggest mover;
    variance over the union of people as in 1.3.
    """
    d = differences.estimate
    if not np.isfinite(differences.variance).any() or not len(d):
        none = np.full(len(d), np.nan)
        return LogRatios(none, none, none, none, np.zeros(len(d), dtype=bool), -1)
    mover = int(np.argmax(np.abs(d)))
    people = int(((first.posts > 0) | (second.posts > 0)).sum())
    level_1, level_2 = _levels(first, mover), _levels(second, mover)
    estimate = level_1[0] - level_2[0]
    variance = people / (people - 1) * _squares(first, second, mover, (level_1[1:], level_2[1:]))
    half = student(differences.df, differences.level) * np.sqrt(variance)
    lo, hi = estimate - half, estimate + half
    p = two_sided(estimate, variance, differences.df)
    clear = (differences.lo > 0) | (differences.hi < 0)
    mechanical = clear & (lo <= 0) & (hi >= 0) & (np.sign(d) == -np.sign(d[mover]))
    return LogRatios(estimate, lo, hi, p, mechanical, mover)


def _levels(counts: Cell, mover: int) -> tuple[Floats, Floats, Floats]:
    """Return ℓ, Y + .5 and R + .5 of every topic."""
    on_topic = total(counts.on_topic)
    rest = on_topic.sum() - on_topic - on_topic[mover]
    rest[mover] = on_topic.sum() - on_topic[mover]
    y, r = on_topic + 0.5, rest + 0.5
    return np.log(y / r), y, r


def _squares(
    first: Cell, second: Cell, mover: int, sizes: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]
) -> Floats:
    """Return Σ (ψ_a1 − ψ_a2)² of every topic, shape (K,), from products of sparse columns."""
    (y1, r1), (y2, r2) = sizes
    cells = (first, second)
    talk = [np.asarray(cell.on_topic.sum(axis=1), dtype=np.float64).ravel() for cell in cells]
    most = [np.asarray(cell.on_topic[:, [mover]].toarray(), dtype=np.float64).ravel() for cell in cells]
    square_1 = _own(first, talk[0], most[0], mover, (y1, r1))
    square_2 = _own(second, talk[1], most[1], mover, (y2, r2))
    return np.maximum(square_1 + square_2 - 2 * _crossed(cells, talk, most, mover, sizes), 0.0)


def _own(counts: Cell, talk: Floats, most: Floats, mover: int, sizes: tuple[Floats, Floats]) -> Floats:
    y, r = sizes
    yy, yr, rr = _products((counts, counts), (talk, talk), (most, most), mover)
    return yy / y**2 - 2 * yr / (y * r) + rr / r**2


def _crossed(
    cells: tuple[Cell, Cell],
    talk: list[Floats],
    most: list[Floats],
    mover: int,
    sizes: tuple[tuple[Floats, Floats], tuple[Floats, Floats]],
) -> Floats:
    (y1, r1), (y2, r2) = sizes
    yy, yr, rr = _products(cells, (talk[0], talk[1]), (most[0], most[1]), mover)
    _, ry, _ = _products(cells[::-1], (talk[1], talk[0]), (most[1], most[0]), mover)
    return yy / (y1 * y2) - yr / (y1 * r2) - ry / (y2 * r1) + rr / (r1 * r2)


def _products(
    cells: tuple[Cell, Cell], talk: tuple[Floats, Floats], most: tuple[Floats, Floats], mover: int
) -> tuple[Floats, Floats, Floats]:
    """Return Σ y_a x_a, Σ y_a q_a and Σ r_a q_a of every topic, with r and q the rests of the two cells."""
    one, two = cells
    w = one.inflation
    rest_1, rest_2 = talk[0] - most[0], talk[1] - most[1]
    both = total(scaled(one.on_topic.multiply(two.on_topic).tocsr(), w))
    # r_a = s_a − m_a − y_a for every topic but the mover, whose rest is s_a − m_a.
    y_rest, x_rest = total(scaled(one.on_topic, w * rest_2)), total(scaled(two.on_topic, w * rest_1))
    y_r = y_rest - both
    r_r = float((w * rest_1 * rest_2).sum()) - y_rest - x_rest + both
    y_r[mover] = y_rest[mover]
    r_r[mover] = float((w * rest_1 * rest_2).sum())
    return both, y_r, r_r
