"""The true share of a topic from a few hundred checked posts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from tests.talkers import posts_of, sorted_by_machine, talk
from workbench.stats.checked import Strata, jeffreys, strata, tally
from workbench.stats.clustered import shares
from workbench.stats.goldsample import gold_sample
from workbench.stats.interval import student, wilson
from workbench.stats.mover import mover
from workbench.stats.truth import People, Scope, Truth, generalise, true_difference, within

Z = special.ndtri(0.975)
# statistics reference 3.6
ANCHOR = strata([True, False], [200, 800], [50, 150], [40, 3])


def test_the_anchor_within_is_reproduced() -> None:
    lower, upper = jeffreys(ANCHOR.positive, ANCHOR.coded)
    assert lower == pytest.approx([0.6741731, 0.0056643], abs=5e-8)
    assert upper == pytest.approx([0.8922660, 0.0524045], abs=5e-8)
    found = within(ANCHOR)
    assert found.estimate == pytest.approx(0.176)
    assert (found.lo, found.hi) == pytest.approx((0.1518787, 0.2043093), abs=5e-8)
    assert (found.gold, found.machine_share, found.scope) == (200, pytest.approx(0.2), Scope.WITHIN)


def test_wilson_strata_would_give_nearly_the_same() -> None:
    p, w = ANCHOR.positive / ANCHOR.coded, ANCHOR.weight
    lower, upper = wilson(p, ANCHOR.coded, Z)
    unseen = 1 - ANCHOR.coded / ANCHOR.size
    down, up = (np.sqrt((w**2 * away**2 * unseen).sum()) for away in (p - lower, upper - p))
    assert (0.176 - down, 0.176 + up) == pytest.approx((0.1515018, 0.2067823), abs=5e-8)


def test_the_anchor_that_generalises_is_reproduced() -> None:
    found = generalise(ANCHOR, People(1.8, 60))
    assert found.true_positive == pytest.approx(0.9090909, abs=5e-8)
    assert found.false_positive == pytest.approx(0.0485437, abs=5e-8)
    assert found.deff == pytest.approx(2.1918475, abs=5e-8)
    limits = wilson(0.176, 1000 / found.deff, student(59))
    assert [float(limit) for limit in limits] == pytest.approx([0.1431870, 0.2144505], abs=5e-8)
    assert (found.lo, found.hi) == pytest.approx((0.1352749, 0.2237478), abs=5e-8)


def test_the_difference_is_newcombes() -> None:
    cells = []
    for k, n in ((56, 70), (48, 80)):
        lower, upper = wilson(k / n, n, Z)
        cells.append(Truth(k / n, float(lower), float(upper), Scope.WITHIN, n, None, None, None))
    found = true_difference(*cells)
    assert found is not None
    assert [round(value, 4) for value in found] == [0.2, 0.0524, 0.3339]


def test_a_difference_of_two_scopes_or_without_an_interval_is_none() -> None:
    one, other = within(ANCHOR), generalise(ANCHOR, People(1.8, 60))
    with pytest.raises(ValueError, match="scopes"):
        true_difference(one, other)
    assert true_difference(other, generalise(ANCHOR, People(1.0, 1.0))) is None


def test_an_empty_cell_has_no_share() -> None:
    empty = strata([True, False], [0, 0], [0, 0], [0, 0])
    assert within(empty).estimate is None
    assert generalise(empty, People(1.5, 40)).lo is None


def test_one_person_alone_has_a_share_and_no_interval() -> None:
    found = generalise(ANCHOR, People(1.0, 1.0))
    assert found.estimate == pytest.approx(0.176)
    assert (found.lo, found.hi) == (None, None)


def test_a_share_of_nothing_takes_the_design_effect_of_the_labels() -> None:
    found = generalise(strata([True, False], [20, 980], [20, 180], [0, 0]), People(2.5, 80))
    assert (found.estimate, found.lo, found.deff) == (0, 0, 2.5)
    assert 0.005 < found.hi < 0.05
    assert (found.true_positive, found.false_positive) == (None, pytest.approx(0.02))


def test_checking_every_post_leaves_the_people_alone_uncertain() -> None:
    every = strata([True, False], [20, 80], [20, 80], [15, 5])
    assert (within(every).lo, within(every).hi) == (0.2, 0.2)
    found = generalise(every, People(1.0, 100))
    assert (found.lo, found.hi) == pytest.approx([float(v) for v in wilson(0.2, 100, student(99))])


def test_the_truth_is_no_more_clustered_than_the_people_allow() -> None:
    found = generalise(strata([True, False], [100, 900], [30, 90], [3, 3]), People(6.0, 400))
    assert found.deff == 1000 / 400


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=5
    ),
    st.floats(1, 5),
    st.floats(1, 300),
)
def test_whatever_the_counts_the_limits_hold_the_share(
    counts: list[tuple[bool, int, int, int]], deff: float, effective: float
) -> None:
    machine, size, coded, positive = (list(values) for values in zip(*counts, strict=True))
    coded = [min(m, big) for m, big in zip(coded, size, strict=True)]
    found = strata(machine, size, coded, [min(k, m) for k, m in zip(positive, coded, strict=True)])
    inside, outside = within(found), generalise(found, People(deff, effective))
    if inside.estimate is None:
        assert sum(size) == 0
        return
    assert 0 <= inside.lo <= inside.estimate + 1e-12
    assert inside.estimate - 1e-12 <= inside.hi <= 1
    if effective > 1:
        assert outside.lo <= inside.lo + 1e-12
        assert outside.hi >= inside.hi - 1e-12


@pytest.mark.parametrize(
    ("share", "gold"), [(0.02, 100), (0.02, 200), (0.02, 400), (0.10, 100), (0.10, 200), (0.10, 400)]
)
def test_the_interval_within_covers_the_truth(share: float, gold: int) -> None:
    # statistics reference 3.6 and 8: at least 92.5 %; recall .8, false positives .03
    chance = np.random.default_rng(gold + int(share * 1000))
    covered = []
    for _ in range(200):
        truth = chance.random(4_000) < share
        label = sorted_by_machine(chance, truth, recall=0.8, false_positive=0.03)
        drawn = gold_sample(label, np.zeros(4_000), gold, chance=chance).rows
        found = within(tally(label, drawn, truth[drawn]))
        covered.append(found.lo <= truth.mean() <= found.hi)
    assert np.mean(covered) >= 0.925


def one_cell(chance: np.random.Generator, authors: int, share: float, gold: int) -> tuple[list[Strata], People]:
    """Eight topics of the same share, sorted by a machine, each with its own checks."""
    n, y = talk(chance, authors, np.append(np.full(8, share), 1 - 8 * share))
    author, topic = posts_of(n, y)
    truth = topic[:, None] == np.arange(8)
    label = sorted_by_machine(chance, truth, recall=0.8, false_positive=0.03)
    counts = np.zeros((authors, 8))
    np.add.at(counts, author, label)
    sorted_ = shares(n, counts)
    cells = []
    for one in range(8):
        drawn = gold_sample(label[:, one], np.zeros(len(author)), gold, chance=chance).rows
        cells.append(tally(label[:, one], drawn, truth[drawn, one]))
    return cells, People(max(1.0, float(np.nanmean(sorted_.deff))), sorted_.eff_authors)


@pytest.mark.parametrize(("share", "authors"), [(0.02, 100), (0.10, 100), (0.10, 400)])
def test_the_interval_that_generalises_covers_the_truth(share: float, authors: int) -> None:
    # statistics reference 3.6 and 8: at least 91 % at 100 authors and more; gold 200, 200 repeats × 8 topics
    chance = np.random.default_rng(authors + int(share * 1000))
    covered, inside = [], []
    for _ in range(200):
        cells, people = one_cell(chance, authors, share, 200)
        for cell in cells:
            found, near = generalise(cell, people), within(cell)
            covered.append(found.lo <= share <= found.hi)
            inside.append(near.lo <= share <= near.hi)
    assert 0.91 <= np.mean(covered) <= 0.985
    assert np.mean(inside) < np.mean(covered) - 0.03  # taking these people for all would not do


def test_differences_cover_the_truth() -> None:
    # statistics reference 3.6: .936 to .952 of 250
    chance = np.random.default_rng(31)
    covered = []
    for _ in range(100):
        sides = [one_cell(chance, 200, share, 200) for share in (0.10, 0.06)]
        for first, second in zip(sides[0][0], sides[1][0], strict=True):
            found = true_difference(generalise(first, sides[0][1]), generalise(second, sides[1][1]))
            covered.append(found[1] <= 0.04 <= found[2])
    assert 0.92 <= np.mean(covered) <= 0.98


def test_limits_of_a_difference_are_combined_as_elsewhere() -> None:
    first, second = within(ANCHOR), within(strata([True, False], [100, 400], [40, 90], [30, 2]))
    lo, hi = mover(first.estimate, (first.lo, first.hi), second.estimate, (second.lo, second.hi))
    assert true_difference(first, second) == pytest.approx((first.estimate - second.estimate, lo, hi))
