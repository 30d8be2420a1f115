from __future__ import annotations

import numpy as np
import pytest
from topic_toys import clouds

from workbench.embed.vectors import quantise, unit
from workbench.topics import grain
from workbench.topics.discover import LEAST_REFINED, NeighbourhoodLeiden
from workbench.topics.grain import MOST_CLUSTERS, finest
from workbench.topics.leiden import communities
from workbench.topics.neighbours import listing, nearest, overlap_graph


def crowd(subjects=60, each=20, dims=16):
    """Return vectors of many small subjects that lie close together, in random directions."""
    chance = np.random.default_rng(1)
    middle = unit(chance.normal(size=(subjects, dims)))
    noise = chance.normal(0, 0.7 / np.sqrt(dims), (subjects * each, dims))
    return quantise(unit(np.repeat(middle, each, axis=0) + noise))


MANY_SMALL = crowd()
#: no subjects at all: wherever they are cut, they are cut at random.
EVEN = clouds(1, 600, noise=12.0, dims=16)


def listed(vectors):
    return listing(nearest(vectors, 15))


def count(labels):
    return len(set(labels.tolist()))


def test_small_subjects_that_modularity_joins_are_parted():
    joined = NeighbourhoodLeiden(refine=False).fit(MANY_SMALL)
    parted = NeighbourhoodLeiden().fit(MANY_SMALL)
    assert count(joined.labels_) < 50
    assert 55 <= count(parted.labels_) <= 60
    assert joined.resolution_ == 1.0 < parted.resolution_


def test_vectors_without_subjects_are_not_cut_more_finely():
    cut = finest(listed(EVEN))
    assert cut.resolution == 1.0
    assert np.array_equal(cut.labels, communities(overlap_graph(listed(EVEN))))


def test_clear_large_subjects_stay_whole():
    found = NeighbourhoodLeiden().fit(clouds(6, 100))
    assert count(found.labels_) == 6
    assert found.resolution_ == 1.0


def test_no_finer_cut_makes_more_clusters_than_somebody_would_read(monkeypatch):
    free = count(finest(listed(MANY_SMALL)).labels)
    monkeypatch.setattr(grain, "MOST_CLUSTERS", free - 1)
    assert count(finest(listed(MANY_SMALL)).labels) < free <= MOST_CLUSTERS


def test_the_granularity_asked_for_is_where_refining_starts():
    cut = finest(listed(MANY_SMALL), resolution=0.5)
    assert cut.resolution in (0.5, 1.0, 2.0, 4.0)


def test_few_texts_are_cut_as_they_are():
    few = clouds(12, 24, noise=0.9, dims=12)
    assert len(few) < LEAST_REFINED
    both = [NeighbourhoodLeiden(refine=refine).fit(few).labels_.tolist() for refine in (True, False)]
    assert both[0] == both[1]


@pytest.mark.parametrize("seed", [0, 1])
def test_a_refined_label_does_not_depend_on_the_row_order(seed):
    order = np.random.default_rng(seed).permutation(len(MANY_SMALL))
    wanted = NeighbourhoodLeiden().fit(MANY_SMALL)
    assert wanted.resolution_ > 1
    assert np.array_equal(NeighbourhoodLeiden().fit(MANY_SMALL[order]).labels_, wanted.labels_[order])


def test_texts_that_are_all_the_same_do_not_crash():
    assert len(NeighbourhoodLeiden().fit(np.repeat(clouds(1, 1), 400, axis=0)).labels_) == 400
