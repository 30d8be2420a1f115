"""Shares when copies, loud people and campaigns are taken out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tests.talkers import posts_of, talk
from workbench.stats.clustered import cell_shares
from workbench.stats.interval import interval
from workbench.stats.repetition import Versions, same_sign, versions


def test_the_known_answer_is_reproduced() -> None:
    # statistics reference 7.3: X, X, Y post the same text on the topic, Z another text on another topic
    found = versions([0, 0, 1, 2], ["t", "t", "t", "z"], [1, 1, 1, 0], coordinated=[False] * 4, people=3)
    assert found.shares[:, 0] == pytest.approx([3 / 4, 2 / 3, 2 / 3, 3 / 4])


def test_without_leaves_out_the_posts_of_the_pattern_alone() -> None:
    found = versions([0, 0, 1, 2], [1, 2, 1, 3], [1, 0, 1, 0], coordinated=[True, False, True, False], people=3)
    assert found.without.posts.tolist() == [1, 0, 1]
    assert found.shares[:, 0] == pytest.approx([2 / 4, 2 / 4, 2 / 3, 0])


def test_a_cell_that_is_all_campaign_has_no_share_without_it() -> None:
    found = versions([0, 1], [1, 1], [1, 1], coordinated=[True, True], people=2)
    assert found.shares[:3, 0].tolist() == [1, 1, 1]
    assert np.isnan(found.shares[3, 0])


def test_copies_that_were_sorted_differently_are_divided_among_their_topics() -> None:
    found = versions(
        [0, 0, 0, 1], [1, 1, 1, 2], np.array([[1, 0], [1, 0], [0, 1], [0, 1]]), coordinated=[False] * 4, people=2
    )
    assert found.dedup.posts.tolist() == [1, 1]
    assert found.dedup.on_topic.toarray() == pytest.approx(np.array([[2 / 3, 1 / 3], [0, 1]]))


def test_all_posts_in_one_group_count_as_people() -> None:
    author = np.array([0, 0, 0, 1, 2, 2])
    found = versions(author, np.zeros(6), [1, 1, 1, 1, 0, 0], coordinated=[False] * 6, people=3)
    assert found.shares[1, 0] == found.shares[2, 0] == pytest.approx(2 / 3)


@given(st.integers(0, 1000))
def test_the_order_of_posts_changes_no_bit(seed: int) -> None:
    chance = np.random.default_rng(seed)
    author, group = chance.integers(0, 8, 40), chance.integers(0, 12, 40)
    y, flag = chance.integers(0, 2, (40, 3)), chance.random(40) < 0.2
    order = chance.permutation(40)
    found = versions(author, group, sparse.csr_array(y), coordinated=flag, people=8)
    again = versions(author[order], group[order], y[order], coordinated=flag[order], people=8)
    assert np.array_equal(found.shares, again.shares, equal_nan=True)
    assert np.array_equal(found.dedup.on_topic.toarray(), again.dedup.on_topic.toarray())


def side(raw: int, copies: int, flagged: int, of: int) -> Versions:
    """`of` people with a post each, `raw` on the topic by people of their own; one adds copies, others a campaign."""
    author = np.concatenate([np.arange(of), np.zeros(copies), of + np.arange(flagged)]).astype(int)
    group = np.concatenate([np.arange(of), np.full(copies, -1), np.full(flagged, -2)])
    topic = np.concatenate([np.arange(of) < raw, np.ones(copies + flagged)])
    return versions(author, group, topic, coordinated=group == -2, people=of + flagged)


@pytest.mark.parametrize(
    ("first", "kept"),
    [
        (side(30, 0, 0, 100), True),
        (side(30, 40, 0, 100), True),
        (side(15, 40, 0, 100), False),  # one person's copies alone lift it over 20 %
        (side(15, 0, 40, 100), False),  # a campaign of many accounts passes through all but *without*
        (side(10, 0, 0, 100), True),  # lower in all versions
    ],
)
def test_a_finding_survives_only_with_one_sign_in_all_versions(first: Versions, kept: bool) -> None:
    assert same_sign(first, side(20, 0, 0, 100)).tolist() == [kept]


def test_nothing_left_in_a_version_is_no_agreement() -> None:
    gone = versions([0, 1], [1, 1], [1, 1], coordinated=[True, True], people=2)
    assert not same_sign(gone, side(20, 0, 0, 100))[0]


def test_a_campaign_moves_every_share_but_the_one_without_it() -> None:
    # statistics reference 7.3 and 8: *without* covers the true share (200 repeats × 10 topics); the others do not
    chance = np.random.default_rng(3)
    covered = []
    for _ in range(200):
        author, topic = posts_of(*talk(chance, 200, np.full(10, 0.1), correlation=0.15))
        campaign = 200 + np.repeat(np.arange(60), 3)
        found = versions(
            np.concatenate([author, campaign]),
            np.concatenate([np.arange(len(author)), np.full(180, -1)]),
            np.concatenate([topic, np.zeros(180)])[:, None] == np.arange(10),
            coordinated=np.concatenate([np.zeros(len(author)), np.ones(180)]),
            people=260,
        )
        limits = [interval(cell_shares(counts)) for counts in found.cells]
        covered.append([(one.lo <= 0.1) & (one.hi >= 0.1) for one in limits])
    assert 0.92 <= np.mean(covered, axis=0)[3].mean() <= 0.98
    assert np.mean(covered, axis=0)[:3, 0].max() < 0.6


def test_posts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="groups"):
        versions([0, 1], [1], [1, 1], coordinated=[True, True], people=2)
