"""Where made-up groups differ too often, nothing is claimed: neither in a table, nor on the brief, nor on a page."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.small_project import LAST, copy
from workbench.analysis import Analysis
from workbench.measures.controls import ALL, COLUMNS, Control
from workbench.measures.held import REASON, held_back, stops
from workbench.project.study import Study
from workbench.report import controls as said
from workbench.report import groups, pairs
from workbench.report.briefing import NOTHING, brief_of
from workbench.report.outputs import TABLES

STRENGTHS = ["firm", "likely", "too early"]


def found() -> pd.DataFrame:
    return pd.DataFrame({"strength": STRENGTHS, "reason": ["", "a doubt", "too few people (A = 3)"]}).astype("string")


def failing(**shares: float) -> pd.DataFrame:
    """Return the table of controls: those named stop."""
    rows = [
        {
            "control": control,
            "split": ALL,
            "tested": 400,
            "flagged": round(400 * shares.get(control, 0.05)),
            "flagged_share": shares.get(control, 0.05),
            "verdict": "stop" if control in shares else "passed",
        }
        for control in Control
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def test_the_controls_that_stop_are_named() -> None:
    assert stops(failing()) == frozenset()
    assert stops(failing(change=0.2)) == {Control.CHANGE}
    assert stops(failing(groups=0.2, change=0.2)) == set(Control)


@pytest.mark.parametrize("name", ["topics", "segments", "change", "words", "measures"])
def test_made_up_groups_hold_back_every_row(name: str) -> None:
    table = held_back(name, found(), {Control.GROUPS})
    assert table["strength"].tolist() == ["too early"] * 3
    assert table["reason"].tolist() == [REASON, REASON, "too few people (A = 3)"]


def test_made_up_months_hold_back_what_is_about_change_alone() -> None:
    for name, wanted in (("change", ["too early"] * 3), ("spoke", ["too early"] * 3), ("segments", STRENGTHS)):
        assert held_back(name, found(), {Control.CHANGE})["strength"].tolist() == wanted


def test_where_nothing_failed_and_where_nothing_is_judged_the_table_stays() -> None:
    pd.testing.assert_frame_equal(held_back("topics", found(), set()), found())
    plain = pd.DataFrame({"posts": [1]})
    pd.testing.assert_frame_equal(held_back("months", plain, {Control.GROUPS}), plain)


# a real study, with controls that are made to fail


@pytest.fixture(scope="module")
def project(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy(published, tmp_path_factory.mktemp("held") / "small")
    path = folder / "project.toml"
    text = path.read_text(encoding="utf-8").replace('name = "Small"', 'name = "Small"\nwindow = "month"', 1)
    path.write_text(text + '\n[[products]]\nname = "Desk"\nend_user = "audience"\n'
                    'goal = { measure = "new_people", target = 0.9, by = "2026-12" }\n', encoding="utf-8")  # fmt: skip
    return folder


def study(project: Path, monkeypatch: pytest.MonkeyPatch, **shares: float) -> Analysis:
    monkeypatch.setattr(Analysis, "controls", lambda self: failing(**shares))
    return Analysis(Study(project=project, month=LAST))


def strengths(analysis: Analysis) -> set[str]:
    tables = [getattr(analysis, name)() for name in TABLES]
    return {str(one) for table in tables if "strength" in table for one in table["strength"].dropna()}


@pytest.mark.slow
def test_no_table_of_a_study_claims_anything(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert strengths(study(project, monkeypatch)) > {"too early"}, "else this would show nothing"
    assert strengths(study(project, monkeypatch, groups=0.2)) == {"too early"}


@pytest.mark.slow
def test_the_brief_says_why_in_one_sentence_and_claims_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert brief_of(study(project, monkeypatch)).warning == ""
    brief = brief_of(study(project, monkeypatch, groups=0.2))
    assert "20\u00a0% of the comparisons found a difference where there is none" in brief.warning
    assert brief.lines
    assert {line.strength for line in brief.lines} == {"too early"}
    assert {line.mark.value for line in brief.lines} <= {"lasting", "new"}
    assert brief.sentence == NOTHING
    assert brief.too_early == (), "what would have been noticed is not known either"
    assert {card.status for card in brief.cards} == {"cannot be told"}


@pytest.mark.slow
def test_failed_months_take_the_claims_of_change_away_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = study(project, monkeypatch, change=0.3)
    assert set(analysis.change()["strength"]) | set(analysis.spoke()["strength"]) == {"too early"}
    assert set(analysis.topics()["strength"]) - {"too early"}
    brief = brief_of(analysis)
    assert "exchanged the months" in brief.warning
    assert not {line.mark.value for line in brief.lines} & {"rising", "falling"}


@pytest.mark.slow
def test_the_pages_draw_and_say_nothing_that_is_a_claim(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = study(project, monkeypatch, groups=0.2)
    assert 'class="warning"' in str(said.warning(analysis))
    for sentence in (groups.turned_round(analysis), groups.who_spoke(analysis)):
        assert sentence == groups.HELD
    folds = str(pairs.comparisons(analysis))
    assert "no difference is sure yet" in folds
    assert "likely differ" not in folds
    assert str(said.warning(study(project, monkeypatch))) == ""


@pytest.mark.slow
def test_a_study_narrowed_to_a_product_obeys_the_controls_of_the_whole(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrowed = study(project, monkeypatch, groups=0.2).of("Desk")
    assert narrowed.stopped == {Control.GROUPS}
    assert set(narrowed.topics()["strength"]) == {"too early"}
