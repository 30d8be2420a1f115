"""The editor: changes of topics by name, on a made-up codebook."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from codebook_toys import HASHES, MODEL, child, first
from topic_toys import axis, part

from workbench.errors import BadRequest
from workbench.explore.editor import Editor
from workbench.project.toml import read_project
from workbench.topics.assign import assign
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.shelf import append
from workbench.topics.codebook.topic import Status

TOML = """[project]
name = "Toy"
timezone = "Europe/Berlin"

[[sources]]
name = "forum"
files = "inbox/*.csv"
origin = "community"
columns = { text = ["text"], created_at = "date" }
"""
DEPARTMENTS = '\n[[departments]]\nname = "Quality"\n\n[[departments]]\nname = "Shops"\nkeywords = ["till"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project.toml").write_text(TOML, encoding="utf-8")
    append(tmp_path / "codebook", first(), MODEL)
    return tmp_path


def editor(folder: Path) -> Editor:
    return Editor(read_project(folder, check_files=False), MODEL, author="Ana")


def lines(folder: Path) -> int:
    return len(editor(folder).curation.log)


def test_every_change_that_needs_no_posts_is_one_event(folder: Path) -> None:
    ana = editor(folder)
    assert ana.accept("T0001", reason="clear").topic("T0001").status is Status.ACTIVE
    assert ana.rename("T0001", "Ours").topic("T0001").label == "Ours"
    assert ana.rename("H001", "Our theme").theme_labels()["H001"] == "Our theme"
    assert ana.describe("T0001", "what belongs here", ban_words=["x"]).topic("T0001").banned_words == ("x",)
    assert ana.own("T0001", "Quality").topic("T0001").owner == "Quality"
    assert ana.merge(["T0002"], "T0001").current("T0002") == ("T0001",)
    assert not ana.retire("T0003").topic("T0003").live
    assert ana.restore("T0003").topic("T0003").status is Status.CANDIDATE
    ana.note("remember")
    ana.undo("E00002")
    log = ana.curation.log
    assert [event.kind for event in log[1:]] == [
        "accept", "rename", "rename", "describe", "own", "merge", "retire", "restore", "note", "undo",
    ]  # fmt: skip
    assert (log[1].author, log[1].reason) == ("Ana", "clear")


def test_a_merged_topic_files_exactly_what_its_parts_did(folder: Path) -> None:
    def filed() -> list[tuple[str, str]]:
        book = editor(folder).codebook
        found = assign(texts, book, hashes=HASHES)
        return [(book.topics[at].topic_id, said) for at, said in zip(found.topic, found.decision, strict=True)]

    # a person took the first text from T0001, and T0002 held it; no other topic takes the second, nor the third
    texts = np.array([axis(0, cosine=0.8, away=1), axis(0, cosine=0.8), axis(1, cosine=0.8)])
    for topic, text in (("T0001", HASHES[0]), ("T0001", HASHES[1]), ("T0002", HASHES[2])):
        editor(folder).curation.change(Kind.EXCLUDE, {"topic": topic, "hash": text})
    before = filed()
    assert [said for _, said in before] == ["topic", "none", "none"]
    assert before[0][0] == "T0002"
    editor(folder).merge(["T0002"], "T0001")
    assert [said for _, said in filed()] == ["topic", "none", "none"]
    assert filed()[0][0] == "T0001"
    editor(folder).merge(["T0001"], "T0003")
    assert [said for _, said in filed()] == ["topic", "none", "none"]
    assert filed()[0][0] == "T0003"


def test_a_name_stands_for_one_topic_and_for_one_theme(folder: Path) -> None:
    ana = editor(folder)
    with pytest.raises(BadRequest, match="T0002 is called label 2 already") as caught:
        ana.rename("T0001", "label  2")
    assert "merge T0001 --into T0002" in caught.value.fix
    with pytest.raises(BadRequest, match="H002 is called Theme 2 already"):
        ana.rename("H001", "Theme 2")
    assert lines(folder) == 1
    assert ana.rename("T0001", "LABEL 1").topic("T0001").label == "LABEL 1", "its own name may be written otherwise"
    ana.retire("T0002")
    assert ana.rename("T0001", "Label 2").topic("T0001").label == "Label 2", "what is out of use holds no name"


def test_a_theme_is_found_by_its_name_and_made_once(folder: Path) -> None:
    ana = editor(folder)
    assert ana.theme("T0001", "Prices").topic("T0001").theme_id == "H004"
    assert ana.theme("T0001", "Prices").next_theme_id() == "H005"
    assert lines(folder) == 2, "it is there already"
    assert ana.theme("T0002", " prices ").topic("T0002").theme_id == "H004"
    assert ana.theme("T0002", "H001").topic("T0002").theme_id == "H001"
    assert ana.theme("T0002", "Prices", new=True).topic("T0002").theme_id == "H005"
    assert ana.theme("T0003", "PRICES").topic("T0003").theme_id == "H004", "of two with topics the first"
    ana.theme("T0001", "H001")
    ana.theme("T0003", "H001")
    assert ana.theme("T0003", "Prices").topic("T0003").theme_id == "H005", "one with topics before an empty one"


def test_an_owner_is_one_of_the_departments_where_there_are_any(folder: Path) -> None:
    assert editor(folder).own("T0001", "Anybody").topic("T0001").owner == "Anybody"
    (folder / "project.toml").write_text(TOML + DEPARTMENTS, encoding="utf-8")
    ana = editor(folder)
    with pytest.raises(BadRequest, match="No department is called Nobody GmbH") as caught:
        ana.own("T0001", "Nobody GmbH")
    assert "Quality, Shops" in caught.value.fix
    assert ana.own("T0001", "Quality").topic("T0001").owner == "Quality"
    assert ana.own("T0001", "").topic("T0001").owner == ""


def test_restore_of_what_lives_on_in_others_names_the_event_to_undo(folder: Path) -> None:
    ana = editor(folder)
    ana.merge(["T0002"], "T0001")
    ana.undo("E00002")
    ana.merge(["T0002"], "T0001")
    with pytest.raises(
        BadRequest, match=r"T0002 .* was merged into T0001; restore brings back what was retired"
    ) as one:
        ana.restore("T0002")
    assert "undo E00004" in one.value.fix
    ana.undo("E00004")
    ana.undo("E00003")
    with pytest.raises(BadRequest, match="T0002") as one:
        ana.restore("T0002")
    assert "undo E00002" in one.value.fix, "the first merge counts again"
    parts = [child(f"T000{at + 5}", "H001", at) for at in (0, 1)]
    arrays = part(axis(50))[1] | part(axis(51))[1]
    ana.curation.change(Kind.SPLIT, {"topic": "T0003", "topics": parts}, arrays=arrays)
    with pytest.raises(BadRequest, match="was split into T0005, T0006") as two:
        ana.restore("T0003")
    assert "undo E00007" in two.value.fix


def test_what_is_so_already_is_left_alone(folder: Path) -> None:
    ana = editor(folder)
    ana.curation.change(Kind.PIN, {"topic": "T0001", "hash": HASHES[0]})
    for book in (ana.rename("T0001", "Label 1"), ana.own("T0001", ""), ana.theme("T0001", "Theme 1")):
        assert book == ana.codebook
    assert lines(folder) == 2


def test_nothing_said_of_a_topic_is_refused(folder: Path) -> None:
    with pytest.raises(BadRequest, match="Nothing is said"):
        editor(folder).describe("T0001")
