from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from workbench.measures.matches import ALL, COLUMNS, WORDS
from workbench.report.joined import match_table, matched, to_join


def analysis(*rows):
    """Return what has a table of matches: rows of channel and columns, the last of all channels."""
    made = [{name: "" if name in WORDS else 0 for name in COLUMNS} | row for row in rows]
    kinds = {name: "string" if name in WORDS else "Int64" for name in COLUMNS}
    table = pd.DataFrame(made, columns=list(COLUMNS)).astype(kinds)
    return SimpleNamespace(matches=lambda: table)


def social(here="handle", listed="email", rows=10, unknown=80):
    return {
        "channel": "social", "people": 100, "unknown_people": unknown, "keys_here": here, "keys_list": listed,
        "list_rows": rows,
    }  # fmt: skip


def total(**more):
    return {"channel": ALL, "people": 200, "unknown_people": 100, **more}


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (social(), "To know more, add the column handle to the customer list: 80"),
        (social(listed="", rows=0), "To know more, add a customer list (people.csv) with the column handle"),
        (social(here="", listed="email"), "Nothing can be joined for most: 80"),
        (social(listed="email, handle"), "share the handle, so 80"),
        (social(here="email, external_id"), "share the e-mail, so"),
        (social(here="email, external_id", listed="handle"), "add the column e-mail or customer number"),
        (social(unknown=0), "The group of everybody who spoke is known."),
    ],
)
def test_one_sentence_says_what_to_join(channel, said):
    told = to_join(analysis(channel, total()))
    assert said in told.replace("\u00a0%", "")
    assert told.count(". ") == 0


def test_a_smaller_channel_with_a_key_that_the_list_lacks_is_named_before_one_where_nothing_helps():
    reviews = social(here="") | {"channel": "app reviews", "unknown_people": 60}
    told = to_join(analysis(reviews, social(unknown=40), total()))
    assert "add the column handle" in told
    assert "Nothing can be joined" in to_join(analysis(reviews, social(unknown=19), total()))


def test_how_people_are_known_is_said_with_what_matched_nobody():
    more = {"by_email": 30, "by_handle": 1200, "by_channel": 5, "by_declared": 4, "declared_checked": "not checked"}
    told = matched(analysis(total(**more, list_rows=2000, list_rows_unmatched=770, disagree=3)))
    for part in ("Of 200 people", "of 100 is known", "30 by e-mail, 1,200 by handle", "5 more count as customers"):
        assert part in told
    for part in ("4 more say so themselves (not checked)", "770 matched nobody", "For 3 people"):
        assert part in told
    bare = matched(analysis(total()))
    assert bare == "Of 200 people, the group of 100 is known."


def test_the_table_shows_only_ways_that_joined_somebody():
    page = str(match_table(analysis(social(), total(by_email=3))))
    assert "By e-mail" in page
    assert "By handle" not in page
    assert "All channels" in page
