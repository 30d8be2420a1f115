from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import department, filing, levels, window
from topic_toys import GERMAN, codebook

from workbench.measures.sizes import Stand
from workbench.measures.topics import topics
from workbench.stats.clustered import people_share, shares
from workbench.stats.interval import interval, wilson
from workbench.stats.row import COLUMNS
from workbench.topics.codebook.topic import Status

STAND = Stand("2026-10")
#: the first cell of statistics 1.1: n = (5, 2, 1, 4, 3, 1), y = (3, 0, 1, 2, 0, 0) on the first topic
N, Y = (5, 2, 1, 4, 3, 1), (3, 0, 1, 2, 0, 0)


def anchor():
    rows, about = [], {}
    for person, (count, on) in enumerate(zip(N, Y, strict=True)):
        for at in range(count):
            about[f"i{len(rows):04d}"] = ["T0001"] if at < on else ["T0002"] if at == on else []
            rows.append({"author_id": f"p{person}", "origin": "social" if at % 2 else "support"})
    found = window(rows)
    return found, filing(found, about)


def measure(found=None, *, level=0, book=None, **sections):
    material, filed = found or anchor()
    return topics(material, filed, levels(book, **sections)[level], STAND).set_index("topic_id")


def test_shares_are_those_of_the_worked_example():
    row = measure().loc["T0001"]
    assert (row["posts"], row["people"]) == (6, 3)
    assert row["share_posts"] == pytest.approx(0.375)
    assert row["share_people"] == pytest.approx(0.5)
    assert row["top_person_share"] == pytest.approx(3 / 6)


def test_intervals_are_those_of_the_statistics():
    table = measure()
    on = np.zeros((6, 3))
    on[:, 0] = Y
    on[:, 1] = [min(1, n - y) for n, y in zip(N, Y, strict=True)]
    voice, people = interval(shares(N, on)), interval(people_share(N, on))
    for at, topic in enumerate(("T0001", "T0002", "T0003")):
        row = table.loc[topic]
        assert (row["share_posts_lo"], row["share_posts_hi"]) == pytest.approx((voice.lo[at], voice.hi[at]))
        assert (row["share_people_lo"], row["share_people_hi"]) == pytest.approx((people.lo[at], people.hi[at]))
    lo, hi = (float(end) for end in wilson(0.5, 6, 1.959964))
    assert table.loc["T0001", ["share_people_lo", "share_people_hi"]].tolist() == pytest.approx([lo, hi], abs=1e-6)


def test_the_columns_of_the_design_come_first_and_the_row_contract_last():
    first = [
        "theme_id", "theme", "label", "keywords", "status", "owner", "first_seen", "posts", "people",
        "share_posts", "share_posts_lo", "share_posts_hi", "share_people", "share_people_lo", "share_people_hi",
        "stars", "stars_others", "channels_effective", "top_channel", "top_channel_share", "top_person_share",
        "share_dedup", "share_without", "stability",
    ]  # fmt: skip
    assert list(measure()) == [*first, *COLUMNS]


def test_the_result_row_is_that_of_the_share_of_people():
    row = measure().loc["T0001"]
    assert (row["measure"], row["subject"], row["cell"], row["estimand"]) == ("topic_share", "T0001", "all", "people")
    assert (row["period"], row["scope"], row["checked"], row["gold_n"]) == ("2026-10", "generalise", "no", 0)
    assert (row["estimate"], row["lo"], row["hi"]) == (
        row["share_people"],
        row["share_people_lo"],
        row["share_people_hi"],
    )
    assert "sorted" in row["method"]
    assert measure(level=1).loc["H001", "measure"] == "theme_share"


def crowd(people=600, share=0.2):
    """Many people with one post each: nothing is in doubt but what is not measured yet."""
    found = window([{"author_id": f"p{at}"} for at in range(people)])
    return found, filing(found, {f"i{at:04d}": ["T0001"] for at in range(int(people * share))})


def test_no_size_is_firm_while_stability_is_not_measured():
    row = measure(crowd()).loc["T0001"]
    assert row["hi"] - row["lo"] < 0.1
    assert (row["strength"], row["reason"]) == (
        "likely", "whether other people would give the same topic is not known",
    )  # fmt: skip


@pytest.mark.parametrize(("stability", "strength"), [(0.9, "firm"), (0.6, "firm"), (0.59, "too early")])
def test_a_topic_that_other_peoples_posts_do_not_give_is_too_early_and_one_that_they_give_may_be_firm(
    stability, strength
):
    book = codebook(3)
    book = replace(book, topics=tuple(replace(topic, stability=stability) for topic in book.topics))
    row = measure(crowd(), book=book).loc["T0001"]
    assert row["stability"] == stability
    assert row["strength"] == strength


def test_few_people_are_too_early():
    row = measure().loc["T0001"]
    assert row["strength"] == "too early"
    assert row["reason"].startswith("too few people (A = 6)")


