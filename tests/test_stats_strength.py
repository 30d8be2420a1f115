"""How sure a row is, and the plain reason."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from workbench.stats.strength import Checked, Evidence, Kind, Strength, checked_by, judge, points

SHARE = Evidence(Kind.SHARE, 0.14, 0.10, 0.19, people=120, eff_people=80.0, top_share=0.04, voice_people_ratio=1.1)
CHANGE = Evidence(
    Kind.CHANGE,
    0.08,
    0.04,
    0.12,
    people=120,
    eff_people=80.0,
    top_share=0.04,
    q=0.01,
    p_perm=0.002,
    p_gate=0.001,
    mde=0.055,
)
GROUPS = replace(CHANGE, kind=Kind.GROUPS, checked=Checked.YES)
NAN = float("nan")


@pytest.mark.parametrize("row", [SHARE, CHANGE, GROUPS, replace(SHARE, kind=Kind.TRUE_SHARE, checked=Checked.YES)])
def test_a_row_that_passes_everything_is_firm(row: Evidence) -> None:
    assert judge(row) == (Strength.FIRM, row.checked, "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"people": 7}, "too few people (A = 7)"),
        ({"people": 9}, "too few people (A = 9)"),
        ({"top_share": 0.31}, "one person wrote 31 % of these posts"),
        ({"top_share": 0.26}, "one person wrote 26 % of these posts"),
        ({"eff_people": 4.2}, "a few people wrote most of this (as good as 4 people)"),
        ({"estimate": None, "lo": None, "hi": None, "people": 0}, "nothing to count: no posts here"),
        ({"estimate": NAN, "lo": NAN, "hi": NAN, "people": 0}, "nothing to count: no posts here"),
        ({"lo": None, "hi": None}, "no range can be given"),
        ({"stability": 0.59}, "this topic does not hold together when other people are asked"),
        ({"posts_stand_in": True, "people": 8}, "too few posts (A = 8)"),
    ],
)
def test_gates_come_first_for_every_kind(change: dict[str, object], reason: str) -> None:
    for row in (SHARE, CHANGE, GROUPS):
        assert judge(replace(row, **change))[::2] == (Strength.EARLY, reason)


@pytest.mark.parametrize(("people", "eff_people", "top_share", "stability"), [(10, 6.0, 0.25, 0.60)])
def test_the_limits_themselves_pass(people: int, eff_people: float, top_share: float, stability: float) -> None:
    row = replace(SHARE, people=people, eff_people=eff_people, top_share=top_share, stability=stability)
    assert judge(row).strength is Strength.FIRM


def test_no_difference_names_what_would_have_been_noticed() -> None:
    found = judge(replace(CHANGE, lo=-0.01, q=0.4))
    assert found[::2] == (Strength.EARLY, "no difference found; one above 6 points would usually have been noticed")
    assert judge(replace(CHANGE, lo=-0.01, q=None, mde=None)).reason == "no difference found"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"lo": -0.01}, "still includes no difference"),
        ({"q": 0.06}, "can be chance"),
        ({"q": None}, "can be chance"),
        ({"p_perm": 0.051}, "drawn at random"),
        ({"p_gate": 0.2}, "taken together"),
        ({"mechanical": True}, "pushed aside"),
        ({"same_sign": False}, "repeated posts"),
        ({"sign_kept": False}, "group is not known"),
        ({"voice_people_ratio": 1.51}, "driven by few people"),
        ({"voice_people_ratio": 0.66}, "driven by few people"),
        ({"posts_stand_in": True}, "posts without an author"),
    ],
)
def test_one_failed_test_makes_a_difference_likely(change: dict[str, object], part: str) -> None:
    for row in (CHANGE, GROUPS):
        found = judge(replace(row, **change))
        assert found.strength is Strength.LIKELY
        assert part in found.reason


@pytest.mark.parametrize("checked", [Checked.NO, Checked.QUICK])
def test_groups_are_at_most_likely_until_both_are_checked_and_changes_are_not(checked: Checked) -> None:
    assert judge(replace(GROUPS, checked=checked)).strength is Strength.LIKELY
    assert judge(replace(CHANGE, checked=checked)) == (Strength.FIRM, checked, "")


def test_a_wide_share_is_likely() -> None:
    assert judge(replace(SHARE, hi=0.21))[::2] == (Strength.LIKELY, "the range is wider than ± 5 points")
    assert judge(replace(SHARE, hi=0.21, precision=0.06)).strength is Strength.FIRM


def test_a_share_without_tests_of_difference_may_be_firm_and_one_of_unknown_authors_not() -> None:
    assert judge(replace(SHARE, posts_stand_in=True)).strength is Strength.LIKELY
    assert judge(replace(SHARE, kind=Kind.TRUE_SHARE)).strength is Strength.LIKELY


def test_a_label_that_nobody_checked_is_a_machine_count() -> None:
    found = judge(replace(SHARE, kind=Kind.LABEL, lo=None, hi=None))
    assert found.strength is Strength.EARLY
    assert "machine count" in found.reason
    assert judge(replace(SHARE, kind=Kind.LABEL, checked=Checked.YES)).strength is Strength.FIRM


def test_usual_needs_three_months() -> None:
    row = replace(CHANGE, kind=Kind.USUAL, p_perm=None, p_gate=None)
    assert judge(replace(row, history_months=2)).reason == "fewer than 3 earlier months to compare with"
    assert judge(replace(row, history_months=3)).strength is Strength.FIRM


def test_reasons_hold_no_statistical_words() -> None:
    rows = [
        replace(GROUPS, **change)
        for change in ({"q": 1.0}, {"p_perm": 1.0}, {"p_gate": 1.0}, {"lo": -1.0, "q": 1.0}, {"top_share": 1.0})
    ]
    words = re.compile(
        r"significan|interval|permut|p.value|estimand|design effect|deff|gate|gold|cluster", re.IGNORECASE
    )
    assert [found for row in rows if words.search(found := judge(row).reason)] == []


def test_checked_needs_a_hundred_posts_in_every_group() -> None:
    assert checked_by([100, 250]) is Checked.YES
    assert checked_by([99, 250], quick=True) is Checked.QUICK
    assert checked_by([]) is Checked.NO


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.055, "6 points"), (0.06, "6 points"), (0.01, "1 point"), (0.0083, "0.9 points"), (0.0234, "3 points")],
)
def test_what_would_have_been_noticed_is_rounded_up(share: float, text: str) -> None:
    assert points(share, up=True) == text
