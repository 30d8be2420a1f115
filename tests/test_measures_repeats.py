"""Repeats and coordinated patterns: what is said again, and what is left without it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from measured import filing, levels, window

from workbench.measures.change import change
from workbench.measures.compared import Question
from workbench.measures.coordinated import coordinated, described
from workbench.measures.counts import axes, pairs
from workbench.measures.material import Material
from workbench.measures.repeats import said, shares_otherwise
from workbench.stats.strength import Kind
from workbench.topics.pool import near_copies

APPEAL = "Everyone cancel now, the prices rise while small businesses struggle, share this if you agree"
WORDS = "alpha bravo carbon delta ember fjord gravel harbour island jungle kernel lantern meadow nectar orbit".split()


def own_words(at: int) -> str:
    """Return a text that nobody else writes."""
    chance = np.random.default_rng(at)
    return " ".join(f"{chance.choice(WORDS)}{chance.integers(10_000)}" for _ in range(9))


def marked(rows, seed=1):
    found = window([{**row, "masked": row["text"]} for row in rows])
    same = said(found, near_copies(found.passages[found.passages["part"] == "topic"]))
    pattern = coordinated(found.posts, same, seed=seed)
    posts = found.posts.assign(said=same, pattern=pattern, coordinated=pattern != "")
    return Material(posts, found.passages, {})


def appeal(count, *, hours=6, first=0, **more):
    at = pd.Timestamp("2026-10-12T08:00:00Z")
    return [
        {
            "text": APPEAL + ("!" if n % 2 else " please"),
            "author_id": f"acc{n}",
            "created_at": (at + pd.Timedelta(hours=hours * n)).isoformat(),
            "item_id": f"c{first + n:04d}",
            **more,
        }
        for n in range(count)
    ]


def others(count, start=0):
    return [
        {"text": own_words(at), "author_id": f"p{at}", "item_id": f"o{at:04d}"} for at in range(start, start + count)
    ]


def test_small_edits_say_the_same_and_other_words_do_not():
    found = marked([*appeal(4), *others(3)])
    values = found.posts.set_index("item_id")["said"]
    assert values[[f"c{at:04d}" for at in range(4)]].nunique() == 1
    assert values.nunique() == 4


def test_what_it_repeats_does_not_depend_on_the_order_or_on_the_names():
    rows = [*appeal(6), *others(20)]
    one = marked(rows).posts.set_index("item_id")[["said", "pattern"]]
    renamed = [{**row, "author_id": f"x{row['author_id'][::-1]}"} for row in reversed(rows)]
    assert marked(renamed).posts.set_index("item_id")[["said", "pattern"]].equals(one)


def test_shares_by_hand():
    # X posts it twice, Y once, Z something else: statistics reference 7.3
    text = "the very same long sentence about the login that never works again"
    rows = [{"text": text, "author_id": who} for who in ("x", "x", "y")] + others(1)
    found = marked(rows)
    about = filing(found, {item: ["T0001"] for item in found.posts["item_id"] if item.startswith("i")})
    subjects = levels()[0]
    shares = shares_otherwise(found.spoken, pairs(about, subjects.of_topic), axes(found.spoken, subjects.ids))
    assert shares["dedup"][0] == pytest.approx(2 / 3)
    assert shares["without"][0] == pytest.approx(3 / 4)  # three copies are no pattern


def test_one_text_of_five_accounts_within_a_week_is_a_pattern_and_of_four_is_not():
    assert marked([*appeal(5), *others(30)]).posts["coordinated"].sum() == 5
    assert marked([*appeal(4), *others(30)]).posts["coordinated"].sum() == 0
    assert marked([*appeal(5, hours=50), *others(30)]).posts["coordinated"].sum() == 0, "over nine days"


def test_what_everybody_says_is_no_pattern():
    rows = [{"text": "great app, thanks", "author_id": f"a{at}"} for at in range(40)]
    assert marked([*rows, *others(10)]).posts["coordinated"].sum() == 0


def test_a_form_that_customers_fill_in_is_no_pattern():
    assert marked([*appeal(12, origin="support"), *others(10)]).posts["coordinated"].sum() == 0


def test_accounts_that_coincide_within_seconds_are_a_pattern():
    at = pd.Timestamp("2026-10-05T09:00:00Z")
    short = ["buy it now folks", "cheap cheap cheap deal", "who needs this anyway"]
    rows = [
        {
            "text": text,
            "author_id": f"bot{n}",
            "created_at": (at + pd.Timedelta(days=day, seconds=n)).isoformat(),
            "item_id": f"s{day}{n:03d}",
        }
        for day, text in enumerate(short)
        for n in range(6)
    ]
    found = marked([*rows, *others(40)])
    table = described(found.posts)
    assert found.posts["coordinated"].sum() == 18
    assert table[["kind", "accounts", "posts"]].to_numpy().tolist() == [["same seconds", 6, 18]]


def test_days_without_a_time_tell_nothing_about_seconds():
    rows = [
        {
            "text": text,
            "author_id": f"a{n}",
            "created_at": f"2026-10-{5 + day:02d}T00:00:00Z",
            "item_id": f"s{day}{n:03d}",
        }
        for day, text in enumerate(["buy it now folks", "cheap cheap cheap deal", "who needs this anyway"])
        for n in range(6)
    ]
    assert marked([*rows, *others(10)]).posts["coordinated"].sum() == 0


def test_a_pattern_is_described_without_a_pseudonym():
    rows = [{**row, "text": f"<@284002dc> {row['text']}"} for row in appeal(6)]
    (row,) = described(marked([*rows, *others(5)]).posts).to_dict("records")
    assert (row["pattern"], row["accounts"], row["posts"]) == ("P1", 6, 6)
    assert row["text"].startswith("@user Everyone cancel now")
    assert str(row["first_at"].date()) == "2026-10-12"


def test_a_rise_that_a_campaign_made_is_not_firm_and_says_why():
    before = [{**row, "item_id": f"b{row['item_id']}"} for row in others(200)]
    now = [*appeal(40, hours=3), *others(200, start=1000)]
    both = marked([*now, *before])
    first = both.posts["item_id"].str.startswith("b")
    sides = [Material(both.posts[part].reset_index(drop=True), both.passages, {}) for part in (~first, first)]
    ids = both.posts["item_id"]
    about = {item: ["T0001"] for item in ids if item.startswith("c")}
    about |= {f"bo{at:04d}": ["T0001"] for at in range(12)} | {f"o{at:04d}": ["T0001"] for at in range(1000, 1006)}
    filed = filing(both, about)
    question = Question("change", Kind.CHANGE, "2026-10", 1)
    row = change(*sides, filed, levels()[0], question=question).set_index("id").loc["T0001"]
    assert row["lo"] > 0
    extra = json.loads(row["extra"])
    assert extra["difference_raw"] > 0 > extra["difference_without"]
    assert (row["strength"], row["reason"]) == ("likely", "depends on repeated posts")
