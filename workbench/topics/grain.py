"""The grain: how finely texts can be cut such that a half of them would be cut the same way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.topics.leiden import communities
from workbench.topics.neighbours import overlap_graph

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: multiples of the resolution that are tried, in this order.
FINER = (2.0, 4.0, 8.0)
#: no finer cut makes more clusters than this: somebody must read and name them.
MOST_CLUSTERS = 100
#: random partings of the texts into two halves.
PARTINGS = 6
#: a finer cut is taken when halves reproduce it better by this much (adjusted Rand index), two standard errors of 12
#: halves. Measured: .04 to .09 where clusters hide topics of 40 questions each, below .03 where they do not.
GAIN = 0.03
#: nor is it taken where halves hardly reproduce it: of vectors without any clusters, finer cuts agree ever better too,
#: as neighbours stay neighbours (up to .55; true topics .7 and more).
LEAST_AGREEMENT = 0.6
#: no finer cut gains more than this (measured: .09), so that from too low none is looked for.
MOST_GAIN = 0.1


@dataclass(frozen=True)
class Cut:
    """Clusters at one resolution.

    Parameters
    ----------
    resolution : float
    labels : ndarray of int64, shape (n,)
    """

    resolution: float
    labels: NDArray[np.int64]


def finest(listed: csr_matrix, *, resolution: float = 1.0, seed: int = 1) -> Cut:
    """Cut as finely as halves of the rows confirm.

    Parameters
    ----------
    listed : csr_matrix of int32, shape (n, n)
        1 where a row lists another as its neighbour.
    resolution : float
        The coarsest cut; it is kept unless a finer one is clearly better reproduced.
    seed : int
        Decides the halves and the order in which rows are visited.

    Returns
    -------
    Cut

    Notes
    -----
    Modularity joins topics that are small beside the whole (Fortunato and Barthélemy 2007). Which of them are joined is
    then an accident: half of the texts gives others, and a finer cut, between true topics, is reproduced better. Where
    a finer cut runs through a topic it is the accident (Ben-Hur, Elisseeff and Guyon 2002, on stability). In a half
    each row keeps about half of its neighbours, so that clusters of the same share of the rows are looked for. Cuts
    into clusters that are on average smaller than a neighbourhood are not considered.
    """
    whole = overlap_graph(listed)
    best = _cut(whole, resolution, seed)
    most = min(MOST_CLUSTERS, listed.shape[0] ** 2 // (listed.nnz + listed.shape[0]))
    if best.labels.max() >= most:
        return best
    halves = [(rows, overlap_graph(listed[rows][:, rows])) for rows in _halves(listed.shape[0], seed)]
    usual = _agreement(best, halves, seed)
    for times in FINER if usual >= LEAST_AGREEMENT - MOST_GAIN else ():
        cut = _cut(whole, resolution * times, seed)
        if cut.labels.max() >= most:
            break  # finer ones have more
        agreement = _agreement(cut, halves, seed)
        if agreement <= usual - GAIN:
            break  # finer ones only get worse
        if agreement >= max(usual + GAIN, LEAST_AGREEMENT):
            best = cut
    return best


def _halves(n: int, seed: int) -> list[NDArray[np.int64]]:
    chance = np.random.default_rng(seed)
    orders = [chance.permutation(n) for _ in range(PARTINGS)]
    return [np.sort(half) for order in orders for half in (order[: n // 2], order[n // 2 :])]


def _cut(graph: csr_matrix, resolution: float, seed: int) -> Cut:
    return Cut(resolution, communities(graph, resolution=resolution, seed=seed))


def _agreement(cut: Cut, halves: list[tuple[NDArray[np.int64], csr_matrix]], seed: int) -> float:
    """Return the mean adjusted Rand index of a cut with those of halves of its rows."""
    from sklearn.metrics import adjusted_rand_score

    found = [adjusted_rand_score(cut.labels[rows], _cut(half, cut.resolution, seed).labels) for rows, half in halves]
    return round(float(np.mean(found)), 6)
