"""Known answers of the statistics reference that stand in no other test."""

from __future__ import annotations

import numpy as np
import pytest

from tests.talkers import apart, talk
from workbench.stats.bounds import unknown_bounds
from workbench.stats.clustered import shares
from workbench.stats.difference import difference
from workbench.stats.interval import student
from workbench.stats.logodds import log_odds
from workbench.text import minhash
from workbench.topics.stability import _best_jaccard

COUNTS = np.array([[12.0, 2, 4], [3, 10, 1]])


def people(on_topic: int, all_: int) -> tuple[list[int], list[int]]:
    return [1] * all_, [1] * on_topic + [0] * (all_ - on_topic)


def test_the_quantiles_of_the_second_cell_and_of_the_difference() -> None:
    assert student(3.6885246 - 1) == pytest.approx(3.4015437, abs=5e-8)  # 1.2 and, with the smaller G*, 1.3


@pytest.mark.parametrize("sizes", [(400, 60), (60, 400)])
def test_unequal_cells_cover_the_truth(sizes: tuple[int, int]) -> None:
    # 1.3: 200 × 8 topics, combined intervals .924 to .932 measured, at least 91 % accepted
    chance = np.random.default_rng(sizes[0])
    shares_ = np.append(np.full(8, 0.1), 0.2)
    covered = []
    for _ in range(200):
        found = difference(*apart(talk(chance, sizes[0], shares_), talk(chance, sizes[1], shares_)))
        assert set(found.form) == {"mover"}
        covered.append((found.lo <= 0) & (found.hi >= 0))
    assert np.mean(np.array(covered)[:, :8]) >= 0.91


def test_folding_the_unknown_into_the_audience_would_shrink_the_difference() -> None:
    # 1.5: 30/200, 40/400 and 12/60 unknown
    found = difference(*apart(people(30, 200), people(40 + 12, 400 + 60)))
    assert found.estimate[0] == pytest.approx(0.0369565, abs=5e-8)
    apart_ = difference(*apart(people(30, 200), people(40, 400)))
    bounds = unknown_bounds(apart_, shares(*people(12, 60)))
    assert bounds.minimum[0] < found.estimate[0] < apart_.estimate[0] < bounds.maximum[0]


@pytest.mark.parametrize(
    ("added", "delta", "weighted"),
    [
        (COUNTS.sum(axis=0), None, ((1.1728347, -1.3767516, 0.4033125), (-1.1354777, 1.5661168, -0.4362340))),
        (
            np.ones(3),
            ((0.6968169, -1.2527630, 0.3249262), (-0.9673459, 1.1451323, -0.5268260)),
            ((1.8912729, -1.9691060, 0.5549172), (-1.7407107, 2.8421436, -0.6570674)),
        ),
    ],
)
def test_the_algebra_of_log_odds_gives_the_values_of_another_measure(
    added: np.ndarray, delta: tuple[tuple[float, ...], ...] | None, weighted: tuple[tuple[float, ...], ...]
) -> None:
    # 1.6 (b): each set against all sets with itself, pseudo-counts added to each set and no prior of its own
    counts = COUNTS + added
    whole = counts.sum(axis=0)
    for row in (0, 1):
        cells = apart((counts[[row]].sum(axis=1), counts[[row]]), ([whole.sum()], whole[None]))
        found = log_odds(*cells, prior=[1e-12] * 3, min_uses=0, min_people=0)
        assert found.delta / found.sigma == pytest.approx(weighted[row], abs=5e-8)
        if delta is not None:
            assert found.delta == pytest.approx(delta[row], abs=5e-8)


def test_the_best_match_of_a_topic_among_other_topics() -> None:
    # 3.1: C = {1…6} against {1,2,3,7}, {4,5,6}, {8}
    labels = np.array([0, 0, 0, 1, 1, 1, 0, 2])
    assert _best_jaccard(labels[:6], np.bincount(labels)) == 0.5
    assert _best_jaccard(labels[labels == 1], np.bincount(labels)) == 1


def test_an_index_built_at_the_threshold_itself_would_miss_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    # 7.1: 14 bands of 9 rows
    monkeypatch.setattr(minhash, "BANDS", 14)
    monkeypatch.setattr(minhash, "ROWS", 9)
    found = [round(minhash.candidate_probability(similarity), 4) for similarity in (0.65, 0.75, 0.85)]
    assert found == [0.2540, 0.6647, 0.9750]
