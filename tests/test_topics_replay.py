from __future__ import annotations

import json
from dataclasses import replace

import pytest
from codebook_toys import HASHES, MODEL, changes, child, event, first
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadData, BadRequest
from workbench.topics.codebook.events import Kind, undone
from workbench.topics.codebook.replay import after, extended, replay
from workbench.topics.codebook.rows import row_of, topic_from
from workbench.topics.codebook.topic import Status

START = [first()]
BOOK = replay(START, MODEL)


def done(*events):
    """Return the book after events on the first one, each given as (kind, said)."""
    log = list(START)
    for kind, said in events:
        one = event(kind, len(log) + 1, **said)
        extended(log, one, MODEL)
        log.append(one)
    return replay(log, MODEL)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_sequence_and_its_undo_give_the_first_codebook_back(data):
    log, book, taken = list(START), BOOK, []
    for _ in range(data.draw(st.integers(1, 12))):
        one = changes(data.draw, book, len(log) + 1)
        try:
            book = extended(log, one, MODEL)
        except BadRequest:
            continue
        log.append(one)
        taken.append(one)
        assert replay(log, MODEL) == book, "replay equals the state that came about step by step"
    for one in reversed(taken):
        back = event(Kind.UNDO, len(log) + 1, event=one.event_id)
        book = extended(log, back, MODEL)
        log.append(back)
    assert book.version == BOOK.version
    assert book.topics == BOOK.topics
    assert replay(log, MODEL) == book


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_id_is_ever_given_twice_whatever_was_undone(data):
    log, book, given_out = list(START), BOOK, {topic.topic_id for topic in BOOK.topics}
    for _ in range(8):
        if data.draw(st.booleans()):
            target = data.draw(st.sampled_from([one.event_id for one in log[1:]] or ["E00001"]))
            one = event(Kind.UNDO, len(log) + 1, event=target)
        else:
            topic = data.draw(st.sampled_from([topic.topic_id for topic in book.topics] or ["T0001"]))
            children = [child(book.next_id(at), "H001", at) for at in range(2)]
            one = event(Kind.SPLIT, len(log) + 1, topic=topic, topics=children)
        try:
            book = extended(log, one, MODEL)
        except BadRequest:
            continue
        log.append(one)
        if one.kind is Kind.SPLIT:
            new = {row["topic_id"] for row in one.said["topics"]}
            assert not new & given_out
            given_out |= new


def test_an_undo_can_be_undone():
    log = [*START, event(Kind.RENAME, 2, topic="T0001", label="New"), event(Kind.UNDO, 3, event="E00002"),
           event(Kind.UNDO, 4, event="E00003")]  # fmt: skip
    assert undone(tuple(log)) == {"E00003"}
    assert replay(log, MODEL).topic("T0001").label == "New"
    with pytest.raises(BadRequest, match=r"E00003 .* is undone already"):
        extended(log, event(Kind.UNDO, 5, event="E00003"), MODEL)


def test_what_a_later_event_needs_cannot_be_undone():
    split = event(Kind.SPLIT, 2, topic="T0001", topics=[child("T0005", "H001", 0), child("T0006", "H001", 1)])
    log = [*START, split, event(Kind.RENAME, 3, topic="T0005", label="New")]
    with pytest.raises(BadRequest, match="later event needs it") as caught:
        extended(log, event(Kind.UNDO, 4, event="E00002"), MODEL)
    assert "line 3" in caught.value.where


def test_a_merge_moves_texts_and_pins_and_leaves_a_trace():
    book = done((Kind.PIN, {"topic": "T0002", "hash": HASHES[0]}), (Kind.MERGE, {"topics": ["T0002"], "into": "T0001"}))
    assert book.topic("T0002").status is Status.MERGED
    assert book.topic("T0002").became == ("T0001",)
    assert [part.vectors for part in book.topic("T0001").parts] == [
        BOOK.topic(topic).parts[0].vectors for topic in ("T0001", "T0002")
    ]
    assert book.topic("T0001").pins == (HASHES[0],)
    assert book.current("T0002") == ("T0001",)


