from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from topic_toys import axis, codebook

from workbench.errors import BadData
from workbench.topics.codebook.state import Codebook, load_codebook
from workbench.topics.codebook.topic import Status, Theme

BOOK = replace(codebook(3), proposals=(("2026-10", "abc"),))


@given(
    st.lists(st.tuples(st.text(max_size=20), st.sampled_from(list(Status)), st.text(max_size=8)), max_size=4),
    st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=3),
)
def test_what_is_saved_is_what_is_loaded(tmp_path_factory, said, proposals):
    folder = tmp_path_factory.mktemp("codebook")
    book = codebook(len(said))
    topics = tuple(
        replace(topic, label=label, status=status, owner=owner)
        for topic, (label, status, owner) in zip(book.topics, said, strict=True)
    )
    book = replace(book, topics=topics, proposals=tuple(proposals))
    book.save(folder)
    again = load_codebook(folder, "toy")
    assert (again.topics, again.themes, again.proposals, again.model) == (
        book.topics, book.themes, book.proposals, "toy",
    )  # fmt: skip
    assert np.array_equal(again.vectors, book.vectors)
    assert again.version == book.version


def test_saving_twice_writes_the_same_bytes(tmp_path):
    BOOK.save(tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    load_codebook(tmp_path, "toy").save(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == first
    assert len(first) == 2, "no partial file is left"


def test_equal_content_has_an_equal_version():
    again = Codebook(BOOK.model, BOOK.topics, BOOK.themes, BOOK.vectors.copy(order="F"), BOOK.proposals)
    assert again.version == BOOK.version
    assert len(BOOK.version) == 64


def changed(**fields):
    return replace(BOOK, topics=(replace(BOOK.topics[0], **fields), *BOOK.topics[1:]))


@pytest.mark.parametrize(
    "other",
    [
        replace(BOOK, model="other"),
        replace(BOOK, topics=BOOK.topics[:2]),
        replace(BOOK, themes=(replace(BOOK.themes[0], label="other"), *BOOK.themes[1:])),
        replace(BOOK, proposals=()),
        replace(BOOK, vectors=np.array([axis(0), axis(1), axis(5)])),
        changed(topic_id="T0009"),
        changed(label="other"),
        changed(keywords=("other",)),
        changed(theme_id="H002"),
        changed(prototypes=(1, 2)),
        changed(threshold=1),
        changed(members=1),
        changed(first_period="2026-09"),
        changed(status=Status.ACTIVE),
        changed(owner="Support"),
    ],
)
def test_any_change_is_another_version(other):
    assert other.version != BOOK.version


def test_a_project_without_a_codebook_has_an_empty_one(tmp_path):
    book = load_codebook(tmp_path, "toy")
    assert len(book) == 0
    assert book.vectors.shape[0] == 0


def damage(folder, edit):
    path = folder / "codebook.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    "edit",
    [
        lambda content: content.pop("topics"),
        lambda content: content["topics"][0].pop("label"),
        lambda content: content["topics"][0].update(status="great"),
        lambda content: content["topics"][0].update(colour="red"),
        lambda content: content.update(vectors="0" * 64),
        lambda content: content.update(proposals=[1]),
    ],
)
def test_damaged_json_is_bad_data_that_says_what_to_do(tmp_path, edit):
    BOOK.save(tmp_path)
    damage(tmp_path, edit)
    with pytest.raises(BadData) as found:
        load_codebook(tmp_path, "toy")
    assert "codebook.json" in found.value.where
    assert found.value.fix


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "\x00"])
def test_a_file_that_is_no_codebook_is_bad_data(tmp_path, text):
    BOOK.save(tmp_path)
    (tmp_path / "codebook.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadData):
        load_codebook(tmp_path, "toy")


@pytest.mark.parametrize("bytes_", [b"", b"not an array", None])
def test_damaged_vectors_are_bad_data(tmp_path, bytes_):
    BOOK.save(tmp_path)
    (array,) = (tmp_path / "vectors").iterdir()
    array.unlink() if bytes_ is None else array.write_bytes(bytes_)
    with pytest.raises(BadData):
        load_codebook(tmp_path, "toy")


def test_other_vectors_under_the_same_name_are_bad_data(tmp_path):
    BOOK.save(tmp_path)
    (array,) = (tmp_path / "vectors").iterdir()
    np.save(array, BOOK.vectors[::-1])
    with pytest.raises(BadData, match="vectors are damaged"):
        load_codebook(tmp_path, "toy")


def test_prototypes_that_are_not_in_the_vectors_are_bad_data(tmp_path):
    BOOK.save(tmp_path)
    damage(tmp_path, lambda content: content["topics"][0].update(prototypes=[7, 9]))
    with pytest.raises(BadData):
        load_codebook(tmp_path, "toy")


def test_vectors_are_never_unpickled(tmp_path):
    BOOK.save(tmp_path)
    (array,) = (tmp_path / "vectors").iterdir()
    np.save(array, np.array([{"evil": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(BadData):
        load_codebook(tmp_path, "toy")


def test_a_codebook_of_another_model_is_bad_data(tmp_path):
    BOOK.save(tmp_path)
    with pytest.raises(BadData, match="another embedding model"):
        load_codebook(tmp_path, "other")


def test_an_id_is_one_more_than_the_highest_ever_whatever_became_of_it():
    book = codebook(3, statuses=[Status.ACTIVE, Status.MERGED, Status.RETIRED])
    assert book.next_id() == "T0004"
    assert book.next_id(2) == "T0006"
    assert Codebook("toy").next_id() == "T0001"


def test_topics_and_themes_are_found_by_id():
    assert BOOK.topic("T0002").label == "Label 2"
    assert BOOK.theme_labels() == {"H001": "Theme 1", "H002": "Theme 2", "H003": "Theme 3"}
    assert BOOK.themes[0] == Theme("H001", "Theme 1")
    with pytest.raises(KeyError):
        BOOK.topic("T0099")
