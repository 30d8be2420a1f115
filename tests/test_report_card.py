"""The card of each product at the top of a page."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
import report_samples as samples
from hostile import HOSTILE

from workbench.report.brief import render_brief
from workbench.report.card import Card, cards, cards_of

COLUMNS = ["product", "end_user", "title", "unit", "value", "lo", "hi", "target", "by", "status", "reason"]
REACHED = (
    "Acme",
    "customer",
    "Time to the first reply",
    "hours",
    6.3,
    5.3,
    7.6,
    8.0,
    "2027-03",
    "reached",
    "x lies below",
)
OPEN = (
    "Blog",
    "audience",
    "People who came back",
    "share",
    0.16,
    0.15,
    0.18,
    0.165,
    "2026-12",
    "cannot be told",
    "more people would settle it",
)
NONE = ("Bare", "audience", None, None, None, None, None, None, None, "no goal is set", "add goal")


def study(*rows: tuple[object, ...]) -> SimpleNamespace:
    return SimpleNamespace(goals=lambda: pd.DataFrame(list(rows), columns=COLUMNS, dtype=object))


def test_a_card_names_the_product_its_goal_and_how_it_stands() -> None:
    (one,) = cards_of(study(REACHED))
    assert one == Card(
        "Acme", "for customers", "Time to the first reply: 8 hours by March 2027", "6.3 hours (5.3 to 7.6)", "reached"
    )


def test_a_target_is_not_rounded_away() -> None:
    assert "16.5 % by December 2026" in cards_of(study(OPEN))[0].goal


def test_why_something_cannot_be_told_stands_on_another_page_because_it_is_advice_on_settings() -> None:
    text = str(cards(study(REACHED, OPEN)))
    assert text.count("why stands under “Who says what”") == 1
    assert "more people would settle it" not in text


def test_a_product_without_a_goal_says_so_in_four_words_and_no_setting() -> None:
    text = str(cards(study(NONE)))
    assert "No goal is set" in text
    assert "add goal" not in text


def test_without_products_nothing_is_shown() -> None:
    assert str(cards(study())) == ""
    assert 'class="cards"' not in render_brief(samples.brief())


def test_the_brief_opens_with_the_cards() -> None:
    page = render_brief(replace(samples.brief(), cards=cards_of(study(REACHED, NONE)), warning="Nothing is claimed."))
    places = [page.index(part) for part in ("<h1>", "Nothing is claimed.", 'class="cards"', "In one sentence")]
    assert places == sorted(places)
    assert page.count("<li><p><strong>") == 2


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_stay_text(text: str) -> None:
    page = str(cards(study((text, *OPEN[1:-1], text))))
    for sign in ("<script", "<img", 'onerror="', "style="):
        assert sign not in page
