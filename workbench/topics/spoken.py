"""Spoken: the texts of a period beside a codebook, who wrote them and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Spoken:
    """Distinct texts of a period, near copies collapsed to one, and how the codebook has filed them.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
        In an order that depends on the texts alone.
    score : ndarray of int64, shape (n,)
        Product with the nearest prototype of any topic, in 1/16,000,000 of a cosine.
    bar : ndarray of int64, shape (n,)
        The least product that this topic accepts.
    people, days : tuple of frozenset of str, length n
        Who wrote the text or a near copy of it in the period, and on which days.
    earlier : tuple of frozenset of str, length n
        Who wrote it in the months before; a text may be of either or both.
    """

    vectors: NDArray[np.int16]
    score: NDArray[np.int64]
    bar: NDArray[np.int64]
    people: tuple[frozenset[str], ...]
    days: tuple[frozenset[str], ...]
    earlier: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.vectors)

    def take(self, rows: NDArray[np.int64]) -> Spoken:
        """Return some of the texts."""
        return Spoken(
            self.vectors[rows],
            self.score[rows],
            self.bar[rows],
            *(tuple(of[at] for at in rows) for of in (self.people, self.days, self.earlier)),
        )


def people_behind(spoken: Spoken, rows: NDArray[np.int64]) -> frozenset[str]:
    """Return who stands behind texts: the period's people, and earlier ones whose text no topic accepts."""
    left = rows[spoken.score[rows] < spoken.bar[rows]]
    return union(spoken.people, rows) | union(spoken.earlier, left)


def days_behind(spoken: Spoken, rows: NDArray[np.int64]) -> frozenset[str]:
    """Return the days of the period on which texts were written."""
    return union(spoken.days, rows)


def union(of: Sequence[frozenset[str]], rows: NDArray[np.int64]) -> frozenset[str]:
    """Return all that some rows hold between them."""
    return frozenset().union(*(of[at] for at in rows))
