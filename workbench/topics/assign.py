"""Assignment: which topic a text belongs to, as a pure function of codebook and vector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status

#: share of a topic's own texts that its threshold may refuse (topics reference 2.3).
ALPHA = 0.05
#: topics with fewer texts borrow the distribution of all topics.
OWN_THRESHOLD_FROM = 20
#: no topic accepts what lies further off than this share of all topics' own texts: a broad topic would swallow
#: whatever a later month brings. Measured: own month 8 % unsorted, 3,080 held-out bank questions 10 %, reviews of
#: another product 67 % (29 % without it).
BROADEST = 0.10
#: a lead over the second topic below this cosine is "undecided".
MARGIN = 0.005
SCALE = 16_000_000
BLOCK_ROWS = 8192


@dataclass(frozen=True)
class Assignment:
    """Where each text was filed.

    Parameters
    ----------
    topic : ndarray of int64, shape (n,)
        Position of the nearest topic in the codebook, -1 where nothing accepts the text.
    second : ndarray of int64, shape (n,)
        Position of the second nearest, -1 where there is none.
    score, second_score : ndarray of int64, shape (n,)
        Products with the nearest prototype, in 1/16,000,000 of a cosine.
    accepted : ndarray of bool, shape (n,)
        False: below the topic's threshold ("none").
    clear : ndarray of bool, shape (n,)
        False: too close to the second topic ("undecided").
    """

    topic: NDArray[np.int64]
    second: NDArray[np.int64]
    score: NDArray[np.int64]
    second_score: NDArray[np.int64]
    accepted: NDArray[np.bool_]
    clear: NDArray[np.bool_]

    @property
    def decision(self) -> NDArray[np.str_]:
        """`topic`, `undecided` or `none` for each text."""
        return np.where(self.accepted, np.where(self.clear, "topic", "undecided"), "none")


def assign(vectors: NDArray[np.int16], codebook: Codebook, *, margin: float = MARGIN) -> Assignment:
    """File each text under the topic of its nearest prototype, or under none.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
    codebook : Codebook
    margin : float
        Cosine lead over the second topic that is asked for.

    Returns
    -------
    Assignment
        A row depends on its own vector and the codebook alone.
    """
    live = [at for at, topic in enumerate(codebook.topics) if topic.status in (Status.CANDIDATE, Status.ACTIVE)]
    n = len(vectors)
    if not live or n == 0:
        none = np.full(n, -1, dtype=np.int64)
        zero = np.zeros(n, dtype=np.int64)
        no = np.zeros(n, dtype=bool)
        return Assignment(none, none.copy(), zero, zero.copy(), no, no.copy())
    best, second, score, second_score = (np.empty(n, dtype=np.int64) for _ in range(4))
    for start in range(0, n, BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        best[block], second[block], score[block], second_score[block] = _two_best(vectors[block], codebook, live)
    thresholds = np.array([codebook.topics[at].threshold for at in live], dtype=np.int64)
    accepted = score >= thresholds[best]
    near = np.where(second >= 0, score - second_score, SCALE) < round(margin * SCALE)
    rival = accepted & near & (second_score >= thresholds[np.maximum(second, 0)])
    positions = np.array([*live, -1], dtype=np.int64)
    return Assignment(positions[best], positions[second], score, second_score, accepted, ~rival)


def _two_best(
    vectors: NDArray[np.int16], codebook: Codebook, live: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    prototypes = [codebook.vectors[slice(*codebook.topics[at].prototypes)] for at in live]
    starts = np.cumsum([0, *(len(rows) for rows in prototypes)])[:-1]
    products = vectors.astype(np.float32) @ np.concatenate(prototypes).astype(np.float32).T
    scores = np.maximum.reduceat(products, starts, axis=1).astype(np.int64)
    rows = np.arange(len(scores))
    best = scores.argmax(axis=1)
    score = scores[rows, best]
    if len(live) == 1:
        return best, np.full(len(rows), -1, dtype=np.int64), score, np.zeros(len(rows), dtype=np.int64)
    scores[rows, best] = np.iinfo(np.int64).min
    second = scores.argmax(axis=1)
    return best, second, score, scores[rows, second]


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
