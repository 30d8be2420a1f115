"""Any texts filed under a study's topics, beside how the same texts are treated as posts."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.small_project import LAST, build
from workbench.analysis import Analysis, open_study
from workbench.project.toml import read_project
from workbench.store.loading import load_project

EXPORT = "The export to CSV stops halfway with an error."
BARE = "Great app!"
GERMAN = "Der Anmeldecode kommt nie auf meinem Telefon an, das ärgert mich jeden Morgen sehr."
LONG = " ".join(
    [f"{EXPORT} The download for my accountant leaves out the last column."] * 2
    + ["The sign-in code never arrives on my phone. The six digit login code comes after it has expired."] * 2
)


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    project = build(tmp_path_factory.mktemp("shown") / "small")
    with (project / "inbox" / "forum.csv").open("a", encoding="utf-8") as file:
        for at, text in enumerate((EXPORT, BARE, GERMAN, LONG)):
            file.write(f'2026-07-0{at + 1} 10:15:00,somebody {at},,"{text}",1,told{at}\n')
    load_project(read_project(project))
    return open_study(project, LAST)


def as_posts(analysis: Analysis, text: str) -> list[str]:
    posts = analysis.now.posts
    (item,) = posts.loc[(posts["masked"] == text) & (posts["month"] == LAST), "item_id"].tail(1)
    return analysis.filed.loc[analysis.filed["item_id"] == item, "decision"].astype(str).tolist()


def test_texts_are_filed_whole_where_posts_are_kept_apart_or_cut(analysis: Analysis) -> None:
    assert as_posts(analysis, BARE) == ["no_reason"]
    assert as_posts(analysis, GERMAN) == ["other_language"]
    assert len(as_posts(analysis, LONG)) > 2
    found = analysis.assign([EXPORT, BARE, GERMAN, LONG])
    assert len(found) == 4
    assert set(found["decision"]) <= {"topic", "undecided", "none"}
    # its nearest topic is looked for, whatever the language: a score stands there as for any text
    assert (found["score"].abs() > 0).all()
    assert found["decision"].iloc[0] == "topic"


def test_the_difference_is_told_where_one_looks_for_it() -> None:
    said = " ".join((inspect.getdoc(Analysis.assign) or "").split())
    guide = " ".join((Path(__file__).parents[1] / "docs" / "codebook.md").read_text(encoding="utf-8").split())
    for text in (said, guide):
        for what in ("no reason", "another language", "long"):
            assert what in text.split("filed whole")[0][-900:]
