from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from topic_toys import clouds

from workbench.topics import neighbours
from workbench.topics.neighbours import canonical_order, nearest, shared_neighbour_graph


def by_brute_force(vectors, k):
    """Products as Python integers; equal ones go to the lower row."""
    whole = vectors.astype(object)
    found = []
    for row in range(len(vectors)):
        scored = sorted((-int(whole[row] @ whole[other]), other) for other in range(len(vectors)) if other != row)
        found.append(sorted(other for _, other in scored[:k]))
    return np.array(found, dtype=np.int64).reshape(len(vectors), k)


@given(st.lists(st.tuples(*[st.integers(-2, 2)] * 3), min_size=2, max_size=25), st.integers(1, 24))
@settings(max_examples=60, deadline=None)
def test_neighbours_are_exact_and_ties_go_to_the_lower_row(rows, k):
    # Few whole numbers in three dimensions: ties and copies abound.
    vectors = np.array(rows, dtype=np.int16)
    k = min(k, len(vectors) - 1)
    assert nearest(vectors, k).tolist() == by_brute_force(vectors, k).tolist()


def test_neighbours_are_those_of_scikit_learn():
    from sklearn.neighbors import NearestNeighbors

    vectors = clouds(4, 50)
    wanted = NearestNeighbors(n_neighbors=16, metric="cosine", algorithm="brute").fit(vectors.astype(float))
    # int16 rounding moves lengths by 1e-3: compare by similarity, not by row number
    unit_rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    theirs = np.sort(1 - wanted.kneighbors(vectors.astype(float))[0][:, 1:], axis=1)
    own = np.sort(np.take_along_axis(unit_rows @ unit_rows.T, nearest(vectors, 15), axis=1), axis=1)
    np.testing.assert_allclose(own, theirs, atol=2e-3)


@pytest.mark.parametrize("rows", [1, 7, 64, 1000])
def test_neighbours_do_not_depend_on_the_block_size(monkeypatch, rows):
    vectors = clouds(3, 40)
    wanted = nearest(vectors, 15)
    monkeypatch.setattr(neighbours, "BLOCK_ROWS", rows)
    assert np.array_equal(nearest(vectors, 15), wanted)


def test_a_row_is_never_its_own_neighbour_even_among_copies():
    vectors = np.repeat(clouds(1, 1), 20, axis=0)
    found = nearest(vectors, 5)
    assert not (found == np.arange(20)[:, None]).any()
    assert found[10].tolist() == [0, 1, 2, 3, 4]


def test_fewer_rows_than_neighbours_give_all_others():
    assert nearest(clouds(2, 2), 15).tolist() == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]


def test_canonical_order_sorts_the_same_rows_whatever_order_they_came_in():
    vectors = clouds(3, 20)
    shuffled = vectors[np.random.default_rng(2).permutation(60)]
    assert np.array_equal(vectors[canonical_order(vectors)], shuffled[canonical_order(shuffled)])


def test_edge_weights_are_the_overlap_of_neighbourhoods_own_point_included():
    # Rows 0, 1, 2 name each other; 3 names 0 and 1. Sets: {0,1,2} {0,1,2} {0,1,2} {0,1,3}.
    graph = shared_neighbour_graph(np.array([[1, 2], [0, 2], [0, 1], [0, 1]])).toarray()
    assert graph[0, 1] == graph[0, 2] == graph[1, 2] == 1.0
    assert graph[0, 3] == graph[1, 3] == 0.5  # two of four
    assert graph[2, 3] == 0  # neither names the other
    assert np.array_equal(graph, graph.T)
    assert not graph.diagonal().any()


def test_with_fifteen_neighbours_x_shared_weigh_x_over_32_less_x():
    found = nearest(clouds(3, 40), 15)
    graph = shared_neighbour_graph(found)
    sets = [{*row, at} for at, row in enumerate(found.tolist())]
    rows, columns = graph.nonzero()
    for row, column in list(zip(rows, columns, strict=True))[::37]:
        shared = len(sets[row] & sets[column])
        assert graph[row, column] == pytest.approx(shared / (32 - shared))
