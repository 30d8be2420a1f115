"""Qualtrics: three rows of headings (names, questions, import ids), one response a row."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from workbench.load.date_shapes import Moment, read_date
from workbench.load.delimited import read_delimited
from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.head import head_of
from workbench.load.formats.peel import Object
from workbench.load.formats.question import Question, filled, plain_label
from workbench.load.formats.survey import items
from workbench.load.grid import Cell, Grid
from workbench.load.header import key
from workbench.load.report import Reason, Reject
from workbench.load.table import Table, headed
from workbench.project.source import Origin, Source

#: characters that are looked at, and those among which the names must stand.
NEEDED = ("responseid", "finished", "recordeddate")
#: what the tool adds to every response; of these only the few below are read.
OWN = re.compile(
    r"(start|end|recorded)date|status|ipaddress|progress|duration \(in seconds\)|finished|responseid|recipient\w+"
    r"|externalreference|location(latitude|longitude)|distributionchannel|userlanguage|q_\w+|.*_do(_\w+)?"
    r"|.*_(first|last) click|.*_page submit|.*_click count|.*_nps_group|.*_id|.*_name|.*_size|.*_type",
)
UNREAL = re.compile(r".*(preview|test).*|spam|1|2|8|9|12|17")
NO = frozenset({"false", "0", "no", "falsch", "nein", "faux"})
TEXT = re.compile(r"QID\d+_TEXT")
NATIVE = re.compile(r"R_\w+|[A-Za-z0-9_-]{10,}")
ANYBODY = Source(name="survey", files=("*",), origin=Origin.SURVEY)


def fits(document: Document) -> float:
    """Return 1 for a table with the tool's own columns."""
    grid = head_of(document, word="responseid")
    return 1.0 if grid is not None and _at(grid.rows) is not None else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the answers, where project.toml names no column."""
    return asked(document, beside, ANYBODY)


def asked(document: Document, beside: Sequence[Document], source: Source) -> list[Shaped]:
    """Return open answers and scores; previews and responses that were not finished are left out and counted."""
    grid = document.grid or read_delimited(document.name, document.text)
    at = _at(grid.rows)
    if at is None:
        return [Shaped("table", [])]
    told, ids, zone = _headings(grid, at)
    below = replace(grid, rows=grid.rows[at:], numbers=grid.numbers[at:], warnings=())
    table = headed(below, ("ResponseId",), document)
    rejects = [*table.rejects]
    kept = []
    for row, native in enumerate(table.column("ResponseId")):
        if native is None or not NATIVE.fullmatch(native.strip()):
            continue  # a heading whose import ids are missing
        why = _left_out(table, row)
        if why is None:
            kept.append(row)
        else:
            rejects.append(Reject(table.numbers[row], *why, native))
    columns = {name: [cells[row] for row in kept] for name, cells in table.columns.items()}
    groups = {key(name).removesuffix("_nps_group") for name in columns if key(name).endswith("_nps_group")}
    questions = [
        Question(
            name, plain_label(told.get(name)), cells, _is_open(name, ids), "nps11" if key(name) in groups else None
        )
        for name, cells in columns.items()
        if not OWN.fullmatch(key(name)) and (not ids or ids.get(name, "").startswith("QID"))
    ]
    made = items(
        document.name, questions, [_base(table, row, zone) for row in kept], [table.numbers[row] for row in kept],
        source, also=columns,
    )  # fmt: skip
    warnings = (*grid.warnings, *table.warnings, *made.warnings)
    return [Shaped("table", made.rows, made.numbers, (*rejects, *made.rejects), warnings)]


def _at(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Return the row of the names."""
    for at, row in enumerate(rows[:20]):
        if {key(cell) for cell in row if cell} >= set(NEEDED):
            return at
    return None


def _headings(grid: Grid, at: int) -> tuple[dict[str, str], dict[str, str], ZoneInfo | None]:
    """Return the questions and the import ids by column, and the zone of the times where it is told."""
    names = [cell or "" for cell in grid.rows[at]]
    told: dict[str, str] = {}
    ids: dict[str, str] = {}
    zone = None
    for row in grid.rows[at + 1 : at + 3]:
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name and cell}
        if not any(cell.startswith('{"ImportId"') for cell in cells.values()):
            told |= {} if NATIVE.fullmatch(_native(cells)) else cells
            continue
        for name, cell in cells.items():
            try:
                one = json.loads(cell)
            except ValueError:
                continue
            if not isinstance(one, dict):
                continue
            ids[name] = str(one.get("ImportId", ""))
            zone = zone or _zone(one.get("timeZone"))
        break
    return told, ids, zone


def _native(cells: dict[str, str]) -> str:
    return next((cell.strip() for name, cell in cells.items() if key(name) == "responseid"), "")


def _zone(name: object) -> ZoneInfo | None:
    try:
        return ZoneInfo("UTC" if name == "Z" else name) if isinstance(name, str) else None
    except (KeyError, ValueError, OSError):
        return None


def _left_out(table: Table, row: int) -> tuple[Reason, str] | None:
    status = (table.column("Status")[row] or "").strip().casefold()
    if UNREAL.fullmatch(status):
        return Reason.NOT_FEEDBACK, "a preview, test or spam, no response of a person"
    done = (table.column("Finished")[row] or "").strip().casefold()
    if done in NO:
        return Reason.EXCLUDED_BY_POLICY, "the response was not finished"
    return None


def _is_open(name: str, ids: dict[str, str]) -> bool | None:
    """Return whether a column is a field for text; of others, and of a choice's own field, the answers tell."""
    return True if TEXT.fullmatch(ids.get(name, "")) else None


def _base(table: Table, row: int, zone: ZoneInfo | None) -> Object:
    def cell(name: str) -> Cell:
        return filled(table.column(name)[row])

    native, mail, number = cell("ResponseId"), cell("RecipientEmail"), cell("ExternalReference")
    lang = cell("UserLanguage")
    return {
        "response": native,
        "created_at": _moment(cell("RecordedDate") or cell("EndDate"), zone),
        "author": number or (mail.casefold() if mail else None) or native,
        "email": mail,
        "external": number,
        "lang": "-".join([lang.split("-")[0].casefold(), *lang.split("-")[1:]]) if lang else None,
    }


def _moment(cell: Cell, zone: ZoneInfo | None) -> Cell:
    """Return a time with the zone that the export names for it."""
    found = read_date(cell) if cell and zone else None
    if isinstance(found, Moment) and found.offset is None and found.timed:
        at: datetime = found.at.replace(tzinfo=zone)
        return at.isoformat()
    return cell
