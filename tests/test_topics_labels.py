from __future__ import annotations

import numpy as np
import pytest
from hostile import GROUPS
from hypothesis import given, settings
from hypothesis import strategies as st
from topic_toys import encode, sentences

from workbench.embed.vectors import unit
from workbench.text.normalise import normalise
from workbench.topics.labels import Subject, labels
from workbench.topics.phrases import phrases
from workbench.topics.words import function_words, openers, stop_words

HOSTILE = [text for group in GROUPS.values() for text in group]


def subject(texts, words=("word", "other")):
    return Subject(tuple(texts), unit(encode(list(texts)).sum(axis=0, dtype=np.int64)), tuple(words))


def found(*texts, own_words=()):
    return [phrase.words for phrase in phrases(texts, own_words=own_words)]


def test_a_phrase_is_what_at_least_two_texts_share():
    assert found("the tax office asks", "my tax office knows") == ["tax office"]


def test_a_phrase_never_begins_or_ends_with_a_word_that_names_nothing():
    shared = found(
        *["i really love the dark mode of this on my phone", "the dark mode of the phone is really great"] * 3
    )
    assert "dark mode" in shared
    for phrase in shared:
        first, *_, last = [*phrase.split(), phrase.split()[-1]]
        assert last not in stop_words()
        assert first not in stop_words() - openers()


def test_a_word_that_names_nothing_may_open_a_phrase_when_it_tells():
    assert "old layout" in found("bring back the old layout", "the old layout please", "i miss the old layout")


def test_a_part_that_nearly_always_stands_inside_a_longer_phrase_is_left_out():
    assert found(*["tax office"] * 5) == ["tax office"]
    assert set(found(*["tax office"] * 5, *["tax form"] * 5)) == {"tax", "tax office", "tax form"}


def test_a_phrase_is_no_piece_of_a_sentence():
    assert "import would save" not in found(*["an import would save my day"] * 5)


def test_own_names_stand_at_no_end():
    shared = found(*["acme invoice export", "acme invoice export"], own_words=("Acme",))
    assert "acme" not in " ".join(shared)
    assert "invoice export" in shared
    assert found(*["my team meeting"] * 3, own_words=("Teams",)) == ["meeting"]


def test_punctuation_parts_phrases():
    assert "invoice export" not in found("the invoice. export", "an invoice, export", "invoice: export")


def test_a_phrase_is_written_as_people_write_it_but_never_shouted():
    assert [phrase.written for phrase in phrases(["my iPhone", "an iPhone", "old IPHONE"])] == ["iPhone"]
    assert [phrase.written for phrase in phrases(["BATTERY", "BATTERY"])] == ["battery"]


@given(st.lists(st.text(max_size=60), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_without_harm(texts):
    for phrase in phrases(texts):
        words = phrase.words.split()
        assert 1 <= len(words) <= 5
        assert 0 < phrase.share <= 1
        assert words[-1] not in stop_words()


@given(st.permutations(sentences("login", 12)))
@settings(max_examples=15, deadline=None)
def test_phrases_do_not_depend_on_the_order_of_texts(order):
    assert phrases(order) == phrases(sentences("login", 12))


def test_function_words_are_stop_words():
    assert function_words() <= stop_words()
    assert {"the", "very", "great", "terrible", "app's"} - stop_words() == {"app's"}


def test_topics_are_named_by_their_most_telling_phrases():
    names = labels([subject(["dark theme at night"] * 6), subject(["tax office export"] * 6)], encode)
    assert "dark theme" in names[0].casefold()
    assert "tax office" in names[1].casefold()
    assert all(name[0].isupper() for name in names)


def test_what_all_topics_say_names_none_of_them():
    texts = [f"the invoice page. the {word}" for word in ("login code", "dark theme")]
    names = labels([subject([texts[0]] * 6), subject([texts[1]] * 6)], encode)
    assert "login code" in names[0].casefold().split(", ")[0]
    assert "dark theme" in names[1].casefold().split(", ")[0]


def test_no_two_topics_share_a_name_and_none_takes_a_name_that_is_taken():
    same = [subject(["dark theme"] * 5, ("dark", "theme")) for _ in range(4)]
    names = [name.casefold() for name in labels(same, encode, taken=["Dark theme"])]
    assert len(set(names)) == 4
    assert "dark theme" not in names


def test_texts_that_share_no_phrase_are_named_by_their_words():
    assert labels([subject(["alpha", "beta", "gamma"], ("delta", "omega"))], encode) == ["Delta, omega"]


def test_texts_without_any_word_get_a_name_all_the_same():
    assert labels([subject(["!!!", "???"], ())], encode) == ["Unnamed 1"]


def test_no_topics_need_no_names():
    assert labels([], encode) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gives_a_plain_label(text):
    (name,) = labels([subject([normalise(text)] * 5, ())], encode)
    assert name
    assert not set(name) & set("<>=\n\r\t\x00|`[](){}")
    assert not name.startswith(("@", "+", "-", "="))
    assert name == name.strip()


def test_a_second_phrase_says_what_the_first_leaves_out():
    # "tabs close" fits the topic as well as "close tabs" does, but it covers the same texts
    texts = ["close the tabs", "tabs close slowly"] * 6 + ["swipe gesture gone", "the swipe gesture"] * 5
    (name,) = labels([subject(texts)], encode)
    first, second = name.casefold().split(", ")
    assert {"tabs" in first, "tabs" in second} == {True, False}
    assert {"swipe" in first, "swipe" in second} == {True, False}


def test_a_phrase_of_a_few_texts_does_not_name_the_topic_of_all():
    texts = [f"price increase {word}" for word in ("alpha", "beta", "gamma", "delta") * 5] + [
        "yearly discount vanished"
    ] * 2
    (name,) = labels([subject(texts)], encode)
    assert name.casefold().startswith("price increase")


def test_a_name_opens_with_a_capital_unless_it_is_written_otherwise():
    assert labels([subject(["iOS browser crash"] * 6)], encode)[0].startswith("iOS")
    assert labels([subject(["dark theme"] * 6)], encode) == ["Dark theme"]


def test_links_and_handles_name_nothing():
    (name,) = labels([subject(["<url> @user roadmap", "@user roadmap <url>"] * 4)], encode)
    assert name == "Roadmap"


def test_a_name_says_something_that_no_other_label_says():
    # "safari" alone would be the best name of the second, but beside "Like safari" nobody could tell them apart
    texts = [f"safari {word}" for word in ("alpha", "beta", "gamma")] * 4 + ["safari copy"] * 3
    (name,) = labels([subject(texts)], encode, taken=["Like safari"])
    assert name.casefold() not in ("safari", "like safari")
    assert {"safari"} < set(name.casefold().split())
    again = labels([subject(["dark theme night"] * 6 + ["tax office"] * 6)], encode, taken=["Dark theme night, bright"])
    assert again == ["Tax office, dark theme night"]
