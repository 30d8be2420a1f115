"""Matches: for how many people it is known whether they are customers, by channel, and by which key."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pandas as pd

from workbench.people.customers import STRENGTH, CustomerList, keys_of
from workbench.people.declared import NOT_CHECKED
from workbench.people.doors import CUSTOMER
from workbench.people.identity import DECLARED
from workbench.people.segments import Segment

ALL = "all channels"
SEGMENTS = {
    "customer_only": Segment.CUSTOMER_ONLY,
    "both": Segment.BOTH,
    "audience_only": Segment.AUDIENCE_ONLY,
    "unknown": Segment.UNKNOWN,
}
BY_CHANNEL = "channel"
COLUMNS = (
    "channel", "posts", "people",
    *(f"{name}_{what}" for name in SEGMENTS for what in ("people", "posts")),
    *(f"by_{key}" for key in (*STRENGTH, DECLARED, BY_CHANNEL)),
    "disagree", "keys_here", "keys_list", "list_rows", "list_rows_matched", "list_rows_unmatched", "declared_checked",
)  # fmt: skip
WORDS = ("channel", "keys_here", "keys_list", "declared_checked")


def matches(
    posts: pd.DataFrame, identified: pd.DataFrame, people: pd.DataFrame, listed: CustomerList | None
) -> pd.DataFrame:
    """Count people and posts by channel and group, and by the key that joined them.

    Parameters
    ----------
    posts : DataFrame
        The window's: person, origin, channel, authors, author_id, extra.
    identified : DataFrame
        From `people.identity.identify`, for the same posts.
    people : DataFrame
        person, segment, customer, as from `people.segments.segments`.
    listed : CustomerList or None

    Returns
    -------
    DataFrame
        One row a channel, most posts first, then one for all: `COLUMNS`. People count in each channel where they
        spoke, and once in the last row.
    """
    rows = posts[["person", "origin", "channel"]].assign(
        key=identified["key"].to_numpy(),
        rows=identified["rows"].to_numpy(),
        disagree=identified["disagree"].to_numpy(),
        kinds=[" ".join(sorted({kind for kind, _ in keys})) for keys in keys_of(posts)],
    )
    rows = rows.merge(people[["person", "segment", "customer"]], on="person", how="left", sort=False)
    strongest = rows["key"].map({key: at for at, key in enumerate((*STRENGTH, DECLARED))})
    rows["strongest"] = strongest.groupby(rows["person"]).transform("min")
    channels = rows["channel"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    parts = [(str(name), rows[rows["channel"] == name]) for name in channels]
    table = pd.DataFrame([_row(name, part, listed) for name, part in [*parts, (ALL, rows)]], columns=list(COLUMNS))
    kinds = {name: "string" if name in WORDS else "Int64" for name in COLUMNS}
    return table.astype(kinds)


def _row(name: str, part: pd.DataFrame, listed: CustomerList | None) -> dict[str, object]:
    people = part.drop_duplicates("person")
    said: dict[str, object] = {"channel": name, "posts": len(part), "people": len(people)}
    for column, segment in SEGMENTS.items():
        said[f"{column}_people"] = int((people["segment"] == segment).sum())
        said[f"{column}_posts"] = int((part["segment"] == segment).sum())
    for at, key in enumerate((*STRENGTH, DECLARED)):
        said[f"by_{key}"] = int((people["strongest"] == at).sum())
    by_channel = part["origin"].isin(CUSTOMER) & part["strongest"].isna()
    said[f"by_{BY_CHANNEL}"] = part.loc[by_channel, "person"].nunique()
    said["disagree"] = part.loc[part["disagree"].astype(bool), "person"].nunique()
    said["keys_here"] = _named({kind for kinds in part["kinds"].unique() for kind in kinds.split()})
    matched = len({row for rows in part["rows"].unique() for row in json.loads(rows)})
    number = len(listed.entries) if listed is not None else 0
    said |= {"keys_list": _named(listed.kinds if listed is not None else ()), "list_rows": number}
    said |= {"list_rows_matched": matched, "list_rows_unmatched": number - matched}
    said["declared_checked"] = NOT_CHECKED if said[f"by_{DECLARED}"] else ""
    return said


def _named(kinds: Iterable[str]) -> str:
    found = set(kinds)
    return ", ".join(kind for kind in STRENGTH if kind in found)
