from __future__ import annotations

import json

import numpy as np
import pytest
from codebook_toys import HASHES, MODEL, child, event, first
from topic_toys import axis, part

from workbench.errors import BadData, BadRequest
from workbench.topics.codebook.events import Event, Kind
from workbench.topics.codebook.replay import replay
from workbench.topics.codebook.shelf import append, copy_log, keep_event, kept_event, load_codebook, read_log


@pytest.fixture
def folder(tmp_path):
    append(tmp_path, first(), MODEL)
    append(tmp_path, event(Kind.RENAME, topic="T0001", label="Säumige Zahler"), MODEL)
    return tmp_path


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_appended_is_what_is_loaded(folder):
    book = load_codebook(folder, MODEL)
    assert book == replay(read_log(folder), MODEL)
    assert book.topic("T0001").label == "Säumige Zahler"
    assert [one.event_id for one in read_log(folder)] == ["E00001", "E00002"]
    assert np.array_equal(book.centre(book.topic("T0002")), axis(1))


def test_the_state_beside_the_log_is_readable_and_has_the_version(folder):
    content = json.loads((folder / "codebook.json").read_text(encoding="utf-8"))
    assert content["version"] == load_codebook(folder, MODEL).version
    assert content["topics"][0]["label"] == "Säumige Zahler"
    assert "Säumige" in (folder / "codebook.json").read_text(encoding="utf-8")
    assert len((folder / "codebook.json").read_text(encoding="utf-8").splitlines()) > 50, "one value a line, for a diff"


def test_lines_are_only_added(folder):
    before = (folder / "events.jsonl").read_bytes()
    append(folder, event(Kind.NOTE, text="remember"), MODEL)
    after = (folder / "events.jsonl").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == 3


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.RENAME, {"topic": "T0001", "label": "Säumige  Zahler"}),
        (Kind.OWN, {"topic": "T0001", "owner": ""}),
        (Kind.THEME, {"topic": "T0001", "theme": "H001"}),
        (Kind.DESCRIBE, {"topic": "T0001", "description": ""}),
        (Kind.PIN, {"topic": "T0002", "hash": HASHES[0]}),
    ],
)
def test_what_would_change_nothing_adds_no_line(folder, kind, said):
    append(folder, event(Kind.PIN, topic="T0002", hash=HASHES[0]), MODEL)
    before = bytes_of(folder)
    assert append(folder, event(kind, **said), MODEL) == load_codebook(folder, MODEL)
    assert bytes_of(folder) == before
    append(folder, event(Kind.NOTE, text="remember"), MODEL)
    append(folder, event(Kind.UNDO, event="E00004"), MODEL)
    assert len(read_log(folder)) == 5, "a remark, and taking it back, are worth a line"


def test_a_state_of_an_earlier_form_is_made_again(folder):
    path = folder / "codebook.json"
    good = path.read_bytes()
    path.write_text(json.dumps({**json.loads(good), "format": 2, "version": "0" * 64}), encoding="utf-8")
    assert load_codebook(folder, MODEL).topic("T0001").label == "Säumige Zahler"
    append(folder, event(Kind.NOTE, text="remember"), MODEL)
    assert json.loads(path.read_bytes())["topics"] == json.loads(good)["topics"]


def test_what_is_watched_stands_in_the_state(folder):
    content = json.loads((folder / "codebook.json").read_text(encoding="utf-8"))
    assert [one["watch_id"] for one in content["watched"]] == ["W0001"]


def test_a_refused_event_writes_nothing(folder):
    before = bytes_of(folder)
    for refused in (event(Kind.RETIRE, topic="T0099"), event(Kind.UNDO, event="E00077")):
        with pytest.raises(BadRequest):
            append(folder, refused, MODEL)
    assert bytes_of(folder) == before


def test_a_text_never_stands_in_the_folder_only_its_hash(folder):
    append(folder, event(Kind.PIN, topic="T0001", hash=HASHES[0]), MODEL)
    assert load_codebook(folder, MODEL).topic("T0001").pins == (HASHES[0],)


def test_a_project_without_a_codebook_has_an_empty_one(tmp_path):
    book = load_codebook(tmp_path, MODEL)
    assert (len(book), book.proposals, book.next_id()) == (0, (), "T0001")


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda text: text[: len(text) // 2], 1),
        (lambda text: text[:-1], 2),
        (lambda text: text.replace('"kind": "rename"', '"kind": "great"'), 2),
        (lambda text: text.replace('"event": "E00002"', '"event": "E00003"'), 2),
        (lambda text: text.replace('"said": {"label"', '"says": {"label"'), 2),
        (lambda text: text + "\n", 3),
        (lambda text: text + "{}\n", 3),
        (lambda text: "".join(text.splitlines(keepends=True)[::-1]), 1),
        (lambda text: text + text.splitlines(keepends=True)[1], 3),
        (lambda text: text.replace("T0001", "T0777", 1).replace('"topic": "T0001"', '"topic": "T0778"'), 2),
        (lambda text: "null\n" + text, 1),
        (lambda text: "\x00" + text, 1),
    ],
)
def test_a_damaged_log_names_the_line(folder, damage, line):
    path = folder / "events.jsonl"
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "codebook.json").unlink()
    with pytest.raises(BadData) as caught:
        load_codebook(folder, MODEL)
    assert f"line {line}" in caught.value.where
    assert "Restore" in caught.value.fix


