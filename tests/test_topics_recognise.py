from __future__ import annotations

from dataclasses import replace

import pytest
from codebook_toys import child, event
from hypothesis import given
from hypothesis import strategies as st
from topic_toys import codebook

from workbench.errors import BadData
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.topic import Status
from workbench.topics.frame.codes import Code
from workbench.topics.frame.frame import frame_of
from workbench.topics.frame.recognise import brought_names, mark_of, recognised
from workbench.topics.frame.sheet import TOPICS, keyword_cell, workbook

BOOK = codebook(3)


def known(*codes, book=BOOK, brought=None):
    found, fresh = recognised(codes, book, brought or {})
    return [(one.topic.topic_id, one.by, one.own) for one in found], [code.name for code in fresh]


def exported(book, **cells):
    """Return the codes of an export, with cells of the first row edited."""
    rows = [
        (
            topic.topic_id, topic.label, topic.description, keyword_cell(topic.words), topic.rule, "", topic.owner,
            str(topic.status), topic.members, topic.first_period, topic.last_period, topic.became,
            mark_of(topic),
        )
        for topic in book.topics
    ]  # fmt: skip
    first = [cells.get(name, value) for name, value in zip(TOPICS, rows[0], strict=True)]
    content = workbook({"Topics": [TOPICS, first, *rows[1:]]})
    return frame_of("export.xlsx", content).codes


def test_a_code_without_an_id_is_new_although_topics_have_none_of_the_teams_own():
    assert all(topic.code == "" for topic in BOOK.topics)
    assert known(Code("Closed branch")) == ([], ["Closed branch"])


def test_codes_are_known_by_their_own_id_by_ours_and_by_name():
    book = replace(BOOK, topics=(replace(BOOK.topics[0], code="7.2"), *BOOK.topics[1:]))
    codes = (Code("x", "7.2"), Code("y", "t0002"), Code("LABEL  3"), Code("z", "9"))
    assert known(*codes, book=book) == (
        [("T0001", "id", False), ("T0002", "id", False), ("T0003", "name", False)],
        ["z"],
    )


def test_a_code_that_was_brought_along_is_known_by_the_name_it_came_with():
    assert known(Code("Old name"), brought={"old name": "T0002"}) == ([("T0002", "name", False)], [])
    assert known(Code("Old name"), brought={"old name": "T0099"}) == ([], ["Old name"])


def test_of_topics_of_one_name_the_one_in_use_is_meant():
    topics = (*BOOK.topics[:2], replace(BOOK.topics[2], label="Label 1", status=Status.RETIRED))
    assert known(Code("Label 1"), book=replace(BOOK, topics=topics))[0] == [("T0001", "name", False)]
    assert known(Code("Label 1"), book=replace(BOOK, topics=topics[::-1]))[0] == [("T0001", "name", False)]


def test_an_export_of_another_project_is_not_known_by_its_ids():
    other = replace(exported(BOOK)[0], name="Their first", mark="0" * 12)
    assert known(other) == ([], ["Their first"])


@given(st.text(max_size=30), st.text(max_size=60), st.lists(st.text(max_size=15), max_size=3))
def test_what_was_exported_and_not_edited_says_no_edit(label, description, words):
    topic = replace(BOOK.topics[0], label=" ".join(label.split()) or "x", description=description,
                    pinned_words=tuple(words))  # fmt: skip
    try:
        found, fresh = recognised(exported(book := replace(BOOK, topics=(topic,))), book, {})
    except BadData as fault:
        assert "no name" in str(fault), "a name of signs alone is none; everything else is read"
        return
    assert not fresh
    assert [(one.own, one.name, one.definition) for one in found] == [(True, None, None)]


@pytest.mark.parametrize(
    ("cells", "name", "definition"),
    [
        ({"name": "New name"}, "New name", None),
        ({"definition": "what\nbelongs"}, None, "what belongs"),
        ({"keywords": "other", "theme": "Other", "members": 7}, None, None),
    ],
)
def test_an_edited_name_or_definition_is_seen(cells, name, definition):
    found, _ = recognised(exported(BOOK, **cells), BOOK, {})
    assert (found[0].name, found[0].definition) == (name, definition)
    assert all(one.name is None and one.definition is None for one in found[1:])


def test_names_that_an_undone_frame_brought_are_forgotten():
    log = [event(Kind.FRAME, 1, topics=[child("T0005", "H001", 0)], themes=[])]
    assert brought_names(log, frozenset()) == {"part 0": "T0005"}
    assert brought_names(log, frozenset({"E00001"})) == {}
