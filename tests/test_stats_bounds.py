"""People whose group is not known."""

from __future__ import annotations

import numpy as np
import pytest

from tests.talkers import apart
from workbench.stats.bounds import unknown_bounds
from workbench.stats.clustered import shares
from workbench.stats.difference import difference


def people(on_topic: int, all_: int) -> tuple[list[int], list[int]]:
    return [1] * all_, [1] * on_topic + [0] * (all_ - on_topic)


# statistics reference 1.5: customers 30/200, audience 40/400, unknown 12/60
FOUND = difference(*apart(people(30, 200), people(40, 400)))
UNKNOWN = shares(*people(12, 60))


def test_the_anchor_is_reproduced() -> None:
    bounds = unknown_bounds(FOUND, UNKNOWN, hidden=(0.2, 0.2))
    assert FOUND.estimate[0] == pytest.approx(0.05)
    assert FOUND.estimate[0] / 0.8 == pytest.approx(0.0625)
    assert (bounds.minimum[0], bounds.maximum[0]) == pytest.approx((-0.0052459, 0.1088275), abs=5e-8)
    assert (bounds.adjusted_lo[0], bounds.adjusted_hi[0]) == pytest.approx((FOUND.lo[0] / 0.8, FOUND.hi[0] / 0.8))
    assert bounds.unknown == 60


def test_no_split_of_the_unknown_leaves_the_bounds_and_two_reach_them() -> None:
    one, two = people(3, 9), people(4, 20)
    bounds = unknown_bounds(difference(*apart(one, two)), shares(*people(2, 5)))
    splits = [
        (3 + yes) / (9 + yes + no) - (4 + 2 - yes) / (20 + 2 - yes + 3 - no) for yes in range(3) for no in range(4)
    ]
    assert (min(splits), max(splits)) == pytest.approx((bounds.minimum[0], bounds.maximum[0]))


def test_the_interval_spans_the_declared_range() -> None:
    bounds = unknown_bounds(FOUND, UNKNOWN, hidden=(0.0, 0.3))
    assert FOUND.lo[0] < 0
    assert bounds.adjusted_lo[0] == pytest.approx(FOUND.lo[0] / 0.7)
    assert bounds.adjusted_hi[0] == pytest.approx(FOUND.hi[0] / 0.7)
    assert not bounds.sign_kept[0]
    clear = difference(*apart(people(90, 200), people(40, 400)))
    assert unknown_bounds(clear, UNKNOWN).adjusted_lo[0] == clear.lo[0]
    assert unknown_bounds(clear, UNKNOWN).sign_kept[0]


def test_hidden_customers_shrink_a_difference_as_the_adjustment_says() -> None:
    chance, found = np.random.default_rng(1), []
    for _ in range(100):
        customers = chance.random(400) < 0.30
        hidden = chance.random(400) < 0.25
        audience = np.where(hidden, chance.random(400) < 0.30, chance.random(400) < 0.10)
        found.append(difference(*apart(([1] * 400, customers), ([1] * 400, audience))).estimate[0] / 0.75)
    assert np.mean(found) == pytest.approx(0.20, abs=2 * np.std(found) / 10)


def test_an_empty_named_group_has_no_bounds() -> None:
    bounds = unknown_bounds(difference(*apart(([0], [0]), people(4, 20))), UNKNOWN)
    assert np.isnan(bounds.minimum[0])


@pytest.mark.parametrize("hidden", [(0.3, 0.1), (-0.1, 0.2), (0.0, 1.0)])
def test_a_range_that_cannot_be_is_refused(hidden: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="hidden"):
        unknown_bounds(FOUND, UNKNOWN, hidden=hidden)
