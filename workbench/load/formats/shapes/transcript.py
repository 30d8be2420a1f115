"""Calls and interviews that were written down: WebVTT, SubRip, Word, or text with speakers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from workbench.load.date_shapes import Moment, read_date
from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object
from workbench.load.formats.turns import Talk, ours, talk_of
from workbench.load.ids import author_key, author_set
from workbench.load.report import Reason, Reject
from workbench.project.source import Origin, Source

HEAD = 20_000
DATED = ("date", "datum", "recorded on", "recorded", "start time", "start", "call date", "day")
NAMED = ("call id", "call number", "conversation id", "interview id", "meeting id", "recording id", "session id")
FILE = re.compile(
    r"(?P<gmt>GMT)?(?<!\d)(?P<y>20\d\d)[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:[ T_-]+(?P<h>[01]\d|2[0-3])[-_.:h]?(?P<min>[0-5]\d)(?:[-_.:]?(?P<s>[0-5]\d))?(?!\d))?"
)
ANYBODY = Source(name="talks", files=("*",), origin=Origin.CALL)


def fits(document: Document) -> float:
    """Return 1 for captions, a little less for text in which speakers take turns."""
    if document.kind != "text" or document.grid is not None or document.json is not None:
        return 0.0
    head = document.text[:HEAD]
    talk = talk_of(head if len(document.text) <= HEAD else head[: head.rfind("\n") + 1] or head)
    return 0.0 if talk is None else 1.0 if talk.sure else 0.9


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the turns, where project.toml names nobody of the house."""
    return asked(document, beside, ANYBODY)


def asked(document: Document, beside: Sequence[Document], source: Source) -> list[Shaped]:
    """Return the turns of a talk.

    A label means somebody within the file alone: the first speaker of two calls are two people. Those whom own_ids or
    staff name are themselves everywhere.
    """
    talk = talk_of(document.text)
    if talk is None:
        return [Shaped("table", [])]
    house = author_set((*source.own_ids, *source.staff))
    thread = next((talk.told[name] for name in NAMED if name in talk.told), None) or _stem(document.name)
    began = _began(talk, document.name)
    rows: list[Object] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for turn in talk.turns:
        if not turn.who or not turn.text:
            why = "nobody is named as the speaker" if not turn.who else "no words"
            rejects.append(Reject(turn.line, Reason.BAD_STRUCTURE, why, turn.text))
            continue
        known = author_key(turn.who) in house
        rows.append({
            "id": f"{thread}:{len(rows) + 1}",
            "text": turn.text,
            "author": turn.who if known else f"{thread}/{turn.who.casefold()}",
            "created_at": _later(began, turn.at),
            "thread": thread,
            "inbound": "false" if known or ours(turn.who) else "true",
        })  # fmt: skip
        numbers.append(turn.line)
    told = () if began else ("no date in the file or its name: these rows are in no month; put it into the name",)
    return [Shaped("table", rows, numbers, tuple(rejects), told)]


def _stem(name: str) -> str:
    return re.sub(r"\.\w{1,5}$", "", name)


def _began(talk: Talk, name: str) -> str | None:
    """Return when a talk began: as it says itself, else as the file is called."""
    for one in DATED:
        if one in talk.told and read_date(talk.told[one]) is not None:
            return talk.told[one]
    found = FILE.search(name.rpartition("/")[2])
    if found is None:
        return None
    day = f"{found['y']}-{found['m']}-{found['d']}"
    if not found["h"]:
        return day
    return f"{day}T{found['h']}:{found['min']}:{found['s'] or '00'}{'Z' if found['gmt'] else ''}"


def _later(began: str | None, at: float | None) -> str | None:
    """Return when a turn began, where the time of day is known; else the day of the talk."""
    found = read_date(began) if began and at is not None else None
    if not isinstance(found, Moment) or not found.timed or at is None:
        return began
    moment: datetime = found.at + timedelta(seconds=int(at))
    if found.offset is None:
        return moment.isoformat()
    return moment.replace(tzinfo=found.offset).astimezone(UTC).isoformat()
