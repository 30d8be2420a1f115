"""Words that one cell uses more."""

from __future__ import annotations

import numpy as np
import pytest

from tests.talkers import apart, shuffled
from workbench.stats import logodds
from workbench.stats.cell import Cell, cell
from workbench.stats.logodds import log_odds

# statistics reference 1.6 (c)
ONE = np.array([(3, 1, 0), (0, 2, 1), (1, 1, 1)])
TWO = np.array([(0, 2, 2), (1, 0, 3), (0, 1, 1)])
ALL = {"min_uses": 0, "min_people": 0}


def words(one: np.ndarray, two: np.ndarray) -> tuple[Cell, Cell]:
    return apart((one.sum(axis=1), one), (two.sum(axis=1), two))


def test_the_anchor_without_jackknife_is_reproduced() -> None:
    found = log_odds(*words(np.array([[12, 2, 4]]), np.array([[3, 10, 1]])), prior=[0.1] * 3, **ALL)
    assert found.delta == pytest.approx([1.9531678, -2.9205248, 1.2426517], abs=5e-8)
    assert found.delta / found.sigma == pytest.approx([3.0682539, -3.8508031, 1.1572735], abs=5e-8)


def test_the_anchor_with_jackknife_is_reproduced() -> None:
    found = log_odds(*words(ONE, TWO), prior=[0.5] * 3, **ALL)
    assert found.delta == pytest.approx([1.4552872, 0.3848458, -1.5432981], abs=5e-8)
    assert found.sigma**2 == pytest.approx([0.8888889, 0.5079365, 0.5538462], abs=5e-8)
    assert found.s_jack**2 == pytest.approx([1.3624517, 0.7486704, 0.4307125], abs=5e-8)
    assert found.z == pytest.approx([1.2467752, 0.4447761, -2.0737445], abs=5e-8)


def test_one_person_in_a_cell_is_not_tested() -> None:
    found = log_odds(*words(ONE[:1], TWO), prior=[0.5] * 3, **ALL)
    assert np.isfinite(found.delta).all()
    assert np.isnan(found.z).all()
    assert np.isnan(found.q).all()


def test_words_of_few_uses_or_few_people_are_not_listed() -> None:
    one, two = np.zeros((10, 3), dtype=int), np.zeros((10, 3), dtype=int)
    one[:, 0], two[:, 0] = 2, 1  # 30 uses by 20 people
    one[:3, 1] = 10  # 30 uses by three people
    one[:, 2] = 1  # ten uses
    found = log_odds(*words(one, two))
    assert np.isfinite(found.z).tolist() == [True, False, False]
    assert found.people_1.tolist() == [10, 3, 10]


def test_a_word_that_one_side_never_uses_has_a_finite_value() -> None:
    one, two = np.ones((30, 2), dtype=int), np.column_stack([np.zeros(30, dtype=int), np.ones(30, dtype=int)])
    found = log_odds(*words(one, two))
    assert found.z[0] > 0 > found.z[1]
    assert np.isfinite([found.delta, found.z]).all()


def test_somebody_in_both_cells_is_left_out_of_both_at_once() -> None:
    cells = cell(ONE.sum(axis=1), ONE), cell(TWO.sum(axis=1), TWO)
    found = log_odds(*cells, prior=[0.5] * 3, **ALL)
    without = [
        log_odds(
            *(cell(np.delete(y, a, axis=0).sum(axis=1), np.delete(y, a, axis=0)) for y in (ONE, TWO)),
            prior=[0.5] * 3,
            **ALL,
        ).delta
        for a in range(3)
    ]
    assert found.s_jack**2 == pytest.approx(2 / 3 * ((without - np.mean(without, axis=0)) ** 2).sum(axis=0))


def test_the_order_of_people_and_the_size_of_blocks_change_no_listed_word(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(3)
    cells = words(chance.poisson(1.0, (40, 6)), chance.poisson(1.0, (30, 6)))
    order = chance.permutation(70)
    found, again = log_odds(*cells), log_odds(*(shuffled(c, order) for c in cells))
    assert np.array_equal(found.z, again.z)
    monkeypatch.setattr(logodds, "_BLOCK_NUMBERS", 30)
    assert log_odds(*cells).z == pytest.approx(found.z, rel=1e-12)


def test_habits_of_people_do_not_become_words_of_a_group() -> None:
    # statistics reference 1.6: at most 8 % of words at 1.96, none over 4; counting words alone flags half
    chance = np.random.default_rng(4)
    base = chance.dirichlet(np.full(60, 2.0))
    z, plain = [], []
    for _ in range(20):
        counts = [
            chance.multinomial(np.minimum(300, np.floor(12 * (chance.pareto(1.3, 150) + 1))).astype(int), own)
            for own in chance.dirichlet(base * 20, (2, 150))
        ]
        found = log_odds(*words(*counts))
        z.append(found.z)
        plain.append(found.delta / found.sigma)
    listed = np.isfinite(z)
    assert listed.mean() > 0.8
    assert np.mean(np.abs(np.array(z)[listed]) > 1.96) <= 0.08
    assert np.nanmax(np.abs(z)) <= 4
    assert np.mean(np.abs(np.array(plain)[listed]) > 1.96) > 0.25
