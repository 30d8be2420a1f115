from __future__ import annotations

import json

import pandas as pd
import pytest

from workbench.load.listing import ENTRIES
from workbench.measures.matches import ALL, COLUMNS, matches
from workbench.people.customers import CustomerList
from workbench.people.identity import identify
from workbench.people.segments import segments

CHANNELS = {"social": "social", "review": "app reviews", "support": "support"}


def entry(row, keys, status="yes", start="", end="9999", **bands):
    return row, status, start, end, json.dumps(keys), json.dumps(bands)


def listed(*entries):
    return CustomerList(pd.DataFrame(list(entries), columns=list(ENTRIES)).astype(ENTRIES), complete=False)


def posts(*said):
    """Return posts from (person, origin, keys): keys by kind, the handle being the author."""
    made = []
    for at, (person, origin, keys) in enumerate(said):
        extra = {{"email": "email_id"}.get(kind, kind): value for kind, value in keys.items() if kind != "handle"}
        made.append(
            {
                "item_id": f"i{at:03d}", "person": person, "origin": origin, "channel": CHANNELS[origin],
                "authors": "one_per_item" if origin == "review" else "column", "author_id": keys.get("handle"),
                "extra": json.dumps(extra) if extra else None, "at": "2026-10-05", "month": "2026-10",
                "masked": keys.get("text", "nice"), "lang": "en",
            }
        )  # fmt: skip
    table = pd.DataFrame(made)
    return table.assign(at=pd.to_datetime(table["at"], utc=True))


def table(people, *said, declared=False):
    rows = posts(*said)
    found = identify(rows, people, declared=declared)
    return matches(rows, found, segments(rows, listed=found["fact"]), people).set_index("channel")


SAID = (
    ("ana", "social", {"handle": "h-ana"}),
    ("ana", "social", {"handle": "h-ana"}),
    ("bob", "social", {"handle": "h-bob"}),
    ("cat", "social", {"handle": "h-cat"}),
    ("dan", "support", {"handle": "h-dan", "email": "e-dan"}),
    ("eve", "support", {"handle": "h-eve", "email": "e-eve"}),
    ("fay", "review", {"handle": "h-ana"}),  # a name on a review is no handle
)
LIST = (
    entry(2, [["handle", "h-ana"]]),
    entry(3, [["handle", "h-bob"]], status="no"),
    entry(4, [["email", "e-dan"], ["handle", "h-dan"]]),
    entry(5, [["email", "e-nobody"]]),
    entry(6, []),
)


def test_people_and_posts_are_counted_by_channel_and_group():
    found = table(listed(*LIST), *SAID)
    assert list(found.index) == ["social", "support", "app reviews", ALL]
    social = found.loc["social"]
    assert (social["posts"], social["people"]) == (4, 3)
    assert (social["both_people"], social["both_posts"]) == (1, 2)
    assert (social["audience_only_people"], social["unknown_people"]) == (1, 1)
    assert (found.loc["support", "customer_only_people"], found.loc["support", "customer_only_posts"]) == (2, 2)
    assert found.loc["app reviews", "unknown_people"] == 1
    groups = [f"{name}_people" for name in ("customer_only", "both", "audience_only", "unknown")]
    assert (found[groups].sum(axis=1) == found["people"]).all()
    assert (found[[name.replace("people", "posts") for name in groups]].sum(axis=1) == found["posts"]).all()


def test_people_are_counted_by_the_strongest_key_and_once():
    found = table(listed(*LIST), *SAID)
    assert (found.loc["social", "by_handle"], found.loc["social", "by_email"]) == (2, 0)
    assert (found.loc["support", "by_email"], found.loc["support", "by_handle"]) == (1, 0)
    assert found.loc["support", "by_channel"] == 1, "eve is on no list"
    assert (found.loc[ALL, "by_email"], found.loc[ALL, "by_handle"], found.loc[ALL, "by_channel"]) == (1, 2, 1)


def test_a_person_counts_under_the_strongest_key_of_all_their_posts():
    said = [("dan", "support", {"handle": "h-dan"}), ("dan", "support", {"handle": "h-dan", "email": "e-dan"})]
    found = table(listed(*LIST), *said, *reversed(said))
    assert (found.loc["support", "by_email"], found.loc["support", "by_handle"]) == (1, 0)


def test_rows_of_the_list_that_matched_nobody_are_counted():
    found = table(listed(*LIST), *SAID)
    assert (found["list_rows"] == 5).all()
    assert found["list_rows_matched"].tolist() == [2, 1, 0, 3]
    assert found["list_rows_unmatched"].tolist() == [3, 4, 5, 2]


def test_the_keys_of_posts_and_of_the_list_are_named():
    found = table(listed(*LIST), *SAID)
    assert found["keys_here"].tolist() == ["handle", "email, handle", "", "email, handle"]
    assert (found["keys_list"] == "email, handle").all()


def test_contradictions_count_people():
    clash = (entry(2, [["handle", "h-ana"]]), entry(3, [["handle", "h-ana"]], status="no"))
    found = table(listed(*clash), *SAID)
    assert found.loc["social", "disagree"] == 1
    assert found.loc["social", "unknown_people"] == 3


def test_who_says_so_is_counted_apart_and_not_checked():
    said = (("gus", "social", {"handle": "h-gus", "text": "as a paying customer I object"}),)
    found = table(None, *said, declared=True)
    assert (found.loc["social", "by_declared"], found.loc["social", "both_people"]) == (1, 1)
    assert found.loc["social", "declared_checked"] == "not checked"
    assert table(None, *said).loc["social", "declared_checked"] == ""


@pytest.mark.parametrize("people", [None, listed()])
def test_without_a_list_everything_is_counted_and_nothing_matched(people):
    found = table(people, *SAID)
    assert found.loc[ALL, "list_rows"] == 0
    assert found.loc[ALL, ["by_email", "by_external_id", "by_handle"]].sum() == 0
    assert found.loc[ALL, "unknown_people"] == 4


def test_no_posts_are_one_row_of_zeros():
    found = matches(posts(*SAID).iloc[:0], identify(posts(*SAID).iloc[:0], None), segments(posts(*SAID).iloc[:0]), None)
    assert list(found.columns) == list(COLUMNS)
    assert found["channel"].tolist() == [ALL]
    assert found["people"].tolist() == [0]
