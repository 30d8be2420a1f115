"""The made-up people have the habits that are planted in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.selftest.repetition import PEOPLE, TOPICS, campaign
from workbench.selftest.talkers import (
    CAP,
    activity,
    apart,
    meanings,
    months,
    posts_of,
    present,
    propensities,
    sorted_by_machine,
    talk,
    wordings,
)
from workbench.selftest.texts import copies, likeness
from workbench.stats.blocks import block_test, squared_shift
from workbench.stats.chance import generator

SHARES = [0.1, 0.3, 0.6]


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_few_write_most_and_nobody_more_than_the_cap() -> None:
    posts = activity(chance(), 20_000)
    assert (posts.min(), posts.max()) == (1, CAP)
    # Pareto(1.3): P(posts > 9) = 10 ** -1.3
    assert (posts > 9).mean() == pytest.approx(10**-1.3, abs=0.005)
    loudest = np.sort(posts)[-2_000:]
    assert loudest.sum() > 0.5 * posts.sum()


@pytest.mark.parametrize("correlation", [0.1, 0.3])
def test_two_posts_of_a_person_correlate_as_planted(correlation: float) -> None:
    own = propensities(chance(), 20_000, SHARES, correlation=correlation)
    assert own.mean(axis=0) == pytest.approx(SHARES, abs=0.01)
    # of two posts by one person: Var(own share) / p(1 − p)
    assert own.var(axis=0) / (np.array(SHARES) * (1 - np.array(SHARES))) == pytest.approx([correlation] * 3, rel=0.05)


def test_without_correlation_all_are_alike() -> None:
    assert np.unique(propensities(chance(), 5, SHARES, correlation=0), axis=0).tolist() == [SHARES]


@settings(max_examples=50)
@given(st.integers(1, 60), st.integers(1, 5), st.floats(0, 1))
def test_a_stated_part_of_a_month_returns(people: int, count: int, returning: float) -> None:
    speaks = present(people, count, returning)
    assert (speaks.sum(axis=0) == people).all()
    assert speaks.any(axis=1).all()
    for before, after in zip(speaks.T[:-1], speaks.T[1:], strict=True):
        assert (before & after).sum() == round(people * returning)


def test_who_does_not_speak_in_a_month_has_no_posts_there() -> None:
    speaks = present(40, 3, 0.25)
    for month, found in zip(speaks.T, months(chance(), speaks, SHARES), strict=True):
        assert ((found.posts > 0) == month).all()
        assert found.on_topic.sum(axis=1).tolist() == found.posts.tolist()


def test_people_keep_their_habits_from_month_to_month() -> None:
    speaks = present(4_000, 2, 1.0)
    one, two = months(chance(), speaks, SHARES, correlation=0.5)
    own = [found.on_topic.toarray()[:, 0] / found.posts for found in (one, two)]
    assert np.corrcoef(*own)[0, 1] > 0.3


def test_single_posts_add_up_to_what_was_said() -> None:
    said = talk(chance(), 50, [*SHARES[:2], 0.6])
    author, topic = posts_of(said.posts, said.on_topic[:, :2])
    assert np.bincount(author).tolist() == said.posts.tolist()
    assert [(topic == at).sum() for at in (0, 1)] == said.on_topic[:, :2].sum(axis=0).tolist()
    assert (topic == -1).sum() == said.on_topic[:, 2].sum()


def test_groups_have_no_people_in_common() -> None:
    one, two = apart(talk(chance(), 7, SHARES), talk(chance(2), 5, SHARES))
    assert ((one.posts > 0) & (two.posts > 0)).sum() == 0
    assert (one.people, two.people, len(one.posts)) == (7, 5, 12)


def test_the_machine_errs_as_often_as_planted() -> None:
    truth = np.arange(20_000) % 2 == 0
    label = sorted_by_machine(
        chance(), truth, recall=0.8, false_positive=np.where(np.arange(20_000) < 10_000, 0.01, 0.05)
    )
    assert label[truth].mean() == pytest.approx(0.8, abs=0.015)
    assert label[:10_000][~truth[:10_000]].mean() == pytest.approx(0.01, abs=0.005)
    assert label[10_000:][~truth[10_000:]].mean() == pytest.approx(0.05, abs=0.01)


def test_people_have_words_of_their_own() -> None:
    base = np.full(20, 0.05)
    said = wordings(chance(), 2_000, base)
    own = said.on_topic[said.posts >= 100] / said.posts[said.posts >= 100][:, None]
    assert said.on_topic.sum(axis=1).tolist() == said.posts.tolist()
    assert own.std(axis=0).mean() > 2 * np.sqrt(0.05 * 0.95 / 100)  # more than words by chance


def test_styles_alone_move_no_month_and_a_shift_does() -> None:
    blocks = meanings(chance(), present(200, 2, 1 / 3))
    assert np.rint(blocks.first).tolist() == blocks.first.tolist()
    moved = blocks.second + 1_000 * blocks.second_count[:, None]
    shifted = type(blocks)(blocks.first, moved, blocks.first_count, blocks.second_count)
    assert block_test(shifted, squared_shift, chance=generator(1, "t"), repeats=99) == 0.01


def test_copies_differ_by_a_few_letters() -> None:
    left, right = copies(chance(), 200)
    edits = [sum(a != b for a, b in zip(one, other, strict=True)) for one, other in zip(left, right, strict=True)]
    assert 0 < np.mean(edits) < 7
    assert max(edits) <= 6
    alike = likeness(left, right)
    assert (alike >= 0.8).mean() > 0.25  # four pairs are drawn for each that is looked at
    assert ((alike >= 0.7) & (alike < 0.8)).mean() > 0.25
    assert likeness(["abcdef"], ["abcdef"])[0] == 1
    assert likeness(["abcde"], ["vwxyz"])[0] == 0


def test_the_campaign_is_found_by_its_times_and_nobody_else_is() -> None:
    found = campaign(chance())
    assert found.without.posts[:PEOPLE].tolist() == found.raw.posts[:PEOPLE].tolist()
    assert found.without.posts[PEOPLE:].sum() == 0
    assert found.raw.posts[PEOPLE:].sum() == 180
    assert found.raw.topics == TOPICS
