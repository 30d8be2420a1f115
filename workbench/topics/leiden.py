"""The Leiden pass, the same every time: scikit-network's own draws from a generator that no seed reaches."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix


def communities(graph: csr_matrix, *, resolution: float = 1.0, seed: int = 1) -> NDArray[np.int64]:
    """Cluster the nodes of a graph.

    Parameters
    ----------
    graph : csr_matrix of float64, shape (n, n)
        Symmetric weights.
    resolution : float
        Larger values give more and smaller clusters.
    seed : int
        Decides the order in which nodes are visited.

    Returns
    -------
    ndarray of int64, shape (n,)
        A function of the arguments alone, however often and beside whatever else it is called.

    Notes
    -----
    Traag, Waltman and van Eck (2019), modularity of Newman. Where scikit-network's Leiden refines a cluster it moves
    nodes at random by C's rand(), which ignores `random_state` and goes on from the call before: two calls differ. Here
    a node moves to the best part of its cluster instead, the published algorithm in the limit of no randomness.
    """
    leiden = _steady()(
        resolution=resolution, modularity="newman", random_state=seed, shuffle_nodes=True, sort_clusters=False
    )
    return np.asarray(leiden.fit_predict(graph), dtype=np.int64)


@cache
def _steady() -> Any:  # noqa: ANN401 - scikit-network has no types, and is imported only when something is clustered
    from sknetwork.clustering import Leiden

    class Steady(Leiden):  # type: ignore[misc]
        def _optimize_refine(
            self,
            labels: NDArray[np.int64],
            labels_refined: NDArray[np.int64],
            adjacency: csr_matrix,
            out_weights: NDArray[np.float64],
            in_weights: NDArray[np.float64],
        ) -> Any:  # noqa: ANN401
            """Move single nodes within their cluster only: edges that leave it are taken away first."""
            edges = adjacency.tocoo()
            inside = labels[edges.row] == labels[edges.col]
            within = csr_matrix((edges.data[inside], (edges.row[inside], edges.col[inside])), shape=adjacency.shape)
            return self._optimize(labels_refined, within, out_weights, in_weights)[0]

    return Steady
