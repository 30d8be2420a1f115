"""Identity: what is known of each post's author, and how. It names nobody and is kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd

from workbench.load.listing import plain_name
from workbench.people.customers import CustomerList, Known
from workbench.people.declared import declaring
from workbench.people.segments import Fact

#: how somebody is known who only says so.
DECLARED = "declared"


def identify(posts: pd.DataFrame, listed: CustomerList | None, *, declared: bool = False) -> pd.DataFrame:
    """Tell for each post what is known of its author on its day.

    Parameters
    ----------
    posts : DataFrame
        Columns item_id, person, authors, author_id, extra, at, month; with `declared` also masked and lang.
    listed : CustomerList or None
        The customer list; None where there is none.
    declared : bool
        Believe people who say that they are customers, where nothing else is known of them. The list's word, a
        contradiction in it included, stands above theirs.

    Returns
    -------
    DataFrame
        One row a post, with its index: item_id, person, fact (`Fact`), key (email, external_id, handle, declared or
        nothing), rows (JSON: rows of the list), disagree, bands (JSON: what else the list knows of that day).
    """
    known = listed.known(posts) if listed is not None else [Known(Fact.UNKNOWN)] * len(posts)
    found = pd.DataFrame(
        {
            "item_id": posts["item_id"].astype(str),
            "person": posts["person"].astype(str),
            "fact": [str(one.fact) for one in known],
            "key": [one.key for one in known],
            "rows": [json.dumps(one.rows) for one in known],
            "disagree": [one.disagree for one in known],
            "bands": [json.dumps(one.bands, sort_keys=True) for one in known],
        },
        index=posts.index,
    )
    return _with_declared(found, posts) if declared and len(found) else found


def _with_declared(found: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    told = (found["fact"] != Fact.UNKNOWN) | found["disagree"]
    open_ = ~told.groupby(found["person"]).transform("any")
    says = pd.Series(declaring(posts["masked"], posts["lang"]), index=posts.index) & open_
    found.loc[says, "fact"] = str(Fact.YES)
    found.loc[says, "key"] = DECLARED
    return found


def with_bands(posts: pd.DataFrame, identified: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Add what the customer list knows of each author to what the posts carry themselves.

    Parameters
    ----------
    posts : DataFrame
        Columns item_id, extra (JSON).
    identified : DataFrame
        From `identify`.
    columns : sequence of str
        `[segments] compare`. A post's own column stands above the list's.

    Returns
    -------
    DataFrame
        The posts, with the list's columns in `extra` where a post has none of that name.
    """
    wanted = {plain_name(name): name for name in columns}
    bands = dict(zip(identified["item_id"], identified["bands"], strict=True))
    extra = [
        _filled(own, bands.get(item, "{}"), wanted) for item, own in zip(posts["item_id"], posts["extra"], strict=True)
    ]
    return posts.assign(extra=pd.Series(extra, index=posts.index, dtype=object))


def _filled(own: object, bands: str, wanted: dict[str, str]) -> object:
    if bands == "{}":
        return own
    fields = json.loads(own) if isinstance(own, str) and own else {}
    taken = {str(name).casefold() for name, value in fields.items() if value not in (None, "")}
    more = {wanted[plain_name(name)]: value for name, value in json.loads(bands).items() if plain_name(name) in wanted}
    more = {name: value for name, value in more.items() if name.casefold() not in taken}
    return json.dumps({**fields, **more}) if more else own
