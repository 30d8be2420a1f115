"""Design effects for items without authors."""

from __future__ import annotations

import numpy as np
import pytest

from tests.talkers import talk
from workbench.stats.clustered import shares
from workbench.stats.effect import UNKNOWN, inflation, project_effect

FOUR = np.array([0.1, 0.2, 0.3, 0.4])


def test_a_project_without_authors_takes_three() -> None:
    assert project_effect([]) == UNKNOWN == 3
    assert project_effect([shares([3], [[1, 2]])]) == 3


def test_sources_with_authors_lend_their_design_effect_by_posts() -> None:
    first, second = (shares(*talk(np.random.default_rng(seed), 200, FOUR)) for seed in (1, 2))
    effects, weights = np.concatenate([first.deff, second.deff]), np.concatenate([first.on_topic, second.on_topic])
    assert project_effect([first, second]) == pytest.approx(np.average(effects, weights=weights))
    assert project_effect([first, second]) == project_effect([second, first]) > 1.5


def test_it_never_narrows_an_interval() -> None:
    even = shares([2] * 20, [[1, 1]] * 20)
    assert project_effect([even]) == 1


def test_only_items_without_authors_are_inflated() -> None:
    assert inflation([False, True, False], 2.5).tolist() == [1, 2.5, 1]
    assert inflation([True]).tolist() == [3]
