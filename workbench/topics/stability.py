"""Stability: whether a discovered topic appears again from other people and other seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from workbench.stats.chance import generator
from workbench.topics.leiden import communities
from workbench.topics.neighbours import canonical_order, nearest, shared_neighbour_graph
from workbench.topics.pool import Pool
from workbench.topics.ranking import Ranking

#: neighbours a text, as in discovery.
NEIGHBOURS = 15


class Band(StrEnum):
    """What a stability allows, by the bands of R's clusterboot (Hennig 2007)."""

    HIGHLY_STABLE = "highly stable"  # .85 and more
    STABLE = "stable"  # .75 and more
    PATTERN = "pattern"  # .60 and more: there, but who belongs to it is doubtful
    UNTRUSTED = "untrusted"  # below, or not to be told: no sentence on a trend or on groups


@dataclass(frozen=True)
class SeedAgreement:
    """How far clusterings of the same texts from several seeds agree.

    Parameters
    ----------
    ami_mean, ami_min : float
        Adjusted mutual information over all pairs of seeds.
    ari_mean, ari_min : float
        Adjusted Rand index.
    """

    ami_mean: float
    ami_min: float
    ari_mean: float
    ari_min: float


def band(stability: float | None) -> Band:
    """Return the band of a topic's stability; None, where it cannot be told, is not trusted."""
    if stability is None or stability < 0.60:
        return Band.UNTRUSTED
    if stability < 0.75:
        return Band.PATTERN
    return Band.STABLE if stability < 0.85 else Band.HIGHLY_STABLE


def stability(
    pool: Pool,
    vectors: NDArray[np.int16],
    groups: Sequence[NDArray[np.int64]],
    *,
    resolution: float,
    seed: int,
    resamples: int = 10,
    share: float = 0.8,
    ranking: Ranking | None = None,
) -> list[float | None]:
    """Cluster the texts of part of the people again and again, and see how well each group comes back.

    Parameters
    ----------
    pool : Pool
        The texts that were clustered.
    vectors : ndarray of int16, shape (n, d)
        Their vectors.
    groups : sequence of ndarray of int64
        Rows of each group, as discovery found them.
    resolution : float
        As in discovery.
    seed : int
    resamples : int
    share : float
        Part of the people drawn, without replacement. A text is drawn with any of its people.
    ranking : Ranking, optional
        Of the vectors in `canonical_rows`, where it is there already.

    Returns
    -------
    list of (float or None)
        For each group, the mean over resamples of its best Jaccard overlap with a new cluster, both among the drawn
        texts; four decimals. None where one person wrote all of it, or nothing of it was ever drawn.

    Notes
    -----
    Hennig (2007), with people as units: statistics reference 3.1. Every resample has a Leiden seed of its own, so that
    what one seed finds by chance is unstable as well. A resample is exactly `NeighbourhoodLeiden` on the drawn texts,
    but neighbours are searched for once. The result depends on neither the order of rows nor how people are named.
    """
    if len(pool) < 2:
        return [None] * len(groups)
    rows = canonical_rows(pool, vectors)
    ranking = ranking or Ranking.of(vectors[rows])
    written = _written(pool, rows)
    found: list[list[float]] = [[] for _ in groups]
    for number in range(resamples):
        chance = generator(seed, f"stability {number}")
        drawn = _drawn(written, len(rows), share, chance)
        labels = np.full(len(rows), -1, dtype=np.int64)
        labels[rows[drawn]] = _clustered(ranking, drawn, resolution, int(chance.integers(2**31)))
        sizes = np.bincount(labels[labels >= 0])
        for group, overlaps in zip(groups, found, strict=True):
            members = labels[group]
            members = members[members >= 0]
            if len(members):
                overlaps.append(_best_jaccard(members, sizes))
    alone = [len(frozenset().union(*(pool.people[at] for at in group))) < 2 for group in groups]
    return [
        None if one or not overlaps else round(float(np.mean(overlaps)), 4)
        for one, overlaps in zip(alone, found, strict=True)
    ]


def seeds(
    vectors: NDArray[np.int16], *, resolution: float, seed: int, count: int = 3, ranking: Ranking | None = None
) -> SeedAgreement:
    """Cluster all texts from several seeds and compare the clusterings.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
        At least three rows.
    resolution : float
    seed : int
        The first of the seeds, which follow each other.
    count : int
        Seeds, at least 2; the graph, which is most of the cost, is built once.
    ranking : Ranking, optional
        Of the vectors in `canonical_rows`, where it is there already.

    Notes
    -----
    Statistics reference 3.2: a smoke alarm for a whole clustering. The order of rows changes nothing here.
    """
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    if ranking is None:
        listed = nearest(vectors[canonical_order(vectors)], NEIGHBOURS)
    else:
        listed = ranking.among(np.arange(len(vectors)), NEIGHBOURS)
    graph = shared_neighbour_graph(listed)
    found = [communities(graph, resolution=resolution, seed=seed + at) for at in range(count)]
    pairs = list(combinations(found, 2))
    ami = [float(adjusted_mutual_info_score(one, two)) for one, two in pairs]
    ari = [float(adjusted_rand_score(one, two)) for one, two in pairs]
    return SeedAgreement(*(round(value, 4) for value in (float(np.mean(ami)), min(ami), float(np.mean(ari)), min(ari))))


def canonical_rows(pool: Pool, vectors: NDArray[np.int16]) -> NDArray[np.int64]:
    """Order rows as discovery does; equal vectors by their texts' hashes, whatever order they came in."""
    by_hash = np.array(sorted(range(len(pool)), key=lambda at: pool.hashes[at]), dtype=np.int64)
    return by_hash[canonical_order(vectors[by_hash])]


def _written(pool: Pool, rows: NDArray[np.int64]) -> list[list[int]]:
    """List what each person wrote, people by their first texts: their pseudonyms change with the project's key."""
    texts: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        for person in pool.people[row]:
            texts.setdefault(person, []).append(place)
    return sorted(texts.values())  # two people of equal lists may change places: they stand for the same draw


def drawn_people(people: Sequence[frozenset[str]], share: float, chance: np.random.Generator) -> NDArray[np.int64]:
    """Return the rows that at least one of the drawn people wrote.

    Parameters
    ----------
    people : sequence of frozenset of str, length n
        Who wrote each row, rows in an order that depends on the texts alone.
    share : float
        Part of the people drawn.
    chance : numpy.random.Generator
    """
    texts: dict[str, list[int]] = {}
    for row, who in enumerate(people):
        for person in who:
            texts.setdefault(person, []).append(row)
    return _drawn(sorted(texts.values()), len(people), share, chance)


def _drawn(written: list[list[int]], texts: int, share: float, chance: np.random.Generator) -> NDArray[np.int64]:
    people = chance.permutation(len(written))[: max(1, round(share * len(written)))]
    drawn = np.zeros(texts, dtype=bool)
    for person in people:
        drawn[written[person]] = True
    return np.flatnonzero(drawn)


def _clustered(ranking: Ranking, drawn: NDArray[np.int64], resolution: float, seed: int) -> NDArray[np.int64]:
    if len(drawn) < 3:
        return np.zeros(len(drawn), dtype=np.int64)
    graph = shared_neighbour_graph(ranking.among(drawn, NEIGHBOURS))
    return communities(graph, resolution=resolution, seed=seed)


def _best_jaccard(members: NDArray[np.int64], sizes: NDArray[np.int64]) -> float:
    both = np.bincount(members, minlength=len(sizes))
    return float((both / (len(members) + sizes - both)).max())
