"""What is new, and what is watched."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.small_project import LAST, build
from workbench.analysis import Analysis, open_study
from workbench.measures.emerging import COLUMNS, emerging, new_topics
from workbench.measures.growth import heard_before
from workbench.project.study import Study
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.topics.codebook.curation import Curation
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status, Watched, plain
from workbench.topics.watching import Voices


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    project = build(tmp_path_factory.mktemp("emerging") / "small")
    load_project(read_project(project))
    found = Analysis(Study(project=project, month=LAST))
    found.past.keep()
    return found


def came_later(codebook: Codebook, **more: object) -> Codebook:
    """Return the codebook with its last topic found by a later study."""
    *others, last = codebook.topics
    return replace(codebook, topics=(*others, replace(last, first_period="2026-07-later", **more)))


def test_the_topics_of_the_first_discovery_are_not_new(analysis: Analysis) -> None:
    table = emerging(analysis.past, analysis.codebook)
    assert list(table.columns) == list(COLUMNS)
    assert len(analysis.codebook.live) > 3
    assert table.empty


def test_a_candidate_of_a_later_study_is_new_and_counted_in_all_months(analysis: Analysis) -> None:
    codebook = came_later(analysis.codebook)
    topic = codebook.topics[-1]
    row = emerging(analysis.past, codebook).set_index("topic_id").loc[topic.topic_id]
    filed = analysis.filed[(analysis.filed["decision"] == "topic") & (analysis.filed["topic_id"] == topic.topic_id)]
    posts = analysis.ground.material.posts
    posts = posts[posts["item_id"].isin(filed["item_id"])]
    days = posts["at"].dt.tz_convert("Europe/Berlin").dt.strftime("%Y-%m-%d")
    assert (row["posts"], row["people"], row["days"]) == (len(posts), posts["person"].nunique(), days.nunique())
    assert (row["first_at"], row["last_at"]) == (days.min(), days.max())
    by_month = posts.groupby("month")["person"].nunique()
    assert row["growth"] == pytest.approx(by_month["2026-07"] / by_month[["2026-05", "2026-06"]].mean(), abs=1e-4)
    assert 0 < row["novelty"] < 1
    assert (row["status"], row["first_seen"]) == ("candidate", "2026-07-later")


def test_what_a_person_confirmed_or_brought_along_is_not_new(analysis: Analysis) -> None:
    assert not new_topics(came_later(analysis.codebook, status=Status.ACTIVE))
    assert not new_topics(came_later(analysis.codebook, code="17"))
    assert not new_topics(came_later(analysis.codebook, status=Status.RETIRED))
    assert len(new_topics(came_later(analysis.codebook))) == 1


def test_what_is_watched_comes_after_with_its_own_evidence(analysis: Analysis) -> None:
    codebook = came_later(analysis.codebook)
    part = codebook.topics[0].parts[0]
    few = Watched("W0002", "Few", ("few", "people"), part, "2026-06", LAST, 4, 3)
    more = replace(few, watch_id="W0001", label="More", people=6)
    table = emerging(analysis.past, replace(codebook, watched=(few, more)))
    assert table["topic_id"].tolist() == [codebook.topics[-1].topic_id, "W0001", "W0002"]
    row = table.iloc[2]
    assert (row["status"], row["people"], row["days"], row["keywords"]) == ("watched", 4, 3, "few, people")
    assert row["novelty"] == pytest.approx(0, abs=0.01), "it lies on a topic"
    assert table["growth"].isna().tolist()[1:] == [True, True]
    assert table["posts"].isna().tolist()[1:] == [True, True]


def test_what_was_watched_before_it_was_offered_or_promoted_says_since_when(published: Path, tmp_path: Path) -> None:
    project = tmp_path / "small"
    shutil.copytree(published, project)
    book = open_study(project, LAST).codebook
    part = plain(book.topics[0].parts[0])
    curation = Curation(project, book.model, author="Ana")

    def row(topic_id: str) -> dict[str, Any]:
        return {**row_of(book.topics[0]), "topic_id": topic_id, "label": topic_id, "first_period": "later"}

    offered, straight, promoted = (book.next_id(at) for at in range(3))
    watched = {
        "watch_id": "W0007", "label": "Few", "keywords": ["few"], "part": part, "first_period": "2026-06",
        "last_period": LAST, "people": 3, "days": 2,
    }  # fmt: skip
    evidence = {offered: {"watched_since": "2026-05"}, straight: {"watched_since": ""}}
    said = {"period": "later", "key": "k", "themes": [], "seen": [], "least": book.least, "watched": [watched]}
    curation.change(Kind.PROPOSE, {**said, "topics": [row(offered), row(straight)], "evidence": evidence})
    curation.change(Kind.PROMOTE, {"watched": "W0007", "new": row(promoted)})
    table = open_study(project, LAST).emerging().set_index("topic_id")
    since = table["watched_since"].astype(object).where(table["watched_since"].notna(), None).to_dict()
    assert since == {offered: "2026-05", straight: None, promoted: "2026-06"}


def test_an_empty_codebook_has_nothing_new(analysis: Analysis) -> None:
    assert emerging(analysis.past, Codebook("toy", arrays={"x": np.zeros((1, 384), dtype=np.int16)})).empty


def test_voices_since_something_was_watched_are_those_that_no_topic_has(analysis: Analysis) -> None:
    topic = analysis.codebook.topics[0]
    one = Watched("W0001", "Few", ("few",), topic.parts[0], "2026-06", "2026-06", 4, 3)
    until, vectors = analysis.period.start, analysis.ground.cache.vectors
    nothing = replace(analysis.codebook, topics=())
    found = heard_before([one], analysis.past, nothing, until, vectors=vectors)["W0001"]
    posts = analysis.ground.material.posts
    june = posts[posts["month"] == "2026-06"]
    assert found.people and found.people < set(june["person"])
    assert {day[:7] for day in found.days} == {"2026-06"}
    taken = heard_before([one], analysis.past, analysis.codebook, until, vectors=vectors)["W0001"]
    assert len(taken.people) < len(found.people)
    gone = replace(one, first_period="a named period of old")
    assert heard_before([gone], analysis.past, nothing, until, vectors=vectors)["W0001"] == Voices()