def test_a_split_retires_the_parent_and_gives_new_ids():
    said = {"topic": "T0001", "topics": [child("T0005", "H001", 0), child("T0006", "H001", 1)]}
    book = done((Kind.SPLIT, said))
    assert book.topic("T0001").status is Status.RETIRED
    assert book.current("T0001") == ("T0005", "T0006")
    assert {topic.topic_id for topic in book.live} == {"T0002", "T0003", "T0004", "T0005", "T0006"}


def test_a_text_is_pinned_to_one_topic():
    book = done((Kind.PIN, {"topic": "T0001", "hash": HASHES[0]}), (Kind.PIN, {"topic": "T0002", "hash": HASHES[0]}))
    assert (book.topic("T0001").pins, book.topic("T0002").pins) == ((), (HASHES[0],))
    excluded = after(book, event(Kind.EXCLUDE, topic="T0002", hash=HASHES[0])).topic("T0002")
    assert (excluded.pins, excluded.exclusions) == ((), (HASHES[0],))


def test_what_was_learnt_is_forgotten_with_a_topic_it_chose_between():
    learn = (Kind.LEARN, {"topics": ["T0001", "T0002"], "coefficients": "0" * 64, "pins": 30})
    assert done(learn).learnt is not None
    assert done(learn, (Kind.RETIRE, {"topic": "T0003"})).learnt is not None
    assert done(learn, (Kind.RETIRE, {"topic": "T0002"})).learnt is None
    assert done(learn, (Kind.MERGE, {"topics": ["T0002"], "into": "T0003"})).learnt is None


def test_a_run_notes_which_topics_it_saw():
    assert [topic.last_period for topic in BOOK.topics] == ["2026-10", "", "", ""]
    assert BOOK.proposals == (("2026-10", "k"),)


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        (Kind.RENAME, {"topic": "T0099", "label": "x"}, "no topic T0099"),
        (Kind.RENAME, {"topic": "T0001", "label": " \n"}, "new name is empty"),
        (Kind.RENAME, {"topic": "T0001", "label": "x" * 121}, "at most 120 characters; this one has 121"),
        (Kind.ACCEPT, {"topic": "W0001"}, "W0001 is watched and no topic yet; use promote"),
        (Kind.RENAME, {"theme": "H099", "label": "x"}, "no theme H099"),
        (Kind.MERGE, {"topics": ["T0002", "T0001"], "into": "T0001"}, "T0001 is both source and target"),
        (Kind.MERGE, {"topics": [], "into": "T0001"}, "other topics"),
        (Kind.SPLIT, {"topic": "T0001", "topics": [child("T0005", "H001", 0)]}, "at least two"),
        (Kind.SPLIT, {"topic": "T0001", "topics": [child("T0002", "H001", at) for at in (0, 1)]}, "given already"),
        (Kind.SPLIT, {"topic": "T0001", "topics": [child(f"T000{at + 5}", "H9", at) for at in (0, 1)]}, "no theme H9"),
        (Kind.RESTORE, {"topic": "T0001"}, "in use already"),
        (Kind.THEME, {"topic": "T0001", "theme": "H099"}, "no theme H099"),
        (Kind.THEME, {"topic": "T0001", "theme": "H002", "label": "New"}, "given already"),
        (Kind.PIN, {"topic": "T0001", "hash": "words of a post"}, "64 characters"),
        (Kind.UNPIN, {"topic": "T0001", "hash": HASHES[0]}, "not pinned"),
        (Kind.PROMOTE, {"watched": "W0099", "new": child("T0005", "H001", 0)}, "Nothing is watched"),
        (Kind.NOTE, {"text": " "}, "empty"),
        (Kind.UNDO, {"event": "E00099"}, "no event E00099"),
    ],
)
def test_what_does_not_fit_is_refused(kind, said, why):
    with pytest.raises(BadRequest, match=why):
        extended(START, event(kind, 2, **said), MODEL)


def test_a_merged_or_split_topic_is_brought_back_by_undo_alone():
    merge = (Kind.MERGE, {"topics": ["T0002"], "into": "T0001"})
    for kind in (Kind.RESTORE, Kind.RENAME, Kind.RETIRE, Kind.ACCEPT):
        with pytest.raises(BadRequest, match="T0001"):
            done(merge, (kind, {"topic": "T0002", "label": "x"}))
    assert done((Kind.RETIRE, {"topic": "T0002"}), (Kind.RESTORE, {"topic": "T0002"})).topic("T0002").live


