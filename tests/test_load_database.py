"""A customer list from a real PostgreSQL, and what is told when it cannot be had."""

from __future__ import annotations

import sys
import traceback

import pytest

from tests.postgres import PASSWORD, USER, Server, fresh_name, server, unused_port
from workbench.errors import BadData, BadRequest, WorkbenchError
from workbench.load.database import query_rows


@pytest.fixture(scope="module")
def postgres():
    with server() as started:
        yield started


@pytest.fixture
def table(postgres: Server) -> str:
    name = fresh_name()
    postgres.run(
        f"create table {name} (email text, number bigint, status boolean, since date, seen timestamptz, seats numeric)",
        f"insert into {name} values ('b@example.com', 12, true, '2026-01-31', '2026-03-31 23:30+00', 3.0),"
        " ('A@example.com', null, false, null, null, 2.5)",
    )
    return name


def refusal(url: str, query: str = "select 1 as email", kind: type[WorkbenchError] = BadData) -> str:
    """Return everything that a refusal says, its traceback and what it was raised from included."""
    with pytest.raises(kind) as found:
        query_rows(url, query, zone="UTC")
    error = found.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert error.code == 2
    assert error.where
    assert error.fix
    told = "\n".join((*error.lines(), *traceback.format_exception(error)))
    assert PASSWORD not in told
    assert USER not in told
    return told


def test_rows_come_as_text_in_an_order_of_their_own(postgres, table):
    found = query_rows(postgres.url(), f"select * from {table} order by number", zone="Europe/Berlin")
    assert found.columns == ("email", "number", "status", "since", "seen", "seats")
    assert found.rows == (
        (1, ("A@example.com", "", "no", "", "", "2.5")),
        (2, ("b@example.com", "12", "yes", "2026-01-31", "2026-04-01", "3")),
    )
    again = query_rows(postgres.url(), f"select * from {table} order by number desc", zone="Europe/Berlin")
    assert again == found


def test_signs_that_drivers_fill_in_are_left_alone(postgres, table):
    query = f"select email from {table} where email like '%@example.com' and 'at :noon %s {{0}}' <> ''"
    assert len(query_rows(postgres.url(), query, zone="UTC").rows) == 2


def test_the_url_may_stand_in_an_environment_variable(postgres, table, monkeypatch):
    monkeypatch.setenv("CRM_URL", postgres.url(driver="pg8000"))
    assert len(query_rows("env:CRM_URL", f"select * from {table}", zone="UTC").rows) == 2
    monkeypatch.delenv("CRM_URL")
    assert "CRM_URL is not set" in refusal("env:CRM_URL", kind=BadRequest)


@pytest.mark.parametrize("more", ["", " returning email"])
def test_nothing_is_ever_written(postgres, table, more):
    query = f"insert into {table} (email) values ('c@example.com'){more}"
    assert "only reading is allowed" in refusal(postgres.url(), query)
    assert len(query_rows(postgres.url(), f"select * from {table}", zone="UTC").rows) == 2


def test_a_wrong_password_user_or_database_is_told_without_naming_it(postgres):
    assert "refuses this user or password" in refusal(postgres.url(password=PASSWORD + "x"))
    assert "refuses this user or password" in refusal(postgres.url(user="somebody"))
    assert "no such database" in refusal(postgres.url(database="nowhere"))


def test_a_database_that_does_not_answer_is_told():
    url = f"postgresql://{USER}:geheim@127.0.0.1:{unused_port()}/crm"
    told = refusal(url)
    assert "cannot be reached" in told
    assert "geheim" not in told


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("selec 1", "not sound SQL"),
        ("select emial from pg_class", "a column that it names is not there"),
        ("select * from nowhere", "a table that it names is not there"),
        ("select email from TABLE where false", "gives no rows"),
        ("set search_path to public", "gives no table"),
    ],
)
def test_a_query_that_fails_is_told_for_what_it_is(postgres, table, query, why):
    assert why in refusal(postgres.url(), query.replace("TABLE", table))


def test_what_the_rows_say_is_not_told(postgres):
    told = refusal(postgres.url(), "select 'nora@example.com'::int as external_id")
    assert "SQLSTATE 22P02" in told
    assert "nora" not in told


def test_a_url_that_cannot_be_read_is_not_quoted():
    assert "geheim" not in refusal("nonsense geheim", kind=BadRequest)


def test_a_missing_driver_or_extra_says_what_to_install(monkeypatch):
    assert "no driver" in refusal("postgresql+nosuch://ana:geheim@db/crm", kind=BadRequest)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    told = refusal("postgresql://ana:geheim@db/crm", kind=BadRequest)
    assert "social-workbench[database]" in told
    assert "geheim" not in told
