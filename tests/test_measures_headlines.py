from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.measures.headlines import MOST, News, both_speak, headlines, too_early

NONE = pd.DataFrame()


def themes(count=8):
    ids = [f"H{at:03d}" for at in range(count)]
    everywhere = {"top_channel_share": 0.4, "channels_effective": 3.0}
    return pd.DataFrame({"topic_id": ids, "people": range(count, 0, -1), **everywhere})


def topics(first_seen):
    return pd.DataFrame(
        [{"topic_id": f"T{at}", "theme_id": f"H{at:03d}", "first_seen": month} for at, month in enumerate(first_seen)],
        columns=["topic_id", "theme_id", "first_seen"],
    )


def moves(*rows):
    columns = ["id", "level", "estimate", "strength", "mde", "now", "before", "mechanical"]
    usual = {"level": "theme", "mde": 0.02, "now": 0.08, "before": 0.06, "mechanical": False}
    return pd.DataFrame([{**usual, **row} for row in rows], columns=columns)


def up(at, **more):
    return {"id": f"H{at:03d}", "estimate": 0.1, "strength": "likely", **more}


def down(at, **more):
    return up(at, estimate=-0.1, **more)


def told(change=NONE, *, count=8, first_seen=(), groups=NONE, new_in="2026-10"):
    found = headlines(themes(count), topics(first_seen), change, groups, new_in=new_in)
    return [(line.news, line.subject) for line in found]


def test_without_anything_before_the_largest_themes_are_told():
    assert told(new_in=None, first_seen=["2026-10"] * 3) == [(News.LASTING, f"H{at:03d}") for at in range(8)]


def test_what_rises_comes_first_then_what_stays_then_what_falls():
    found = told(moves(up(3), down(5)), count=6)
    assert found[0] == (News.RISING, "H003")
    assert found[-1] == (News.FALLING, "H005")
    assert [news for news, _ in found[1:-1]] == [News.LASTING] * 4


def test_what_another_theme_pushed_aside_is_not_told_as_a_fall():
    assert (News.FALLING, "H002") in told(moves(down(2)))
    assert (News.FALLING, "H002") not in told(moves(down(2, mechanical=True)))


@pytest.mark.parametrize("row", [up(2, strength="too early"), up(2, level="topic")])
def test_a_change_that_is_too_early_or_of_a_topic_is_not_told_as_a_rise(row):
    assert (News.RISING, "H002") not in told(moves(row))


def test_new_topics_are_news_only_in_the_period_that_found_them():
    assert (News.NEW, "T1") in told(first_seen=["2026-09", "2026-10"])
    assert not any(news is News.NEW for news, _ in told(first_seen=["2026-09"]))


def test_a_sure_difference_between_groups_is_one_line():
    groups = pd.DataFrame(
        {
            "topic_id": ["H001", "H002", "H003"],
            "strength": ["too early", "likely", "likely"],
            "segment_1": "customers",
            "segment_2": "audience only",
            "difference": [0.3, 0.2, 0.1],
            "share_1": 0.4,
            "share_2": 0.2,
        }
    )
    assert [subject for news, subject in told(groups=groups) if news is News.GROUPS] == ["H002"]


@given(
    st.integers(0, 40),
    st.lists(
        st.tuples(st.integers(0, 39), st.sampled_from([-0.2, 0.2]), st.booleans()),
        max_size=20,
        unique_by=lambda r: r[0],
    ),
    st.integers(0, 5),
)
@settings(max_examples=300, deadline=None)
def test_a_brief_has_at_most_ten_lines_and_a_theme_has_one(count, moved, new):
    rows = [up(at, estimate=size, strength="likely" if sure else "too early") for at, size, sure in moved if at < count]
    found = told(moves(*rows), count=count, first_seen=["2026-10"] * min(new, count))
    assert len(found) <= MOST
    assert max(Counter(subject for _, subject in found).values(), default=0) <= 1
    if count >= 6:
        assert len(found) >= 6 - sum(news is News.NEW for news, _ in found)


def test_too_early_names_two_changes_that_have_no_line_yet():
    rows = moves(
        up(0), *(up(at, strength="too early") for at in (1, 2, 3, 4)), up(7, strength="too early", level="topic")
    )
    assert [row["id"] for row in too_early(themes(), rows, told={"H002"})] == ["H001", "H003"]
    assert too_early(themes(), NONE, told=set()) == []
    assert too_early(themes(), moves(up(1, strength="too early", mde=None)), told=set()) == []


def test_too_early_leaves_out_small_themes_and_what_one_channel_alone_says():
    rows = moves(up(1, strength="too early", now=0.02, before=0.01), up(2, strength="too early"))
    assert [row["id"] for row in too_early(themes(), rows, told=set())] == ["H002"]
    ticket = themes().assign(top_channel_share=[0.4, 0.4, 0.95, *[0.4] * 5])
    assert too_early(ticket, rows, told=set()) == []


def test_a_new_topic_that_makes_its_theme_rise_has_one_line():
    found = told(moves(up(0)), first_seen=["2026-10", "2026-10"])
    assert (News.RISING, "H000") in found
    assert (News.NEW, "T0") not in found
    assert (News.NEW, "T1") in found


def sides(*rows):
    names = ["share_1", "share_1_hi", "share_2", "share_2_hi"]
    return pd.DataFrame(list(rows), columns=names, dtype="Float64")


def test_a_group_that_hardly_speaks_of_a_subject_may_still_be_told_where_its_range_leaves_room():
    # one of 120 posts, none of 120, one of 1,300, and a share whose range is not known
    table = sides(
        (0.23, 0.29, 0.008, 0.045), (0.23, 0.29, 0, 0.03), (0.06, 0.08, 0.0008, 0.004), (0.06, None, 0.02, None)
    )
    assert both_speak(table).tolist() == [True, True, False, True]
