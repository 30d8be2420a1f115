"""Who spoke against what they said, on windows where the answer is known."""

from __future__ import annotations

import pandas as pd
import pytest
from measured import filing, levels, window

from workbench.measures.material import Material
from workbench.measures.spoke import COLUMNS, spoke


def part(mark, source, count, on_topic):
    """Return posts of a source, and those of them that are on the topic."""
    rows = [
        {"item_id": f"{mark}{source}{at:04d}", "author_id": f"{mark}{source}{at}", "source": source}
        for at in range(count)
    ]
    return rows, {row["item_id"]: ["T0001"] for row in rows[:on_topic]}


def split(before, now):
    """Split the change between two windows, each a list of (source, posts, posts on the topic)."""
    windows, about = [], {}
    for mark, parts in (("b", before), ("n", now)):
        rows = []
        for source, count, on_topic in parts:
            made, filed = part(mark, source, count, on_topic)
            rows += made
            about |= filed
        windows.append(window(rows))
    filed = pd.concat([filing(one, about) for one in windows])
    table = spoke(windows[1], windows[0], filed, levels()[0], period="2026-10", seed=1)
    return table.set_index("id").loc["T0001"]


def test_other_people_alone_move_a_share():
    row = split([("forum", 100, 50), ("wall", 300, 30)], [("forum", 300, 150), ("wall", 100, 10)])
    assert row["now"] - row["before"] == pytest.approx(0.4 - 0.2)
    assert row["said"] == pytest.approx(0, abs=1e-12)
    assert row["spoke"] == pytest.approx(0.2)
    assert row["said_lo"] < 0 < row["said_hi"]
    assert row["spoke_lo"] > 0
    assert row["strength"] == "too early"


def test_other_words_alone_move_a_share():
    row = split([("forum", 200, 20), ("wall", 200, 20)], [("forum", 200, 80), ("wall", 200, 80)])
    assert (row["said"], row["spoke"]) == pytest.approx((0.3, 0))
    assert row["said_lo"] > 0


def test_both_parts_by_hand():
    # statistics reference 1.7, the small case: weights .6 .4 and .7 .3, rates .2 .5 and .1 .4
    row = split([("a", 700, 70), ("b", 300, 120)], [("a", 600, 120), ("b", 400, 200)])
    assert (row["said"], row["spoke"]) == pytest.approx((0.10, 0.03))


def test_a_source_that_only_one_window_has_counts_as_who_speaks():
    row = split([("a", 200, 20)], [("a", 200, 20), ("new", 100, 60)])
    assert row["said"] == pytest.approx(0, abs=1e-12)
    assert row["unmatched"] == pytest.approx((100 / 300) / 2)


def test_people_of_both_windows_are_a_kind_of_their_own():
    # those who come back say it as often as before; newcomers hardly do, and there are more of them now
    loyal = [{"author_id": f"l{at}", "item_id": f"{{}}l{at:03d}"} for at in range(60)]
    fresh = [{"author_id": f"{{}}f{at}", "item_id": f"{{}}f{at:03d}"} for at in range(120)]
    rows = {
        mark: [{key: value.format(mark) for key, value in row.items()} for row in [*loyal, *fresh[:count]]]
        for mark, count in (("b", 20), ("n", 120))
    }
    windows = {mark: window(made) for mark, made in rows.items()}
    about = {f"{mark}l{at:03d}": ["T0001"] for mark in "bn" for at in range(30)}
    filed = pd.concat([filing(one, about) for one in windows.values()])
    row = spoke(windows["n"], windows["b"], filed, levels()[0], period="2026-10", seed=1).set_index("id").loc["T0001"]
    assert row["now"] < row["before"]
    assert row["said"] == pytest.approx(0, abs=1e-12)


def test_nothing_before_gives_the_columns():
    now = window([{}])
    table = spoke(now, Material(now.posts.iloc[:0], now.passages, {}), filing(now, {}), levels()[0], period="p", seed=1)
    assert list(table.columns) == list(COLUMNS)
    assert table.empty
