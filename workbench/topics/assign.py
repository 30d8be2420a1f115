"""Assignment: which topic a text belongs to, as a pure function of codebook and vector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.topics.codebook.state import Codebook
from workbench.topics.learnt import chosen
from workbench.topics.pins import Pins, pins

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
    bar : ndarray of int64, shape (n,)
        The least product that the nearest topic accepts, as `score`.
    """

    topic: NDArray[np.int64]
    second: NDArray[np.int64]
    score: NDArray[np.int64]
    second_score: NDArray[np.int64]
    accepted: NDArray[np.bool_]
    clear: NDArray[np.bool_]
    bar: NDArray[np.int64]

    @property
    def decision(self) -> NDArray[np.str_]:
        """`topic`, `undecided` or `none` for each text."""
        return np.where(self.accepted, np.where(self.clear, "topic", "undecided"), "none")


def assign(
    vectors: NDArray[np.int16],
    codebook: Codebook,
    *,
    hashes: Sequence[str] = (),
    margin: float = MARGIN,
) -> Assignment:
    """File each text under the topic of its nearest prototype, or under none.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
    codebook : Codebook
    hashes : sequence of str, length n, optional
        The texts' hashes; with them, what people pinned and excluded decides first.
    margin : float
        Cosine lead over the second topic that is asked for.

    Returns
    -------
    Assignment
        A row depends on its own vector, its hash and the codebook alone.
    """
    live = [at for at, topic in enumerate(codebook.topics) if topic.live]
    n = len(vectors)
    if not live or n == 0:
        none = np.full(n, -1, dtype=np.int64)
        zero = np.zeros(n, dtype=np.int64)
        no = np.zeros(n, dtype=bool)
        return Assignment(none, none.copy(), zero, zero.copy(), no, no.copy(), zero + SCALE)
    stands = _stands(codebook, live)
    said = pins(codebook, live, hashes)
    blocks = [
        _two_best(vectors[start : start + BLOCK_ROWS], stands, said.excluded(start, start + BLOCK_ROWS))
        for start in range(0, n, BLOCK_ROWS)
    ]
    part, second_part, score, second_score = (np.concatenate(found) for found in zip(*blocks, strict=True))
    accepted = score >= stands.threshold[part]
    near = np.where(second_part >= 0, score - second_score, SCALE) < round(margin * SCALE)
    rival = accepted & near & (second_score >= stands.threshold[np.maximum(second_part, 0)])
    topics = np.array([*(live[at] for at in stands.topic), -1], dtype=np.int64)
    bars, second_bars = stands.threshold[part], stands.threshold[np.maximum(second_part, 0)]
    found = Assignment(topics[part], topics[second_part], score, second_score, accepted, ~rival, bars)
    both = accepted & (second_part >= 0) & (second_score >= second_bars)
    return _pinned(_chosen(found, vectors, codebook, np.where(both, second_bars, _LEAST)), said)


def _chosen(
    found: Assignment, vectors: NDArray[np.int16], codebook: Codebook, second_bar: NDArray[np.int64]
) -> Assignment:
    """Let what was learnt from pinned posts decide where both of the two nearest topics accept a text.

    `second_bar` is what the second topic asks for, `_LEAST` where not both accept it.
    """
    if codebook.learnt is None:
        return found
    lead = chosen(vectors, codebook, found.topic, found.second, second_bar > _LEAST)
    turned = lead < 0
    return Assignment(
        np.where(turned, found.second, found.topic),
        np.where(turned, found.topic, found.second),
        np.where(turned, found.second_score, found.score),
        np.where(turned, found.score, found.second_score),
        found.accepted,
        np.where(lead == 0, found.clear, True),
        np.where(turned, second_bar, found.bar),
    )


def _pinned(found: Assignment, said: Pins) -> Assignment:
    """File pinned texts where a person has put them; the nearest other topic is their second."""
    if not len(said.rows):
        return found
    topic, second, score, accepted, clear = (
        found.topic.copy(), found.second.copy(), found.score.copy(), found.accepted.copy(), found.clear.copy()
    )  # fmt: skip
    elsewhere = said.rows[topic[said.rows] != said.topics]
    second[elsewhere] = topic[elsewhere]
    topic[said.rows], score[said.rows], accepted[said.rows], clear[said.rows] = said.topics, SCALE, True, True
    second_score = found.second_score.copy()
    second_score[elsewhere] = found.score[elsewhere]
    return Assignment(topic, second, score, second_score, accepted, clear, found.bar)


@dataclass(frozen=True)
class _Stands:
    """The prototypes of live topics: parts of one topic stand next to each other."""

    prototypes: NDArray[np.float32]
    starts: NDArray[np.int64]  # first prototype of each part
    topic: NDArray[np.int64]  # of each part, as its place among the live
    threshold: NDArray[np.int64]  # of each part


def _stands(codebook: Codebook, live: Sequence[int]) -> _Stands:
    parts = [(place, part) for place, at in enumerate(live) for part in codebook.topics[at].parts]
    arrays = [codebook.arrays[part.vectors] for _, part in parts]
    return _Stands(
        np.concatenate(arrays).astype(np.float32),
        np.cumsum([0, *(len(array) for array in arrays)])[:-1],
        np.array([place for place, _ in parts], dtype=np.int64),
        np.array([part.threshold for _, part in parts], dtype=np.int64),
    )


_Best = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
_LEAST = np.iinfo(np.int64).min


def _two_best(vectors: NDArray[np.int16], stands: _Stands, banned: Mapping[int, Sequence[int]]) -> _Best:
    """Return the nearest part, the nearest of another topic (-1 where there is none), and the products with both."""
    products = vectors.astype(np.float32) @ stands.prototypes.T
    scores = np.maximum.reduceat(products, stands.starts, axis=1).astype(np.int64)
    for row, parts in banned.items():
        scores[row, list(parts)] = _LEAST
    rows = np.arange(len(scores))
    best = scores.argmax(axis=1)
    score = scores[rows, best]
    scores[stands.topic[None, :] == stands.topic[best][:, None]] = _LEAST
    second = scores.argmax(axis=1)
    second_score = scores[rows, second]
    alone = second_score == _LEAST
    # a text that was excluded from every topic keeps a score that no threshold accepts
    return best, np.where(alone, -1, second), np.maximum(score, -SCALE), np.where(alone, 0, second_score)
