"""Duplicates: texts that were posted again, word for word or with small edits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.text.minhash import candidate_pairs, jaccard, shingles
from workbench.text.normalise import hash_of_normal, normalise_all

THRESHOLD = 0.7
# Long posts are compared by their start; copies of long posts differ at the end or not at all.
MAX_SIGNS = 2_000

# Texts whose shingles are kept while pairs are compared; at most about 300 kB each.
_KEPT = 500

_FORWARD = re.compile(r"^(?:rt\s+@user\s*:?\s*)+", re.IGNORECASE)
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)


@dataclass(frozen=True)
class Distinct:
    """Exact duplicates collapsed to one row each.

    Attributes
    ----------
    hashes : tuple of str, g distinct hashes, sorted
    first : int64 (g,), the first row of each
    group : int64 (n,), place in `hashes` of each row
    count : int64 (g,), rows of each
    """

    hashes: tuple[str, ...]
    first: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]
    count: npt.NDArray[np.int64]


def exact_groups(hashes: Sequence[str]) -> Distinct:
    """Collapse rows of the same text hash.

    Parameters
    ----------
    hashes : sequence of str, n values of `text_hash`

    Returns
    -------
    Distinct
    """
    values = np.array(list(hashes), dtype=str)
    distinct, first, group, count = np.unique(values, return_index=True, return_inverse=True, return_counts=True)
    return Distinct(
        hashes=tuple(distinct.tolist()),
        first=first.astype(np.int64),
        group=group.reshape(-1).astype(np.int64),
        count=count.astype(np.int64),
    )


def near_groups(texts: Sequence[str], *, threshold: float = THRESHOLD) -> npt.NDArray[np.str_]:
    """Group texts that repeat each other with small edits.

    Parameters
    ----------
    texts : sequence of str, n texts as received
    threshold : float
        Smallest Jaccard similarity of two texts' five-character shingles, 0..1.

    Returns
    -------
    str array (n,)
        Group id: the smallest text hash in the group. Does not depend on the order of rows.

    Notes
    -----
    statistics 7.1: MinHash with 128 permutations, 25 bands of 5 rows (candidate probability .99 at the threshold),
    candidates verified by exact Jaccard, groups are connected components. A mark that forwards a text and quoted lines
    are taken off first. Texts under five characters group only when they are the same.
    """
    plain = [_comparable(text) for text in _own_words(texts)]
    hashes = [hash_of_normal(text) for text in plain]
    exact = exact_groups(hashes)
    # The same hash leaves marks at the end free: not the first text of the rows stands for it, but the smallest.
    smallest = dict(sorted(zip(hashes, (text.casefold() for text in plain), strict=True), reverse=True))
    distinct = [smallest[value][:MAX_SIGNS] for value in exact.hashes]
    roots = _components(distinct, threshold)
    # Hashes are sorted, so the smallest place in a component has its smallest hash.
    return np.array(exact.hashes, dtype=str)[roots[exact.group]] if len(plain) else np.array([], dtype=str)


def weights(groups: Sequence[str], *, authors: Sequence[object] | None = None) -> npt.NDArray[np.float64]:
    """Weigh posts so that each group counts once, or once an author.

    Parameters
    ----------
    groups : sequence of str, n group ids
    authors : sequence of n pseudonyms, optional
        Given, copies count once for each author (statistics 7.3); a missing author is a person of their own.

    Returns
    -------
    float64 array (n,)
        One over the number of posts in the same group (and of the same author).
    """
    frame = pd.DataFrame({"group": pd.Series(list(groups), dtype="str")})
    if authors is None:
        return np.asarray(1.0 / frame.groupby("group")["group"].transform("size"), dtype=np.float64)
    frame["author"] = pd.Series(list(authors), dtype="object")
    sizes = frame.groupby(["group", "author"], dropna=True)["group"].transform("size")
    return np.asarray(1.0 / sizes.where(frame["author"].notna(), 1.0), dtype=np.float64)


def _own_words(texts: Sequence[str]) -> list[str]:
    """Take off quoted lines where something else remains, and normalise."""
    stripped = [_QUOTED_LINE.sub("", text) if ">" in text else text for text in texts]
    return normalise_all([own if own.strip() else text for own, text in zip(stripped, texts, strict=True)])


def _comparable(text: str) -> str:
    """Take off the mark of a forwarded post."""
    return _FORWARD.sub("", text) or text


def _components(texts: Sequence[str], threshold: float) -> npt.NDArray[np.int64]:
    """Return the smallest place of each text's component."""
    from scipy.cluster.hierarchy import DisjointSet

    joined = DisjointSet(range(len(texts)))
    # Candidates come bucket by bucket, so the same few texts are compared again and again.
    of = lru_cache(_KEPT)(lambda place: shingles(texts[place]))
    for left, right in candidate_pairs(texts):
        # Pairs that are joined already cannot change the components.
        if not joined.connected(left, right) and jaccard(of(left), of(right)) >= threshold:
            joined.merge(left, right)
    roots = np.arange(len(texts), dtype=np.int64)
    for component in joined.subsets():
        roots[list(component)] = min(component)
    return roots
