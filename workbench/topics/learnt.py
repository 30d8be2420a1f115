"""Learnt: a choice between near topics, learnt from the posts that people pinned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import quantise, unit
from workbench.topics.codebook.state import Codebook

#: pinned posts before anything is learnt, in all and of a topic. Of 77 topics of Banking77 made of 20 questions each,
#: 5 pins a topic made the filing worse by two points, 10 better by one, 20 by three (of new questions filed right).
LEAST_PINS = 30
LEAST_OF_TOPIC = 10
#: inverse strength of the penalty; vectors have unit length, so the usual 1 would hardly learn from thirty posts.
PENALTY = 10.0


@dataclass(frozen=True)
class Choice:
    """A linear choice between topics.

    Parameters
    ----------
    topics : tuple of str
        Ids, sorted.
    coefficients : ndarray of int16, shape (k, d + 1)
        Weights, then the constant, on one scale.
    pins : int
        Posts it was learnt from.
    """

    topics: tuple[str, ...]
    coefficients: NDArray[np.int16]
    pins: int


def learn(vectors: NDArray[np.int16], topics: list[str]) -> Choice | None:
    """Learn to choose between topics from pinned posts.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
        Of pinned posts.
    topics : list of str, length n
        The topic that each is pinned to.

    Returns
    -------
    Choice or None
        None below `LEAST_PINS` posts, or with fewer than two topics of `LEAST_OF_TOPIC` posts.

    Notes
    -----
    Multinomial logistic regression with a squared penalty and equal weight for each topic. The coefficients are
    rounded to whole numbers, so that a choice is exact whatever the order of sums.
    """
    from sklearn.linear_model import LogisticRegression

    counts = {topic: topics.count(topic) for topic in sorted(set(topics))}
    known = [topic for topic, count in counts.items() if count >= LEAST_OF_TOPIC]
    rows = [at for at, topic in enumerate(topics) if topic in known]
    if len(topics) < LEAST_PINS or len(known) < 2:
        return None
    rows.sort(key=lambda at: (topics[at], vectors[at].tobytes()))  # the order of pins is no part of what they say
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=2000, tol=1e-8)
    model.fit(unit(vectors[rows]).astype(np.float64), [topics[at] for at in rows])
    weights, constants = model.coef_, model.intercept_
    if len(known) == 2:  # scikit-learn then keeps the second topic's weights only
        weights, constants = np.vstack([-weights, weights]) / 2, np.append(-constants, constants) / 2
    table = np.column_stack([weights, constants])
    largest = float(np.linalg.norm(table, axis=1).max())
    return Choice(tuple(known), quantise(table / largest), len(rows))


def chosen(
    vectors: NDArray[np.int16],
    codebook: Codebook,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    among: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Say which of two topics each text goes to.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
    codebook : Codebook
        With something learnt.
    first, second : ndarray of int64, shape (n,)
        Places of the two topics in the codebook.
    among : ndarray of bool, shape (n,)
        Texts that both topics accept.

    Returns
    -------
    ndarray of int64, shape (n,)
        1 the first, -1 the second, 0 where nothing was learnt of the two.
    """
    lead = np.zeros(len(vectors), dtype=np.int64)
    if codebook.learnt is None:
        return lead
    place = np.full(len(codebook.topics) + 1, -1, dtype=np.int64)
    names = [topic.topic_id for topic in codebook.topics]
    for row, topic_id in enumerate(codebook.learnt.topics):
        place[names.index(topic_id)] = row
    rows = np.flatnonzero(among & (place[first] >= 0) & (place[second] >= 0))
    table = codebook.arrays[codebook.learnt.coefficients].astype(np.int64)
    # 4000 stands for the one that the constant is multiplied with
    values = vectors[rows].astype(np.int64) @ table[:, :-1].T + 4000 * table[:, -1]
    at = np.arange(len(rows))
    won = values[at, place[first[rows]]] >= values[at, place[second[rows]]]
    lead[rows] = np.where(won, 1, -1)
    return lead
