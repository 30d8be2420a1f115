"""Segments: two facts a person, audience and customer, each yes, no or unknown."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from workbench.people.doors import CUSTOMER, PUBLIC


class Fact(StrEnum):
    """What is known of one of the two facts."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Segment(StrEnum):
    """The four groups; unknown is never folded into another."""

    AUDIENCE_ONLY = "audience only"
    CUSTOMER_ONLY = "customer only"
    BOTH = "both"
    UNKNOWN = "customer unknown"


def person_ids(items: pd.DataFrame) -> pd.Series:
    """Say who stands behind each item.

    Parameters
    ----------
    items : DataFrame
        Columns item_id, author_id, authors.

    Returns
    -------
    Series of str
        The pseudonym where a source names its authors. Otherwise the item's own id: a review or answer is
        one person each, and an anonymous comment stands in for one. Nameless posts are never one person.
    """
    named = items["author_id"].notna() & (items["authors"] == "column")
    return items["author_id"].where(named, items["item_id"]).astype(str)


def segments(items: pd.DataFrame, *, listed: pd.Series | None = None) -> pd.DataFrame:
    """Find each person's two facts and segment from where they spoke and the customer list.

    Parameters
    ----------
    items : DataFrame
        Columns item_id, person, origin.
    listed : Series of Fact, optional
        For each item, what the customer list says of its author on the item's date.

    Returns
    -------
    DataFrame
        One row a person, ordered by smallest item id: person, audience, customer, segment.
    """
    said = pd.Series(Fact.UNKNOWN, index=items.index) if listed is None else listed
    table = pd.DataFrame(
        {
            "person": items["person"].to_numpy(),
            "item_id": items["item_id"].to_numpy(),
            "public": items["origin"].isin(PUBLIC).to_numpy(),
            "buys": (items["origin"].isin(CUSTOMER) | (said == Fact.YES)).to_numpy(),
            "denied": (said == Fact.NO).to_numpy(),
        }
    )
    people = table.groupby("person", as_index=False).agg(
        first=("item_id", "min"), public=("public", "any"), buys=("buys", "any"), denied=("denied", "any")
    )
    people = people.sort_values("first", kind="stable").reset_index(drop=True)
    customer = np.where(people["buys"], Fact.YES, np.where(people["denied"], Fact.NO, Fact.UNKNOWN))
    audience = np.where(people["public"], Fact.YES, Fact.NO)
    return pd.DataFrame(
        {
            "person": people["person"],
            "audience": audience,
            "customer": customer,
            "segment": [_segment(one, two) for one, two in zip(audience, customer, strict=True)],
        }
    )


def _segment(audience: str, customer: str) -> Segment:
    if customer == Fact.YES:
        return Segment.BOTH if audience == Fact.YES else Segment.CUSTOMER_ONLY
    if customer == Fact.NO and audience == Fact.YES:
        return Segment.AUDIENCE_ONLY
    return Segment.UNKNOWN
