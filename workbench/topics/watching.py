"""Watching: which of this period's small clusters are those that were watched before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: two clusters are the same when their likeness, the mean of cosine and word overlap, is at least this …
SAME = 0.40
#: … and their centres are at least so near, whatever words they share.
NEAR = 0.55
ONE = 16_000_000


@dataclass(frozen=True)
class Marks:
    """What clusters are known again by.

    Parameters
    ----------
    centres : ndarray of int16, shape (n, d)
    words : tuple of tuple of str, length n
        Keywords of each.
    """

    centres: NDArray[np.int16]
    words: tuple[tuple[str, ...], ...]


def matched(new: Marks, old: Marks) -> tuple[int, ...]:
    """Find each new cluster among the old ones, each old one at most once.

    Parameters
    ----------
    new, old : Marks

    Returns
    -------
    tuple of int
        For each new cluster the position of the old one, -1 where it was not seen before.

    Notes
    -----
    The pairing of greatest likeness in total (Kuhn 1955, the Hungarian method). Words overlap by the share of the
    shorter list that both have. Likeness is compared to four decimals.
    """
    if not len(new.centres) or not len(old.centres):
        return (-1,) * len(new.centres)
    from scipy.optimize import linear_sum_assignment

    cosine = (new.centres.astype(np.float32) @ old.centres.astype(np.float32).T).astype(np.float64) / ONE
    words = np.array([[_overlap(one, other) for other in old.words] for one in new.words])
    likeness = np.round((cosine + words) / 2, 4)
    likeness[(likeness < SAME) | (cosine < NEAR)] = 0.0
    rows, columns = linear_sum_assignment(likeness, maximize=True)
    found = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    return tuple(found[at] if at in found and likeness[at, found[at]] > 0 else -1 for at in range(len(new.centres)))


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    shorter = min(len(set(one)), len(set(other)))
    return len(set(one) & set(other)) / shorter if shorter else 0.0
