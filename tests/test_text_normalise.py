"""Normalised text: what is constant, what goes, what stays."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.text.normalise import normalise, normalise_all, text_hash

PIECES = st.sampled_from(
    ["@acme", "&amp;", "&lt;b&gt;", "https://t.co/x", "a@b.co", "+49 151 2345678", "soooo", "no no no no ", "\u200b"]
) | st.sampled_from(
    ["\u0301", "&#38;#38;", "\\'", "<br>", " ", "\n", "哈哈哈哈", "ﬁ", "\ud800", "u/someone", "www.x.y", "1", "."]
)
MIXED = st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join)

LONG = {
    "line_of_one_letter": "x" * 100_000,
    "syllables": "ab" * 50_000,
    "number_words": "1 2 " * 25_000,
    "combining_marks": "e" + "\u0301\u0316" * 50_000,
    "nested_entities": "&" + "amp;" * 30_000,
    "broken_tags": "<b " * 30_000,
    "dotted": "a." * 50_000,
    "at_signs": "a@" * 50_000,
    "plus_ones": "+1 " * 30_000,
    "links": "http://" * 15_000,
    "lone_surrogates": "\ud800" * 100_000,
    "control": "\x00\x1b\x07" * 30_000,
    "chinese": "你好" * 50_000,
}


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("@acme  it is sooooo slow &amp; ugly", "@user it is sooo slow & ugly"),
        ("see https://t.co/Ab1 or www.acme.example/help.", "see <url> or <url>"),
        ("short t.co/abc but and/or stays", "short <url> but and/or stays"),
        ("mail jo.doe+x@acme.example, __email__", "mail <email>, <email>"),
        ("call +49 151 2345678 or (555) 123-4567", "call <phone> or <phone>"),
        ("<@U03AB> told /u/some_one and @jo@social.example", "@user told @user and @user"),
        ("don’t “quote”", 'don\'t "quote"'),
        ("don\\'t", "don't"),
        ("𝐒𝐭𝐲𝐥𝐞𝐝 ﬁne", "Styled fine"),
        ("zero\u200bwidth soft\u00adhyphen \u202eover", "zerowidth softhyphen over"),
        ("one<br/>two &lt;b&gt;three&lt;/b&gt;", "one two three"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("&amp;amp;quot;hi", '"hi'),
        ("", ""),
    ],
)
def test_one_form_for_what_says_the_same(received, expected):
    assert normalise(received) == expected


@pytest.mark.parametrize(
    "kept", ["version 69.0.3497.71", "2020-01-31 12:00:05", "paid 100000 twice", "coffee books", "Order 4471902"]
)
def test_versions_dates_amounts_and_doubled_letters_stay(kept):
    assert normalise(kept) == kept


def test_the_same_word_five_hundred_times_is_kept_three_times():
    assert normalise("bad " * 500) == "bad bad bad"
    assert normalise("fix it " * 500 + "now") == "fix it fix it fix it now"


def test_a_phrase_said_three_times_is_left_alone():
    assert normalise("no no no") == "no no no"
    assert normalise("fix it fix it fix it") == "fix it fix it fix it"


def test_different_handles_and_links_give_the_same_text():
    assert normalise("@ann look https://a.example/1") == normalise("@bob look http://b.example/2?q=1")


@settings(max_examples=300, deadline=None)
@given(MIXED)
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@settings(max_examples=200, deadline=None)
@given(MIXED)
def test_no_control_sign_no_surrogate_and_no_double_space_is_left(text):
    once = normalise(text)
    assert not [sign for sign in once if unicodedata.category(sign) in {"Cc", "Cs"}]
    assert not re.search(r"\s\s|^\s|\s$|[\r\n\t]", once)
    once.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("the export fails since monday in excel please look".split()), unique=True))
def test_plain_words_are_never_lost(words):
    assert normalise("  ".join(words)) == " ".join(words)


@pytest.mark.parametrize("name", sorted(LONG))
def test_hostile_lines_of_100_kb_take_under_two_seconds(name):
    began = time.process_time()
    once = normalise(LONG[name])
    assert time.process_time() - began < 2
    assert normalise(once) == once


def test_all_at_once_gives_what_one_by_one_gives():
    texts = ["@a hi", "@b hi", "@a hi", ""]
    assert normalise_all(texts) == [normalise(text) for text in texts]


def test_hash_ignores_case_and_punctuation_at_the_end():
    assert text_hash("Great app") == text_hash(" great APP!! ") == text_hash("Great app…")
    assert re.fullmatch("[0-9a-f]{64}", text_hash("x"))


def test_hash_tells_other_words_and_bare_punctuation_apart():
    assert len({text_hash("great app"), text_hash("great apps"), text_hash("!!!"), text_hash("?"), text_hash("")}) == 5


@settings(max_examples=100, deadline=None)
@given(MIXED)
def test_hash_is_that_of_the_normalised_text(text):
    assert text_hash(text) == text_hash(normalise(text))
