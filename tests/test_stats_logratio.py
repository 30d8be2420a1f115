"""Moves of a topic against the rest of the talk."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from tests.talkers import apart, shuffled, talk
from workbench.stats.cell import Cell, cell
from workbench.stats.difference import difference
from workbench.stats.logratio import log_ratios

FIVE = np.array([0.3, 0.25, 0.2, 0.15, 0.1])


def by_hand(first: Cell, second: Cell, topic: int, mover: int) -> tuple[float, float]:
    """Statistics reference 1.4(c), written out with dense columns; variance over the union as in 1.3."""
    level, psi = [], []
    for counts in (first, second):
        y = counts.on_topic.toarray()
        rest = np.delete(y, sorted({topic, mover}), axis=1).sum(axis=1)
        level.append(np.log((y[:, topic].sum() + 0.5) / (rest.sum() + 0.5)))
        psi.append(y[:, topic] / (y[:, topic].sum() + 0.5) - rest / (rest.sum() + 0.5))
    people = ((first.posts > 0) | (second.posts > 0)).sum()
    return level[0] - level[1], people / (people - 1) * ((psi[0] - psi[1]) ** 2).sum()


@pytest.mark.parametrize("common", [False, True])
def test_the_sparse_sums_are_those_of_the_definition(common: bool) -> None:
    chance = np.random.default_rng(2)
    one, two = talk(chance, 40, FIVE), talk(chance, 40, FIVE)
    cells = (cell(*one), cell(*two)) if common else apart(one, two)
    found = difference(*cells)
    ratios = log_ratios(*cells, found)
    assert ratios.mover == np.argmax(np.abs(found.estimate))
    for topic in range(5):
        estimate, variance = by_hand(*cells, topic, ratios.mover)
        half = special.stdtrit(found.df, 0.975) * np.sqrt(variance)
        assert ratios.estimate[topic] == pytest.approx(estimate, rel=1e-12)
        assert (ratios.lo[topic], ratios.hi[topic]) == pytest.approx((estimate - half, estimate + half), rel=1e-9)


def test_topics_pushed_aside_by_one_that_grew_are_mechanical() -> None:
    chance = np.random.default_rng(3)
    grown = FIVE * np.array([1.0, 0.4, 0.4, 0.4, 0.4])
    grown = grown / grown.sum()
    cells = apart(talk(chance, 3_000, grown, correlation=0.05), talk(chance, 3_000, FIVE, correlation=0.05))
    found = difference(*cells)
    ratios = log_ratios(*cells, found)
    assert ratios.mover == 0
    assert not ratios.mechanical[0]
    assert ratios.lo[0] > 0
    fallen = found.hi[1:] < 0
    assert fallen.sum() >= 3
    assert ratios.mechanical[1:][fallen].mean() >= 0.66


def test_a_real_fall_is_not_mechanical() -> None:
    chance = np.random.default_rng(4)
    after = np.array([0.45, 0.25, 0.2, 0.02, 0.08])
    cells = apart(talk(chance, 2_000, after, correlation=0.05), talk(chance, 2_000, FIVE, correlation=0.05))
    ratios = log_ratios(*cells, difference(*cells))
    assert ratios.hi[3] < 0
    assert not ratios.mechanical[3]


def test_the_order_of_people_changes_no_bit() -> None:
    chance = np.random.default_rng(5)
    cells = cell(*talk(chance, 40, FIVE)), cell(*talk(chance, 40, FIVE))
    order = chance.permutation(40)
    again = tuple(shuffled(c, order) for c in cells)
    assert np.array_equal(log_ratios(*cells, difference(*cells)).lo, log_ratios(*again, difference(*again)).lo)


def test_a_cell_of_one_person_has_no_ratio() -> None:
    cells = apart(([3], [[1, 2]]), ([2, 2], [[0, 1], [1, 1]]))
    ratios = log_ratios(*cells, difference(*cells))
    assert np.isnan(ratios.estimate).all()
    assert ratios.mover == -1
