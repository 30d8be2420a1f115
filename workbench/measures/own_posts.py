"""Our own posts: which series each belongs to, what it is for, and whether it was paid for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from workbench.measures.belonging import says, whole_words
from workbench.project.sections import Match, Series

COLUMNS: dict[str, str] = {
    "content_id": "string", "source": "string", "day": "string", "series": "string", "intent": "string",
    "product": "string", "is_paid": "boolean", "format": "string", "url": "string", "text": "string",
}  # fmt: skip


def own_posts(
    content: pd.DataFrame, series: Sequence[Series], *, start: datetime, end: datetime, zone: str
) -> pd.DataFrame:
    """Return our own posts of a window.

    Parameters
    ----------
    content : DataFrame
        Columns of `workbench.load.schema.CONTENT`.
    series : sequence of Series
        Of project.toml; the first that a post matches is its series, so the order there decides.
    start, end : datetime
        The window; the end is left out, and so are posts without a date.
    zone : str
        Days are local to it.

    Returns
    -------
    DataFrame
        One row a post, by day and id: columns `COLUMNS`. A post that no series of project.toml matches keeps the label
        of its export as its series, if it has one; `intent` and `product` are those of the series. `is_paid` is missing
        where the export says nothing of it.
    """
    inside = content[(content["published_at"] >= start) & (content["published_at"] < end)].reset_index(drop=True)
    found = pd.Series(-1, index=inside.index, dtype="int64")
    for number, one in enumerate(series):
        found = found.mask((found < 0) & _matches(inside, one.match), number)
    named = [series[at] if at >= 0 else None for at in found]
    labels = inside["series"].astype("string").str.strip()
    table = pd.DataFrame(
        {
            "content_id": inside["content_id"],
            "source": inside["source"],
            "day": inside["published_at"].dt.tz_convert(ZoneInfo(zone)).dt.strftime("%Y-%m-%d"),
            "series": [one.name if one else label for one, label in zip(named, labels, strict=True)],
            "intent": [one.intent if one else None for one in named],
            "product": [one.product if one else None for one in named],
            "is_paid": inside["is_paid"],
            "format": inside["format"],
            "url": inside["url"],
            "text": inside["text"],
        },
        columns=list(COLUMNS),
    ).astype(COLUMNS)
    return table.sort_values(["day", "content_id"], kind="stable", ignore_index=True)


def _matches(content: pd.DataFrame, match: Match) -> pd.Series:
    texts = content.assign(title="")[["title", "text"]]
    found = pd.Series(False, index=content.index, dtype=bool)
    if match.hashtag:
        tag = re.escape(match.hashtag.strip().lstrip("#").casefold())
        found |= says(texts, re.compile(rf"(?<![\w#])#{tag}(?!\w)"))
    if match.text:
        found |= says(texts, whole_words([match.text]))
    if match.label:
        label = match.label.strip().casefold()
        found |= (content["series"].astype("string").str.strip().str.casefold() == label).fillna(False).astype(bool)
    return found
