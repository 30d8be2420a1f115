"""Pairs of texts that are likely near copies, by MinHash and locality-sensitive hashing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

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
    index = _index(texts)
    for band, table in enumerate(index.hashtables):
        for key in table.keys():
            bucket = table.get(key)
            if len(bucket) > 1:
                yield from _neighbours(_in_order(bucket, index, band))


def jaccard(left: frozenset[bytes], right: frozenset[bytes]) -> float:
    """Return the Jaccard similarity of two sets, 0..1; 0 where both are empty."""
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared) if left or right else 0.0


def candidate_probability(similarity: float) -> float:
    """Return the probability that a pair of this Jaccard similarity becomes a candidate: 1 - (1 - J^r)^b."""
    return float(1.0 - (1.0 - similarity**ROWS) ** BANDS)


def _index(texts: Sequence[str]) -> MinHashLSH:
    """Put the places of all texts that have shingles into one index."""
    from datasketch import MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    # Without shingles all sketches would be the same, and so all pairs candidates.
    places = [place for place, text in enumerate(texts) if len(text) >= SHINGLE]
    for place, sketch in zip(places, sketches(shingles(texts[place]) for place in places), strict=True):
        index.insert(place, sketch)
    return index


def _in_order(bucket: set[int], index: MinHashLSH, band: int) -> list[int]:
    """Sort a bucket by place; a large one by its next band first, so that near copies lie side by side."""
    if len(bucket) <= WINDOW:
        return sorted(bucket)
    after = (band + 1) % BANDS
    return sorted(bucket, key=lambda place: (index.keys.get(place)[after], place))


def _neighbours(members: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of members at most WINDOW apart."""
    for at, left in enumerate(members):
        for right in members[at + 1 : at + 1 + WINDOW]:
            yield (left, right) if left < right else (right, left)
