"""The ranking of each text's neighbours, kept so that a part of the texts can be clustered without a new search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from workbench.topics.neighbours import nearest

#: neighbours kept of each row: where 80 % of the texts are drawn, fewer than 15 of 30 are left once in 20,000 rows.
DEPTH = 30
#: queries searched at once: 256 x 50,000 float64 is 100 MB.
BLOCK_ROWS = 256


@dataclass(frozen=True)
class Ranking:
    """The nearest neighbours of every row, nearest first.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
    order : ndarray of int64, shape (n, depth)
        Row numbers by falling similarity; equal similarities by rising row number, as `nearest` breaks ties.
    """

    vectors: NDArray[np.int16]
    order: NDArray[np.int64]

    @classmethod
    def of(cls, vectors: NDArray[np.int16], *, depth: int = DEPTH) -> Self:
        """Rank the neighbours of every row.

        Parameters
        ----------
        vectors : ndarray of int16, shape (n, d)
            At least two rows.
        depth : int
            Neighbours kept, at most n - 1.
        """
        found = nearest(vectors, depth)
        order = np.empty_like(found)
        for start in range(0, len(found), BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            near = vectors[found[block]].astype(np.float32)
            similar = (near @ vectors[block].astype(np.float32)[:, :, None])[:, :, 0]  # whole numbers, exact
            # rows of `found` rise, so a stable sort leaves the lower row first among equals
            order[block] = np.take_along_axis(found[block], np.argsort(-similar, axis=1, kind="stable"), axis=1)
        return cls(vectors, order)

    def among(self, rows: NDArray[np.int64], k: int) -> NDArray[np.int64]:
        """Find the `k` nearest neighbours of some rows as if there were no others.

        Parameters
        ----------
        rows : ndarray of int64, shape (m,)
            Rising row numbers.
        k : int
            Neighbours a row, at most m - 1.

        Returns
        -------
        ndarray of int64, shape (m, k)
            Positions in `rows`, ascending within a row: exactly `nearest(vectors[rows], k)`.

        Notes
        -----
        The first k drawn ones of a ranking are the k nearest drawn ones. A row with fewer left, mostly because one
        person wrote much of its neighbourhood, is searched for again.
        """
        k = min(k, len(rows) - 1)
        place = np.full(len(self.vectors), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        ranked = place[self.order[rows]]
        left = ranked >= 0
        taken = left & (np.cumsum(left, axis=1) <= k)
        enough = taken.sum(axis=1) == k
        found = np.empty((len(rows), k), dtype=np.int64)
        found[enough] = ranked[enough][taken[enough]].reshape(-1, k)
        short = np.flatnonzero(~enough)
        drawn = self.vectors[rows].astype(np.float32) if len(short) else np.zeros((0, 0), dtype=np.float32)
        for start in range(0, len(short), BLOCK_ROWS):
            queries = short[start : start + BLOCK_ROWS]
            found[queries] = _searched(queries, drawn, k)
        return np.sort(found, axis=1)


def _searched(queries: NDArray[np.int64], floats: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the k nearest of some rows, in no order; whole numbers below 2**24 leave room for the row as tie-break."""
    n = len(floats)
    keys = (floats[queries] @ floats.T).astype(np.float64) * n - np.arange(n)
    keys[np.arange(len(queries)), queries] = -np.inf  # a row is not its own neighbour
    return np.argpartition(keys, n - k, axis=1)[:, n - k :]
