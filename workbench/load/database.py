"""A customer list from a database: one query, read and never written; nothing that it refuses tells its address."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workbench.errors import BadData, BadRequest
from workbench.load.listing import Rows
from workbench.project.address import VARIABLE, shown_address

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

PLACE = "[customers] query"
INSTALL = (
    "Install the extra: pip install 'social-workbench[database]' (SQLAlchemy and pg8000), or the url's own driver."
)
#: seconds that a database may stay silent, by driver; others keep their own limits.
PATIENCE = {"pg8000": {"timeout": 120}, "psycopg": {"connect_timeout": 30}}
#: a url that names no driver gets the one that the extra brings.
DRIVER = {"postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000"}


def query_rows(url: str, query: str, *, zone: str) -> Rows:
    """Ask a database for the customer list.

    Parameters
    ----------
    url : str
        As SQLAlchemy reads it, or ``env:NAME`` for an environment variable that holds it.
    query : str
        Run as it stands, in a transaction that is not committed; in PostgreSQL one that cannot write.
    zone : str
        Days of times with a zone are local to it.

    Raises
    ------
    BadRequest
        If the variable is not set, the url cannot be read, or there is no driver for it.
    BadData
        If the database cannot be reached, refuses the query, or gives no rows.
    """
    address = _address(url)
    where = f"[customers] url, {shown_address(address.render_as_string(hide_password=True))}"
    columns, answer = _asked(address, query, where)
    # In an order of their own: without "order by" a database gives the same rows in any.
    rows = list(enumerate(sorted(tuple(_text(value, zone) for value in row) for row in answer), start=1))
    if not rows:
        fix = "Correct the query; the list that was loaded last is kept."
        raise BadData("The query for the customer list gives no rows.", where=f"{PLACE}; {where}", fix=fix)
    return Rows(PLACE, columns, tuple(rows))


def _address(url: str) -> URL:
    given = url
    if url.startswith(VARIABLE):
        name = url.removeprefix(VARIABLE)
        given = os.environ.get(name, "").strip()
        if not given:
            fix = f"Set the environment variable {name} to the database's url, then run it again."
            raise BadRequest(f"The environment variable {name} is not set.", where="[customers] url", fix=fix)
    if find_spec("sqlalchemy") is None:
        what = "Reading customers from a database needs SQLAlchemy, which is not installed."
        raise BadRequest(what, where="[customers] url", fix=INSTALL)
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(given)
    except (ArgumentError, ValueError):
        address = None
    # Raised outside the handler: the error that was caught quotes the url, and errors keep what they came from.
    if address is None:
        fix = 'Write url = "postgresql+pg8000://user@host:5432/database", or "env:NAME" with it in a variable.'
        raise BadRequest("The database's url cannot be read.", where="[customers] url", fix=fix)
    return address.set(drivername=DRIVER.get(address.drivername, address.drivername))


def _asked(address: URL, query: str, where: str) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    # What a driver raises may quote the url or the rows, and an error keeps what it was raised from: so ours is raised
    # after the handlers, and tells the kind of fault alone.
    refused = _no_table(where)
    reached = False
    engine = _engine(address, where)
    try:
        with _open(engine) as connection:
            reached = True
            answer = connection.execution_options(no_parameters=True).exec_driver_sql(query)
            if answer.returns_rows:
                return tuple(map(str, answer.keys())), [tuple(row) for row in answer]
    except Exception as error:  # drivers raise classes of their own
        refused = _refused_query(error, where) if reached else _unreachable(error, where)
    finally:
        engine.dispose()
    raise refused


def _engine(address: URL, where: str) -> Engine:
    from sqlalchemy import create_engine, pool
    from sqlalchemy.exc import ArgumentError

    driver = address.drivername.partition("+")[2]
    try:
        return create_engine(
            address, poolclass=pool.NullPool, hide_parameters=True, connect_args=dict(PATIENCE.get(driver, {}))
        )
    except (ImportError, ArgumentError):
        pass  # both may quote the url
    raise BadRequest(f"There is no driver for {address.drivername} here.", where=where, fix=INSTALL)


@contextmanager
def _open(engine: Engine) -> Iterator[Connection]:
    options = {"postgresql_readonly": True} if engine.dialect.name == "postgresql" else {}
    with engine.connect() as connection:
        yield connection.execution_options(**options)


def _unreachable(error: Exception, where: str) -> BadData:
    code = _state(error)
    if code.startswith("28"):
        fix = "Correct user and password in the url; the list that was loaded last is kept."
        return BadData("The database refuses this user or password.", where=where, fix=fix)
    if code == "3D000":
        fix = "Correct the database's name in the url; the list that was loaded last is kept."
        return BadData("There is no such database.", where=where, fix=fix)
    what = f"The database with the customer list cannot be reached ({_kind(error)})."
    fix = "Check that it runs and that address, user and password are right; the list that was loaded last is kept."
    return BadData(what, where=where, fix=fix)


def _refused_query(error: Exception, where: str) -> BadData:
    fix = "Try the query in the database's own client; the list that was loaded last is kept."
    known = {
        "42601": "it is not sound SQL",
        "42P01": "a table that it names is not there",
        "42703": "a column that it names is not there",
        "42501": "this user may not read what it asks for",
        "25006": "it would write, and only reading is allowed",
        "57014": "it took too long",
    }
    why = known.get(_state(error), _kind(error))
    return BadData(f"The query for the customer list fails: {why}.", where=f"{PLACE}; {where}", fix=fix)


def _no_table(where: str) -> BadData:
    fix = "Write a query that begins with select; the list that was loaded last is kept."
    return BadData("The query for the customer list gives no table.", where=f"{PLACE}; {where}", fix=fix)


def _state(error: BaseException) -> str:
    """Return the SQLSTATE of a driver's error, wherever the driver keeps it; never its words, which may name people."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    if code is None and cause.args and isinstance(cause.args[0], dict):
        code = cause.args[0].get("C")
    return str(code or "")


def _kind(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    state = _state(error)
    return f"{type(cause).__name__}{f', SQLSTATE {state}' if state else ''}"


def _text(value: object, zone: str) -> str:
    """Return a value of the database as the cell of a list."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            local = value.astimezone(ZoneInfo(zone)) if value.tzinfo else value
            return local.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case Decimal() if value == value.to_integral_value():
            return str(int(value))
        case dict() | list():
            return json.dumps(value, default=str, sort_keys=True)
        case bytes() | bytearray() | memoryview():
            return bytes(value).decode("utf-8", "replace")
    return str(value)
