from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from topic_toys import DIMS, axis, clouds, codebook, part

from workbench.topics import assign as module
from workbench.topics.assign import SCALE, assign
from workbench.topics.codebook.state import Codebook, sha256_of_array
from workbench.topics.codebook.topic import Learnt, Status
from workbench.topics.thresholds import broadest, thresholds

BOOK = codebook(3, threshold=0.5)


def padded(vectors):
    return np.pad(vectors, ((0, 0), (0, DIMS - vectors.shape[1])))


MIXED = padded(clouds(6, 20, noise=2.0))  # axes 0-2 are topics, 3-5 are not


def row(**cosines):
    """Return a vector with stated cosines to axes t0, t1, ...; the rest points elsewhere."""
    vector = np.zeros(DIMS)
    for name, value in cosines.items():
        vector[int(name[1:])] = value
    vector[300] = np.sqrt(max(0.0, 1 - (vector**2).sum()))
    return np.rint(4000 * vector).astype(np.int16)[None]


def with_threshold(topic, threshold):
    return replace(topic, parts=tuple(replace(part, threshold=threshold) for part in topic.parts))


def test_a_text_goes_to_the_nearest_topic_that_accepts_it():
    found = assign(row(t0=0.55, t1=0.7), BOOK)
    assert (found.decision.tolist(), found.topic.tolist(), found.second.tolist()) == (["topic"], [1], [0])
    assert found.score.tolist() == [round(0.7 * SCALE)]
    assert found.second_score.tolist() == [round(0.55 * SCALE)]


@pytest.mark.parametrize(("cosine", "decision"), [(0.5, "topic"), (0.49975, "none")])
def test_the_threshold_itself_is_accepted(cosine, decision):
    assert assign(row(t1=cosine), BOOK).decision.tolist() == [decision]


def test_what_no_topic_accepts_is_none_but_keeps_its_scores():
    found = assign(row(t0=0.3, t2=0.2), BOOK)
    assert found.decision.tolist() == ["none"]
    assert found.score.tolist() == [round(0.3 * SCALE)]
    assert found.second.tolist() == [2]


def test_a_lead_below_the_margin_is_undecided():
    # 0.7 and 0.69575: a lead of .00425 < .005. One step of a stored vector is .00025.
    assert assign(row(t0=0.7, t1=0.69575), BOOK).decision.tolist() == ["undecided"]
    assert assign(row(t0=0.7, t1=0.69475), BOOK).decision.tolist() == ["topic"]
    assert assign(row(t0=0.7, t1=0.69575), BOOK, margin=0.004).decision.tolist() == ["topic"]


def test_a_second_topic_that_would_not_accept_the_text_is_no_rival():
    strict = replace(BOOK, topics=(BOOK.topics[0], with_threshold(BOOK.topics[1], SCALE), BOOK.topics[2]))
    assert assign(row(t0=0.7, t1=0.69975), strict).decision.tolist() == ["topic"]


def test_a_topic_is_as_near_as_its_nearest_prototype():
    both, arrays = part(axis(0), axis(5))
    book = replace(
        BOOK, topics=(replace(BOOK.topics[0], parts=(both,)), BOOK.topics[1]), arrays={**BOOK.arrays, **arrays}
    )
    assert assign(row(t5=0.8, t1=0.5), book).topic.tolist() == [0]


@pytest.mark.parametrize("status", [Status.RETIRED, Status.MERGED])
def test_topics_that_are_no_longer_used_are_passed_over(status):
    book = codebook(3, statuses=[Status.ACTIVE, status, Status.CANDIDATE])
    found = assign(np.concatenate([row(t1=0.9), row(t2=0.9), row(t1=0.9, t0=0.3)]), book)
    assert found.decision.tolist() == ["none", "topic", "none"]
    assert found.topic.tolist()[1] == 2, "positions are those of the codebook"
    assert 1 not in {*found.topic.tolist(), *found.second.tolist()}


def test_with_one_topic_nothing_can_be_undecided():
    found = assign(row(t0=0.9), codebook(1))
    assert found.decision.tolist() == ["topic"]
    assert found.second.tolist() == [-1]


