from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import BadData
from workbench.load.ids import author_key
from workbench.people.customers import list_columns, read_customers
from workbench.people.identity import DECLARED, identify, with_bands
from workbench.people.notes import notes
from workbench.people.segments import Fact
from workbench.privacy.pseudonyms import pseudonym
from workbench.project.model import Project
from workbench.project.sections import Customers, Segments, Settings
from workbench.project.source import Source

KEY = b"k" * 32
HEAD = "handle,email,external_id,customer_status,valid_from,valid_to,Plan,name,region\n"


def project_of(folder: Path, text: str, *, compare=("customer", "plan"), complete=False) -> Project:
    (folder / "people.csv").write_text(text, encoding="utf-8")
    sources = (
        Source(name="x-mentions", files=("inbox/*",), origin="social"),
        Source(name="instagram", files=("inbox/*",), origin="social"),
        Source(name="reviews", files=("inbox/*",), origin="review", authors="one_per_item"),
    )
    return Project(
        folder=folder, project=Settings(name="Acme"), sources=sources, segments=Segments(compare=compare),
        customers=Customers(file="people.csv", complete=complete),
    )  # fmt: skip


def read(folder: Path, text: str, **more):
    return read_customers(project_of(folder, text, **more), KEY)


def post(at=0, *, handle=None, source="x-mentions", email=None, number=None, day="2026-10-05", **more):
    extra = dict(more.get("extra", {}))
    if email:
        extra["email_id"] = pseudonym(KEY, "email", email)
    if number:
        extra["external_id"] = pseudonym(KEY, "external_id", number)
    author = pseudonym(KEY, source, author_key(handle)) if handle else None
    return {
        "item_id": f"i{at}", "person": more.get("person", author or f"i{at}"), "authors": more.get("authors", "column"),
        "author_id": author, "extra": json.dumps(extra) if extra else None, "at": day,
        "month": more.get("month", "2026-10"), "masked": more.get("text", "nice"), "lang": "en",
    }  # fmt: skip


def posts(*rows):
    table = pd.DataFrame(list(rows))
    return table.assign(at=pd.to_datetime(table["at"], utc=True))


def known(listed, *rows, **more):
    return identify(posts(*rows), listed, **more).to_dict("records")


def test_rows_that_contradict_each_other_are_reported_and_not_guessed(tmp_path):
    listed = read(tmp_path, HEAD + ",a@x.com,,customer,,,,,\n\n,a@x.com,,former,2026-06-01,2026-12-31,,,\n")
    (one,) = known(listed, post(email="a@x.com"))
    assert (one["fact"], one["disagree"]) == (Fact.UNKNOWN, True)
    (before,) = known(listed, post(email="a@x.com", day="2026-05-31"))
    assert (before["fact"], before["disagree"]) == (Fact.YES, False)
    assert notes(listed) == (
        "people.csv: 1 pair of rows call the same person a customer and none on the same days"
        " (first: lines 2 and 4): it is not known there",
    )


def test_two_keys_that_lead_to_different_people_contradict_each_other(tmp_path):
    listed = read(tmp_path, HEAD + ",a@x.com,,customer,,,,,\n,,C-1,former,,,,,\n")
    (one,) = known(listed, post(email="a@x.com", number="C-1"))
    assert (one["fact"], one["disagree"], one["key"]) == (Fact.UNKNOWN, True, "email")
    assert notes(listed) == (), "each row alone is sound"


def test_a_contradiction_is_not_decided_by_a_complete_list(tmp_path):
    listed = read(tmp_path, HEAD + ",a@x.com,,customer,,,,,\n,a@x.com,,former,,,,,\n", complete=True)
    assert known(listed, post(email="a@x.com"))[0]["fact"] == Fact.UNKNOWN


def test_a_status_in_other_words_says_nothing_even_on_a_complete_list(tmp_path):
    listed = read(tmp_path, HEAD + ",a@x.com,,maybe,,,,,\n,b@x.com,,unknown,,,,,\n", complete=True)
    assert [one["fact"] for one in known(listed, post(0, email="a@x.com"), post(1, email="b@x.com"))] == [
        Fact.UNKNOWN
    ] * 2
    assert len(notes(listed)) == 1
    assert "1 row has a customer_status that is no known word" in notes(listed)[0]


