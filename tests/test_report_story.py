"""The sentences and tables of the topics page, on small projects."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.small_project import LAST, build
from workbench.analysis import Analysis
from workbench.measures.bridge import no_bridge
from workbench.measures.controls import Control
from workbench.measures.published import Baseline
from workbench.project.study import Study
from workbench.project.toml import read_project
from workbench.report import story
from workbench.store.loading import load_project
from workbench.topics.codebook.topic import Status, Watched


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = build(tmp_path_factory.mktemp("story") / "small")
    load_project(read_project(project))
    return project


@pytest.fixture
def analysis(loaded: Path) -> Analysis:
    return Analysis(Study(project=loaded, month=LAST))


def changed(analysis: Analysis, **more: object) -> Analysis:
    """Let the study stand on another codebook; nothing is read from earlier results then."""
    analysis.ground.__dict__["codebook"] = replace(analysis.codebook, **more)
    return analysis


def test_a_first_study_says_in_words_that_nothing_is_new_and_nothing_moved(analysis: Analysis) -> None:
    assert story.standing(analysis).startswith(f"All {len(analysis.topics())} topics are candidates")
    assert story.fresh(analysis).startswith("Nothing is new")
    assert str(story.fresh_table(analysis)) == ""
    assert "first study" in story.bridged(analysis)
    assert str(story.bridged_table(analysis)) == ""
    assert "Posts reach back to May 2026: 3 months" in story.months(analysis)


def test_one_month_cannot_say_how_a_topic_goes(loaded: Path) -> None:
    first = Analysis(Study(project=loaded, month="2026-05"))
    assert "only month so far" in story.months(first)
    assert story.moved_most(first) == "Three months are needed before one can say how a topic goes."
    assert story.drawn(first).empty


def test_confirmed_topics_and_candidates_are_told_apart(analysis: Analysis) -> None:
    one, *others = analysis.codebook.topics
    changed(analysis, topics=(replace(one, status=Status.ACTIVE), *others))
    assert story.standing(analysis).startswith(f"1 topic confirmed by the team; {len(others)} more are candidates")


def test_new_topics_and_watched_clusters_are_marked(analysis: Analysis) -> None:
    *others, last = analysis.codebook.topics
    few = Watched("W0001", "Few <i>people</i>", ("few",), last.parts[0], "2026-07", LAST, 4, 3)
    changed(analysis, topics=(*others, replace(last, first_period="2026-07-later")), watched=(few,))
    least = analysis.project.topics.min_people
    assert story.fresh(analysis) == (
        "1 topic came up since topics were first found."
        f" 1 more is watched: fewer than {least} people have said it so far,"
        " or the group would look different had a few others been heard."
    )
    shown = str(story.fresh_table(analysis))
    assert "new candidate" in shown
    assert "watched, nothing sorted under it" in shown
    assert "<i>" not in shown


def test_a_line_that_goes_up_is_a_claim_that_failed_controls_take_away(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = analysis.codebook.topics[0].topic_id
    table = analysis.history()
    own = (table["id"] == topic).to_numpy()
    risen = table["month"].eq(LAST).to_numpy()
    for name, low, high in (
        ("share_people", 0.02, 0.6),
        ("share_people_lo", 0.01, 0.5),
        ("share_people_hi", 0.03, 0.7),
    ):
        table.loc[own & ~risen, name], table.loc[own & risen, name] = low, high
    table.loc[own, "people"] = 50
    monkeypatch.setattr(analysis, "history", lambda: table)
    analysis.__dict__["stopped"] = frozenset()
    assert topic in set(story.drawn(analysis)["id"])
    analysis.__dict__["stopped"] = frozenset({Control.CHANGE})
    assert story.drawn(analysis).empty


def test_topics_that_other_people_would_not_give_again_are_not_drawn(analysis: Analysis) -> None:
    every = tuple(replace(topic, stability=0.4) for topic in analysis.codebook.topics)
    changed(analysis, topics=every)
    assert story.drawn(analysis).empty
    assert story.trust(analysis) == (
        f"0 of {len(every)} topics would come out of other people's posts again; {len(every)} would not, and nothing is"
        " claimed about how they go."
    )
    assert "no: read it as a hint only" in str(story.trust_table(analysis))


def test_topics_whose_stability_is_not_known_are_counted_apart(analysis: Analysis) -> None:
    one, two, *others = (replace(topic, stability=None) for topic in analysis.codebook.topics)
    changed(analysis, topics=(replace(one, stability=0.9), replace(two, stability=0.7), *others))
    assert story.trust(analysis) == (
        f"1 of 2 topics would come out of other people's posts again; 1 in part. For {len(others)} it is not known."
    )


def test_what_moved_is_told_with_its_reason(analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"from_topic": "T1", "to_topic": "T2", "posts": 12, "people": 9, "from_label": "Old <b>", "to_label": "New"}
    stayed = {**row, "to_topic": "T1", "posts": 88, "why": "stayed", "to_label": "Old <b>"}
    lost = {**row, "to_topic": "none", "posts": 2, "why": "moved", "to_label": ""}
    table = pd.DataFrame([{**row, "why": "merged"}, stayed, lost]).reindex(columns=no_bridge().columns)
    monkeypatch.setattr(Analysis, "bridge", lambda self: table)
    shown = str(story.bridged_table(analysis))
    assert "the team merged the topics" in shown
    assert "<b>" not in shown
    assert "no topic" not in shown, "two posts are left to the files"


def test_moves_that_cannot_be_counted_are_not_told_as_none(analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Analysis, "bridge", lambda self: no_bridge())
    analysis.__dict__["baseline"] = Baseline("2026-06", "", "another", 1)
    assert "is not known" in story.bridged(analysis)
    analysis.__dict__["baseline"] = Baseline("2026-06", "", analysis.codebook.version, 1)
    assert "nothing moved" in story.bridged(analysis)
