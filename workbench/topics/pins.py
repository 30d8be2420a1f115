"""Pins: what people have said of single texts, which no machine overrules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.topics.codebook.state import Codebook


@dataclass(frozen=True)
class Pins:
    """Pinned and excluded texts among those to be filed.

    Parameters
    ----------
    rows : ndarray of int64, shape (p,)
        Rows of pinned texts.
    topics : ndarray of int64, shape (p,)
        The topic of each, by its place in the codebook.
    not_about : mapping of int to tuple of int
        For rows that a person excluded from topics: their parts, by the place among the parts of all live topics. Where
        topics were merged, only the parts of those that the text was excluded from.
    """

    rows: NDArray[np.int64]
    topics: NDArray[np.int64]
    not_about: Mapping[int, tuple[int, ...]]

    def excluded(self, start: int, end: int) -> Mapping[int, tuple[int, ...]]:
        """Return the exclusions of a block of rows, counted from its first row."""
        return {row - start: parts for row, parts in self.not_about.items() if start <= row < end}


def pins(codebook: Codebook, live: Sequence[int], hashes: Sequence[str]) -> Pins:
    """Find pinned and excluded texts by their hashes.

    Parameters
    ----------
    codebook : Codebook
    live : sequence of int
        Places of live topics in the codebook.
    hashes : sequence of str, length n
        Of the texts to be filed; none means that nothing is pinned.
    """
    to: dict[str, int] = {}
    away: dict[str, list[int]] = {}
    for at in live:
        to.update(dict.fromkeys(codebook.topics[at].pins, at))
    parts = [(codebook.topics[at], part) for at in live for part in codebook.topics[at].parts]
    for place, (topic, part) in enumerate(parts):
        for text in {*topic.exclusions, *part.not_about}:
            away.setdefault(text, []).append(place)
    found = [(row, to[text]) for row, text in enumerate(hashes) if text in to] if to else []
    excluded = {row: tuple(away[text]) for row, text in enumerate(hashes) if text in away} if away else {}
    rows = np.array([row for row, _ in found], dtype=np.int64)
    return Pins(rows, np.array([at for _, at in found], dtype=np.int64), excluded)
