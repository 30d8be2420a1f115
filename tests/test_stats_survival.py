"""Waiting times: against statsmodels, by hand, and with several waits by one person."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats.survival import kaplan_meier, quantile_limits, quantile_time, waiting

Z = 1.959963984540054


def test_the_curve_by_hand() -> None:
    # waits 1, 2+, 3, 4+, 5 (+: still waiting): 4/5, then 4/5 · 2/3, then 0
    curve = kaplan_meier([1, 2, 3, 4, 5], [True, False, True, False, True])
    assert curve.times.tolist() == [1, 3, 5]
    assert curve.waiting == pytest.approx([0.8, 0.8 * 2 / 3, 0])
    # Greenwood at 3: S² (1/(5·4) + 1/(3·2))
    assert curve.variance[1] == pytest.approx((0.8 * 2 / 3) ** 2 * (1 / 20 + 1 / 6))
    assert quantile_time(curve, 0.5) == 5


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_curve_quantile_and_limits_are_those_of_statsmodels(seed: int, share: float) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    chance = np.random.default_rng(seed)
    number = int(chance.integers(6, 90))
    done, seen = np.round(chance.exponential(10, number), 1), np.round(chance.exponential(30, number), 1)
    waited, ended = np.minimum(done, seen), done <= seen
    theirs, ours = SurvfuncRight(waited, ended.astype(int)), kaplan_meier(waited, ended)
    assert ours.times == pytest.approx(theirs.surv_times)
    assert ours.waiting == pytest.approx(theirs.surv_prob)
    assert np.sqrt(ours.variance[:-1]) == pytest.approx(theirs.surv_prob_se[:-1])
    assert quantile_time(ours, share) == pytest.approx(theirs.quantile(share), nan_ok=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        limits = theirs.quantile_ci(share)
    assert quantile_limits(ours, share, quantile=Z) == pytest.approx(np.array(limits), nan_ok=True)


def test_leaving_out_those_who_still_wait_would_make_waiting_look_short() -> None:
    chance = np.random.default_rng(3)
    done, seen = chance.exponential(20, 4000), chance.uniform(0, 40, 4000)
    waited, ended = np.minimum(done, seen), done <= seen
    found = waiting(waited, ended, range(4000))
    truth = 20 * math.log(2)
    assert found.lo < truth < found.hi
    assert found.estimate == pytest.approx(truth, rel=0.08)
    assert np.median(waited[ended]) < 0.75 * truth


def test_with_more_than_half_still_waiting_there_is_no_median() -> None:
    found = waiting([1, 2, 9, 9, 9], [True, True, False, False, False], range(5))
    assert math.isnan(found.estimate)
    assert math.isnan(found.lo)
    assert (found.waits, found.ended) == (5, 2)


def test_nothing_is_nothing() -> None:
    found = waiting([], [], [])
    assert math.isnan(found.estimate)
    assert (found.waits, found.people) == (0, 0)


def test_ten_equal_tickets_of_each_person_tell_no_more_than_one() -> None:
    chance = np.random.default_rng(5)
    done = chance.exponential(10, 60)
    once = waiting(done, np.ones(60, dtype=bool), range(60))
    tenfold = waiting(np.repeat(done, 10), np.ones(600, dtype=bool), np.repeat(np.arange(60), 10))
    assert once.deff == 1
    assert tenfold.deff == pytest.approx(10, rel=0.03)
    assert (tenfold.lo, tenfold.hi) == pytest.approx((once.lo, once.hi), rel=0.1)


def test_limits_cover_where_people_wait_alike_each_time() -> None:
    # 40 people with 1-4 waits of their own length; 300 repeats: an exact method leaves .92-.98
    chance, hits = np.random.default_rng(11), 0
    for _ in range(300):
        person = np.repeat(np.arange(40), chance.integers(1, 5, 40))
        own = chance.exponential(10, 40)[person]
        done = np.where(chance.random(len(person)) < 0.5, own, chance.exponential(10, len(person)))
        found = waiting(np.minimum(done, 40), done < 40, person)
        hits += found.lo <= 10 * math.log(2) <= found.hi
    assert 0.92 <= hits / 300 <= 0.99


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.integers(0, 5)), min_size=1, max_size=40), st.randoms())
def test_the_order_of_waits_changes_nothing(waits: list[tuple[int, bool, int]], dice: object) -> None:
    mixed = list(waits)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = (waiting(*map(list, zip(*rows, strict=True))) for rows in (waits, mixed))
    assert repr(one) == repr(two)
    assert math.isnan(one.lo) or one.lo <= one.estimate <= one.hi
