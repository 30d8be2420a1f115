"""Proposals: topics that a period's texts suggest, added to the codebook with new ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.topics.clusters import Clusters, Settings, first_clusters, later_clusters, subject
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Arrays, Codebook, sha256_of_array
from workbench.topics.codebook.topic import Topic
from workbench.topics.describe import Description, describe, distinct, merges
from workbench.topics.labels import Subject, labels
from workbench.topics.pool import Pool
from workbench.topics.prototypes import Prototypes, part_of, prototypes
from workbench.topics.stability import SeedAgreement
from workbench.topics.themes import common, cut, joined, opened
from workbench.topics.thresholds import broadest, thresholds
from workbench.topics.watch import watch
from workbench.topics.watching import HeardBefore

#: words kept of a topic.
KEYWORDS = 8


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
    evidence : mapping of str to dict
        Why each topic is offered beside a codebook, see `evidence.Evidence`.
    seeds : SeedAgreement or None
        Of a first run: how far searches from other seeds find the same clusters.
    """

    codebook: Codebook
    description: Description | None
    new: tuple[str, ...]
    arrays: Arrays = field(default_factory=dict, repr=False)
    evidence: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seeds: SeedAgreement | None = None

    def said(self, before: Codebook) -> Mapping[str, Any]:
        """Return what an event of the log says of it."""
        known = before.theme_labels()
        return {
            "model": self.codebook.model,
            "least": self.codebook.least,
            "topics": [row_of(topic) for topic in self.codebook.topics if topic.topic_id in self.new],
            "themes": [row_of(theme) for theme in self.codebook.themes if theme.theme_id not in known],
            "watched": [row_of(watched) for watched in self.codebook.watched],
            "evidence": dict(self.evidence),
            **({"seeds": asdict(self.seeds)} if self.seeds else {}),
        }


def propose(
    pool: Pool,
    vectors: NDArray[np.int16],
    codebook: Codebook,
    *,
    period: str,
    settings: Settings,
    encode: Embed,
    heard_before: HeardBefore | None = None,
) -> Proposal:
    """Cluster what no topic stands near, and add the clusters that enough people stand behind.

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
    heard_before : callable, optional
        Who has spoken of what is watched since it was.

    Returns
    -------
    Proposal
        The same codebook where nothing new is found.
    """
    if len(codebook):
        found = later_clusters(pool, vectors, codebook, settings, period=period, heard_before=heard_before)
        codebook, arrays = watch(found, pool, vectors, codebook, period=period, settings=settings, encode=encode)
    else:
        found, arrays = first_clusters(pool, vectors, settings), {}
    if not found.groups:
        return Proposal(codebook, None, (), arrays)
    with ThreadPoolExecutor(1) as beside:
        # Stability waits for no name, and names for no stability.
        stability, agreement = beside.submit(found.stability), beside.submit(found.agreement)
        watching = replace(codebook, arrays={**codebook.arrays, **arrays})
        made = _made(found, pool, vectors, watching, period=period, settings=settings, encode=encode)
        known = dict(zip(made.new, stability.result(), strict=True))
        agreed = agreement.result()
    topics = tuple(
        replace(topic, stability=known.get(topic.topic_id, topic.stability)) for topic in made.codebook.topics
    )
    grown = replace(made.codebook, topics=topics)
    return replace(made, codebook=grown, arrays={**arrays, **made.arrays}, seeds=agreed)


def _made(
    found: Clusters,
    pool: Pool,
    vectors: NDArray[np.int16],
    codebook: Codebook,
    *,
    period: str,
    settings: Settings,
    encode: Embed,
) -> Proposal:
    """Name and describe clusters, and put them under themes."""
    groups = found.groups
    rows = np.concatenate(groups)
    clusters = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    texts = [pool.texts[at] for at in rows]
    description = describe(texts, vectors[rows], clusters, own_words=settings.own_words)
    subjects = [subject(group, pool, vectors, description.words[at]) for at, group in enumerate(groups)]
    stands = [prototypes(vectors[group], seed=settings.seed) for group in found.reach]
    names = labels(subjects, encode, own_words=settings.own_words, taken=[topic.label for topic in codebook.topics])
    least = codebook.least or broadest([stand.own_scores for stand in stands])
    new = _topics(replace(codebook, least=least), subjects, stands, names, period)
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
    told = {topic.topic_id: asdict(one) for topic, one in zip(new, found.evidence, strict=False)}
    return Proposal(grown, description, tuple(topic.topic_id for topic in new), arrays, told)


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
            parts=(part_of(stand, bars[at]),),
            first_period=period,
        )
        for at, stand in enumerate(stands)
    )
