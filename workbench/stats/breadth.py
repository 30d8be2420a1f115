"""Breadth: in how many channels a topic is really heard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats


@dataclass(frozen=True, eq=False)
class Breadth:
    """Spread of K topics over channels; NaN for a topic without posts.

    Parameters
    ----------
    effective : ndarray of float64, shape (K,)
        Effective number of channels: 1 in one channel, C when all C carry the same.
    top : ndarray of int64, shape (K,)
        Index of the channel with the most, the first of several; −1 without posts.
    top_share : ndarray of float64, shape (K,)
        Its share.
    """

    effective: Floats
    top: npt.NDArray[np.int64]
    top_share: Floats


def breadth(counts: npt.ArrayLike) -> Breadth:
    """Measure how evenly topics are spread over channels.

    Parameters
    ----------
    counts : array_like, shape (C, K)
        Posts or people of each channel on each topic.

    Returns
    -------
    Breadth

    Notes
    -----
    exp(H) with H the Shannon entropy of the channel shares (Hill number of order 1; Hill 1973).

    Examples
    --------
    >>> breadth([[5, 9], [5, 0]]).effective.round(6).tolist()
    [2.0, 1.0]
    """
    table = np.asarray(counts, dtype=np.float64)
    sums = table.sum(axis=0)
    heard = sums > 0
    shares = np.divide(table, sums, out=np.zeros_like(table), where=heard)
    # Sorted, so that the order of channels does not change the last digit.
    terms = np.sort(shares * np.log(np.where(shares > 0, shares, 1.0)), axis=0)
    none = np.full(table.shape[1], np.nan)
    return Breadth(
        effective=np.where(heard, np.exp(-terms.sum(axis=0)), none),
        top=np.where(heard, shares.argmax(axis=0) if len(table) else -1, -1).astype(np.int64),
        top_share=np.where(heard, shares.max(axis=0, initial=0.0), none),
    )
