"""Coordinated patterns: accounts that repeat each other within seconds, more than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from workbench.stats.cell import Floats
from workbench.stats.together import Links, Posts, linked

Whole = npt.NDArray[np.int64]

#: published defaults of a known tool (statistics reference 7.2): seconds, and times that two accounts coincide.
WINDOW_SECONDS = 10.0
REPETITIONS = 2
#: the median absolute deviation times this estimates a standard deviation.
_MAD = 1.482602


@dataclass(frozen=True, eq=False)
class Patterns:
    """Groups of accounts, the one with most repetitions first.

    Parameters
    ----------
    cluster : ndarray of int64, shape (N,)
        Pattern of each post, −1 for none: posts by its accounts of what they repeat.
    accounts, events : ndarray of int64, shape (C,)
        Accounts of each pattern, and posts in it.
    p : ndarray of float64, shape (C,)
        How often shuffled times give a pattern as strong; NaN where nothing can be shuffled, because its accounts are
        known by these copies alone.
    repeats : int
        Shuffles B.
    """

    cluster: Whole
    accounts: Whole
    events: Whole
    p: Floats
    repeats: int


@dataclass(frozen=True, eq=False)
class _Groups:
    """Connected accounts: group of each account (−1: none) and how often the pairs of each group coincide."""

    of_account: Whole
    strength: Floats


def patterns(
    posts: Posts, *, chance: np.random.Generator, window: float = WINDOW_SECONDS, repeats: int = 199
) -> Patterns:
    """Find accounts that post the same within seconds of each other, again and again.

    Parameters
    ----------
    posts : Posts
        From `together.coded`: syndicated feeds, and posts of which only the day is known, left out.
    chance : numpy.random.Generator
        From `chance.generator`.
    window : float
        Seconds within which two posts coincide.
    repeats : int
        Shuffles B; the smallest p is 1/(B+1).

    Returns
    -------
    Patterns

    Notes
    -----
    Statistics reference 7.2 (published defaults: 10 s, two repetitions): accounts that coincide at least twice are
    linked, connected accounts are one pattern. Null: times are shuffled within each account; p compares with the
    strongest pattern of each shuffle, so it holds for all patterns together. The words are "coordinated pattern":
    nothing here tells a person from a machine.
    """
    found = linked(posts, window, REPETITIONS)
    groups = _grouped(found, posts.accounts)
    order = np.argsort(-groups.strength, kind="stable")
    strength = groups.strength[order]
    place = np.append(np.argsort(order), -1)[groups.of_account]
    cluster = _members(posts, found, place)
    inside, count = cluster >= 0, len(strength)
    pairs = np.unique(np.column_stack([cluster[inside], posts.account[inside]]), axis=0)
    p = np.full(count, np.nan)
    if count:
        strongest = _shuffled(posts, chance, window, repeats)
        reached = (strongest[:, None] >= strength).sum(axis=0)
        movable = np.zeros(count, dtype=bool)
        movable[place[_movable(posts) & (place >= 0)]] = True
        p = np.where(movable, (1 + reached) / (repeats + 1), np.nan)
    return Patterns(
        cluster=cluster,
        accounts=np.bincount(pairs[:, 0], minlength=count).astype(np.int64),
        events=np.bincount(cluster[inside], minlength=count).astype(np.int64),
        p=p,
        repeats=repeats,
    )


def robust_z(values: npt.ArrayLike) -> Floats:
    """Return how far each account lies from the middle, in robust standard deviations.

    Parameters
    ----------
    values : array_like of float64, shape (A,)
        A habit such as posts a day; NaN where unknown.

    Returns
    -------
    ndarray of float64, shape (A,)
        NaN where unknown, and everywhere where at least half the accounts are equal (MAD 0).
    """
    x = np.asarray(values, dtype=np.float64)
    if not np.isfinite(x).any():
        return np.full(len(x), np.nan)
    away = x - np.nanmedian(x)
    spread = _MAD * float(np.nanmedian(np.abs(away)))
    return away / spread if spread > 0 else np.full(len(x), np.nan)


def _grouped(found: Links, accounts: int) -> _Groups:
    """Return the connected accounts; a lone account is no group."""
    if not len(found.first):
        return _Groups(np.full(accounts, -1), np.zeros(0))
    ones = np.ones(len(found.first))
    graph = sparse.coo_array((ones, (found.first, found.second)), shape=(accounts, accounts))
    label = sparse.csgraph.connected_components(graph, directed=False)[1]
    # Numbered by their first account among those with a link.
    of_link = np.unique(label[found.first], return_inverse=True)
    strength = np.bincount(of_link[1].ravel(), weights=found.times).astype(np.float64)
    places = np.full(int(label.max()) + 1, -1)
    places[of_link[0]] = np.arange(len(of_link[0]))
    return _Groups(places[label], strength)


def _members(posts: Posts, found: Links, place: Whole) -> Whole:
    """Return the pattern of each post: by an account of the pattern, of something the pattern repeats."""
    of_post = place[posts.account]
    shared = place[found.shared_by] * posts.objects + found.shared
    own = of_post * posts.objects + posts.repeated
    return np.where((of_post >= 0) & np.isin(own, shared[place[found.shared_by] >= 0]), of_post, -1)


def _movable(posts: Posts) -> npt.NDArray[np.bool_]:
    """Return for each account whether shuffling its times can change anything."""
    several = np.ones(posts.accounts, dtype=bool)
    for values in (posts.repeated, posts.time):
        pairs = np.unique(np.column_stack([posts.account, values]), axis=0)
        several &= np.bincount(pairs[:, 0], minlength=posts.accounts) > 1
    return several


def _shuffled(posts: Posts, chance: np.random.Generator, window: float, repeats: int) -> Floats:
    """Return the strength of the strongest pattern of each shuffle, shape (B,)."""
    pairs = np.unique(np.column_stack([posts.repeated, posts.account]), axis=0)
    shared = np.bincount(pairs[:, 0], minlength=posts.objects)[posts.repeated] > 1
    # Accounts that seldom post what others post are never linked, whatever the times.
    able = np.bincount(posts.account[shared], minlength=posts.accounts) >= REPETITIONS
    order = np.lexsort((posts.time, posts.repeated, posts.account))
    kept = order[able[posts.account[order]]]
    some, both = posts.at(kept), shared[kept]
    strongest = np.zeros(repeats)
    for at in range(repeats):
        time = some.time[np.lexsort((chance.random(len(kept)), some.account))]
        found = linked(Posts(some.account[both], some.repeated[both], time[both]), window, REPETITIONS)
        strongest[at] = _grouped(found, posts.accounts).strength.max(initial=0.0)
    return strongest
