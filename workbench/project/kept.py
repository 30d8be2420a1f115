"""Files that people keep by hand: notes, events, decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import BadData
from workbench.project.handtable import HandTable, read_table
from workbench.project.source import PERIOD

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Notes:
    """What the researcher wrote about a period; empty where nothing is written.

    Parameters
    ----------
    headline, so_what, recommendation : str
        Paragraphs, as written (Markdown is not interpreted; user text stays text).
    quotes, paraphrases : tuple of str
        The lines of a list, without their bullets.
    """

    headline: str = ""
    so_what: str = ""
    recommendation: str = ""
    quotes: tuple[str, ...] = ()
    paraphrases: tuple[str, ...] = ()


SECTIONS = {field.name: field.name.replace("_", " ").capitalize() for field in fields(Notes)}
LISTS = frozenset({"quotes", "paraphrases"})
BULLET = re.compile(r"^\s*[-*•]\s+")


def notes_path(folder: Path, period: str) -> Path:
    """Return where the researcher's notes of a period stand."""
    return folder / "notes" / f"{period}.md"


def read_notes(folder: Path, period: str) -> Notes:
    """Read `notes/<period>.md`: sections headed Headline, So what, Recommendation, Quotes, Paraphrases.

    A comment, `<!-- … -->`, is passed over; no file is the same as an empty one.

    Raises
    ------
    BadData
        If a heading is not one of these or stands twice, text precedes the first, or the file is not UTF-8.
    """
    path = notes_path(folder, period)
    text = _text(path, folder)
    if text is None:
        return Notes()
    # A comment keeps its line breaks, so that the lines named below are the file's.
    text = re.sub(r"<!--.*?(-->|\Z)", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        heading = re.match(r"^#{1,6}\s+(.*?)[\s:#]*$", line)
        if heading:
            current = found.setdefault(_section(heading[1], found, f"{path.name} line {number}"), [])
        elif current is not None:
            current.append(line)
        elif line.strip():
            fix = "Write a heading such as '# Headline' above it."
            raise BadData("The notes begin without a heading.", where=f"{path.name} line {number}", fix=fix)
    return Notes(**{name: _list(lines) if name in LISTS else _prose(lines) for name, lines in found.items()})  # type: ignore[arg-type]


def _section(heading: str, found: Mapping[str, object], where: str) -> str:
    name = re.sub(r"[\s_-]+", "_", heading.strip().lower())
    known = ", ".join(SECTIONS.values())
    if name not in SECTIONS:
        raise BadData(f"The notes have an unknown heading {heading!r}.", where=where, fix=f"Known are {known}.")
    if name in found:
        raise BadData(f"The heading {heading!r} stands twice.", where=where, fix="Put both texts under one.")
    return name


def _prose(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip()


def _list(lines: list[str]) -> tuple[str, ...]:
    return tuple(text for line in lines if (text := BULLET.sub("", line).strip()))


def _text(path: Path, folder: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as fault:
        where = f"{path.relative_to(folder)} line {fault.object[: fault.start].count(10) + 1}"
        raise BadData("The file is not UTF-8 text.", where=where, fix="Save it as UTF-8.") from fault


def _day(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("write the day as 2026-10-15")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as fault:
        raise ValueError("there is no such day; write it as 2026-10-15") from fault


def _month(text: str) -> str:
    if not re.match(PERIOD, text):
        raise ValueError("write the month as 2026-10")
    return text


DIRECTIONS = {
    **dict.fromkeys(("up", "more", "higher", "increase", "rise"), "up"),
    **dict.fromkeys(("down", "fewer", "less", "lower", "decrease", "fall"), "down"),
    **dict.fromkeys(("same", "unchanged", "stable"), "same"),
}


def _direction(text: str) -> str:
    if text.lower() not in DIRECTIONS:
        raise ValueError("use one of up, down, same")
    return DIRECTIONS[text.lower()]


def _share(text: str) -> str:
    """Return a share as a fraction: 0.7, 0,7 and 70 % are the same."""
    plain = text.replace(",", ".").replace("\u00a0", " ").strip()
    try:
        share = float(plain.removesuffix("%").strip()) / (100 if plain.endswith("%") else 1)
    except ValueError as fault:
        raise ValueError("write a share such as 0.7 or 70 %") from fault
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1; write 0.7 or 70 %")
    return repr(share)


NOTES = HandTable(
    file="notes.csv",
    required=("date", "heard_from", "text"),
    aliases={"department": "heard_from", "what_was_said": "text", "said": "text", "note": "text", "day": "date"},
    checks={"date": _day},
)
EVENTS = HandTable(
    file="events.csv",
    required=("date", "event"),
    optional=("until", "kind", "url"),
    aliases={
        "day": "date",
        "what": "event",
        "name": "event",
        "label": "event",
        "title": "event",
        "type": "kind",
        "end": "until",
    },
    checks={"date": _day, "until": _day},
)
DECISIONS = HandTable(
    file="decisions.csv",
    required=("decision_id", "month", "statement"),
    optional=("topic_ids", "owner", "expected_measure", "expected_direction", "due_month"),
    checks={"month": _month, "due_month": _month, "expected_direction": _direction},
    unique="decision_id",
)
MARGINS = HandTable(file="margins.csv", required=("column", "value", "share"), checks={"share": _share})


def read_back_channel(folder: Path) -> pd.DataFrame:
    """Read `notes.csv`, what colleagues heard: `date`, `heard_from`, `text`, all text; no file: no rows.

    Raises
    ------
    BadData
        With file, row and column of every fault.
    """
    return read_table(folder, NOTES)


def read_events(folder: Path) -> pd.DataFrame:
    """Read `events.csv`, what happened: `date`, `event`, and optionally `until`, `kind`, `url`; no file: no rows.

    Raises
    ------
    BadData
        With file, row and column of every fault.
    """
    return read_table(folder, EVENTS)


def read_decisions(folder: Path) -> pd.DataFrame:
    """Read `decisions.csv`, the ledger, which no run ever writes.

    Returns
    -------
    DataFrame
        `decision_id`, `month`, `statement`, `topic_ids` (separated by spaces), `owner`, `expected_measure`,
        `expected_direction` (up, down, same), `due_month`; text, empty where not given. No file: no rows.

    Raises
    ------
    BadData
        With file, row and column of every fault.
    """
    return read_table(folder, DECISIONS)