@pytest.mark.parametrize("accepted", [True, False])
def test_a_restored_topic_has_the_status_that_it_had(accepted):
    accept = [(Kind.ACCEPT, {"topic": "T0002"})] if accepted else []
    book = done(*accept, (Kind.RETIRE, {"topic": "T0002"}), (Kind.RESTORE, {"topic": "T0002"}))
    assert book.topic("T0002").status is (Status.ACTIVE if accepted else Status.CANDIDATE)
    assert book.version == (done(*accept).version if accepted else BOOK.version)


def frame(number, topic_id, theme_id):
    said = {"topics": [child(topic_id, theme_id, 0)], "themes": [{"theme_id": theme_id, "label": "Theirs"}]}
    return event(Kind.FRAME, number, **said)


def test_what_a_frame_brought_is_known_as_such_and_so_are_its_parts():
    log = [*START, frame(2, "T0005", "H004")]
    parts = [child(f"T000{at}", "H004", at) for at in (6, 7)]
    log.append(event(Kind.SPLIT, 3, topic="T0005", topics=parts))
    log.append(event(Kind.SPLIT, 4, topic="T0001", topics=[child(f"T000{at}", "H001", at) for at in (8, 9)]))
    book = replay(log, MODEL)
    assert {topic.topic_id for topic in book.topics if topic.brought} == {"T0005", "T0006", "T0007"}


def test_no_theme_id_is_given_twice_whatever_was_undone():
    log = [*START, event(Kind.THEME, 2, topic="T0001", theme="H004", label="Prices")]
    log.append(event(Kind.UNDO, 3, event="E00002"))
    assert replay(log, MODEL).next_theme_id() == "H005"
    new = event(Kind.THEME, 4, topic="T0002", theme="H005", label="Queues")
    assert after(replay(log, MODEL), new).next_theme_id() == "H006"
    again = extended([*log, new], event(Kind.UNDO, 5, event="E00003"), MODEL)
    assert again.theme_labels()["H004"] == "Prices"
    assert replay([*START, frame(2, "T0005", "H007"), event(Kind.UNDO, 3, event="E00002")], MODEL).next_theme_id() == (
        "H008"
    )


def studied(number, period, until, *topics):
    said = {"period": period, "key": period, "topics": [], "themes": [], "watched": [], "least": 5, "seen": topics}
    return replace(event(Kind.PROPOSE, number, **said), at=f"{until}T00:00:00+00:00")


def test_the_last_period_is_the_one_that_ended_last_whatever_it_is_called():
    quarter = studied(2, "2026-Q3", "2026-10-01", "T0001", "T0002")
    assert [topic.last_period for topic in replay([*START, quarter], MODEL).topics[:3]] == ["2026-10", "2026-Q3", ""]
    month = studied(3, "2026-10", "2026-11-01", "T0002")
    assert replay([*START, quarter, month], MODEL).topic("T0002").last_period == "2026-10"
    launch = studied(4, "a launch", "2026-12-13", "T0002")
    late = studied(5, "2026-09", "2026-10-01", "T0002", "T0003")
    book = replay([*START, quarter, month, launch, late], MODEL)
    assert [topic.last_period for topic in book.topics[:3]] == ["2026-10", "a launch", "2026-09"]
    merge = event(Kind.MERGE, 6, topics=["T0002"], into="T0003", form=3)
    assert replay([*START, quarter, month, launch, late, merge], MODEL).topic("T0003").last_period == "a launch"
    assert book.version == BOOK.version


def test_a_log_that_does_not_fit_together_names_the_line():
    log = [*START, event(Kind.RENAME, 2, topic="T0001", label="New"), event(Kind.RETIRE, 3, topic="T0077")]
    with pytest.raises(BadData) as caught:
        replay(log, MODEL)
    assert "line 3" in caught.value.where


