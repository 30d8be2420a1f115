"""The exact nearest-neighbour graph of unit vectors, the same whatever the row order or threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: rows of the similarity matrix that a thread holds at once: 256 x 50,000 float32 is 50 MB.
BLOCK_ROWS = 256
#: most of the time goes into numpy's partition, which lets other threads work.
THREADS = 2


def canonical_order(vectors: NDArray[np.int16]) -> NDArray[np.int64]:
    """Return the order that sorts rows by their bytes, so that results do not depend on the order they came in.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    rows = np.ascontiguousarray(vectors)
    keys = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    return np.argsort(keys, kind="stable").astype(np.int64)


def nearest(vectors: NDArray[np.int16], k: int) -> NDArray[np.int64]:
    """Find each row's `k` nearest other rows by cosine.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
        Unit vectors times 4000, rounded. Their products are whole numbers below 2**24, so float32
        sums are exact in any order.
    k : int
        Neighbours a row, at most n - 1.

    Returns
    -------
    ndarray of int64, shape (n, k)
        Row numbers, ascending within a row. Equal similarities go to the lower row number.
    """
    n = len(vectors)
    k = min(k, n - 1)
    floats = vectors.astype(np.float32)
    found = np.empty((n, k), dtype=np.int64)

    def search(start: int) -> None:
        similar = floats[start : start + BLOCK_ROWS] @ floats.T
        rows = np.arange(len(similar))
        similar[rows, rows + start] = -np.inf  # a row is not its own neighbour
        bar = np.partition(similar, n - k, axis=1)[:, n - k]
        keep = similar >= bar[:, None]
        for row in np.flatnonzero(keep.sum(axis=1) > k):
            tied = np.flatnonzero(similar[row] == bar[row])
            surplus = int(keep[row].sum()) - k
            keep[row, tied[len(tied) - surplus :]] = False
        found[start : start + len(similar)] = np.nonzero(keep)[1].reshape(len(similar), k)

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(search, range(0, n, BLOCK_ROWS)))
    return found


def shared_neighbour_graph(neighbours: NDArray[np.int64]) -> csr_matrix:
    """Weight each edge by how far the two neighbourhoods overlap.

    Parameters
    ----------
    neighbours : ndarray of int64, shape (n, k)

    Returns
    -------
    csr_matrix of float64, shape (n, n)
        See `overlap_graph`.
    """
    return overlap_graph(listing(neighbours))


def listing(neighbours: NDArray[np.int64]) -> csr_matrix:
    """Return the matrix that is 1 where a row lists a column.

    Parameters
    ----------
    neighbours : ndarray of int64, shape (n, k)
        Row numbers, ascending within a row.

    Returns
    -------
    csr_matrix of int32, shape (n, n)
    """
    from scipy.sparse import csr_matrix

    n, k = neighbours.shape
    return csr_matrix((np.ones(n * k, dtype=np.int32), neighbours.ravel(), np.arange(n + 1) * k), shape=(n, n))


def overlap_graph(listed: csr_matrix) -> csr_matrix:
    """Weight each edge by how far the two neighbourhoods overlap (Jaccard, own point included).

    Parameters
    ----------
    listed : csr_matrix of int32, shape (n, n)
        1 where a row lists another; rows may list different numbers of others.

    Returns
    -------
    csr_matrix of float64, shape (n, n)
        Symmetric; an edge stands where either row lists the other.

    Notes
    -----
    Jarvis and Patrick (1973) use the count of shared neighbours; here it is divided by the size of
    the union: with k = 15 neighbours, x shared gives x / (32 - x).
    """
    from scipy.sparse import csr_matrix, identity

    member = (listed + identity(listed.shape[0], dtype=np.int32, format="csr")).tocsr()
    edges = (listed + listed.T).astype(bool).astype(np.int32)
    shared = edges.multiply(member @ member.T).tocsr()
    shared.sort_indices()
    overlap = shared.data.astype(np.float64)
    sizes = np.diff(member.indptr)
    union = np.repeat(sizes, np.diff(shared.indptr)) + sizes[shared.indices] - overlap
    return csr_matrix((overlap / union, shared.indices, shared.indptr), shape=listed.shape)
