"""What emerges: clusters of a period that no topic stands near, with the evidence for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import quantise, unit

#: one of a cosine, as products of stored vectors have it.
ONE = 16_000_000
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
#: a candidate was spoken of on so many days.
LEAST_DAYS = 2
#: a cluster of so many people is watched until there are enough.
WATCHED_FROM = 3
#: fewer texts than this suggest nothing: a graph of 15 neighbours would join them all.
LEAST_TEXTS = 30


@dataclass(frozen=True)
class Spoken:
    """Distinct texts of a period, near copies collapsed to one, and how the codebook has filed them.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
        In an order that depends on the texts alone.
    score : ndarray of int64, shape (n,)
        Product with the nearest prototype of any topic, in 1/16,000,000 of a cosine.
    bar : ndarray of int64, shape (n,)
        The least product that this topic accepts.
    people, days : tuple of frozenset of str, length n
        Who wrote the text or a near copy of it in the period, and on which days.
    earlier : tuple of frozenset of str, length n
        Who wrote it in the months before; a text may be of either or both.
    """

    vectors: NDArray[np.int16]
    score: NDArray[np.int64]
    bar: NDArray[np.int64]
    people: tuple[frozenset[str], ...]
    days: tuple[frozenset[str], ...]
    earlier: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.vectors)

    def take(self, rows: NDArray[np.int64]) -> Spoken:
        """Return some of the texts."""
        return Spoken(
            self.vectors[rows],
            self.score[rows],
            self.bar[rows],
            *(tuple(of[at] for at in rows) for of in (self.people, self.days, self.earlier)),
        )


@dataclass(frozen=True)
class Evidence:
    """Why a cluster is offered as a topic, or watched.

    Parameters
    ----------
    people, days : int
        Who speaks of it, and on how many days; copies of one text count as one text by all who posted it.
    novelty : float
        1 - cosine of its centre with the nearest prototype of the codebook.
    cohesion : float
        Mean cosine of its texts with their centre.
    growth : float or None
        Share of the period's people who speak of it, as a multiple of their share in the months before (half a person
        added to each); None where nothing was heard before.
    watched_since : str
        The period in which it was first watched; empty where it never was. Then people and days are those since.
    """

    people: int
    days: int
    novelty: float
    cohesion: float
    growth: float | None
    watched_since: str = ""


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
        Most people first. No text is the own of two; those of fewer than `bars.people` people or `LEAST_DAYS`
        days are for watching, see `is_candidate`.
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
        if len(_union(spoken.people, taken)) < WATCHED_FROM:
            continue  # nobody says it any more
        rows = np.union1d(taken, np.flatnonzero(_ahead(spoken, taken, best, bars) > -round(EDGE * ONE)))
        centre = centre_of(spoken.vectors[rows])
        found.append(Cluster(rows, taken, _evidence(spoken, taken, prototypes)))
        best = np.maximum(best, _products(spoken.vectors, centre[None])[:, 0])
        free[taken] = False
    return tuple(found)


def is_candidate(evidence: Evidence, *, people: int) -> bool:
    """Tell whether enough people on enough days stand behind a cluster that is not on its way out.

    What is said less than in the months before is the rest of something that had its month.
    """
    shrinks = evidence.growth is not None and evidence.growth < 1
    return evidence.people >= people and evidence.days >= LEAST_DAYS and not shrinks


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
        if len(rows) < 2 or _cohesion(spoken.vectors[rows]) < COHESION:
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
    score = _products(vectors, quantise(unit(total))[None])[:, 0]
    own = vectors[rows].astype(np.int64)
    score[rows] = np.einsum("nd,nd->n", quantise(unit(total - own)).astype(np.int64), own)
    return score


def _joined(spoken: Spoken, groups: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Join the two clusters whose centres are nearest until none are alike."""
    left = list(groups)
    while len(left) > 1:
        centres = np.array([centre_of(spoken.vectors[group]) for group in left])
        between = np.tril(_products(centres, centres), -1)
        other, one = divmod(int(between.argmax()), len(left))
        if between[other, one] < round(ALIKE * ONE):
            break
        last = left.pop(other)  # the later one, so that the earlier keeps its place
        left[one] = np.union1d(left[one], last)
    return left


def _bypeople_behind(spoken: Spoken, groups: Iterable[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    return sorted(groups, key=lambda rows: (-len(people_behind(spoken, rows)), int(rows[0])))


def people_behind(spoken: Spoken, rows: NDArray[np.int64]) -> frozenset[str]:
    """Return who stands behind texts: the period's people, and earlier ones whose text no topic accepts."""
    left = rows[spoken.score[rows] < spoken.bar[rows]]
    return _union(spoken.people, rows) | _union(spoken.earlier, left)


def days_behind(spoken: Spoken, rows: NDArray[np.int64]) -> frozenset[str]:
    """Return the days of the period on which texts were written."""
    return _union(spoken.days, rows)


def _union(of: Sequence[frozenset[str]], rows: NDArray[np.int64]) -> frozenset[str]:
    return frozenset().union(*(of[at] for at in rows))


def _evidence(spoken: Spoken, rows: NDArray[np.int64], prototypes: NDArray[np.int16]) -> Evidence:
    centre = centre_of(spoken.vectors[rows])
    nearest = _products(centre[None], prototypes).max() / ONE if len(prototypes) else 0.0
    return Evidence(
        people=len(people_behind(spoken, rows)),
        days=len(days_behind(spoken, rows)),
        novelty=round(1 - float(nearest), 4),
        cohesion=_cohesion(spoken.vectors[rows]),
        growth=_growth(spoken, rows),
    )


def _growth(spoken: Spoken, rows: NDArray[np.int64]) -> float | None:
    everything = np.arange(len(spoken))
    everyone, before = (len(_union(people, everything)) for people in (spoken.people, spoken.earlier))
    if not before or not everyone:
        return None
    said, once = (len(_union(people, rows)) for people in (spoken.people, spoken.earlier))
    return round(((said + 0.5) / everyone) / ((once + 0.5) / before), 2)


def _cohesion(vectors: NDArray[np.int16]) -> float:
    units = unit(vectors)
    return round(float((units @ unit(vectors.sum(axis=0, dtype=np.int64))).mean()), 4)


def centre_of(vectors: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the centre of some texts, shape (d,)."""
    return quantise(unit(vectors.sum(axis=0, dtype=np.int64)))


def _products(vectors: NDArray[np.int16], others: NDArray[np.int16]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = (vectors.astype(np.float32) @ others.astype(np.float32).T).astype(np.int64)
    return found
