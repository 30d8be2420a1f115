"""How many checks a stated width needs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from workbench.stats.checked import strata
from workbench.stats.effort import expected, more_checks
from workbench.stats.interval import wilson
from workbench.stats.truth import People, generalise, within


# statistics reference 3.4: recall .8, false positives .03; points below and above
@pytest.mark.parametrize(
    ("share", "gold", "below", "above"),
    [
        (0.10, 100, 2.62, 5.01),
        (0.10, 200, 1.98, 3.20),
        (0.10, 400, 1.48, 2.10),
        (0.10, 800, 1.10, 1.41),
        (0.02, 100, 0.84, 3.79),
        (0.02, 200, 0.67, 2.18),
        (0.02, 400, 0.53, 1.30),
        (0.02, 800, 0.42, 0.81),
    ],
)
def test_the_table_of_the_reference_is_reproduced(share: float, gold: int, below: float, above: float) -> None:
    found = expected(share, gold, recall=0.8, false_positive=0.03)
    assert found.estimate == pytest.approx(share)
    assert round(100 * (share - found.lo), 2) == below
    assert round(100 * (found.hi - share), 2) == above
    assert found.gold == gold


@pytest.mark.parametrize(
    ("size", "points"),
    [(20, (20, 17, 14)), (30, (17, 14, 11)), (50, (13, 11, 9)), (100, (10, 8, 6)), (200, (7, 6, 4)), (400, (5, 4, 3))],
)
def test_the_half_widths_of_a_precision_are_reproduced(size: int, points: tuple[int, ...]) -> None:
    lower, upper = wilson([0.5, 0.8, 0.9], size, special.ndtri(0.975))
    assert tuple(np.rint(50 * (upper - lower)).astype(int)) == points


SO_FAR = strata([True, False], [400, 3600], [25, 75], [20, 3])


@pytest.mark.parametrize("precision", [0.04, 0.03, 0.02, 0.01])
def test_so_many_more_checks_make_it_narrow_enough_and_one_less_does_not(precision: float) -> None:
    more = more_checks(SO_FAR, precision)
    assert more is not None
    assert more > 0
    rate = (SO_FAR.positive + 0.5) / (SO_FAR.coded + 1)

    def half(gold: int) -> float:
        coded = np.array([gold - round(0.75 * gold), round(0.75 * gold)])
        if coded[0] > 400:
            coded = np.array([400, gold - 400])
        found = within(strata([True, False], SO_FAR.size, coded, coded * rate))
        return (found.hi - found.lo) / 2

    assert half(100 + more) <= precision + 1e-9
    assert half(100 + more - 4) > precision


def test_a_narrower_range_needs_more() -> None:
    needs = [more_checks(SO_FAR, precision) for precision in (0.2, 0.04, 0.03, 0.02, 0.01, 0.001)]
    assert needs[0] == 0
    assert needs == sorted(needs)
    assert needs[-1] <= 3900


def test_other_people_stay_uncertain_whatever_is_checked() -> None:
    people = People(2.0, 150)
    assert more_checks(SO_FAR, 0.01, people=people) is None
    more, inside = more_checks(SO_FAR, 0.04, people=people), more_checks(SO_FAR, 0.04)
    assert more is not None
    assert more > inside
    every = generalise(strata([True, False], SO_FAR.size, SO_FAR.size, [320, 144]), people)
    assert (every.hi - every.lo) / 2 > 0.01


def test_what_was_checked_stays_checked_in_every_stratum() -> None:
    # all checks went to one stratum: the plan cannot take them back
    lopsided = strata([True, False, False], [100, 500, 400], [90, 0, 0], [80, 0, 0])
    more = more_checks(lopsided, 0.05)
    assert more is not None
    assert 20 < more < 400


def test_a_topic_that_no_post_is_sorted_under_can_be_planned() -> None:
    more = more_checks(strata([False], [5000], [10], [0]), 0.02)
    assert more is not None
    assert 50 < more < 400
