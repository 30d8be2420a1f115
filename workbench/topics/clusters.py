"""Clusters: what a period's texts fall into, at first and beside a codebook, before any of it is a topic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import fsum

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import unit
from workbench.stats.chance import generator
from workbench.topics.assign import SCALE, assign
from workbench.topics.centres import centre_of
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status, Topic, Watched
from workbench.topics.emerging import LEAST_TEXTS, Bars, Cluster, emerging
from workbench.topics.evidence import LEAST_DAYS, Evidence, is_candidate
from workbench.topics.labels import Subject
from workbench.topics.pool import Alone, Pool
from workbench.topics.ranking import Ranking
from workbench.topics.spoken import Spoken, days_behind, people_behind
from workbench.topics.stability import SeedAgreement, canonical_rows, drawn_people, seeds, stability
from workbench.topics.watching import HeardBefore, Voices, recognised

#: a cluster that at most this share of the people expected say alone is said in passing …
ALONE = 0.25
#: … unless chance would give so few as often as this.
BY_CHANCE = 0.05
#: what lies so near to a candidate that nobody has judged yet is its fringe, not another offer (cosine of its centre
#: with any prototype); so near to a topic that was retired, it is what a person has rejected.
#: Measured on new intents of Banking77 that grow over three months: offered twice 1 of 10 times, 4 without it, and
#: none was lost.
FRINGE = 0.6
#: draws of people behind a cluster's stability.
RESAMPLES = 10
SHARE = 0.8
#: what comes out less alike than this when a fifth of the people are left out (mean share of texts in common) is
#: watched at first, not offered: it hangs on who was heard. Measured: new intents of Banking77 .75 and more, parts of
#: one .48 and more; subjects that a frame of 25 codes missed in the sample .47 and more, finer parts of its codes .28
#: and less.
RECURS = 1 / 3


@dataclass(frozen=True)
class Settings:
    """How topics are proposed.

    Parameters
    ----------
    granularity : float
        Above 1 more and smaller topics.
    min_people : int
        Clusters of fewer people are not proposed; their texts stay unsorted.
    own_words : tuple of str
        Names of product and company, kept out of labels.
    seed : int
    """

    granularity: float = 1.0
    min_people: int = 10
    own_words: tuple[str, ...] = ()
    seed: int = 1


@dataclass(frozen=True)
class Clusters:
    """What was found.

    Parameters
    ----------
    groups : list of ndarray of int64
        Rows of each future topic.
    reach : list of ndarray of int64
        The rows that its prototypes are made from; at first the same.
    stability : callable
        Gives a float or None for each group; it takes as long as finding them, and can run beside naming them.
    agreement : callable
        Gives how far searches from other seeds find the same clusters; None beside a codebook.
    evidence : list of Evidence
        Beside a codebook; empty at first.
    few : list of Cluster
        Clusters that too few people stand behind, or that other people would not have made.
    before : list of Watched or None
        For each of the few, what it was watched as before.
    risen : frozenset of str
        Watch ids of what is among the groups now.
    """

    groups: list[NDArray[np.int64]] = field(default_factory=list)
    reach: list[NDArray[np.int64]] = field(default_factory=list)
    stability: Callable[[], list[float | None]] = list
    agreement: Callable[[], SeedAgreement | None] = lambda: None
    evidence: list[Evidence] = field(default_factory=list)
    few: list[Cluster] = field(default_factory=list)
    before: list[Watched | None] = field(default_factory=list)
    risen: frozenset[str] = frozenset()


def first_clusters(pool: Pool, vectors: NDArray[np.int16], settings: Settings) -> Clusters:
    """Cluster everything: there is no codebook yet.

    Parameters
    ----------
    pool : Pool
    vectors : ndarray of int16, shape (n, d)
    settings : Settings

    Returns
    -------
    Clusters
        Of enough people, and not said in passing only.
    """
    from workbench.topics.discover import NeighbourhoodLeiden  # brings scikit-learn along

    if len(pool) < LEAST_TEXTS:
        return Clusters()
    rows = canonical_rows(pool, vectors)
    ranking = Ranking.of(vectors[rows])  # most of the work, so it serves the clusters and their stability
    model = NeighbourhoodLeiden(resolution=settings.granularity, random_state=settings.seed)
    labels = np.empty(len(pool), dtype=np.int64)
    labels[rows] = model.fit_neighbours(ranking.among(np.arange(len(pool)), model.n_neighbors)).labels_
    found = [np.flatnonzero(labels == at) for at in range(int(labels.max()) + 1)]
    kept = [
        group
        for group in found
        if len(frozenset().union(*(pool.people[at] for at in group))) >= settings.min_people
        and not in_passing(group, pool)
    ]

    def known() -> list[float | None]:
        return stability(pool, vectors, kept, resolution=model.resolution_, seed=settings.seed, ranking=ranking)

    def agreed() -> SeedAgreement:
        return seeds(vectors, resolution=model.resolution_, seed=settings.seed, ranking=ranking)

    return Clusters(kept, kept, known, agreed)


def later_clusters(
    pool: Pool,
    vectors: NDArray[np.int16],
    codebook: Codebook,
    settings: Settings,
    *,
    period: str,
    heard_before: HeardBefore | None = None,
) -> Clusters:
    """Find what no topic of a codebook stands near.

    Parameters
    ----------
    pool : Pool
        With days and earlier people where they are known.
    vectors : ndarray of int16, shape (n, d)
    codebook : Codebook
    settings : Settings
    period : str
    heard_before : callable, optional
        Who has spoken of what is watched since it was; asked for clusters that are watched and still too small.

    Returns
    -------
    Clusters
    """
    filed = assign(vectors, codebook, hashes=pool.hashes)
    nobody = (frozenset[str](),) * len(pool)
    said = Spoken(vectors, filed.score, filed.bar, pool.people, pool.days or nobody, pool.earlier or nobody)
    live = [codebook.prototypes(topic) for topic in codebook.live]
    prototypes = np.concatenate(live) if live else np.zeros((0, vectors.shape[1]), dtype=np.int16)
    bars = Bars(settings.min_people, codebook.least, settings.granularity, settings.seed)
    found = [
        cluster
        for cluster in emerging(said, prototypes, bars=bars)
        if not in_passing(cluster.own, pool) and not _judged(centre_of(vectors[cluster.own]), codebook)
    ]
    before = recognised(found, pool, vectors, codebook, period=period, own_words=settings.own_words)
    found = _since(found, before, said, settings.min_people, heard_before)
    enough = [is_candidate(cluster.evidence, people=settings.min_people) for cluster in found]
    recurring = iter(_recurring(said, prototypes, [one for one, yes in zip(found, enough, strict=True) if yes], bars))
    known = [next(recurring) if yes else None for yes in enough]
    # what was watched has come out of two months with other people in each
    recurs = [bool(one or (share or 0) >= RECURS) for one, share in zip(before, known, strict=True)]
    enough = [yes and again for yes, again in zip(enough, recurs, strict=True)]
    offered = [cluster for cluster, yes in zip(found, enough, strict=True) if yes]
    return Clusters(
        [cluster.own for cluster in offered],
        [cluster.rows for cluster in offered],
        lambda: [share for share, yes in zip(known, enough, strict=True) if yes],
        lambda: None,
        [cluster.evidence for cluster in offered],
        [cluster for cluster, yes in zip(found, enough, strict=True) if not yes],
        [one for one, yes in zip(before, enough, strict=True) if not yes],
        frozenset(one.watch_id for one, yes in zip(before, enough, strict=True) if yes and one),
    )


def _since(
    found: Sequence[Cluster],
    before: Sequence[Watched | None],
    said: Spoken,
    people: int,
    heard_before: HeardBefore | None,
) -> list[Cluster]:
    """Count for what was watched the people and days since then, where the period alone has too few."""
    few = [
        one
        for cluster, one in zip(found, before, strict=True)
        if one and (cluster.evidence.people < people or cluster.evidence.days < LEAST_DAYS)
    ]
    voices = heard_before(few) if heard_before and few else {}
    counted = []
    for cluster, one in zip(found, before, strict=True):
        if one:
            earlier = voices.get(one.watch_id, Voices())
            evidence = replace(
                cluster.evidence,
                people=len(people_behind(said, cluster.own) | earlier.people),
                days=len(days_behind(said, cluster.own) | earlier.days),
                watched_since=one.first_period,
            )
            counted.append(replace(cluster, evidence=evidence))
        else:
            counted.append(cluster)
    return counted


def offered_later(codebook: Codebook) -> list[Topic]:
    """Return the candidates that were found beside other topics and that nobody has judged.

    A first run finds everything at once, so its topics are neighbours by nature; where the team's own codes were there
    before it, it has looked for what they miss, as every later run does.
    """
    alone = codebook.proposals[0][0] if codebook.proposals and not codebook.topics[0].brought else ""
    found = [topic for topic in codebook.live if topic.status is Status.CANDIDATE and not topic.brought]
    return [topic for topic in found if topic.first_period != alone]


def _judged(centre: NDArray[np.int16], codebook: Codebook) -> bool:
    """Tell whether a cluster was offered already: its topic waits for a judgement, or was rejected."""
    rejected = [topic for topic in codebook.topics if topic.status is Status.RETIRED and not topic.became]
    stands = [codebook.prototypes(topic) for topic in (*offered_later(codebook), *rejected)]
    return any((stand.astype(np.int64) @ centre.astype(np.int64)).max() >= round(FRINGE * SCALE) for stand in stands)


def in_passing(group: NDArray[np.int64], pool: Pool) -> bool:
    """Tell whether a cluster is what people say beside their subject, hardly ever alone.

    "I restarted the phone", "my customer number is in the signature", "I never write reviews": a sentence that goes
    with any subject is none. People are counted, each by the share of their items with it that say nothing else, beside
    the share that their channels would lead one to expect. Measured, where nearly everybody has one such item: such
    clusters are said alone by 0 to .17 of the people expected, subjects by .5 and more (reviews, tweets, tickets of the
    sample).
    """
    from scipy.special import gammaincc

    said: dict[str, Alone] = {}
    for at in group:
        for person, one in pool.alone[at].items():
            said[person] = said[person] + one if person in said else one
    # each person is one, however many items: else somebody who says it daily would decide for all
    alone = round(fsum(one.alone / one.items for one in said.values()), 6)
    usual = round(fsum(one.usual / one.items for one in said.values()), 6)
    # the Poisson distribution function, between whole numbers too
    return bool(alone <= ALONE * usual and gammaincc(alone + 1, usual) <= BY_CHANCE)


def subject(group: NDArray[np.int64], pool: Pool, vectors: NDArray[np.int16], words: tuple[str, ...]) -> Subject:
    """Return a cluster as labels see it: its texts by their nearness to the centre."""
    centre = unit(vectors[group].sum(axis=0, dtype=np.int64))
    near = np.round(unit(vectors[group]) @ centre, 5)
    order = group[np.argsort(-near, kind="stable")]  # pools are sorted by hash, so ties are too
    return Subject(tuple(pool.texts[at] for at in order), centre, words)


def _recurring(
    said: Spoken, prototypes: NDArray[np.int16], offered: Sequence[Cluster], bars: Bars
) -> list[float | None]:
    """Look for each cluster again among the texts of part of the people; as in `stability`."""
    found: list[list[float]] = [[] for _ in offered]
    everyone = tuple(one | other for one, other in zip(said.people, said.earlier, strict=True))
    for number in range(RESAMPLES if offered else 0):
        rows = drawn_people(everyone, SHARE, generator(bars.seed, f"recurring {number}"))
        again = [rows[cluster.own] for cluster in emerging(said.take(rows), prototypes, bars=bars)]
        for cluster, overlaps in zip(offered, found, strict=True):
            own = np.intersect1d(cluster.own, rows)
            if len(own):
                shared = [len(np.intersect1d(own, other)) / len(np.union1d(own, other)) for other in again]
                overlaps.append(max(shared, default=0.0))
    return [round(float(np.mean(overlaps)), 4) if overlaps else None for overlaps in found]
