"""What emerges: clusters of a period that no topic stands near, with the evidence for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import quantise, unit
from workbench.topics.centres import ONE, centre_of, cohesion, products
from workbench.topics.evidence import Evidence, evidence
from workbench.topics.spoken import Spoken, people_behind, union

#: texts that a topic accepts by less than this cosine are clustered with those that none accepts: a neighbouring topic
#: swallows a third to two thirds of a new subject, and of a thirtieth of it nothing could be made. Measured: 40 new
#: intents of Banking77 among 3,000 questions.
WEAK = 0.15
#: a text is a cluster's own when its centre is nearer by this cosine than every topic …
LEAD = 0.05
#: … so that what lies at a topic's fringe makes none. Its prototypes are also made from texts that a topic has by less
#: than this cosine: its own alone would draw its border too narrow.
EDGE = 0.08
#: clusters whose centres are so near are one new subject, cut in two (cosine; Banking77: .5 to .9 within one intent).
ALIKE = 0.55
#: share of a cluster's texts that may lie outside its border, as for a topic's threshold.
OUTSIDE = 0.05
#: least mean cosine of a candidate's texts to their centre: what no topic accepts is mostly scattered remarks.
COHESION = 0.45
#: a cluster of so many people is watched until there are enough.
WATCHED_FROM = 3
#: fewer texts than this suggest nothing: a graph of 15 neighbours would join them all.
LEAST_TEXTS = 30


@dataclass(frozen=True)
class Cluster:
    """A cluster that may become a topic.

    Parameters
    ----------
    rows : ndarray of int64, shape (m,)
        The texts that its prototypes are made from, ascending; some may be a topic's.
    own : ndarray of int64, shape (o,)
        Those of them that are nearer to its centre than to every topic; the evidence counts these.
    evidence : Evidence
    """

    rows: NDArray[np.int64]
    own: NDArray[np.int64]
    evidence: Evidence


@dataclass(frozen=True)
class Bars:
    """What is asked of a cluster.

    Parameters
    ----------
    people : int
        People a candidate needs.
    least : int
        Smallest product with a prototype that any topic accepts.
    granularity : float
        Above 1 more and smaller clusters.
    seed : int
    """

    people: int = 10
    least: int = 0
    granularity: float = 1.0
    seed: int = 1


def emerging(spoken: Spoken, prototypes: NDArray[np.int16], *, bars: Bars) -> tuple[Cluster, ...]:
    """Find the clusters that at least a few people's texts are nearer to than to any topic.

    Parameters
    ----------
    spoken : Spoken
    prototypes : ndarray of int16, shape (p, d)
        Of all live topics.
    bars : Bars

    Returns
    -------
    tuple of Cluster
        Most people first. No text is the own of two; those of fewer than `bars.people` people or `evidence.LEAST_DAYS`
        days are for watching, see `evidence.is_candidate`.
    """
    from workbench.topics.discover import NeighbourhoodLeiden  # brings scikit-learn along

    rows = np.flatnonzero(_weak(spoken))
    if len(rows) < LEAST_TEXTS:
        return ()
    model = NeighbourhoodLeiden(resolution=bars.granularity, random_state=bars.seed, refine=False)
    labels = model.fit(spoken.vectors[rows]).labels_
    own = [_own(spoken, rows[labels == at], spoken.score, bars) for at in range(int(labels.max()) + 1)]
    found: list[Cluster] = []
    best, free = spoken.score, np.ones(len(spoken), dtype=bool)
    for joined in _bypeople_behind(spoken, _joined(spoken, [rows for rows in own if len(rows)])):
        taken = _own(spoken, joined[free[joined]], best, bars, free=free)
        if len(union(spoken.people, taken)) < WATCHED_FROM:
            continue  # nobody says it any more
        rows = np.union1d(taken, np.flatnonzero(_ahead(spoken, taken, best, bars) > -round(EDGE * ONE)))
        centre = centre_of(spoken.vectors[rows])
        found.append(Cluster(rows, taken, evidence(spoken, taken, prototypes)))
        best = np.maximum(best, products(spoken.vectors, centre[None])[:, 0])
        free[taken] = False
    return tuple(found)


def _weak(spoken: Spoken) -> NDArray[np.bool_]:
    """Say which texts are clustered: the period's that no topic accepts well, and earlier ones that none accepts."""
    now = np.array([bool(people) for people in spoken.people], dtype=bool)
    return (spoken.score < spoken.bar) | (now & (spoken.score < spoken.bar + round(WEAK * ONE)))


def _own(
    spoken: Spoken,
    rows: NDArray[np.int64],
    best: NDArray[np.int64],
    bars: Bars,
    *,
    free: NDArray[np.bool_] | None = None,
) -> NDArray[np.int64]:
    """Return the texts nearer to a cluster's centre than to anything else; none where too few people stand behind.

    With `free`, only of the texts that no other cluster has taken.

    The texts that a cluster takes move its centre away from the topics that it was mixed with, so they are looked
    for once more from there.
    """
    nothing = np.zeros(0, dtype=np.int64)
    for _ in range(2):
        if len(rows) < 2 or cohesion(spoken.vectors[rows]) < COHESION:
            return nothing
        ahead = _ahead(spoken, rows, best, bars)
        ahead = ahead if free is None else np.where(free, ahead, -ONE)
        if len(people_behind(spoken, np.flatnonzero(ahead >= round(LEAD * ONE)))) < WATCHED_FROM:
            return nothing
        rows = np.flatnonzero(ahead > 0)
    return rows


def _ahead(spoken: Spoken, rows: NDArray[np.int64], best: NDArray[np.int64], bars: Bars) -> NDArray[np.int64]:
    """Return by how much each text is nearer to the centre of some rows than to anything else."""
    score = _left_out(spoken.vectors, rows)
    # what lies further off than nearly all of its own texts is not its, though everything else be further still
    least = max(bars.least, int(np.sort(score[rows])[int(OUTSIDE * len(rows))]))
    return np.where(score >= least, score - best, -ONE)


def _left_out(vectors: NDArray[np.int16], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each text's product with the centre of some rows, each of these left out of it."""
    total = vectors[rows].sum(axis=0, dtype=np.int64)
    score = products(vectors, quantise(unit(total))[None])[:, 0]
    own = vectors[rows].astype(np.int64)
    score[rows] = np.einsum("nd,nd->n", quantise(unit(total - own)).astype(np.int64), own)
    return score


def _joined(spoken: Spoken, groups: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Join the two clusters whose centres are nearest until none are alike."""
    left = list(groups)
    while len(left) > 1:
        centres = np.array([centre_of(spoken.vectors[group]) for group in left])
        between = np.tril(products(centres, centres), -1)
        other, one = divmod(int(between.argmax()), len(left))
        if between[other, one] < round(ALIKE * ONE):
            break
        last = left.pop(other)  # the later one, so that the earlier keeps its place
        left[one] = np.union1d(left[one], last)
    return left


def _bypeople_behind(spoken: Spoken, groups: Iterable[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    return sorted(groups, key=lambda rows: (-len(people_behind(spoken, rows)), int(rows[0])))
