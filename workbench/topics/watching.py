"""Watching: which of this period's clusters are those that were watched before, and who spoke of them since."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.topics.centres import ONE, centre_of
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Watched
from workbench.topics.describe import describe, distinct
from workbench.topics.emerging import Cluster
from workbench.topics.pool import Pool

#: two clusters are the same when their likeness, the mean of cosine and word overlap, is at least this …
SAME = 0.40
#: … and their centres are at least so near, whatever words they share.
NEAR = 0.55
#: keywords kept of each.
KEYWORDS = 8
#: runs after which what was not heard again is forgotten.
FORGOTTEN_AFTER = 3


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


@dataclass(frozen=True)
class Voices:
    """Who has spoken of something in earlier months, and on which days: to be counted, never kept.

    Parameters
    ----------
    people, days : frozenset of str
    """

    people: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()


#: gives, by watch id, the voices since each was first watched.
HeardBefore = Callable[[Sequence[Watched]], Mapping[str, Voices]]


def remembered(codebook: Codebook, period: str) -> tuple[Watched, ...]:
    """Return what is watched and was heard in one of the last runs."""
    recent = {name for name, _ in codebook.proposals[-FORGOTTEN_AFTER:]} | {period}
    return tuple(one for one in codebook.watched if one.last_period in recent)


def recognised(
    clusters: Sequence[Cluster],
    pool: Pool,
    vectors: NDArray[np.int16],
    codebook: Codebook,
    *,
    period: str,
    own_words: Sequence[str],
) -> tuple[Watched | None, ...]:
    """Find each cluster among what was watched before, whether or not enough people stand behind it by now.

    Parameters
    ----------
    clusters : sequence of Cluster
    pool : Pool
    vectors : ndarray of int16, shape (n, d)
    codebook : Codebook
    period : str
    own_words : sequence of str

    Returns
    -------
    tuple of Watched or None, one a cluster
    """
    kept = remembered(codebook, period)
    if not kept or not clusters:
        return (None,) * len(clusters)
    rows = np.concatenate([cluster.own for cluster in clusters])
    numbers = np.repeat(np.arange(len(clusters)), [len(cluster.own) for cluster in clusters])
    words = describe([pool.texts[at] for at in rows], vectors[rows], numbers, own_words=own_words).words
    centres = np.array([centre_of(vectors[cluster.rows]) for cluster in clusters])
    before = np.array([codebook.arrays[one.part.vectors][0] for one in kept])
    new = Marks(centres, tuple(distinct(one, KEYWORDS) for one in words))
    return tuple(
        kept[at] if at >= 0 else None for at in matched(new, Marks(before, tuple(one.keywords for one in kept)))
    )


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
