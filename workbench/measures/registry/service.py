"""Service: how long customers wait for support, and how often they have to come again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pandas as pd

from workbench.measures.registry.declaration import Answer, EndUser, Measure, Unfit, Unit
from workbench.measures.registry.figures import share, time_until
from workbench.measures.registry.heard import Heard, unmapped
from workbench.measures.registry.tickets import CLOSED, SUPPORT, earlier_contacts, seen_until, tickets

#: two tickets within so long are one trouble (domain reference 2; the time of statistics reference 5.5).
AGAIN = timedelta(days=28)
NO_SUPPORT = 'no source has origin = "support": load an export of tickets'


def first_reply(heard: Heard, part: float) -> Answer:
    """Return how long it takes until a part of tickets is first answered; a ticket closed in silence never was."""
    return _waiting(heard, "first_reply_at", part)


def resolution(heard: Heard, part: float) -> Answer:
    """Return how long it takes until a part of tickets is solved; those closed at an unknown time are left out."""
    return _waiting(heard, "solved_at", part)


def _waiting(heard: Heard, column: str, part: float) -> Answer:
    if not heard.sources(SUPPORT):
        return Unfit(NO_SUPPORT)
    sources = heard.mapped(SUPPORT, column)
    if not sources:
        return Unfit(unmapped(column, "support"))
    found = tickets(heard)
    found = found[found["source"].isin(sources)].reset_index(drop=True)
    until = seen_until(heard, found)
    over = found[column]
    if column == "solved_at":
        unknown = over.isna() & found["status"].isin(CLOSED)
        last = until
    else:
        unknown = pd.Series(False, index=found.index)
        last = found["solved_at"].where(found["solved_at"] < until, until)
    ended = over.notna() & (over <= until)
    waited = (over.where(ended, last) - found["at"]).dt.total_seconds() / 3600
    backwards = waited < 0
    kept = found.assign(waited=waited, ended=ended)[~unknown & ~backwards]
    extra = {"unknown_end": int(unknown.sum()), "answered_before_asked": int((backwards & ~unknown).sum())}
    return [time_until(kept, part, extra=extra)]


def reopens(heard: Heard) -> Answer:
    """Return how many tickets were opened again."""
    if not heard.sources(SUPPORT):
        return Unfit(NO_SUPPORT)
    sources = heard.mapped(SUPPORT, "reopens")
    if not sources:
        return Unfit(unmapped("reopens", "support"))
    found = tickets(heard)
    found = found[found["source"].isin(sources) & found["reopens"].notna()]
    extra = {"tickets": len(found), "reopens": int(found["reopens"].sum())}
    return [share(found, found["reopens"] > 0, people=False, effect=heard.effect, extra=extra)]


def repeat_contact(heard: Heard) -> Answer:
    """Return how many of the people with a ticket had another one within 28 days before it."""
    if not heard.sources(SUPPORT):
        return Unfit(NO_SUPPORT)
    if not heard.named(SUPPORT):
        return Unfit(
            "no source of support names its authors, so nobody can be known again: map author in columns = { } of its "
            '[[sources]] table and write authors = "column"'
        )
    found = earlier_contacts(heard)
    gap = found["at"] - found.groupby("person")["at"].shift()
    now = found.assign(again=gap <= AGAIN)[found["at"] >= pd.Timestamp(heard.span.start)]
    extra = {"tickets": len(now), "days": AGAIN.days}
    return [share(now, now["again"], people=True, effect=heard.effect, extra=extra)]


def _times(name: str, title: str, column: str, what: str, find: Callable[..., Answer]) -> list[Measure]:
    """Return the measures of one kind of waiting: its median, and what nine in ten stay under."""
    parts = ((0.5, "", "half of all", ""), (0.9, "_p90", "nine in ten", ", nine in ten"))
    return [
        Measure(
            name + ending, title + more, EndUser.CUSTOMER, Unit.HOURS,
            needs=f"{column} of support",
            how=f"hours by the calendar until {many} tickets of this period are {what}; tickets still open count as "
            "far as they were seen; the range counts people",
            find=partial(find, part=part),
            more=False,
        )
        for part, ending, many, more in parts
    ]  # fmt: skip


MEASURES = (
    *_times("first_reply_time", "Time to the first reply", "first_reply_at", "answered", first_reply),
    *_times("resolution_time", "Time to a solution", "solved_at", "solved", resolution),
    Measure(
        "reopens", "Tickets opened again", EndUser.CUSTOMER, Unit.SHARE,
        needs="reopens of support",
        how="of the tickets of this period, the part that was opened again at least once",
        find=reopens,
        more=False,
    ),
    Measure(
        "repeat_contact", "People who had to write again", EndUser.CUSTOMER, Unit.SHARE,
        needs="support with authors",
        how="of the people with a ticket in this period, the part who had another one within 28 days before it",
        find=repeat_contact,
        more=False,
    ),
)  # fmt: skip
