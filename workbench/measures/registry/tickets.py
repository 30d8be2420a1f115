"""Tickets: what customers brought to support, and how far each has come."""

from __future__ import annotations

import json

import pandas as pd

from workbench.measures.registry.heard import Heard
from workbench.project.source import Origin

SUPPORT = (Origin.SUPPORT,)
#: words of a status that end a ticket.
CLOSED = frozenset({"solved", "closed", "resolved", "done", "gelöst", "geschlossen", "erledigt"})


def tickets(heard: Heard) -> pd.DataFrame:
    """Return the tickets that came in in the window, by their first post; the last edition of a ticket counts.

    Parameters
    ----------
    heard : Heard

    Returns
    -------
    DataFrame
        One row a ticket: thread, item_id, person, authors, source, at, first_reply_at, solved_at (UTC or null),
        status (small letters), reopens (whole number or null).
    """
    rows = heard.said(SUPPORT)
    rows = rows[rows["at"].notna()].sort_values(["at", "item_id"], kind="stable")
    # a thread that began earlier is a ticket of that time
    begun = heard.said(SUPPORT, ever=True)
    begun = begun[begun["at"].notna()].sort_values(["at", "item_id"], kind="stable").drop_duplicates("thread")
    rows = rows[rows["item_id"].isin(begun["item_id"])].drop_duplicates("thread").reset_index(drop=True)
    fields = [json.loads(extra) if isinstance(extra, str) and extra else {} for extra in rows["extra"]]
    return rows[["thread", "item_id", "person", "authors", "source", "at"]].assign(
        first_reply_at=_times(fields, "first_reply_at"),
        solved_at=_times(fields, "solved_at"),
        status=[str(one.get("status", "")).strip().casefold() for one in fields],
        reopens=pd.to_numeric(pd.Series([one.get("reopens") for one in fields], dtype="object"), errors="coerce"),
    )


def _times(fields: list[dict[str, object]], name: str) -> pd.Series:
    return pd.to_datetime(pd.Series([one.get(name) for one in fields], dtype="object"), utc=True, format="ISO8601")


def seen_until(heard: Heard, found: pd.DataFrame) -> pd.Series:
    """Return for each ticket until when its source was seen: its last time of any kind, the window's end at most."""
    last = found[["at", "first_reply_at", "solved_at"]].max(axis=1).groupby(found["source"]).max()
    end = pd.Timestamp(heard.span.end)
    return pd.Series(found["source"].map(last.where(last < end, end)), index=found.index)


def earlier_contacts(heard: Heard) -> pd.DataFrame:
    """Return all tickets up to the window's end by people with a name, by their first post: thread, person, at."""
    rows = heard.said(SUPPORT, ever=True)
    rows = rows[rows["known"] & rows["at"].notna()].sort_values(["at", "item_id"], kind="stable")
    return rows.drop_duplicates("thread")[["thread", "person", "authors", "at"]]
