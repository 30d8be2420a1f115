"""How often the same was seen before, among rows that have no id of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class Occurrences:
    """Counts of keys over the parts of a file, twelve bytes a key.

    Notes
    -----
    The keys are kept in sorted arrays of growing size, of which two are joined when they are of like size, so that a
    file of millions of rows costs neither a dictionary of them nor a sorting anew at each part.
    """

    def __init__(self) -> None:
        self._levels: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}

    def numbered(self, file: str, bases: Sequence[str]) -> list[int]:
        """Return for each row of a part of a file the number of its occurrence, from 1, in the order given.

        Parameters
        ----------
        file : str
            Each file is counted for itself.
        bases : sequence of str
            Hexadecimal hashes, of at least 16 digits, that are equal where rows say the same.
        """
        if not bases:
            return []
        keys = np.array([int(base[:16], 16) for base in bases], dtype=np.uint64)
        known, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
        order = np.argsort(place, kind="stable")
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        within = np.empty(len(keys), dtype=np.int64)
        within[order] = np.arange(len(keys)) - np.repeat(starts, counts)
        before = np.zeros(len(known), dtype=np.int64)
        levels = self._levels.setdefault(file, [])
        for held, times in levels:
            at = np.minimum(np.searchsorted(held, known), len(held) - 1)
            before += np.where(held[at] == known, times[at], 0)
        _add(levels, known, counts.astype(np.uint32))
        return [int(number) for number in before[place] + within + 1]


def _add(levels: list[tuple[np.ndarray, np.ndarray]], keys: np.ndarray, counts: np.ndarray) -> None:
    levels.append((keys, counts))
    while len(levels) > 1 and len(levels[-2][0]) < 2 * len(levels[-1][0]):
        (one, some), (two, more) = levels.pop(), levels.pop()
        joined, place = np.unique(np.concatenate([one, two]), return_inverse=True)
        total = np.zeros(len(joined), dtype=np.uint32)
        np.add.at(total, place, np.concatenate([some, more]))
        levels.append((joined, total))
