"""Words of a group: what it says more, and never because of one loud person."""

from __future__ import annotations

import numpy as np
import pytest
from measured import window

from workbench.measures.compared import Side
from workbench.measures.segments import Pair
from workbench.measures.words import COLUMNS, words
from workbench.stats.logodds import MIN_PEOPLE, MIN_USES

FILLER = "window table river stone cloud paper garden bridge engine letter".split()


def talk(count, side, extra=(), *, share=0.0, author=None, seed=1):
    chance = np.random.default_rng([seed, len(side)])
    rows = []
    for at in range(count):
        said = [*chance.choice(FILLER, 6), *(extra if chance.random() < share else ())]
        rows.append({"text": " ".join(said), "author_id": author or f"{side}{at}", "source": side})
    return rows


def listed(rows, **options):
    found = window(rows)
    posts = found.spoken
    sides = [Side(name, posts[posts["source"] == name]) for name in ("inside", "outside")]
    return words([Pair("channels", *sides)], found.passages, period="2026-10", **options)


def test_a_word_that_one_group_says_more_comes_first():
    rows = [*talk(150, "inside", ["invoice"], share=0.5), *talk(150, "outside", ["invoice"], share=0.05)]
    table = listed(rows)
    assert list(table.columns) == list(COLUMNS)
    first = table[table["segment"] == "inside"].iloc[0]
    assert (first["word"], first["other"], first["strength"]) == ("invoice", "outside", "firm")
    assert first["z"] > 3
    assert first["people"] > 5 * first["people_other"]
    assert not (table[table["segment"] == "outside"]["word"] == "invoice").any()


def test_a_word_of_one_loud_person_is_not_listed_as_sure():
    rows = [*talk(100, "inside"), *talk(100, "outside"), *talk(60, "inside", ["zebra"], share=1, author="loud")]
    rows += talk(5, "inside", ["zebra"], share=1, seed=3)
    table = listed(rows).set_index("word")
    assert table.loc["zebra", "people"] <= 6
    assert table.loc["zebra", "strength"] == "too early"


@pytest.mark.parametrize("count", [MIN_PEOPLE - 1, MIN_PEOPLE])
def test_a_word_needs_people_and_uses(count):
    rows = [*talk(100, "inside"), *talk(100, "outside")]
    rows += [
        {"text": "zebra window zebra table zebra stone zebra cloud zebra", "author_id": f"z{at}", "source": "inside"}
        for at in range(count)
    ]
    table = listed(rows)
    assert ("zebra" in set(table["word"])) == (count * 5 >= MIN_USES and count >= MIN_PEOPLE)


def test_own_names_praise_and_grammar_are_no_words():
    rows = [*talk(80, "inside", ["Acme", "great", "the", "login"], share=0.8), *talk(80, "outside")]
    table = listed(rows, own_words=("acme",))
    assert {"acme", "great", "the"} & set(table["word"]) == set()
    assert "login" in set(table["word"])


def test_equal_groups_have_hardly_a_sure_word():
    tables = [listed([*talk(120, "inside", seed=at), *talk(120, "outside", seed=at + 100)]) for at in range(10)]
    told = [table["strength"].value_counts() for table in tables]
    assert sum(len(table) for table in tables) >= 90
    assert sum(int(one.get("likely", 0)) for one in told) <= 8  # statistics reference 1.6: at most 8 % beyond 1.96
    assert sum(int(one.get("firm", 0)) for one in told) <= 1


def test_nothing_to_compare_gives_the_columns():
    assert list(words([], window([{}]).passages).columns) == list(COLUMNS)
