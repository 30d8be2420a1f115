"""A customer list: rows of a file or a query, checked, with every name in them replaced by a keyed pseudonym."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from workbench.errors import BadData
from workbench.load.extras import kept_columns
from workbench.load.ids import author_key, clean_id
from workbench.privacy.pseudonyms import pseudonym
from workbench.project.handtable import delimiter_of
from workbench.project.model import Project
from workbench.project.source import Authors

KEYS = ("handle", "email", "external_id")
STATUS, FIRST, LAST = "customer_status", "valid_from", "valid_to"
#: begins a column of handles that belong to one source.
OF_SOURCE = "handle_"
YES, NO, SILENT, ODD = "yes", "no", "", "?"
#: what the column customer_status may say; a row with any other word says nothing.
WORDS = {
    **dict.fromkeys(("customer", "yes", "true"), YES),
    **dict.fromkeys(("prospect", "former", "none", "no", "false"), NO),
    **dict.fromkeys(("unknown", ""), SILENT),
}
OPEN = "9999"
ENTRIES = {"row": "Int64", "status": "string", "start": "string", "end": "string", "keys": "string", "bands": "string"}


@dataclass(frozen=True)
class Rows:
    """A list as it came.

    Parameters
    ----------
    place : str
        The file, or what stands for the query.
    columns : tuple of str
    rows : tuple of (int, tuple of str)
        Each with its number, as a spreadsheet shows it.
    """

    place: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Listing:
    """A checked list that names nobody.

    Parameters
    ----------
    entries : DataFrame
        One row a row of the list: row, status (yes, no, nothing, or "?" for any other word), start, end (days as
        text, open ends as "" and "9999"), keys (JSON: pairs of kind and pseudonym), bands (JSON: column and value).
    columns : tuple of str
        What else the list knows of its people: columns that can be compared.
    digest : str
        The sha256 of all that is kept of it, before names were replaced; the same whatever the project's key, the
        order of rows and the columns that nobody asks for.
    """

    entries: pd.DataFrame
    columns: tuple[str, ...]
    digest: str


def plain_name(header: str) -> str:
    """Return a header for comparing: capitals, spaces and lines aside."""
    name = re.sub(r"[\s\-]+", "_", header.strip().casefold())
    return "email" if name == "e_mail" else name


def file_rows(path: Path, name: str) -> Rows:
    """Read a customer list from a CSV file.

    Parameters
    ----------
    path : Path
    name : str
        As project.toml names it.

    Raises
    ------
    BadData
        If it is no CSV in UTF-8, or a row has more cells than there are columns.
    """
    fix = "Save it as CSV in UTF-8."
    try:
        text = path.read_text(encoding="utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        read = [(reader.line_num, tuple(cell.strip() for cell in cells)) for cells in reader]
    except (OSError, ValueError, csv.Error) as error:
        raise BadData(f"The customer list cannot be read: {error}", where=name, fix=fix) from error
    filled = [(number, cells) for number, cells in read if any(cells)]
    header = filled[0][1] if filled else ()
    for number, cells in filled[1:]:
        if any(cells[len(header) :]):
            fix = "Put text that holds a comma between double quotes."
            raise BadData("A row has more cells than columns.", where=f"{name} line {number}", fix=fix)
    width = len(header)
    return Rows(name, header, tuple((at, (*cells, *[""] * width)[:width]) for at, cells in filled[1:]))


def listing(found: Rows, project: Project, key: bytes) -> Listing:
    """Check a list and replace the names in it by the pseudonyms that posts carry.

    Parameters
    ----------
    found : Rows
    project : Project
        Its sources, and the columns that `[segments] compare` names: no other column is kept.
    key : bytes
        The project's key.

    Raises
    ------
    BadData
        If the list has none of the key columns, a column twice, or a day is not one.
    """
    names = [plain_name(column) for column in found.columns]
    _check(names, found)
    bands = band_columns(found)
    wanted = {plain_name(name) for name in project.segments.compare}
    kept = {name: plain_name(name) for name in bands if plain_name(name) in wanted}
    joins = _Joins(project, key)
    entries, said = [], []
    for number, cells in found.rows:
        row = dict(zip(names, cells, strict=True))
        first, last = (_day(row.get(name, ""), f"{found.place} line {number}, {name}") for name in (FIRST, LAST))
        status = WORDS.get(row.get(STATUS, "customer").strip().casefold(), ODD)
        known = {band: row[name].strip() for band, name in kept.items() if row[name].strip()}
        plain = joins.plain(row)
        entries.append((number, status, first, last or OPEN, joins.keyed(plain), json.dumps(known, sort_keys=True)))
        said.append(json.dumps([plain, status, first, last, known], sort_keys=True))
    table = pd.DataFrame(entries, columns=list(ENTRIES)).astype(ENTRIES)
    digest = hashlib.sha256("\n".join([*sorted(kept), "", *sorted(said)]).encode("utf-8", "surrogatepass"))
    return Listing(table, tuple(bands), digest.hexdigest())


def _check(names: Sequence[str], found: Rows) -> None:
    told = ", ".join(found.columns)
    if not any(name in KEYS or name.startswith(OF_SOURCE) for name in names):
        raise BadData(
            "The customer list has no column to join on.",
            where=f"{found.place}, columns {told}",
            fix="Name a column handle, email or external_id.",
        )
    twice = [name for name in names if name and names.count(name) > 1]
    if twice:
        fix = "Remove or rename one of them."
        raise BadData(f"The customer list has the column {twice[0]!r} twice.", where=found.place, fix=fix)


def band_columns(found: Rows) -> list[str]:
    """Return the columns that say what somebody is, not who: no key, status, day, address of a device or token."""
    apart = {*KEYS, STATUS, FIRST, LAST, "customer", ""}
    plain = [name for name in found.columns if plain_name(name) not in apart]
    return [name for name in kept_columns(plain) if not plain_name(name).startswith(OF_SOURCE)]


def _day(text: str, where: str) -> str:
    """Return a day as 2026-10-31, or nothing; days are compared as text, so any other form would be wrong silently."""
    day = text.strip()[:10]
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError as error:
        # A column of names or addresses, mapped by mistake, is not told.
        shown = repr(day) if re.fullmatch(r"[\d\s./:-]+", day) else "This"
        raise BadData(f"{shown} is not a day.", where=where, fix="Write days as 2026-10-31.") from error


class _Joins:
    """The keys of a row, plain and as pseudonyms."""

    def __init__(self, project: Project, key: bytes) -> None:
        self._key = key
        # Where each post is one person the name on it is no handle: another Anna may have written the next one.
        self._named = [source.name for source in project.sources if source.authors is Authors.COLUMN]

    def plain(self, row: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Return kind, what the pseudonym is made for, and the cleaned key."""
        found = []
        email, number = row.get("email", "").strip().casefold(), clean_id(row.get("external_id", ""))
        if email and author_key(email):
            found.append(("email", "email", email))
        if number and author_key(number):
            found.append(("external_id", "external_id", number))
        for source in self._named:
            for column in ("handle", f"{OF_SOURCE}{plain_name(source)}"):
                if handle := author_key(row.get(column, "")):
                    found.append(("handle", source, handle))
        return list(dict.fromkeys(found))

    def keyed(self, plain: Iterable[tuple[str, str, str]]) -> str:
        """Return the keys as JSON, each as its kind and pseudonym."""
        return json.dumps([[kind, pseudonym(self._key, space, value)] for kind, space, value in plain])
