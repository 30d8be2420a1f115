"""Raked: shares of customers as they would be if those who spoke were spread like all customers."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import BadData, BadRequest
from workbench.load.listing import plain_name
from workbench.measures.carried import carried
from workbench.measures.counts import places
from workbench.measures.subjects import Subjects
from workbench.project.margins import Margin
from workbench.stats.interval import interval
from workbench.stats.raking import kish, rake, weighted_shares

COLUMNS = ("share_1_raked", "share_1_raked_lo", "share_1_raked_hi")
#: people of known values from whom on shares are weighted; as for a comparison of known groups.
LEAST_PEOPLE = 30
#: likeness of two values from which one is taken to be the other, mistyped
LIKE = 0.8


@dataclass(frozen=True, eq=False)
class Weights:
    """What each post of a group counts.

    Parameters
    ----------
    posts : DataFrame
        item_id, person, weight: posts of people whose values are known; none where weighting is refused.
    heard : dict of str to dict of str to float
        By column and value: the part of these people.
    people, left_out : int
        People whose values are known, and those of whom one is not known or not named.
    equal : float
        As many people of equal weight would say as much (Kish).
    largest : float
        The largest weight over the mean.
    capped : int
        People whose weight was cut.
    refused : str
        Why shares cannot be weighted; empty where they can.
    """

    posts: pd.DataFrame
    heard: dict[str, dict[str, float]] = field(default_factory=dict)
    people: int = 0
    left_out: int = 0
    equal: float = 0.0
    largest: float = 1.0
    capped: int = 0
    refused: str = ""

    @property
    def extra(self) -> dict[str, object]:
        """Fields for the extra of result rows (statistics reference 1.8)."""
        return {
            "kish_n_eff": round(self.equal, 3),
            "w_max": round(self.largest, 6),
            "n_capped": self.capped,
            "margins": sorted(self.heard),
            "n_not_weighted": self.left_out,
        }


def weights(posts: pd.DataFrame, margins: Sequence[Margin]) -> Weights:
    """Weight the people behind some posts to what is known of all customers.

    Parameters
    ----------
    posts : DataFrame
        item_id, person, authors, at, extra (JSON with the columns of the margins).
    margins : sequence of Margin

    Returns
    -------
    Weights
        Of a person whose value changed, the value at their latest post counts.

    Notes
    -----
    Statistics reference 1.8. People, not posts, are fitted to the margins: weights never speak for those who said
    nothing.
    """
    named = posts[posts["authors"] != "unknown"]
    latest = named.sort_values(["at", "item_id"], kind="stable", na_position="first")
    cells = pd.DataFrame({"person": latest["person"].astype(str)})
    for margin in margins:
        values = pd.Series(
            [carried(extra, margin.column) for extra in latest["extra"]], index=latest.index, dtype=object
        )
        cells[margin.column] = values
    columns = [margin.column for margin in margins]
    # the last value that is known of each column, which may come from different posts
    people = cells.groupby("person", sort=True)[columns].last()
    for margin in margins:
        people = people[people[margin.column].isin(list(margin.shares))]
    left_out = int(posts["person"].nunique()) - len(people)
    nothing = posts[["item_id", "person"]].iloc[:0].assign(weight=1.0)
    heard = {
        one.column: {value: float((people[one.column] == value).mean()) for value in one.shares} for one in margins
    }
    if len(people) < LEAST_PEOPLE:
        why = f"fewer than {LEAST_PEOPLE} people whose {' and '.join(columns)} is known"
        return Weights(nothing, {}, len(people), left_out, refused=why)
    try:
        weight, largest, capped = _fitted(people, margins)
    except BadRequest as fault:
        return Weights(nothing, heard, len(people), left_out, refused=_lower(fault.what))
    own = posts.loc[posts["person"].astype(str).isin(people.index), ["item_id", "person"]].astype(str)
    weighted = own.assign(weight=own["person"].map(pd.Series(weight, index=people.index)).to_numpy(dtype=np.float64))
    return Weights(weighted, heard, len(people), left_out, kish(weight), largest, capped)


def _fitted(people: pd.DataFrame, margins: Sequence[Margin]) -> tuple[NDArray[np.float64], float, int]:
    names = [list(margin.shares) for margin in margins]
    at = tuple(
        pd.Index(values).get_indexer(pd.Index(people[margin.column]))
        for values, margin in zip(names, margins, strict=True)
    )
    observed = np.zeros([len(values) for values in names])
    np.add.at(observed, at, 1.0)
    wanted = [np.array(list(margin.shares.values())) * len(people) for margin in margins]
    found = rake(observed, wanted, names=names)
    return found.weight[at], found.largest, found.capped


def raked(found: Weights | None, about: pd.DataFrame, subjects: Subjects) -> pd.DataFrame:
    """Return the weighted share of posts of every subject.

    Parameters
    ----------
    found : Weights or None
    about : DataFrame
        item_id, subject, each pair once.
    subjects : Subjects

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a subject; null without weights, and where weighting is refused.
    """
    if found is None or found.posts.empty:
        return pd.DataFrame({name: np.full(len(subjects.ids), np.nan) for name in COLUMNS})
    ordered = found.posts.sort_values("item_id", kind="stable").reset_index(drop=True)
    rows, columns = places(ordered, about, pd.Index(subjects.ids))
    on_topic = np.zeros((len(ordered), len(subjects.ids)))
    on_topic[rows, columns] = 1.0
    shares = weighted_shares(pd.factorize(ordered["person"])[0], ordered["weight"].to_numpy(), on_topic)
    ends = interval(shares)
    return pd.DataFrame(dict(zip(COLUMNS, (shares.estimate, ends.lo, ends.hi), strict=True)))


def refuse_unknown(margins: Sequence[Margin], posts: pd.DataFrame, listed: pd.DataFrame | None, *, name: str) -> None:
    """Refuse a value that seems mistyped: nobody has it, and somebody has one like it, or nobody any of the column.

    A value that is only not heard of is none: weighting says so of the months in which nobody of it spoke.

    Parameters
    ----------
    margins : sequence of Margin
    posts : DataFrame
        Everything that is read: extra (JSON).
    listed : DataFrame or None
        The customer list's entries: bands (JSON).
    name : str
        Of the file with the margins.

    Raises
    ------
    BadData
        With the values that there are.
    """
    for margin in margins:
        said = [carried(text, margin.column) for text in posts["extra"].dropna().unique()]
        if listed is not None:  # the list's columns stand there under their plain names
            said += [carried(text, plain_name(margin.column)) for text in listed["bands"].dropna().unique()]
        known = {value for value in said if value is not None}
        missing = [value for value in margin.shares if value not in known and (not known or _like(value, known))]
        if missing:
            raise BadData(
                f"{name} has the {margin.column} {missing[0]!r}, which nobody has.",
                where=name,
                fix=f"Write it as the exports or the customer list do: {_listed(known)}.",
            )


def _like(value: str, known: Collection[str]) -> bool:
    """Return whether a value reads like one of those that are known."""
    folded = [" ".join(one.casefold().split()) for one in known]
    return bool(difflib.get_close_matches(" ".join(value.casefold().split()), folded, n=1, cutoff=LIKE))


def _listed(known: Collection[str]) -> str:
    names = sorted(known)
    return ", ".join(names[:12]) + (", …" if len(names) > 12 else "") if names else "nothing of the kind was loaded"


def _lower(text: str) -> str:
    return (text[:1].lower() + text[1:]).rstrip(".")


def with_extra(table: pd.DataFrame, more: dict[str, object]) -> pd.DataFrame:
    """Return result rows with further fields in their extra."""
    said = [json.dumps({**json.loads(text), **more}, sort_keys=True, ensure_ascii=False) for text in table["extra"]]
    return table.assign(extra=pd.Series(said, index=table.index, dtype="string"))
