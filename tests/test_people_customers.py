from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hostile import GROUPS

from workbench.errors import BadData
from workbench.load.ids import author_key
from workbench.people.customers import read_customers
from workbench.people.segments import Fact
from workbench.privacy.pseudonyms import pseudonym
from workbench.project.model import Project
from workbench.project.sections import Customers, Settings
from workbench.project.source import Source

KEY = b"k" * 32
HEAD = "handle,email,external_id,customer_status,valid_from,valid_to\n"


def read(folder: Path, text: str, *, complete=False, encoding="utf-8"):
    (folder / "people.csv").write_text(text, encoding=encoding)
    sources = tuple(Source(name=name, files=("inbox/*",), origin="social") for name in ("x", "instagram"))
    project = Project(
        folder=folder, project=Settings(name="Acme"), sources=sources,
        customers=Customers(file="people.csv", complete=complete),
    )  # fmt: skip
    return read_customers(project, KEY)


def said(people, *, handle=None, source="x", email=None, number=None, day="2026-10-05"):
    extra = {}
    if email:
        extra["email_id"] = pseudonym(KEY, "email", email)
    if number:
        extra["external_id"] = pseudonym(KEY, "external_id", number)
    items = pd.DataFrame(
        {
            "author_id": pd.Series([pseudonym(KEY, source, author_key(handle)) if handle else None], dtype="string"),
            "extra": pd.Series([json.dumps(extra) if extra else None], dtype="string"),
            "at": pd.to_datetime(pd.Series([day]), utc=True),
        }
    )
    return people.facts(items).tolist()[0]


def test_people_are_joined_by_handle_email_or_number(tmp_path):
    people = read(tmp_path, HEAD + "@Nora,,,customer,,\n,olaf@example.com,,customer,,\n,,C-1,customer,,\n")
    assert said(people, handle="nora") == Fact.YES
    assert said(people, handle="Nora", source="instagram") == Fact.YES, "a handle is looked for in every source"
    assert said(people, email="olaf@example.com") == Fact.YES
    assert said(people, number="C-1") == Fact.YES
    assert said(people, handle="olaf") == Fact.UNKNOWN
    assert said(people, number="C-10") == Fact.UNKNOWN, "keys are exact"


def test_an_address_is_joined_whatever_its_capitals(tmp_path):
    assert said(read(tmp_path, HEAD + ",Olaf@Example.COM ,,customer,,\n"), email="olaf@example.com") == Fact.YES


@pytest.mark.parametrize(
    ("status", "fact"),
    [("customer", Fact.YES), ("Yes", Fact.YES), (" CUSTOMER ", Fact.YES), ("prospect", Fact.NO), ("former", Fact.NO),
     ("none", Fact.NO), ("unknown", Fact.UNKNOWN), ("", Fact.UNKNOWN), ("maybe", Fact.UNKNOWN)],
)  # fmt: skip
def test_the_list_says_who_is_a_customer_and_who_is_none(tmp_path, status, fact):
    assert said(read(tmp_path, HEAD + f"nora,,,{status},,\n"), handle="nora") == fact


def test_a_list_without_a_status_is_a_list_of_customers(tmp_path):
    assert said(read(tmp_path, "email\nolaf@example.com\n"), email="olaf@example.com") == Fact.YES


@pytest.mark.parametrize(
    ("day", "fact"),
    [("2026-02-28", Fact.UNKNOWN), ("2026-03-01", Fact.YES), ("2026-08-31", Fact.YES), ("2026-09-01", Fact.NO)],
)
def test_the_status_is_that_of_the_items_day(tmp_path, day, fact):
    people = read(tmp_path, HEAD + "nora,,,customer,2026-03-01,2026-08-31\nnora,,,former,2026-09-01,\n")
    assert said(people, handle="nora", day=day) == fact


def test_an_undated_item_has_a_status_only_where_the_whole_history_agrees(tmp_path):
    changed = HEAD + "nora,,,former,2026-09-01,\nnora,,,customer,2026-03-01,2026-08-31\n"
    assert said(read(tmp_path, changed), handle="nora", day=None) == Fact.UNKNOWN, "nothing is guessed"
    stayed = HEAD + "nora,,,customer,2026-09-01,\nnora,,,customer,2026-03-01,2026-08-31\n"
    assert said(read(tmp_path, stayed), handle="nora", day=None) == Fact.YES


def test_on_a_complete_list_everybody_else_is_no_customer(tmp_path):
    people = read(tmp_path, HEAD + "nora,,,customer,,\n", complete=True)
    assert said(people, handle="olaf") == Fact.NO
    assert said(people, handle="nora") == Fact.YES
    assert said(people) == Fact.NO


def test_names_do_not_stand_in_the_list_as_read(tmp_path):
    people = read(tmp_path, HEAD + "nora,olaf@example.com,C-1,customer,,\n")
    assert not any(word in repr(people) for word in ("nora", "olaf", "C-1"))


def test_no_list_is_none(tmp_path):
    assert read_customers(Project(folder=tmp_path, project=Settings(name="Acme")), KEY) is None


@pytest.mark.parametrize("text", ["name,plan\nNora,free\n", ""])
def test_a_list_without_a_key_column_is_bad_data(tmp_path, text):
    with pytest.raises(BadData) as found:
        read(tmp_path, text)
    assert "people.csv" in found.value.where


def test_a_list_that_is_not_utf8_is_bad_data(tmp_path):
    with pytest.raises(BadData):
        read(tmp_path, HEAD + "müller,,,customer,,\n", encoding="utf-16")


def test_a_missing_list_is_bad_data(tmp_path):
    read(tmp_path, HEAD)
    project = Project(folder=tmp_path, project=Settings(name="Acme"), customers=Customers(file="other.csv"))
    with pytest.raises(BadData):
        read_customers(project, KEY)


def test_short_rows_and_a_byte_order_mark_do_no_harm(tmp_path):
    people = read(tmp_path, "\ufeff" + HEAD + "nora\n\nolaf,,,customer\n")
    assert said(people, handle="olaf") == Fact.YES


def test_hostile_names_do_no_harm(tmp_path):
    hostile = [text.encode("utf-8", "ignore").decode() for group in GROUPS.values() for text in group]
    lines = pd.DataFrame({"handle": hostile})
    people = read(tmp_path, lines.to_csv(index=False))
    assert said(people, handle="nora") == Fact.UNKNOWN


def test_no_items_have_no_facts(tmp_path):
    people = read(tmp_path, HEAD)
    items = pd.DataFrame({"author_id": [], "extra": [], "at": pd.to_datetime([], utc=True)})
    assert people.facts(items).empty


def test_a_day_in_another_form_is_refused_with_its_line(tmp_path):
    with pytest.raises(BadData, match="is not a day") as caught:
        read(tmp_path, "email,valid_from\na@example.com,01.05.2026\n")
    assert "line 2, valid_from" in caught.value.where


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_list_that_a_spreadsheet_wrote_with_another_mark_is_read(tmp_path, mark):
    people = read(tmp_path, HEAD.replace(",", mark) + mark.join(["@ana", "", "", "customer", "", ""]) + "\n")
    assert said(people, handle="ana") == Fact.YES
