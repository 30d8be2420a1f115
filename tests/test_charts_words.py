from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.charts.words import clean, count, counted, decimal, interval, missing, percent, period, points, two_lines


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.14, "14 %"), (0.145, "15 %"), (0.0, "0 %"), (1.0, "100 %"), (0.004, "< 1 %"), (None, "–"), (float("nan"), "–")],
)
def test_shares_are_whole_percentages_and_a_small_share_is_not_zero(share, written):
    assert percent(share).replace("\u00a0", " ") == written


def test_a_count_and_its_word_go_together():
    assert [counted(number, "topic") for number in (0, 1, 2, 1200)] == [
        "0 topics",
        "1 topic",
        "2 topics",
        "1,200 topics",
    ]
    assert [counted(number, "person", "people") for number in (1, 2)] == ["1 person", "2 people"]


@pytest.mark.parametrize("value", [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT])
def test_every_kind_of_gap_is_missing(value):
    assert missing(value)


@pytest.mark.parametrize("value", [0, 0.5, np.float64(0.5), np.int64(3), np.bool_(False), "", "nan"])
def test_a_value_of_any_library_is_not_missing(value):
    assert not missing(value)


def test_an_interval_stands_in_brackets_behind_its_share():
    assert interval(0.14, 0.10, 0.19).replace("\u00a0", " ") == "14 % (10–19)"


def test_an_interval_that_is_missing_leaves_the_share_alone():
    assert interval(0.14, float("nan"), 0.19).replace("\u00a0", " ") == "14 %"


def test_differences_are_signed_points():
    assert points(-0.101, -0.18, 0.02) == "−10 (−18 to +2)"
    assert points(0.001) == "0"


def test_counts_are_grouped_and_missing_numbers_are_a_dash():
    assert [count(12480), count(None), decimal(1.84), decimal(float("nan"))] == ["12,480", "–", "1.8", "–"]


def test_months_and_quarters_are_written_out_and_names_stay():
    assert [period("2026-10"), period("2026-Q3"), period("launch")] == [
        "October 2026",
        "third quarter of 2026",
        "launch",
    ]


@given(st.text(max_size=300), st.integers(min_value=8, max_value=60))
def test_a_label_takes_at_most_two_lines_of_its_width(text, width):
    first, second = two_lines(text, width=width)
    assert len(first) <= width
    assert len(second) <= width
    assert second or not first


def test_a_label_of_sixty_characters_loses_nothing():
    label = "Invoices arrive without the tax number and cannot be resent"
    assert " ".join(two_lines(label, width=37)) == label


@given(st.text(alphabet=st.characters(), max_size=50))
def test_clean_text_can_be_written_and_stands_on_one_line(text):
    plain = clean(text)
    plain.encode("utf-8")
    assert len(plain.splitlines()) <= 1


def test_a_cell_of_a_hundred_thousand_characters_is_shortened():
    assert len(clean("x" * 100_000)) == 400
