"""Counts: how many posts each person wrote, and how many on each subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.stats.cell import Cell, cell
from workbench.stats.effect import UNKNOWN, inflation


@dataclass(frozen=True)
class Axes:
    """The rows and columns that cells which are compared share.

    Parameters
    ----------
    people : Index of str, length A
        Ordered by each person's smallest item id, so that the key behind the pseudonyms changes nothing.
    unknown : ndarray of bool, shape (A,)
        Items without an author that stand in for a person.
    subjects : Index of str, length K
    """

    people: pd.Index
    unknown: NDArray[np.bool_]
    subjects: pd.Index


def axes(posts: pd.DataFrame, subjects: Sequence[str]) -> Axes:
    """Find the people of some posts.

    Parameters
    ----------
    posts : DataFrame
        Columns item_id, person, authors.
    subjects : sequence of str
        Topic or theme ids, in order.

    Returns
    -------
    Axes
    """
    ordered = posts.sort_values("item_id", kind="stable").drop_duplicates("person")
    unknown = (ordered["authors"] == "unknown").to_numpy()
    return Axes(pd.Index(ordered["person"].astype(str)), unknown, pd.Index(list(subjects)))


def tally(posts: pd.DataFrame, filed: pd.DataFrame, on: Axes, *, effect: float = UNKNOWN) -> Cell:
    """Count posts by person and subject.

    Parameters
    ----------
    posts : DataFrame
        Columns item_id, person; each item once: the posts that shares are of.
    filed : DataFrame
        Columns item_id, subject, each pair once; items that are not in `posts` are passed over.
    on : Axes
    effect : float
        Design effect of items without an author.

    Returns
    -------
    Cell
        A post is counted once a subject, however many of its passages are about it.
    """
    person = on.people.get_indexer(pd.Index(posts["person"]))
    rows, columns = places(posts, filed, on.subjects)
    return cell_of(person, (person[rows], columns), on, inflation=inflation(on.unknown, effect))


def cell_of(
    spoke: NDArray[np.intp],
    told: tuple[NDArray[np.intp], NDArray[np.intp]],
    on: Axes,
    *,
    inflation: NDArray[np.float64] | None = None,
) -> Cell:
    """Count what each person said, and on which subject.

    Parameters
    ----------
    spoke : ndarray of int, shape (N,)
        The person of each thing said, posts or words, as a place in `on.people`.
    told : (ndarray of int, ndarray of int), shape (M,) each
        Places in `on.people` and in `on.subjects`; a pair that comes twice counts twice.
    on : Axes
    inflation : ndarray of float64, shape (A,), optional
        See `Cell`; all 1 by default.

    Returns
    -------
    Cell
    """
    from scipy.sparse import csr_array

    shape = (len(on.people), len(on.subjects))
    on_topic = csr_array((np.ones(len(told[0])), told), shape=shape)
    return cell(np.bincount(spoke, minlength=len(on.people)), on_topic, inflation=inflation)


def places(posts: pd.DataFrame, filed: pd.DataFrame, subjects: pd.Index) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which post is about which subject, as places.

    Parameters
    ----------
    posts : DataFrame
        Column item_id, each item once.
    filed : DataFrame
        Columns item_id, subject, each pair once; others than these posts and subjects are passed over.
    subjects : Index of str

    Returns
    -------
    (ndarray of int64, ndarray of int64)
        Rows of `posts` and places in `subjects`, a pair each.
    """
    place = pd.Series(np.arange(len(posts)), index=posts["item_id"].to_numpy())
    here = filed[filed["item_id"].isin(place.index) & filed["subject"].isin(subjects)]
    rows = place.reindex(here["item_id"]).to_numpy(dtype=np.int64)
    return rows, subjects.get_indexer(pd.Index(here["subject"])).astype(np.int64)


def pairs(filed: pd.DataFrame, subject: pd.Series) -> pd.DataFrame:
    """Return which item is about which subject, each pair once.

    Parameters
    ----------
    filed : DataFrame
        Rows of an assignment: item_id, decision, topic_id.
    subject : Series of str, indexed by topic id
        The topic itself, or its theme.

    Returns
    -------
    DataFrame
        item_id, subject.
    """
    rows = filed[filed["decision"] == "topic"]
    table = pd.DataFrame({"item_id": rows["item_id"].astype(str), "subject": rows["topic_id"].map(subject).astype(str)})
    return table.drop_duplicates().sort_values(["item_id", "subject"], kind="stable").reset_index(drop=True)