def test_posts_without_an_author_stand_in_for_people_and_widen_the_interval():
    known, _ = crowd()
    found = window([{"authors": "unknown", "author_id": None}] * 600)
    row = measure((found, crowd()[1])).loc["T0001"]
    plain = measure(crowd()).loc["T0001"]
    assert row["people"] == plain["people"] == 120
    assert row["hi"] - row["lo"] > 1.3 * (plain["hi"] - plain["lo"])
    assert row["strength"] != "firm"
    assert len(known.posts) == 600


def test_stars_are_the_mean_of_the_topics_posts_beside_all_others():
    found = window([{"rating": stars, "rating_scale": "stars5"} for stars in (1, 2, 1, 2, 1, 5, 4)] + [{}])
    about = {f"i{at:04d}": ["T0001"] for at in range(5)}
    table = measure((found, filing(found, {**about, "i0007": ["T0001", "T0002"]})))
    assert table.loc["T0001", ["stars", "stars_others"]].tolist() == [1.4, 4.5]
    assert np.isnan(table.loc["T0002", "stars"])
    assert table.loc["T0002", "stars_others"] == pytest.approx(16 / 7, abs=0.001)


def test_four_ratings_say_nothing_of_a_topic():
    found = window([{"rating": stars, "rating_scale": "stars5"} for stars in (1, 1, 1, 1, 5)])
    table = measure((found, filing(found, {f"i{at:04d}": ["T0001"] for at in range(4)})))
    assert np.isnan(table.loc["T0001", "stars"])


def test_channels_say_where_a_topic_is_heard():
    origins = ["social", "social", "support", "support", "review"]
    found = window([{"origin": origin} for origin in origins])
    about = {f"i{at:04d}": ["T0001"] if at < 4 else ["T0002"] for at in range(5)}
    table = measure((found, filing(found, about)))
    assert table.loc["T0001", "channels_effective"] == pytest.approx(2)  # two even channels: exp(H) = 2
    assert table.loc["T0002", ["top_channel", "top_channel_share"]].tolist() == ["reviews", 1.0]


def test_a_person_counts_once_a_theme_that_holds_both_their_topics():
    book = codebook(3, themes=[1, 1, 2])
    found = window([{"author_id": "nora"}, {"author_id": "nora"}, {"author_id": "olaf"}])
    filed = filing(found, {"i0000": ["T0001", "T0002"], "i0001": ["T0002"], "i0002": ["T0003"]})
    row = measure((found, filed), level=1, book=book).loc["H001"]
    assert (row["posts"], row["people"], row["share_people"]) == (2, 1, 0.5)
    assert row["label"] == "Theme 1"


def test_most_people_come_first():
    assert measure().index.tolist() == ["T0002", "T0001", "T0003"]


def test_only_topics_in_use_are_measured():
    book = codebook(3, statuses=[Status.ACTIVE, Status.RETIRED, Status.MERGED])
    assert measure(book=book).index.tolist() == ["T0001"]


def test_other_languages_and_empty_posts_are_in_no_share():
    found = window([{}, {"text": GERMAN}, {"text": ""}, {"text": "worst app ever"}])
    assert measure((found, filing(found, {"i0000": ["T0001"]}))).loc["T0001", "share_posts"] == 0.5


def test_a_topic_that_nobody_spoke_of_has_an_upper_limit():
    row = measure(crowd(100)).loc["T0003"]
    # rule of statistics 1.2: z²/(A + z²), .0369935 for 100 people
    assert (row["share_people"], row["share_people_lo"]) == (0, 0)
    assert row["share_people_hi"] == pytest.approx(0.0369935, abs=1e-7)


@pytest.mark.parametrize("book", [codebook(0), codebook(3)])
def test_no_posts_and_no_topics_do_not_crash(book):
    empty = window([{"text": GERMAN}])
    table = measure((empty, filing(empty, {})), book=book)
    assert len(table) == len(book)
    assert (table["strength"] == "too early").all()


@given(st.integers(0, 10_000))
@settings(max_examples=4, deadline=None)
def test_shuffled_rows_and_another_key_change_nothing(seed):
    material, filed = anchor()
    wanted = measure((material, filed))
    key = {
        person: f"{(hash_ * 7919 + seed) % 10007:05d}" for hash_, person in enumerate(material.posts["person"].unique())
    }
    other = type(material)(
        material.posts.assign(person=material.posts["person"].map(key)).sample(frac=1, random_state=seed),
        material.passages, material.left_out,
    )  # fmt: skip
    pd.testing.assert_frame_equal(measure((other, filed.sample(frac=1, random_state=seed))), wanted)


def test_an_owner_is_the_department_whose_keyword_is_in_the_topic():
    departments = (
        department("Support", keywords=["word1"]), department("Product", keywords=["word2", "word1 pair1"]),
        department("Sales", topics=["T0003"], keywords=["word1"]),
    )  # fmt: skip
    owners = measure(departments=departments)["owner"]
    assert owners[["T0001", "T0002", "T0003"]].tolist() == ["", "Product", "Sales"], "two claims are none"
