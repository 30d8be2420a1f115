"""Peaks: whether a topic's texts speak of two subjects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import products, quantise, unit
from workbench.topics.neighbours import canonical_order
from workbench.topics.themes import Common

#: fewer texts than this are not looked at: each half must show both peaks.
LEAST_TEXTS = 40
#: the smaller part holds at least this share: a few odd texts are no second subject.
LEAST_SHARE = 0.15
#: gap of the peaks in their widths. One peak cut in the middle gives 2.65 where it is a bell, 3.46 where it is flat.
DEEP = 4.0
#: how far apart parts must lie in a codebook of few topics, whose common part is left in. Measured: single bank intents
#: are called out once in 20, two put together 84 times in 100; with more topics once in 38 and 95 times in 100.
FAR_FEW = 0.45
#: rounds of moving texts to the nearer part; real topics settle in 3 to 10.
ROUNDS = 30


@dataclass(frozen=True)
class Peaks:
    """The two parts of one topic that lie furthest apart, as seen on texts that did not choose them.

    Parameters
    ----------
    apart : float
        1 - cosine between the two parts, without what all topics have in common.
    depth : float
        Distance of the two peaks of (similarity to one part - similarity to the other), in their widths.
    share : float
        Share of the smaller part.
    parts : ndarray of int64, shape (n,)
        0 or 1 for each text, 1 the smaller: what a split would make of it.
    far : float
        How far apart topics of different themes lie.
    """

    apart: float
    depth: float
    share: float
    parts: NDArray[np.int64]
    far: float

    @property
    def split_hint(self) -> bool:
        """Whether a split is worth looking at: alone, the parts would be topics of different themes."""
        return self.apart >= self.far and self.depth >= DEEP and self.share >= LEAST_SHARE


def peaks(vectors: NDArray[np.int16], shared: Common) -> Peaks | None:
    """Look for two subjects in one topic's texts.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
        The topic's distinct texts.
    shared : Common
        What all topics have in common: `themes.common`.

    Returns
    -------
    Peaks or None
        None for fewer than `LEAST_TEXTS` texts, or where they have no two sides.

    Notes
    -----
    Two-means on the sphere (Dhillon and Modha 2001) from the leading direction. In 384 dimensions any few texts have
    two sides, so parts are found on one half of the texts and measured on the other, both ways, and the means given.
    Depth is Ashman's D (Ashman, Bird and Zepf 1994). The result does not depend on the order of rows.
    """
    if len(vectors) < LEAST_TEXTS:
        return None
    order = canonical_order(vectors)
    halves = vectors[order[::2]], vectors[order[1::2]]
    measured = [_measured(*pair, shared) for pair in (halves, halves[::-1])]
    whole = _two_centres(vectors[order])
    if whole is None or None in measured:
        return None
    apart, depth, share = np.mean([values for values in measured if values], axis=0)
    parts = (_lead(vectors, whole) < 0).astype(np.int64)
    if 2 * parts.sum() > len(parts):
        parts = 1 - parts
    far = shared.apart if shared.middle.any() else FAR_FEW
    return Peaks(round(float(apart), 4), round(float(depth), 2), round(float(share), 4), parts, far)


def _measured(seen: NDArray[np.int16], unseen: NDArray[np.int16], shared: Common) -> tuple[float, float, float] | None:
    centres = _two_centres(seen)
    if centres is None:
        return None
    lead = _lead(unseen, centres)
    side = lead >= 0
    share = min(side.mean(), 1 - side.mean())
    if min(side.sum(), (~side).sum()) < 2:
        return 0.0, 0.0, float(share)
    one, two = (shared.beyond(unit(unseen[part].sum(axis=0, dtype=np.int64))) for part in (side, ~side))
    width = np.sqrt((lead[side].var(ddof=1) + lead[~side].var(ddof=1)) / 2)
    gap = lead[side].mean() - lead[~side].mean()
    return 1 - float(one @ two), float(gap / width) if width else 0.0, float(share)


def _lead(vectors: NDArray[np.int16], centres: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return how much nearer each row is to the first centre: whole numbers, the same in any order."""
    near = products(vectors, centres).astype(np.float64)
    return np.asarray(near[:, 0] - near[:, 1])


def _two_centres(vectors: NDArray[np.int16]) -> NDArray[np.int16] | None:
    from scipy.linalg import eigh

    rows = vectors.astype(np.float64)
    total = rows.sum(axis=0)
    spread = len(rows) * (rows.T @ rows) - np.outer(total, total)  # whole numbers: n² times the covariance
    last = len(spread) - 1
    leading = quantise(eigh(spread, subset_by_index=(last, last))[1][:, 0])
    along = rows @ leading.astype(np.float64)
    side = len(rows) * along > along.sum()
    centres = None
    for _ in range(ROUNDS):
        if side.all() or not side.any():
            return None
        centres = quantise(unit(np.array([vectors[part].sum(axis=0, dtype=np.int64) for part in (side, ~side)])))
        nearer = _lead(vectors, centres) >= 0
        if (nearer == side).all():
            break
        side = nearer
    return centres
