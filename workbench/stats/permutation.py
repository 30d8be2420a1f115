"""Permutation of whole people between two cells, for all topics at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from workbench.stats.cell import Cell, Floats, canonical_order, scaled, take, total

#: numbers held at once while permuting; 4 million float64 are 32 MB.
_BLOCK_NUMBERS = 4_000_000
#: equal statistics differ by rounding; a permuted one this close counts as reached.
_TIE = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Permutation:
    """P values of one comparison.

    Parameters
    ----------
    p : ndarray of float64, shape (K,)
        For each topic; NaN where it has no posts in either cell.
    p_gate : float
        For the whole family: do the cells differ at all? NaN where no topic can be tested.
    repeats : int
        Random relabellings B.
    """

    p: Floats
    p_gate: float
    repeats: int


@dataclass(frozen=True, eq=False)
class _Blocks:
    """Sums that a relabelling changes, linear in the labels f of people: constant + f · difference."""

    constant: Floats
    change: sparse.csr_array[Any]
    topics: int
    people: int
    keep: int | None  # people labelled 1 where cells are disjoint; None: each block pair is exchanged or not
    own: Floats  # the real labels


def permute(first: Cell, second: Cell, *, chance: np.random.Generator, repeats: int = 999) -> Permutation:
    """Test the difference of every topic, and of all together, by relabelling people.

    Parameters
    ----------
    first, second : Cell
        As in `difference.difference`.
    chance : numpy.random.Generator
        From `chance.generator`.
    repeats : int
        Relabellings B; the smallest p is 1/(B+1).

    Returns
    -------
    Permutation
        The same whatever the order of people.

    Notes
    -----
    Statistics reference 1.3 and 1.4(a): T = |D|/√v, gate Σ D²/v. Cells without common people shuffle the label over
    people, keeping both counts; otherwise each person's two blocks are exchanged with probability ½. Where authors are
    unknown T² is divided by the mean design effect (first-order correction of Rao and Scott 1984).
    """
    untested = Permutation(np.full(first.topics, np.nan), np.nan, repeats)
    if min(first.people, second.people) < 2:
        return untested
    order = canonical_order(first, second)
    blocks = _blocks(take(first, order), take(second, order))
    effect = _mean_inflation(first, second)
    observed = _squares(blocks, blocks.own[None, :])[0]
    tested = np.isfinite(observed) & (total(first.on_topic) + total(second.on_topic) > 0)
    if not tested.any():
        return untested
    target = observed * (_TIE / effect)
    gate = float(observed[tested].sum()) * (_TIE / effect)
    reached, gate_reached = np.ones(first.topics), 1
    for labels in _labels(blocks, chance, repeats):
        permuted = _squares(blocks, labels)
        reached += (permuted >= target).sum(axis=0)
        gate_reached += int((np.where(np.isfinite(permuted), permuted, 0.0)[:, tested].sum(axis=1) >= gate).sum())
    return Permutation(np.where(tested, reached / (repeats + 1), np.nan), gate_reached / (repeats + 1), repeats)


def _blocks(first: Cell, second: Cell) -> _Blocks:
    together = (first.posts > 0) & (second.posts > 0)
    spoke = (first.posts > 0) | (second.posts > 0)
    own, keep = (first.posts > 0).astype(np.float64), None
    n1, y1, n2, y2 = first.posts, first.on_topic, second.posts, second.on_topic
    if not together.any():
        # One block a person, moved to either cell.
        n1, y1 = n1 + n2, (y1 + y2).tocsr()
        n2, y2 = np.zeros_like(n2), sparse.csr_array(y2.shape, dtype=np.float64)
        keep = int(own.sum())
    else:
        own = np.ones(len(n1))
    w = first.inflation
    # Each column group is a sum over cell 1; its mirror (cells exchanged) is the sum over cell 2.
    ones = _columns(n1, y1, n2, y2, w)
    twos = _columns(n2, y2, n1, y1, w)
    people = int(spoke.sum())
    inside = np.concatenate([total(twos), total(ones)])
    step = (ones - twos).tocsr()
    return _Blocks(inside, step, first.topics, people, keep, own)


def _columns(n: Floats, y: sparse.csr_array[Any], m: Floats, x: sparse.csr_array[Any], w: Floats) -> Any:  # noqa: ANN401
    """Return n, w n², w n m and, for each topic, y, w y², w y n, w y m, w y x of every person; (A, 3 + 5K)."""
    plain = sparse.csr_array(np.column_stack([n, w * n * n, w * n * m]))
    square, product = y.multiply(y).tocsr(), y.multiply(x).tocsr()
    parts = [plain, y, scaled(square, w), scaled(y, w * n), scaled(y, w * m), scaled(product, w)]
    return sparse.hstack(parts, format="csr")


def _squares(blocks: _Blocks, labels: Floats) -> Floats:
    """Return D²/v for every relabelling (rows of labels, shape (b, A)) and topic; inf where v = 0 < |D|."""
    moved = np.asarray((blocks.change.T @ labels.T).T)
    half = moved.shape[1]
    one, two = blocks.constant[:half] + moved, blocks.constant[half:] - moved
    n1, n2 = one[:, :1], two[:, :1]
    k = blocks.topics
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = one[:, 3 : 3 + k] / n1, two[:, 3 : 3 + k] / n2
        s1, s2 = (_residual(sums, p, k) / n**2 for sums, p, n in ((one, p1, n1), (two, p2, n2)))
        cross = (
            one[:, 3 + 4 * k :]
            - p2 * one[:, 3 + 3 * k : 3 + 4 * k]
            - p1 * two[:, 3 + 3 * k : 3 + 4 * k]
            + p1 * p2 * one[:, 2:3]
        )
        variance = blocks.people / (blocks.people - 1) * (s1 + s2 - 2 * cross / (n1 * n2))
        square = (p1 - p2) ** 2
        # Rounding leaves variances of 1e-20 where everybody has the same share.
        return np.where(square < 1e-20, 0.0, square / np.where(variance > 1e-20, variance, 0.0))


def _residual(sums: Floats, p: Floats, k: int) -> Floats:
    return sums[:, 3 + k : 3 + 2 * k] - 2 * p * sums[:, 3 + 2 * k : 3 + 3 * k] + p * p * sums[:, 1:2]


def _labels(blocks: _Blocks, chance: np.random.Generator, repeats: int) -> Iterator[Floats]:
    people = len(blocks.own)
    size = max(1, _BLOCK_NUMBERS // (people + blocks.change.shape[1]))
    for start in range(0, repeats, size):
        rows = min(size, repeats - start)
        if blocks.keep is None:
            yield chance.integers(0, 2, size=(rows, people)).astype(np.float64)
        else:
            yield _shuffled(blocks, chance, rows)


def _shuffled(blocks: _Blocks, chance: np.random.Generator, rows: int) -> Floats:
    labels = np.zeros((rows, len(blocks.own)))
    for row in labels:
        row[chance.permutation(blocks.people)[: blocks.keep]] = 1.0
    return labels


def _mean_inflation(first: Cell, second: Cell) -> float:
    posts = first.posts + second.posts
    return float((first.inflation * posts).sum() / max(posts.sum(), 1.0))
