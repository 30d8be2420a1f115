"""Overlap: what a codebook refuses near each topic, and pairs of topics that take each other's texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import unit
from workbench.topics.assign import Assignment

#: share of a pair's texts that lie between its topics. Measured on bank questions: halves of one intent .06 to .21 in
#: nine of ten, 4,250 pairs of different intents at most .043.
BETWEEN = 0.05
#: fewer texts between two topics than this may be chance.
LEAST_BETWEEN = 5
#: centres nearer than this: halves of one intent .947 and more, different intents at most .902.
NEAR = 0.93


@dataclass(frozen=True)
class Refusal:
    """Texts whose nearest topic is this one.

    Parameters
    ----------
    near : int
        All of them.
    refused : int
        Those that the topic does not accept.
    """

    near: int
    refused: int

    @property
    def share(self) -> float | None:
        """Share refused; None where no text is near."""
        return round(self.refused / self.near, 4) if self.near else None


@dataclass(frozen=True)
class Overlap:
    """Two topics beside each other.

    Parameters
    ----------
    first, second : int
        Positions in the codebook, the lower first.
    texts : int
        Texts that either accepts as its own.
    between : int
        Of them, the undecided ones: both topics accept them, and neither is nearer by the margin.
    cosine : float
        Of the two centres.
    """

    first: int
    second: int
    texts: int
    between: int
    cosine: float

    @property
    def share(self) -> float | None:
        """Share of the texts that lie between; None without texts."""
        return round(self.between / self.texts, 4) if self.texts else None

    @property
    def merge_hint(self) -> bool:
        """Whether the pair is worth looking at as one topic."""
        between = self.between >= LEAST_BETWEEN and self.between >= BETWEEN * self.texts
        return between or self.cosine >= NEAR


def refusals(found: Assignment, topics: int) -> tuple[Refusal, ...]:
    """Count for each topic the texts nearest to it, and those that it does not accept.

    Parameters
    ----------
    found : Assignment
    topics : int
        Topics in the codebook.
    """
    near = np.bincount(found.topic[found.topic >= 0], minlength=topics)
    refused = np.bincount(found.topic[(found.topic >= 0) & ~found.accepted], minlength=topics)
    return tuple(Refusal(int(all_), int(none)) for all_, none in zip(near, refused, strict=True))


def overlaps(found: Assignment, centres: NDArray[np.int16], *, live: NDArray[np.int64]) -> tuple[Overlap, ...]:
    """List the pairs of topics that have texts between them or centres side by side.

    Parameters
    ----------
    found : Assignment
    centres : ndarray of int16, shape (k, d)
        The centre of each topic of the codebook.
    live : ndarray of int64
        Positions of the topics in use, rising.

    Returns
    -------
    tuple of Overlap
        Pairs with a text between them or a cosine of at least `NEAR`; most texts between first, as a share.
    """
    k = len(centres)
    own = np.bincount(found.topic[found.accepted], minlength=k)
    close = ~found.clear & (found.second >= 0)  # undecided texts are accepted by both
    one, two = found.topic[close], found.second[close]
    low, high = np.minimum(one, two), np.maximum(one, two)
    between = np.bincount(low * k + high, minlength=k * k).reshape(k, k)
    units = unit(centres).astype(np.float64)
    cosine = np.round(units @ units.T, 4)
    pairs = [
        Overlap(
            first, second, int(own[[first, second]].sum()), int(between[first, second]), float(cosine[first, second])
        )
        for at, first in enumerate(live.tolist())
        for second in live[at + 1 :].tolist()
        if between[first, second] or cosine[first, second] >= NEAR
    ]
    return tuple(sorted(pairs, key=lambda pair: (-(pair.share or 0.0), -pair.cosine, pair.first, pair.second)))
