"""Posts added up to people."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from tests.talkers import posts_of, talk
from workbench.stats.gather import by_person, labels


def test_posts_of_people_add_up_to_what_they_were() -> None:
    n, y = talk(np.random.default_rng(1), 50, np.array([0.2, 0.3, 0.5]))
    author, topic = posts_of(n, y)
    found = by_person(author, 52, labels(topic[:, None] == np.arange(3), len(author)))
    assert found.posts.tolist() == [*n, 0, 0]
    assert np.array_equal(found.on_topic.toarray()[:50], y)


def test_a_weight_of_nothing_leaves_a_post_out() -> None:
    found = by_person(np.array([0, 0, 1]), 2, labels([1, 1, 1], 3), weight=[0.5, 0, 2])
    assert found.posts.tolist() == [0.5, 2]
    assert found.on_topic.toarray()[:, 0].tolist() == [0.5, 2]


@pytest.mark.parametrize("given", [[1, 0, 1], [[1], [0], [1]], sparse.coo_array([[1], [0], [1]])])
def test_labels_come_as_a_list_a_table_or_sparse(given: object) -> None:
    assert labels(given, 3).toarray().tolist() == [[1], [0], [1]]


def test_no_posts_have_no_labels() -> None:
    assert labels([], 0).shape == (0, 1)
    assert by_person(np.zeros(0, dtype=np.int64), 3, labels([], 0)).posts.tolist() == [0, 0, 0]
