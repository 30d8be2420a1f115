"""Posts checked in earlier months."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from workbench.stats.checked import Strata, strata
from workbench.stats.oldgold import pool, sensitivity
from workbench.stats.truth import within

SIZE = [300, 2700]


def month(positive: tuple[int, int], coded: tuple[int, int] = (50, 150)) -> Strata:
    return strata([True, False], SIZE, coded, positive)


def test_the_known_answer_is_reproduced() -> None:
    assert sensitivity(0.12, 0.8, 0.03) == pytest.approx(0.1168831, abs=5e-8)


@pytest.mark.parametrize("rates", [(0.12, 0.22, 0.03), (0.01, 0.8, 0.03), (0.9, 0.8, 0.03), (0.5, 0.1, 0.6)])
def test_a_line_that_cannot_be_is_left_out(rates: tuple[float, float, float]) -> None:
    assert sensitivity(*rates) is None


def test_months_in_which_the_machine_sorted_alike_are_pooled() -> None:
    found = pool([[month((40, 3)), month((42, 5)), month((38, 2))]])[0]
    assert found.months == 3
    assert found.strata.coded.tolist() == [150, 450]
    assert found.strata.positive.tolist() == [120, 10]
    assert found.strata.size.tolist() == SIZE
    assert not found.strata.finite
    alone = within(month((38, 2)))
    pooled = within(found.strata)
    assert pooled.hi - pooled.lo < alone.hi - alone.lo


def test_the_newest_month_is_compared_with_all_earlier_ones_together() -> None:
    found = pool([[month((40, 3)), month((42, 5)), month((30, 9))]])[0]
    fit = fisher_exact([[30, 20], [82, 18]])[1]
    missed = fisher_exact([[9, 141], [8, 292]])[1]
    assert found.p == pytest.approx(min(fit, missed))
    assert found.q == pytest.approx(min(2 * min(fit, missed), max(fit, missed)))


def test_a_machine_that_sorts_otherwise_leaves_the_newest_month_alone() -> None:
    months = [month((40, 3)), month((42, 5)), month((15, 4))]
    found = pool([months])[0]
    assert found.q < 0.05
    assert (found.months, found.strata) == (1, months[-1])


def test_the_family_holds_all_topics() -> None:
    drifted = [month((40, 3)), month((28, 3))]
    alone = pool([drifted])[0]
    among = pool([drifted, *([month((40, 3)), month((41, 3))] for _ in range(9))])
    assert alone.q <= 0.05 < among[0].q
    assert [found.months for found in among] == [2] * 10


@pytest.mark.parametrize("earlier", [[], [strata([True, False], SIZE, (0, 0), (0, 0))]])
def test_without_earlier_checks_nothing_is_pooled(earlier: list[Strata]) -> None:
    found = pool([[*earlier, month((40, 3))]])[0]
    assert found.months == 1
    assert np.isnan(found.p)
    assert found.strata.coded.tolist() == [50, 150]


@pytest.mark.parametrize("coded", [(0, 0), (50, 0), (0, 150)])
def test_a_month_that_was_not_checked_on_both_sides_takes_nothing_from_others(coded: tuple[int, int]) -> None:
    found = pool([[month((40, 3)), month((42, 5)), month((min(coded[0], 40), min(coded[1], 4)), coded)]])[0]
    assert found.months == 1
    assert found.strata.coded.tolist() == list(coded)


def test_the_pool_test_keeps_its_size() -> None:
    # statistics reference 3.7: at most 7 %
    chance = np.random.default_rng(6)
    rejected = []
    for _ in range(200):
        months = [month((chance.binomial(50, 0.8), chance.binomial(150, 0.03))) for _ in range(3)]
        rejected.append(pool([months])[0].months == 1)
    assert np.mean(rejected) <= 0.07


def test_a_topic_without_months_is_refused() -> None:
    with pytest.raises(ValueError, match="newest"):
        pool([[]])
