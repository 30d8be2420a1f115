"""Measures by end user on the sample, whose truth is planted."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from heard_toys import answer, answers
from simulate_sample import folder, rows

from tests.small_project import copy


@pytest.fixture(scope="module")
def table(loaded_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return answers(copy(loaded_sample, tmp_path_factory.mktemp("registry") / "sample"))


@pytest.mark.parametrize(
    ("measure", "planted"),
    [
        # simulate/layouts_desk: a reply after 0.3 hours and a wait of 9 on average
        ("first_reply_time", 0.3 + 9 * math.log(2)),
        ("first_reply_time_p90", 0.3 + 9 * math.log(10)),
        ("csat", 2 / 3),
        ("reopens", 0.05),
    ],
)
def test_what_was_planted_at_the_help_desk_lies_in_the_range(table: pd.DataFrame, measure: str, planted: float) -> None:
    row = answer(table, measure)
    assert row["applicable"]
    assert row["lo"] <= planted <= row["hi"]


def test_the_score_is_that_of_the_survey(table: pd.DataFrame) -> None:
    # the file of October itself
    from openpyxl import load_workbook

    sheet = load_workbook(folder() / "inbox" / "survey" / "nps_2026-10.xlsx", read_only=True).worksheets[-1]
    scores = [row[2] for row in sheet.iter_rows(values_only=True) if isinstance(row[2], int)]
    net = sum((score >= 9) - (score <= 6) for score in scores) / len(scores)
    assert answer(table, "nps")["value"] == pytest.approx(net)


def test_public_people_are_told_apart_from_customers(table: pd.DataFrame) -> None:
    truth = [row for row in rows("truth/items.csv") if row["month"] == "2026-10"]
    public = {row["source"] for row in truth} - {"tickets", "survey"}
    assert public
    # everybody away from our own posts speaks of us, and nobody of a competitor, who is not named
    mentions = answer(table, "unprompted_mentions")
    assert 0 < mentions["value"] < 1
    voice = answer(table, "share_of_voice")
    assert not voice["applicable"]
    assert voice["reason"].startswith("no competitor is named")


def test_what_was_not_over_is_not_counted_as_returned(table: pd.DataFrame) -> None:
    cohorts = table[(table["measure"] == "cohorts") & table["applicable"]]
    # from May on 90 days have passed in August, and October's 28 days lie in November
    assert cohorts["subject"].tolist() == ["2026-09", "2026-08"]
    assert cohorts["value"].between(0.05, 0.5).all()
