from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from workbench.simulate import plan
from workbench.simulate.dice import Dice
from workbench.simulate.wording import fill, lists, tables, topic

TOPICS = (*plan.TOPICS, plan.INSIDE_ONLY)


def every_core(key: str) -> tuple[str, ...]:
    return topic(key).at("cores", "9999-12")


@pytest.mark.parametrize("key", TOPICS)
def test_a_topic_has_twenty_five_sentences_that_are_clearly_different(key):
    cores = every_core(key)
    assert len(set(cores)) == len(cores) >= 25
    for one, other in combinations(cores, 2):
        assert SequenceMatcher(None, one, other).ratio() < 0.86, (one, other)


@pytest.mark.parametrize("key", plan.TOPICS)
def test_a_topic_has_reasons_wishes_praise_and_other_languages(key):
    about = topic(key)
    assert len(about.details) >= 10
    assert len(about.asks) >= 4
    assert len(about.praise) >= 5
    assert set(about.other) == set(plan.LANGUAGES)


@pytest.mark.parametrize("key", TOPICS)
def test_every_slot_of_a_phrase_can_be_filled(key):
    about, dice = topic(key), Dice(1, "test")
    phrases = [*every_core(key), *about.at("details", "9999-12"), *about.asks, *about.praise, *about.titles]
    for phrase in [*phrases, *(text for texts in about.other.values() for text in texts)]:
        said = fill(dice, phrase, about.slots)
        assert said.strip() == said
        assert not re.search(r"[{}\[\]]|  ", said)


@pytest.mark.parametrize("key", TOPICS)
def test_no_slot_is_idle(key):
    about = topic(key)
    phrases = " ".join([*every_core(key), *about.details, *about.asks, *about.praise, *about.titles])
    phrases += " ".join(text for later in about.since.values() for texts in later.values() for text in texts)
    used = set(re.findall(r"\{(\w+)\}", phrases))
    assert set(tables(key, "slots")) <= used


def test_what_can_be_said_from_october_is_not_said_in_september():
    about = topic("signin")
    later = set(about.at("cores", "2026-10")) - set(about.at("cores", "2026-09"))
    assert any("October" in phrase for phrase in later)


def test_posts_without_a_reason_are_many_and_short():
    for tone in ("good", "bad", "social", "answers"):
        texts = lists("noreason", tone)
        assert len(set(texts)) == len(texts) >= 25
        assert max(len(text.split()) for text in texts) <= 6
