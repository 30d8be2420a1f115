"""A code frame brought into a small project, and the codebook taken out again."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import pytest
from small_project import LAST, build, lightened

import workbench as wb
from workbench.commands.codebook_frame import bring_once
from workbench.commands.main import run
from workbench.errors import BadData, BadRequest
from workbench.explore.curator import Curator
from workbench.explore.framing import bring, export
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.topics.assign import assign
from workbench.topics.clusters import offered_later
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.shelf import load_codebook, read_log
from workbench.topics.frame.frame import read_frame
from workbench.topics.frame.sheet import workbook

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


def test_a_name_alone_is_enough_also_beside_topics_that_were_found(published, tmp_path):
    project = tmp_path / "small"
    shutil.copytree(published, project)
    found = {topic.label for topic in wb.open(project, LAST).codebook.topics}
    path = tmp_path / "frame.csv"
    path.write_text(f"name\nClosed branch\n{sorted(found)[0].upper()}\n", encoding="utf-8")
    done = bring(wb.open(project, LAST), path, author="Ana")
    assert [done.codebook.topic(topic_id).label for topic_id in done.new] == ["Closed branch"]
    assert [(one.code.name, one.topic.label, one.by) for one in done.known] == [
        (sorted(found)[0].upper(), sorted(found)[0], "name")
    ]
    again = bring(wb.open(project, LAST), path, author="Ana")
    assert (again.new, len(again.known)) == ((), 2)


def test_a_code_renamed_since_is_not_made_again(loaded, tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("name,examples\nExport,The export is empty\n", encoding="utf-8")
    bring(wb.open(loaded, LAST), path, author="Ana")
    Curator(wb.open(loaded, LAST), author="Ana").rename("T0001", "Taking data out")
    again = bring(wb.open(loaded, LAST), path, author="Ana")
    assert (again.new, [one.topic.label for one in again.known]) == ((), ["Taking data out"])


def test_what_is_brought_along_is_as_old_as_the_posts_and_no_news(loaded, tmp_path):
    frame(tmp_path / "frame.csv", [(*CODES[0], "candidate"), *((*code, "") for code in CODES[1:])])
    path = tmp_path / "frame.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("theme", "theme,status", 1), encoding="utf-8")
    bring(wb.open(loaded, LAST), path, author="Ana")
    begun = wb.open(loaded, "2026-05")
    new = begun.quality().set_index("name")["value"]["topics_new"]
    assert new == sum(not topic.brought for topic in begun.codebook.topics)
    wb.open(loaded, "2026-06").ground.keep_codebook()
    book = wb.open(loaded, LAST).codebook
    brought = [topic for topic in book.topics if topic.brought]
    assert [topic.code for topic in brought] == ["1.1", "1.2", "2.1"]
    assert {topic.first_period for topic in brought} == {"2026-05"}
    assert str(brought[0].status) == "candidate"
    assert any(not topic.brought for topic in book.topics)
    assert not [topic for topic in offered_later(book) if topic.brought]


def test_coded_posts_are_found_by_their_ids_in_every_month_that_is_loaded(loaded, tmp_path):
    posts = wb.open(loaded, LAST).ground.material.posts
    passages = wb.open(loaded, LAST).ground.material.passages
    late = posts[posts["month"] == LAST]["item_id"].iloc[0]
    early = posts[posts["month"] == "2026-05"]["item_id"].iloc[0]
    path = tmp_path / "frame.xlsx"
    coded = [("item id", "code"), (late, "Late"), (early, "Early"), ("nobody's", "Late")]
    path.write_bytes(workbook({"Codes": [("name",), ("Late",), ("Early",)], "Coded": coded}))
    analysis = wb.open(loaded, "2026-05")
    assert late not in set(analysis.ground.material.posts["item_id"])
    done = bring(analysis, path, author="Ana")
    assert [note for note in done.notes if "id is not among" in note] == [
        "coded posts whose id is not among the posts of the project: 1"
    ]
    encode = analysis.ground.cache.vectors
    for topic, item in zip(done.codebook.topics, (late, early), strict=True):
        own = encode([" ".join(passages[passages["item_id"] == item]["text"])])
        assert assign(own, done.codebook).topic.tolist() == [done.codebook.topics.index(topic)]


def test_a_first_run_beside_a_frame_counts_people_and_days_of_all_months_that_it_reads(loaded, tmp_path):
    bring(wb.open(loaded, LAST), frame(tmp_path / "frame.csv"), author="Ana")
    ground = wb.open(loaded, LAST).ground
    told = ground.proposed.said["evidence"]
    assert told
    july = ground.material.posts[ground.material.posts["month"] == LAST]
    assert max(one["days"] for one in told.values()) > 31, "more days than a month has"
    assert {one["growth"] for one in told.values()} == {None}, "nothing was heard before"
    assert max(one["people"] for one in told.values()) <= ground.material.posts["person"].nunique()
    assert len(july) < len(ground.material.posts)


@pytest.mark.parametrize(("day", "silent"), [("2026-07-20", True), ("2026-07-30", False)])
def test_a_frame_is_brought_along_by_the_posts_up_to_the_day_asked_for(tmp_path, capsys, monkeypatch, day, silent):
    project = build(tmp_path / "small")
    with (project / "inbox" / "forum.csv").open("a", encoding="utf-8") as file:
        file.write('2026-07-25 10:15:00,person 1,,"The zebra at the till crashed when I paid with my card.",1,n9\n')
    path = frame(project / "frame.csv", [*CODES, ("9", "Zebra", "", "", "zebra", "Access")])
    toml = project / "project.toml"
    said = toml.read_text(encoding="utf-8").replace("min_people = 5", f'min_people = 5\nframe = "{path.name}"')
    toml.write_text(said, encoding="utf-8")
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-07-02")
    bring_once(project, LAST, partial=True, as_of=day, replace=False)
    assert ("no post matches the rule or keywords of: Zebra" in capsys.readouterr().err) is silent
    assert os.environ["WORKBENCH_AS_OF"] == "2026-07-02", "as it was before"
    assert len(read_log(project / "codebook")) == 1


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


def edited(path: Path, cells: dict[tuple[str, str], str], *, more: tuple[str, ...] = ()) -> Path:
    """Write the sheet of topics of an export with other cells, as people do: {(id, column): text}."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["Topics"]
    titles = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for (topic_id, column), text in cells.items():
            if row[0].value == topic_id:
                row[titles.index(column)].value = text
    if more:
        sheet.append(("", *more))
    book.save(path)
    return path


