"""Sides: the kind of channel that each post came through, as the first comparison of a study sets them apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.people.doors import CUSTOMER, PUBLIC

CUSTOMER_SIDE, PUBLIC_SIDE = "customer channels", "public channels"
ALL, OTHER = "all", "other channels"


def sides(posts: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Say for each post on which side of the study's first comparison it stands.

    Parameters
    ----------
    posts : DataFrame
        item_id, origin, source.
    now : DataFrame
        The same of the posts that the study measures; they decide which sides there are.

    Returns
    -------
    Series of str, indexed by item_id and sorted by it
        Customer channels, public channels, or others; where there is only one kind, the two largest sources and
        others; `all` where there is only one source.
    """
    ordered = posts.sort_values("item_id", kind="stable")
    if now["origin"].isin(CUSTOMER).any() and now["origin"].isin(PUBLIC).any():
        kinds = [ordered["origin"].isin(CUSTOMER), ordered["origin"].isin(PUBLIC)]
        names = np.select([kind.to_numpy() for kind in kinds], [CUSTOMER_SIDE, PUBLIC_SIDE], OTHER)
    else:
        sizes = now.groupby("source").size().sort_values(ascending=False, kind="stable")
        known = [str(name) for name in sizes.index[:2]] if len(sizes) > 1 else []
        sources = ordered["source"].astype(str)
        names = np.where(sources.isin(known), sources, OTHER if known else ALL)
    return pd.Series(names, index=ordered["item_id"].astype(str), dtype=object)
