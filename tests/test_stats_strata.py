"""Strata of few people are put together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats.strata import Codes, merge_small


def side(counts: dict[int, int]) -> tuple[Codes, Codes]:
    """One row for each person, in strata with so many people."""
    stratum = np.repeat(list(counts), list(counts.values())).astype(np.int64)
    return np.arange(len(stratum)), stratum


@pytest.mark.parametrize(
    ("first", "second", "merged", "count"),
    [
        ({1: 9, 2: 9}, {1: 9, 2: 9}, (), 2),
        ({1: 9, 2: 9, 3: 9}, {1: 9, 2: 9}, (), 3),  # one side lacks stratum 3: unmatched, not merged
        ({1: 9, 2: 3, 3: 2}, {1: 9, 2: 9, 3: 9}, (2, 3), 2),
        ({1: 9, 2: 9, 3: 4}, {1: 9, 2: 30, 3: 9}, (1, 3), 2),  # a small one alone takes in that of fewest people
        ({1: 9, 2: 4}, {1: 9}, (1, 2), 1),
        ({1: 2, 2: 2}, {1: 2, 2: 2}, (1, 2), 1),
        ({1: 2}, {1: 2}, (), 1),
    ],
)
def test_small_strata_become_one(
    first: dict[int, int], second: dict[int, int], merged: tuple[int, ...], count: int
) -> None:
    kinds = merge_small(side(first), side(second))
    assert (kinds.merged, kinds.count) == (merged, count)
    assert len(set(kinds.place(np.array(merged, dtype=np.int64)))) <= 1


def test_a_person_in_two_small_strata_is_one_person() -> None:
    small = np.array([0, 1, 2, 0, 1, 2]), np.array([7, 7, 7, 8, 8, 8])
    kinds = merge_small(
        tuple(np.concatenate(part) for part in zip(small, side({9: 9}), strict=True)), side({7: 9, 8: 9, 9: 9})
    )
    assert kinds.merged == (7, 8, 9)  # three people in both are still fewer than five


@given(
    st.dictionaries(st.integers(0, 9), st.integers(1, 12), min_size=1),
    st.dictionaries(st.integers(0, 9), st.integers(1, 12), min_size=1),
)
def test_every_stratum_left_has_enough_people_or_is_alone(first: dict[int, int], second: dict[int, int]) -> None:
    kinds = merge_small(side(first), side(second))
    people = np.zeros((kinds.count, 2), dtype=int)
    for at, counts in enumerate((first, second)):
        for code, many in counts.items():
            people[kinds.place(np.array([code]))[0], at] += many
    assert kinds.count == 1 or not ((people > 0) & (people < 5)).any()
