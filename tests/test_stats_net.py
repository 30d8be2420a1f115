"""Means and net scores of people: known answers, several answers by one person, and everybody alike."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.stats.clustered import share
from workbench.stats.mean import mean
from workbench.stats.net import net_score

SIDES = [1] * 50 + [0] * 30 + [-1] * 20


def test_the_score_and_its_standard_error_are_the_known_ones() -> None:
    # NPS +30 of 100 answers: √((.5 + .2 − .3²)/100) = .0781, with n − 1 for n
    found = net_score(range(100), SIDES)
    assert found.estimate == pytest.approx(0.3)
    assert found.variance == pytest.approx((0.5 + 0.2 - 0.3**2) / 99)


def test_the_limits_are_those_of_two_shares_of_the_same_people() -> None:
    # by hand: Wilson with t(99) = 1.9842 of .5 → .402686-.597314 and of .2 → .132689-.290039, correlation −.5
    found = net_score(range(100), SIDES)
    down, up = 0.5 - 0.402686, 0.290039 - 0.2
    assert found.lo == pytest.approx(0.3 - math.sqrt(down**2 + up**2 + down * up), abs=1e-4)
    up, down = 0.597314 - 0.5, 0.2 - 0.132689
    assert found.hi == pytest.approx(0.3 + math.sqrt(up**2 + down**2 + up * down), abs=1e-4)
    half = 1.984217 * math.sqrt(found.variance)
    assert (found.lo, found.hi) == pytest.approx((0.3 - half, 0.3 + half), abs=0.015), "near t limits in the middle"


def test_where_everybody_recommends_it_is_not_certain() -> None:
    found = net_score(range(12), [1] * 12)
    assert (found.estimate, found.hi) == (1.0, 1.0)
    assert 0.5 < found.lo < 0.8


def test_one_person_who_answers_often_is_one_person() -> None:
    person, side = [*range(40), *([99] * 40)], [1, -1] * 20 + [1] * 40
    loud, spread = net_score(person, side), net_score(range(80), side)
    assert loud.people == 41
    assert loud.hi - loud.lo > 1.5 * (spread.hi - spread.lo)


def test_the_mean_of_zeros_and_ones_is_the_clustered_share() -> None:
    # statistics reference 1.1, first anchor
    person = np.repeat(np.arange(6), (5, 2, 1, 4, 3, 1))
    hit = [1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    found, known = mean(person, hit), share((5, 2, 1, 4, 3, 1), (3, 0, 1, 2, 0, 0))
    assert found.estimate == known.estimate == 0.375
    assert found.variance == pytest.approx(0.0181640625)
    assert found.eff_people == pytest.approx(4.5714286)


def test_of_nobody_or_of_one_there_is_no_range() -> None:
    assert math.isnan(mean([], []).estimate)
    assert math.isnan(net_score([], []).estimate)
    one = net_score([1, 1], [1, 0])
    assert one.estimate == 0.5
    assert math.isnan(one.lo)


@pytest.mark.parametrize("probability", [(0.5, 0.3, 0.2), (0.85, 0.1, 0.05), (0.95, 0.04, 0.01)])
def test_limits_of_a_score_cover_thirty_people(probability: tuple[float, float, float]) -> None:
    chance, hits = np.random.default_rng(2), 0
    for _ in range(300):
        person = np.repeat(np.arange(30), chance.integers(1, 4, 30))
        own = chance.choice([1, 0, -1], 30, p=probability)[person]
        side = np.where(chance.random(len(person)) < 0.5, own, chance.choice([1, 0, -1], len(person), p=probability))
        found = net_score(person, side)
        hits += found.lo <= probability[0] - probability[2] <= found.hi
    assert 0.92 <= hits / 300 <= 0.99
