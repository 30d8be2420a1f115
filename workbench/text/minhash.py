"""Pairs of texts that are likely near copies, by MinHash and locality-sensitive hashing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from datasketch import MinHash

# Code points.
SHINGLE = 5
PERMUTATIONS = 128
# statistics 7.1: banding built at .5, so that pairs at the .7 that is wanted are candidates with probability .99.
BANDS, ROWS = 25, 5
# Larger buckets are searched among neighbours only: a template with thousands of fillings would be n² pairs.
WINDOW = 60
SEED = 1

# UTF-32 without a mark: each code point, lone surrogates among them, is this many bytes.
_POINT = 4


def shingles(text: str) -> frozenset[bytes]:
    """Cut a text into its distinct five-character shingles.

    Parameters
    ----------
    text : str
        One space is put on each side.

    Returns
    -------
    frozenset of bytes
        Each shingle in UTF-32; none for a text under five characters.

    Examples
    --------
    >>> sorted(shingle.decode("utf-32-le") for shingle in shingles("fares"))
    [' fare', 'ares ', 'fares']
    """
    if len(text) < SHINGLE:
        return frozenset()
    coded = f" {text} ".encode("utf-32-le", "surrogatepass")
    width = SHINGLE * _POINT
    return frozenset(coded[at : at + width] for at in range(0, len(coded) - width + 1, _POINT))


def sketches(sets: Iterable[frozenset[bytes]], *, seed: int = SEED) -> Iterator[MinHash]:
    """Yield the MinHash of each set of shingles.

    Parameters
    ----------
    sets : iterable of sets of shingles
    seed : int
        Of the permutations.

    Yields
    ------
    datasketch.MinHash
        Of PERMUTATIONS values; the same on every machine, whatever the order of the shingles.

    Notes
    -----
    Broder 1997. Hash function and permutation scheme are named, not left to datasketch's defaults, which changed in
    version 2. A 32-bit checksum is enough, as candidates are verified, and takes half the time of the default SHA-1.
    """
    from datasketch import MinHash

    yield from MinHash.generator(sets, num_perm=PERMUTATIONS, seed=seed, hashfunc=crc32, scheme="affine32")


def candidate_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts that share a band of their MinHash.

    Parameters
    ----------
    texts : sequence of str, n texts

    Yields
    ------
    tuple of int
        Two places, the smaller first; a pair may come from several bands, at most n × BANDS × WINDOW in all.
    """
    places, bands = _banded(texts)
    for at, keys in enumerate(bands):
        following = bands[(at + 1) % len(bands)]
        for bucket in _buckets(keys):
            if len(bucket) > WINDOW:
                # by the next band first, so that near copies lie side by side
                bucket = bucket[np.argsort(following[bucket], kind="stable")]
            yield from _neighbours(places[bucket].tolist())


def jaccard(left: frozenset[bytes], right: frozenset[bytes]) -> float:
    """Return the Jaccard similarity of two sets, 0..1; 0 where both are empty."""
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared) if left or right else 0.0


def candidate_probability(similarity: float) -> float:
    """Return the probability that a pair of this Jaccard similarity becomes a candidate: 1 - (1 - J^r)^b."""
    return float(1.0 - (1.0 - similarity**ROWS) ** BANDS)


def _banded(texts: Sequence[str]) -> tuple[NDArray[np.int64], list[NDArray[np.void]]]:
    """Return the places of all texts that have shingles, and for each band what each of them has in it, as bytes."""
    # Without shingles all sketches would be the same, and so all pairs candidates.
    places = [place for place, text in enumerate(texts) if len(text) >= SHINGLE]
    values = np.empty((len(places), BANDS * ROWS), dtype=">u4")
    for row, sketch in enumerate(sketches(shingles(texts[place]) for place in places)):
        values[row] = sketch.hashvalues[: BANDS * ROWS]
    parts = np.split(values, BANDS, axis=1)
    return np.array(places, dtype=np.int64), [np.ascontiguousarray(part).view(f"V{4 * ROWS}")[:, 0] for part in parts]


def _buckets(keys: NDArray[np.void]) -> Iterator[NDArray[np.int64]]:
    """Yield the rows that share a key with others, each group in rising order."""
    order = np.argsort(keys, kind="stable")
    changes = np.flatnonzero(keys[order[1:]] != keys[order[:-1]]) + 1
    edges = np.concatenate([[0], changes, [len(order)]])
    for at in np.flatnonzero(np.diff(edges) > 1):
        yield order[edges[at] : edges[at + 1]]


def _neighbours(members: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of members at most WINDOW apart."""
    for at, left in enumerate(members):
        for right in members[at + 1 : at + 1 + WINDOW]:
            yield (left, right) if left < right else (right, left)
