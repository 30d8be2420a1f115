"""Differences of two cells that may share people."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import special
from statsmodels.stats.proportion import confint_proportions_2indep

from tests.talkers import apart, shuffled, talk
from workbench.stats.cell import Cell, as_people, cell
from workbench.stats.clustered import cell_shares
from workbench.stats.difference import difference
from workbench.stats.interval import interval, wilson
from workbench.stats.mover import mover, mover_interval, mover_p

FIRST = ((5, 2, 1, 4, 3, 1), (3, 0, 1, 2, 0, 0))
SECOND = ((4, 1, 6, 2, 2), (0, 0, 1, 1, 0))


def test_the_anchor_of_separate_people_is_reproduced() -> None:
    found = difference(*apart(FIRST, SECOND))
    assert found.estimate[0] == pytest.approx(0.2416667, abs=5e-8)
    assert found.variance[0] == pytest.approx(0.0213002672, abs=5e-11)
    assert found.df == pytest.approx(2.6885246, abs=5e-8)
    assert (found.lo[0], found.hi[0]) == pytest.approx((-0.2547754, 0.7381087), abs=5e-8)
    assert list(found.form) == ["t"]
    assert found.n_both == 0


def test_the_variance_is_that_of_clustered_least_squares() -> None:
    cells = (FIRST, SECOND)
    y = np.concatenate([[1.0] * on + [0.0] * (n - on) for c in cells for n, on in zip(*c, strict=True)])
    side = np.repeat([1.0, 0.0], [16, 15])
    groups = np.repeat(np.arange(11), [*FIRST[0], *SECOND[0]])
    fit = sm.OLS(y, sm.add_constant(side)).fit(cov_type="cluster", cov_kwds={"groups": groups})
    assert fit.cov_params()[1, 1] == pytest.approx(0.0220347591, abs=5e-11)
    assert difference(*apart(FIRST, SECOND)).variance[0] == pytest.approx(fit.cov_params()[1, 1] * 29 / 30, rel=1e-9)


def test_the_anchor_of_common_people_is_reproduced() -> None:
    found = difference(cell((5, 2, 1, 0), (3, 0, 1, 0)), cell((4, 0, 2, 3), (1, 0, 1, 0)))
    assert found.estimate[0] == pytest.approx(0.2777778, abs=5e-8)
    assert found.variance[0] == pytest.approx(0.0315040263, abs=5e-11)
    assert found.n_both == 2


def test_the_anchor_of_combined_intervals_is_reproduced() -> None:
    one, two = (cell_shares(cell(*c)) for c in (FIRST, SECOND))
    assert np.sqrt(one.variance + two.variance)[0] == pytest.approx(0.1531274, abs=5e-8)
    lo, hi = mover_interval(one, two, interval(one), interval(two))
    assert (lo[0], hi[0]) == pytest.approx((-0.2647886, 0.6183873), abs=5e-8)


def test_combined_intervals_give_newcombes_limits() -> None:
    z = special.ndtri(0.975)
    limits = [wilson(k / n, n, z) for k, n in ((56, 70), (48, 80))]
    lo, hi = mover(np.float64(0.8), limits[0], np.float64(0.6), limits[1])
    assert (round(float(lo), 4), round(float(hi), 4)) == (0.0524, 0.3339)
    assert (lo, hi) == pytest.approx(confint_proportions_2indep(56, 70, 48, 80, method="newcomb"), abs=1e-9)


def test_a_cell_three_times_as_large_combines_intervals() -> None:
    chance = np.random.default_rng(3)
    sizes = ((100, "t"), (301, "mover"))
    for authors, form in sizes:
        cells = apart(talk(chance, authors, np.array([0.4, 0.6])), talk(chance, 100, np.array([0.4, 0.6])))
        assert set(difference(*cells).form) == {form}


def test_a_topic_that_one_cell_never_mentions_has_an_interval() -> None:
    found = difference(*apart(([1] * 40, [1] * 10 + [0] * 30), ([1] * 40, [0] * 40)))
    assert list(found.form) == ["mover"]
    assert 0 < found.lo[0] < 0.25 < found.hi[0]
    assert found.p[0] < 0.05


@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_the_p_value_of_combined_intervals_belongs_to_the_interval(level: float) -> None:
    cells = apart(([1] * 60, [1] * 20 + [0] * 40), ([1] * 40, [1] * 6 + [0] * 34))
    one, two = (cell_shares(c) for c in cells)
    lo, _ = mover_interval(one, two, interval(one, level=level), interval(two, level=level))
    assert (mover_p(one, two)[0] < 1 - level) == (lo[0] > 0)
    limit = 1 - mover_p(one, two)[0]
    touching, _ = mover_interval(one, two, interval(one, level=limit), interval(two, level=limit))
    assert touching[0] == pytest.approx(0, abs=1e-9)


def test_people_who_all_say_the_same_are_not_a_certain_difference() -> None:
    # .3 and .1 are not exact in binary: the variance is rounding, not evidence
    found = difference(*apart(([10] * 5, [3] * 5), ([10] * 5, [1] * 5)))
    assert found.first.variance[0] == found.second.variance[0] == 0
    assert list(found.form) == ["mover"]
    assert found.hi[0] - found.lo[0] > 0.2


def test_a_cell_compared_with_itself_differs_by_nothing_give_or_take() -> None:
    counts = cell(*FIRST)
    found = difference(counts, counts)
    assert (found.estimate[0], found.p[0]) == (0, 1)
    assert found.lo[0] < 0 < found.hi[0]


def test_exchanging_the_cells_turns_the_sign_only() -> None:
    cells = apart(FIRST, SECOND)
    there, back = difference(*cells), difference(*cells[::-1])
    assert there.estimate[0] == -back.estimate[0]
    assert there.lo[0] == pytest.approx(-back.hi[0], abs=1e-15)


def test_the_order_of_people_changes_no_bit() -> None:
    chance = np.random.default_rng(8)
    (n1, y1), (n2, y2) = talk(chance, 50, np.full(4, 0.25)), talk(chance, 50, np.full(4, 0.25))
    cells = cell(n1, y1), cell(n2, y2)
    order = chance.permutation(50)
    found, again = difference(*cells), difference(*(shuffled(c, order) for c in cells))
    assert np.array_equal(found.lo, again.lo)
    assert np.array_equal(found.p, again.p)


@pytest.mark.parametrize("posts", [(0, 0, 0), (0, 4, 0)])
def test_a_cell_of_fewer_than_two_people_has_no_interval(posts: tuple[int, ...]) -> None:
    found = difference(cell((3, 0, 2), (1, 0, 1)), cell(posts, (0, min(posts[1], 1), 0)))
    assert np.isnan(found.lo[0])
    assert np.isnan(found.p[0])


def test_people_are_compared_with_as_many_votes_as_heads() -> None:
    found = difference(*(as_people(c) for c in apart(FIRST, SECOND)))
    assert found.estimate[0] == pytest.approx(3 / 6 - 2 / 5)
    assert found.df == pytest.approx(4)


def test_cells_of_other_people_are_refused() -> None:
    first, second = cell((1, 2), (0, 1)), cell((1, 2, 3), (0, 1, 1))
    with pytest.raises(ValueError, match="differ"):
        difference(first, second)
    with pytest.raises(ValueError, match="differ"):
        difference(first, as_people(first))


def test_unknown_authors_widen_a_difference() -> None:
    n, y, z = [1] * 40, [1] * 20 + [0] * 20, [1] * 10 + [0] * 30

    def cells(effect: float) -> tuple[Cell, Cell]:
        weight = [effect] * 80
        return cell(n + [0] * 40, y + [0] * 40, inflation=weight), cell([0] * 40 + n, [0] * 40 + z, inflation=weight)

    known, unknown = difference(*cells(1.0)), difference(*cells(3.0))
    assert unknown.variance[0] == pytest.approx(3 * known.variance[0])
    assert known.lo[0] > 0 > unknown.lo[0]