@pytest.mark.parametrize("said", [{}, {"topic": 7}, {"topic": "T0001"}, {"topic": "T0001", "topics": "T0002"}])
def test_an_event_without_what_it_needs_names_the_line(said):
    with pytest.raises(BadData, match="line 2"):
        replay([*START, event(Kind.SPLIT, 2, **said)], MODEL)


def test_a_theme_of_one_topic_takes_its_new_name_unless_somebody_named_the_theme():
    own = (Kind.THEME, {"topic": "T0003", "theme": "H009", "label": BOOK.topic("T0003").label})
    rename = {"topic": "T0003", "label": "Queue", "form": 2}
    assert done(own, (Kind.RENAME, rename)).theme_labels()["H009"] == "Queue"
    named = (Kind.RENAME, {"theme": "H009", "label": "Waiting"})
    assert done(own, named, (Kind.RENAME, rename)).theme_labels()["H009"] == "Waiting"
    beside = (Kind.THEME, {"topic": "T0004", "theme": "H009"})
    assert done(own, beside, (Kind.RENAME, rename)).theme_labels()["H009"] == BOOK.topic("T0003").label
    older = {"topic": "T0003", "label": "Queue"}
    assert done(own, (Kind.RENAME, older)).theme_labels()["H009"] == BOOK.topic("T0003").label


def test_a_merge_keeps_what_its_parts_excluded_but_not_what_one_of_them_held():
    one, two, three = HASHES
    said = (
        (Kind.EXCLUDE, {"topic": "T0001", "hash": one}),
        (Kind.EXCLUDE, {"topic": "T0002", "hash": two}),
        (Kind.EXCLUDE, {"topic": "T0001", "hash": three}),
        (Kind.PIN, {"topic": "T0002", "hash": three}),
    )
    merge = {"topics": ["T0002"], "into": "T0001", "form": 2}
    assert done(*said, (Kind.MERGE, merge)).topic("T0001").exclusions == (one, two)
    assert done(*said, (Kind.MERGE, {**merge, "held": [one]})).topic("T0001").exclusions == (two,)
    learn = (Kind.LEARN, {"topics": ["T0001", "T0002"], "coefficients": "0" * 64, "pins": 30})
    assert done(learn, (Kind.MERGE, {"topics": ["T0003"], "into": "T0001", "form": 2})).learnt is None


def test_each_part_of_a_merged_topic_goes_on_refusing_what_its_topic_refused():
    one, two, three = HASHES
    said = (
        (Kind.EXCLUDE, {"topic": "T0001", "hash": one}),
        (Kind.EXCLUDE, {"topic": "T0002", "hash": two}),
        (Kind.EXCLUDE, {"topic": "T0001", "hash": three}),
        (Kind.PIN, {"topic": "T0002", "hash": three}),
        (Kind.MERGE, {"topics": ["T0002"], "into": "T0001", "form": 3}),
    )
    whole = done(*said).topic("T0001")
    assert (whole.exclusions, [part.not_about for part in whole.parts]) == ((), [(one,), (two,)])
    again = done(*said, (Kind.MERGE, {"topics": ["T0003"], "into": "T0001", "form": 3})).topic("T0001")
    assert [part.not_about for part in again.parts] == [(one,), (two,), ()]
    freed = done(*said, (Kind.UNPIN, {"topic": "T0001", "hash": one})).topic("T0001")
    assert [part.not_about for part in freed.parts] == [(), (two,)]
    pinned = done(*said, (Kind.PIN, {"topic": "T0001", "hash": two})).topic("T0001")
    assert ([part.not_about for part in pinned.parts], pinned.pins) == ([(one,), ()], tuple(sorted((two, three))))


def test_what_no_part_refuses_is_written_as_it_always_was():
    assert "not_about" not in str(BOOK.content())
    assert set(row_of(BOOK.topic("T0001"))["parts"][0]) == {"vectors", "threshold", "members"}
    merged = done((Kind.EXCLUDE, {"topic": "T0002", "hash": HASHES[0]}), (Kind.MERGE, {
        "topics": ["T0002"], "into": "T0001", "form": 3}))  # fmt: skip
    assert topic_from(json.loads(json.dumps(row_of(merged.topic("T0001"))))) == merged.topic("T0001")
