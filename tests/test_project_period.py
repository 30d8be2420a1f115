from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadRequest
from workbench.project.model import Project
from workbench.project.period import Kind, Window, effective_window, window
from workbench.project.sections import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATE = datetime(2190, 1, 1, tzinfo=UTC)
# Sao Paulo began summer time at midnight, Havana ends it there; Apia once skipped a whole day.
ZONES = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Pacific/Apia", "Asia/Kathmandu"]


def project(zone: str = "Europe/Berlin", window: str = "auto") -> Project:
    return Project(
        folder=Path("acme"),
        project=Settings(name="Acme", timezone=zone, window=window),
        periods={"launch": ("2026-10-05", "2026-10-12")},
    )


def test_a_month_runs_from_local_midnight_to_local_midnight_across_summer_time() -> None:
    march = window(project(), "2026-03", now=NOW)
    # Berlin: +01:00 on 1 March, +02:00 on 1 April.
    assert march.start == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert march.end == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert (march.days, march.first_day, march.last_day) == (31, date(2026, 3, 1), date(2026, 3, 31))


def test_the_last_second_is_in_and_the_next_midnight_is_out() -> None:
    october = window(project(), "2026-10", now=NOW)
    zone = ZoneInfo("Europe/Berlin")
    assert datetime(2026, 10, 31, 23, 59, 59, tzinfo=zone) in october
    assert datetime(2026, 11, 1, tzinfo=zone) not in october
    assert datetime(2026, 10, 1, tzinfo=zone) in october


@settings(deadline=None)
@given(st.sampled_from(ZONES), st.integers(1995 * 12, 2100 * 12), st.integers(1, 14))
def test_months_follow_each_other_without_gap_or_overlap(zone: str, at: int, n: int) -> None:
    label = f"{at // 12}-{at % 12 + 1:02d}"
    month = window(project(zone), label, now=LATE)
    chain = (*month.previous(n), month)
    assert all(one.end == two.start for one, two in pairwise(chain))
    assert [one.label for one in chain] == sorted(one.label for one in chain)
    assert all(one.first_day.day == 1 and (one.last_day + timedelta(days=1)).day == 1 for one in chain)


@settings(deadline=None)
@given(st.sampled_from(ZONES), st.integers(1995, 2100), st.integers(1, 4))
def test_a_quarter_is_its_three_months(zone: str, year: int, number: int) -> None:
    quarter = window(project(zone), f"{year}-Q{number}", now=LATE)
    last = window(project(zone), f"{year}-{number * 3:02d}", now=LATE)
    assert (quarter.start, quarter.end) == (last.previous(2)[0].start, last.end)
    assert quarter.previous(1)[0].end == quarter.start
    assert quarter.previous(4)[0].label == f"{year - 1}-Q{number}"


def test_a_named_period_holds_both_days_and_is_preceded_by_as_many() -> None:
    launch = window(project(), "launch", now=NOW)
    assert (launch.kind, launch.days, launch.label) == (Kind.NAMED, 8, "launch")
    before = launch.previous(2)
    assert [(one.first_day, one.last_day) for one in before] == [
        (date(2026, 9, 19), date(2026, 9, 26)),
        (date(2026, 9, 27), date(2026, 10, 4)),
    ]


@pytest.mark.parametrize(
    ("label", "title"),
    [("2026-10", "October 2026"), ("2026-Q3", "Jul–Sep 2026"), ("launch", "launch, 5–12 Oct 2026")],
)
def test_titles_are_what_pages_show(label: str, title: str) -> None:
    assert window(project(), label, now=NOW).title == title


def test_a_period_that_is_not_over_is_refused_unless_partial() -> None:
    with pytest.raises(BadRequest, match="not over"):
        window(project(), "2026-11", now=NOW)
    november = window(project(), "2026-11", partial=True, now=NOW)
    assert (november.partial, november.title) == (True, "November 2026, partial")
    assert november.end == datetime(2026, 11, 30, 23, tzinfo=UTC)  # no clock time enters a window
    assert not window(project(), "2026-10", partial=True, now=NOW).partial


def test_a_period_that_has_not_begun_is_refused_even_partial() -> None:
    with pytest.raises(BadRequest, match="has not begun"):
        window(project(), "2026-12", partial=True, now=NOW)


def test_as_of_shows_the_period_as_it_stood_at_the_end_of_that_day() -> None:
    cut = window(project(), "2026-10", as_of="2026-10-15", partial=True, now=NOW)
    assert cut.end == datetime(2026, 10, 15, 22, tzinfo=UTC)
    assert (cut.partial, cut.days, cut.label) == (True, 15, "2026-10")
    assert [one.label for one in cut.previous(2)] == ["2026-08", "2026-09"]
    with pytest.raises(BadRequest, match="not over"):
        window(project(), "2026-10", as_of="2026-10-15", now=NOW)
    assert not window(project(), "2026-10", as_of="2026-10-31", now=NOW).partial


@pytest.mark.parametrize("day", ["2026-02-30", "20261015", "15.10.2026", "2027-01-01"])
def test_a_wrong_or_future_day_is_refused(day: str) -> None:
    with pytest.raises(BadRequest) as caught:
        window(project(), "2026-10", as_of=day, partial=True, now=NOW)
    assert caught.value.where == "--as-of"


@pytest.mark.parametrize(
    ("label", "fix"),
    [
        ("202610", "Write 2026-10."),
        ("2026/7", "Write 2026-07."),
        ("2026-13", "A month is written as 2026-01 to 2026-12."),
        ("0000-01", "Write a month as 2026-10"),
        ("2026q3", "Write 2026-Q3."),
        ("Q3 2026", "Write 2026-Q3."),
        ("lanch", "Did you mean 'launch'?"),
        ("2026-08..2026-10", "launch"),
        ("２０２６-10", "Write"),
        ("2026-10\n", "Write 2026-10."),
    ],
)
def test_a_wrong_label_says_what_to_write(label: str, fix: str) -> None:
    with pytest.raises(BadRequest) as caught:
        window(project(), label, now=NOW)
    assert fix in caught.value.fix


@pytest.mark.parametrize(
    ("setting", "people", "title"),
    [
        ("auto", 499, "Aug–Oct 2026"),
        ("auto", 500, "October 2026"),
        ("month", 10, "October 2026"),
        ("quarter", 9999, "Aug–Oct 2026"),
        ("1 month", 10, "October 2026"),
        ("12 months", 9999, "Nov 2025–Oct 2026"),
    ],
)
def test_few_people_widen_a_month_unless_the_project_says_otherwise(setting: str, people: int, title: str) -> None:
    month = window(project(window=setting), "2026-10", now=NOW)
    wide = effective_window(project(window=setting), month, people)
    assert (wide.title, wide.end) == (title, month.end)


def test_a_widened_window_is_preceded_by_the_months_before_it() -> None:
    month = window(project(), "2026-10", now=NOW)
    wide = effective_window(project(), month, 100)
    before: Window = wide.previous(1)[0]
    assert (wide.label, before.label, before.title) == ("2026-08..2026-10", "2026-05..2026-07", "May–Jul 2026")
    assert before.end == wide.start


def test_quarters_and_named_periods_are_not_widened() -> None:
    for label in ("2026-Q3", "launch"):
        period = window(project(), label, now=NOW)
        assert effective_window(project(), period, 3) == period
