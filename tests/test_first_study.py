"""A first study: three hundred posts of one month, nobody named behind them, nothing checked by hand."""

from __future__ import annotations

import pytest
import simulate_sample

from tests.small_project import write_csv
from workbench.analysis import Analysis
from workbench.measures.material import Material
from workbench.project.study import Study
from workbench.project.toml import read_project
from workbench.report.brief import Brief, Line
from workbench.report.briefing import brief_of
from workbench.store.loading import load_project

pytestmark = pytest.mark.slow
TOML = """[project]
name = "First"

[[sources]]
name = "posts"
files = "inbox/posts.csv"
origin = "social"
authors = "unknown"
columns = { text = ["text"], created_at = "date" }
"""
#: file and column of the text, of exports of the sample that are plain CSV.
EXPORTS = (
    ("inbox/x/mentions_2026-10.csv", "body"),
    ("inbox/instagram/comments_2026-10.csv", "text"),
    ("inbox/tickets/tickets_2026-10.csv", "Description"),
)


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("first")
    # a hundred of each, as they come; who wrote them is left behind
    posts = [
        {"text": row[text], "date": f"2026-10-{at % 28 + 1:02d}"}
        for name, text in EXPORTS
        for at, row in enumerate(simulate_sample.rows(name)[:100])
    ]
    assert len(posts) == 300
    write_csv(folder / "inbox" / "posts.csv", posts)
    (folder / "project.toml").write_text(TOML, encoding="utf-8")
    load_project(read_project(folder))
    return Analysis(Study(project=folder, month="2026-10"))


@pytest.fixture(scope="module")
def brief(analysis: Analysis) -> Brief:
    return brief_of(analysis)


def numbered(brief: Brief) -> list[Line]:
    return [line for line in brief.lines if any(sign.isdigit() for sign in line.figure)]


def test_it_still_says_five_things_with_their_figures(analysis: Analysis, brief: Brief) -> None:
    assert isinstance(analysis.now, Material)
    assert analysis.now.posts["authors"].eq("unknown").all()
    assert len(numbered(brief)) >= 5
    assert all("(" in line.figure and "–" in line.figure for line in numbered(brief)), "each with its range"


def test_no_line_is_surer_than_posts_without_people_allow(brief: Brief) -> None:
    assert {line.strength for line in brief.lines} <= {"likely", "too early"}
    assert {line.checked for line in brief.lines} == {"no"}


def test_nothing_is_said_to_have_moved(brief: Brief) -> None:
    assert {line.mark.value for line in brief.lines} <= {"lasting"}
    assert "nothing earlier" in brief.compared


def test_it_says_that_posts_stand_in_for_people_and_that_nothing_is_checked(brief: Brief) -> None:
    assert [figure.label for figure in brief.standing][1] == "people or unnamed posts"
    sure = " ".join(part for part in brief.folded[0].parts if isinstance(part, str))
    assert "stands in for a person" in sure
    assert "not yet checked" in sure


def test_every_line_says_something_else(brief: Brief) -> None:
    heads = [line.headline for line in brief.lines]
    assert len(set(heads)) == len(heads)
