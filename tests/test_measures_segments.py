from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from measured import filing, levels, window
from topic_toys import GERMAN

from workbench.measures.change import change
from workbench.measures.compared import Question
from workbench.measures.segments import comparisons, segments
from workbench.people.segments import Fact
from workbench.people.segments import segments as people_segments
from workbench.stats.difference import difference
from workbench.stats.row import COLUMNS
from workbench.stats.strength import Kind


def chosen(rows, columns=(), listed=None):
    found = window(rows)
    facts = None if listed is None else pd.Series(listed, index=found.posts.index)
    people = people_segments(found.posts, listed=facts)
    return comparisons(found.spoken, people, columns)


def names(pairs):
    return [(pair.comparison, pair.first.name, pair.second.name) for pair in pairs]


def crowd(count, **row):
    return [{"author_id": f"{sorted(row.items())} {at}", **row} for at in range(count)]


def test_customer_channels_against_public_channels_are_always_compared():
    rows = [{"origin": origin} for origin in ("support", "survey", "call", "social", "review", "community")]
    (pair,) = chosen(rows)
    assert (pair.comparison, pair.first.name, pair.second.name) == ("channels", "customer channels", "public channels")
    assert pair.first.posts["origin"].tolist() == ["support", "survey", "call"]
    assert pair.second.posts["origin"].tolist() == ["social", "review", "community"]


def test_with_one_kind_of_channel_the_two_largest_sources_stand_in():
    rows = [{"source": name} for name in ("a", "b", "b", "c", "c", "c")]
    assert names(chosen(rows)) == [("sources", "c", "b")]


def test_one_source_alone_has_nothing_to_be_compared_with():
    assert chosen([{}, {}]) == []
    assert chosen([{"text": GERMAN}]) == []


def test_known_groups_are_compared_from_thirty_people_a_side():
    rows = crowd(60, origin="social")
    assert names(chosen(rows, ["customer"], [Fact.YES] * 30 + [Fact.NO] * 30)) == [
        ("customers", "customers", "audience only")
    ]
    assert chosen(rows, ["customer"], [Fact.YES] * 29 + [Fact.NO] * 31) == []
    assert chosen(rows, ["customer"], [Fact.YES] * 30 + [Fact.UNKNOWN] * 30) == [], "unknown is nobody's other side"


@pytest.mark.parametrize("column", ["plan", "Plan", "PLAN"])
def test_values_of_a_kept_column_are_compared_whatever_its_capitals(column):
    rows = [row for plan, n in (("free", 40), ("solo", 50), ("big", 30), ("rare", 29))
            for row in crowd(n, extra=json.dumps({"Plan": plan}))]  # fmt: skip
    found = names(chosen(rows, [column]))
    assert found == [(column, "solo", "free"), (column, "solo", "big"), (column, "free", "big")]


def test_rows_without_the_column_are_in_no_group():
    rows = crowd(40, extra=json.dumps({"plan": "free"})) + crowd(40, extra=None) + crowd(40, extra='{"plan": ""}')
    assert chosen(rows, ["plan"]) == []


def two_sides(count=40, on_first=0.5, on_second=0.1):
    rows = [*crowd(count, origin="support"), *crowd(count, origin="social")]
    found = window(rows)
    about = {f"i{at:04d}": ["T0001"] for at in range(int(count * on_first))}
    about |= {f"i{count + at:04d}": ["T0001"] for at in range(int(count * on_second))}
    return found, filing(found, about)


def measured(found, filed, level=0, seed=1):
    pairs = comparisons(found.spoken, people_segments(found.posts))
    return segments(pairs, filed, levels()[level], period="2026-10", seed=seed, effect=3.0)


def test_shares_difference_and_interval_are_those_of_the_statistics():
    row = measured(*two_sides()).iloc[0]
    assert (row["topic_id"], row["share_1"], row["share_2"]) == ("T0001", 0.5, 0.1)
    assert row["difference"] == pytest.approx(0.4)
    n = np.repeat([1.0, 0.0], 40)
    y = np.zeros((80, 1))
    y[:20] = 1
    z = np.zeros((80, 1))
    z[40:44] = 1
    from workbench.stats.cell import cell

    wanted = difference(cell(n, y), cell(1 - n, z))
    assert (row["lo"], row["hi"]) == pytest.approx((wanted.lo[0], wanted.hi[0]))
    assert (row["n_authors"], row["n_posts"]) == (40, 40)
    assert (row["people_1"], row["people_2"]) == (20, 4)


def test_a_difference_between_groups_is_at_most_likely_until_it_is_checked():
    row = measured(*two_sides(400)).iloc[0]
    assert row["q"] < 0.001
    assert (row["strength"], row["reason"]) == ("likely", "sorted by machine, not yet checked in both groups")


