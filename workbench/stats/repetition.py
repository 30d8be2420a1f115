"""Repetition: does a share survive when copies, loud people and coordinated accounts are taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from workbench.stats.cell import Cell, Counts, Floats, as_people, scaled
from workbench.stats.clustered import cell_shares
from workbench.stats.gather import by_person, labels


@dataclass(frozen=True, eq=False)
class Versions:
    """The same posts counted in four ways, over the same people.

    Parameters
    ----------
    raw : Cell
        All posts.
    dedup : Cell
        One post for each near-duplicate group and person.
    people : Cell
        Every person once, and once a topic.
    without : Cell
        All posts but those of coordinated patterns: a campaign of many accounts passes through the other three.
    """

    raw: Cell
    dedup: Cell
    people: Cell
    without: Cell

    @property
    def cells(self) -> tuple[Cell, Cell, Cell, Cell]:
        """Raw, dedup, people, without."""
        return self.raw, self.dedup, self.people, self.without

    @property
    def shares(self) -> Floats:
        """Raw, dedup, people and without share of every topic, shape (4, K); NaN where nothing is left."""
        return np.array([cell_shares(counts).estimate for counts in self.cells])


def versions(
    author: npt.ArrayLike, group: npt.ArrayLike, on_topic: Counts, *, coordinated: npt.ArrayLike, people: int
) -> Versions:
    """Count the posts of one cell in four ways.

    Parameters
    ----------
    author : array_like of int, shape (N,)
        Place of each post's author, 0 to people − 1; the same in every cell that is compared.
    group : array_like, shape (N,)
        Near-duplicate group of each post, such as from `text.duplicates.near_groups`.
    on_topic : array or sparse matrix, shape (N, K) or (N,)
        1 where the post is on the topic.
    coordinated : array_like of bool, shape (N,)
        The post belongs to a coordinated pattern (`coordination`).
    people : int
        Authors A over all cells.

    Returns
    -------
    Versions

    Raises
    ------
    ValueError
        If shapes do not fit.

    Notes
    -----
    Statistics reference 7.3. Where copies by one person were sorted under different topics, their one post is divided
    among these, so that the order of posts does not matter and shares still sum to 1.
    """
    person, flagged = np.asarray(author, dtype=np.int64), np.asarray(coordinated, dtype=bool)
    copies = np.unique(np.asarray(group), return_inverse=True)[1].ravel()
    y = labels(on_topic, len(person))
    if not len(person) == len(copies) == len(flagged) == y.shape[0]:
        raise ValueError(f"{len(person)} authors, {len(copies)} groups, {len(flagged)} flags and {y.shape[0]} posts")
    raw = by_person(person, people, y)
    without = by_person(person, people, y, weight=~flagged)
    return Versions(raw, _once(person, copies, y, people), as_people(raw), without)


def same_sign(first: Versions, second: Versions) -> npt.NDArray[np.bool_]:
    """Return whether first less second has one sign, or is 0, in all four versions, shape (K,).

    Parameters
    ----------
    first, second : Versions
        Of the compared cells.

    Returns
    -------
    ndarray of bool, shape (K,)
        False also where a version has nothing left in a cell, or *without* loses the sign.
    """
    signs = np.sign(first.shares - second.shares)
    return np.asarray((signs == signs[0]).all(axis=0))


def _once(person: npt.NDArray[np.int64], copies: npt.NDArray[np.int64], y: sparse.csr_array[Any], people: int) -> Cell:
    """Return the cell with one post for each person and group."""
    pair = person * (int(copies.max(initial=0)) + 1) + copies
    kept, unit, times = np.unique(pair, return_inverse=True, return_counts=True)
    whose = kept // (int(copies.max(initial=0)) + 1)
    # Whole numbers are summed first and divided once, so that the order of posts changes no bit.
    sums = by_person(unit.ravel(), len(kept), y).on_topic
    return by_person(whose, people, scaled(sums, 1.0 / times))
