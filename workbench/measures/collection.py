"""Collection: where an export stood still, told apart from a quiet month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from math import exp
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

#: a day with at most this share of the posts of a usual day counts as empty: a collection that stands still may let
#: single posts through.
EMPTY = 0.05
#: so many empty days in a row are looked at; fewer are a weekend.
LEAST_DAYS = 3
#: days on which a source must have been heard to be a stream: a handful of calls neither stands still nor stops.
HEARD_DAYS = 5
#: how much longer than the longest empty stretch of all other months it must be.
LONGER = 1.5
#: chance of so long a stretch at the usual rate, and of so few posts, below which it is told.
CHANCE = 0.001
#: a month below this share of those around it is quiet …
QUIET = 0.5
#: … so many before it and after it, because a source grows over the years.
NEAR = 3
WEEK = 7  # days
#: what is told of a source and month.
STEADY, STILL, STOPPED, MISSING, QUIETER = "steady", "stood still", "stopped", "missing", "quiet"

COLUMNS: dict[str, str] = {
    "source": "string", "channel": "string", "period": "string", "standing": "string", "posts": "Int64",
    "usual_posts": "Float64", "empty_from": "string", "empty_to": "string", "empty_days": "Int64", "last_at": "string",
    "days_silent": "Int64",
}  # fmt: skip


@dataclass(frozen=True)
class _Source:
    """Posts a day of one source, from its first day to the last that is read."""

    name: str
    channel: str
    days: pd.Series

    @cached_property
    def floor(self) -> float:
        """Posts up to which a day is empty."""
        said = self.days[self.days > 0]
        return EMPTY * float(said.quantile(0.75)) if len(said) else 0.0

    def runs(self, days: pd.Series) -> list[tuple[Any, Any, int]]:
        """Return the stretches of empty days: first, last, how many."""
        found = []
        for empty, group in groupby(days.items(), key=lambda one: one[1] <= self.floor):
            if empty:
                listed = [at for at, _ in group]
                found.append((listed[0], listed[-1], len(listed)))
        return found

    def longest(self, days: pd.Series) -> int:
        """Return the length of the longest empty stretch."""
        return max((length for _, _, length in self.runs(days)), default=0)


def collection(posts: pd.DataFrame, *, start: datetime, end: datetime, zone: str) -> pd.DataFrame:
    """Say of each source and month whether posts came in steadily.

    Parameters
    ----------
    posts : DataFrame
        Columns source, channel, at (UTC); undated ones are passed over.
    start, end : datetime
        What is read; the end is left out.
    zone : str
        Days are local to it.

    Returns
    -------
    DataFrame
        One row a source and month, sorted: columns `COLUMNS`. A month stood still where days without posts (or with a
        twentieth of the usual) follow each other that chance would hardly give at the source's usual rate, half as many
        again as in any of the three months before and after; stopped, where they last to the end; missing, where the
        whole month is empty. Quiet is a month of fewer than half the posts of those around it without such a stretch.
        `usual_posts` is the middle one of those; `days_silent` are the days from the last post to the end.

    Notes
    -----
    The chance of a stretch of g empty days in a month of n days at a rate r is at most n exp(-r g), for independent
    posts; comparing with the other months makes up for those that come in waves.
    """
    dated = posts[posts["at"].notna()]
    if dated.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    local = dated["at"].dt.tz_convert(ZoneInfo(zone)).dt.date
    first, last = (
        start.astimezone(ZoneInfo(zone)).date(),
        (end - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date(),
    )
    rows: list[dict[str, Any]] = []
    for (name, channel), days in local.groupby([dated["source"], dated["channel"]], sort=True):
        began = max(min(days), first)
        span = pd.date_range(began, last, freq="D").date
        counts = days.value_counts().reindex(span, fill_value=0)
        rows += _months(_Source(str(name), str(channel), counts))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _months(source: _Source) -> list[dict[str, Any]]:
    labels = pd.Series([f"{day:%Y-%m}" for day in source.days.index], index=source.days.index)
    months = [(label, source.days[labels == label]) for label in sorted(labels.unique())]
    said = source.days[source.days > 0]
    last_at = said.index[-1] if len(said) else source.days.index[0]
    silent = (source.days.index[-1] - last_at).days
    rows = []
    for at, (label, days) in enumerate(months):
        near = [other for place, (_, other) in enumerate(months) if 0 < abs(place - at) <= NEAR]
        told = {"source": source.name, "channel": source.channel, "period": label, "posts": int(days.sum())}
        told |= {"last_at": f"{last_at:%Y-%m-%d}", "days_silent": silent}
        rows.append(told | _standing(source, days, near))
    return rows


def _standing(source: _Source, days: pd.Series, near: Sequence[pd.Series]) -> dict[str, Any]:
    # the middle one, because one month of an outcry makes no usual one
    usual = median(float(one.mean()) for one in near) * len(days) if near else None
    told: dict[str, Any] = {"standing": STEADY, "usual_posts": round(usual, 1) if usual is not None else None}
    if int((source.days > 0).sum()) < HEARD_DAYS:
        return told
    if runs := source.runs(days):
        first, last, length = max(runs, key=lambda run: run[2])
        other = max((source.longest(one) for one in near), default=0)
        # the rate of the month itself, without the stretch, and that of its neighbours: the lower, to be careful
        rates = [float(days.sum()) / max(len(days) - length, 1)] if length < len(days) else []
        rate = min([*rates, *([usual / len(days)] if usual is not None else [])], default=0.0)
        by_chance = len(days) * exp(-rate * length)
        if length >= LEAST_DAYS and length >= LONGER * other and by_chance < CHANCE:
            ends = last == source.days.index[-1]
            told["standing"] = MISSING if length == len(days) else STOPPED if ends else STILL
            return told | {"empty_from": f"{first:%Y-%m-%d}", "empty_to": f"{last:%Y-%m-%d}", "empty_days": length}
    posts = float(days.sum())
    # a piece of a month is no quiet month
    if usual is not None and len(days) >= WEEK and posts < QUIET * usual and _few(posts, usual) < CHANCE:
        told["standing"] = QUIETER
    return told


def _few(posts: float, usual: float) -> float:
    from scipy.stats import poisson

    return float(poisson.cdf(posts, usual))
