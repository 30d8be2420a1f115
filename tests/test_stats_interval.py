"""Intervals of one share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special
from statsmodels.stats.proportion import proportion_confint

from tests.talkers import talk
from workbench.stats.clustered import people_share, shares
from workbench.stats.interval import interval, pooled_deff, student, wilson

Z = special.ndtri(0.975)
FIRST = ((5, 2, 1, 4, 3, 1), (3, 0, 1, 2, 0, 0))
SECOND = ((4, 1, 6, 2, 2), (0, 0, 1, 1, 0))


@pytest.mark.parametrize(
    ("count", "size", "lo", "hi"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)  # Newcombe 1998, table I
def test_wilson_gives_the_published_limits(count: int, size: int, lo: float, hi: float) -> None:
    found = wilson(count / size, size, Z)
    assert [round(float(limit), 4) for limit in found] == [lo, hi]


@pytest.mark.parametrize(("size", "upper"), [(10, 0.2775328), (20, 0.1611252), (30, 0.1135134), (100, 0.0369935)])
def test_nobody_of_a_few_people_leaves_room(size: int, upper: float) -> None:
    found = interval(people_share([1] * size, [0] * size))
    assert found.lo[0] == 0
    assert found.hi[0] == pytest.approx(upper, abs=5e-8)


def test_the_first_anchor_is_reproduced() -> None:
    found = interval(shares(*FIRST))
    assert found.n_eff[0] == pytest.approx(12.9032258, abs=5e-8)
    assert student(4.5714286 - 1) == pytest.approx(2.9129098, abs=5e-8)
    assert (found.lo[0], found.hi[0]) == pytest.approx((0.1156571, 0.7335216), abs=5e-8)
    assert [float(v) for v in wilson(0.375, 16 / 1.24, Z)] == pytest.approx([0.1700292, 0.6373242], abs=5e-8)
    assert proportion_confint(6 / 1.24, 16 / 1.24, method="wilson") == pytest.approx((0.1700292, 0.6373242), abs=5e-8)


def test_the_second_anchor_floors_the_design_effect() -> None:
    found = interval(shares(*SECOND))
    assert found.deff[0] == 1
    assert (found.lo[0], found.hi[0]) == pytest.approx((0.0176585, 0.5683485), abs=5e-8)


def test_people_are_counted_without_a_design_effect() -> None:
    found = interval(people_share(*FIRST))
    assert (found.lo[0], found.hi[0]) == pytest.approx(proportion_confint(3, 6, method="wilson"), abs=1e-12)


def test_similar_topics_share_their_design_effect_and_distant_ones_do_not() -> None:
    n, y = talk(np.random.default_rng(2), 300, np.array([0.02, 0.03, 0.2, 0.25, 0.5]))
    found = shares(n, y)
    p, variance = found.estimate, found.variance
    near = (p >= p[0] / 3) & (p <= 3 * p[0])
    assert 1 < near.sum() < 5
    plain = p * (1 - p) / found.posts
    assert pooled_deff(found)[0] == pytest.approx(max(1, variance[near].sum() / plain[near].sum()))
    assert pooled_deff(found)[0] != pytest.approx(found.deff[0])


def test_a_topic_without_posts_has_an_upper_limit() -> None:
    found = interval(shares((5, 2, 1, 4, 3, 1), np.array([(3, 0), (0, 0), (1, 0), (2, 0), (0, 0), (0, 0)])))
    assert found.lo[1] == 0
    assert 0 < found.hi[1] < 1
    assert found.deff[1] == pytest.approx(1.24)


@pytest.mark.parametrize("posts", [(7,), (0, 0), (0, 3)])
def test_fewer_than_two_people_have_no_interval(posts: tuple[int, ...]) -> None:
    found = interval(shares(posts, [1] + [0] * (len(posts) - 1)))
    assert np.isnan(found.lo).all()
    assert np.isnan(found.hi).all()


def test_items_without_authors_widen_the_interval() -> None:
    n, y = [1] * 60, [1] * 12 + [0] * 48
    known, unknown = interval(shares(n, y)), interval(shares(n, y, inflation=[3.0] * 60))
    assert unknown.deff[0] == pytest.approx(3 * 60 / 59)
    width = (unknown.hi[0] - unknown.lo[0]) / (known.hi[0] - known.lo[0])
    assert width > 3**0.5 * 0.95


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=2, max_size=30))
def test_limits_hold_the_share_and_stay_within_zero_and_one(people: list[tuple[int, int]]) -> None:
    n = [posts for posts, _ in people]
    y = [min(posts, on) for posts, on in people]
    for found in (shares(n, y), people_share(n, y)):
        limits = interval(found)
        assert 0 <= limits.lo[0] <= found.estimate[0] <= limits.hi[0] <= 1
