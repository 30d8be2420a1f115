from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from workbench.stats.blocks import Blocks, block_test, contributions, divergence, squared_shift
from workbench.stats.chance import generator


def anchor():
    """Statistics reference 2.5: three people and two periods, with sums and counts of their vectors."""
    first = np.array([[3.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
    second = np.array([[2.0, 2.0], [0.0, 0.0], [5.0, 4.0]])
    return Blocks(first, second, np.array([2.0, 1.0, 0.0]), np.array([1.0, 0.0, 2.0]))


def test_the_squared_shift_of_every_relabelling_is_the_published_one():
    labels = np.array(list(product([0.0, 1.0], repeat=3)))
    found = np.sort(squared_shift(anchor(), labels))
    np.testing.assert_allclose(found, np.repeat([0.8, 1.0625, 1.625, 3.5555556], 2), atol=5e-8)
    assert squared_shift(anchor(), np.ones((1, 3)))[0] == pytest.approx(3.5555556, abs=5e-8)


def test_the_divergence_is_scipys_in_bits():
    chance = np.random.default_rng(1)
    first, second = (chance.integers(0, 4, (9, 5)).astype(float) for _ in range(2))
    blocks = Blocks(first, second, np.ones(9), np.ones(9))
    wanted = jensenshannon(first.sum(0), second.sum(0), base=2) ** 2
    assert divergence(blocks, np.ones((1, 9)))[0] == pytest.approx(wanted)
    assert contributions(first.sum(0), second.sum(0)).sum() == pytest.approx(wanted)


@pytest.mark.parametrize(("second", "wanted"), [([[2.0, 4.0]], 0.0), ([[0.0, 0.0]], None)])
def test_equal_words_diverge_by_nothing_and_no_words_by_nothing_known(second, wanted):
    found = divergence(Blocks(np.array([[1.0, 2.0]]), np.array(second), np.ones(1), np.ones(1)), np.ones((1, 1)))[0]
    assert found == wanted if wanted is not None else np.isnan(found)


def test_words_of_which_none_is_common_diverge_by_one_bit():
    blocks = Blocks(np.array([[3.0, 0.0]]), np.array([[0.0, 7.0]]), np.ones(1), np.ones(1))
    assert divergence(blocks, np.ones((1, 1)))[0] == 1.0


def people(chance, first, second, both, *, shift=0.0, loud=1.3):
    """Months of people with a style of their own and few or many posts; `shift` moves the second month."""
    total = first + second + both
    style = chance.normal(0, 1, (total, 6))
    counts = np.minimum(np.ceil(chance.pareto(loud, (2, total)) + 0.5), 40)
    counts[0, first + both :] = counts[1, :first] = 0
    moved = np.array([0.0, shift])[:, None, None]
    noise = chance.normal(0, 1, (2, total, 6)) * np.sqrt(counts)[:, :, None]
    sums = np.rint(1000 * (counts[:, :, None] * (style + moved) + noise))
    return Blocks(sums[0], sums[1], counts[0], counts[1])


@pytest.mark.parametrize(("first", "second", "both"), [(100, 100, 50), (300, 30, 0), (200, 25, 15), (0, 0, 60)])
def test_months_of_the_same_people_and_subjects_rarely_differ(first, second, both):
    # statistics reference 2.5: size at most 8.5 %, also where months differ in size; 300 months
    chance = np.random.default_rng(7)
    found = [
        block_test(people(chance, first, second, both), squared_shift, chance=generator(at, "test"), repeats=99)
        for at in range(300)
    ]
    assert np.mean([p <= 0.05 for p in found]) <= 0.085


@pytest.mark.parametrize(("first", "second", "both"), [(100, 100, 50), (150, 90, 0), (0, 0, 60)])
def test_a_month_that_moved_is_found(first, second, both):
    chance = np.random.default_rng(7)
    found = [
        block_test(
            people(chance, first, second, both, shift=0.6), squared_shift, chance=generator(at, "test"), repeats=99
        )
        for at in range(40)
    ]
    assert np.mean([p <= 0.05 for p in found]) >= 0.8


def test_months_without_any_difference_have_a_p_of_one():
    same = np.ones((20, 4))
    assert block_test(Blocks(same, same, np.ones(20), np.ones(20)), divergence, chance=generator(1, "t")) == 1.0


@pytest.mark.parametrize("count", [0, 1, 7])
def test_few_people_are_not_tested(count):
    blocks = Blocks(np.eye(count), np.eye(count)[::-1], np.ones(count), np.ones(count))
    assert block_test(blocks, squared_shift, chance=generator(1, "t")) is None


def test_an_empty_month_is_not_tested():
    blocks = Blocks(np.eye(20), np.zeros((20, 20)), np.ones(20), np.zeros(20))
    assert block_test(blocks, squared_shift, chance=generator(1, "t")) is None


def test_how_many_relabellings_are_held_at_once_changes_nothing(monkeypatch):
    from workbench.stats import blocks as module

    material = people(np.random.default_rng(2), 30, 30, 20)
    wanted = block_test(material, squared_shift, chance=generator(1, "t"), repeats=99)
    monkeypatch.setattr(module, "_BLOCK_NUMBERS", 10 * (80 + 6))
    assert block_test(material, squared_shift, chance=generator(1, "t"), repeats=99) == wanted
