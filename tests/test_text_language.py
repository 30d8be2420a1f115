"""Language: the script decides first; short texts count as the project's language."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_data import DATA, needs_data
from text_languages import POSTS

from workbench.text.language import detect, script_of

ENGLISH = [
    "The app crashes every time I open it since the update.",
    "why cant i download my invoices anymore",
    "gr8 app lol but the ads tho",
    "Smh yall really took away dark mode",
    "SVN ignore pattern for Visual Studio projects",
    "Support has not answered for three weeks now",
]


def languages(texts: list[str], language: str = "en") -> list[str]:
    return detect(texts, language=language)["lang"].tolist()


@pytest.mark.parametrize("code", sorted(POSTS))
def test_sentences_of_thirty_signs_are_found_in_over_nine_of_ten(code):
    texts = [text for text in POSTS[code] if len(text) >= 30]
    assert len(texts) >= 20
    assert sum(found == code for found in languages(texts)) / len(texts) > 0.9


@pytest.mark.parametrize("code", sorted(POSTS))
def test_posts_in_the_project_language_stay_in_it(code):
    assert languages(POSTS[code], code).count(code) == len(POSTS[code])


def test_english_and_its_slang_stay_english():
    assert languages(ENGLISH) == ["en"] * len(ENGLISH)


def test_capitals_and_missing_accents_do_not_hide_a_language():
    assert languages(["NO PUEDO DESCARGAR MIS FACTURAS DESDE EL MOVIL"]) == ["es"]
    assert languages(["kann seit dem update meine rechnungen nicht offnen"]) == ["de"]


@pytest.mark.parametrize(
    "text", ["", "lol", "ok", "👍👍", "12345", "@united https://t.co/x", "???", "Bravo!", "Fhftjgttbhj"]
)
@pytest.mark.parametrize("code", ["en", "de"])
def test_what_is_too_short_to_tell_counts_as_the_project_language(text, code):
    assert languages([text], code) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("好用", "zh"),
        ("一直用chrome", "zh"),
        ("このアプリは便利です", "ja"),
        ("정말 편리해요", "ko"),
        ("не работает", "ru"),
        ("Програма не відкривається після оновлення, дуже шкода", "uk"),
        ("تطبيق ممتاز", "ar"),
        ("πολύ καλό", "el"),
        ("האפליקציה קורסת", "he"),
        ("แอปดีมาก", "th"),
    ],
)
def test_another_script_is_found_however_short(text, code):
    assert languages([text]) == [code]


def test_han_signs_alone_are_the_language_of_a_japanese_project_while_short():
    assert languages(["最高", "手机软件很好用，但是太慢了，请改进登录"], "ja") == ["ja", "zh"]


def test_a_few_foreign_signs_do_not_turn_an_english_text():
    assert languages(["The menu shows 设置 instead of the word Settings on my phone"]) == ["en"]
    assert script_of("(ノಠ益ಠ)ノ why is this app so slow again") == "latin"


def test_handles_links_and_hashtags_are_not_read():
    alone = detect(["Der Export klappt seit gestern nicht mehr"])
    dressed = detect(["@british_airways Der Export klappt seit gestern nicht mehr https://t.co/the #TheBestOfAll"])
    pd.testing.assert_frame_equal(alone, dressed)


@settings(max_examples=5, deadline=None)
@given(st.permutations([*ENGLISH, *POSTS["de"][:3], "好用", "не работает"]))
def test_a_text_is_judged_alone(texts):
    together = dict(zip(texts, languages(texts), strict=True))
    assert together == dict(zip(sorted(texts), languages(sorted(texts)), strict=True))


def test_calls_with_other_project_languages_leave_no_trace():
    before = detect(ENGLISH)
    detect(POSTS["tr"], language="tr")
    pd.testing.assert_frame_equal(before, detect(ENGLISH))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_text_gets_a_language_and_a_probability(texts):
    found = detect(texts)
    assert list(found.columns) == ["lang", "probability"]
    assert found["lang"].str.fullmatch("[a-z]{2,3}").all()
    assert found["probability"].between(0, 1).all()


def test_hostile_texts_are_quick_because_only_the_start_is_read():
    assert len(detect(["\ud800" * 10_000, "a\u0301" * 100_000, "\x00" * 10_000, "word " * 50_000])) == 4


@needs_data
@pytest.mark.evaluation
def test_under_one_in_a_hundred_english_texts_is_lost(record_property):
    sets = {
        "banking": pd.read_csv(DATA / "labelled/banking77_test.csv")["text"].tolist(),
        "tweets": pd.read_csv(DATA / "airline_tweets/tweets.csv")["text"].tolist()[:5_000],
        "titles": Path(DATA / "labelled/stackoverflow_titles.txt").read_text(encoding="utf-8").splitlines()[:8_000],
    }
    for name, texts in sets.items():
        lost = (detect(texts)["lang"] != "en").mean()
        record_property(name, float(lost))
        assert lost < 0.01, name
