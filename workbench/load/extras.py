"""What a record keeps besides its typed columns: plain columns and `extra`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from workbench.errors import BadRequest
from workbench.load.context import Context
from workbench.load.fields import Fields
from workbench.load.grid import Cell
from workbench.load.header import key
from workbench.load.ids import author_key, clean_id
from workbench.load.table import Table
from workbench.privacy.pseudonyms import pseudonym

#: Names in `extra` that a kept column cannot take.
RESERVED = frozenset({
    "version", "status", "heard_from", "label", "email_id", "external_id", "first_reply_at", "solved_at", "reopens",
    "id_is_hash", "id_is_damaged", "date_is_implausible", "like_count_below", "reply_count_below", "share_count_below",
})  # fmt: skip


#: Columns that are never stored, and parts of links that open what the link's owner did not share.
SECRET = re.compile(r"(^|[^a-z])(ip|ip[ _]?address|latitude|longitude|location(latitude|longitude)|.*token|password)$")
SIGNED = re.compile(r"(?<=[?&])(?:access_token|token|signature|sig|key|oh|oe|x-amz-[\w-]+)=[^&#]*&?", re.IGNORECASE)


def kept_columns(names: Iterable[str]) -> list[str]:
    """Return the further columns that may be stored: no IP, place or token."""
    return [name for name in names if not SECRET.search(key(name))]


def plain_columns(table: Table, context: Context) -> list[dict[str, Cell]]:
    """Return the columns that are taken as they are: link, language, and the post of ours that a row answers."""
    mapped = context.columns
    cells = zip(table.column(mapped.url), table.column(mapped.lang), table.column(mapped.content_id), strict=True)
    return [{"url": _link(url), "lang": _trim(lang), "content_id": clean_id(post)} for url, lang, post in cells]


def extras(table: Table, context: Context, fields: Fields) -> list[dict[str, object]]:
    """Return what goes into `extra`, one dict a row, missing values left out.

    Addresses and customer numbers become keyed pseudonyms, the same in every source, so that a customer list can be
    joined to them; the values themselves are not kept.

    Raises
    ------
    BadRequest
        If a kept column has a name that `extra` itself uses.
    """
    columns: dict[str, Sequence[object]] = {}
    for name in kept_columns(context.columns.keep):
        if name in RESERVED:
            raise BadRequest(
                f'keep names "{name}", which has a meaning of its own',
                where=f"source {context.source.name}",
                fix=f'map it under its own key ({name} = "{name}") or rename the column',
            )
        columns[name] = table.column(name)
    for field in ("version", "status", "reopens", "heard_from", "label"):
        columns[field] = [_trim(cell) for cell in table.column(getattr(context.columns, field))]
    columns["email_id"] = _keyed(
        table.column(context.columns.email), lambda mail: mail.strip().casefold(), "email", context
    )
    columns["external_id"] = _keyed(table.column(context.columns.external_id), clean_id, "external_id", context)
    columns["first_reply_at"] = [_iso(at) for at in fields.answered.at]
    columns["solved_at"] = [_iso(at) for at in fields.solved.at]
    columns["date_is_implausible"] = [odd or None for odd in fields.created.implausible]
    bounds = {"like_count_below": fields.likes, "reply_count_below": fields.answers, "share_count_below": fields.shares}
    columns |= {name: counts.below for name, counts in bounds.items()}
    filled = {name: cells for name, cells in columns.items() if any(cell is not None for cell in cells)}
    return [
        {name: cells[row] for name, cells in filled.items() if cells[row] is not None}
        for row in range(len(table.numbers))
    ]


def _keyed(cells: Sequence[Cell], clean: Callable[[str], Cell], name: str, context: Context) -> list[Cell]:
    known: dict[str, str] = {}
    keyed: list[Cell] = []
    for cell in cells:
        value = clean(cell) if cell else None
        if value and author_key(value) and value not in known:
            known[value] = pseudonym(context.key, name, value)
        keyed.append(known.get(value) if value else None)
    return keyed


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _link(cell: Cell) -> Cell:
    return SIGNED.sub("", cell.strip()).rstrip("?&") if cell else None


def _trim(cell: Cell) -> Cell:
    return cell.strip() if cell else None
