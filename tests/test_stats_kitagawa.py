"""The two effects of a change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from workbench.stats.kitagawa import kitagawa

# Das Gupta 1993, example 5.3: 11 ages of one race, then of the other (statistics reference A1)
SIZE_1985 = """3041 11577 27450 32711 35480 27411 19555 19795 15254 8022 2472
 707 2692 6473 6841 6547 4352 3034 2540 1749 804 236"""
SIZE_1970 = """2968 11484 34614 30992 21983 20314 20928 16897 11339 5720 1315
 535 2162 6120 4781 3096 2718 2363 1767 1149 448 117"""
RATE_1985 = """9.163 .462 .248 .929 1.084 1.810 4.715 12.187 27.728 64.068 157.570
 17.208 .738 .328 1.103 2.045 3.724 8.052 17.812 34.128 68.276 125.161"""
RATE_1970 = """18.469 .751 .391 1.146 1.287 2.672 6.636 15.691 34.723 79.763 176.837
 36.993 1.352 .541 2.040 3.523 6.746 12.967 24.471 45.091 74.902 123.205"""


def numbers(text: str) -> np.ndarray:
    return np.array(text.split(), dtype=float)


def test_the_published_example_is_reproduced() -> None:
    w1, w0 = (numbers(size) / numbers(size).sum() for size in (SIZE_1985, SIZE_1970))
    r1, r0 = numbers(RATE_1985), numbers(RATE_1970)
    assert (w0 @ r0, w1 @ r1) == pytest.approx((9.421833, 8.735618), abs=5e-7)
    found = kitagawa(w1, r1, w0, r0)
    assert found.rate[0] == pytest.approx(-2.2277254, abs=5e-8)
    assert found.composition[0] == pytest.approx(1.5415096, abs=5e-8)
    assert found.rate[0] + found.composition[0] == pytest.approx(-0.6862158, abs=5e-8)


def test_the_small_case_is_reproduced() -> None:
    found = kitagawa((0.6, 0.4), (0.2, 0.5), (0.7, 0.3), (0.1, 0.4))
    assert (found.rate[0], found.composition[0]) == pytest.approx((0.10, 0.03), abs=1e-15)


@given(arrays.arrays(float, (2, 5), elements=st.floats(0, 1)), arrays.arrays(float, (2, 5), elements=st.floats(0, 9)))
def test_the_two_effects_sum_to_the_change(rates: np.ndarray, sizes: np.ndarray) -> None:
    w1, w0 = (sizes + 0.01) / (sizes + 0.01).sum(axis=1, keepdims=True)
    found = kitagawa(w1, rates[0], w0, rates[1])
    assert found.rate + found.composition == pytest.approx([w1 @ rates[0] - w0 @ rates[1]], abs=1e-12)


def test_a_stratum_of_one_side_counts_as_composition() -> None:
    found = kitagawa((0.5, 0.5), (0.2, 0.8), (1.0, 0.0), (0.2, np.nan))
    assert (found.rate[0], found.composition[0]) == pytest.approx((0.0, 0.3))
    back = kitagawa((1.0, 0.0), (0.2, np.nan), (0.5, 0.5), (0.2, 0.8))
    assert (back.rate[0], back.composition[0]) == pytest.approx((0.0, -0.3))
