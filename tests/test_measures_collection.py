"""Where a collection stood still is told apart from a quiet month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from workbench.measures.collection import COLUMNS, collection
from workbench.store.store import Store

START, END = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)


def posts(rate, *, seed=1, source="mentions", start=START, end=END, without=()):
    """Return posts at a rate a day, by chance; `rate` may be a function of the day."""
    dice = np.random.default_rng(seed)
    times = []
    for number in range((end - start).days):
        day = start + timedelta(days=number)
        usual = rate(day) if callable(rate) else rate
        if not any(first <= day < last for first, last in without):
            times += [day + timedelta(seconds=int(at)) for at in dice.integers(0, 86_400, dice.poisson(usual))]
    return pd.DataFrame({"source": source, "channel": "social", "at": pd.Series(times, dtype="datetime64[us, UTC]")})


def told(table):
    found = collection(table, start=START, end=END, zone="UTC")
    odd = found[found["standing"] != "steady"].astype(object).where(lambda cells: cells.notna(), None)
    return [tuple(row) for row in odd[["period", "standing", "empty_from", "empty_to"]].to_numpy()]


def day(month, number):
    return datetime(2026, month, number, tzinfo=UTC)


def test_steady_posts_are_steady_and_all_columns_are_there():
    found = collection(posts(8), start=START, end=END, zone="UTC")
    assert list(found.columns) == list(COLUMNS)
    assert found["standing"].tolist() == ["steady"] * 6
    assert found["posts"].sum() == len(posts(8))


def test_days_without_posts_where_many_are_usual_stood_still():
    assert told(posts(8, without=[(day(7, 8), day(7, 13))])) == [("2026-07", "stood still", "2026-07-08", "2026-07-12")]


def test_a_few_posts_that_slip_through_do_not_hide_it():
    few = posts(0.5, seed=2, start=day(7, 8), end=day(7, 14))
    table = pd.concat([posts(40, without=[(day(7, 8), day(7, 14))]), few])
    assert told(table) == [("2026-07", "stood still", "2026-07-08", "2026-07-13")]


def test_a_thin_month_is_quiet_and_no_break():
    assert told(posts(lambda at: 3 if at.month == 8 else 10)) == [("2026-08", "quiet", None, None)]


def test_a_whole_month_without_posts_is_missing():
    assert told(posts(8, without=[(day(8, 1), day(9, 1))])) == [("2026-08", "missing", "2026-08-01", "2026-08-31")]


def test_silence_to_the_end_is_told_as_stopped():
    assert told(posts(8, without=[(day(10, 20), END)])) == [("2026-10", "stopped", "2026-10-20", "2026-10-31")]
    assert (
        collection(posts(8, without=[(day(10, 20), END)]), start=START, end=END, zone="UTC")["days_silent"].max() >= 12
    )


def test_weekends_and_waves_are_no_breaks():
    assert told(posts(lambda at: 0 if at.weekday() > 4 else 8)) == []
    assert told(posts(lambda at: 60 if at.day <= 3 else 0)) == []


def test_a_rare_source_may_be_silent_for_a_week():
    assert told(posts(0.4)) == []


def test_a_source_that_grows_was_not_quiet_at_first():
    assert told(posts(lambda at: 4 * 1.25 ** (at.month - 4))) == []


def test_one_month_of_outcry_makes_no_other_month_quiet():
    assert told(posts(lambda at: 90 if at.month == 7 else 10)) == []


def test_steady_sources_are_hardly_ever_doubted():
    """600 months of posts at random, of rare and busy sources: at most one in a hundred is told."""
    doubted = sum(len(told(posts(rate, seed=seed))) for rate in (0.5, 2, 5, 12, 40) for seed in range(20))
    assert doubted <= 6


def test_no_dates_give_no_rows():
    nothing = posts(8).iloc[:0]
    assert collection(nothing, start=START, end=END, zone="UTC").empty
    undated = posts(1)
    undated["at"] = pd.Series(pd.NaT, index=undated.index, dtype="datetime64[us, UTC]")
    assert collection(undated, start=START, end=END, zone="UTC").empty


@pytest.mark.slow
def test_the_sample_has_the_one_break_that_was_planted(loaded_sample):
    found = Store(loaded_sample / "store").feedback(columns=["source", "origin", "created_at", "direction"])
    found = found[found["direction"] == "inbound"]
    table = pd.DataFrame({"source": found["source"], "channel": found["origin"], "at": found["created_at"]})
    berlin = ZoneInfo("Europe/Berlin")
    start, end = (at.replace(tzinfo=berlin) for at in (START, END))
    said = collection(table, start=start, end=end, zone="Europe/Berlin")
    odd = said[said["standing"] != "steady"]
    assert odd[["source", "standing", "empty_from", "empty_to"]].to_numpy().tolist() == [
        ["x-mentions", "stood still", "2026-07-08", "2026-07-12"]
    ]
