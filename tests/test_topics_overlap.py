from __future__ import annotations

import numpy as np
import pytest
from topic_toys import axis

from workbench.topics.assign import Assignment
from workbench.topics.overlap import Overlap, Refusal, overlaps, refusals

LIVE = np.arange(4)
APART = np.array([axis(at) for at in range(4)])


def filed(rows):
    """Rows of nearest topic, second topic, and what became of the text."""
    topic, second, decision = (np.array(column) for column in zip(*rows, strict=True))
    scores = np.zeros(len(rows), dtype=np.int64)
    return Assignment(topic, second, scores, scores, decision != "none", decision != "undecided", scores)


def test_refusals_are_counted_by_the_nearest_topic():
    found = filed([(0, 1, "topic"), (0, 1, "none"), (0, 2, "undecided"), (2, 0, "none"), (-1, -1, "none")])
    assert refusals(found, 4) == (Refusal(3, 1), Refusal(0, 0), Refusal(1, 1), Refusal(0, 0))
    assert [one.share for one in refusals(found, 3)] == [0.3333, None, 1.0]


def test_texts_between_two_topics_count_for_the_pair_whichever_is_nearer():
    rows = [(0, 1, "undecided")] * 3 + [(1, 0, "undecided")] * 2 + [(0, 2, "topic")] * 25 + [(1, 2, "topic")] * 20
    found = overlaps(filed([*rows, (2, 1, "undecided"), (0, 1, "none")]), APART, live=LIVE)
    assert found == (Overlap(0, 1, 50, 5, 0.0), Overlap(1, 2, 23, 1, 0.0))
    assert [(pair.share, pair.merge_hint) for pair in found] == [(0.1, True), (0.0435, False)]


@pytest.mark.parametrize(
    ("texts", "between", "cosine", "wanted"),
    [(100, 5, 0.5, True), (101, 5, 0.5, False), (8, 4, 0.5, False), (100, 0, 0.93, True), (0, 0, 0.92, False)],
)
def test_a_merge_is_hinted_at_from_five_texts_and_five_percent_or_from_centres_side_by_side(
    texts, between, cosine, wanted
):
    assert Overlap(0, 1, texts, between, cosine).merge_hint is wanted


def test_centres_side_by_side_are_listed_without_any_text():
    centres = np.array([axis(0), axis(1), axis(0, cosine=0.96), axis(3)])
    found = overlaps(filed([(3, 1, "topic")]), centres, live=LIVE)
    assert [(pair.first, pair.second, pair.merge_hint) for pair in found] == [(0, 2, True)]
    assert found[0].cosine == pytest.approx(0.96, abs=1e-3)
    assert found[0].share is None


def test_topics_out_of_use_make_no_pair():
    centres = np.array([axis(0), axis(0), axis(2), axis(0)])
    found = overlaps(filed([(1, 2, "topic")]), centres, live=np.array([1, 3]))
    assert [(pair.first, pair.second) for pair in found] == [(1, 3)]


def test_nothing_filed_overlaps_nowhere():
    none = np.zeros(0, dtype=np.int64)
    empty = Assignment(none, none, none, none, none.astype(bool), none.astype(bool), none)
    assert overlaps(empty, APART, live=LIVE) == ()
    assert [one.share for one in refusals(empty, 2)] == [None, None]


def test_halves_of_one_subject_are_hinted_at_and_different_subjects_are_not():
    from topic_toys import encode, sentences

    texts = {name: encode(sentences(name, 200)) for name in ("login", "export")}
    groups = [texts["login"][:100:2], texts["login"][1:100:2], texts["export"][:50]]
    centres = np.array([_centre(group) for group in groups])
    now = np.concatenate([texts["login"][100:], texts["export"][100:]])
    scores = now.astype(np.int64) @ centres.T.astype(np.int64)
    order = np.argsort(-scores, axis=1)
    best, second = (np.take_along_axis(scores, order[:, at : at + 1], axis=1)[:, 0] for at in (0, 1))
    yes = np.ones(len(now), dtype=bool)
    filed_now = Assignment(order[:, 0], order[:, 1], best, second, yes, best - second >= 80_000, np.zeros_like(best))
    hints = [(pair.first, pair.second) for pair in overlaps(filed_now, centres, live=np.arange(3)) if pair.merge_hint]
    assert hints == [(0, 1)]


def _centre(group):
    from workbench.embed.vectors import quantise, unit

    return quantise(unit(group.sum(axis=0, dtype=np.int64)))
