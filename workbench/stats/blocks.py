"""Blocks of people: whether what they said moved between two periods, or other people merely spoke."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: with fewer people too few relabellings differ (statistics reference 2.5).
LEAST_PEOPLE = 8
#: numbers held at once while relabelling; 4 million float64 are 32 MB.
_BLOCK_NUMBERS = 4_000_000
#: equal statistics differ by rounding; a permuted one this close counts as reached.
_TIE = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Blocks:
    """Sums over what each person said in two periods.

    Parameters
    ----------
    first, second : ndarray of float64, shape (A, m)
        Each person's sums in each period; whole numbers below 2**53 in all, so that totals are exact in any order.
    first_count, second_count : ndarray of float64, shape (A,)
        What the sums are divided by: texts of each person.
    """

    first: Floats
    second: Floats
    first_count: Floats
    second_count: Floats

    @property
    def people(self) -> int:
        """People with something in either period."""
        return int(((self.first_count > 0) | (self.second_count > 0)).sum())

    def totals(self, labels: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return sums and counts of both periods for each relabelling, shapes (b, m), (b, m), (b, 1), (b, 1).

        Parameters
        ----------
        labels : ndarray of float64, shape (b, A)
            1 keeps a person's two blocks where they are, 0 exchanges them.
        """
        one = self.second.sum(axis=0) + labels @ (self.first - self.second)
        count = self.second_count.sum() + labels @ (self.first_count - self.second_count)
        whole, texts = self.first.sum(axis=0) + self.second.sum(axis=0), self.first_count + self.second_count
        return one, whole - one, count[:, None], texts.sum() - count[:, None]


def squared_shift(blocks: Blocks, labels: Floats) -> Floats:
    """Return the squared distance between the two periods' means for each relabelling, shape (b,).

    Notes
    -----
    T of statistics reference 2.5; NaN where a period is empty.
    """
    one, two, first, second = blocks.totals(labels)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.square(one / first - two / second).sum(axis=1))


def divergence(blocks: Blocks, labels: Floats) -> Floats:
    """Return the Jensen-Shannon divergence of the two periods' sums, in bits, for each relabelling, shape (b,).

    Notes
    -----
    Lin (1991): 0 for equal distributions, 1 for distributions without a common word; NaN where a period is empty.
    """
    one, two, _, _ = blocks.totals(labels)
    bits = np.round(_contributions(one, two).sum(axis=1), 12)
    return np.asarray(np.maximum(bits, 0.0))  # rounding must not tell equals apart


def contributions(first: Floats, second: Floats) -> Floats:
    """Return what each column adds to the divergence of two rows of sums, shape (m,)."""
    return np.asarray(_contributions(first[None, :], second[None, :])[0])


def block_test(
    blocks: Blocks,
    statistic: Callable[[Blocks, Floats], Floats],
    *,
    chance: np.random.Generator,
    repeats: int = 999,
) -> float | None:
    """Test whether two periods differ by more than who happened to speak.

    Parameters
    ----------
    blocks : Blocks
        Rows in an order that does not depend on how people are named: chance falls on rows.
    statistic : callable
        `squared_shift` or `divergence`.
    chance : numpy.random.Generator
        From `chance.generator`.
    repeats : int
        Relabellings B; the smallest p is 1/(B+1).

    Returns
    -------
    float or None
        None with fewer than `LEAST_PEOPLE` people, or where one period is empty.

    Notes
    -----
    Statistics reference 2.5, in the form of 1.3 where periods differ in size: people who spoke in both have their two
    blocks exchanged with probability ½; those who spoke in one are shuffled over the periods, keeping both counts.
    Exchanging them too would compare a month of 30 people with halves of everybody, and always find a change.
    """
    own = statistic(blocks, np.ones((1, len(blocks.first_count))))[0]
    if blocks.people < LEAST_PEOPLE or not np.isfinite(own):
        return None
    reached = 1
    for labels in _labels(blocks, chance, repeats):
        reached += int((~(statistic(blocks, labels) < own * _TIE)).sum())
    return reached / (repeats + 1)


def _labels(blocks: Blocks, chance: np.random.Generator, repeats: int) -> Iterator[Floats]:
    first, second = blocks.first_count > 0, blocks.second_count > 0
    both, single = np.flatnonzero(first & second), np.flatnonzero(first ^ second)
    size = max(1, _BLOCK_NUMBERS // (len(first) + blocks.first.shape[1]))
    for start in range(0, repeats, size):
        labels = np.ones((min(size, repeats - start), len(first)))
        for row in labels:  # one after the other, so that the stream does not depend on how many are held at once
            row[both] = chance.integers(0, 2, size=len(both))
            shuffled = chance.permutation(first[single])
            row[single] = shuffled == first[single]
        yield labels


def _contributions(one: Floats, two: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = one / one.sum(axis=1, keepdims=True), two / two.sum(axis=1, keepdims=True)
        middle = (p + q) / 2
        parts = [np.where(x == 0, 0.0, x * np.log2(x / middle)) for x in (p, q)]
    return np.asarray((parts[0] + parts[1]) / 2)
