"""Permutation of whole people."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from scipy import sparse

from tests.talkers import apart, shuffled, talk
from workbench.stats import permutation
from workbench.stats.cell import Cell, cell
from workbench.stats.chance import generator
from workbench.stats.difference import difference

NINE = np.full(9, 1 / 9)


def squares(first: Cell, second: Cell) -> float:
    found = difference(first, second)
    return float(found.estimate[0] ** 2 / found.variance[0]) if found.variance[0] > 1e-15 else 0.0


def test_separate_people_are_shuffled_with_both_counts_kept() -> None:
    n, y = np.array([5, 2, 1, 4, 3, 1, 2]), np.array([3, 0, 1, 2, 0, 0, 1])
    t = []
    for chosen in itertools.combinations(range(7), 3):
        mine = np.isin(np.arange(7), chosen)
        t.append(squares(cell(n * mine, y * mine), cell(n * ~mine, y * ~mine)))
    mine = np.isin(np.arange(7), (0, 1, 2))
    found = permutation.permute(
        cell(n * mine, y * mine), cell(n * ~mine, y * ~mine), chance=generator(1, "a"), repeats=20_000
    )
    exact = np.mean(np.array(t) >= t[0] * (1 - 1e-9))  # combinations begin with (0, 1, 2)
    assert found.p[0] == pytest.approx(exact, abs=0.015)  # four standard errors
    assert found.p_gate == found.p[0]


def test_common_people_have_their_blocks_exchanged() -> None:
    n1, y1, n2, y2 = (np.array(v) for v in ((5, 2, 1, 0, 3), (3, 0, 1, 0, 2), (4, 0, 2, 3, 1), (1, 0, 1, 0, 0)))
    t = []
    for swap in itertools.product((False, True), repeat=5):
        s = np.array(swap)
        t.append(
            squares(cell(np.where(s, n2, n1), np.where(s, y2, y1)), cell(np.where(s, n1, n2), np.where(s, y1, y2)))
        )
    found = permutation.permute(cell(n1, y1), cell(n2, y2), chance=generator(1, "a"), repeats=20_000)
    assert found.p[0] == pytest.approx(np.mean(np.array(t) >= t[0] * (1 - 1e-9)), abs=0.015)


@pytest.mark.parametrize("common", [False, True])
def test_the_statistic_is_that_of_the_difference(common: bool) -> None:
    chance = np.random.default_rng(12)
    one, two = talk(chance, 30, NINE), talk(chance, 30, NINE)
    first, second = (cell(*one), cell(*two)) if common else apart(one, two)
    blocks = permutation._blocks(first, second)
    found = difference(first, second)
    assert permutation._squares(blocks, blocks.own[None, :])[0] == pytest.approx(found.estimate**2 / found.variance)
    swapped = permutation._squares(blocks, 1 - blocks.own[None, :])[0]
    assert swapped == pytest.approx(found.estimate**2 / found.variance)


def test_the_order_of_people_and_a_second_run_change_nothing() -> None:
    chance = np.random.default_rng(5)
    cells = apart(talk(chance, 80, NINE), talk(chance, 60, NINE))
    order = chance.permutation(140)
    found = permutation.permute(*cells, chance=generator(1, "a"))
    for again in (cells, tuple(shuffled(c, order) for c in cells)):
        other = permutation.permute(*again, chance=generator(1, "a"))
        assert np.array_equal(found.p, other.p)
        assert found.p_gate == other.p_gate


def test_the_size_of_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(6)
    separate = apart(talk(chance, 30, NINE), talk(chance, 30, NINE))
    common = cell(*talk(chance, 30, NINE)), cell(*talk(chance, 30, NINE))
    before = [permutation.permute(*cells, chance=generator(1, "a"), repeats=99).p for cells in (separate, common)]
    monkeypatch.setattr(permutation, "_BLOCK_NUMBERS", 700)
    after = [permutation.permute(*cells, chance=generator(1, "a"), repeats=99).p for cells in (separate, common)]
    assert np.array_equal(before, after)


def test_a_topic_that_nobody_mentions_is_not_tested() -> None:
    chance = np.random.default_rng(7)
    (n, y), (m, x) = talk(chance, 30, NINE), talk(chance, 30, NINE)
    y[:, 3], x[:, 3] = 0, 0
    found = permutation.permute(*apart((n, y), (m, x)), chance=generator(1, "a"), repeats=99)
    assert np.isnan(found.p[3])
    assert np.isfinite(np.delete(found.p, 3)).all()
    assert 0 < found.p_gate <= 1


def test_one_person_is_not_tested() -> None:
    found = permutation.permute(*apart(([3], [1]), ([2, 2], [0, 1])), chance=generator(1, "a"), repeats=99)
    assert np.isnan(found.p).all()
    assert np.isnan(found.p_gate)


def test_a_plain_difference_is_found_by_topic_and_gate() -> None:
    chance = np.random.default_rng(9)
    cells = apart(talk(chance, 200, np.array([0.1, 0.4, 0.5])), talk(chance, 200, np.array([0.4, 0.1, 0.5])))
    found = permutation.permute(*cells, chance=generator(1, "a"), repeats=199)
    assert found.p_gate == found.p[0] == found.p[1] == 1 / 200
    assert found.p[2] > 0.05


def test_unknown_authors_make_the_test_more_careful() -> None:
    y = np.array([1] * 24 + [0] * 16 + [1] * 12 + [0] * 28)
    mine = np.arange(80) < 40
    p = [
        permutation.permute(
            cell(mine * 1, y * mine, inflation=[effect] * 80),
            cell(~mine * 1, y * ~mine, inflation=[effect] * 80),
            chance=generator(1, "a"),
        ).p[0]
        for effect in (1.0, 3.0)
    ]
    assert p[0] < 0.05 < p[1]


def test_five_thousand_people_and_sixty_topics_take_about_a_second() -> None:
    chance = np.random.default_rng(1)
    n, y = talk(chance, 5_000, np.full(60, 1 / 60))
    mine = chance.random(5_000) < 0.5
    first = cell(n * mine, sparse.csr_array(y * mine[:, None]))
    second = cell(n * ~mine, sparse.csr_array(y * ~mine[:, None]))
    start = time.process_time()
    permutation.permute(first, second, chance=generator(1, "a"))
    assert time.process_time() - start < 3.0  # 0.15 s measured


def test_a_stream_depends_on_seed_and_name_alone() -> None:
    first = generator(1, "segments").integers(0, 2**63)
    assert first == generator(1, "segments").integers(0, 2**63)
    assert len({int(generator(s, m).integers(0, 2**63)) for s in (1, 2) for m in ("a", "b")}) == 4
    assert first == 6180222555258214911  # the stream is part of every stored result
