"""Shares whose variance counts people."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tests.talkers import shuffled, talk
from workbench.stats.cell import cell
from workbench.stats.clustered import cell_shares, people_share, share, shares

# statistics reference 1.1, both cells of the anchor
FIRST = ((5, 2, 1, 4, 3, 1), (3, 0, 1, 2, 0, 0))
SECOND = ((4, 1, 6, 2, 2), (0, 0, 1, 1, 0))


def test_the_first_anchor_is_reproduced() -> None:
    found = share(*FIRST)
    assert found.estimate == 0.375
    assert found.variance == pytest.approx(0.0181640625, abs=1e-12)
    assert found.eff_authors == pytest.approx(4.5714286, abs=5e-8)
    assert found.deff == pytest.approx(1.24, abs=1e-12)
    assert found.people_mean == pytest.approx(0.35, abs=1e-12)
    assert found.top_author_share == 5 / 16


def test_the_people_of_the_first_anchor_are_reproduced() -> None:
    found = people_share(*FIRST)
    assert found.estimate[0] == 0.5
    assert found.variance[0] == pytest.approx(0.05, abs=1e-12)


def test_the_second_anchor_is_reproduced() -> None:
    found = share(*SECOND)
    assert found.estimate == pytest.approx(0.1333333, abs=5e-8)
    assert found.variance == pytest.approx(0.0052839506, abs=5e-11)
    assert found.eff_authors == pytest.approx(3.6885246, abs=5e-8)
    assert found.deff == pytest.approx(0.6858974, abs=5e-8)


def test_the_variance_is_that_of_clustered_least_squares() -> None:
    n, y = talk(np.random.default_rng(4), 40, np.array([0.2, 0.8]))
    posts = np.concatenate([[1.0] * on + [0.0] * (all_ - on) for all_, on in zip(n, y[:, 0], strict=True)])
    groups = np.repeat(np.arange(40), n)
    fit = sm.OLS(posts, np.ones(len(posts))).fit(cov_type="cluster", cov_kwds={"groups": groups})
    assert share(n, y[:, 0]).variance == pytest.approx(fit.cov_params()[0, 0], rel=1e-10)


def test_an_empty_cell_has_no_share() -> None:
    found = share((0, 0), (0, 0))
    assert (found.estimate, found.variance, found.eff_authors, found.authors) == (None, None, None, 0)


def test_one_person_has_a_share_and_no_variance() -> None:
    found = share((0, 7), (0, 2))
    assert found.estimate == pytest.approx(2 / 7)
    assert found.variance is None
    assert found.eff_authors == 1


def test_people_without_posts_do_not_count() -> None:
    n, y = FIRST
    assert share((*n, 0, 0), (*y, 0, 0)) == share(n, y)


@given(st.integers(0, 10_000))
def test_the_order_of_people_and_topics_changes_no_bit(seed: int) -> None:
    chance = np.random.default_rng(seed)
    n, y = talk(chance, 30, np.array([0.1, 0.2, 0.3, 0.4]))
    whole = cell(n, sparse.csr_array(y))
    topics = chance.permutation(4)
    first, again = cell_shares(whole), cell_shares(shuffled(whole, chance.permutation(30), topics))
    for name in ("estimate", "variance", "deff"):
        assert np.array_equal(getattr(first, name)[topics], getattr(again, name), equal_nan=True)
    assert first.eff_authors == again.eff_authors


def test_dense_and_sparse_counts_give_the_same() -> None:
    n, y = talk(np.random.default_rng(1), 20, np.array([0.5, 0.5]))
    assert np.array_equal(shares(n, y).variance, shares(n, sparse.coo_matrix(y)).variance)


def test_a_hundred_equal_posts_of_one_person_are_one_voice() -> None:
    quiet, loud = share([1] * 30, [1] * 6 + [0] * 24), share([1] * 29 + [100], [0] * 29 + [100])
    assert loud.top_author_share == pytest.approx(100 / 129)
    assert loud.eff_authors is not None
    assert quiet.eff_authors is not None
    assert loud.eff_authors < 2 < quiet.eff_authors


@pytest.mark.parametrize(("posts", "on"), [((1, 2), ((1,),)), ((-1, 2), (0, 1)), ((1, np.nan), (0, 1))])
def test_counts_that_cannot_be_are_refused(posts: tuple[float, ...], on: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"fit together|finite|reshape"):
        shares(posts, np.asarray(on, dtype=float))
