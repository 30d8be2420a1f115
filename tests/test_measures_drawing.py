from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from checked_toys import draw, drawn, frame
from hypothesis import given, settings
from hypothesis import strategies as st
from topic_toys import codebook

from workbench.errors import BadData, BadRequest
from workbench.measures.drawing import TWICE, large_topics, quick_draw, random_draw
from workbench.measures.sides import ALL, CUSTOMER_SIDE, OTHER, PUBLIC_SIDE, sides
from workbench.project.draws import Sample, read_draws


def window(count=900, sides_=("a", "b"), under=(("T0001", 200), ("T0002", 90), ("T0003", 12))):
    about: dict[str, list[str]] = {}
    at = 0
    for topic, posts in under:
        for one in range(at, at + posts):
            about.setdefault(f"i{one:05d}", []).append(topic)
        at += posts
    return frame(about, count=count, side=[sides_[at % len(sides_)] for at in range(count)])


def test_a_quick_check_reads_twenty_posts_of_each_topic_or_all_there_are():
    made = quick_draw(drawn(window(), codebook(3)), ["T0001", "T0003"])
    assert Counter(post.topic_id for post in made.posts) == {"T0001": 20, "T0003": 12}
    assert {post.probability for post in made.posts if post.topic_id == "T0001"} == {0.1}
    assert {post.probability for post in made.posts if post.topic_id == "T0003"} == {1.0}
    assert len({(post.item_id, post.topic_id) for post in made.posts}) == 32
    under = {f"i{at:05d}" for at in range(200)}
    assert {post.item_id for post in made.posts if post.topic_id == "T0001"} <= under


@pytest.mark.parametrize("kind", ["quick", "random"])
def test_the_same_seed_draws_the_same_posts_whatever_the_order_of_rows(kind):
    found = window()
    mixed = frame({}, count=900)
    mixed = type(found)(
        found.posts.sample(frac=1, random_state=3).assign(person="somebody else"),
        found.about.sample(frac=1, random_state=2),
        found.side.sample(frac=1, random_state=1),
    )

    def made(posts, seed):
        asked = drawn(posts, codebook(3), seed=seed)
        return quick_draw(asked, ["T0001"]) if kind == "quick" else random_draw(asked, 200, ["T0001"], twice=True)

    assert made(mixed, 1) == made(found, 1)
    assert made(found, 2).posts != made(found, 1).posts
    assert made(found, 2).draw_id != made(found, 1).draw_id


def test_a_random_sample_looks_mostly_for_what_was_missed_and_alike_in_each_group():
    made = random_draw(drawn(window(), codebook(3)), 200, ["T0001"])
    counts = Counter(post.stratum for post in made.posts)
    assert counts == {f"{side} | {kind}": n for side in "ab" for kind, n in (("large topics", 25), ("all else", 75))}
    of = {one.name: one.of for one in made.strata}
    assert of == {f"{side} | {kind}": n for side in "ab" for kind, n in (("large topics", 100), ("all else", 350))}
    assert all(post.probability == pytest.approx(counts[post.stratum] / of[post.stratum]) for post in made.posts)
    assert len({post.item_id for post in made.posts}) == 200


def test_a_small_group_gives_all_it_has_and_the_other_the_rest():
    found = frame({f"i{at:05d}": ["T0001"] for at in range(100)}, count=500, side=["a"] * 30 + ["b"] * 470)
    made = random_draw(drawn(found, codebook(3)), 200, ["T0001"])
    assert Counter(post.stratum.split(" | ")[0] for post in made.posts) == {"a": 30, "b": 170}


def test_fifty_posts_are_read_twice_where_that_is_asked_for():
    made = random_draw(drawn(window(), codebook(3)), 200, ["T0001"], twice=True)
    assert sum(post.twice for post in made.posts) == TWICE == 50
    assert not any(post.twice for post in random_draw(drawn(window(), codebook(3)), 200, ["T0001"]).posts)


