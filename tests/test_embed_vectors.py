from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.embed.vectors import LONGEST, cosine, quantise, unit

DIMS = 384


def stored(n: int, seed: int) -> np.ndarray:
    return quantise(unit(np.random.default_rng(seed).normal(size=(n, DIMS))))


@given(seed=st.integers(0, 2**32 - 1), chunk=st.integers(1, 40))
@settings(max_examples=30, deadline=None)
def test_cosines_are_the_same_bits_in_any_chunk_and_order(seed: int, chunk: int) -> None:
    a, b = stored(40, seed), stored(25, seed + 1)
    whole = cosine(a, b)
    pieces = np.vstack([cosine(a[start : start + chunk], b) for start in range(0, len(a), chunk)])
    order = np.random.default_rng(seed).permutation(DIMS)
    assert np.array_equal(whole, pieces)
    assert np.array_equal(whole, cosine(b, a).T)
    assert np.array_equal(whole, cosine(a[:, order], b[:, order]))


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_products_are_the_whole_numbers_that_exact_arithmetic_gives(seed: int) -> None:
    a, b = stored(10, seed), stored(10, seed + 1)
    exact = (a.astype(np.int64) @ b.T.astype(np.int64)).astype(np.float32) / np.float32(16e6)
    assert np.array_equal(cosine(a, b), exact)


def test_stored_cosines_differ_from_the_float_ones_by_less_than_a_thousandth() -> None:
    floats = unit(np.random.default_rng(1).normal(size=(300, DIMS)))
    assert np.abs(cosine(quantise(floats), quantise(floats)) - floats @ floats.T).max() < 1e-3


@pytest.mark.parametrize("spread", [1, 2, 384])
def test_the_longest_possible_row_stays_in_the_exact_range(spread: int) -> None:
    # Rounding lengthens a row most where all its numbers end in .5 upwards: 4000 + sqrt(384)/2 = 4010 < 4095.
    row = np.zeros(DIMS)
    row[:spread] = 1 / np.sqrt(spread)
    assert np.linalg.norm(quantise(row).astype(float)) <= 4010 < LONGEST < 2**12


def test_one_row_against_many_gives_one_number_each() -> None:
    a = stored(5, 1)
    assert cosine(a[0], a).shape == (5,)
    assert cosine(a[0], a)[0] == pytest.approx(1, abs=1e-3)
    assert cosine(a[:0], a).shape == (0, 5)


def test_rows_that_would_not_sum_exactly_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        cosine(np.full((1, DIMS), 300, dtype=np.int16), stored(1, 1))
    with pytest.raises(ValueError, match="int16"):
        cosine(np.ones((1, DIMS)), stored(1, 1))  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [np.nan, np.inf, 2.0])
def test_quantise_refuses_what_is_not_of_length_one(bad: float) -> None:
    with pytest.raises(ValueError, match="length one"):
        quantise(np.array([[bad, 0.0]]))


def test_unit_leaves_its_argument_and_rows_of_zeros_alone() -> None:
    rows = np.array([[3.0, 4.0], [0.0, 0.0]])
    assert unit(rows).tolist() == [[np.float32(0.6), np.float32(0.8)], [0.0, 0.0]]
    assert rows.tolist() == [[3.0, 4.0], [0.0, 0.0]]
