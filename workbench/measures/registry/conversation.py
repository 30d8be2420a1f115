"""Conversation: whether people talk with each other, and help each other."""

from __future__ import annotations

import pandas as pd

from workbench.load.formats.registry import columns_of
from workbench.measures.registry.declaration import Answer, EndUser, Measure, Unfit, Unit
from workbench.measures.registry.figures import average, share
from workbench.measures.registry.heard import Heard
from workbench.people.doors import PUBLIC
from workbench.stats.mean import mean

ASKS = "?？؟"

NO_THREADS = (
    "no public source with authors says what belongs together: map thread_id, or parent_id (the post that is "
    "answered), in columns = { } of a [[sources]] table"
)
NO_STAFF = (
    'no source with conversations says who of us speaks: write staff = ["@handle"] or own_ids = ["name"] in its '
    "[[sources]] table"
)


def conversation_depth(heard: Heard) -> Answer:
    """Return how many of the threads that people began have two people in them."""
    threads = _threads(heard)
    if isinstance(threads, Unfit):
        return threads
    extra = {"threads": len(threads), "posts": int(threads["posts"].sum())}
    return [share(threads, threads["people"] >= 2, people=False, effect=heard.effect, extra=extra)]


def replies_per_thread(heard: Heard) -> Answer:
    """Return how many answers the threads that people began have."""
    threads = _threads(heard)
    if isinstance(threads, Unfit):
        return threads
    found = mean(threads["person"], threads["posts"] - 1)
    return [average(found, method="mean:clustered_t", extra={"threads": len(threads)})]


def peer_help(heard: Heard) -> Answer:
    """Return how many of the threads that open with a question somebody else than us answered."""
    told = {one.name for one in heard.sources(PUBLIC) if one.staff or one.own_ids or columns_of(one).inbound}
    threads = _threads(heard)
    if isinstance(threads, Unfit):
        return threads
    if not told & set(heard.mapped(PUBLIC, "thread_id", "parent_id")):
        return Unfit(NO_STAFF)
    threads = threads[threads["source"].isin(told)]
    asked = threads[threads["asks"]]
    extra = {
        "threads": len(threads),
        "asked": len(asked),
        "answered_by_us": int(asked["ours"].sum()),
        "helpers": len(set().union(*asked["others"])) if len(asked) else 0,
    }
    return [share(asked, asked["people"] >= 2, people=False, effect=heard.effect, extra=extra)]


def _threads(heard: Heard) -> pd.DataFrame | Unfit:
    """Return the threads that people began in the window, about the product, one row each.

    Columns thread, person (who began it), authors, source, posts, people (outside), others (a set: who besides), ours
    (whether we answered), asks.
    """
    sources = sorted(set(heard.mapped(PUBLIC, "thread_id", "parent_id")) & set(heard.named(PUBLIC)))
    if not sources:
        return Unfit(NO_THREADS)
    rows = heard.ever[heard.ever["source"].isin(sources) & (heard.ever["outside"] | heard.ever["ours"])]
    rows = rows[rows["at"].notna()].sort_values(["at", "item_id"], kind="stable")
    opening = rows.drop_duplicates("thread").merge(heard.posts[["item_id", "title", "text"]], on="item_id")
    opening = opening[opening["outside"] & opening["about"]].reset_index(drop=True)
    rows = rows[rows["thread"].isin(opening["thread"])]
    whose = rows[rows["outside"]].groupby("thread")["person"].agg(frozenset)
    words = opening["title"].fillna("").astype(str) + " " + opening["text"].fillna("").astype(str)
    people = opening["thread"].map(whose)
    return opening[["thread", "person", "authors", "source"]].assign(
        posts=opening["thread"].map(rows.groupby("thread").size()).astype("int64"),
        people=people.map(len).astype("int64"),
        others=[who - {first} for who, first in zip(people, opening["person"], strict=True)],
        ours=opening["thread"].isin(rows.loc[rows["ours"], "thread"]),
        asks=words.map(lambda text: any(sign in text for sign in ASKS)).astype(bool),
    )


MEASURES = (
    Measure(
        "conversation_depth", "Threads with two people or more", EndUser.AUDIENCE, Unit.SHARE,
        needs="thread_id or parent_id of public sources with authors",
        how="of the threads that people began in this period, the part in which somebody else than the one who began "
            "it and us wrote too; the range counts the people who began them",
        find=conversation_depth,
    ),
    Measure(
        "replies_per_thread", "Replies per thread", EndUser.AUDIENCE, Unit.REPLIES,
        needs="thread_id or parent_id of public sources with authors",
        how="posts after the first, ours included, in the threads that people began in this period, on average; the "
            "range counts the people who began them",
        find=replies_per_thread,
    ),
    Measure(
        "peer_help", "Questions answered by other people", EndUser.AUDIENCE, Unit.SHARE,
        needs="thread_id or parent_id, and staff or own_ids, of public sources with authors",
        how="of the threads that open with a question mark, the part in which somebody answered who is neither us nor "
            "the one who asked",
        find=peer_help,
    ),
)  # fmt: skip
