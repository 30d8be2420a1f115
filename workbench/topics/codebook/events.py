"""An event: one thing that happened to the codebook, as one line of its log."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.errors import BadData
from workbench.topics.codebook.state import Arrays

#: who stands for the workbench itself in the log.
MACHINE = "workbench"
LOG = "events.jsonl"


class Kind(StrEnum):
    """What can happen to a codebook."""

    PROPOSE = "propose"  # a period's run found topics; the only event that no person makes
    FRAME = "frame"  # topics that the team brought along
    ACCEPT = "accept"
    RENAME = "rename"
    DESCRIBE = "describe"
    MERGE = "merge"
    SPLIT = "split"
    RETIRE = "retire"
    RESTORE = "restore"
    OWN = "own"
    THEME = "theme"
    PIN = "pin"
    EXCLUDE = "exclude"
    UNPIN = "unpin"
    PROMOTE = "promote"
    LEARN = "learn"
    NOTE = "note"
    UNDO = "undo"


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Parameters
    ----------
    event_id : str
        `E00042`: the number of its line.
    at : str
        ISO time; of a machine's event the end of its period, so that the same run writes the same line.
    author : str
    kind : Kind
    said : mapping
        What it changes, as JSON.
    reason : str
    arrays : mapping of str to ndarray of int16
        Arrays that it brings, by sha256; stored beside the log.
    """

    event_id: str
    at: str
    author: str
    kind: Kind
    said: Mapping[str, Any]
    reason: str = ""
    arrays: Arrays = field(default_factory=dict, compare=False, repr=False)

    def line(self) -> str:
        """Return the event as a line of the log, without its end."""
        content = {
            "at": self.at,
            "author": self.author,
            "event": self.event_id,
            "kind": str(self.kind),
            "reason": self.reason,
            "said": dict(self.said),
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False)


def event_id(number: int) -> str:
    """Return the id of the event on a line of the log, counted from 1."""
    return f"E{number:05d}"


def parse(text: str) -> tuple[Event, ...]:
    """Read a log.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    tuple of Event

    Raises
    ------
    BadData
        If a line is damaged; the error names it.
    """
    lines = text.split("\n")
    if lines[-1]:
        raise _damaged(len(lines), "it ends in the middle")
    return tuple(_event(line, number) for number, line in enumerate(lines[:-1], start=1))


def _event(line: str, number: int) -> Event:
    try:
        said = json.loads(line)
        found = Event(
            str(said["event"]), str(said["at"]), str(said["author"]), Kind(said["kind"]), said["said"], said["reason"]
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise _damaged(number, _plainly(fault)) from fault
    if not isinstance(found.said, dict) or found.event_id != event_id(number):
        raise _damaged(number, f"the event should be {event_id(number)}, not {str(said.get('event'))[:20]!r}")
    return found


def _plainly(fault: Exception) -> str:
    return f"{fault} is missing" if isinstance(fault, KeyError) else re.sub(r"\s+", " ", str(fault))[:120]


def _damaged(number: int, why: str) -> BadData:
    return BadData(
        "The codebook's log is damaged.",
        where=f"codebook/{LOG}, line {number}: {why}",
        fix="Restore the file from git or a backup; lines are only ever added, never changed.",
    )


def undone(events: tuple[Event, ...]) -> frozenset[str]:
    """Return the ids of events that do not count: undone by a later event that counts."""
    gone: set[str] = set()
    for event in reversed(events):
        if event.kind is Kind.UNDO and event.event_id not in gone:
            gone.add(str(event.said.get("event")))
    return frozenset(gone)
