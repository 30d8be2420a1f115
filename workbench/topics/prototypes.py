"""Prototypes: the few vectors that stand for a topic, and how near its own texts are to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import quantise, unit
from workbench.topics.codebook.state import sha256_of_array
from workbench.topics.codebook.topic import Part

#: a topic of fewer texts has one prototype; larger ones one for each of their own neighbourhoods.
SPLIT_FROM = 60
#: neighbourhoods smaller than this share of a topic give no prototype of their own.
LEAST_SHARE = 0.05


@dataclass(frozen=True)
class Prototypes:
    """What stands for one topic.

    Parameters
    ----------
    vectors : ndarray of int16, shape (m, d)
    own_scores : ndarray of int64, shape (n,)
        Each member's product with its nearest prototype, itself left out of that prototype.
    """

    vectors: NDArray[np.int16]
    own_scores: NDArray[np.int64]


def part_of(stand: Prototypes, threshold: int) -> Part:
    """Return the part of a topic that stands on prototypes, for the codebook.

    Parameters
    ----------
    stand : Prototypes
    threshold : int
        From `thresholds`.
    """
    return Part(sha256_of_array(stand.vectors), threshold, len(stand.own_scores))


def prototypes(vectors: NDArray[np.int16], *, seed: int = 1) -> Prototypes:
    """Find the prototypes of one topic from its members.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
        The topic's distinct texts.
    seed : int

    Returns
    -------
    Prototypes
        The centre of the whole topic first, then the centres of its own neighbourhoods.
    """
    from workbench.topics.discover import NeighbourhoodLeiden  # brings scikit-learn along

    groups = [np.arange(len(vectors))]
    if len(vectors) >= SPLIT_FROM:
        labels = NeighbourhoodLeiden(random_state=seed, refine=False).fit(vectors).labels_
        sizes = np.bincount(labels)
        groups += [np.flatnonzero(labels == at) for at in np.flatnonzero(sizes >= max(10, LEAST_SHARE * len(vectors)))]
    sums = np.array([vectors[group].sum(axis=0, dtype=np.int64) for group in groups])
    centres = quantise(unit(sums))
    return Prototypes(centres, _own_scores(vectors, groups, sums, centres))


def _own_scores(
    vectors: NDArray[np.int16],
    groups: list[NDArray[np.int64]],
    sums: NDArray[np.int64],
    centres: NDArray[np.int16],
) -> NDArray[np.int64]:
    scores = (vectors.astype(np.float32) @ centres.astype(np.float32).T).astype(np.int64)
    for at, group in enumerate(groups):
        if len(group) < 2:
            continue
        without = quantise(unit(sums[at] - vectors[group].astype(np.int64)))
        scores[group, at] = np.einsum("nd,nd->n", without.astype(np.int64), vectors[group].astype(np.int64))
    best: NDArray[np.int64] = scores.max(axis=1)
    return best
