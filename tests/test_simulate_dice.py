from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.simulate.dice import Dice


def test_streams_of_different_names_are_different_and_each_repeats():
    one, same, other = Dice(1, "a"), Dice(1, "a"), Dice(1, "b")
    first = [one.uniform() for _ in range(600)]
    assert first == [same.uniform() for _ in range(600)]
    assert first != [other.uniform() for _ in range(600)]


@given(
    st.dictionaries(st.text(min_size=1), st.floats(0, 10), min_size=1).filter(lambda w: sum(w.values()) > 0.01),
    st.integers(0, 99),
)
def test_a_key_without_weight_is_never_drawn(weights, seed):
    dice = Dice(seed, "weights")
    assert all(weights[dice.weighted(weights)] > 0 for _ in range(20))


def test_weights_decide_the_shares():
    dice = Dice(1, "shares")
    drawn = Counter(dice.weighted({"a": 1, "b": 3}) for _ in range(4000))
    # four standard errors of a share of .75 in 4,000 draws
    assert drawn["b"] / 4000 == pytest.approx(0.75, abs=0.03)


@given(st.lists(st.integers()), st.integers(0, 99))
def test_shuffling_loses_nothing_and_leaves_the_list_alone(numbers, seed):
    before = list(numbers)
    assert sorted(Dice(seed, "shuffle").shuffled(numbers)) == sorted(before)
    assert numbers == before


@given(st.integers(-50, 50), st.integers(0, 50), st.integers(0, 99))
def test_between_stays_within_both_ends(lowest, width, seed):
    dice = Dice(seed, "between")
    assert all(lowest <= dice.between(lowest, lowest + width) <= lowest + width for _ in range(20))


def test_activity_is_at_least_one_and_cut_at_the_cap():
    drawn = [Dice(seed, "pareto").pareto(1.3, 5.0) for seed in range(300)]
    assert min(drawn) >= 1
    assert max(drawn) == 5.0
