"""A code frame brought into a small project, and the codebook taken out again."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from small_project import LAST, build, workbench

import workbench as wb
from workbench.commands.main import run
from workbench.errors import BadData, BadRequest
from workbench.explore.framing import bring, export
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.shelf import load_codebook, read_log
from workbench.topics.frame.frame import read_frame

CODES = [
    (
        "1.1",
        "Sign-in code",
        "Codes for signing in",
        "The sign-in code never arrives on my phone.",
        "login code",
        "Access",
    ),
    ("1.2", "Support answers", "", "The support team never replied to my email.", "", "Service"),
    ("2.1", "Export", "Taking data out", "The export to CSV stops halfway.", "export* OR download", "Export"),
]
HEAD = ("id", "code", "definition", "examples", "rule", "theme")


def frame(path: Path, codes: list[tuple[str, ...]] = CODES) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *codes])
    return path


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    project = build(tmp_path / "small")
    load_project(read_project(project))
    return project


def test_every_code_becomes_an_active_topic_and_discovery_adds_what_is_missing(loaded, tmp_path):
    done = bring(wb.open(loaded, LAST), frame(tmp_path / "frame.csv"), author="Ana")
    assert done.new == ("T0001", "T0002", "T0003")
    book = done.codebook
    assert [(topic.code, topic.label, str(topic.status)) for topic in book.topics] == [
        (code[0], code[1], "active") for code in CODES
    ]
    assert book.topic("T0001").description == "Codes for signing in"
    assert {theme.label for theme in book.themes} == {"Access", "Service", "Export"}
    found = wb.open(loaded, LAST)
    labels = {topic.topic_id: topic.label for topic in found.codebook.topics}
    new = [label for topic_id, label in labels.items() if topic_id not in done.new]
    assert new, "the price is in no code"
    assert any("price" in label.casefold() or "fee" in label.casefold() for label in new)
    filed = found.filed[found.filed["decision"] == "topic"]["topic_id"].value_counts()
    assert filed["T0001"] > 20
    assert filed["T0003"] > 20


def test_a_frame_imported_again_adds_only_what_is_new(loaded, tmp_path):
    bring(wb.open(loaded, LAST), frame(tmp_path / "frame.csv"), author="Ana")
    before = (loaded / "codebook" / "events.jsonl").read_bytes()
    again = bring(wb.open(loaded, LAST), tmp_path / "frame.csv", author="Ana")
    assert (again.new, len(again.known)) == ((), 3)
    assert (loaded / "codebook" / "events.jsonl").read_bytes() == before
    longer = [*CODES, ("3.1", "Price", "", "The yearly price doubled without notice.", "", "Access")]
    more = bring(wb.open(loaded, LAST), frame(tmp_path / "frame.csv", longer), author="Ana")
    assert more.new == ("T0004",)
    access = {topic.theme_id for topic in more.codebook.topics if topic.label in ("Price", "Sign-in code")}
    assert len(access) == 1, "a theme of that name is used, not made again"


def test_codes_out_of_use_stay_out_and_it_is_said(loaded, tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("code,status,examples\nOld,retired,An old thing\nNew,,The export is empty\n", encoding="utf-8")
    done = bring(wb.open(loaded, LAST), path, author="Ana")
    assert [topic.label for topic in done.codebook.topics] == ["New"]
    assert any("Old" in note for note in done.notes)


def test_a_frame_that_cannot_be_read_changes_nothing(loaded, tmp_path):
    with pytest.raises(BadData):
        bring(wb.open(loaded, LAST), frame(tmp_path / "frame.csv", [*CODES, CODES[0]]), author="Ana")
    assert not (loaded / "codebook" / "events.jsonl").exists()


def test_an_import_is_undone_as_one(loaded, tmp_path):
    analysis = wb.open(loaded, LAST)
    bring(analysis, frame(tmp_path / "frame.csv"), author="Ana")
    assert run(["codebook", "undo", "E00001", "--by", "Ana", "--project", str(loaded)]) == 0
    assert len(load_codebook(loaded / "codebook", analysis.ground.cache.encoder.key)) == 0


def test_what_is_exported_is_read_again_as_the_same_topics(published, tmp_path):
    project = tmp_path / "small"
    shutil.copytree(published, project)
    out = tmp_path / "codebook.xlsx"
    assert run(["codebook", "export", str(out), "--project", str(project)]) == 0
    first = out.read_bytes()
    assert run(["codebook", "export", str(out), "--project", str(project)]) == 0
    assert out.read_bytes() == first
    codes = read_frame(out).codes
    analysis = wb.open(project, LAST)
    assert [code.name for code in codes] == [topic.label for topic in analysis.codebook.topics]
    again = bring(analysis, out, author="Ana")
    assert (again.new, len(again.known)) == ((), len(codes))


def test_an_export_has_to_be_a_workbook(published, tmp_path):
    book = wb.open(published, LAST).codebook
    with pytest.raises(BadRequest, match="xlsx"):
        export(book, (), tmp_path / "codebook.csv")


def test_a_frame_named_in_project_toml_is_brought_along_once(tmp_path):
    project = build(tmp_path / "small")
    frame(project / "frame.csv")
    toml = project / "project.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("min_people = 5", 'min_people = 5\nframe = "frame.csv"'),
        encoding="utf-8",
    )
    for replace in ((), ("--replace",)):
        made = workbench("study", "--project", project, "--month", LAST, *replace)
        assert made.returncode == 0, made.stderr
        kinds = [event.kind for event in read_log(project / "codebook")]
        assert kinds == [Kind.FRAME, Kind.PROPOSE]
    checked = workbench("verify", "--project", project, "--month", LAST, "--cached-vectors")
    assert checked.returncode == 0, checked.stdout


def test_the_command_tells_what_came_of_each_code(loaded, tmp_path, capsys):
    path = frame(tmp_path / "frame.csv")
    assert run(["codebook", "import", str(path), "--by", "Ana", "--project", str(loaded)]) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "T0001  active     Sign-in code" in said
    assert "3 new topics; 0 codes are topics already." in said
