"""Who speaks to whom is read from answers and mentions, within a source."""

from __future__ import annotations

import pandas as pd

from workbench.people.ties import COLUMNS, depths, ties
from workbench.privacy.pseudonyms import handle_token, pseudonym

KEY = b"k" * 32


def who(name: str, source: str = "x") -> str:
    return pseudonym(KEY, source, name)


def items(*rows: tuple[str, str | None, str | None, str]) -> pd.DataFrame:
    """Return posts: id, the post answered, author, text with {name} for a mention."""
    made = []
    for name, parent, author, text in rows:
        masked = text
        for one in ("ann", "ben", "cem", "eve"):
            masked = masked.replace("{" + one + "}", handle_token(KEY, "x", one))
        made.append((f"i{name}", "x", name, parent, None if author is None else who(author), masked))
    return pd.DataFrame(made, columns=COLUMNS).astype("string")


def told(table: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    names = {who(name): name for name in ("ann", "ben", "cem")}
    return [(row.item_id, row.kind, names[row.author_id], names[row.to]) for row in ties(table).itertuples()]


def test_an_answer_and_a_mention_are_ties_to_people_who_wrote() -> None:
    found = told(items(("1", None, "ann", "hello"), ("2", "1", "ben", "and {cem} too"), ("3", "9", "cem", "{eve}?")))
    assert found == [("i2", "answer", "ben", "ann"), ("i2", "mention", "ben", "cem")]


def test_nobody_speaks_to_themselves_and_a_name_said_twice_is_one_tie() -> None:
    found = told(items(("1", None, "ann", "{ann}"), ("2", "1", "ann", "more"), ("3", None, "ben", "{ann} {ann}")))
    assert found == [("i3", "mention", "ben", "ann")]


def test_posts_without_an_author_have_no_ties() -> None:
    assert told(items(("1", None, None, "hi"), ("2", "1", None, "{ann}"), ("3", "1", "ann", ""))) == []


def test_names_hold_within_one_source() -> None:
    table = items(("1", None, "ann", "hello"), ("2", "1", "ben", "{ann}"))
    table.loc[1, "source"] = "y"
    assert told(table) == []


def test_two_authors_with_the_same_digits_are_not_told_apart() -> None:
    table = items(("1", None, "ann", ""), ("2", None, "ben", ""), ("3", None, "cem", "{ann}"))
    table.loc[1, "author_id"] = who("ann")[:8] + "0" * 24
    assert ties(table).empty


def test_depth_counts_the_posts_above() -> None:
    table = items(
        ("4", "3", "ann", ""), ("1", None, "ann", ""), ("2", "1", "ann", ""), ("3", "2", "ann", ""),
        ("5", "gone", "ann", ""),
    )  # fmt: skip
    assert dict(zip(table["source_item_id"], depths(table), strict=True)) == {"1": 0, "2": 1, "3": 2, "4": 3, "5": 0}


def test_posts_that_answer_each_other_end() -> None:
    table = items(("1", "2", "ann", ""), ("2", "1", "ben", ""), ("3", "3", "cem", ""))
    assert depths(table).tolist() == [0, 0, 0]


def test_no_posts_have_no_ties() -> None:
    assert ties(items()).empty
    assert depths(items()).empty
