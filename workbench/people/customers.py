"""The customer list: who is on it on the day they spoke, joined on exact keys alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbench.errors import BadData
from workbench.load.ids import author_key
from workbench.privacy.pseudonyms import pseudonym
from workbench.project.model import Project

KEYS = ("handle", "email", "external_id")
#: what the column customer_status may say; only these two words make somebody a customer.
CUSTOMERS = frozenset({"customer", "yes"})


@dataclass(frozen=True)
class CustomerList:
    """Pseudonyms of listed people, with the days on which they are customers.

    Parameters
    ----------
    spans : dict of str to list of (str, str)
        By pseudonym: first and last day, open ends as "" and "9999".
    complete : bool
        Everybody who is a customer is on the list.
    """

    spans: dict[str, list[tuple[str, str]]]
    complete: bool

    def listed(self, items: pd.DataFrame) -> pd.Series:
        """Tell for each item whether its author was a listed customer on its day.

        Parameters
        ----------
        items : DataFrame
            Columns author_id, extra (JSON), at (UTC or null).
        """
        days = items["at"].dt.strftime("%Y-%m-%d").fillna("")
        rows = zip(items["author_id"], items["extra"], days, strict=True)
        return pd.Series([self._is_customer(_ids(author, extra), day) for author, extra, day in rows], index=items.index)

    def _is_customer(self, ids: Iterable[str], day: str) -> bool:
        spans = [span for identifier in ids for span in self.spans.get(identifier, ())]
        return any(not day or start <= day <= end for start, end in spans)


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
        If the file cannot be read or has none of the key columns.
    """
    if project.customers is None or project.customers.file is None:
        return None
    path: Path = project.folder / project.customers.file
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
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
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in table.to_dict("records"):
        if row.get("customer_status", "customer").strip().casefold() not in CUSTOMERS:
            continue
        span = (row.get("valid_from", "")[:10], row.get("valid_to", "")[:10] or "9999")
        for identifier in _pseudonyms(row, project, key):
            spans.setdefault(identifier, []).append(span)
    return CustomerList(spans, project.customers.complete)


def _pseudonyms(row: dict[str, str], project: Project, key: bytes) -> list[str]:
    found = []
    if email := row.get("email", "").strip().casefold():
        found.append(pseudonym(key, "email", email))
    if number := row.get("external_id", "").strip():
        found.append(pseudonym(key, "external_id", number))
    if handle := author_key(row.get("handle", "")):
        found += [pseudonym(key, source.name, handle) for source in project.sources]
    return found
