"""Replay: the codebook that a log of events leads to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from workbench.errors import BadData, BadRequest
from workbench.topics.codebook.edits import apply
from workbench.topics.codebook.events import LOG, Event, Kind, undone
from workbench.topics.codebook.state import Arrays, Codebook


def replay(events: Sequence[Event], model: str, arrays: Arrays | None = None) -> Codebook:
    """Return the codebook after all events that were not undone.

    Parameters
    ----------
    events : sequence of Event
        The log, from its first line on.
    model : str
        Key of the embedding model in use.
    arrays : mapping, optional
        Stored arrays; those that the events bring are added.

    Returns
    -------
    Codebook

    Raises
    ------
    BadData
        If an event does not fit what stands before it; the error names its line.
    """
    gone = undone(tuple(events))
    codebook = Codebook(model)
    for number, event in enumerate(events, start=1):
        if event.event_id in gone:
            continue
        try:
            codebook = apply(codebook, event)
        except (BadRequest, KeyError, TypeError, ValueError) as fault:
            why = fault.what if isinstance(fault, BadRequest) else f"{type(fault).__name__} {fault}"
            raise BadData(
                "The codebook's log does not fit together.",
                where=f"codebook/{LOG}, line {number} ({event.kind}): {why}",
                fix="Restore the file from git or a backup; lines are only ever added, never changed.",
            ) from fault
    held = {**(arrays or {}), **{name: array for event in events for name, array in event.arrays.items()}}
    return replace(
        codebook,
        issued=issued(events),
        watch_issued=watch_issued(events),
        themes_issued=themes_issued(events),
        arrays=held,
    )


def issued(events: Sequence[Event]) -> int:
    """Return the highest number of a topic id in the log, also in events that were undone."""
    rows: list[Any] = []
    for event in events:
        rows += [*event.said.get("topics", ()), event.said.get("new")] if event.kind in _GIVE_IDS else []
    return max((int(str(row["topic_id"])[1:]) for row in rows if isinstance(row, dict)), default=0)


def themes_issued(events: Sequence[Event]) -> int:
    """Return the highest number of a theme id in the log, also in events that were undone."""
    named: list[Any] = []
    for event in events:
        if event.kind is Kind.THEME:
            named += [event.said.get("theme")] if "label" in event.said else []
        else:
            themes = event.said.get("themes", ()) if event.kind in _GIVE_IDS else ()
            named += [row["theme_id"] for row in themes if isinstance(row, dict) and "theme_id" in row]
    return max((int(name[1:]) for name in map(str, named) if _THEME_ID.fullmatch(name)), default=0)


def watch_issued(events: Sequence[Event]) -> int:
    """Return the highest number of a watched cluster in the log, also in events that were undone."""
    rows: list[Any] = [row for event in events if event.kind is Kind.PROPOSE for row in event.said.get("watched", ())]
    return max((int(str(row["watch_id"])[1:]) for row in rows if isinstance(row, dict)), default=0)


_THEME_ID = re.compile(r"H\d+")
_GIVE_IDS = (Kind.PROPOSE, Kind.FRAME, Kind.SPLIT, Kind.PROMOTE)


def after(codebook: Codebook, event: Event) -> Codebook:
    """Return the codebook after one event more, with the arrays that it brings.

    Raises
    ------
    BadRequest
        If the event does not fit.
    """
    return replace(
        apply(codebook, event),
        issued=max(codebook.issued, issued([event])),
        themes_issued=max(codebook.themes_issued, themes_issued([event])),
        arrays={**codebook.arrays, **event.arrays},
    )


def extended(events: Sequence[Event], event: Event, model: str, arrays: Arrays | None = None) -> Codebook:
    """Return the codebook after one event more, or refuse the event.

    Raises
    ------
    BadRequest
        If the event does not fit, or an undo would leave a later event without what it speaks of.
    """
    if event.kind is not Kind.UNDO:
        return after(replay(events, model, arrays), event)
    target = str(event.said.get("event"))
    known = {one.event_id: one for one in events}
    if target not in known:
        raise BadRequest(
            f"There is no event {target[:40]}.", where="the codebook's log", fix="See workbench codebook log."
        )
    if target in undone(tuple(events)):
        raise BadRequest(
            f"{target} ({known[target].kind}) is undone already.",
            where="the codebook's log",
            fix="To do it again, undo the event that undid it: workbench codebook log names it.",
        )
    try:
        return replay([*events, event], model, arrays)
    except BadData as fault:
        raise BadRequest(
            f"{target} ({known[target].kind}) cannot be undone: a later event needs it.",
            where=fault.where,
            fix="Undo the later one first.",
        ) from fault
