"""Reasons: bare praise, anger and noise say nothing; one word for a thing, a function or an event is enough."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_data import DATA, needs_data

from workbench.text.reasons import has_reason, have_reason

PRAISE_OR_ANGER = [
    "good",
    "worst app ever!!!",
    "I love this app so much",
    "terrible terrible update, hate it",
    "the new update is terrible",
    "Soooo goooood",
    "LOVEEE ITTT",
    "Best. App. Ever.",
    "s u c k s",
    "don't like it at all, waste of time",
    "omg this is the worst, uninstalling",
    "works great",
    "absolutely awesome, highly recommend, 5 stars",
    "this sucks so bad please fix it",
    "can't live without it",
    "keep up the good work guys",
    "10/10 would recommend",
]
NOISE = [
    "",
    "   ",
    "12345",
    "...",
    "?!?!",
    "👍👍",
    "❤️",
    "hahahaha",
    "lol",
    "xD",
    "-",
    "asdfgh",
    "fghjkl",
    "哈哈哈",
    "Eeee",
]
LINKS = ["https://t.co/abc", "@ann @bob", "@ann https://t.co/x", "ann@acme.example"]
GREETINGS = ["thanks", "Thank you so much!", "ok", "hello?", "hi there", "@acme done", "yes please", "DM sent, thanks"]
REQUESTS = ["fix it", "please help", "Please fix this update", "change it back!!"]
REASONS = [
    "doesn't work",
    "It won't even work any more",
    "can't log in",
    "crashes",
    "too slow",
    "Bring back the old toolbar",
    "great app but too many ads",
    "love the dark mode",
    "No answer from support",
    "hate school",
    "top up",
    "UI is ugly",
    "lost my bag at the airport",
    "why did I only get $20",
    "Why has it not gone through yet?",
    "How old do I have to be?",
    "easy to use",
    "D A R K  M O D E ? ? ?",
    "will not let me in",
    "很好用",
    "не работает",
    "flight is late again",
]  # fmt: skip


@pytest.mark.parametrize("text", PRAISE_OR_ANGER)
def test_praise_and_anger_without_content_give_no_reason(text):
    assert not has_reason(text)


@pytest.mark.parametrize("text", [*NOISE, *LINKS])
def test_numbers_signs_emoji_laughs_links_and_handles_give_no_reason(text):
    assert not has_reason(text)


@pytest.mark.parametrize("text", [*GREETINGS, *REQUESTS])
def test_thanks_greetings_and_requests_for_nothing_give_no_reason(text):
    assert not has_reason(text)


@pytest.mark.parametrize("text", REASONS)
def test_one_thing_function_or_event_is_a_reason(text):
    assert has_reason(text)


THINGS = "toolbar battery checkout invoice password driver delivery subtitles refund login".split()


@pytest.mark.parametrize("thing", THINGS)
def test_a_thing_beside_praise_or_anger_is_a_reason(thing):
    assert not has_reason("I hate it so much, worst update ever")
    assert has_reason(f"I hate the {thing} so much, worst update ever")


def test_naming_the_product_is_no_reason_once_its_name_is_known():
    assert has_reason("Chrome is the best")
    assert not has_reason("Chrome is the best", own_words=["Google Chrome"])
    assert not has_reason("I love Crome, google's best", own_words=["Google Chrome"])
    assert has_reason("Chrome bookmarks are the best", own_words=["Google Chrome"])


def test_a_language_without_lists_has_the_structural_rule_only():
    assert has_reason("sehr gut", language="de")
    assert not has_reason("hahaha 👍 123 @ann", language="de")
    assert not has_reason("jajaja", language="es")
    assert has_reason("good", language="../en")


def test_all_at_once_gives_what_one_by_one_gives():
    texts = [*PRAISE_OR_ANGER, *NOISE, *GREETINGS, *REASONS]
    together = have_reason(texts)
    assert together.dtype == np.bool_
    assert together.tolist() == [has_reason(text) for text in texts]


@settings(max_examples=100, deadline=None)
@given(st.permutations([*PRAISE_OR_ANGER, *GREETINGS]), st.sampled_from(THINGS))
def test_praise_put_together_stays_praise_and_one_word_more_is_a_reason(texts, thing):
    text = ". ".join(texts[:4])
    assert not has_reason(text)
    assert has_reason(f"{text}. {thing}")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gets_an_answer_that_case_of_ascii_does_not_change(text):
    assert has_reason(text) in {True, False}
    if text.isascii():
        assert has_reason(text.upper()) == has_reason(text.lower())


LONG = ["good " * 20_000, "ha" * 50_000, "x" * 100_000, "e\u0301" * 50_000, "\ud800" * 50_000, "a " * 50_000]


@pytest.mark.parametrize("text", LONG)
def test_hostile_lines_of_100_kb_take_under_two_seconds(text):
    began = time.process_time()
    has_reason(text)
    assert time.process_time() - began < 2


@needs_data
@pytest.mark.evaluation
def test_questions_and_titles_keep_their_reason():
    banking = pd.read_csv(DATA / "labelled/banking77_train.csv")["text"].tolist()
    titles = Path(DATA / "labelled/stackoverflow_titles.txt").read_text(encoding="utf-8").splitlines()
    assert have_reason(banking).mean() > 0.995
    assert have_reason(titles).mean() > 0.995


@needs_data
@pytest.mark.evaluation
def test_reviews_lose_between_five_and_twenty_in_a_hundred():
    reviews = pd.read_excel(DATA / "app_reviews/microsoft_teams_reviews.xlsx")["content"].dropna().astype(str).tolist()
    assert 0.05 < 1 - have_reason(reviews, own_words=["Microsoft Teams"]).mean() < 0.2
