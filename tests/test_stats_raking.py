"""Weights towards a known customer base."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.talkers import posts_of, talk
from workbench.errors import BadRequest
from workbench.stats.clustered import shares
from workbench.stats.interval import interval
from workbench.stats.raking import kish, rake, weighted_shares

# statistics reference 1.8
START = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
ROWS, COLUMNS = (150, 300, 400, 150), (200, 300, 400, 100)
FITTED = [
    [64.5585098, 46.2324597, 35.3842983, 3.8247323],
    [49.9679194, 68.1593541, 156.4985464, 25.3741801],
    [56.7219436, 144.4282256, 145.0824814, 53.7673494],
    [28.7516272, 41.1799607, 63.0346739, 17.0337383],
]
Y, W, AUTHORS = (1, 1, 0, 1, 0, 0), (1, 1, 2, 0.5, 0.5, 1), (0, 0, 1, 1, 2, 2)


def test_the_published_table_is_reproduced() -> None:
    found = rake(START, (ROWS, COLUMNS))
    assert found.fitted == pytest.approx(np.array(FITTED), abs=5e-8)
    assert found.weight == pytest.approx(found.fitted / np.array(START), rel=1e-12)
    assert found.capped == 0


def test_the_weighted_anchor_is_reproduced() -> None:
    found = weighted_shares(AUTHORS, W, Y)
    assert found.estimate[0] == pytest.approx(0.4166667, abs=5e-8)
    assert found.variance[0] == pytest.approx(0.0852141204, abs=5e-11)
    assert kish(W) == pytest.approx(4.8)
    assert (found.authors, found.posts) == (3, 6)


@given(arrays.arrays(int, (2, 3, 4), elements=st.integers(1, 30)), st.integers(0, 10_000))
@settings(deadline=None)
def test_the_fitted_sums_are_the_totals_on_any_number_of_axes(table: np.ndarray, seed: int) -> None:
    chance = np.random.default_rng(seed)
    margins = [1000 * chance.dirichlet(np.full(size, 5.0)) for size in table.shape]
    found = rake(table, margins)
    for axis, margin in enumerate(margins):
        others = tuple(other for other in range(3) if other != axis)
        assert found.fitted.sum(axis=others) == pytest.approx(margin, abs=1e-8 * 1000)
    assert (found.weight * table).sum() == pytest.approx(1000)


def test_equal_weights_give_the_plain_share() -> None:
    n, y = talk(np.random.default_rng(1), 60, np.array([0.2, 0.3, 0.5]))
    author, topic = posts_of(n, y)
    found, plain = weighted_shares(author, np.full(len(author), 2.5), topic[:, None] == np.arange(3)), shares(n, y)
    assert found.estimate == pytest.approx(plain.estimate, rel=1e-12)
    assert found.variance == pytest.approx(plain.variance, rel=1e-9)
    assert found.eff_authors == pytest.approx(plain.eff_authors)
    assert found.deff == pytest.approx(plain.deff)
    assert interval(found).lo == pytest.approx(interval(plain).lo, rel=1e-9)


def test_a_group_heard_too_little_gets_its_share_back() -> None:
    # 300 of 400 voices are of plan a, half of the customers are: 10 % of a and 50 % of b are on the topic
    plan = np.repeat([0, 1], [300, 100])
    y = np.concatenate([np.arange(300) < 30, np.arange(100) < 50])
    weight = rake(np.bincount(plan), ([500, 500],)).weight[plan]
    found = weighted_shares(np.arange(400), weight, y)
    assert found.estimate[0] == pytest.approx(0.30)
    assert weight.sum() == pytest.approx(1000)
    assert kish(weight) == pytest.approx(300)


def test_a_weight_is_cut_at_five_times_the_median_and_the_total_kept() -> None:
    found = rake([90, 9, 1], ([60, 10, 30],))
    assert found.fitted == pytest.approx([60, 10, 30])
    median = 60 / 90
    cut = np.array([60 / 90, 10 / 9, 5 * median])
    assert found.weight == pytest.approx(cut * 100 / (cut * [90, 9, 1]).sum())
    assert found.capped == 1
    assert found.largest == found.weight[2] / found.weight.mean()


def test_the_middle_of_two_groups_of_equal_size_lies_between() -> None:
    found = rake([10, 10], ([1, 29],))  # weights .1 and 2.9: median 1.5, nothing is cut
    assert found.capped == 0
    assert found.weight == pytest.approx([0.1, 2.9])


def test_a_group_that_was_not_heard_is_refused_by_name() -> None:
    names = (("basic", "pro"), ("north", "south"))
    with pytest.raises(BadRequest, match="pro × north") as refused:
        rake([[3, 4], [0, 5]], ([6, 6], [5, 7]), names=names)
    assert "1 empty" in refused.value.where
    with pytest.raises(BadRequest, match="1 × 0"):
        rake([[3, 4], [0, 5]], ([6, 6], [5, 7]))


def test_nobody_is_missed_where_nobody_is() -> None:
    found = rake([[3, 4], [0, 0]], ([12, 0], [5, 7]))
    assert found.fitted == pytest.approx(np.array([[5, 7], [0, 0]]))


def test_totals_that_do_not_agree_are_refused() -> None:
    with pytest.raises(BadRequest, match="12, 13"):
        rake([[3, 4], [2, 5]], ([6, 6], [5, 8]))


def test_a_table_that_does_not_settle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.stats import raking

    monkeypatch.setattr(raking, "ROUNDS", 2)
    with pytest.raises(BadRequest, match="settle"):
        rake(START, (ROWS, COLUMNS))


@pytest.mark.parametrize(("table", "margins"), [([1, 2], ([1, 1, 1],)), ([1, np.nan], ([1, 1],)), ([1, 2], ([3, -1],))])
def test_tables_that_cannot_be_are_refused(table: list[float], margins: tuple[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"fit margins|finite"):
        rake(table, margins)


def test_no_weight_is_worth_nobody() -> None:
    assert kish([]) == kish([0.0, 0.0]) == 0
    assert np.isnan(weighted_shares([], [], []).estimate).all()


def test_a_total_of_zero_leaves_people_out_and_caps_nobody():
    found = rake([30, 20], [[0, 50]])
    assert found.weight.tolist() == [0, 2.5]
    assert found.capped == 0
