"""The watch list: clusters that too few people stand behind so far, known again from month to month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.topics.clusters import Clusters, Settings, subject
from workbench.topics.codebook.state import Arrays, Codebook, sha256_of_array
from workbench.topics.codebook.topic import Watched
from workbench.topics.describe import describe, distinct
from workbench.topics.labels import labels
from workbench.topics.pool import Pool
from workbench.topics.prototypes import part_of, prototypes
from workbench.topics.thresholds import thresholds
from workbench.topics.watching import KEYWORDS, remembered

#: clusters watched at once, those of most people.
MOST = 20


def watch(
    found: Clusters,
    pool: Pool,
    vectors: NDArray[np.int16],
    codebook: Codebook,
    *,
    period: str,
    settings: Settings,
    encode: Embed,
) -> tuple[Codebook, Arrays]:
    """Bring the watch list up to a period.

    Parameters
    ----------
    found : Clusters
        What the period has found: what too few people said is watched, what is offered now is watched no longer.
    pool : Pool
    vectors : ndarray of int16, shape (n, d)
    codebook : Codebook
    period : str
    settings : Settings
    encode : callable

    Returns
    -------
    (Codebook, mapping)
        With clusters that were watched before under their old ids, and the arrays of all that is heard now.
    """
    pairs = sorted(zip(found.few, found.before, strict=True), key=lambda pair: -pair[0].evidence.people)[:MOST]
    heard, before = [cluster for cluster, _ in pairs], [one for _, one in pairs]
    kept = [one for one in remembered(codebook, period) if one.watch_id not in found.risen]
    if not heard:
        return replace(codebook, watched=tuple(kept)), {}
    rows = np.concatenate([cluster.own for cluster in heard])
    numbers = np.repeat(np.arange(len(heard)), [len(cluster.own) for cluster in heard])
    words = describe([pool.texts[at] for at in rows], vectors[rows], numbers, own_words=settings.own_words).words
    subjects = [subject(cluster.own, pool, vectors, words[at]) for at, cluster in enumerate(heard)]
    names = labels(subjects, encode, own_words=settings.own_words, taken=[topic.label for topic in codebook.topics])
    stands = [prototypes(vectors[cluster.rows], seed=settings.seed) for cluster in heard]
    bars = thresholds([stand.own_scores for stand in stands], least=codebook.least)
    listed = {one.watch_id: one for one in kept}
    number = codebook.watch_issued
    for at, cluster in enumerate(heard):
        old = before[at]
        number += old is None
        part = part_of(stands[at], bars[at])
        name = old.watch_id if old else f"W{number:04d}"
        listed[name] = Watched(
            name, names[at], distinct(words[at], KEYWORDS), part, old.first_period if old else period, period,
            cluster.evidence.people, cluster.evidence.days,
        )  # fmt: skip
    arrays = {sha256_of_array(stand.vectors): stand.vectors for stand in stands}
    grown = replace(
        codebook,
        watched=tuple(listed[name] for name in sorted(listed)),
        watch_issued=number,
        arrays={**codebook.arrays, **arrays},
    )
    return grown, arrays
