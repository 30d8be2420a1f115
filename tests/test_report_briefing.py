"""The brief of a real study: every figure comes from a table, and the sentences keep the rules."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.small_project import LAST, copy
from workbench.analysis import Analysis
from workbench.project.study import Study
from workbench.report import sentences
from workbench.report.brief import Mark
from workbench.report.briefing import brief_of, period_title
from workbench.report.figure import number, whole

slow = pytest.mark.slow


@pytest.mark.parametrize(
    ("value", "found"),
    [(None, None), (pd.NA, None), (pd.NaT, None), (float("nan"), None), (3, 3.0), (pd.Series([0.5])[0], 0.5)],
)
def test_a_cell_is_a_number_or_nothing(value: object, found: float | None) -> None:
    assert number(value) == found
    assert whole(value) == int(found or 0)


def test_a_cell_of_words_is_a_fault_of_the_table() -> None:
    with pytest.raises(TypeError):
        number("many")


@pytest.fixture(scope="module")
def analysis(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return Analysis(Study(project=copy(published, tmp_path_factory.mktemp("brief") / "small"), month=LAST))


@slow
def test_the_masthead_counts_what_the_tables_count(analysis: Analysis) -> None:
    brief = brief_of(analysis)
    values = analysis.quality().set_index("name")["value"]
    posts, people, channels = brief.standing
    assert posts.value == f"{whole(values['posts']):,}"
    assert people.value == f"{whole(values['people']):,}"
    assert channels.value == str(analysis.channels()["channel"].nunique())
    assert sum(heard.share for heard in brief.heard_from) == pytest.approx(1)
    assert [heard.share for heard in brief.heard_from] == sorted(
        (heard.share for heard in brief.heard_from), reverse=True
    )
    assert brief.sentence.endswith(".")


@slow
def test_small_data_still_says_something(analysis: Analysis) -> None:
    brief = brief_of(analysis)
    said = len(brief.lines) + len(brief.too_early) + (1 if brief.compared else 0) + (1 if brief.heard_from else 0)
    assert said >= 5
    assert len(brief.too_early) <= 2
    assert len({line.headline for line in brief.lines}) == len(brief.lines)


@slow
def test_only_a_firm_line_gets_a_verb_of_change(analysis: Analysis) -> None:
    for line in brief_of(analysis).lines:
        if line.mark in (Mark.RISING, Mark.FALLING) and line.strength != "firm":
            assert ", up from" not in line.figure
            assert ", down from" not in line.figure


@slow
def test_the_researchers_headline_replaces_the_draft(analysis: Analysis) -> None:
    path = analysis.project.folder / "notes" / f"{LAST}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("# Headline\nMine.\n\n# So what\nAct.\n\n# Recommendation\nDo it.\n", encoding="utf-8")
    try:
        brief = brief_of(analysis)
    finally:
        path.unlink()
    assert brief.sentence == "Mine."
    assert brief.decide_now == ("Do it.",)
    assert brief.folded[0].title == "What it means"
    assert brief_of(analysis).sentence != "Mine."


@slow
def test_the_rows_that_came_in_balance(analysis: Analysis) -> None:
    table = sentences.by_source(analysis)
    assert (table["read"] == table["kept"] + table["duplicates"] + table["rejected"]).all()
    assert "300 rows were read" in sentences.rows_in(analysis)
    assert period_title(analysis) == analysis.period.title
