"""Gathering: posts added up to people."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from workbench.stats.cell import Cell, Counts, cell


def labels(on_topic: Counts, rows: int, topics: int = -1) -> sparse.csr_array[Any]:
    """Return labels of posts as a sparse matrix.

    Parameters
    ----------
    on_topic : array or sparse matrix, shape (N, K) or (N,)
        One number a post and topic.
    rows : int
        Posts N.
    topics : int
        Topics K; by default as given.

    Returns
    -------
    csr_array of float64, shape (N, K)
    """
    given: Any = on_topic
    if not sparse.issparse(given):
        plain = np.asarray(given, dtype=np.float64)
        given = plain.reshape(rows, topics) if rows else np.zeros((0, max(topics, 1)))
    return sparse.csr_array(given).astype(np.float64)


def by_person(
    person: npt.NDArray[np.int64],
    people: int,
    on_topic: sparse.csr_array[Any],
    *,
    weight: npt.ArrayLike | None = None,
) -> Cell:
    """Add posts up to a cell.

    Parameters
    ----------
    person : ndarray of int64, shape (N,)
        Place of each post's author, 0 to people − 1.
    people : int
        Authors A; those without posts have zeros.
    on_topic : csr_array of float64, shape (N, K)
        Labels of the posts.
    weight : array_like, shape (N,), optional
        How often each post counts, 0 to leave it out; 1 by default.

    Returns
    -------
    Cell
        posts: Σ w (A,); on_topic: Σ w y (A, K).
    """
    w = np.ones(len(person)) if weight is None else np.asarray(weight, dtype=np.float64)
    gather: sparse.csr_array[Any] = sparse.csr_array((w, (person, np.arange(len(person)))), shape=(people, len(person)))
    sums: sparse.csr_array[Any] = sparse.csr_array(gather @ on_topic)
    sums.eliminate_zeros()
    return cell(np.bincount(person, weights=w, minlength=people), sums)
