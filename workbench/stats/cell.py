"""A cell: the posts of some people, counted by person and topic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[Any] | sparse.sparray | sparse.spmatrix


class Estimand(StrEnum):
    """What a share counts: posts, or people with at least one post on the topic."""

    VOICE = "voice"
    PEOPLE = "people"


@dataclass(frozen=True, eq=False)
class Cell:
    """Counts of one cell; compared cells list the same people in the same order.

    Parameters
    ----------
    posts : ndarray of float64, shape (A,)
        Posts of each person, 0 for those who are not in this cell.
    on_topic : csr_array of float64, shape (A, K)
        Posts of each person on each topic.
    inflation : ndarray of float64, shape (A,)
        1 for a person; the design effect for an item whose author is unknown and that stands in for a person.
    estimand : Estimand
        Voice as counted; people after `as_people`.
    """

    posts: Floats
    on_topic: sparse.csr_array[Any]
    inflation: Floats
    estimand: Estimand = Estimand.VOICE

    @property
    def people(self) -> int:
        """Number of people with a post in the cell."""
        return int(np.count_nonzero(self.posts))

    @property
    def topics(self) -> int:
        """Number of topics K."""
        return int(self.on_topic.shape[1])


def cell(posts: npt.ArrayLike, on_topic: Counts, *, inflation: npt.ArrayLike | None = None) -> Cell:
    """Check counts and return them as a cell.

    Parameters
    ----------
    posts : array_like, shape (A,)
        Posts of each person.
    on_topic : array or sparse matrix, shape (A, K) or (A,)
        Posts of each person on each topic.
    inflation : array_like, shape (A,), optional
        See `Cell`; all 1 by default. `effect.inflation` makes it.

    Returns
    -------
    Cell

    Raises
    ------
    ValueError
        If the shapes differ or a count is negative or not finite.
    """
    n = np.asarray(posts, dtype=np.float64)
    given: Any = on_topic if sparse.issparse(on_topic) else np.asarray(on_topic, dtype=np.float64).reshape(len(n), -1)
    y: sparse.csr_array[Any] = sparse.csr_array(given).astype(np.float64)
    weight = np.ones(len(n)) if inflation is None else np.asarray(inflation, dtype=np.float64)
    if n.ndim != 1 or y.shape[0] != len(n) or weight.shape != n.shape:
        raise ValueError(f"posts {n.shape}, on_topic {y.shape} and inflation {weight.shape} do not fit together")
    if not (np.isfinite(n).all() and np.isfinite(y.data).all() and (n >= 0).all() and (weight >= 1).all()):
        raise ValueError("counts must be finite, posts at least 0 and inflation at least 1")
    return Cell(n, y, weight)


def as_people(counts: Cell) -> Cell:
    """Return the cell with every person counted once, and once a topic.

    Parameters
    ----------
    counts : Cell
        A cell of posts.

    Returns
    -------
    Cell
        posts and on_topic are 0 or 1.
    """
    y = counts.on_topic.copy()
    y.data = (y.data > 0).astype(np.float64)
    return replace(counts, posts=(counts.posts > 0).astype(np.float64), on_topic=y, estimand=Estimand.PEOPLE)


def total(matrix: Any) -> Floats:  # noqa: ANN401 -- any sparse product
    """Return the column sums of a sparse matrix, shape (K,)."""
    return np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()


def scaled(matrix: sparse.csr_array[Any], rows: Floats) -> sparse.csr_array[Any]:
    """Return the sparse matrix (A, K) with each row multiplied by its number in rows (A,)."""
    result = matrix.copy()
    result.data = result.data * np.repeat(rows, np.diff(result.indptr))
    return result


def canonical_order(first: Cell, second: Cell) -> npt.NDArray[np.intp]:
    """Return an order of those who spoke that depends on their counts alone.

    Parameters
    ----------
    first, second : Cell
        With the same people in the same order.

    Returns
    -------
    ndarray of intp
        Positions of people with posts in either cell. People with equal counts are exchangeable, so whatever is
        computed in this order does not depend on how people were ordered, or on the key behind their ids.
    """
    order = np.lexsort([first.inflation, second.posts, first.posts, *_prints(second), *_prints(first)])
    return order[(first.posts[order] > 0) | (second.posts[order] > 0)]


def take(counts: Cell, people: npt.NDArray[np.intp]) -> Cell:
    """Return the cell with the people at these positions."""
    return replace(
        counts, posts=counts.posts[people], on_topic=counts.on_topic[people], inflation=counts.inflation[people]
    )


def _prints(counts: Cell) -> list[Floats]:
    """Return fingerprints of the topic counts: sums with fixed whole-number weights, exact in float64."""
    weights = np.random.Generator(np.random.PCG64(0)).integers(1, 2**31, size=(2, counts.topics)).astype(np.float64)
    return [np.asarray(counts.on_topic @ weight) for weight in weights]
