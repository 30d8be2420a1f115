"""Checked posts by stratum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbench.stats.checked import jeffreys, rates, spread, strata, tally


@given(st.integers(1, 200), st.data())
def test_limits_are_those_of_the_beta_distribution(coded: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, coded))
    lower, upper = jeffreys(np.array([float(k)]), np.array([float(coded)]), 0.9)
    beta = stats.beta(k + 0.5, coded - k + 0.5)
    assert lower[0] == (0 if k == 0 else pytest.approx(beta.ppf(0.05), abs=1e-9))
    assert upper[0] == (1 if k == coded else pytest.approx(beta.ppf(0.95), abs=1e-9))


def test_posts_are_counted_by_machine_label_and_part() -> None:
    machine = np.array([1, 1, 0, 0, 0, 1, 0, 0])
    part = np.array([5, 5, 5, 5, 7, 7, 7, 7])
    found = tally(machine, [0, 2, 3, 6], [1, 0, 1, 1], part=part)
    assert found.machine.tolist() == [True, False, True, False]
    assert found.size.tolist() == [2, 2, 1, 3]
    assert found.coded.tolist() == [1, 2, 0, 1]
    assert found.positive.tolist() == [1, 1, 0, 1]
    assert found.gold == 4
    assert found.weight == pytest.approx([0.25, 0.25, 0.125, 0.375])


def test_a_label_that_the_machine_never_gives_is_no_stratum() -> None:
    found = tally([0, 0, 0], [1], [1])
    assert found.machine.tolist() == [False]
    assert found.size.tolist() == [3]


def test_a_stratum_without_checks_takes_the_machines_word_and_any_share() -> None:
    found = strata([True, False], [10, 90], [0, 30], [0, 0])
    assert rates(found).tolist() == [1, 0]
    p, down, up = spread(found, 0.95)
    assert p == pytest.approx(0.1)
    assert down == pytest.approx(0.1)  # the sorted posts may all be wrong
    assert up < 0.1


@pytest.mark.parametrize(("coded", "wide"), [(1, True), (2, False)])
def test_one_check_of_many_says_nothing(coded: int, wide: bool) -> None:
    _, down, _ = spread(strata([True], [50], [coded], [coded]), 0.95)
    assert (down >= np.sqrt(1 - coded / 50)) == wide


def test_the_only_post_of_a_stratum_may_be_checked_alone() -> None:
    assert spread(strata([True], [1], [1], [1]), 0.95) == (1, 0, 0)


def test_checks_of_other_months_leave_the_sampling_of_this_one() -> None:
    here, elsewhere = (strata([True], [50], [50], [40], finite=finite) for finite in (True, False))
    assert spread(here, 0.95)[1:] == (0, 0)
    assert min(spread(elsewhere, 0.95)[1:]) > 0.05
    assert strata([True], [5], [50], [40], finite=False).gold == 50


@pytest.mark.parametrize(
    ("size", "coded", "positive"),
    [([10], [11], [0]), ([10], [5], [6]), ([10], [5], [-1]), ([10, 1], [5], [5]), ([-1], [0], [0])],
)
def test_counts_that_cannot_be_are_refused(size: list[int], coded: list[int], positive: list[int]) -> None:
    with pytest.raises(ValueError, match=r"shapes|between"):
        strata([True], size, coded, positive)