def exported(project: Path, path: Path) -> Path:
    analysis = wb.open(project, LAST)
    export(analysis.codebook, read_log(project / "codebook"), path)
    return path


def test_an_export_that_nobody_edited_changes_nothing_whatever_was_done_before(published, tmp_path):
    project = tmp_path / "small"
    shutil.copytree(published, project)
    ana = Curator(wb.open(project, LAST), author="Ana")
    one, two, three, *_ = (topic.topic_id for topic in ana.codebook.live)
    ana.rename(one, "Fees & “prices” = high")
    ana.describe(one, "what belongs here", pin_words=['a "quoted', "salt and pepper", "NOT this", "b (c"])
    ana.rename(two, "=1+1 \x1bred")
    ana.merge([three], one)
    ana.theme(two, "Formulas")
    ana.theme(two, "H001")
    out = exported(project, tmp_path / "export.xlsx")
    before = (project / "codebook" / "events.jsonl").read_bytes()
    done = bring(wb.open(project, LAST), out, author="Ana")
    assert (done.new, done.edited, done.notes) == ((), (), ())
    assert all(one.own for one in done.known)
    assert len(done.known) == len(done.codebook.live)
    assert (project / "codebook" / "events.jsonl").read_bytes() == before


def test_what_was_edited_in_an_export_is_taken_over_and_rows_without_an_id_are_new(published, tmp_path):
    project = tmp_path / "small"
    shutil.copytree(published, project)
    out = exported(project, tmp_path / "export.xlsx")
    one, two, *_ = (topic.topic_id for topic in wb.open(project, LAST).codebook.live)
    labels = {topic.topic_id: topic.label for topic in wb.open(project, LAST).codebook.live}
    # two names change places, which no rename after the other could do
    cells = {(one, "name"): labels[two], (two, "name"): labels[one], (two, "definition"): "Only this.",
             (two, "owner"): "Nobody"}  # fmt: skip
    done = bring(wb.open(project, LAST), edited(out, cells, more=("Closed branch",)), author="Ana", reason="workshop")
    assert done.edited == (one, two)
    assert (done.codebook.topic(one).label, done.codebook.topic(two).label) == (labels[two], labels[one])
    assert done.codebook.topic(two).description == "Only this."
    assert done.codebook.topic(two).owner == ""
    assert any(note.startswith(f"{two}: owner differ") for note in done.notes)
    assert [done.codebook.topic(topic_id).label for topic_id in done.new] == ["Closed branch"]
    kinds = [event.kind for event in read_log(project / "codebook")][1:]
    assert kinds == [Kind.FRAME, Kind.RENAME, Kind.RENAME, Kind.DESCRIBE]


