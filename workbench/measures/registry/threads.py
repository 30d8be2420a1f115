"""Threads: which posts belong to one conversation."""

from __future__ import annotations

import pandas as pd

#: answers to answers that are followed up; what lies deeper is taken to begin there.
_DEEPEST = 1000


def thread_keys(rows: pd.DataFrame) -> pd.Series:
    """Return for each post a key that its conversation's posts share.

    Parameters
    ----------
    rows : DataFrame
        Columns item_id, source, source_item_id, thread_id, parent_id.

    Returns
    -------
    Series of str, with the index of the rows
        The conversation that the source names; else the post at which a chain of answers begins, be it there or not;
        else the post itself.
    """
    native = rows["source_item_id"].fillna(rows["item_id"]).astype(str)
    own = rows["source"].astype(str) + "\x1f" + native
    parent = rows["source"].astype(str) + "\x1f" + rows["parent_id"].astype("string")
    above = dict(zip(own[parent.notna()], parent[parent.notna()].astype(str), strict=True))
    named = rows["source"].astype(str) + "\x1f" + rows["thread_id"].astype("string")
    first = {key: _first(key, above) for key in above}
    return named.fillna(own.map(first)).fillna(own).astype(str)


def _first(key: str, above: dict[str, str]) -> str:
    seen = {key}
    for _ in range(_DEEPEST):
        up = above.get(key)
        # a ring of answers is damage; it begins where it was entered
        if up is None or up in seen:
            return key
        seen.add(up)
        key = up
    return key