def test_rows_without_a_key_or_with_days_the_wrong_way_round_are_noted(tmp_path):
    listed = read(tmp_path, HEAD + ",,,customer,,,free,,\n,a@x.com,,customer,2026-05-01,2026-04-01,,,\n")
    assert known(listed, post(email="a@x.com", day="2026-04-15"))[0]["fact"] == Fact.UNKNOWN
    said = " ".join(notes(listed))
    assert "1 row holds no handle, email or external_id" in said
    assert "1 row ends before the first day" in said


def test_an_undated_post_takes_the_status_of_its_stated_month(tmp_path):
    listed = read(tmp_path, HEAD + "ana,,,former,2026-09-01,,,,\nana,,,customer,2026-03-01,2026-08-31,,,\n")
    assert notes(listed) == (), "a history is no contradiction"
    for month, fact in (("2026-08", Fact.YES), ("2026-09", Fact.NO), (None, Fact.UNKNOWN)):
        (one,) = known(listed, post(handle="ana", day=None, month=month))
        assert (one["fact"], one["disagree"]) == (fact, False)


def test_a_handle_of_one_source_joins_there_alone(tmp_path):
    listed = read(tmp_path, "handle_x-mentions,customer_status\n@Ana,customer\n")
    assert known(listed, post(handle="ana"))[0]["fact"] == Fact.YES
    assert known(listed, post(handle="ana", source="instagram"))[0]["fact"] == Fact.UNKNOWN


def test_a_name_on_a_review_is_no_handle(tmp_path):
    listed = read(tmp_path, HEAD + "ana,,,customer,,,,,\n")
    (one,) = known(listed, post(handle="ana", source="reviews", authors="one_per_item"))
    assert (one["fact"], one["key"]) == (Fact.UNKNOWN, "")
    assert len(json.loads(listed.entries["keys"][0])) == 2, "one for each source that names its authors"


def test_a_number_that_a_spreadsheet_made_a_fraction_is_the_same(tmp_path):
    assert known(read(tmp_path, "external_id\n100.0\n"), post(number="100"))[0]["fact"] == Fact.YES


@pytest.mark.parametrize("header", ["E-Mail", " email ", "EMAIL", "e mail"])
def test_headers_are_read_whatever_their_capitals_and_lines(tmp_path, header):
    assert known(read(tmp_path, f"{header}\na@x.com\n"), post(email="a@x.com"))[0]["key"] == "email"


def test_the_strongest_key_is_told(tmp_path):
    listed = read(tmp_path, HEAD + "ana,a@x.com,C-1,customer,,,,,\n")
    rows = [post(0, handle="ana", email="a@x.com", number="C-1"), post(1, handle="ana", number="C-1")]
    assert [one["key"] for one in known(listed, *rows, post(2, handle="ana"))] == ["email", "external_id", "handle"]


def test_a_column_twice_and_a_row_too_long_are_refused(tmp_path):
    with pytest.raises(BadData, match="twice"):
        read(tmp_path, "email,E-Mail\na@x.com,b@x.com\n")
    with pytest.raises(BadData) as found:
        read(tmp_path, "email,plan\n\na@x.com,free,more\n")
    assert "people.csv line 3" in found.value.where


def test_an_address_in_the_column_of_days_is_not_told(tmp_path):
    with pytest.raises(BadData) as found:
        read(tmp_path, "email,valid_from\na@x.com,nora@example.com\n")
    assert "nora" not in str(found.value)


# what else the list knows


def test_a_column_of_the_list_is_known_as_of_the_posts_day(tmp_path):
    history = ",a@x.com,,customer,2026-01-01,2026-09-30,free,,\n,a@x.com,,customer,2026-10-01,,studio,,\n"
    listed = read(tmp_path, HEAD + history)
    table = posts(post(0, email="a@x.com"), post(1, email="a@x.com", day="2026-09-30"), post(2, email="b@x.com"))
    filled = with_bands(table, identify(table, listed), ["customer", "plan"])
    found = [json.loads(extra).get("plan") for extra in filled["extra"]]
    assert found == ["studio", "free", None]


def test_rows_that_give_two_values_for_one_day_give_none(tmp_path):
    listed = read(tmp_path, HEAD + ",a@x.com,,customer,,,free,,\n,a@x.com,,customer,,,studio,,\n")
    (one,) = known(listed, post(email="a@x.com"))
    assert (one["fact"], one["bands"]) == (Fact.YES, "{}")