def test_an_edited_name_that_another_topic_has_changes_nothing(published, tmp_path):
    project = tmp_path / "small"
    shutil.copytree(published, project)
    out = exported(project, tmp_path / "export.xlsx")
    one, two, *_ = (topic.topic_id for topic in wb.open(project, LAST).codebook.live)
    before = (project / "codebook" / "events.jsonl").read_bytes()
    taken = wb.open(project, LAST).codebook.topic(two).label
    # the other's row is named otherwise there, and taken out: an older export says nothing of it
    cells = {(one, "name"): taken.upper(), (one, "definition"): "Only this.", (two, "name"): "Else", (two, "id"): ""}
    with pytest.raises(BadRequest, match=f"{one} and {two} would both be called {taken.upper()}"):
        bring(wb.open(project, LAST), edited(out, cells, more=("Closed branch",)), author="Ana")
    assert (project / "codebook" / "events.jsonl").read_bytes() == before


def test_an_empty_theme_is_not_exported(published, tmp_path):
    from workbench.load.excel import read_xlsx

    project = tmp_path / "small"
    shutil.copytree(published, project)
    ana = Curator(wb.open(project, LAST), author="Ana")
    ana.theme("T0001", "For a moment")
    ana.theme("T0001", "H001")
    sheets = read_xlsx("x.xlsx", exported(project, tmp_path / "export.xlsx").read_bytes())
    themes = next(sheet for sheet in sheets if "Themes" in sheet.name)
    assert "For a moment" not in {cell for row in themes.rows for cell in row}
    assert len(themes.rows) > 1


def test_an_export_has_to_be_a_workbook(published, tmp_path):
    book = wb.open(published, LAST).codebook
    with pytest.raises(BadRequest, match="xlsx"):
        export(book, (), tmp_path / "codebook.csv")


def test_a_frame_named_in_project_toml_is_brought_along_once(tmp_path, capsys):
    project = build(tmp_path / "small")
    frame(project / "frame.csv")
    toml = project / "project.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("min_people = 5", 'min_people = 5\nframe = "frame.csv"'),
        encoding="utf-8",
    )
    lightened(project, "01_intake", "02_topics", "03_segments")
    for replace in ((), ("--replace",)):
        made = run(["study", "--project", str(project), "--month", LAST, *replace])
        assert made == 0, capsys.readouterr().err
        kinds = [event.kind for event in read_log(project / "codebook")]
        assert kinds == [Kind.FRAME, Kind.PROPOSE]
    checked = run(["verify", "--project", str(project), "--month", LAST, "--cached-vectors"])
    assert checked == 0, capsys.readouterr().out


def test_the_command_tells_what_came_of_each_code(loaded, tmp_path, capsys):
    path = frame(tmp_path / "frame.csv")
    assert run(["codebook", "import", str(path), "--by", "Ana", "--project", str(loaded)]) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "T0001  active     Sign-in code" in said
    assert "3 new topics; 0 codes are topics already." in said
    path.write_text("name\nExport\nClosed branch\n", encoding="utf-8")
    assert run(["codebook", "import", str(path), "--by", "Ana", "--project", str(loaded)]) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "Export: taken for T0003 (Export) by its name" in said
    assert "T0004  active     Closed branch" in said
    assert "1 new topic; 1 code is a topic already." in said
    assert run(["codebook", "list", "--project", str(loaded)]) == 0
    assert "(brought along)" in capsys.readouterr().out


def test_a_broken_frame_is_named_before_it_is_asked_for_posts(tmp_path, capsys):
    project = build(tmp_path / "small")
    path = tmp_path / "frame.xlsx"
    path.write_bytes(b"PK\x03\x04 cut short")
    assert run(["codebook", "import", str(path), "--by", "Ana", "--project", str(project)]) == 2
    assert "frame.xlsx" in capsys.readouterr().err.splitlines()[1]
    frame(tmp_path / "frame.csv")
    assert run(["codebook", "import", str(tmp_path / "frame.csv"), "--by", "Ana", "--project", str(project)]) == 2
    assert "Load posts first: import needs them to learn the codes." in capsys.readouterr().err


def test_a_study_that_is_not_to_be_replaced_brings_no_frame(published, tmp_path):
    project = tmp_path / "small"
    shutil.copytree(published, project)
    frame(project / "frame.csv")
    toml = project / "project.toml"
    said = toml.read_text(encoding="utf-8").replace("min_people = 5", 'min_people = 5\nframe = "frame.csv"')
    toml.write_text(said, encoding="utf-8")
    before = (project / "codebook" / "events.jsonl").read_bytes()
    run(["study", "--project", str(project), "--month", LAST])
    assert (project / "codebook" / "events.jsonl").read_bytes() == before
