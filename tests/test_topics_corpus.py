from __future__ import annotations

import pandas as pd
import pytest
from hostile import GROUPS
from hypothesis import given, settings
from hypothesis import strategies as st
from topic_toys import items

from workbench.text.normalise import text_hash
from workbench.topics.corpus import Part, Reading, corpus

LOGIN = "The login code never arrives when I am abroad."
LONG = " ".join(["The export to the tax office loses every second column of the table."] * 8)


def parts(*rows, **reading):
    return corpus(items(list(rows)), Reading(**reading))


def test_a_post_with_a_reason_is_read_for_topics():
    (row,) = parts({"text": LOGIN, "title": "Sign in"}).to_dict("records")
    assert (row["part"], row["passage"], row["lang"]) == (Part.TOPIC, 0, "en")
    assert row["text"].startswith("Sign in. The login code")
    assert row["hash"] == text_hash(row["text"])


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ({"text": "worst app ever"}, Part.NO_REASON),
        ({"text": ""}, Part.EMPTY),
        ({"text": "  \n"}, Part.EMPTY),
        ({"text": None}, Part.EMPTY),
        ({"text": "login code late", "lang": "de"}, Part.OTHER_LANGUAGE),
        # what stores call a reviewer's language is often that of the device
        ({"text": LOGIN, "lang": "de"}, Part.TOPIC),
        ({"text": "Der Anmeldecode kommt im Ausland nie an, bitte endlich beheben", "lang": "en"}, Part.OTHER_LANGUAGE),
        ({"text": "Der Anmeldecode kommt im Ausland nie an, bitte endlich beheben", "lang": None}, Part.OTHER_LANGUAGE),
        ({"text": LOGIN, "lang": None}, Part.TOPIC),
    ],
)
def test_what_is_not_read_is_kept_apart_with_the_reason(row, part):
    (found,) = parts(row).to_dict("records")
    assert found["part"] == part


@pytest.mark.parametrize("stated", ["en", "EN", "en-GB", "en_US", "English", "eng", ""])
def test_a_stated_language_is_understood_however_it_is_written(stated):
    assert parts({"text": LOGIN, "lang": stated})["part"].tolist() == [Part.TOPIC]


def test_a_title_that_the_text_repeats_is_read_once():
    assert parts({"title": "The login code", "text": LOGIN})["text"].tolist() == [LOGIN]
    assert parts({"title": LOGIN, "text": None})["text"].tolist() == [LOGIN]


def test_a_long_post_is_split_into_passages_in_order():
    found = parts({"text": LONG})
    assert len(found) > 1
    assert found["passage"].is_monotonic_increasing
    assert set(found["part"]) == {Part.TOPIC}


def test_of_a_long_post_only_passages_with_a_reason_are_read():
    praise = "Great! " * 45
    found = parts({"text": f"{praise}\n\n{LONG}"})
    assert set(found["part"]) == {Part.TOPIC}


def test_naming_the_product_is_no_reason():
    assert parts({"text": "love pennimoor"}, own_words=("pennimoor",))["part"].tolist() == [Part.NO_REASON]


# lone surrogates never leave the loader: no table of the store can hold one
HOSTILE = st.sampled_from([text.encode(errors="ignore").decode() for group in GROUPS.values() for text in group])
TEXTS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8"), max_size=200),
    HOSTILE,
    st.sampled_from([LOGIN, LONG, "ok", "Der Anmeldecode fehlt"]),
)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
@settings(max_examples=10, deadline=None)
def test_no_post_is_ever_lost(rows):
    table = items([{"title": title, "text": text, "lang": None} for title, text in rows])
    table[["title", "text"]] = table[["title", "text"]].astype(object)
    found = corpus(table, Reading())
    assert set(found["item_id"]) == set(table["item_id"])
    assert not found.duplicated(["item_id", "passage"]).any()
    of_item = found.groupby("item_id")["part"]
    assert ((of_item.nunique() == 1) & ((of_item.size() == 1) | (of_item.first() == Part.TOPIC))).all()


def test_no_posts_give_an_empty_corpus():
    found = corpus(items([{}]).iloc[:0], Reading())
    assert found.empty
    assert {"item_id", "passage", "text", "hash", "lang", "part"} <= set(found)


def test_a_post_does_not_depend_on_the_others():
    rows = items([{"text": LOGIN}, {"text": "worst app ever"}, {"text": LONG}])
    whole = corpus(rows, Reading())
    alone = pd.concat([corpus(rows.iloc[[at]], Reading()) for at in range(3)], ignore_index=True)
    pd.testing.assert_frame_equal(whole, alone, check_dtype=False)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Trying to be Safari\n\nThe old version was better", "Trying to be Safari. The old version was better"),
        ("Trying to be Safari\r\n\r\nthe old version was better", "Trying to be Safari. the old version was better"),
        ("It crashes!\n\nThe old version was better", "It crashes! The old version was better"),
        ("Two wishes:\n- a dark mode\n- a csv export", "Two wishes: - a dark mode. - a csv export"),
        ("the tax office\nloses every column", "the tax office loses every column"),
    ],
)  # fmt: skip
def test_a_line_that_ends_without_a_mark_ends_a_sentence_unless_it_is_only_wrapped(text, read):
    assert parts({"text": text, "lang": "en"})["text"].tolist() == [read]
