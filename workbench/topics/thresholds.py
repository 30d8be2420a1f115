"""Thresholds: how near to a topic a text must be for the topic to accept it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: share of a topic's own texts that its threshold may refuse (topics reference 2.3).
ALPHA = 0.05
#: topics with fewer texts borrow the distribution of all topics.
OWN_THRESHOLD_FROM = 20
#: no topic accepts what lies further off than this share of all topics' own texts: a broad topic would swallow
#: whatever a later month brings. Measured: own month 8 % unsorted, 3,080 held-out bank questions 10 %, reviews of
#: another product 67 % (29 % without it).
BROADEST = 0.10


def broadest(own_scores: list[NDArray[np.int64]], *, share: float = BROADEST) -> int:
    """Return the smallest product that any topic of a codebook may accept.

    Parameters
    ----------
    own_scores : list of ndarray of int64
        As in `thresholds`, of the topics that a first period proposes.
    share : float
        Share of all their texts that lies further off.
    """
    return _threshold(np.concatenate(own_scores), share) if own_scores else 0


def thresholds(
    own_scores: list[NDArray[np.int64]],
    *,
    alpha: float = ALPHA,
    from_members: int = OWN_THRESHOLD_FROM,
    least: int = 0,
) -> list[int]:
    """Set each topic's threshold so that it refuses at most a share `alpha` of its own texts.

    Parameters
    ----------
    own_scores : list of ndarray of int64
        For each topic, its members' products with their nearest prototype, each left out of that prototype.
    alpha : float
        Share refused.
    from_members : int
        Topics with fewer members use all topics' scores together.
    least : int
        No threshold is below it, see `broadest`; a broad topic then refuses more of its own.

    Returns
    -------
    list of int
        A text with product s is accepted when (1 + members with product <= s) / (members + 1) >= alpha.

    Notes
    -----
    Conformal p-value (Vovk, Gammerman and Shafer 2005): the threshold is the smallest score that passes.
    """
    pooled = np.concatenate(own_scores) if own_scores else np.zeros(0, dtype=np.int64)
    found = [_threshold(scores if len(scores) >= from_members else pooled, alpha) for scores in own_scores]
    return [max(threshold, least) for threshold in found]


def _threshold(scores: NDArray[np.int64], alpha: float) -> int:
    ordered = np.sort(scores)
    needed = int(np.ceil(alpha * (len(ordered) + 1))) - 1  # members at or below s that make p >= alpha
    return int(ordered[needed - 1]) if needed >= 1 else 0
