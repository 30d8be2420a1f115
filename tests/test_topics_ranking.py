from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from topic_toys import clouds

from workbench.topics import ranking
from workbench.topics.neighbours import nearest
from workbench.topics.ranking import Ranking


@given(
    st.lists(st.tuples(*[st.integers(-2, 2)] * 3), min_size=3, max_size=25),
    st.integers(1, 8),
    st.integers(1, 24),
    st.randoms(use_true_random=False),
)
@settings(max_examples=150, deadline=None)
def test_neighbours_among_some_rows_are_those_of_a_search_in_them_alone(rows, k, depth, chance):
    # Few whole numbers in three dimensions: ties and copies abound. A shallow ranking is short of drawn rows.
    vectors = np.array(rows, dtype=np.int16)
    drawn = np.array(sorted(chance.sample(range(len(rows)), chance.randint(2, len(rows)))))
    found = Ranking.of(vectors, depth=depth).among(drawn, k)
    assert found.tolist() == nearest(vectors[drawn], k).tolist()


def test_a_ranking_names_the_nearest_first_and_the_lower_row_of_equals():
    vectors = np.array([[4000, 0], [0, 4000], [3000, 2646], [3000, 2646], [3900, 888]], dtype=np.int16)
    assert Ranking.of(vectors).order.tolist()[0] == [4, 2, 3, 1]


@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_the_block_size_changes_nothing(monkeypatch, rows):
    vectors, drawn = clouds(3, 40), np.arange(0, 120, 3)
    wanted = Ranking.of(vectors, depth=20).among(drawn, 15)
    monkeypatch.setattr(ranking, "BLOCK_ROWS", rows)
    assert np.array_equal(Ranking.of(vectors, depth=20).among(drawn, 15), wanted)
