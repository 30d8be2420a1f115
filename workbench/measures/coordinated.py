"""Coordinated patterns: the same text from many accounts, described and never judged."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.people.doors import PUBLIC
from workbench.stats.chance import generator
from workbench.stats.coordination import patterns
from workbench.stats.together import coded
from workbench.text.normalise import normalise

#: one text from so many accounts within so many days; a public post of fewer words may be everybody's.
LEAST_ACCOUNTS = 5
DAYS = 7
LEAST_WORDS = 8
#: copies an account of a pattern posts on average, where times tell nothing because these are all it posts.
LEAST_COPIES = 3
ALPHA = 0.05
ONE_TIME = 0.5


def coordinated(posts: pd.DataFrame, said: pd.Series, *, seed: int) -> pd.Series:
    """Find the posts that belong to coordinated patterns.

    Parameters
    ----------
    posts : DataFrame
        Columns item_id, person, origin, source, at, masked; sorted by item_id.
    said : Series of str, indexed as posts
        From `repeats.said`.
    seed : int

    Returns
    -------
    Series of str, indexed as posts
        Name of the pattern: what it says, in short; empty for posts of none.

    Notes
    -----
    Two descriptions of public posts (statistics reference 7.2): a text of eight words or more from five accounts within
    a week; and accounts that post the same within ten seconds of each other, again and again, more than shuffled times
    would have it. Neither tells a person from a machine, or a campaign from an appeal that many share gladly.
    """
    public = posts[posts["origin"].isin(PUBLIC) & posts["at"].notna()]
    own = said.loc[public.index]
    found = pd.Series("", index=posts.index, dtype=object)
    if public.empty:
        return found
    apart = _within_seconds(public, own, seed)
    together = _one_text(public, own)
    marked = np.where(together != "", together, apart)
    found.loc[public.index] = marked
    return found


def _one_text(posts: pd.DataFrame, said: pd.Series) -> NDArray[np.object_]:
    """Name the posts whose text five accounts posted within a week of each other."""
    found = np.full(len(posts), "", dtype=object)
    long = posts["masked"].map(lambda text: len(str(text).split())) >= LEAST_WORDS
    people = posts["person"].groupby(said).transform("nunique")
    rows = np.flatnonzero((long & (people >= LEAST_ACCOUNTS)).to_numpy())
    days = posts["at"].astype("int64").to_numpy() / _nanoseconds(posts["at"])
    for text, group in pd.Series(rows).groupby(said.to_numpy()[rows], sort=True):
        order = group.to_numpy()[np.argsort(days[group], kind="stable")]
        who = posts["person"].to_numpy()[order]
        until = np.searchsorted(days[order], days[order] + DAYS, side="right")
        for start, end in enumerate(until):
            if len(set(who[start:end])) >= LEAST_ACCOUNTS:
                found[order[start:end]] = f"text:{text}"
    return found


def _within_seconds(posts: pd.DataFrame, said: pd.Series, seed: int) -> NDArray[np.object_]:
    """Name the posts of accounts that coincide within seconds; days without a time of day tell nothing."""
    found = np.full(len(posts), "", dtype=object)
    at = posts["at"]
    clock = at - at.dt.normalize()
    # where half of a source's posts bear one time of day, only the day is known, in whatever zone
    same = clock.groupby([posts["source"], clock]).transform("size") / clock.groupby(posts["source"]).transform("size")
    timed = np.flatnonzero((same < ONE_TIME).to_numpy())
    seconds = at.astype("int64").to_numpy()[timed] / _nanoseconds(at) * 86_400
    if len(timed) == 0:
        return found
    # in an order that the key behind the pseudonyms does not change: posts are sorted by item_id
    account = pd.factorize(posts["person"].iloc[timed])[0]
    # numbers, not texts of one length: what a long post says is a list of hashes
    what = pd.factorize(said.iloc[timed], sort=True)[0]
    made = patterns(coded(account, what, seconds), chance=generator(seed, "coordinated"))
    for pattern, (accounts, events, p) in enumerate(zip(made.accounts, made.events, made.p, strict=True)):
        alone = np.isnan(p) and accounts >= LEAST_ACCOUNTS and events >= LEAST_COPIES * accounts
        if alone or p <= ALPHA:
            rows = timed[made.cluster == pattern]
            found[rows] = f"times:{posts['item_id'].to_numpy()[rows].min()}"
    return found


def _nanoseconds(at: pd.Series) -> float:
    """Return what a day counts in the unit of a column of times."""
    return 86_400 * float({"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}[str(at.dt.unit)])


def described(posts: pd.DataFrame) -> pd.DataFrame:
    """Describe the patterns of a window.

    Parameters
    ----------
    posts : DataFrame
        Columns person, channel, at, masked, pattern.

    Returns
    -------
    DataFrame
        One row a pattern, most posts first: pattern (P1, P2, …), kind ("one text", "same seconds"), text (of its first
        post, normalised, so that no pseudonym is in it), accounts, posts, first_at, last_at (UTC), channels.
    """
    rows = []
    for pattern, group in posts[posts["pattern"] != ""].sort_values("at").groupby("pattern", sort=True):
        kind = "one text" if str(pattern).startswith("text:") else "same seconds"
        channels = ", ".join(sorted(group["channel"].unique()))
        first = group.iloc[0]
        rows.append(
            (
                kind,
                normalise(str(first["masked"])),
                group["person"].nunique(),
                len(group),
                first["at"],
                group["at"].max(),
                channels,
            )
        )
    names = ["kind", "text", "accounts", "posts", "first_at", "last_at", "channels"]
    table = pd.DataFrame(rows, columns=names).sort_values(["posts", "text"], ascending=[False, True], ignore_index=True)
    table.insert(0, "pattern", [f"P{at + 1}" for at in range(len(table))])
    return table
