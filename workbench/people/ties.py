"""Ties: who answers whom, who names whom, and how deep conversations go."""

from __future__ import annotations

import re

import pandas as pd

#: what stands in masked text for a handle: the first digits of its pseudonym.
TOKEN = re.compile(r"<@([0-9a-f]{8})>")
#: what `ties` and `depths` read of a post.
COLUMNS = ["item_id", "source", "source_item_id", "parent_id", "author_id", "masked"]
ANSWER, MENTION = "answer", "mention"


def ties(items: pd.DataFrame) -> pd.DataFrame:
    """Return who speaks to whom.

    Parameters
    ----------
    items : DataFrame
        Columns `COLUMNS`, what we wrote ourselves included.

    Returns
    -------
    DataFrame
        One row a post and person spoken to, sorted: item_id, source, kind (`answer` or `mention`), author_id, to (an
        author_id). Only people who wrote themselves are there, within one source, as names hold within one; nobody
        speaks to themselves.

    Notes
    -----
    A mention is known by the eight digits of its token. Where two authors of a source share them, neither is taken to
    be meant.
    """
    written = items[items["author_id"].notna()]
    wrote = written.drop_duplicates(["source", "source_item_id"], keep=False)
    by_id = wrote.set_index(["source", "source_item_id"])["author_id"]
    answers = written[written["parent_id"].notna()]
    keys = pd.MultiIndex.from_frame(answers[["source", "parent_id"]])
    answered = answers[["item_id", "source", "author_id"]].assign(kind=ANSWER, to=by_id.reindex(keys).to_numpy())
    spoken = written[["item_id", "source", "author_id", "masked"]]
    named = pd.DataFrame(
        [
            (item, source, author, MENTION, token)
            for item, source, author, text in spoken.itertuples(index=False)
            for token in (TOKEN.findall(text) if isinstance(text, str) else ())
        ],
        columns=["item_id", "source", "author_id", "kind", "token"],
        dtype="string",
    )
    known = written[["source", "author_id"]].drop_duplicates()
    known = known.assign(token=known["author_id"].str[:8]).drop_duplicates(["source", "token"], keep=False)
    meant = named.merge(known.rename(columns={"author_id": "to"}), on=["source", "token"], how="inner")
    columns = ["item_id", "source", "kind", "author_id", "to"]
    found = pd.concat([answered[columns], meant[columns]]).dropna(subset="to").astype("string")
    found = found[found["author_id"] != found["to"]].drop_duplicates()
    return found.sort_values(columns, ignore_index=True)


def depths(items: pd.DataFrame) -> pd.Series:
    """Return how many posts stand above each post in its conversation, as far as they are here.

    Parameters
    ----------
    items : DataFrame
        Columns source, source_item_id, parent_id.

    Returns
    -------
    Series of int64, with the index of the items
        0 for a post that answers nothing that is here, and for posts that answer each other in a circle.
    """
    keys = list(zip(items["source"], items["source_item_id"], strict=True))
    above = dict(zip(keys, zip(items["source"], items["parent_id"], strict=True), strict=True))
    known: dict[tuple[str, str], int] = {}
    for key in above:
        path: list[tuple[str, str]] = []
        seen: set[tuple[str, str]] = set()
        at = key
        while at not in known and at not in seen and above[at] in above:
            path.append(at)
            seen.add(at)
            at = above[at]
        if at in seen:
            known |= dict.fromkeys(path, 0)
            continue
        depth = known.setdefault(at, 0)
        for one in reversed(path):
            depth += 1
            known[one] = depth
    return pd.Series([known.get(key, 0) for key in keys], index=items.index, dtype="int64")
