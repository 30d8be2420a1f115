"""Gold sample: the few posts that people check, drawn where they narrow the interval most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats

Whole = npt.NDArray[np.int64]

#: product default: share of a cell's checks that look for what the machine missed.
MISSES = 0.75
#: with fewer checks a stratum's interval is 0 to 1 (statistics reference 3.4).
LEAST = 2


@dataclass(frozen=True, eq=False)
class GoldSample:
    """Posts to check, and the known chance of every post to be among them.

    Parameters
    ----------
    rows : ndarray of int64, shape (m,)
        Places of the drawn posts, ascending.
    probability : ndarray of float64, shape (N,)
        Chance π of every post to be drawn, above 0.
    cell : ndarray of int64, shape (H,)
        Segment (or month) of each stratum that has posts.
    machine : ndarray of bool, shape (H,)
        Machine label of each stratum.
    size, quota : ndarray of int64, shape (H,)
        Posts M and drawn posts m of each stratum.
    """

    rows: Whole
    probability: Floats
    cell: Whole
    machine: npt.NDArray[np.bool_]
    size: Whole
    quota: Whole


def allocate(positives: npt.ArrayLike, negatives: npt.ArrayLike, codings: npt.ArrayLike) -> tuple[Whole, Whole]:
    """Return how many machine-positives and machine-negatives of each cell are checked.

    Parameters
    ----------
    positives, negatives : array_like of int, shape (C,)
        Posts that the machine sorts under the topic, and all others.
    codings : array_like of int, shape (C,) or ()
        Posts to check in each cell.

    Returns
    -------
    tuple of ndarray of int64, shape (C,)

    Notes
    -----
    Statistics reference 3.4: 75 % to machine-negatives, at least two to each stratum that has them; what a small
    stratum cannot use goes to the other one.

    Examples
    --------
    >>> [quota.tolist() for quota in allocate([500, 10], [9500, 990], 200)]
    [[50, 10], [150, 190]]
    """
    yes, no = np.asarray(positives, dtype=np.int64), np.asarray(negatives, dtype=np.int64)
    wanted = np.minimum(np.asarray(codings, dtype=np.int64), yes + no)
    first = wanted - np.rint(MISSES * wanted).astype(np.int64)
    first = np.maximum(first, np.minimum(LEAST, wanted - LEAST))
    first = np.clip(first, np.maximum(wanted - no, 0), np.minimum(yes, wanted))
    return first, wanted - first


def gold_sample(
    machine: npt.ArrayLike, cell: npt.ArrayLike, codings: npt.ArrayLike, *, chance: np.random.Generator
) -> GoldSample:
    """Draw the posts to check.

    Parameters
    ----------
    machine : array_like of bool, shape (N,)
        The machine sorts the post under the topic (or under any topic, where one sample serves all).
    cell : array_like of int, shape (N,)
        Segment or month of every post; posts in an order that does not depend on the export, such as by id.
    codings : array_like of int, shape (C,) or ()
        Posts to check in each cell, cells in ascending order; at least one for each stratum.
    chance : numpy.random.Generator
        From `chance.generator`; its seed is kept with the sample.

    Returns
    -------
    GoldSample

    Raises
    ------
    ValueError
        If a stratum with posts would get none, so that its posts could never be drawn.

    Notes
    -----
    Statistics reference 3.4. Posts that somebody happened to correct never belong to this sample.
    """
    label = np.asarray(machine, dtype=bool)
    cells, place = np.unique(np.asarray(cell), return_inverse=True)
    stratum = 2 * place.ravel() + ~label
    size = np.bincount(stratum, minlength=2 * len(cells))
    quota = np.column_stack(allocate(size[::2], size[1::2], codings)).ravel()
    if ((quota == 0) & (size > 0)).any():
        raise ValueError("each stratum with posts needs a check; ask for at least two a cell")
    order = np.lexsort((chance.random(len(stratum)), stratum))
    # Rank within the stratum: the first m of the shuffled posts are drawn.
    rank = np.arange(len(order)) - (np.cumsum(size) - size)[stratum[order]]
    rows = np.sort(order[rank < quota[stratum[order]]]).astype(np.int64)
    kept = size > 0
    ratio = np.divide(quota, size, out=np.zeros(len(size)), where=kept)
    return GoldSample(
        rows=rows,
        probability=ratio[stratum],
        cell=np.repeat(cells, 2)[kept],
        machine=np.tile([True, False], len(cells))[kept],
        size=size[kept].astype(np.int64),
        quota=quota[kept].astype(np.int64),
    )
