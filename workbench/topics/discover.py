"""Discovery: topics proposed from the neighbourhoods of distinct texts."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils import check_array

from workbench.embed.vectors import quantise, unit
from workbench.topics.grain import finest
from workbench.topics.leiden import communities
from workbench.topics.neighbours import canonical_order, listing, nearest, overlap_graph

#: fewer rows are cut as they are: halves of them are hardly more than a few neighbourhoods.
LEAST_REFINED = 300


class NeighbourhoodLeiden(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Cluster unit vectors by Leiden on the shared-nearest-neighbour graph.

    Parameters
    ----------
    n_neighbors : int, default 15
        Neighbours a point; values from 10 to 15 hardly change the result.
    resolution : float, default 1.0
        Larger values give more and smaller clusters.
    refine : bool, default True
        Cut more finely, up to 8 times the resolution, where halves of the rows reproduce that clearly better, see
        `grain`. False takes the resolution as it is.
    random_state : int, default 1
        Decides the order in which the Leiden pass visits points.

    Attributes
    ----------
    labels_ : ndarray of int64, shape (n,)
        Cluster of each row, 0 for the largest.
    resolution_ : float
        The resolution used.
    n_features_in_ : int

    Notes
    -----
    Traag, Waltman and van Eck (2019), modularity of Newman, see `leiden`. Rows are put in a canonical order first and
    similarities are exact, so the labels of a row do not depend on the row order, the number of threads or the block
    size; rows that are equal to the last digit may part. Neither the number of clusters nor outliers are asked for.

    Examples
    --------
    >>> import numpy as np
    >>> points = np.repeat(np.eye(3), 20, axis=0) + np.random.default_rng(1).normal(0, 0.05, (60, 3))
    >>> len(set(NeighbourhoodLeiden().fit(points).labels_))
    3
    """

    def __init__(
        self, n_neighbors: int = 15, resolution: float = 1.0, random_state: int = 1, *, refine: bool = True
    ) -> None:
        self.n_neighbors = n_neighbors
        self.resolution = resolution
        self.refine = refine
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: Any = None) -> Self:  # noqa: ANN401 - scikit-learn's signature
        """Cluster the rows.

        Parameters
        ----------
        X : array of shape (n, d)
            int16 vectors as stored, or floats, which are scaled to unit length and rounded the same way.
        y : ignored

        Returns
        -------
        NeighbourhoodLeiden

        Raises
        ------
        ValueError
            If X has no row, is not a table of numbers, or a number is missing.
        """
        vectors = check_array(X, dtype=[np.int16, np.float64])
        if vectors.dtype != np.int16:
            vectors = quantise(unit(vectors))
        self.n_features_in_ = vectors.shape[1]
        self.labels_ = self._labels(vectors)
        return self

    def fit_neighbours(self, neighbours: NDArray[np.int64]) -> Self:
        """Cluster rows whose neighbours are known already.

        Parameters
        ----------
        neighbours : ndarray of int64, shape (n, n_neighbors)
            As from `neighbours.nearest`, rows in canonical order: then the labels are those that `fit` gives.

        Returns
        -------
        NeighbourhoodLeiden
        """
        self.resolution_ = self.resolution
        listed = listing(neighbours)
        if self.refine and len(neighbours) >= LEAST_REFINED:
            cut = finest(listed, resolution=self.resolution, seed=self.random_state)
            found, self.resolution_ = cut.labels, cut.resolution
        else:
            found = communities(overlap_graph(listed), resolution=self.resolution, seed=self.random_state)
        self.labels_ = by_size(found)
        return self

    def _labels(self, vectors: NDArray[np.int16]) -> NDArray[np.int64]:
        self.resolution_ = self.resolution
        if len(vectors) < 3:
            return np.zeros(len(vectors), dtype=np.int64)
        order = canonical_order(vectors)
        labels = np.empty(len(vectors), dtype=np.int64)
        labels[order] = self.fit_neighbours(nearest(vectors[order], self.n_neighbors)).labels_
        return labels


def by_size(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return clusters numbered from 0, largest first; equal sizes keep the order of their first row."""
    _, first, codes, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.lexsort((first, -counts))] = np.arange(len(counts))
    return rank[codes]
