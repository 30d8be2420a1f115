"""The customer list: who is on it on the day they spoke, joined on exact keys alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from workbench.errors import BadRequest
from workbench.load.listing import KEYS, NO, YES, band_columns, file_rows, listing
from workbench.people.segments import Fact
from workbench.project.model import Project
from workbench.project.source import Authors
from workbench.store.customers import kept_list

#: kinds of key, the one least likely to be somebody else's first.
STRENGTH = ("email", "external_id", "handle")
IN_EXTRA = {"email": "email_id", "external_id": "external_id"}
FACTS = {YES: Fact.YES, NO: Fact.NO}
__all__ = ["KEYS", "STRENGTH", "CustomerList", "keys_of", "list_columns", "read_customers"]


class Entry(NamedTuple):
    """A row of the list: its number, what it says of whom, from when to when, and what else it knows of them."""

    row: int
    fact: Fact
    start: str
    end: str
    bands: str

    def holds(self, day: str) -> bool:
        """Tell whether the row speaks of a day, or of some day of a month; of every day where none is known."""
        return not day or self.start[: len(day)] <= day <= self.end[: len(day)]


class Known(NamedTuple):
    """What a list says of one post's author.

    Parameters
    ----------
    fact : Fact
        Whether they were a customer on the post's day.
    key : str
        The strongest kind of key that joined them; empty where they are not on the list.
    rows : tuple of int
        The rows that they were joined with, whatever the day.
    disagree : bool
        Rows of that day contradict each other; nothing is known then.
    bands : dict of str to str
        What else is known of that day, where all rows agree.
    """

    fact: Fact
    key: str = ""
    rows: tuple[int, ...] = ()
    disagree: bool = False
    bands: dict[str, str] = {}  # noqa: RUF012 - never changed


@dataclass(frozen=True)
class CustomerList:
    """Pseudonyms of listed people, with what they are on which days.

    Parameters
    ----------
    entries : DataFrame
        As `Listing.entries`.
    complete : bool
        Everybody who is a customer is on the list.
    zone : str
        An item's day is local to it.
    columns : tuple of str
        What else the list knows of its people.
    place : str
        The file; empty for a database, whose rows have no lines.
    """

    entries: pd.DataFrame
    complete: bool
    zone: str = "UTC"
    columns: tuple[str, ...] = ()
    place: str = ""

    def facts(self, items: pd.DataFrame) -> pd.Series:
        """Tell for each item whether its author was a customer on its day.

        Parameters
        ----------
        items : DataFrame
            As for `known`.

        Returns
        -------
        Series of Fact
            Unknown where the list says nothing of that person on that day, or contradicts itself; no where it is
            complete.
        """
        return pd.Series([known.fact for known in self.known(items)], index=items.index)

    def known(self, items: pd.DataFrame) -> list[Known]:
        """Tell for each item what the list says of its author on its day.

        Parameters
        ----------
        items : DataFrame
            Columns author_id, extra (JSON), at (UTC or null), and where they are there authors and month (of items
            without a day).
        """
        days = items["at"].dt.tz_convert(self.zone).dt.strftime("%Y-%m-%d")
        if "month" in items:
            days = days.where(days.notna(), items["month"])
        return [
            self._known(ids, day if isinstance(day, str) else "") for ids, day in zip(keys_of(items), days, strict=True)
        ]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of key that at least one row holds."""
        return frozenset(kind for keys in self.entries["keys"] for kind, _ in json.loads(keys))

    @cached_property
    def people(self) -> dict[str, list[Entry]]:
        """Rows of each person, by pseudonym."""
        found: dict[str, list[Entry]] = {}
        for row, status, start, end, keys, bands in self.entries.itertuples(index=False):
            entry = Entry(int(row), FACTS.get(status, Fact.UNKNOWN), start, end, bands)
            for _, identifier in json.loads(keys):
                found.setdefault(identifier, []).append(entry)
        return found

    def _known(self, ids: Iterable[tuple[str, str]], day: str) -> Known:
        hits = [(kind, entry) for kind, one in ids for entry in self.people.get(one, ())]
        if not hits:
            return Known(Fact.NO if self.complete else Fact.UNKNOWN)
        key = min((kind for kind, _ in hits), key=STRENGTH.index)
        entries = sorted({entry for _, entry in hits})
        rows = tuple(entry.row for entry in entries)
        there = [entry for entry in entries if entry.holds(day)]
        said = {entry.fact for entry in there} - {Fact.UNKNOWN}
        if len(said) == 2:
            # Without a day this may be a history and no contradiction; nothing is guessed either way.
            return Known(Fact.UNKNOWN, key, rows, disagree=len(day) == len("2026-10-31"), bands=_bands(there))
        nobody = Fact.NO if self.complete and not there else Fact.UNKNOWN
        return Known(next(iter(said), nobody), key, rows, bands=_bands(there))


def keys_of(items: pd.DataFrame) -> list[list[tuple[str, str]]]:
    """Return the keys of each item's author, as kind and pseudonym.

    Parameters
    ----------
    items : DataFrame
        Columns author_id, extra (JSON), and authors where it is there.

    Notes
    -----
    A name counts as a handle only where a source names its authors: where each post is one person, two posts under
    one name may be two people's.
    """
    named = items["authors"] == Authors.COLUMN if "authors" in items else pd.Series(True, index=items.index)
    rows = zip(items["author_id"].where(named), items["extra"], strict=True)
    return [_keys(author, extra) for author, extra in rows]


def _keys(author: object, extra: object) -> list[tuple[str, str]]:
    found = [("handle", author)] if isinstance(author, str) else []
    if isinstance(extra, str) and extra:
        fields = json.loads(extra)
        found += [(kind, fields[name]) for kind, name in IN_EXTRA.items() if name in fields]
    return found


def _bands(entries: Sequence[Entry]) -> dict[str, str]:
    values: dict[str, set[str]] = {}
    for entry in entries:
        for name, value in json.loads(entry.bands).items():
            values.setdefault(name, set()).add(value)
    return {name: one for name, (one, *more) in ((name, sorted(found)) for name, found in values.items()) if not more}


def read_customers(project: Project, key: bytes) -> CustomerList | None:
    """Read the project's customer list: the file as it stands, or what was loaded from the database.

    Parameters
    ----------
    project : Project
    key : bytes
        The project's key: names on the list become the pseudonyms that the items carry.

    Returns
    -------
    CustomerList or None
        None where project.toml names no list.

    Raises
    ------
    BadData
        If the file cannot be read, has none of the key columns, or a day is not one; or the store's list is damaged.
    BadRequest
        If the database was not asked yet.
    """
    said = project.customers
    if said is not None and said.file is not None:
        found = listing(file_rows(project.folder / said.file, said.file), project, key)
        return CustomerList(found.entries, said.complete, project.timezone, found.columns, said.file)
    if said is None or said.url is None:
        return None
    kept = kept_list(project.store)
    if kept is None:
        fix = f"Run: workbench load --project {project.folder}"
        raise BadRequest("The customer list was not loaded from its database yet.", where="[customers] url", fix=fix)
    return CustomerList(kept.entries, said.complete, project.timezone, kept.columns)


def list_columns(project: Project) -> tuple[str, ...] | None:
    """Return what else the project's customer list knows of its people; None where its database was not asked yet.

    Raises
    ------
    BadData
        If the file cannot be read.
    """
    said = project.customers
    if said is not None and said.file is not None:
        return tuple(band_columns(file_rows(project.folder / said.file, said.file)))
    if said is None or said.url is None:
        return ()
    kept = kept_list(project.store)
    return None if kept is None else kept.columns
