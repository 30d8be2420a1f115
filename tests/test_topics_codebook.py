from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from topic_toys import axis, codebook, part

from workbench.topics.codebook.state import Codebook, sha256_of_array
from workbench.topics.codebook.topic import Learnt, Origin, Status, Theme, Watched

BOOK = replace(codebook(3), proposals=(("2026-10", "abc"),))


def changed(**fields):
    return replace(BOOK, topics=(replace(BOOK.topics[0], **fields), *BOOK.topics[1:]))


PART, _ = part(axis(7), threshold=0.4)
WATCHING = replace(BOOK, watched=(Watched("W0001", "x", (), PART, "2026-10", "2026-10", 4, 2),))


@pytest.mark.parametrize(
    "other",
    [
        replace(BOOK, model="other"),
        replace(BOOK, topics=BOOK.topics[:2]),
        replace(BOOK, themes=(replace(BOOK.themes[0], label="other"), *BOOK.themes[1:])),
        replace(BOOK, least=1),
        replace(BOOK, learnt=Learnt(("T0001", "T0002"), "0" * 64, 30)),
        changed(topic_id="T0009"),
        changed(label="other"),
        changed(keywords=("other",)),
        changed(theme_id="H002"),
        changed(parts=(PART,)),
        changed(first_period="2026-09"),
        changed(status=Status.ACTIVE),
        changed(owner="Support"),
        changed(description="what belongs here"),
        changed(pinned_words=("x",)),
        changed(banned_words=("x",)),
        changed(pins=("a" * 64,)),
        changed(exclusions=("a" * 64,)),
        changed(became=("T0002",)),
        changed(stability=0.5),
        changed(rule="a OR b"),
        changed(code="7.2"),
        changed(origin=Origin.BROUGHT),
    ],
)
def test_any_change_of_what_topics_are_is_another_version(other):
    assert other.version != BOOK.version


@pytest.mark.parametrize(
    "other", [replace(BOOK, proposals=()), replace(BOOK, issued=9), changed(last_period="2026-10"), WATCHING]
)
def test_what_decides_no_place_and_no_name_is_no_part_of_the_version(other):
    assert other.version == BOOK.version
    assert len(BOOK.version) == 64


@pytest.mark.parametrize(
    "other",
    [
        WATCHING,
        replace(WATCHING, watched=(replace(WATCHING.watched[0], people=5),)),
        replace(BOOK, proposals=()),
        replace(BOOK, issued=9),
        replace(BOOK, themes_issued=9),
        changed(label="other"),
    ],
)
def test_what_the_next_period_builds_on_has_a_digest_of_its_own(other):
    assert other.standing not in (BOOK.standing, WATCHING.standing if other is not WATCHING else "")


def test_an_array_is_named_by_what_is_in_it():
    array = np.array([axis(0), axis(1)])
    assert sha256_of_array(array) == sha256_of_array(array.copy(order="F"))
    assert sha256_of_array(array) != sha256_of_array(array.reshape(1, -1))
    assert sha256_of_array(array) != sha256_of_array(array[::-1])


def test_an_id_is_one_more_than_the_highest_ever_whatever_became_of_it():
    book = codebook(3, statuses=[Status.ACTIVE, Status.MERGED, Status.RETIRED])
    assert book.next_id() == "T0004"
    assert book.next_id(2) == "T0006"
    assert Codebook("toy").next_id() == "T0001"
    assert replace(book, issued=7).next_id() == "T0008"
    assert (book.next_theme_id(), replace(book, themes_issued=7).next_theme_id()) == ("H004", "H008")


def test_topics_and_themes_are_found_by_id():
    assert BOOK.topic("T0002").label == "Label 2"
    assert "T0002" in BOOK
    assert "T0099" not in BOOK
    assert BOOK.theme_labels() == {"H001": "Theme 1", "H002": "Theme 2", "H003": "Theme 3"}
    assert BOOK.themes[0] == Theme("H001", "Theme 1")
    with pytest.raises(KeyError):
        BOOK.topic("T0099")


def test_an_old_id_leads_to_the_topics_that_hold_its_texts_now():
    topics = (replace(BOOK.topics[0], became=("T0002",)), replace(BOOK.topics[1], became=("T0003",)), BOOK.topics[2])
    book = replace(BOOK, topics=topics)
    assert book.current("T0001") == book.current("T0002") == book.current("T0003") == ("T0003",)


def test_the_centre_of_parts_lies_nearer_to_the_larger():
    large, more = part(axis(0), axis(5), members=90)
    small, arrays = part(axis(1), members=10)
    book = replace(BOOK, arrays={**more, **arrays})
    assert np.array_equal(book.centre_of((large,)), axis(0)), "the stored row itself"
    centre = book.centre_of((large, small)).astype(float) / 4000
    assert centre[0] > 0.98
    assert centre[1] == pytest.approx(centre[0] / 9, abs=0.001)


def test_words_of_the_team_come_first_and_banned_ones_never():
    topic = replace(
        BOOK.topics[0], keywords=("code", "SMS", "abroad"), pinned_words=("sign-in",), banned_words=("sms",)
    )
    assert topic.words == ("sign-in", "code", "abroad")
