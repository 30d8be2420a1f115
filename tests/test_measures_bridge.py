"""The bridge between two versions of the codebook, on a small project that people change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_project import LAST, build, copy
from workbench.analysis import Analysis
from workbench.embed.vectors import quantise, unit
from workbench.measures.bridge import COLUMNS, NOWHERE, _why, moved
from workbench.project.study import Study
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.topics.codebook.curation import Curation
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import sha256_of_array
from workbench.topics.codebook.topic import Part, Topic


def opened(project: Path, month: str = LAST) -> Analysis:
    return Analysis(Study(project=project, month=month))


def publish(project: Path, month: str, *, started: str) -> str:
    """Leave behind what a published study leaves for the next one, and return its codebook's version."""
    analysis = opened(project, month)
    window = [analysis.period.start.isoformat(), analysis.period.end.isoformat()]
    held = analysis.baseline
    said = {
        "status": "ok", "period": month, "started": started, "inputs": {"window": window},
        "codebook": {
            "in": analysis.ground.codebook_before, "out": analysis.codebook.version,
            "events": analysis.ground.events_before, "against": held.__dict__ if held else None,
        },
    }  # fmt: skip
    analysis.past.keep()
    analysis.ground.keep_codebook()
    place = project / "studies" / month
    place.mkdir(parents=True, exist_ok=True)
    (place / "run.json").write_text(json.dumps(said), encoding="utf-8")
    return str(analysis.codebook.version)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose second month is published."""
    project = build(tmp_path_factory.mktemp("bridge") / "small")
    load_project(read_project(project))
    publish(project, "2026-06", started="2026-07-02T08:00:00+00:00")
    return project


@pytest.fixture
def project(first: Path, tmp_path: Path) -> Path:
    return copy(first, tmp_path / "small")


def curator(project: Path) -> Curation:
    return Curation(project, opened(project).ground.cache.encoder.key, author="Ana")


def topics_of(project: Path) -> list[str]:
    return [topic.topic_id for topic in curator(project).codebook.live]


def split_in_two(project: Path, topic_id: str) -> None:
    analysis = opened(project)
    book = curator(project).codebook
    parent = book.topic(topic_id)
    own = analysis.filed[(analysis.filed["decision"] == "topic") & (analysis.filed["topic_id"] == topic_id)]
    passages = analysis.ground.material.passages
    texts = sorted(set(passages.loc[passages["item_id"].isin(own["item_id"]), "text"]))
    halves = [analysis.ground.cache.vectors(half) for half in (texts[::2], texts[1::2])]
    centres = [quantise(unit(half.astype(np.int64).mean(axis=0)))[None, :] for half in halves]
    arrays = {sha256_of_array(centre): centre for centre in centres}
    threshold = parent.parts[0].threshold
    children = [
        Topic(book.next_id(at), f"Part {at}", ("part",), parent.theme_id, (Part(name, threshold, 5),), LAST)
        for at, name in enumerate(arrays)
    ]
    curator(project).change(
        Kind.SPLIT, {"topic": topic_id, "topics": [row_of(child) for child in children]}, arrays=arrays
    )


def change(project: Path, what: str) -> None:
    one, two, *_ = topics_of(project)
    if what == "split":
        split_in_two(project, one)
    elif what == "retire":
        curator(project).change(Kind.RETIRE, {"topic": one})
    else:
        curator(project).change(Kind.MERGE, {"into": one, "topics": [two]})
    if what == "undo":  # of what a published study has shown
        publish(project, LAST, started="2026-08-02T08:00:00+00:00")
        book = curator(project)
        merge = next(event for event in book.log if event.kind is Kind.MERGE)
        book.change(Kind.UNDO, {"event": merge.event_id})


def counts(analysis: Analysis, version: str, last: str) -> dict[str, int]:
    """Count posts under each topic of a version, as the topic table does, and those under none, from the kept files."""
    found: dict[str, set[str]] = {}
    for month in analysis.past.months:
        if month.label > last:
            continue
        filed = pd.read_parquet(analysis.project.store / "assignments" / version / f"{month.label}.parquet")
        for item, rows in filed.groupby("item_id"):
            decisions = set(rows["decision"])
            under = set(rows.loc[rows["decision"] == "topic", "topic_id"])
            for place in under or {word for word in NOWHERE[:1] if word in decisions} or decisions & {"none"}:
                found.setdefault(str(place), set()).add(str(item))
    return {place: len(items) for place, items in found.items()}


@pytest.mark.parametrize("what", ["merge", "split", "retire", "undo"])
def test_the_posts_of_a_topic_before_add_up_to_what_it_held(project: Path, what: str) -> None:
    change(project, what)
    last = LAST if what == "undo" else "2026-06"
    before = json.loads((project / "studies" / last / "run.json").read_text())["codebook"]["out"]
    analysis = opened(project)
    table = analysis.bridge()
    assert list(table.columns) == list(COLUMNS)
    assert set(table["from_version"]) == {before}
    assert set(table["to_version"]) == {analysis.codebook.version}
    held = counts(analysis, before, last)
    assert len(held) > 3
    assert table.groupby("from_topic")["posts"].sum().to_dict() == held
    assert (table["people"] <= table["posts"]).all()


def test_a_merged_topic_brings_its_posts_along(project: Path) -> None:
    one, two, *_ = topics_of(project)
    change(project, "merge")
    table = opened(project).bridge().set_index(["from_topic", "to_topic"])
    assert table.loc[(two, one), "why"] == "merged"
    assert table.loc[(two, one), "posts"] >= 0.9 * table.loc[two]["posts"].sum()
    assert table.loc[(one, one), "why"] == "stayed"


def test_a_split_topic_keeps_no_posts(project: Path) -> None:
    one, *_ = topics_of(project)
    change(project, "split")
    rows = opened(project).bridge()
    rows = rows[rows["from_topic"] == one]
    assert one not in set(rows["to_topic"])
    # what neither part takes left because of the split too: nobody retired the topic
    assert set(rows["why"]) == {"split"}
    assert set(rows["to_label"]) - {""} == {"Part 0", "Part 1"}


def test_a_split_whose_parts_were_merged_again_is_told_as_a_split_and_nothing_as_retired(project: Path) -> None:
    one, two, *_ = topics_of(project)
    before = curator(project).codebook
    split_in_two(project, one)
    book = curator(project).codebook
    first, second = book.topic(one).became
    curator(project).change(Kind.MERGE, {"into": first, "topics": [second]})
    rows = opened(project).bridge()
    rows = rows[rows["from_topic"] == one]
    assert first in set(rows["to_topic"])
    assert set(rows["why"]) == {"split"}
    now = curator(project).codebook
    # wherever a post of it went: the team split the topic, and retired none
    assert [_why(one, end, before, now) for end in (first, two, "none", "undecided")] == ["split"] * 4


def test_a_topic_that_was_merged_twice_is_told_as_merged(project: Path) -> None:
    one, two, three, *_ = topics_of(project)
    before = curator(project).codebook
    curator(project).change(Kind.MERGE, {"into": two, "topics": [one]})
    curator(project).change(Kind.MERGE, {"into": three, "topics": [two]})
    assert _why(one, three, before, curator(project).codebook) == "merged"


def test_a_topic_whose_heirs_are_out_of_use_was_retired(project: Path) -> None:
    one, two, *_ = topics_of(project)
    before = curator(project).codebook
    curator(project).change(Kind.MERGE, {"into": two, "topics": [one]})
    merged = curator(project).codebook
    assert [_why(one, end, before, merged) for end in (two, "none")] == ["merged", "moved"]
    curator(project).change(Kind.RETIRE, {"topic": two})
    assert _why(one, "none", before, curator(project).codebook) == "retired"


def test_an_undone_merge_gives_the_posts_back(project: Path) -> None:
    one, two, *_ = topics_of(project)
    change(project, "undo")
    table = opened(project).bridge().set_index(["from_topic", "to_topic"])
    assert table.loc[(one, two), "why"] == "restored"
    assert two not in set(table.index.get_level_values("from_topic"))


def test_posts_of_a_retired_topic_go_where_they_fit_or_nowhere(project: Path) -> None:
    one, *_ = topics_of(project)
    change(project, "retire")
    rows = opened(project).bridge()
    rows = rows[rows["from_topic"] == one]
    assert one not in set(rows["to_topic"])
    assert set(rows["why"]) == {"retired"}


def test_a_store_made_anew_gives_the_same_bridge(project: Path) -> None:
    change(project, "merge")
    table = opened(project).bridge()
    for folder in ("assignments", "results"):
        shutil.rmtree(project / "store" / folder)
    pd.testing.assert_frame_equal(opened(project).bridge(), table)


def test_an_unchanged_codebook_has_no_bridge(project: Path) -> None:
    opened(project).ground.keep_codebook()
    version = publish(project, LAST, started="2026-08-02T08:00:00+00:00")
    said = json.loads((project / "studies" / LAST / "run.json").read_text())
    said["codebook"]["against"] = {"period": "2026-06", "until": "", "version": version, "events": 1}
    (project / "studies" / LAST / "run.json").write_text(json.dumps(said))
    assert opened(project).bridge().empty


def test_a_period_that_only_moved_the_watch_list_leaves_the_codebook_as_it_was(project: Path) -> None:
    before = curator(project).codebook
    shown = opened(project, "2026-06")
    assert shown.ground.proposed is None, "June has proposed, so nothing but what is done here changes its codebook"
    listed = shown.emerging()
    array = quantise(np.eye(1, 384))
    name = sha256_of_array(array)
    watched = {
        "watch_id": "W0901", "label": "Watched by few", "keywords": ["few"], "first_period": LAST, "last_period": LAST,
        "part": {"vectors": name, "threshold": 9_000_000, "members": 3}, "people": 3, "days": 2,
    }  # fmt: skip
    said = {"period": LAST, "key": "other", "topics": [], "themes": [], "seen": [], "watched": [watched]}
    curator(project).change(Kind.PROPOSE, {**said, "least": before.least}, arrays={name: array})
    again = opened(project, "2026-06")
    assert again.codebook.version == before.version, "no post is filed otherwise, and no page calls anything otherwise"
    assert again.bridge().empty
    assert again.baseline == shown.baseline
    assert "Watched by few" in set(again.emerging()["label"]), "a table that shows the watch list is not the kept one"
    assert "Watched by few" not in set(listed["label"])


def test_a_first_study_has_no_bridge(tmp_path: Path) -> None:
    project = build(tmp_path / "small")
    load_project(read_project(project))
    table = opened(project).bridge()
    assert list(table.columns) == list(COLUMNS)
    assert table.empty


def test_a_study_made_again_is_held_against_the_published_one(project: Path) -> None:
    kept = publish(project, LAST, started="2026-08-02T08:00:00+00:00")
    assert opened(project).baseline.period == "2026-06", "nothing changed since, so its bridge is the published one"
    change(project, "merge")
    found = opened(project).baseline
    assert (found.period, found.version) == (LAST, kept)
    assert set(opened(project).bridge()["from_version"]) == {kept}


def test_failed_and_damaged_studies_are_passed_over(project: Path) -> None:
    held = opened(project).baseline
    for name, text in {
        "2026-05": "{",
        "2026-04": '{"status": "failed", "codebook": {"out": "x", "events": 0}}',
    }.items():
        (project / "studies" / name).mkdir()
        (project / "studies" / name / "run.json").write_text(text)
    assert opened(project).baseline == held


PLACES = st.sampled_from(["T0001", "T0002", "T0003", "undecided", "none"])


@given(st.lists(st.tuples(st.integers(0, 5), PLACES, PLACES), min_size=1, max_size=25))
def test_each_post_leaves_each_of_its_topics_once(passages: list[tuple[int, str, str]]) -> None:
    rows = pd.DataFrame(passages, columns=["item_id", "before", "now"]).astype({"item_id": str})
    rows["passage"] = rows.groupby("item_id").cumcount()

    def filed(places: pd.Series) -> pd.DataFrame:
        topic = places.where(~places.isin(NOWHERE))
        return rows[["item_id", "passage"]].assign(topic_id=topic, decision=places.where(topic.isna(), "topic"))

    posts = pd.DataFrame({"item_id": rows["item_id"].unique()}).assign(person="p")
    found = moved(posts, filed(rows["before"]), filed(rows["now"]))
    stood = {
        (item, place)
        for item, own in rows.groupby("item_id")
        for place in (set(own["before"]) - set(NOWHERE) or {min(own["before"], key=NOWHERE.index)})
    }
    assert sorted(zip(found["item_id"], found["from_topic"], strict=True)) == sorted(stood)
    ends = rows.groupby("item_id")["now"].agg(set)
    for item, start, end in zip(found["item_id"], found["from_topic"], found["to_topic"], strict=True):
        assert end in ends[item]
        assert end == start or start not in ends[item] or start in NOWHERE
