"""What a study of this size would notice."""

from __future__ import annotations

import numpy as np
import pytest

from tests.talkers import apart
from workbench.stats.difference import difference
from workbench.stats.power import smallest_noticeable


@pytest.mark.parametrize(
    ("share", "posts", "deff", "points"),
    [
        (p, n, deff, points)
        for p, n, row in (
            (0.05, 500, (3.86, 6.69, 9.46)),
            (0.05, 2_000, (1.93, 3.34, 4.73)),
            (0.05, 10_000, (0.86, 1.50, 2.12)),
            (0.02, 500, (2.48, 4.30, 6.08)),
            (0.02, 2_000, (1.24, 2.15, 3.04)),
            (0.02, 10_000, (0.55, 0.96, 1.36)),
        )
        for deff, points in zip((1, 3, 6), row, strict=True)
    ],
)  # statistics reference 2.1
def test_the_table_of_the_reference_is_reproduced(share: float, posts: int, deff: int, points: float) -> None:
    assert round(float(smallest_noticeable(share, posts, deff_1=deff)) * 100, 2) == points


def test_the_smaller_cell_decides() -> None:
    equal, unequal = smallest_noticeable(0.1, 1_000), smallest_noticeable(0.1, 1_000, 100)
    assert unequal == pytest.approx(equal * np.sqrt((1 / 1_000 + 1 / 100) / (2 / 1_000)))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_nothing_or_all_is_taken_as_half_a_post(share: float) -> None:
    assert smallest_noticeable(share, 99) == pytest.approx(smallest_noticeable(0.005, 99))


def test_an_empty_cell_notices_nothing() -> None:
    assert np.isnan(smallest_noticeable(0.1, [0, 10], [10, 10])).tolist() == [True, False]


def test_the_formula_is_near_the_simulated_point() -> None:
    # statistics reference 2.1: within 15 % of the simulated 80 % point, so power lies well around 80 %
    chance = np.random.default_rng(11)
    for wanted, factor in ((True, 1.15), (False, 0.85)):
        d = float(smallest_noticeable(0.125, 300)) * factor
        found = [
            difference(*apart(([1] * 300, chance.random(300) < 0.1 + d), ([1] * 300, chance.random(300) < 0.1))).p[0]
            < 0.05
            for _ in range(200)
        ]
        assert (np.mean(found) > 0.8) == wanted
