"""Counts of real exports, where they are at hand; nothing of them is in the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from load_reader import KEY

from workbench.load import propose, read_source
from workbench.project.source import Source

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data are not here"),
]


def load(file, **settings):
    source = Source.model_validate({"name": "real", "files": ["*"], "origin": "social"} | settings)
    loaded = read_source(source, [DATA / file], root=DATA, zone="UTC", key=KEY)
    assert all(report.balances for report in loaded.reports)
    return loaded


@pytest.mark.parametrize(
    ("app", "rows", "stars", "deleted", "replies"),
    [
        ("google_chrome", 12_677, [5732, 1658, 1343, 906, 3038], 3_613, 344),
        ("microsoft_teams", 9_233, [3220, 629, 917, 1323, 3144], 1_035, 157),
    ],
)
def test_app_reviews(app, rows, stars, deleted, replies):
    columns = {"text": ["title", "content"], "created_at": "date", "rating": "rating"}
    loaded = load(
        f"app_reviews/{app}_reviews.xlsx", origin="review", authors="one_per_item", columns=columns,
        split_reply="----", deleted_marker="（该条评论已经被删除）",
    )  # fmt: skip
    inbound = loaded.feedback[loaded.feedback["direction"] == "inbound"]
    assert len(inbound) == rows
    assert inbound["rating"].value_counts().sort_index().tolist() == stars
    assert inbound["is_deleted"].sum() == deleted
    assert (loaded.feedback["direction"] == "outbound").sum() == replies
    assert not loaded.feedback["text"].str.contains("该条评论已经被删除|开发者回复|\\\\['\"]").any()
    if app == "google_chrome":
        assert inbound["text"].str.contains("[\u4e00-\u9fff]").sum() == 1_143
    assert len(loaded.rejects) == 0


@pytest.mark.parametrize(
    ("app", "rows", "first", "last"),
    [("google_chrome", 77, "2017-02", "2021-12"), ("microsoft_teams", 154, "2017-01", "2021-11")],
)
def test_releases(app, rows, first, last):
    columns = {"text": "release", "created_at": "date", "version": "version"}
    loaded = load(f"app_reviews/{app}_releases.xlsx", kind="events", columns=columns)
    dates = loaded.events["date"].dt.strftime("%Y-%m")
    assert (len(loaded.events), dates.min(), dates.max()) == (rows, first, last)


def test_airline_tweets():
    columns = {"text": "text", "created_at": "tweet_created", "id": "tweet_id", "author": "name", "keep": ["airline"]}
    loaded = load("airline_tweets/tweets.csv", columns=columns)
    report = loaded.reports[0]
    assert (report.rows_read, report.kept, report.duplicates, report.updated) == (14_640, 14_485, 155, 119)
    assert loaded.feedback["author_id"].nunique() == 7_701
    assert set(loaded.feedback["created_at_quality"]) == {"exact"}
    assert str(loaded.feedback["created_at"].max()) == "2015-02-24 19:53:37+00:00"
    assert {json.loads(extra)["airline"] for extra in loaded.feedback["extra"]} >= {"Delta", "United"}


def test_support_tweets_lose_one_broken_row_only():
    columns = {
        "text": "text", "created_at": "created_at", "id": "tweet_id", "author": "author_id", "inbound": "inbound",
        "parent_id": "in_response_to_tweet_id",
    }  # fmt: skip
    loaded = load("customer_support_tweets/twcs_head.csv", origin="support", columns=columns)
    feedback = loaded.feedback
    people = feedback.groupby("direction")["author_id"].nunique()
    assert feedback["direction"].value_counts().to_dict() == {"inbound": 2_777, "outbound": 2_222}
    assert people.to_dict() == {"inbound": 1_442, "outbound": 76}
    assert (feedback["parent_id"].notna().sum(), feedback["parent_id"].isin(feedback["source_item_id"]).sum()) == (
        3_694,
        3_687,
    )
    assert loaded.reports[0].rejected == {"bad_structure": 2}


@pytest.mark.parametrize(("part", "rows"), [("train", 10_003), ("test", 3_080)])
def test_labelled_questions(part, rows):
    settings = {"columns": {"text": "text", "label": "category"}, "authors": "unknown", "period": "2026-10"}
    loaded = load(f"labelled/banking77_{part}.csv", **settings)
    assert len(loaded.feedback) == rows
    assert len({json.loads(extra)["label"] for extra in loaded.feedback["extra"]}) == 77


def test_page_posts():
    columns = {"likes": "like", "shares": "share", "replies": "comment", "keep": ["Type", "Category", "Paid"]}
    loaded = load("content/facebook_metrics.csv", kind="content", columns=columns)
    assert loaded.content["format"].value_counts().to_dict() == {"Photo": 426, "Status": 45, "Link": 22, "Video": 7}
    figures = loaded.content_metric
    assert figures["metric"].value_counts().to_dict() == {"comments": 500, "reactions": 499, "shares": 496}
    assert figures["as_of"].isna().all()
    assert any("as_of" in warning for warning in loaded.reports[0].warnings)


def test_proposals_of_real_files_can_be_read_at_once():
    files = [DATA / "app_reviews/microsoft_teams_reviews.xlsx", DATA / "customer_support_tweets/twcs_head.csv"]
    for proposal in propose(files):
        loaded = read_source(proposal.source, proposal.files, root=DATA, zone="UTC", key=KEY)
        assert proposal.questions == ()
        assert len(loaded.feedback) > 4_900