def test_a_second_sample_holds_none_of_the_first():
    first = random_draw(drawn(window(), codebook(3)), 200, ["T0001"])
    read = frozenset(post.item_id for post in first.posts)
    second = random_draw(drawn(window(), codebook(3)), 200, ["T0001"], before=read)
    assert not read & {post.item_id for post in second.posts}
    everything = frozenset(f"i{at:05d}" for at in range(900))
    with pytest.raises(BadRequest, match="drawn already"):
        random_draw(drawn(window(), codebook(3)), 200, ["T0001"], before=everything)


def test_a_sample_too_small_for_its_groups_is_refused():
    with pytest.raises(BadRequest, match="too small"):
        random_draw(drawn(window(), codebook(3)), 2, ["T0001"])


def test_every_post_is_drawn_as_often_as_its_probability_says():
    found = window(count=120, under=(("T0001", 30),))
    hits: Counter[str] = Counter()
    repeats = 400
    for seed in range(repeats):
        made = random_draw(drawn(found, codebook(3), seed=seed), 40, ["T0001"])
        hits.update(post.item_id for post in made.posts)
        chances = {one.name: one.drawn / one.of for one in made.strata}
    expected = np.array([chances[f"{'ab'[at % 2]} | {'large topics' if at < 30 else 'all else'}"] for at in range(120)])
    seen = np.array([hits[f"i{at:05d}"] for at in range(120)]) / repeats
    # of 120 posts, one beyond 3.5 standard errors happens in one run of twenty
    assert (np.abs(seen - expected) <= 3.5 * np.sqrt(expected * (1 - expected) / repeats) + 1e-12).all()


def test_the_topics_drawn_apart_hold_a_quarter_of_the_posts_at_most():
    about = window().about
    sizes = {"T0001": 200, "T0002": 90, "T0003": 12}
    assert large_topics(sizes, about, 900) == ("T0001", "T0003")
    assert large_topics(sizes, about, 300) == ("T0001",), "the largest one always"
    assert large_topics(sizes, about, 5000) == ("T0001", "T0002", "T0003")
    assert large_topics({}, about.iloc[:0], 900) == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=4), st.integers(20, 200))
def test_a_sample_has_the_size_that_was_asked_for(sizes, count):
    names = [name for name, size in zip("abcd", sizes, strict=False) for _ in range(size)]
    found = frame({"i00000": ["T0001"]}, count=len(names), side=names)
    made = random_draw(drawn(found, codebook(1)), count, ["T0001"])
    assert len(made.posts) == min(count, len(names))
    assert sum(one.drawn for one in made.strata) == len(made.posts)
    assert sum(one.of for one in made.strata) == len(names)


def test_a_draw_reads_back_as_it_was_written(tmp_path):
    made = random_draw(drawn(window(), codebook(3)), 200, ["T0001"], twice=True)
    path = tmp_path / made.path
    path.parent.mkdir(parents=True)
    path.write_bytes(made.content())
    assert read_draws(tmp_path) == {made.draw_id: made}


def test_a_damaged_draw_is_named(tmp_path):
    made = draw([("i1", "T0001")], codebook(1), sample=Sample.QUICK)
    path = tmp_path / made.path
    path.parent.mkdir(parents=True)
    path.write_bytes(made.content()[:-20])
    with pytest.raises(BadData) as caught:
        read_draws(tmp_path)
    assert "checks/draws/d1.json" in caught.value.where


@pytest.mark.parametrize(
    ("origins", "sources", "expected"),
    [
        (("support", "social", "sales"), "abc", [CUSTOMER_SIDE, PUBLIC_SIDE, OTHER]),
        (("social", "review", "social"), "aab", ["a", "a", "b"]),
        (("social", "social", "social"), "aaa", [ALL, ALL, ALL]),
        (("social",) * 6, "abbcca", ["a", "b", "b", OTHER, OTHER, "a"]),
        (("social",) * 6, "abbccb", [OTHER, "b", "b", "c", "c", "b"]),
    ],
)
def test_posts_stand_on_the_sides_of_the_first_comparison(origins, sources, expected):
    posts = pd.DataFrame(
        {"item_id": [f"i{at}" for at in range(len(sources))], "origin": origins, "source": list(sources)}
    )
    assert sides(posts, posts).tolist() == expected
