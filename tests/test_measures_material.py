from __future__ import annotations

from datetime import UTC, datetime

import pytest
from measured import window
from topic_toys import GERMAN, items

from workbench.measures.material import ITEM_COLUMNS, material
from workbench.topics.corpus import Reading

LEFT_OUT = [
    ({"direction": "outbound"}, "our own replies"),
    ({"is_staff": True}, "staff"),
    ({"origin": "internal", "direction": "internal"}, "said inside the house"),
    ({"origin": "sales"}, "said inside the house"),
    ({"is_repost": True}, "shared posts of others"),
    ({"is_bot": True}, "accounts that post by themselves"),
]


@pytest.mark.parametrize(("row", "reason"), LEFT_OUT)
def test_what_users_did_not_say_is_left_out_and_counted(row, reason):
    found = window([{}, row, {}])
    assert found.posts["item_id"].tolist() == ["i0000", "i0002"]
    assert found.reasons == {reason: 1}
    assert "i0001" not in set(found.passages["item_id"])


def test_a_row_is_left_out_for_one_reason_alone():
    everything = {"direction": "outbound", "is_staff": True, "origin": "internal", "is_repost": True}
    assert window([{}, everything, {"is_staff": True, "is_repost": True}]).reasons == {
        "our own replies": 1,
        "staff": 1,
    }


def test_nothing_left_out_is_not_mentioned():
    assert window([{}]).left_out == {}


def test_every_post_says_what_became_of_it():
    found = window([{}, {"text": "worst app ever"}, {"text": ""}, {"text": GERMAN}]).posts
    assert found["part"].tolist() == ["topic", "no_reason", "empty", "other_language"]


def test_shares_are_of_posts_with_words_in_the_language():
    found = window([{}, {"text": "worst app ever"}, {"text": ""}, {"text": GERMAN}])
    assert found.spoken["item_id"].tolist() == ["i0000", "i0001"]


def test_months_are_local_and_undated_posts_take_their_stated_month():
    late = {"created_at": "2026-09-30T23:30:00Z"}
    rows = items([late, {"created_at": None, "period": "2026-08"}])
    assert material(rows, Reading(), zone="Europe/Berlin").posts["month"].tolist() == ["2026-10", "2026-08"]
    assert material(rows, Reading(), zone="UTC").posts["month"].tolist() == ["2026-09", "2026-08"]


def test_a_window_is_half_open_and_holds_undated_posts_of_its_months():
    whole = window(
        [
            {"created_at": "2026-09-30T23:59:59Z"}, {"created_at": "2026-10-01T00:00:00Z"},
            {"created_at": "2026-10-31T23:59:59Z"}, {"created_at": "2026-11-01T00:00:00Z"},
            {"created_at": None, "period": "2026-10"}, {"created_at": None, "period": "2026-11"},
        ]
    )  # fmt: skip
    found = whole.within(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC), frozenset({"2026-10"}))
    assert found.posts["item_id"].tolist() == ["i0001", "i0002", "i0004"]
    assert set(found.passages["item_id"]) == {"i0001", "i0002", "i0004"}
    assert found.posts.index.tolist() == [0, 1, 2]


def test_only_five_star_ratings_are_stars():
    found = window([{"rating": 4, "rating_scale": "stars5"}, {"rating": 9, "rating_scale": "nps11"}, {}]).posts
    assert found["stars"].fillna(-1).tolist() == [4, -1, -1]


def test_passages_know_who_said_them_when_and_where():
    (row,) = window([{"author_id": "nora"}]).passages.to_dict("records")
    assert (row["person"], row["month"], row["source"]) == ("nora", "2026-10", "reviews")


def test_it_reads_exactly_the_columns_that_it_names():
    table = items([{}, {"text": "worst app ever"}])
    assert material(table[ITEM_COLUMNS], Reading(), zone="UTC").posts.shape[0] == 2


def test_no_rows_give_no_material():
    found = material(items([{}]).iloc[:0], Reading(), zone="UTC")
    assert found.posts.empty
    assert found.passages.empty
    assert found.spoken.empty
