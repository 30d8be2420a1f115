from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from simulate_sample import effect, files, rows

from workbench.simulate import plan
from workbench.simulate.content import SERIES

NULLS = ("signin", "export", "team", "scanner", "offline")


def about(topic: str, row: dict[str, str]) -> bool:
    return topic in (row["topic_1"], row["topic_2"])


def test_at_most_twelve_topics():
    topics = {row[column] for row in rows("truth/items.csv") for column in ("topic_1", "topic_2")}
    assert len(topics - {"", plan.NO_REASON, plan.CHAT}) == len(plan.TOPICS) + 1 <= 12


@pytest.mark.parametrize("topic", NULLS)
@pytest.mark.parametrize("sides", ["customer − public channels", "customers − audience"])
def test_planted_nulls_differ_by_less_than_two_points(topic, sides):
    assert abs(effect("difference", topic, sides)) < 0.02


@pytest.mark.parametrize(
    ("topic", "sides", "sign"),
    [
        ("bank", "customer − public channels", 1),
        ("price", "customer − public channels", -1),
        ("bank", "customers − audience", 1),
        ("tips", "customers − audience", -1),
    ],
)
def test_planted_differences_are_ten_points_and_more(topic, sides, sign):
    assert sign * effect("difference", topic, sides) >= 0.10 - 0.005


def test_shared_accounts_emerge_in_month_four_and_grow_threefold():
    shares = [effect("share", "team", month) for month in plan.MONTHS]
    assert shares[:3] == [0, 0, 0]
    assert shares[3] >= 0.02
    assert shares[5] / shares[3] == pytest.approx(3, abs=0.7)


def test_sign_in_rises_threefold_in_the_last_month_after_the_release():
    shares = [effect("share", "signin", month) for month in plan.MONTHS]
    assert max(shares[:5]) - min(shares[:5]) < 0.02
    assert shares[5] / np.mean(shares[:5]) == pytest.approx(3, abs=0.6)


@pytest.mark.parametrize("topic", ["export", "scanner", "offline"])
def test_planned_shares_come_out_within_two_points_every_month(topic):
    # A second topic in a tenth of the posts adds up to a point and a half.
    for month in range(6):
        assert effect("share", topic, plan.MONTHS[month]) == pytest.approx(plan.FIXED[topic][month] + 0.007, abs=0.02)


@pytest.mark.parametrize("who", ["customers − audience", "known customers − known audience"])
def test_vat_reverses_between_all_channels_and_each(who):
    assert effect("simpson", "vat", f"{who}, all channels") > 0.02
    for channel in ("community", "x-mentions", "instagram"):
        assert effect("simpson", "vat", f"{who}, {channel}") < 0


def test_one_author_is_loud_and_nobody_else():
    by_person = Counter(row["person"] for row in rows("truth/items.csv") if row["person"])
    (loud, most), (_, second) = by_person.most_common(2)
    assert most == plan.LOUD_POSTS >= 60
    assert second < 45
    topics = {row["topic_1"] for row in rows("truth/items.csv") if row["person"] == loud}
    assert topics == {"dark"}


def test_activity_is_heavy_tailed():
    counts = sorted(Counter(row["person"] for row in rows("truth/items.csv") if row["person"]).values())
    top = sum(counts[-len(counts) // 10 :]) / sum(counts)
    assert 0.25 < top < 0.6
    assert np.median(counts) <= 2


def test_some_people_return_and_some_speak_in_several_channels():
    months, channels = defaultdict(set), defaultdict(set)
    for row in rows("truth/items.csv"):
        if row["person"]:
            months[row["person"]].add(row["month"])
            channels[row["person"]].add(row["source"])
    people = len(months)
    assert sum(len(seen) > 1 for seen in months.values()) / people > 0.25
    assert sum(len(seen) > 1 for seen in channels.values()) / people > 0.15


def test_the_campaign_is_one_week_of_twenty_five_accounts_that_say_nothing_else():
    posts = [row for row in rows("truth/items.csv") if row["planted"] == "campaign"]
    accounts = {row["person"] for row in posts}
    assert len(accounts) == 25
    assert all(row["month"] == "2026-10" and row["topic_1"] == "price" for row in posts)
    others = {row["person"] for row in rows("truth/items.csv") if row["planted"] != "campaign"}
    assert not accounts & others


def test_copies_are_one_text_from_many_people():
    copied = [row for row in rows("truth/items.csv") if row["planted"] == "copy"]
    wanted = {row["source_item_id"] for row in copied}
    texts = {
        row["Description"]
        for name in files()
        if name.startswith("inbox/tickets/")
        for row in rows(name)
        if row["Ticket ID"] in wanted
    }
    assert len(copied) == plan.COPIES
    assert len(texts) == 1
    assert len({row["person"] for row in copied}) > 40


def test_the_quiet_failure_is_in_users_posts_and_not_in_the_notes():
    notes = " ".join(row["text"] for row in rows("notes.csv")).lower()
    assert not any(word in notes for word in ("offline", "train", "signal", "draft", "without internet", "network"))
    assert effect("quiet", "offline", "users") > 0.04


def test_onboarding_is_talked_about_inside_only():
    said = [
        row
        for row in rows("notes.csv")
        if any(word in row["text"].lower() for word in ("onboarding", "setup", "steps"))
    ]
    assert len(said) >= 15
    people = {row["person"] for row in rows("truth/items.csv") if about("onboarding", row)}
    assert 0 < len(people) < 10


def test_the_quiz_falls_to_two_fifths_and_no_other_series_does():
    def response(tag: str, months: slice) -> float:
        names = sorted(name for name in files() if name.startswith("inbox/own-posts/"))[months]
        posts = [row for name in names for row in rows(name) if tag in row["Description"]]
        return float(
            np.mean([np.log((int(p["Saves"]) + int(p["Shares"]) + 0.5) / (int(p["Reach"]) + 1)) for p in posts])
        )

    ratios = {
        series.name: np.exp(response(series.hashtag, slice(5, 6)) - response(series.hashtag, slice(0, 2)))
        for series in SERIES
    }
    # Thirty posts with a standard deviation of .6 place a ratio within a factor of about 1.6.
    assert 0.25 < ratios.pop("Friday Quiz") < 0.62
    assert all(ratio > 0.6 for ratio in ratios.values())


def test_no_post_on_x_in_the_days_of_the_outage():
    posts = rows("inbox/x/mentions_2026-07.csv")
    assert not [row for row in posts if "2026-07-08 12:00:00" <= row["timestamp"] <= "2026-07-12 12:00:00"]


def test_what_is_known_of_customers_follows_channel_and_list():
    listed = {row["handle"]: row["customer_status"] for row in rows("people.csv") if row["handle"]}
    handles = {
        (name, row["id"]): row["author" if "/x/" in name else "username"]
        for name in files()
        if name.startswith(("inbox/x/", "inbox/instagram/"))
        for row in rows(name)
        if row.get("id") and row.get("user_id", row.get("author"))
    }
    seen = Counter()
    for row in rows("truth/items.csv"):
        if row["source"] in ("tickets", "survey"):
            assert row["customer_known"] == "yes"
        if row["source"] in ("instagram", "x-mentions"):
            status = listed.get(handles[row["file"], row["source_item_id"]], "")
            wanted = {"customer": "yes", "": "unknown"}.get(status, "no")
            assert row["customer_known"] == wanted, row
            seen[wanted] += 1
    assert min(seen.values()) > 300, "all three kinds are common"
