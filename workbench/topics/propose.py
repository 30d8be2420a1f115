"""Proposals: topics that a period's texts suggest, added to the codebook with new ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.embed.vectors import unit
from workbench.topics.assign import assign
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Arrays, Codebook, sha256_of_array
from workbench.topics.codebook.topic import Part, Topic
from workbench.topics.describe import Description, describe, distinct, merges
from workbench.topics.discover import NeighbourhoodLeiden
from workbench.topics.labels import Subject, labels
from workbench.topics.pool import Pool
from workbench.topics.prototypes import Prototypes, prototypes
from workbench.topics.stability import stability
from workbench.topics.themes import common, cut, joined, opened
from workbench.topics.thresholds import broadest, thresholds

#: least mean cosine of a later candidate's texts to their centre.
COHESION = 0.45

#: words kept of a topic.
KEYWORDS = 8
#: a cluster said alone in at most this share of the items expected is said in passing …
ALONE = 0.25
#: … unless chance would give so few as often as this.
BY_CHANCE = 0.05
#: fewer texts than this suggest nothing: a graph of 15 neighbours would join them all.
LEAST_TEXTS = 30


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
class Proposal:
    """What a period's texts suggest.

    Parameters
    ----------
    codebook : Codebook
        Grown by new candidates.
    description : Description or None
        BERTopic's view of the new topics; None where nothing is new.
    new : tuple of str
        Ids added.
    arrays : mapping of str to ndarray of int16
        Prototypes of what is new.
    """

    codebook: Codebook
    description: Description | None
    new: tuple[str, ...]
    arrays: Arrays = field(default_factory=dict, repr=False)

    def said(self, before: Codebook) -> Mapping[str, Any]:
        """Return what an event of the log says of it."""
        known = before.theme_labels()
        return {
            "model": self.codebook.model,
            "least": self.codebook.least,
            "topics": [row_of(topic) for topic in self.codebook.topics if topic.topic_id in self.new],
            "themes": [row_of(theme) for theme in self.codebook.themes if theme.theme_id not in known],
            "watched": [row_of(watched) for watched in self.codebook.watched],
        }


def propose(
    pool: Pool, vectors: NDArray[np.int16], codebook: Codebook, *, period: str, settings: Settings, encode: Embed
) -> Proposal:
    """Cluster what no topic accepts and add the clusters that enough people stand behind.

    Parameters
    ----------
    pool : Pool
        Distinct texts.
    vectors : ndarray of int16, shape (n, d)
        Their vectors.
    codebook : Codebook
        Empty for a first run: then everything is clustered. Its topics are never changed.
    period : str
        Stamped on the new topics as first seen.
    settings : Settings
    encode : callable
        Turns phrases into int16 vectors, for labels.

    Returns
    -------
    Proposal
        The same codebook where nothing new is found.
    """
    left = np.flatnonzero(~assign(vectors, codebook).accepted)
    if len(left) < LEAST_TEXTS:
        return Proposal(codebook, None, ())
    rest, rest_vectors = pool.take(left), vectors[left]
    fresh = not len(codebook)
    finder = NeighbourhoodLeiden(resolution=settings.granularity, random_state=settings.seed, refine=fresh)
    found = finder.fit(rest_vectors).labels_
    groups = _kept(found, rest, rest_vectors, settings, fresh=fresh)
    if not groups:
        return Proposal(codebook, None, ())
    rows = np.concatenate(groups)
    clusters = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    texts = [rest.texts[at] for at in rows]
    description = describe(texts, rest_vectors[rows], clusters, own_words=settings.own_words)
    subjects = [subject(group, rest, rest_vectors, description.words[at]) for at, group in enumerate(groups)]
    stands = [prototypes(rest_vectors[group], seed=settings.seed) for group in groups]
    names = labels(subjects, encode, own_words=settings.own_words, taken=[topic.label for topic in codebook.topics])
    least = codebook.least or broadest([stand.own_scores for stand in stands])
    new = _topics(replace(codebook, least=least), subjects, stands, names, period)
    known = stability(rest, rest_vectors, groups, resolution=finder.resolution_, seed=settings.seed)
    new = tuple(replace(topic, stability=value) for topic, value in zip(new, known, strict=True))
    arrays = {sha256_of_array(stand.vectors): stand.vectors for stand in stands}
    draft = replace(
        codebook,
        topics=codebook.topics + new,
        arrays={**codebook.arrays, **arrays},
        least=least,
        issued=codebook.issued + len(new),
    )
    if len(codebook):
        grown = joined(draft, {topic.topic_id for topic in new})
    else:
        shared = common(np.array([subject.centre for subject in subjects]), [len(group) for group in groups])
        grouping = cut(merges(description, texts, shared.beyond), len(groups), apart=shared.apart)
        grown = opened(draft, grouping, subjects, encode, settings.own_words)
    return Proposal(grown, description, tuple(topic.topic_id for topic in new), arrays)


def _kept(
    found: NDArray[np.int64], pool: Pool, vectors: NDArray[np.int16], settings: Settings, *, fresh: bool
) -> list[NDArray[np.int64]]:
    """Keep subjects with enough people; beside an existing codebook they must also hold together.

    What no topic accepts is mostly scattered remarks, and a graph clusters those too: a new topic is asked
    for a mean cosine to its centre that scattered remarks do not reach.
    """
    groups = [np.flatnonzero(found == at) for at in range(int(found.max()) + 1)]
    groups = [
        group for group in groups if len(frozenset().union(*(pool.people[at] for at in group))) >= settings.min_people
    ]
    groups = [group for group in groups if not _in_passing(group, pool)]
    if fresh:
        return groups
    return [group for group in groups if _cohesion(vectors[group]) >= COHESION]


def _in_passing(group: NDArray[np.int64], pool: Pool) -> bool:
    """Tell whether a cluster is what people say beside their subject, hardly ever alone.

    "I restarted the phone", "my customer number is in the signature", "I never write reviews": a sentence that goes
    with any subject is none. Measured: such clusters are alone in 0 to .17 of the items that their channels would lead
    one to expect, subjects in .5 and more (reviews, tweets, tickets of the sample).
    """
    from scipy.special import pdtr  # the Poisson distribution function

    alone, usual = sum(pool.alone[at] for at in group), sum(pool.usual[at] for at in group)
    return bool(alone <= ALONE * usual and pdtr(alone, usual) <= BY_CHANCE)


def _cohesion(vectors: NDArray[np.int16]) -> float:
    units = unit(vectors)
    return round(float((units @ unit(vectors.sum(axis=0, dtype=np.int64))).mean()), 4)


def subject(group: NDArray[np.int64], pool: Pool, vectors: NDArray[np.int16], words: tuple[str, ...]) -> Subject:
    """Return a cluster as labels see it: its texts by their nearness to the centre."""
    centre = unit(vectors[group].sum(axis=0, dtype=np.int64))
    near = np.round(unit(vectors[group]) @ centre, 5)
    order = group[np.argsort(-near, kind="stable")]  # pools are sorted by hash, so ties are too
    return Subject(tuple(pool.texts[at] for at in order), centre, words)


def _topics(
    codebook: Codebook, subjects: Sequence[Subject], stands: Sequence[Prototypes], names: Sequence[str], period: str
) -> tuple[Topic, ...]:
    bars = thresholds([stand.own_scores for stand in stands], least=codebook.least)
    return tuple(
        Topic(
            topic_id=codebook.next_id(at),
            label=names[at],
            keywords=distinct(subjects[at].words, KEYWORDS),
            theme_id="",
            parts=(Part(sha256_of_array(stand.vectors), bars[at], len(stand.own_scores)),),
            first_period=period,
        )
        for at, stand in enumerate(stands)
    )
