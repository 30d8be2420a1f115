from __future__ import annotations

from dataclasses import replace

import pytest
from measured import department, levels, project
from topic_toys import codebook

from workbench.measures.growth import own_words, reading
from workbench.project.sections import Product
from workbench.project.source import Source
from workbench.topics.codebook.topic import Status


def test_topics_and_themes_are_listed_by_id():
    topic, theme = levels(codebook(3, themes=[2, 1, 2]))
    assert topic.ids == ["T0001", "T0002", "T0003"]
    assert theme.ids == ["H001", "H002"]
    assert theme.of_topic.to_dict() == {"T0001": "H002", "T0002": "H001", "T0003": "H002"}
    assert topic.of_topic.to_dict() == {name: name for name in topic.ids}


def test_a_theme_without_a_live_topic_is_not_listed():
    book = codebook(3, themes=[1, 2, 2], statuses=[Status.RETIRED, Status.ACTIVE, Status.CANDIDATE])
    topic, theme = levels(book)
    assert topic.ids == ["T0002", "T0003"]
    assert theme.ids == ["H002"]


def test_a_theme_is_active_when_all_its_topics_are():
    mixed = levels(codebook(2, themes=[1, 1], statuses=[Status.ACTIVE, Status.CANDIDATE]))[1]
    sure = levels(codebook(2, themes=[1, 1], statuses=[Status.ACTIVE, Status.ACTIVE]))[1]
    assert (mixed.table["status"].iat[0], sure.table["status"].iat[0]) == ("candidate", "active")


def test_an_owner_that_the_codebook_names_stands():
    book = codebook(1)
    book = replace(book, topics=(replace(book.topics[0], owner="Legal"),))
    topic, _ = levels(book, departments=(department("Support", topics=["T0001"]),))
    assert topic.table["owner"].tolist() == ["Legal"]


@pytest.mark.parametrize(
    ("keywords", "owner"), [(["WORD1"], "Support"), (["ord1"], ""), (["word1 pair1"], "Support"), ([], "")]
)
def test_keywords_are_words_whatever_their_capitals(keywords, owner):
    topic, _ = levels(codebook(1), departments=(department("Support", keywords=keywords),))
    assert topic.table["owner"].tolist() == [owner]


def test_an_empty_codebook_has_no_subjects():
    for level in levels(codebook(0)):
        assert level.ids == []


def test_names_that_are_everywhere_are_own_words():
    acme = project(
        products=(Product(name="Acme Notes", end_user="customer"),),
        sources=(Source(name="penni-moor", files=("inbox/*",), origin="review"),),
    )
    words = own_words(acme)
    assert {"acme", "notes", "penni", "moor", "app"} <= set(words)
    assert list(words) == sorted(words)
    assert reading(acme).own_words == words


def test_words_that_posts_use_in_their_own_sense_are_not_own_words():
    shop = project(sources=(Source(name="support-tickets", files=("inbox/*",), origin="support"),))
    assert not {"support", "tickets"} & set(own_words(shop))


def test_a_theme_that_is_named_like_one_of_its_topics_says_that_it_holds_more():
    book = codebook(3, themes=[1, 1, 2])
    alike = replace(book, themes=(replace(book.themes[0], label="Label 1"), replace(book.themes[1], label="Label 3")))
    topic, theme = levels(alike)
    assert theme.table["label"].tolist() == ["Label 1, and more", "Label 3"]
    assert topic.table["theme"].tolist() == ["Label 1, and more", "Label 1, and more", "Label 3"]