def test_equal_groups_are_too_early_with_what_would_have_been_noticed():
    row = measured(*two_sides(100, 0.3, 0.3)).set_index("topic_id").loc["T0001"]
    assert row["strength"] == "too early"
    assert "would usually have been noticed" in row["reason"]
    assert row["mde"] > 0


def test_the_columns_of_the_design_come_first_and_the_contract_last():
    table = measured(*two_sides())
    shares = [f"share_{side}{end}" for side in (1, 2) for end in ("", "_lo", "_hi")]
    first = ["topic_id", "label", "comparison", "segment_1", "segment_2", *shares[:3]]
    assert list(table)[:8] == first
    assert list(table)[-len(COLUMNS) :] == list(COLUMNS)
    assert set(table["checked"]) == {"no"}
    assert set(table["estimand"]) == {"voice"}


def test_within_a_comparison_the_widest_difference_comes_first():
    found, filed = two_sides()
    assert measured(found, filed)["difference"].abs().is_monotonic_decreasing


def test_no_comparison_gives_an_empty_table_with_the_same_columns():
    found, filed = two_sides()
    empty = segments([], filed, levels()[0], period="2026-10", seed=1, effect=3.0)
    full = measured(found, filed)
    assert empty.empty
    assert set(COLUMNS) <= set(empty)
    assert list(empty) == list(full)


def test_shuffled_rows_and_another_key_change_nothing():
    found, filed = two_sides()
    key = {person: f"k{(at * 37) % 80:03d}" for at, person in enumerate(found.posts["person"])}
    posts = found.posts.assign(person=found.posts["person"].map(key)).sample(frac=1, random_state=3)
    other = type(found)(posts, found.passages, found.left_out)
    pd.testing.assert_frame_equal(measured(other, filed.sample(frac=1, random_state=4)), measured(found, filed))


def test_a_seed_is_written_down_and_gives_the_same_rows():
    table = measured(*two_sides(), seed=7)
    assert json.loads(table["extra"].iat[0])["seed"] == 7
    pd.testing.assert_frame_equal(measured(*two_sides(), seed=7), table)


def test_posts_without_an_author_are_said_to_stand_in_for_people():
    rows = [
        {"origin": origin, "authors": "unknown", "author_id": None} for origin in ["support"] * 90 + ["social"] * 90
    ]
    found = window(rows)
    table = measured(found, filing(found, {f"i{at:04d}": ["T0001"] for at in range(60)}))
    assert table.iloc[0]["strength"] != "firm"
    plain = measured(*two_sides(90, 2 / 3, 0))
    assert table.iloc[0]["hi"] - table.iloc[0]["lo"] > plain.iloc[0]["hi"] - plain.iloc[0]["lo"]


QUESTION = Question("change", Kind.CHANGE, "2026-10", 1)


def moved(now_share, before_share, count=300, level=0):
    now = window(crowd(count, source="now"))
    before = window([{**row, "item_id": f"b{at:04d}"} for at, row in enumerate(crowd(count, source="before"))])
    filed = pd.concat(
        [
            filing(now, {f"i{at:04d}": ["T0001"] for at in range(int(count * now_share))}),
            filing(before, {f"b{at:04d}": ["T0001"] for at in range(int(count * before_share))}),
        ]
    )
    return change(now, before, filed, levels()[level], question=QUESTION)


def test_a_change_is_of_the_share_of_people():
    row = moved(0.3, 0.1).iloc[0]
    assert (row["id"], row["level"], row["against"], row["label"]) == ("T0001", "topic", "last", "Label 1")
    assert (row["before"], row["now"], row["ratio"]) == pytest.approx((0.1, 0.3, 3.0))
    assert row["estimate"] == pytest.approx(0.2)
    assert row["estimand"] == "people"


def test_a_clear_change_of_a_topic_of_unknown_stability_is_likely():
    row = moved(0.3, 0.1).iloc[0]
    assert (row["strength"], row["checked"]) == ("likely", "no")
    assert row["reason"] == "whether other people would give the same topic is not known"


def test_what_did_not_change_is_too_early():
    row = moved(0.2, 0.2).set_index("id").loc["T0001"]
    assert row["strength"] == "too early"
    assert row["lo"] < 0 < row["hi"]


def test_what_was_not_there_before_has_no_ratio():
    row = moved(0.3, 0).iloc[0]
    assert np.isnan(row["ratio"])
    assert row["before"] == 0


def test_the_widest_change_comes_first_and_themes_are_rows_too():
    table = moved(0.3, 0.1, level=1)
    assert table["id"].iat[0] == "H001"
    assert set(table["level"]) == {"theme"}
    assert table["estimate"].abs().is_monotonic_decreasing


