"""Passages: long items are cut, no word is lost, greetings never stand alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.text.passages import passages

EXPORTS = "The export to the tax adviser fails every month since the update in June."
LOGIN = "When I log in abroad the code never reaches my phone and I have to wait."
PRICE = "The price went up again although nothing was added for small shops like ours."
LONG = f"{EXPORTS} {LOGIN} {PRICE}"

TEXTS = st.lists(
    st.sampled_from(
        [
            "word",
            "other",
            "stop.",
            "really?",
            "yes,",
            "e.g.",
            "\n",
            "\n\n",
            "。",
            "你好世界",
            "，",
            "@acme",
            "hi",
            "Thanks, Jo",
            "🙂",
        ]
    )
    | st.text(max_size=8),
    max_size=250,
).map(" ".join)


def solid(text: str) -> str:
    return "".join(text.split())


def test_an_item_within_the_limit_is_one_passage():
    assert passages("One thing.\nAnother   thing.") == ("One thing. Another thing.",)


def test_an_empty_item_keeps_one_empty_passage():
    assert passages(" \n ") == ("",)


def test_a_long_item_about_two_things_is_cut_between_them():
    assert passages(LONG) == (f"{EXPORTS} {LOGIN}", PRICE)


def test_a_passage_has_at_most_three_sentences():
    short = "It is slow today. "
    assert all(passage.count(".") <= 3 for passage in passages(short * 20, split_words=40))


def test_no_cut_after_an_abbreviation_or_inside_a_version():
    text = f"{EXPORTS} It broke e.g. Version 4.2 of Mr. Miller and others on the second floor. {LOGIN} {PRICE}"
    assert any("It broke e.g. Version 4.2 of Mr. Miller and others" in passage for passage in passages(text))


def test_numbered_points_are_cut_before_their_number():
    points = ["1. Export fails when the file has more than ten sheets", "2. The login code comes late or never abroad"]
    cut = passages(
        " ".join([*points, "3. Prices are shown without tax on the first page and that is wrong"]), split_words=20
    )
    assert cut[:2] == tuple(points)


def test_line_breaks_end_sentences_that_have_no_full_stop():
    lines = [
        "the export button does nothing on my tablet at all",
        "support has not answered for three weeks now really",
    ] * 3
    cut = passages("\n".join(lines))
    assert len(cut) > 1
    assert all(
        passage.startswith(("the export", "support")) and passage.endswith(("at all", "really")) for passage in cut
    )


def test_prose_without_any_mark_is_cut_at_commas_then_at_the_limit():
    with_commas = ", ".join(["one two three four five six seven eight nine ten"] * 6)
    assert all(passage.endswith(("ten,", "ten")) for passage in passages(with_commas, split_words=20))
    bare = " ".join(f"word{number}" for number in range(100))
    cut = passages(bare, split_words=40)
    assert len(cut) == 3
    assert max(len(passage.split()) for passage in cut) <= 40


def test_greetings_handles_and_sign_offs_join_a_neighbour():
    cut = passages(f"@United hi! {LONG} Thanks, Jo")
    assert cut[0].startswith("@United hi! The export")
    assert cut[-1] == f"{PRICE} Thanks, Jo"
    assert len(cut) == 2


def test_a_fragment_of_few_words_joins_a_neighbour():
    assert all(len(passage.split()) >= 5 for passage in passages(f"Two stars. {LONG} Not good."))


def test_chinese_is_cut_by_characters_at_its_own_full_stops():
    sentence = "更新之后软件打开就闪退，无法登录我的账号，希望尽快修复这个问题。"
    cut = passages(sentence * 6)
    assert len(cut) > 1
    assert all(passage.endswith("。") for passage in cut)
    assert solid("".join(cut)) == sentence * 6


def test_chinese_without_any_mark_is_cut_at_the_limit():
    assert max(len(passage) for passage in passages("好用软件" * 100, split_words=40)) <= 80


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(5, 60))
def test_every_word_is_in_exactly_one_passage_in_order(text, limit):
    cut = passages(text, split_words=limit)
    assert cut
    assert solid("".join(cut)) == solid(text)
    assert len(cut) == 1 or all(cut)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["alpha", "beta,", "gamma.", "delta!", "epsilon"]), min_size=1, max_size=300),
    st.integers(10, 60),
)
def test_no_passage_is_much_longer_than_the_limit(words, limit):
    # A fragment under five words may ride along on each side.
    assert max(len(passage.split()) for passage in passages(" ".join(words), split_words=limit)) <= limit + 8


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "a. " * 40_000,
        "thanks " * 15_000,
        "hi. " * 30_000,
        "，" * 50_000,
        "\n" * 100_000,
        "thank you so very " * 6_000,
        "\ud800 " * 20_000,
    ],
)
def test_hostile_lines_of_100_kb_take_under_three_seconds(text):
    began = time.process_time()
    cut = passages(text)
    assert time.process_time() - began < 3
    assert solid("".join(cut)) == solid(text)
