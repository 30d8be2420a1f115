"""Together: which accounts post the same thing within seconds of each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats

Whole = npt.NDArray[np.int64]

#: a post is compared with this many that follow it within the window. A burst of 5 000 accounts with three copies each
#: still hangs together (each meets about six others again), while 100 000 posts give at most 5 million pairs, not
#: 5 billion.
NEIGHBOURS = 50


@dataclass(frozen=True, eq=False)
class Posts:
    """Posts as codes from 0.

    Parameters
    ----------
    account, repeated, time : ndarray of int64, shape (N,)
        Who, what (near-duplicate group or object) and when (milliseconds from the first post).
    """

    account: Whole
    repeated: Whole
    time: Whole

    @property
    def accounts(self) -> int:
        """One more than the highest code of an account."""
        return int(self.account.max(initial=-1)) + 1

    @property
    def objects(self) -> int:
        """One more than the highest code of a thing posted."""
        return int(self.repeated.max(initial=-1)) + 1

    def at(self, rows: npt.NDArray[np.bool_] | Whole) -> Posts:
        """Return the posts at these places."""
        return Posts(self.account[rows], self.repeated[rows], self.time[rows])


@dataclass(frozen=True, eq=False)
class Links:
    """Pairs of accounts that coincide often enough.

    Parameters
    ----------
    first, second : ndarray of int64, shape (L,)
        The two accounts, the smaller code first.
    times : ndarray of float64, shape (L,)
        How often they coincide.
    shared_by, shared : ndarray of int64, shape (S,)
        Accounts of linked pairs, and what each shares with a linked account.
    """

    first: Whole
    second: Whole
    times: Floats
    shared_by: Whole
    shared: Whole


def coded(account: npt.ArrayLike, repeated: npt.ArrayLike, seconds: npt.ArrayLike) -> Posts:
    """Check posts and return them as codes.

    Parameters
    ----------
    account : array_like, shape (N,)
        Who posted.
    repeated : array_like, shape (N,)
        What was posted: near-duplicate group or shared object.
    seconds : array_like of float64, shape (N,)
        When.

    Returns
    -------
    Posts

    Raises
    ------
    ValueError
        If shapes differ or a time is not finite.
    """
    when = np.asarray(seconds, dtype=np.float64)
    who, what = (np.unique(np.asarray(codes), return_inverse=True)[1].ravel() for codes in (account, repeated))
    if not who.shape == what.shape == when.shape or not np.isfinite(when).all():
        raise ValueError("each post needs an account, what it repeats and a time")
    # Milliseconds as whole numbers: what and when fit one sorting key without rounding.
    return Posts(who, what, np.rint((when - when.min(initial=np.inf)) * 1000).astype(np.int64) if len(when) else who)


def linked(posts: Posts, window: float, repetitions: int) -> Links:
    """Link the accounts that coincide at least `repetitions` times.

    Parameters
    ----------
    posts : Posts
        All posts.
    window : float
        Seconds within which two posts coincide.
    repetitions : int
        Coincidences that a link needs. Posts of one thing count as often as both accounts posted it: three copies
        against three are three, one against three is one.

    Returns
    -------
    Links
    """
    accounts, objects, milliseconds = max(posts.accounts, 1), max(posts.objects, 1), round(window * 1000)
    posts = _meeting(posts, milliseconds, repetitions)
    left, right = _pairs(posts, milliseconds)
    pairs, of_pair = _distinct(posts.account[left] * accounts + posts.account[right])
    met, of_met = _distinct(of_pair * objects + posts.repeated[left])
    pair_of_met, thing = met // objects, met % objects
    # A coincidence needs a post of either side: the smaller number of posts, thing by thing.
    sides = [_posts_of(of_met, side, len(posts.account), len(met)) for side in (left, right)]
    times = np.bincount(pair_of_met, weights=np.minimum(*sides), minlength=len(pairs)).astype(np.float64)
    often = times >= repetitions
    first, second = pairs // accounts, pairs % accounts
    kept = often[pair_of_met]
    return Links(
        first=first[often],
        second=second[often],
        times=times[often],
        shared_by=np.concatenate([first[pair_of_met[kept]], second[pair_of_met[kept]]]),
        shared=np.tile(thing[kept], 2),
    )


def _meeting(posts: Posts, window: int, repetitions: int) -> Posts:
    """Return, by thing and time, the posts of accounts that meet others often enough to be linked.

    Text that thousands post once each would otherwise be compared pair by pair for nothing.
    """
    key = posts.repeated * (int(posts.time.max(initial=0)) + window + 1) + posts.time
    order = np.lexsort((posts.account, key))
    key, account = key[order], posts.account[order]
    start, end = np.searchsorted(key, key - window), np.searchsorted(key, key + window, side="right")
    # Accounts change between two neighbours: none within the window means that the account is alone there.
    changes = np.cumsum(np.diff(account, prepend=account[:1]) != 0)
    meets = changes[end - 1] > changes[start]
    enough = np.bincount(account[meets], minlength=posts.accounts) >= repetitions
    return posts.at(order[meets & enough[account]])


def _pairs(posts: Posts, window: int) -> tuple[Whole, Whole]:
    """Return places of two posts of the same thing within the window, by two accounts, the smaller code first."""
    key = posts.repeated * (int(posts.time.max(initial=0)) + window + 1) + posts.time
    at = np.arange(len(key))
    follow = np.minimum(np.searchsorted(key, key + window, side="right") - at - 1, NEIGHBOURS)
    left = np.repeat(at, follow)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(follow) - follow, follow)
    one, two = posts.account[left], posts.account[right]
    smaller, larger = np.where(one < two, left, right), np.where(one < two, right, left)
    return smaller[one != two], larger[one != two]


def _distinct(codes: Whole) -> tuple[Whole, Whole]:
    """Return the distinct codes, ascending, and the place of each given one."""
    distinct, place = np.unique(codes, return_inverse=True)
    return distinct, place.ravel()


def _posts_of(group: Whole, post: Whole, posts: int, groups: int) -> Floats:
    """Return how many different posts belong to each group."""
    single = np.unique(group * max(posts, 1) + post)
    return np.bincount(single // max(posts, 1), minlength=groups).astype(np.float64)
