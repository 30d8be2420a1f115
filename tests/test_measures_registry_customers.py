"""Measures of customers, on exports small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from heard_toys import DESK, FORUM, HEAD, SURVEY, answer, answers, project

from workbench.measures.registry.churn import leaving

EMPTY = {"status": "open", "replied": "", "solved": "", "reopens": "", "rating": ""}


def ticket(number: int, who: str, at: str, **more: str) -> dict[str, str]:
    text = f"please help me with case {number}"
    return {"id": f"t{number:03d}", "who": who, "at": at, "text": text, **EMPTY, **more}


def after(at: str, hours: float) -> str:
    return f"{pd.Timestamp(at) + pd.Timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"


def extra(row: pd.Series) -> dict[str, object]:
    return json.loads(row["extra"])


def desk(folder: Path, rows: list[dict[str, str]]) -> pd.DataFrame:
    return answers(project(folder, HEAD + DESK, desk=rows))


START = "2026-10-05 08:00:00"


def test_times_are_those_of_kaplan_and_meier(tmp_path: Path) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    chance = np.random.default_rng(8)
    hours = np.round(chance.exponential(12, 61), 2)
    replied = chance.random(61) < 0.8
    rows = [ticket(at, f"c{at}", START, replied=after(START, hours[at]) if replied[at] else "") for at in range(61)]
    row = answer(desk(tmp_path, rows), "first_reply_time")
    # those without a reply were seen as long as the last one who got one
    seen = np.where(replied, np.round(hours * 3600) / 3600, hours[replied].max())
    theirs = SurvfuncRight(seen, replied.astype(int))
    assert row["value"] == pytest.approx(theirs.quantile(0.5), abs=1e-3)
    low, high = theirs.quantile_ci(0.5)
    assert (row["lo"], row["hi"]) == (pytest.approx(low, rel=0.1), pytest.approx(high, rel=0.1))
    assert extra(row)["still_open"] == int((~replied).sum())
    assert row["unit"] == "hours"


def test_a_month_that_is_studied_again_later_gives_the_same_times(tmp_path: Path) -> None:
    rows = [ticket(at, f"c{at}", START, replied=after(START, at + 1)) for at in range(30)]
    rows += [ticket(50 + at, f"d{at}", "2026-10-31 08:00:00") for at in range(10)]
    later = [*rows[:30], *({**row, "replied": "2026-11-20 08:00:00"} for row in rows[30:])]
    later.append(ticket(90, "x", "2026-11-25 08:00:00"))
    # the first export was made in November: one reply was seen then
    rows[30] = {**rows[30], "replied": "2026-11-01 10:00:00"}
    later[30] = rows[30]
    one, two = (answer(desk(tmp_path / name, found), "first_reply_time") for name, found in (("a", rows), ("b", later)))
    assert one.drop("extra").to_dict() == pytest.approx(two.drop("extra").to_dict(), nan_ok=True)
    assert extra(one)["still_open"] == extra(two)["still_open"] == 10


def test_with_most_tickets_open_no_time_is_made_up(tmp_path: Path) -> None:
    rows = [ticket(at, f"c{at}", START, solved=after(START, 5) if at < 8 else "") for at in range(30)]
    rows.append(ticket(99, "late", "2026-10-31 20:00:00"))
    row = answer(desk(tmp_path, rows), "resolution_time")
    assert row["applicable"]
    assert pd.isna(row["value"])
    assert (row["strength"], row["reason"]) == ("too early", "23 of 31 tickets were still open, too many to tell")


def test_a_ticket_closed_at_an_unknown_time_is_not_called_open(tmp_path: Path) -> None:
    rows = [ticket(at, f"c{at}", START, solved=after(START, at + 1)) for at in range(20)]
    rows += [ticket(40 + at, f"d{at}", START, status="Solved") for at in range(5)]
    rows += [ticket(60, "back", START, solved=after(START, -2))]
    found = extra(answer(desk(tmp_path, rows), "resolution_time"))
    assert found == {"answered_before_asked": 1, "still_open": 0, "unknown_end": 5}


def test_a_ticket_solved_in_silence_was_waited_for_until_then(tmp_path: Path) -> None:
    rows = [ticket(at, f"c{at}", START, replied=after(START, 2)) for at in range(12)]
    rows += [ticket(40 + at, f"d{at}", START, solved=after(START, 1)) for at in range(12)]
    rows.append(ticket(99, "late", "2026-10-31 20:00:00"))
    row = answer(desk(tmp_path, rows), "first_reply_time")
    # those solved after one hour wait no longer: all that is left is answered after two
    assert row["value"] == pytest.approx(2.0)


def test_reopens_are_shares_of_tickets_with_ranges_of_people(tmp_path: Path) -> None:
    rows = [ticket(at, f"c{at}", START, reopens="2" if at < 3 else "0") for at in range(30)]
    rows += [ticket(50 + at, "often", START, reopens="1") for at in range(6)]
    rows += [ticket(70, "silent", START)]
    row = answer(desk(tmp_path, rows), "reopens")
    assert row["value"] == pytest.approx(9 / 36)
    assert (row["n_posts"], row["n_authors"]) == (36, 31)
    assert row["deff"] > 1.5
    assert extra(row) == {"reopens": 12, "tickets": 36}


def test_repeat_contact_looks_back_28_days_into_the_month_before(tmp_path: Path) -> None:
    rows = [ticket(at, f"c{at:02d}", START) for at in range(20)]
    rows += [ticket(40, "c00", "2026-09-20 08:00:00"), ticket(41, "c01", "2026-09-01 08:00:00")]
    rows += [ticket(42, "c02", "2026-10-20 08:00:00"), ticket(43, "c02", "2026-10-25 08:00:00")]
    row = answer(desk(tmp_path, rows), "repeat_contact")
    assert row["value"] == pytest.approx(2 / 20), "c00 and c02, once each"


def test_satisfaction_counts_good_ratings_and_never_mixes_scales(tmp_path: Path) -> None:
    rows = [ticket(at, f"c{at}", START, rating="good" if at < 15 else "bad") for at in range(20)]
    rows += [ticket(40 + at, f"d{at}", START) for at in range(10)]
    stars = [
        {"id": f"s{at}", "who": f"v{at}", "at": START, "text": f"so {at}", "rating": str(1 + at % 5)}
        for at in range(15)
    ]
    toml = HEAD + DESK + SURVEY.replace("nps11", "csat5")
    table = answers(project(tmp_path, toml, desk=rows, survey=stars))
    first, second = answer(table, "csat"), answer(table, "csat", "csat5")
    assert (first["subject"], first["value"], extra(first)) == ("good_bad", 0.75, {"of": 30, "ratings": 20})
    assert second["value"] == pytest.approx(6 / 15)


def test_nps_is_promoters_minus_detractors(tmp_path: Path) -> None:
    scores = ["10"] * 25 + ["9"] * 25 + ["8"] * 15 + ["7"] * 15 + ["6"] * 12 + ["0"] * 8
    rows = [
        {"id": f"s{at}", "who": f"v{at}", "at": START, "text": f"so {at}", "rating": s} for at, s in enumerate(scores)
    ]
    row = answer(answers(project(tmp_path, HEAD + SURVEY, survey=rows)), "nps")
    assert row["value"] == pytest.approx(0.3)
    # √((.5 + .2 − .3²)/100) = .0781; the range is about two of it each way
    assert (row["lo"], row["hi"]) == (
        pytest.approx(0.3 - 2 * 0.0781, abs=0.015),
        pytest.approx(0.3 + 2 * 0.0781, abs=0.015),
    )
    assert (row["strength"], row["reason"]) == ("likely", "the range is wider than ± 10 points")
    assert extra(row) == {"answers": 100, "detractors": 20, "promoters": 50}


def test_signals_of_leaving_stay_a_count_without_a_range(tmp_path: Path) -> None:
    rows = [ticket(at, f"c{at}", START) for at in range(27)]
    rows += [
        {**ticket(60 + at, f"d{at % 3}", START), "text": "I want to cancel this and get a refund"} for at in range(6)
    ]
    stranger = {"id": "f1", "who": "guest", "at": START, "text": "I will cancel my account here", "thread": "1"}
    table = answers(project(tmp_path, HEAD + DESK + FORUM, desk=rows, forum=[stranger]))
    row = answer(table, "churn_signals")
    assert row["value"] == pytest.approx(3 / 30), "customers only, each once"
    assert pd.isna(row["lo"])
    assert (row["strength"], row["checked"]) == ("too early", "no")
    assert row["reason"] == "a machine count: give it a range by checking posts by hand"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Please CANCEL my plan", True),
        ("we’re switching to a competitor", True),
        ("i want my money back", True),
        ("looking for an alternative", True),
        ("the cancellation form", True),
        ("the switch in the settings", False),
        ("cancelleds", False),
        ("where can I look for my invoice", False),
    ],
)
def test_phrases_of_leaving(text: str, found: bool) -> None:
    assert leaving(text) is found