@pytest.mark.parametrize("book", [Codebook("toy"), codebook(1, statuses=[Status.RETIRED])])
def test_without_a_live_topic_everything_is_none(book):
    found = assign(MIXED, book)
    assert set(found.decision) == {"none"}
    assert (found.topic == -1).all()


def test_no_text_gives_no_row():
    found = assign(np.zeros((0, DIMS), dtype=np.int16), BOOK)
    assert len(found.decision) == len(found.topic) == 0


def fields(found):
    return np.column_stack(
        [found.topic, found.second, found.score, found.second_score, found.accepted, found.clear]
    ).tolist()


@given(st.permutations(range(len(MIXED))), st.integers(1, 119))
@settings(max_examples=20, deadline=None)
def test_a_row_depends_on_its_own_vector_alone(order, cut):
    wanted = fields(assign(MIXED, BOOK))
    shuffled = MIXED[order]
    parts = fields(assign(shuffled[:cut], BOOK)) + fields(assign(shuffled[cut:], BOOK))
    assert parts == [wanted[at] for at in order]


@pytest.mark.parametrize("rows", [1, 7, 119, 10_000])
def test_assignment_does_not_depend_on_the_block_size(monkeypatch, rows):
    wanted = fields(assign(MIXED, BOOK))
    monkeypatch.setattr(module, "BLOCK_ROWS", rows)
    assert fields(assign(MIXED, BOOK)) == wanted


def test_a_threshold_refuses_at_most_a_twentieth_of_a_topics_own_texts():
    # n = 39: p = (1 + members at or below)/40 >= .05 from one member at or below on: the lowest score itself.
    scores = np.arange(100, 139)
    assert thresholds([scores]) == [100]
    # n = 59: .05·60 = 3, so two members at or below: the second lowest.
    assert thresholds([np.arange(59)]) == [1]
    # n = 99 and alpha .1: .1·100 = 10, nine at or below: the ninth lowest.
    assert thresholds([np.arange(99)], alpha=0.1) == [8]


@given(st.lists(st.integers(0, 1000), min_size=20, max_size=200))
def test_a_threshold_keeps_its_promise(scores):
    ordered = np.array(scores)
    bar = thresholds([ordered])[0]
    p_value = [(1 + (ordered <= score).sum()) / (len(ordered) + 1) for score in scores]
    assert [score >= bar for score in scores] == [p >= 0.05 - 1e-12 for p in p_value]


def test_a_small_topic_borrows_the_scores_of_all():
    small, large = np.array([900, 950]), np.arange(100, 157)
    assert thresholds([small, large]) == [101, 101]
    assert thresholds([small, large], from_members=2) == [0, 101]


def test_no_topics_need_no_threshold():
    assert thresholds([]) == []


def test_no_topic_accepts_what_lies_further_off_than_a_tenth_of_all_own_texts():
    tight, broad = np.arange(500, 600), np.arange(0, 100)
    least = broadest([tight, broad])
    assert least == 19  # ceil(.1 x 201) - 1 = 20 members at or below it, the lowest is 0
    assert thresholds([tight, broad], least=least) == [thresholds([tight])[0], least]
    assert broadest([]) == 0


def merged(into, other):
    """Return the book as it is after a merge: the target holds the parts of both."""
    topics = list(BOOK.topics)
    topics[into] = replace(topics[into], parts=topics[into].parts + topics[other].parts)
    topics[other] = replace(topics[other], status=Status.MERGED, became=(topics[into].topic_id,))
    return replace(BOOK, topics=tuple(topics))


def test_after_a_merge_the_texts_of_both_are_the_targets_and_all_others_stay():
    before, after = assign(MIXED, BOOK), assign(MIXED, merged(0, 1))
    was = np.where(before.decision == "topic", before.topic, -1)
    now = np.where(after.decision == "topic", after.topic, -1)
    assert now[was == 1].tolist() == [0] * int((was == 1).sum()) != []
    assert now[was == 0].tolist() == [0] * int((was == 0).sum()) != []
    assert np.array_equal(now[was == 2], was[was == 2])
    assert not np.isin(now[before.decision == "none"], [0, 1, 2]).any()


