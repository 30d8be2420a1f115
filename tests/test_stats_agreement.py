"""Coders who code the same posts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats.agreement import Agreement, Scale, agreement, one_versus_rest
from workbench.stats.chance import generator

# Krippendorff (statistics reference A3); * is missing
THREE = """* * * * * 3 4 1 2 1 1 3 3 * 3 | 1 * 2 1 3 3 4 3 * * * * * * * | * * 2 1 3 4 4 * 2 1 1 3 3 * 4"""
FOUR = "1 2 3 3 2 1 4 1 2 * * * | 1 2 3 3 2 2 4 1 2 5 * 3 | * 3 3 3 2 3 4 2 2 5 1 * | 1 2 3 3 2 4 4 1 2 5 1 *"


def table(text: str) -> np.ndarray:
    return np.array([[np.nan if code == "*" else float(code) for code in row.split()] for row in text.split("|")])


@pytest.mark.parametrize(
    ("text", "scale", "alpha", "pairable"),
    [
        (THREE, "nominal", 0.6913580, 26),
        (THREE, "interval", 0.8108449, 26),
        (FOUR, "nominal", 0.7434211, 40),
        (FOUR, "ordinal", 0.8153875, 40),
        (FOUR, "interval", 0.8491071, 40),
        (FOUR, "ratio", 0.7974028, 40),
    ],
)
def test_the_published_values_are_reproduced(text: str, scale: str, alpha: float, pairable: int) -> None:
    found = agreement(table(text), scale=scale)
    assert found.alpha == pytest.approx(alpha, abs=5e-8)
    assert found.pairable == pairable


def test_the_binary_case_is_reproduced() -> None:
    found = agreement([[1, 1] + [0] * 8, [1] + [0] * 9])
    assert found.alpha == pytest.approx(0.6274510, abs=5e-8)
    assert found.prevalence == pytest.approx([17 / 20, 3 / 20])


def test_random_codes_agree_by_nothing() -> None:
    # statistics reference 3.3: mean within .02 of 0, 200 units, 200 repeats
    chance = np.random.default_rng(1)
    found = [agreement(chance.integers(0, 4, (2, 200)), scale=scale).alpha for scale in Scale for _ in range(200)]
    for alphas in np.array(found, dtype=float).reshape(4, 200):
        assert abs(alphas.mean()) < 0.02
        assert alphas.std() > 0.02


@pytest.mark.parametrize("scale", list(Scale))
def test_equal_codes_agree_in_full(scale: Scale) -> None:
    codes = np.tile(np.arange(40) % 5, (2, 1))
    found = agreement(codes, scale=scale, chance=generator(1, "a"), repeats=99)
    assert (found.alpha, found.lo, found.hi) == (1, 1, 1)
    assert not found.exploratory


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ([[1, 1, 1], [1, 1, 1]], "no variation"),
        ([[1, np.nan], [np.nan, 2]], "coded twice"),
        ([[np.nan], [np.nan]], "coded twice"),
    ],
)
def test_codes_that_say_nothing_have_no_alpha(codes: list[list[float]], reason: str) -> None:
    found = agreement(codes, chance=generator(1, "a"), repeats=9)
    assert (found.alpha, found.lo, found.hi) == (None, None, None)
    assert reason in found.reason
    assert found.exploratory


def test_posts_coded_once_do_not_count() -> None:
    codes = table(FOUR)
    more = np.column_stack([codes, [5, np.nan, np.nan, np.nan]])
    assert agreement(more).alpha == agreement(codes).alpha
    assert agreement(more).units == 11


def coded(chance: np.random.Generator, authors: int) -> tuple[np.ndarray, np.ndarray]:
    """Two coders who err in one of ten posts; everybody wrote four posts on one topic."""
    truth = np.repeat(chance.integers(0, 3, authors), 4)
    wrong = chance.random((2, len(truth))) < 0.1
    return np.where(wrong, chance.integers(0, 3, (2, len(truth))), truth), np.repeat(np.arange(authors), 4)


def test_the_interval_holds_alpha_and_depends_on_neither_names_nor_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.stats import agreement as module

    chance = np.random.default_rng(2)
    codes, author = coded(chance, 30)
    found = agreement(codes, author=author, chance=generator(1, "a"), repeats=200)
    assert found.lo is not None
    assert found.lo < found.alpha < found.hi
    order = chance.permutation(len(author))
    monkeypatch.setattr(module, "_BLOCK_NUMBERS", 300)
    again = agreement(codes[:, order], author=(17 * author[order]) % 101, chance=generator(1, "a"), repeats=200)
    assert (again.lo, again.hi) == pytest.approx((found.lo, found.hi), rel=1e-12)


def test_posts_of_few_authors_widen_the_interval() -> None:
    codes, author = coded(np.random.default_rng(3), 40)

    def width(found: Agreement) -> float:
        assert found.lo is not None
        assert found.hi is not None
        return found.hi - found.lo

    by_author = agreement(codes, author=author // 8, chance=generator(1, "a"))
    by_post = agreement(codes, chance=generator(1, "a"))
    assert by_author.alpha == by_post.alpha
    assert width(by_author) != pytest.approx(width(by_post), rel=0.02)


def test_draws_without_variation_are_left_out() -> None:
    one = np.array([[1] + [0] * 19, [1] + [0] * 19])
    found = agreement(one, chance=generator(1, "a"), repeats=200)
    assert found.alpha == 1
    assert found.lo == 1  # two draws of three hold the one post
    rare = np.array([[1] + [0] * 39] * 2)
    assert agreement(rare, author=[0] + [1] * 39, chance=generator(1, "a"), repeats=200).lo is not None


def test_one_author_or_draws_without_any_variation_have_no_interval() -> None:
    codes = [[1, 1, 0, 0], [1, 1, 0, 1]]
    assert agreement(codes, author=[7] * 4, chance=generator(1, "a")).lo is None
    # two authors with one code each: half of the single draws show one code
    found = [agreement([[1, 0]] * 2, chance=generator(seed, "a"), repeats=1).lo for seed in range(20)]
    assert {lo is None for lo in found} == {True, False}


def test_one_topic_is_compared_with_the_rest() -> None:
    codes = one_versus_rest(table(THREE), 3)
    assert np.isnan(codes[0, 0])
    found = agreement(codes)
    assert found.values.tolist() == [0, 1]
    assert found.prevalence[1] == pytest.approx(agreement(table(THREE)).prevalence[2])


@given(
    st.lists(st.lists(st.sampled_from([np.nan, 0.0, 1.0, 2.0, 5.0]), min_size=6, max_size=6), min_size=2, max_size=4)
)
def test_coders_may_stand_in_any_order_and_alpha_is_at_most_one(codes: list[list[float]]) -> None:
    for scale in Scale:
        found, again = agreement(codes, scale=scale).alpha, agreement(codes[::-1], scale=scale).alpha
        assert found == again
        assert found is None or found <= 1 + 1e-12


def test_codes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="fit together"):
        agreement([[1, 2], [1, 2]], author=[1])
    with pytest.raises(ValueError, match="ratio"):
        agreement([[-1, 2], [1, 2]], scale="ratio")
    with pytest.raises(ValueError, match="nominel"):
        agreement([[1, 2], [1, 2]], scale="nominel")