def test_people_who_come_back_are_one_person():
    row = moved(0.3, 0.1).iloc[0]
    assert json.loads(row["extra"])["n_both"] == 0
    now = window(crowd(60))
    before = window([{**row, "item_id": f"b{at:04d}"} for at, row in enumerate(crowd(60))])
    filed = pd.concat([filing(now, {}), filing(before, {})])
    again = change(now, before, filed, levels()[0], question=QUESTION)
    assert json.loads(again.iloc[0]["extra"])["n_both"] == 60


def through(source, who, count, on_topic, first):
    """Return posts of a group through a source, and how many of them are on the topic."""
    rows = crowd(count, source=source, origin="social", extra=json.dumps({"plan": who}))
    return rows, {f"i{first + at:04d}": ["T0001"] for at in range(on_topic)}


def reversal():
    # paying people speak less of it in each source, and come mostly through the one that is full of it
    parts = [("forum", "paid", 200, 80), ("forum", "free", 40, 20), ("wall", "paid", 40, 2), ("wall", "free", 200, 22)]
    rows, about = [], {}
    for source, who, count, on_topic in parts:
        made, filed = through(source, who, count, on_topic, len(rows))
        rows += made
        about |= filed
    found = window(rows)
    pairs = comparisons(found.spoken, people_segments(found.posts), ["plan"])
    return segments(pairs, filing(found, about), levels()[0], period="2026-10", seed=1, effect=1.0)


def test_a_difference_that_turns_round_within_channels_says_so():
    table = reversal()
    row = table[(table["comparison"] == "plan") & (table["topic_id"] == "T0001")].iloc[0]
    sign = 1 if row["segment_1"] == "paid" else -1
    assert row["difference"] * sign == pytest.approx(82 / 240 - 42 / 240)
    within = ((80 / 200 - 20 / 40) + (2 / 40 - 22 / 200)) / 2  # both sources hold half of the posts
    assert row["within_channel_difference"] * sign == pytest.approx(within)
    assert row["turns_round"]
    assert (row["channels_within"], row["posts_within"]) == (2, 1.0)
    assert row["reason"] == "heard through the same channels, it is the other way round"
    assert row["strength"] == "likely"


def test_nothing_is_left_within_a_channel_where_channels_are_compared():
    table = reversal()
    channels = table[table["comparison"] == "sources"]
    assert channels["within_channel_difference"].isna().all()
    assert not channels["turns_round"].any()


def test_customers_beside_audience_say_what_the_unknown_could_change():
    rows = crowd(200, origin="social")
    found = window(rows)
    facts = pd.Series([Fact.YES] * 80 + [Fact.NO] * 80 + [Fact.UNKNOWN] * 40, index=found.posts.index)
    people = people_segments(found.posts, listed=facts)
    about = {f"i{at:04d}": ["T0001"] for at in (*range(30), *range(80, 96), *range(160, 170))}
    pairs = comparisons(found.spoken, people, ["customer"], hidden=(0.0, 0.2))
    table = segments(pairs, filing(found, about), levels()[0], period="2026-10", seed=1, effect=1.0)
    row = table[table["topic_id"] == "T0001"].iloc[0]
    extra = json.loads(row["extra"])
    assert extra["n_unknown"] == 40
    # the formulas of statistics reference 1.5
    assert extra["d_min"] == pytest.approx(30 / (80 + 40 - 10) - (16 + 10) / (80 + 10), abs=1e-6)
    assert extra["d_max"] == pytest.approx((30 + 10) / (80 + 10) - 16 / (80 + 40 - 10), abs=1e-6)
    assert extra["d_adj_lo"] == pytest.approx(min(row["lo"], row["lo"] / 0.8), abs=1e-6)
    assert extra["d_adj_hi"] == pytest.approx(max(row["hi"], row["hi"] / 0.8), abs=1e-6)


def test_people_who_speak_of_it_less_because_something_else_fills_their_posts_are_pushed_aside():
    # one topic takes a third of the talk; the other keeps its part of the rest
    now = window(crowd(600, source="now"))
    before = window([{**row, "item_id": f"b{at:04d}"} for at, row in enumerate(crowd(600, source="before"))])
    about_now = {f"i{at:04d}": ["T0001"] for at in range(220)} | {f"i{at:04d}": ["T0002"] for at in range(220, 340)}
    about_now |= {f"i{at:04d}": ["T0003"] for at in range(340, 600)}
    about_before = {f"b{at:04d}": ["T0001"] for at in range(20)} | {f"b{at:04d}": ["T0002"] for at in range(20, 203)}
    about_before |= {f"b{at:04d}": ["T0003"] for at in range(203, 600)}
    filed = pd.concat([filing(now, about_now), filing(before, about_before)])
    table = change(now, before, filed, levels()[0], question=QUESTION).set_index("id")
    assert table.loc["T0002", "hi"] < 0
    assert table["mechanical"].to_dict() == {"T0001": False, "T0002": True, "T0003": True}
