"""MinHash signatures and candidate pairs of many short texts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SHINGLE = 5
PERMUTATIONS = 128
# statistics 7.1: banding built at .5, so that pairs at the .7 that is wanted are candidates with probability .99.
BANDS, ROWS = 25, 5
# Larger buckets are searched among neighbours only: a template with thousands of fillings would be n² pairs.
WINDOW = 60
SEED = 1

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
# Shingles hashed at a time; keeps the working memory under about 100 MB.
_CHUNK = 1_000_000


@dataclass(frozen=True)
class Shingles:
    """The distinct shingles of each text, as 64-bit codes.

    Attributes
    ----------
    codes : uint64 (m,), sorted within a text
    starts : int64 (n + 1,), text i holds codes[starts[i]:starts[i + 1]]; none for texts under five characters
    """

    codes: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]

    @property
    def count(self) -> int:
        """Number of texts."""
        return len(self.starts) - 1

    def size(self, place: int) -> int:
        """Return the number of distinct shingles of one text."""
        return int(self.starts[place + 1] - self.starts[place])

    def of(self, place: int) -> frozenset[int]:
        """Return the distinct shingles of one text."""
        return frozenset(self.codes[self.starts[place] : self.starts[place + 1]].tolist())


def shingles(texts: Sequence[str]) -> Shingles:
    """Cut texts into distinct five-character shingles.

    Parameters
    ----------
    texts : sequence of str, n texts, one space is put on each side

    Returns
    -------
    Shingles
    """
    parts: list[npt.NDArray[np.uint64]] = []
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    for place, text in enumerate(texts):
        codes = _codes(f" {text} ") if len(text) >= SHINGLE else np.empty(0, dtype=np.uint64)
        parts.append(codes)
        starts[place + 1] = starts[place] + len(codes)
    return Shingles(np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64), starts)


def signatures(sets: Shingles, *, seed: int = SEED) -> npt.NDArray[np.uint32]:
    """Return the MinHash signature of each text.

    Parameters
    ----------
    sets : Shingles of n texts
    seed : int
        Of the permutations.

    Returns
    -------
    uint32 array (n, PERMUTATIONS)
        The largest value throughout for texts without shingles.

    Notes
    -----
    Broder 1997, with affine permutations modulo 2³² (odd factors), as datasketch 2 does; own, because one array
    operation a permutation is several times quicker than one object a text.
    """
    draw = np.random.default_rng(seed)
    factor = (draw.integers(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) << np.uint32(1)) | np.uint32(1)
    shift = draw.integers(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    out = np.full((sets.count, PERMUTATIONS), np.iinfo(np.uint32).max, dtype=np.uint32)
    filled = np.flatnonzero(np.diff(sets.starts) > 0)
    for rows in _row_chunks(sets, filled):
        begin, end = sets.starts[rows[0]], sets.starts[rows[-1] + 1]
        # The upper half of the mixed code: independent of the order of the codes themselves.
        low = (sets.codes[begin:end] >> np.uint64(32)).astype(np.uint32)
        cuts = sets.starts[rows] - begin
        for which in range(PERMUTATIONS):
            out[rows, which] = np.minimum.reduceat(low * factor[which] + shift[which], cuts)
    return out


def candidate_pairs(signed: npt.NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts that share a band of their signatures.

    Parameters
    ----------
    signed : uint32 (n, PERMUTATIONS)

    Yields
    ------
    tuple of int
        Two places, the smaller first; a pair may come from several bands.
    """
    filled = np.flatnonzero((signed != np.iinfo(np.uint32).max).any(axis=1))
    for band in range(BANDS):
        # The band first, the bands after it as tie-break: near copies lie side by side in a large bucket.
        order_by = np.roll(signed[filled], -band * ROWS, axis=1)[:, : 2 * ROWS]
        order = np.lexsort(order_by.T[::-1])
        ordered = order_by[order, :ROWS]
        cuts = np.flatnonzero((ordered[1:] != ordered[:-1]).any(axis=1)) + 1
        bounds = np.concatenate([[0], cuts, [len(order)]])
        for bucket in np.flatnonzero(np.diff(bounds) > 1):
            members = filled[order[bounds[bucket] : bounds[bucket + 1]]].tolist()
            for place, left in enumerate(members):
                for right in members[place + 1 : place + 1 + WINDOW]:
                    yield (left, right) if left < right else (right, left)


def jaccard(left: frozenset[int], right: frozenset[int]) -> float:
    """Return the Jaccard similarity of two sets, 0..1; 0 where both are empty."""
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared) if left or right else 0.0


def candidate_probability(similarity: float) -> float:
    """Return the probability that a pair of this Jaccard similarity becomes a candidate: 1 - (1 - J^r)^b."""
    return float(1.0 - (1.0 - similarity**ROWS) ** BANDS)


def _codes(text: str) -> npt.NDArray[np.uint64]:
    """Mix each five code points into 64 bits; sorted, distinct."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    mixed = np.zeros(len(points) - SHINGLE + 1, dtype=np.uint64)
    for step in range(SHINGLE):
        mixed = (mixed ^ points[step : len(points) - SHINGLE + 1 + step]) * _MIX[0]
        mixed ^= mixed >> np.uint64(29)
    mixed = mixed * _MIX[1]
    return np.unique(mixed ^ (mixed >> np.uint64(32)))


def _row_chunks(sets: Shingles, rows: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    """Cut rows into stretches of about _CHUNK shingles."""
    if not len(rows):
        return
    part = sets.starts[rows] // _CHUNK
    yield from np.split(rows, np.flatnonzero(np.diff(part)) + 1)
