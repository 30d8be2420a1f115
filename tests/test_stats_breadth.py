"""In how many channels a topic is heard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats.breadth import breadth


def test_even_channels_count_in_full_and_one_channel_once() -> None:
    found = breadth([[5, 9], [5, 0], [5, 0]])
    assert found.effective == pytest.approx([3, 1])
    assert found.top_share == pytest.approx([1 / 3, 1])
    assert found.top.tolist() == [0, 0]


def test_three_quarters_and_one_quarter() -> None:
    # exp(−.75 ln .75 − .25 ln .25)
    assert breadth([[3], [1]]).effective[0] == pytest.approx(1.7547654)


def test_a_topic_without_posts_has_no_breadth() -> None:
    found = breadth([[0, 1], [0, 1]])
    assert np.isnan(found.effective).tolist() == [True, False]
    assert np.isnan(found.top_share).tolist() == [True, False]
    assert found.top.tolist() == [-1, 0]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.randoms())
def test_it_lies_between_one_and_the_number_of_channels_in_any_order(counts: list[int], chance: object) -> None:
    found = breadth(np.array([counts]).T).effective[0]
    assert np.isnan(found) if not sum(counts) else 1 - 1e-9 <= found <= len(counts) + 1e-9
    assert np.array_equal(breadth(np.array([counts[::-1]]).T).effective[0], found, equal_nan=True)
