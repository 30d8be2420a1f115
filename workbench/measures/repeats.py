"""Repeats: which posts say again what was said, and differences counted without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.measures.counts import Axes, places
from workbench.measures.material import Material
from workbench.stats.cell import Floats
from workbench.stats.repetition import Versions, versions


@dataclass(frozen=True, eq=False)
class Counted:
    """K differences of two groups, counted in four ways.

    Parameters
    ----------
    differences : mapping of str to ndarray of float64, shape (K,)
        `raw`, `dedup`, `people` and `without`; NaN where nothing is left.
    same_sign : ndarray of bool, shape (K,)
        All four point the same way as the difference that is reported.
    """

    differences: Mapping[str, Floats]
    same_sign: NDArray[np.bool_]


def said(material: Material, copies: pd.Series) -> pd.Series:
    """Say of each post what it says, give or take small edits.

    Parameters
    ----------
    material : Material
    copies : Series of str, indexed by hash
        The group of near copies of each passage read for topics.

    Returns
    -------
    Series of str, indexed as `material.posts`
        Posts with the same value repeat each other: the passages of one are near copies of the other's.
    """
    passages = material.passages
    group = passages["hash"].map(copies).fillna(passages["hash"]).astype(str)
    pairs = pd.DataFrame({"item_id": passages["item_id"], "group": group}).drop_duplicates()
    sets = pairs.sort_values(["item_id", "group"]).groupby("item_id")["group"].agg(" ".join)
    return material.posts["item_id"].map(sets).fillna(material.posts["item_id"]).astype(str)


def counted_otherwise(
    first: pd.DataFrame, second: pd.DataFrame, about: pd.DataFrame, on: Axes, estimate: Floats
) -> Counted:
    """Take the difference of two groups of posts in each way of counting.

    Parameters
    ----------
    first, second : DataFrame
        Columns item_id, person; without the columns said and coordinated nothing is repeated.
    about : DataFrame
        item_id, subject, each pair once.
    on : Axes
    estimate : ndarray of float64, shape (K,)
        The difference that is reported.

    Returns
    -------
    Counted
    """
    one, two = (_versions(posts, about, on) for posts in (first, second))
    found = one.shares - two.shares
    signs = np.sign(np.vstack([found, np.nan_to_num(estimate)]))
    names = ("raw", "dedup", "people", "without")
    return Counted(dict(zip(names, found, strict=True)), np.asarray((signs == signs[-1]).all(axis=0)))


def shares_otherwise(posts: pd.DataFrame, about: pd.DataFrame, on: Axes) -> dict[str, Floats]:
    """Take the share of posts on each subject without repeats.

    Parameters
    ----------
    posts : DataFrame
        As in `counted_otherwise`.
    about : DataFrame
    on : Axes

    Returns
    -------
    dict of str to ndarray of float64, shape (K,)
        `dedup`: what a person says again counts once; `without`: posts of coordinated patterns left out.
    """
    _, dedup, _, without = _versions(posts, about, on).shares
    return {"dedup": dedup, "without": without}


def _versions(posts: pd.DataFrame, about: pd.DataFrame, on: Axes) -> Versions:
    from scipy.sparse import csr_array

    rows, columns = places(posts, about, on.subjects)
    topics = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(posts), len(on.subjects)))
    author = on.people.get_indexer(pd.Index(posts["person"]))
    flagged = posts["coordinated"].to_numpy(dtype=bool) if "coordinated" in posts else np.zeros(len(posts), dtype=bool)
    group = pd.factorize(posts["said" if "said" in posts else "item_id"])[0]
    return versions(author, group, topics, coordinated=flagged, people=len(on.people))