def test_a_posts_own_column_stands_above_the_lists(tmp_path):
    listed = read(tmp_path, HEAD + ",a@x.com,,customer,,,free,,\n")
    table = posts(post(0, email="a@x.com", extra={"PLAN": "solo"}), post(1, email="a@x.com", extra={"plan": ""}))
    filled = [json.loads(extra) for extra in with_bands(table, identify(table, listed), ["plan"])["extra"]]
    assert filled[0].get("plan") is None
    assert filled[0]["PLAN"] == "solo"
    assert filled[1]["plan"] == "free"


def test_only_columns_that_are_compared_are_kept_and_never_a_key(tmp_path):
    text = "email,plan,name,region,ip address\na@x.com,free,Nora Nobody,DACH,10.0.0.1\n"
    listed = read(tmp_path, text, compare=("plan", "email", "ip address"))
    assert json.loads(listed.entries["bands"][0]) == {"plan": "free"}
    assert "Nora" not in listed.entries.to_csv()
    assert list_columns(project_of(tmp_path, text)) == ("plan", "name", "region")


# people who say so


def test_a_declaration_counts_where_nothing_else_is_known(tmp_path):
    said = {"text": "I pay for the app and cannot open it"}
    (one,) = known(None, post(handle="ana", **said), declared=True)
    assert (one["fact"], one["key"]) == (Fact.YES, DECLARED)
    assert known(None, post(handle="ana", **said))[0]["fact"] == Fact.UNKNOWN, "only where it was asked for"
    listed = read(tmp_path, HEAD + "ana,,,former,,,,,\nbob,,,customer,,,,,\nbob,,,former,,,,,\n")
    rows = [post(0, handle="ana", **said), post(1, handle="bob", **said), post(2, handle="cat", **said)]
    found = [one["fact"] for one in known(listed, *rows, declared=True)]
    assert found == [Fact.NO, Fact.UNKNOWN, Fact.YES], "the list's word and its contradictions stand above"


def test_a_person_whom_the_list_knows_on_another_day_is_not_made_a_customer_by_a_phrase(tmp_path):
    listed = read(tmp_path, HEAD + "ana,,,former,2026-10-01,2026-10-31,,,\n")
    rows = [post(0, handle="ana"), post(1, handle="ana", day="2026-11-02", text="as a paying customer I object")]
    assert [one["fact"] for one in known(listed, *rows, declared=True)] == [Fact.NO, Fact.UNKNOWN]


def test_no_posts_are_no_rows():
    nothing = posts(post()).iloc[:0]
    assert identify(nothing, None, declared=True).empty


LINES = st.lists(
    st.tuples(
        st.sampled_from(["a@x.com", "b@x.com", ""]),
        st.sampled_from(["customer", "former", "odd"]),
        st.sampled_from(["", "2026-09-01", "2026-10-10"]),
        st.sampled_from(["", "2026-09-30", "2026-10-20"]),
    ),
    max_size=6,
)


@given(LINES, st.sampled_from(["2026-08-31", "2026-10-05", "2026-10-15"]))
def test_a_fact_is_told_exactly_where_the_rows_of_the_day_agree(tmp_path_factory, lines, day):
    text = "email,customer_status,valid_from,valid_to\n" + "".join(",".join(line) + "\n" for line in lines)
    listed = read(tmp_path_factory.mktemp("list"), text)
    (one,) = known(listed, post(email="a@x.com", day=day))
    there = [
        status for email, status, first, last in lines
        if email == "a@x.com" and (first or "0") <= day <= (last or "9") and status != "odd"
    ]  # fmt: skip
    facts = {"customer": Fact.YES, "former": Fact.NO}
    expected = facts[there[0]] if len(set(there)) == 1 else Fact.UNKNOWN
    assert one["fact"] == expected
    assert one["disagree"] == (len(set(there)) == 2)


@given(st.permutations(["a@x.com,customer,free", "b@x.com,former,solo", "a@x.com,customer,free", ",customer,"]))
def test_the_order_of_rows_changes_nothing_that_is_known(tmp_path_factory, lines):
    listed = read(tmp_path_factory.mktemp("list"), "email,customer_status,plan\n" + "\n".join(lines) + "\n")
    found = known(listed, post(0, email="a@x.com"), post(1, email="b@x.com"), post(2, email="c@x.com"))
    told = [(one["fact"], one["key"], one["bands"]) for one in found]
    assert told == [
        (Fact.YES, "email", '{"plan": "free"}'),
        (Fact.NO, "email", '{"plan": "solo"}'),
        (Fact.UNKNOWN, "", "{}"),
    ]
