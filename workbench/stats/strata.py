"""Strata with enough people: those of few are put together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]

#: people a stratum needs on each side that has it (statistics reference 1.7).
LEAST_PEOPLE = 5


@dataclass(frozen=True, eq=False)
class Kinds:
    """Where the given strata went.

    Parameters
    ----------
    codes : ndarray of int64, shape (S,)
        The given strata in order.
    into : ndarray of int64, shape (S,)
        The place of each, from 0 to count − 1.
    count : int
        Strata after merging.
    merged : tuple of int
        Given strata that were put together.
    """

    codes: Codes
    into: Codes
    count: int
    merged: tuple[int, ...]

    def place(self, stratum: Codes) -> Codes:
        """Return the place of each given stratum; 0 for one in which nobody spoke."""
        at = np.minimum(np.searchsorted(self.codes, stratum), len(self.codes) - 1)
        return np.where(self.codes[at] == stratum, self.into[at], 0)


def merge_small(first: tuple[Codes, Codes], second: tuple[Codes, Codes], *, least: int = LEAST_PEOPLE) -> Kinds:
    """Put strata together until each has enough people on every side that has it.

    Parameters
    ----------
    first, second : (ndarray of int64, ndarray of int64)
        Author and stratum of every row of each side.
    least : int
        People that a stratum needs on a side; a stratum that one side lacks needs them on the other.

    Returns
    -------
    Kinds

    Notes
    -----
    Statistics reference 1.7. All small strata become one; while that one is small too, it takes in the stratum with
    the fewest people.
    """
    sides = [np.unique(np.column_stack(side), axis=0) for side in (first, second)]
    codes = np.unique(np.concatenate([pairs[:, 1] for pairs in sides])).astype(np.int64)
    counts = np.array([[(pairs[:, 1] == code).sum() for pairs in sides] for code in codes])
    small = np.array(_few(counts, least).any(axis=1), dtype=bool)
    while small.any() and not small.all():
        chosen = codes[small]
        together = [len(np.unique(pairs[np.isin(pairs[:, 1], chosen), 0])) for pairs in sides]
        if not _few(np.array(together), least).any():
            break
        small[np.flatnonzero(~small)[np.argmin(counts.sum(axis=1)[~small])]] = True
    into = np.where(small, 0, np.cumsum(~small) - 1 + int(small.any()))
    merged = tuple(int(code) for code in codes[small]) if small.sum() > 1 else ()
    return Kinds(codes, into.astype(np.int64), int(into.max()) + 1, merged)


def _few(people: npt.NDArray[np.int64], least: int) -> npt.NDArray[np.bool_]:
    return np.asarray((people > 0) & (people < least))
