"""Posts to check, drawn with a known chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats.chance import generator
from workbench.stats.goldsample import allocate, gold_sample


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 400))
def test_checks_go_where_posts_are_and_mostly_to_the_negatives(yes: int, no: int, codings: int) -> None:
    first, second = (int(quota) for quota in allocate(yes, no, codings))
    assert first + second == min(codings, yes + no)
    assert 0 <= first <= yes
    assert 0 <= second <= no
    if codings >= 8 and yes >= codings and no >= codings:
        assert second == round(0.75 * codings)
    if codings >= 4:
        assert first >= min(2, yes)
        assert second >= min(2, no)
    if yes == 0 or no == 0:
        assert max(first, second) == min(codings, yes + no)


@pytest.mark.parametrize(
    ("yes", "no", "codings", "quotas"),
    [
        (500, 9500, 200, (50, 150)),
        (10, 990, 200, (10, 190)),  # all positives, the rest to the negatives
        (900, 60, 200, (140, 60)),
        (0, 1000, 200, (0, 200)),
        (1000, 0, 200, (200, 0)),
        (30, 40, 200, (30, 40)),
        (500, 500, 4, (2, 2)),
    ],
)
def test_what_a_small_stratum_cannot_use_goes_to_the_other(
    yes: int, no: int, codings: int, quotas: tuple[int, int]
) -> None:
    assert tuple(int(quota) for quota in allocate(yes, no, codings)) == quotas


MACHINE = np.tile([True, False, False, False, False], 60)
CELL = np.repeat([3, 8], [100, 200])


def test_a_sample_takes_its_quota_of_every_stratum() -> None:
    found = gold_sample(MACHINE, CELL, [40, 60], chance=generator(1, "gold"))
    assert found.cell.tolist() == [3, 3, 8, 8]
    assert found.machine.tolist() == [True, False, True, False]
    assert found.size.tolist() == [20, 80, 40, 160]
    assert found.quota.tolist() == [10, 30, 15, 45]
    assert len(np.unique(found.rows)) == 100
    for cell, machine, size, quota in zip(found.cell, found.machine, found.size, found.quota, strict=True):
        inside = (cell == CELL) & (machine == MACHINE)
        assert inside[found.rows].sum() == quota
        assert (found.probability[inside] == quota / size).all()


def test_the_same_seed_draws_the_same_posts() -> None:
    draws = [gold_sample(MACHINE, CELL, 40, chance=generator(seed, "gold")).rows.tolist() for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]


def test_posts_are_drawn_as_often_as_their_chance_says() -> None:
    # statistics reference 3.4: within three standard errors of π; 300 posts, so four for the largest of them
    chance, drawn = np.random.default_rng(4), np.zeros(300)
    for _ in range(2_000):
        found = gold_sample(MACHINE, CELL, [40, 60], chance=chance)
        drawn[found.rows] += 1
    error = np.sqrt(found.probability * (1 - found.probability) / 2_000)
    away = np.abs(drawn / 2_000 - found.probability) / error
    assert away.max() < 4
    assert np.mean(away > 3) <= 0.01
    for stratum in range(4):
        inside = (found.cell[stratum] == CELL) & (found.machine[stratum] == MACHINE)
        assert drawn[inside].sum() == 2_000 * found.quota[stratum]


def test_two_posts_are_drawn_together_as_chance_has_it() -> None:
    chance, both = np.random.default_rng(5), 0
    for _ in range(4_000):
        rows = gold_sample(np.zeros(20), np.zeros(20), 8, chance=chance).rows
        both += {0, 1} <= set(rows.tolist())
    assert both / 4_000 == pytest.approx(8 / 20 * 7 / 19, abs=0.02)


def test_posts_that_could_never_be_drawn_are_refused() -> None:
    with pytest.raises(ValueError, match="at least two"):
        gold_sample(MACHINE, CELL, 1, chance=generator(1, "gold"))


def test_a_cell_smaller_than_its_quota_is_checked_in_full() -> None:
    found = gold_sample([True, False, False], [0, 0, 0], 100, chance=generator(1, "gold"))
    assert found.rows.tolist() == [0, 1, 2]
    assert (found.probability == 1).all()
