from __future__ import annotations

import json
import stat

import pandas as pd
import pytest

from tests.store_helpers import item, load
from workbench.errors import BadData, BadRequest
from workbench.load.listing import ENTRIES, Listing
from workbench.people.customers import list_columns, read_customers
from workbench.project.model import Project
from workbench.project.sections import Customers, Settings
from workbench.store.customers import copy_list, drop_lists, has_list, keep_list, kept_list, list_digest
from workbench.store.store import Store


def found(digest: str = "a" * 64, *, key: str = "k", columns=("plan",)) -> Listing:
    row = (1, "yes", "", "9999", json.dumps([["email", key * 32]]), json.dumps({"plan": "free"}))
    return Listing(pd.DataFrame([row], columns=list(ENTRIES)).astype(ENTRIES), columns, digest)


def lists(root):
    return sorted(path.name for path in (root / "people").glob("*"))


def test_a_list_is_kept_for_its_owner_alone_and_read_back(tmp_path):
    assert keep_list(tmp_path, found())
    kept = kept_list(tmp_path)
    assert kept.entries.equals(found().entries)
    assert (kept.columns, kept.digest, list_digest(tmp_path)) == (("plan",), "a" * 64, "a" * 64)
    (path,) = (tmp_path / "people").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_list_again_changes_nothing(tmp_path):
    keep_list(tmp_path, found())
    before = (tmp_path / "manifest.json").read_bytes()
    assert not keep_list(tmp_path, found())
    assert (tmp_path / "manifest.json").read_bytes() == before


def test_what_people_said_and_what_is_known_of_them_do_not_touch_each_other(tmp_path):
    store = Store(tmp_path)
    store.add(load({"a.csv": [item("x")]}), source="s")
    snapshot = store.snapshot
    keep_list(tmp_path, found())
    assert store.snapshot == snapshot
    store.add(load({"b.csv": [item("y")]}), source="s")
    store.keep_sources({"s"})
    assert kept_list(tmp_path) is not None
    assert len(store.feedback()) == 2


def test_a_manifest_without_a_list_is_written_as_before(tmp_path):
    Store(tmp_path).add(load({"a.csv": [item("x")]}), source="s")
    assert "customers" not in json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))


def test_an_earlier_list_stays_until_no_study_names_it(tmp_path):
    keep_list(tmp_path, found("a" * 64))
    keep_list(tmp_path, found("b" * 64))
    assert has_list(tmp_path, "a" * 64)
    drop_lists(tmp_path, {"a" * 64, ""})
    assert len(lists(tmp_path)) == 2
    drop_lists(tmp_path, set())
    assert not has_list(tmp_path, "a" * 64)
    assert list_digest(tmp_path) == "b" * 64
    assert kept_list(tmp_path) is not None


def test_the_same_list_under_another_key_takes_the_old_ones_place(tmp_path):
    keep_list(tmp_path, found(key="1"))
    assert keep_list(tmp_path, found(key="2"))
    assert len(lists(tmp_path)) == 1
    assert "2" * 32 in kept_list(tmp_path).entries["keys"][0]


def test_a_project_without_a_list_any_more_has_none(tmp_path):
    assert not keep_list(tmp_path, None)
    assert not (tmp_path / "lock.guard").exists(), "nothing is written for nothing"
    keep_list(tmp_path, found())
    assert keep_list(tmp_path, None)
    assert kept_list(tmp_path) is None


def test_a_list_that_is_missing_or_damaged_is_told(tmp_path):
    keep_list(tmp_path, found())
    (path,) = (tmp_path / "people").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadData, match="damaged"):
        kept_list(tmp_path)
    path.unlink()
    with pytest.raises(BadData, match="has lost"):
        kept_list(tmp_path)


def test_a_copy_holds_the_list_that_was_asked_for_or_else_the_present_one(tmp_path):
    root, one, two = (tmp_path / name for name in ("root", "one", "two"))
    assert not copy_list(root, one, "a" * 64)
    keep_list(root, found("a" * 64))
    keep_list(root, found("b" * 64))
    assert copy_list(root, one, "a" * 64)
    assert list_digest(one) == "a" * 64
    assert kept_list(one).entries.equals(found().entries)
    assert copy_list(root, two, "c" * 64)
    assert list_digest(two) == "b" * 64


def test_a_database_that_was_not_asked_yet_is_told_with_the_command(tmp_path):
    customers = Customers(url="env:CRM", query="select 1 as email", complete=True)
    project = Project(folder=tmp_path, project=Settings(name="Acme"), customers=customers)
    assert list_columns(project) is None
    with pytest.raises(BadRequest, match="not loaded"):
        read_customers(project, b"k" * 32)
    keep_list(project.store, found())
    assert list_columns(project) == ("plan",)
    assert read_customers(project, b"k" * 32).complete
