"""One way out for people's words."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.hostile import GROUPS, HOSTILE, PLANTED
from workbench.errors import BadRequest
from workbench.privacy.quote import quote, shorten

POST = "The export never works for me since the last update, please bring the old one back."
WORDS = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    return WORDS.findall(text.casefold())


def test_the_team_reads_the_masked_post() -> None:
    assert quote(f"@jane  {POST}\n", origin="social") == f"@user {POST}"


def test_entities_of_an_export_are_read_as_characters() -> None:
    assert (
        quote("I don&#39;t like &lt;b&gt; &amp; mail a&#64;b.com", origin="social") == "I don't like <b> & mail <email>"
    )


def test_a_fragment_prefers_one_sentence() -> None:
    text = "It is bad. I go. My exports never arrive in spreadsheet form. So be it."
    assert quote(text, origin="social", edition="share") == "…exports never arrive in spreadsheet…"


def test_the_team_keeps_the_token_of_a_person_and_a_reader_outside_does_not() -> None:
    text = f"<@0123abcd> says: {POST}"
    assert quote(text, origin="support") == text
    assert "0123abcd" not in quote(text, origin="support", edition="share", policy="masked")


def test_outside_a_fragment_has_at_most_five_words() -> None:
    shown = quote(POST, origin="social", edition="share")
    assert shown.strip("…") in POST
    assert 1 <= len(words(shown)) <= 5


@pytest.mark.parametrize(
    "text", ["great", "很好", "works really well for me", "a b", "这个应用程序非常好", "word_word.word"]
)
def test_a_short_item_is_never_shown_whole(text: str) -> None:
    assert quote(text, origin="social", edition="share").strip("…") != text


def test_a_sentence_without_spaces_is_cut_to_five_characters() -> None:
    shown = quote("这个应用程序非常好我每天都用它", origin="review", edition="share")
    assert len(shown.strip("…")) == 5


def test_no_policy_shows_internal_items_outside() -> None:
    for policy in ("none", "fragments", "masked"):
        assert quote(POST, origin="internal", edition="share", policy=policy, approved=True) == ""
    assert quote(POST, origin="internal") == POST


def test_full_masked_text_outside_comes_from_support_and_surveys_only() -> None:
    assert quote(POST, origin="support", edition="share", policy="masked") == POST
    assert quote(POST, origin="survey", edition="share", policy="masked") == POST
    assert len(words(quote(POST, origin="social", edition="share", policy="masked"))) <= 5


def test_an_approved_quote_is_shown_masked_whatever_the_policy() -> None:
    shown = quote(f"@jane {POST}", origin="social", edition="share", policy="none", approved=True)
    assert shown == f"@user {POST}"
    assert quote(POST, origin="social", edition="share", policy="none") == ""


@pytest.mark.parametrize("bad", [{"edition": "public"}, {"policy": "all"}])
def test_a_wrong_word_lists_the_right_ones(bad: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match=r"team, share|none, fragments, masked"):
        quote(POST, origin="social", **bad)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_leaves_on_one_short_visible_line(text: str) -> None:
    for edition in ("team", "share"):
        shown = quote(text, origin="social", edition=edition)
        shown.encode("utf-8")
        assert len(shown) <= 280
        assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
        assert not set(shown) & set("\u202e\u200b\ufeff\ufffe")
        assert not re.search("\u0301{5}", shown)


@pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) > 300])
def test_hostile_text_outside_is_never_a_long_run(text: str) -> None:
    assert len(quote(text, origin="social", edition="share")) < 60


def test_no_planted_detail_leaves() -> None:
    shown = "\n".join(
        quote(text, origin="support", edition=e, policy="masked")
        for text in GROUPS["personal"]
        for e in ("team", "share")
    )
    assert [detail for detail in PLANTED if detail in shown] == []


@given(st.text(alphabet=st.characters(exclude_categories=("Cn",)), max_size=200))
@example("0\u0f71")  # a vowel sign is no second word
def test_six_words_in_a_row_never_leave(text: str) -> None:
    shown = quote(text, origin="social", edition="share")
    assert len(words(shown)) <= 5
    assert not shown or words(shown) != words(text)


@given(st.text(alphabet="ab  é\u0301\u200d😀", max_size=60), st.integers(1, 40))
def test_shortening_keeps_the_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


def test_a_text_is_cut_between_words() -> None:
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("one two three", 13) == "one two three"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
