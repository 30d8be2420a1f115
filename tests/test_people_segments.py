from __future__ import annotations

import pandas as pd
import pytest

from workbench.people.segments import Fact, Segment, person_ids, segments

YES, NO, UNKNOWN = Fact.YES, Fact.NO, Fact.UNKNOWN


def rows(*said):
    return pd.DataFrame(said, columns=["item_id", "person", "origin"])


def facts(items, listed=None):
    said = None if listed is None else pd.Series(listed, index=items.index)
    table = segments(items, listed=said).set_index("person")
    return {person: tuple(row) for person, row in table[["audience", "customer", "segment"]].iterrows()}


@pytest.mark.parametrize(
    ("origins", "listed", "audience", "customer", "segment"),
    [
        (["social"], UNKNOWN, YES, UNKNOWN, Segment.UNKNOWN),
        (["review"], UNKNOWN, YES, UNKNOWN, Segment.UNKNOWN),
        (["community"], NO, YES, NO, Segment.AUDIENCE_ONLY),
        (["social"], YES, YES, YES, Segment.BOTH),
        (["support"], UNKNOWN, NO, YES, Segment.CUSTOMER_ONLY),
        (["survey"], NO, NO, YES, Segment.CUSTOMER_ONLY),
        (["call"], UNKNOWN, NO, YES, Segment.CUSTOMER_ONLY),
        (["support", "social"], UNKNOWN, YES, YES, Segment.BOTH),
        (["support", "review"], NO, YES, YES, Segment.BOTH),
    ],
)
def test_two_facts_make_the_segment(origins, listed, audience, customer, segment):
    items = rows(*((f"i{at}", "nora", origin) for at, origin in enumerate(origins)))
    assert facts(items, [listed] * len(items)) == {"nora": (audience, customer, segment)}


def test_without_a_list_nobody_is_known_not_to_be_a_customer():
    found = facts(rows(("i1", "a", "social"), ("i2", "b", "support"), ("i3", "c", "review")))
    assert [customer for _, customer, _ in found.values()] == [UNKNOWN, YES, UNKNOWN]
    assert Segment.AUDIENCE_ONLY not in [segment for *_, segment in found.values()]


def test_who_was_a_customer_on_one_day_of_the_window_is_one():
    items = rows(("i1", "nora", "social"), ("i2", "nora", "social"))
    assert facts(items, [NO, YES]) == {"nora": (YES, YES, Segment.BOTH)}


def test_unknown_is_never_folded_into_another_segment():
    items = rows(*((f"i{at}", f"p{at}", "social") for at in range(6)))
    found = segments(items, listed=pd.Series([YES, NO, UNKNOWN] * 2, index=items.index))
    assert found["segment"].value_counts().to_dict() == {
        Segment.BOTH: 2, Segment.AUDIENCE_ONLY: 2, Segment.UNKNOWN: 2,
    }  # fmt: skip


def test_people_are_ordered_by_their_smallest_item_not_by_pseudonym():
    items = rows(("i3", "adam", "social"), ("i1", "zoe", "social"), ("i2", "adam", "support"))
    assert segments(items)["person"].tolist() == ["zoe", "adam"]
    assert segments(items.iloc[::-1]).equals(segments(items))


def test_nobody_is_an_empty_table():
    assert segments(rows()).empty


@pytest.mark.parametrize(
    ("authors", "author", "person"),
    [
        ("column", "nora", "nora"),
        ("column", None, "i1"),  # nameless posts are never one person
        ("one_per_item", "nora", "i1"),
        ("one_per_item", None, "i1"),
        ("unknown", None, "i1"),
    ],
)
def test_who_stands_behind_an_item(authors, author, person):
    items = pd.DataFrame({"item_id": ["i1"], "author_id": pd.Series([author], dtype="string"), "authors": [authors]})
    assert person_ids(items).tolist() == [person]
