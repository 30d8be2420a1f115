from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from topic_toys import clouds

from workbench.topics import neighbours
from workbench.topics.discover import NeighbourhoodLeiden, by_size
from workbench.topics.neighbours import canonical_order
from workbench.topics.ranking import Ranking

VECTORS = clouds(4, 30)


def labels(vectors):
    return NeighbourhoodLeiden().fit(vectors).labels_


def test_separate_clouds_are_found_without_asking_for_a_number():
    found = labels(VECTORS)
    assert sorted(np.bincount(found)) == [30, 30, 30, 30]
    assert all(len(set(found[at : at + 30])) == 1 for at in range(0, 120, 30))


def test_it_is_a_scikit_learn_estimator():
    estimator = NeighbourhoodLeiden(n_neighbors=12, resolution=1.5, random_state=7)
    copy = clone(estimator)
    assert copy is not estimator
    assert copy.get_params() == {"n_neighbors": 12, "resolution": 1.5, "random_state": 7, "refine": True}
    assert copy.set_params(resolution=2.0).resolution == 2.0
    assert not hasattr(copy, "labels_"), "nothing is fitted before fit"
    assert copy.fit(VECTORS) is copy
    assert copy.n_features_in_ == VECTORS.shape[1]
    assert np.array_equal(clone(copy).fit_predict(VECTORS), copy.labels_)


def test_floats_are_scaled_and_rounded_as_stored_vectors_are():
    floats = 3.7 * VECTORS.astype(np.float64)
    assert np.array_equal(labels(floats), labels(VECTORS))


def test_fitting_changes_nothing_that_was_given():
    given_vectors = VECTORS.copy()
    labels(given_vectors)
    assert np.array_equal(given_vectors, VECTORS)


@given(st.permutations(range(120)))
@settings(max_examples=15, deadline=None)
def test_a_row_has_the_same_label_whatever_the_row_order(order):
    assert np.array_equal(labels(VECTORS[order]), labels(VECTORS)[order])


def test_hard_to_tell_clouds_have_the_same_labels_whatever_the_row_order():
    vectors = clouds(5, 40, noise=2.0)
    wanted = labels(vectors)
    for seed in range(4):
        order = np.random.default_rng(seed).permutation(len(vectors))
        assert np.array_equal(labels(vectors[order]), wanted[order])


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("rows", [5, 4096])
def test_labels_do_not_depend_on_threads_or_block_size(monkeypatch, threads, rows):
    from threadpoolctl import threadpool_limits

    wanted = labels(VECTORS)
    monkeypatch.setattr(neighbours, "BLOCK_ROWS", rows)
    with threadpool_limits(threads):
        assert np.array_equal(labels(VECTORS), wanted)


@pytest.mark.parametrize("count", range(1, 17))
def test_few_points_are_labelled_from_zero(count):
    found = labels(clouds(1, count))
    assert found.shape == (count,)
    assert sorted(set(found)) == list(range(found.max() + 1))


@pytest.mark.parametrize("count", [2, 3, 15, 16, 60])
def test_identical_points_do_not_crash(count):
    assert len(labels(np.repeat(clouds(1, 1), count, axis=0))) == count


def test_texts_without_a_vector_do_not_crash():
    assert len(labels(np.zeros((20, 8), dtype=np.int16))) == 20


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        labels(np.full((5, 4), np.nan))


def test_the_seed_alone_decides_not_what_was_clustered_before():
    # scikit-network's Leiden draws from C's rand(), which no seed of ours reaches: every call went on from the last.
    vectors = clouds(6, 30, noise=2.5)
    found = [NeighbourhoodLeiden(random_state=seed).fit(vectors).labels_.tolist() for seed in (3, 3, 4, 5, 3)]
    assert found[0] == found[1] == found[4]
    assert found[2] != found[0] or found[3] != found[0]


def test_a_higher_resolution_gives_more_clusters():
    vectors = clouds(3, 60, noise=1.5)
    few, many = (NeighbourhoodLeiden(resolution=r).fit(vectors).labels_.max() for r in (0.5, 4.0))
    assert many > few


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40))
def test_clusters_are_numbered_by_size_then_by_their_first_row(codes):
    given_labels = np.array(codes)
    found = by_size(given_labels)
    sizes = np.bincount(found)
    assert (np.diff(sizes) <= 0).all()
    assert len({*zip(found, codes, strict=True)}) == len(set(codes)), "the same clusters"
    firsts = [int(np.flatnonzero(found == at)[0]) for at in range(len(sizes))]
    assert all(a < b for a, b, s, t in zip(firsts, firsts[1:], sizes, sizes[1:], strict=False) if s == t)


def test_known_neighbours_give_the_clusters_that_a_search_gives():
    vectors = clouds(4, 120, noise=1.4)
    order = canonical_order(vectors)
    known = NeighbourhoodLeiden().fit_neighbours(Ranking.of(vectors[order]).among(np.arange(len(order)), 15))
    assert np.array_equal(known.labels_, NeighbourhoodLeiden().fit(vectors).labels_[order])
