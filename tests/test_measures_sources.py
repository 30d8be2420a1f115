from __future__ import annotations

from dataclasses import replace

import pandas as pd
from measured import filing, project, window
from topic_toys import GERMAN, codebook

from workbench.measures.quality import quality
from workbench.measures.sources import channels, months, sources
from workbench.project.source import Source

ROWS = [
    {"source": "x", "author_id": "nora", "created_at": "2026-09-30T23:30:00Z"},
    {"source": "x", "author_id": "nora", "created_at": "2026-10-02T10:00:00Z"},
    {"source": "x", "author_id": "olaf", "created_at": "2026-10-09T10:00:00Z", "text": "worst app ever"},
    {"source": "play", "origin": "review", "authors": "one_per_item", "text": ""},
    {
        "source": "play",
        "origin": "review",
        "authors": "one_per_item",
        "text": GERMAN,
        "is_deleted": True,
    },
]
REPORTS = pd.DataFrame(
    {
        "source": ["x", "x"],
        "repeat": [False, False],
        "rows_read": [5, 3],
        "kept": [3, 0],
        "duplicates": [1, 3],
        "rejected": [1, 0],
    }
)


def named(name, **more):
    return Source(name=name, files=("inbox/*",), **{"origin": "social", **more})


PROJECT = project(
    sources=(named("x", authors="column"), named("play", origin="review", authors="one_per_item"),
             named("own", kind="content"))
)  # fmt: skip


def test_each_source_and_month_is_counted():
    table = sources(PROJECT, window(ROWS), REPORTS).set_index(["source", "period"])
    assert table.index.tolist() == [("play", "2026-10"), ("x", "2026-09"), ("x", "2026-10")]
    october = table.loc[("x", "2026-10")]
    assert (october["posts"], october["people"], october["no_reason"]) == (2, 2, 1)
    assert (october["first_at"], october["last_at"]) == ("2026-10-02", "2026-10-09")
    play = table.loc[("play", "2026-10")]
    assert (play["posts"], play["people"], play["stars_only"], play["language_other"], play["deleted"]) == (
        2,
        2,
        1,
        1,
        1,
    )
    assert play["channel"] == "reviews"


def test_files_are_counted_by_source_and_unread_sources_have_none():
    table = sources(PROJECT, window(ROWS), REPORTS).set_index(["source", "period"])
    assert table.loc[("x", "2026-10"), ["read", "kept", "duplicates", "rejected"]].tolist() == [8, 3, 4, 1]
    assert table.loc[("play", "2026-10"), ["read", "kept", "duplicates", "rejected"]].tolist() == [0, 0, 0, 0]


def test_no_posts_give_the_columns_alone():
    table = sources(PROJECT, window([{"is_staff": True}]), REPORTS)
    assert table.empty
    assert list(table)[:3] == ["source", "origin", "channel"]


def test_channels_come_by_size():
    table = channels(window(ROWS))
    assert table.to_numpy().tolist() == [["social", 3, 2], ["reviews", 2, 2]]


def test_months_add_up_to_the_posts():
    table = months(window(ROWS))
    assert table["posts"].sum() == 5
    assert set(zip(table["channel"], table["month"], strict=True)) == {
        ("social", "2026-09"), ("social", "2026-10"), ("reviews", "2026-10"),
    }  # fmt: skip


def test_quality_accounts_for_every_post():
    rows = [
        {},
        {},
        {},
        {"text": "worst app ever"},
        {"text": ""},
        {"text": GERMAN},
        {"is_staff": True},
    ]
    found = window(rows)
    filed = filing(found, {"i0000": ["T0001", "T0002"]})
    filed.loc[filed["item_id"] == "i0001", ["decision", "topic_id"]] = ["undecided", "T0001"]
    book = replace(codebook(2), proposals=(("2026-10", "key"), ("2026-11", "key")))
    of = pd.DataFrame({"topic_id": ["T0001", "T0002"]})
    table = quality(found, filed, book, of, period="2026-10").set_index("name")
    wanted = {
        "posts": 6, "people": 6, "posts_in_language": 4, "posts_other_language": 1, "posts_stars_only": 1,
        "posts_without_reason": 1, "posts_sorted": 1, "posts_undecided": 1, "posts_in_no_topic": 1, "topics": 2,
        "topics_new": 2, "left_out: staff": 1,
        "words_together": -1000, "words_different": 833,  # "more" stands for both
    }  # fmt: skip
    assert table["value"].to_dict() == wanted
    assert table.loc["posts_sorted", "of"] == 4
    assert table["of"].isna()[["posts", "people", "topics", "left_out: staff"]].all()


def test_a_post_sorted_by_one_passage_is_sorted():
    found = window([{}])
    filed = pd.DataFrame(
        {"item_id": ["i0000"] * 3, "passage": [0, 1, 2], "topic_id": ["T0001", "T0001", None],
         "decision": ["topic", "undecided", "none"]}
    )  # fmt: skip
    of = pd.DataFrame({"topic_id": ["T0001"]})
    table = quality(found, filed, codebook(1), of, period="2026-11").set_index("name")["value"]
    assert (table["posts_sorted"], table["posts_undecided"], table["posts_in_no_topic"]) == (1, 0, 0)
    assert table["topics_new"] == 0, "it was seen before"
