"""The sample's files come through the loader exactly as its truth tables say."""

from __future__ import annotations

from functools import cache

import pytest
from simulate_sample import folder, rows

from workbench.load.read import read_source
from workbench.load.report import Loaded
from workbench.project.kept import read_back_channel, read_decisions, read_events
from workbench.project.model import Project
from workbench.project.toml import read_project

SOURCES = ("google-play", "app-store", "instagram", "x-mentions", "tickets", "survey", "community", "own-posts")


@cache
def project() -> Project:
    return read_project(folder())


@cache
def loaded(name: str) -> Loaded:
    source = next(source for source in project().sources if source.name == name)
    return read_source(source, project().files(source), root=folder(), zone=project().timezone, key=b"k" * 32)


def test_the_project_names_every_source():
    assert tuple(source.name for source in project().sources) == SOURCES


@pytest.mark.parametrize("name", SOURCES)
def test_read_kept_duplicates_and_rejected_are_as_planted(name):
    reports = {
        report.file: (report.rows_read, report.kept, report.duplicates, sum(report.rejected.values()))
        for report in loaded(name).reports
    }
    truth = {
        row["file"]: tuple(int(row[column]) for column in ("read", "kept", "duplicates", "rejected"))
        for row in rows("truth/files.csv")
        if row["source"] == name
    }
    assert reports == truth
    assert all(read == kept + twice + bad for read, kept, twice, bad in reports.values())


def test_every_reject_is_a_planted_one_with_its_reason():
    found = {
        (str(row.source_file), int(row.source_row), str(row.reason))
        for name in SOURCES
        for row in loaded(name).rejects.itertuples()
    }
    assert found == {(row["file"], int(row["row"]), row["reason"]) for row in rows("truth/rejects.csv")}


@pytest.mark.parametrize("name", SOURCES[:-1])
def test_every_post_that_counts_has_its_truth(name):
    feedback = loaded(name).feedback
    inbound = feedback[feedback["direction"] == "inbound"]
    truth = {(row["file"], int(row["row"])): row for row in rows("truth/items.csv") if row["source"] == name}
    assert set(zip(inbound["source_file"], inbound["source_row"].astype(int), strict=True)) == truth.keys()
    months = inbound["created_at"].dt.tz_convert(project().timezone).dt.strftime("%Y-%m")
    keys = zip(
        inbound["source_file"], inbound["source_row"].astype(int), months, inbound["source_item_id"], strict=True
    )
    for file, row, month, native in keys:
        known = truth[file, row]
        assert known["month"] == month
        assert known["source_item_id"] in ("", native)


def test_our_own_answers_are_outbound():
    outbound = {name: int((loaded(name).feedback["direction"] == "outbound").sum()) for name in SOURCES}
    truth = dict.fromkeys(SOURCES, 0)
    for row in rows("truth/files.csv"):
        truth[row["source"]] += int(row["outbound"])
    glued = outbound.pop("app-store")
    assert glued > 20, "answers glued to App Store reviews are split off"
    assert outbound == {name: count for name, count in truth.items() if name != "app-store"}


def test_the_deletion_marker_leaves_the_text():
    reviews = loaded("app-store").feedback
    assert reviews["is_deleted"].sum() > 20
    assert not reviews["text"].str.contains("该条评论").any()


def test_hand_kept_files_are_read():
    notes, events, decisions = read_back_channel(folder()), read_events(folder()), read_decisions(folder())
    assert len(notes) >= 40
    assert notes["heard_from"].nunique() >= 4
    assert "Release 4.2: sign-in with a code" in set(events["event"])
    assert list(decisions["month"]) == ["2026-09"]
    assert list(decisions["due_month"]) == ["2026-10"]