def test_a_text_between_two_topics_is_clear_once_they_are_one():
    between = row(t0=0.7, t1=0.69575)
    assert assign(between, BOOK).decision.tolist() == ["undecided"]
    assert assign(between, merged(0, 1)).decision.tolist() == ["topic"]
    assert assign(between, merged(0, 1)).second.tolist() == [2]


def test_each_part_of_a_topic_keeps_its_own_threshold():
    strict, arrays = part(axis(5), threshold=0.9)
    topics = (replace(BOOK.topics[0], parts=(*BOOK.topics[0].parts, strict)), *BOOK.topics[1:])
    book = replace(BOOK, topics=topics, arrays={**BOOK.arrays, **arrays})
    assert assign(np.concatenate([row(t0=0.6), row(t5=0.6), row(t5=0.95)]), book).decision.tolist() == [
        "topic", "none", "topic",
    ]  # fmt: skip


TEXT, OTHER = "a" * 64, "b" * 64


def marked(**marks):
    return replace(BOOK, topics=(replace(BOOK.topics[0], **marks), *BOOK.topics[1:]))


def test_a_pinned_text_stands_where_a_person_put_it():
    found = assign(np.concatenate([row(t1=0.9), row(t1=0.9)]), marked(pins=(TEXT,)), hashes=[TEXT, OTHER])
    assert found.topic.tolist() == [0, 1]
    assert found.second.tolist()[0] == 1, "where the machine would have put it"
    assert found.score.tolist() == [SCALE, round(0.9 * SCALE)]
    assert assign(row(), marked(pins=(TEXT,)), hashes=[TEXT]).decision.tolist() == ["topic"]


def test_an_excluded_text_goes_to_the_next_topic_or_to_none():
    book = marked(exclusions=(TEXT,))
    found = assign(np.concatenate([row(t0=0.8, t1=0.55), row(t0=0.8)]), book, hashes=[TEXT, TEXT])
    assert found.decision.tolist() == ["topic", "none"]
    assert found.topic.tolist()[0] == 1
    assert assign(row(t0=0.8), book, hashes=[OTHER]).topic.tolist() == [0]


def test_a_text_that_is_excluded_from_every_topic_is_in_none():
    book = replace(BOOK, topics=tuple(replace(topic, exclusions=(TEXT,)) for topic in BOOK.topics))
    assert assign(row(t0=0.9), book, hashes=[TEXT]).decision.tolist() == ["none"]


def test_pins_of_one_block_do_not_reach_into_another(monkeypatch):
    monkeypatch.setattr(module, "BLOCK_ROWS", 2)
    texts = np.concatenate([row(t0=0.8, t1=0.6)] * 5)
    found = assign(texts, marked(exclusions=(TEXT,)), hashes=[OTHER, OTHER, OTHER, TEXT, OTHER])
    assert found.topic.tolist() == [0, 0, 0, 1, 0]


def test_what_was_learnt_turns_score_and_bar_with_the_topic():
    # a text at .8 of the first topic and .6 of the second, whose bars are .7 and .5; what was learnt takes the second
    (near, far), (one, other) = (codebook(2).topics, (part(axis(0), threshold=0.7), part(axis(1), threshold=0.5)))
    table = np.zeros((2, DIMS + 1), dtype=np.int16)
    table[1, -1] = 4000
    name = sha256_of_array(table)
    book = Codebook(
        "toy",
        (replace(near, parts=(one[0],)), replace(far, parts=(other[0],))),
        arrays={**one[1], **other[1], name: table},
        learnt=Learnt(("T0001", "T0002"), name, 30),
    )
    found = assign(axis(0, cosine=0.8, away=1)[None], book)
    assert (found.topic[0], found.second[0], found.decision[0]) == (1, 0, "topic")
    assert found.bar[0] == round(0.5 * SCALE)
    assert found.accepted[0] == (found.score[0] >= found.bar[0]), "else it reads as accepted by none"