def test_a_log_that_is_no_text_is_bad_data(folder):
    (folder / "events.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadData):
        load_codebook(folder, MODEL)


@pytest.mark.parametrize(
    "edit",
    [
        lambda said: said["topics"][0].update(label="By hand"),
        lambda said: said.pop("events"),
        lambda said: said.update(events=9),
    ],
)
def test_a_state_that_was_edited_by_hand_is_refused_and_made_again_when_it_is_taken_away(folder, edit):
    path = folder / "codebook.json"
    good = path.read_bytes()
    content = json.loads(good)
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadData, match="by hand"):
        load_codebook(folder, MODEL)
    path.unlink()
    assert load_codebook(folder, MODEL).topic("T0001").label == "Säumige Zahler"
    append(folder, event(Kind.RENAME, topic="T0002", label="x"), MODEL)
    append(folder, event(Kind.UNDO, event="E00003"), MODEL)
    assert json.loads(path.read_text(encoding="utf-8"))["topics"] == json.loads(good)["topics"]


def test_a_writer_that_was_killed_between_log_and_state_loses_nothing(folder):
    state = (folder / "codebook.json").read_bytes()
    append(folder, event(Kind.RETIRE, topic="T0002"), MODEL)
    (folder / "codebook.json").write_bytes(state)
    assert not load_codebook(folder, MODEL).topic("T0002").live


def test_a_codebook_of_an_earlier_version_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "codebook.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadData, match="earlier version"):
        load_codebook(tmp_path, MODEL)


@pytest.mark.parametrize("content", [b"", b"not an array", None])
def test_damaged_vectors_are_bad_data(folder, content):
    array = sorted((folder / "vectors").iterdir())[0]
    array.unlink() if content is None else array.write_bytes(content)
    with pytest.raises(BadData, match="vectors are damaged"):
        load_codebook(folder, MODEL)


def test_other_vectors_under_the_same_name_are_bad_data(folder):
    array = sorted((folder / "vectors").iterdir())[0]
    np.save(array, np.array([axis(90)]))
    with pytest.raises(BadData, match="vectors are damaged"):
        load_codebook(folder, MODEL)


def test_vectors_are_never_unpickled(folder):
    array = sorted((folder / "vectors").iterdir())[0]
    np.save(array, np.array([{"evil": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(BadData):
        load_codebook(folder, MODEL)


def test_a_codebook_of_another_model_is_bad_data(folder):
    with pytest.raises(BadData, match="another embedding model"):
        load_codebook(folder, "other")


def test_the_codebook_as_it_stood_is_the_first_lines_of_its_log(folder, tmp_path_factory):
    append(folder, event(Kind.RETIRE, topic="T0002"), MODEL)
    before = load_codebook(folder, MODEL, events=2)
    assert before.topic("T0002").live
    to = tmp_path_factory.mktemp("copy")
    assert copy_log(folder, to, 2, MODEL).version == before.version
    assert load_codebook(to, MODEL) == before
    assert (
        copy_log(folder, tmp_path_factory.mktemp("empty"), 0, MODEL).version
        == load_codebook(to, MODEL, events=0).version
    )


def test_what_is_not_in_the_log_yet_is_kept_with_its_arrays(tmp_path):
    stand, arrays = part(axis(3), axis(4))
    said = {"topic": "T0001", "topics": [child("T0009", "H001", 0)], "arrays": stand.vectors}
    made = Event("", "2026-11-01", "workbench", Kind.SPLIT, said, arrays=arrays)
    assert kept_event(tmp_path) is None
    keep_event(tmp_path, made)
    again = kept_event(tmp_path)
    assert again == made
    assert np.array_equal(again.arrays[stand.vectors], arrays[stand.vectors])
    (tmp_path / "event.json").write_text("{", encoding="utf-8")
    assert kept_event(tmp_path) is None


def test_lines_that_are_there_stay_byte_for_byte_and_windows_line_ends_are_read(folder):
    log = (folder / "events.jsonl").read_bytes().replace(b'{"at"', b'{"a later field": 1, "at"').replace(b"\n", b"\r\n")
    (folder / "events.jsonl").write_bytes(log)
    state = folder / "codebook.json"
    state.write_bytes(state.read_bytes().replace(b"\n", b"\r\n"))
    append(folder, event(Kind.NOTE, text="kept"), MODEL)
    after = (folder / "events.jsonl").read_bytes()
    assert after.startswith(log)
    assert after.count(b"\n") == log.count(b"\n") + 1
    load_codebook(folder, MODEL)


def test_a_name_that_cannot_be_written_is_refused_and_nothing_is_written(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(BadRequest, match="cannot be written"):
        append(folder, event(Kind.RENAME, topic="T0001", label="broken \ud800"), MODEL)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
