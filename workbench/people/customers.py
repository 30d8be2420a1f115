"""The customer list: who is on it on the day they spoke, joined on exact keys alone."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from workbench.errors import BadData
from workbench.load.ids import author_key
from workbench.people.segments import Fact
from workbench.privacy.pseudonyms import pseudonym
from workbench.project.handtable import delimiter_of
from workbench.project.model import Project

KEYS = ("handle", "email", "external_id")
#: what the column customer_status may say; a row with any other word says nothing.
STATUS = {
    **dict.fromkeys(("customer", "yes"), Fact.YES),
    **dict.fromkeys(("prospect", "former", "none", "no"), Fact.NO),
}


@dataclass(frozen=True)
class CustomerList:
    """Pseudonyms of listed people, with what they are on which days.

    Parameters
    ----------
    spans : dict of str to list of (str, str, Fact)
        By pseudonym: first and last day, open ends as "" and "9999", and whether they are a customer then.
    complete : bool
        Everybody who is a customer is on the list.
    zone : str
        An item's day is local to it.
    """

    spans: dict[str, list[tuple[str, str, Fact]]]
    complete: bool
    zone: str = "UTC"

    def facts(self, items: pd.DataFrame) -> pd.Series:
        """Tell for each item whether its author was a customer on its day.

        Parameters
        ----------
        items : DataFrame
            Columns author_id, extra (JSON), at (UTC or null).

        Returns
        -------
        Series of Fact
            Unknown where the list says nothing of that person on that day; no where it is complete.
        """
        days = items["at"].dt.tz_convert(self.zone).dt.strftime("%Y-%m-%d").fillna("")
        rows = zip(items["author_id"], items["extra"], days, strict=True)
        return pd.Series([self._fact(_ids(author, extra), day) for author, extra, day in rows], index=items.index)

    def _fact(self, ids: Iterable[str], day: str) -> Fact:
        spans = [span for identifier in ids for span in self.spans.get(identifier, ())]
        said = {fact for start, end, fact in spans if not day or start <= day <= end}
        if Fact.YES in said:
            return Fact.YES
        return Fact.NO if said or self.complete else Fact.UNKNOWN


def _ids(author: object, extra: object) -> list[str]:
    found = [author] if isinstance(author, str) else []
    if isinstance(extra, str) and extra:
        fields = json.loads(extra)
        found += [fields[name] for name in ("email_id", "external_id") if name in fields]
    return found


def read_customers(project: Project, key: bytes) -> CustomerList | None:
    """Read the project's customer list.

    Parameters
    ----------
    project : Project
    key : bytes
        The project's key: names on the list become the pseudonyms that the items carry.

    Returns
    -------
    CustomerList or None
        None where project.toml names no file.

    Raises
    ------
    BadData
        If the file cannot be read, has none of the key columns, or a day is not one.
    """
    if project.customers is None or project.customers.file is None:
        return None
    path: Path = project.folder / project.customers.file
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, sep=delimiter_of(text))
    except (OSError, ValueError) as error:
        raise BadData(
            f"The customer list cannot be read: {error}", where=project.customers.file, fix="Save it as CSV in UTF-8."
        ) from error
    keys = [name for name in KEYS if name in table.columns]
    if not keys:
        raise BadData(
            "The customer list has no column to join on.",
            where=f"{project.customers.file}, columns {', '.join(table.columns)}",
            fix="Name a column handle, email or external_id.",
        )
    spans: dict[str, list[tuple[str, str, Fact]]] = {}
    for line, values in enumerate(table.itertuples(index=False), start=2):
        row = dict(zip(table.columns, map(str, values), strict=True))
        fact = STATUS.get(row.get("customer_status", "customer").strip().casefold())
        if fact is None:
            continue
        first, last = (
            _day(row.get(name, ""), f"{path.name} line {line}, {name}") for name in ("valid_from", "valid_to")
        )
        span = (first, last or "9999", fact)
        for identifier in _pseudonyms(row, project, key):
            spans.setdefault(identifier, []).append(span)
    return CustomerList(spans, project.customers.complete, project.timezone)


def _day(text: str, where: str) -> str:
    """Return a day as 2026-10-31, or nothing; days are compared as text, so any other form would be wrong silently."""
    day = text.strip()[:10]
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError as error:
        raise BadData(f"{text!r} is not a day.", where=where, fix="Write days as 2026-10-31.") from error


def _pseudonyms(row: dict[str, str], project: Project, key: bytes) -> list[str]:
    found = []
    if email := row.get("email", "").strip().casefold():
        found.append(pseudonym(key, "email", email))
    if number := row.get("external_id", "").strip():
        found.append(pseudonym(key, "external_id", number))
    if handle := author_key(row.get("handle", "")):
        found += [pseudonym(key, source.name, handle) for source in project.sources]
    return found
