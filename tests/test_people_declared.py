from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.people.declared import NOT_CHECKED, declares, declaring, precision


@pytest.mark.parametrize(
    "text",
    [
        "My subscription renewed and the export is gone",
        "I pay for the app and can't even open it abroad.",
        "As a paying customer I expect an answer",
        "I’ve been a subscriber since 2019, and now this",
        "Been a customer for 12 years!",
        "Please cancel my subscription before it renews at the new price.",
        "The code never comes. We are paying for this service!",
        "I'm a loyal customer however I am shocked",
        "I pay 9.99 a month and get adverts",
        "Hi <@1f00aa27> I have a question: my yearly subscription shows as free",
    ],
)
def test_who_says_so_declares_it(text):
    assert declares(text)


@pytest.mark.parametrize(
    "text",
    [
        "I would never pay for this",
        "If I pay for the app, do the adverts go?",
        "Why should I pay for premium when the free one is enough",
        "I cancelled my subscription last week",
        "I don't pay for the app, the free plan will do",
        "My subscription ended in May and I am not coming back",
        "I am not a paying customer",
        "They want me to buy a subscription",
        "Listen to your paying customers",
        "Do I have to upgrade my plan?",
        "I used to be a paying customer. Great team.",
        "subscribe to my channel",
        "",
    ],
)
def test_wishes_questions_denials_and_the_past_declare_nothing(text):
    assert not declares(text)


def test_what_takes_a_claim_back_counts_in_its_own_sentence_alone():
    assert declares("I would never recommend it. I pay for this and it fails.")


def test_other_languages_and_missing_texts_declare_nothing():
    said = "my subscription"
    assert declaring([said, said, None, said], ["en", "de", "en", None]) == [True, False, False, False]


def test_the_precision_is_stated_where_somebody_looked_and_only_there():
    assert precision(["a", "b", "c"], {"a": True, "c": False, "x": False}) == "1 of 2 fit"
    assert precision(["a"], {"x": True}) == NOT_CHECKED


def test_every_rule_stands_in_the_data_and_none_is_there_twice():
    path = resources.files("workbench.people") / "declared_en.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    for name in ("claims", "before", "after"):
        assert len(said[name]) == len(set(said[name])) > 5


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    assert declares(text) in (True, False)


def test_a_long_text_of_beginnings_is_read_in_no_time():
    assert not declares("my my my i pay i have been a very very " * 50_000)
