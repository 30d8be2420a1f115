from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from topic_toys import axis, codebook, encode, part, sentences

from workbench.embed.vectors import unit
from workbench.topics.codebook.topic import Theme
from workbench.topics.describe import describe, merges
from workbench.topics.labels import Subject
from workbench.topics.themes import APART, APART_FEW, FEW, common, cut, joined, opened

NEAR, FAR = APART_FEW - 0.01, APART_FEW + 0.01


def sets(*pairs):
    return [(frozenset(topics), distance) for topics, distance in pairs]


def test_topics_nearer_than_the_cut_are_one_theme():
    tree = sets(({0, 2}, NEAR / 2), ({0, 2, 3}, NEAR), ({0, 1, 2, 3}, FAR))
    assert cut(tree, 4, apart=APART_FEW) == [0, 1, 0, 0]


def test_without_near_topics_each_is_its_own_theme():
    assert cut(sets(({0, 1}, FAR)), 3, apart=APART_FEW) == [0, 1, 2]
    assert cut([], 1, apart=APART) == [0]
    assert cut([], 0, apart=APART) == []


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=7))
def test_themes_are_numbered_by_their_first_topic(choices):
    parts = [frozenset({topic}) for topic in range(8)]
    tree = []
    for one, two in choices:  # each step joins two parts whole, as a hierarchy does
        one, two = one % len(parts), two % len(parts)
        if one != two:
            tree.append((parts[one] | parts[two], 0.0))
            parts = [part for at, part in enumerate(parts) if at not in (one, two)] + [tree[-1][0]]
    groups = cut(tree, 8, apart=APART)
    assert list(dict.fromkeys(groups)) == list(range(len(parts)))
    assert {frozenset(t for t in range(8) if groups[t] == group) for group in groups} == set(parts)


def subject(name, count=12):
    texts = sentences(name, count)
    return Subject(tuple(texts), unit(encode(texts).sum(axis=0, dtype=np.int64)), tuple(name))


def test_a_theme_of_one_topic_has_its_label_and_a_wider_one_is_named_from_all_texts():
    subjects = [subject("login"), subject("dark"), subject("export")]
    bare = replace(codebook(3), themes=())
    found = opened(bare, [0, 1, 0], subjects, encode, ())
    assert [topic.theme_id for topic in found.topics] == ["H001", "H002", "H001"]
    assert found.theme_labels()["H002"] == "Label 2"
    assert found.theme_labels()["H001"] not in ("Label 1", "Label 2", "Label 3", "")
    assert [(topic.topic_id, topic.label) for topic in found.topics] == [
        (topic.topic_id, topic.label) for topic in bare.topics
    ]


def test_first_themes_use_no_id_of_a_discovery_that_was_undone():
    bare = replace(codebook(3), themes=(), themes_issued=4)
    found = opened(bare, [0, 1, 0], [subject("login"), subject("dark"), subject("export")], encode, ())
    assert [topic.theme_id for topic in found.topics] == ["H005", "H006", "H005"]
    assert [theme.theme_id for theme in found.themes] == ["H005", "H006"]


@pytest.mark.parametrize(("cosine", "theme"), [(1 - NEAR, "H001"), (1 - FAR - 0.01, "H003")])
def test_a_new_topic_joins_a_near_theme_or_opens_its_own(cosine, theme):
    book = codebook(3, themes=[1, 2, 2])
    stand, arrays = part(axis(0, cosine=cosine))
    new = replace(book.topics[2], theme_id="", label="New", parts=(stand,))
    book = replace(book, topics=(*book.topics[:2], new), arrays={**book.arrays, **arrays})
    found = joined(book, {"T0003"})
    assert found.topics[2].theme_id == theme
    assert found.themes[:2] == book.themes
    assert (Theme("H003", "New") in found.themes) == (theme == "H003")


def crowd(extra=()):
    """Return many topics of one trade: all share half of their direction, and some are named pairs on top of it."""
    shared = unit(np.ones(384))
    own = np.eye(384, dtype=np.float32)[: FEW + 2]
    rows = [*own, *extra]
    return unit(np.array([shared + 0.6 * row for row in rows]))


def test_what_all_topics_have_in_common_makes_no_theme():
    # every two of them have a cosine of .7 and more, but nothing beyond what all share
    centres = crowd()
    shared = common(centres, [10] * len(centres))
    plain, beyond = centres @ centres.T, shared.beyond(centres) @ shared.beyond(centres).T
    other = ~np.eye(len(centres), dtype=bool)
    assert plain[other].min() > 1 - APART_FEW
    assert beyond[other].max() < 1 - shared.apart


def test_a_split_of_one_subject_is_near_beyond_what_all_share():
    centres = crowd(extra=[np.eye(384, dtype=np.float32)[0] + 0.3 * np.eye(384, dtype=np.float32)[50]])
    shared = common(centres, [10] * len(centres))
    beyond = shared.beyond(centres) @ shared.beyond(centres).T
    assert beyond[0, -1] > 1 - shared.apart
    assert beyond[0, 1:-1].max() < 1 - shared.apart


def test_few_topics_keep_their_common_part():
    centres = crowd()[: FEW - 1]
    shared = common(centres, [10] * len(centres))
    assert shared.apart == APART_FEW
    np.testing.assert_allclose(shared.beyond(centres), centres, atol=1e-6)


def test_the_hierarchy_joins_like_clusters_first():
    texts = [*sentences("login", 20), *sentences("login", 20, seed=2), *sentences("dark", 20)]
    labels = np.repeat([0, 1, 2], 20)
    tree = merges(describe(texts, encode(texts), labels), texts, unit)
    assert tree[0][0] == {0, 1}
    assert tree[-1][0] == {0, 1, 2}
    assert tree[0][1] < APART_FEW < tree[-1][1]


@pytest.mark.parametrize("topics", [1, 2])
def test_a_hierarchy_of_one_or_two_topics_does_not_crash(topics):
    texts = [text for name in ("login", "dark")[:topics] for text in sentences(name, 20)]
    tree = merges(describe(texts, encode(texts), np.repeat(np.arange(topics), 20)), texts, unit)
    assert len(tree) == topics - 1


def test_words_of_a_cluster_are_its_own_and_carry_meaning():
    texts = [*(f"the {text} acme" for text in sentences("login", 20)), *sentences("dark", 30)]
    found = describe(texts, encode(texts), np.repeat([0, 1], [20, 30]), own_words=("Acme",))
    assert {"login", "password"} <= set(found.words[0])
    assert not {"the", "acme", "dark", "theme"} & set(found.words[0])
    assert "contrast" in found.words[1]


def test_describing_changes_nothing_that_was_given():
    texts = sentences("login", 20)
    rows, labels = encode(texts), np.zeros(20, dtype=np.int64)
    before = texts.copy(), rows.copy(), labels.copy()
    describe(texts, rows, labels)
    assert texts == before[0]
    assert np.array_equal(rows, before[1])
    assert np.array_equal(labels, before[2])
