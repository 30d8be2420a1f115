from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import BadRequest
from workbench.project.address import shown_address
from workbench.project.model import Project
from workbench.project.sections import Customers, Settings
from workbench.project.toml import read_project

HEAD = '[project]\nname = "Acme"\n\n[[sources]]\nname = "a"\nfiles = "inbox/*"\norigin = "social"\n'


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+pg8000://ana:geheim@db.example:5432/crm", "postgresql+pg8000://db.example:5432/crm"),
        ("postgresql://ana:ge/h@e#i?m@db/crm?password=x", "postgresql://db/crm"),
        ("postgresql:///?host=db&user=ana&password=x", "postgresql:///"),
        ("sqlite:////home/ana/crm.db", "sqlite:///crm.db"),
        ("env:CRM", "env:CRM"),
        ("ana:geheim", "database"),
    ],
)
def test_an_address_is_shown_without_who_asks(url, shown):
    assert shown_address(url) == shown


@given(st.text(min_size=4), st.text(min_size=4))
def test_no_password_is_ever_part_of_what_is_shown(user, password):
    shown = shown_address(f"postgresql://0{user}1:2{password}3@db/crm")
    assert f"2{password}3" not in shown
    assert f"0{user}1" not in shown


def test_settings_that_are_recorded_hold_no_credentials_and_no_query(tmp_path):
    customers = Customers(url="postgresql://ana:geheim@db/crm", query="select * from crm where email <> 'x@y.z'")
    said = str(Project(folder=tmp_path, project=Settings(name="Acme"), customers=customers).recorded("2026-10"))
    assert "postgresql://db/crm" in said
    for word in ("ana", "geheim", "select", "x@y.z"):
        assert word not in said


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ('url = ["postgresql://ana:geheim@db/crm"]\nquery = "select 1"', "customers.url"),
        ('url = "postgresql://ana:geheim@db/crm"', "url and query belong together"),
        ('file = "people.csv"\nurl = "postgresql://ana:geheim@db/crm"\nquery = "select 1"', "from a file or from a"),
        ('ulr = "postgresql://ana:geheim@db/crm"', "unknown key 'ulr'"),
    ],
)
def test_a_fault_in_the_settings_does_not_quote_the_url(tmp_path, lines, what):
    (tmp_path / "project.toml").write_text(f"{HEAD}\n[customers]\n{lines}\n", encoding="utf-8")
    with pytest.raises(BadRequest) as found:
        read_project(tmp_path, check_files=False)
    told = "\n".join(found.value.lines())
    assert what in told
    assert "geheim" not in told
