"""Returning people: who speaks again, and who is new."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from workbench.measures.registry.declaration import Answer, EndUser, Figure, Measure, Unfit, Unit
from workbench.measures.registry.figures import share
from workbench.measures.registry.heard import Heard
from workbench.people.doors import PUBLIC

#: somebody not heard for so long counts as new (statistics reference 5.5).
ABSENT = timedelta(days=90)
#: and has returned when heard again within so long.
RETURN = timedelta(days=28)
MOST_COHORTS = 6

NOBODY_NAMED = (
    "no public source names its authors, so nobody can be known again: map author in columns = {{ }} of a [[sources]] "
    'table and write authors = "column"'
)


def returning_people(heard: Heard) -> Answer:
    """Return how many of the people of the window before spoke again in this one."""
    if not heard.named(PUBLIC):
        return Unfit(NOBODY_NAMED)
    before = heard.ground.spans.before
    if before is None:
        return Unfit("nothing was said in the months before: load their exports to see who came back")
    past = _engaged(heard)
    then = past[(past["at"] >= before.start) & (past["at"] < before.end)]
    now = past[past["at"] >= heard.span.start]
    people = then.drop_duplicates("person")
    extra = {"before": before.label, "returned": int(people["person"].isin(now["person"]).sum())}
    return [share(people, people["person"].isin(now["person"]), people=True, effect=heard.effect, extra=extra)]


def new_people(heard: Heard) -> Answer:
    """Return how many of the window's people were never heard before."""
    if not heard.named(PUBLIC):
        return Unfit(NOBODY_NAMED)
    past = _engaged(heard)
    reaching = _reaching(past, heard.span.start)
    if not reaching:
        return Unfit(_short(past, heard.span.start))
    past = past[past["source"].isin(reaching)]
    now = past[past["at"] >= heard.span.start].drop_duplicates("person")
    known = set(past.loc[past["at"] < heard.span.start, "person"])
    extra = {"sources": reaching}
    return [share(now, ~now["person"].isin(known), people=True, effect=heard.effect, extra=extra)]


def cohorts(heard: Heard) -> Answer:
    """Return, by month, how many of the people first heard in it spoke again on another day."""
    return _cohorts(heard, _engaged(heard).assign(what=lambda rows: _days(heard, rows["at"])))


def returning_engagers(heard: Heard) -> Answer:
    """Return, by month, how many of the people who first answered a post of ours in it answered another one."""
    sources = heard.mapped(PUBLIC, "content_id")
    if not sources:
        return Unfit(
            "no public source says which post of ours was answered: map content_id in columns = { } of a [[sources]] "
            "table"
        )
    rows = _engaged(heard)
    rows = rows[rows["source"].isin(sources) & rows["content_id"].notna()]
    return _cohorts(heard, rows.assign(what=rows["content_id"].astype(str)))


def _cohorts(heard: Heard, rows: pd.DataFrame) -> Answer:
    """Return the cohorts whose return time is over, latest first; `what` tells one engagement from another."""
    if not heard.named(PUBLIC):
        return Unfit(NOBODY_NAMED)
    firsts = _firsts(rows)
    again = firsts.merge(rows[["person", "at", "what"]], on="person", suffixes=("", "_later"))
    later = again["at_later"] - again["at"]
    hit = again[(later > timedelta(0)) & (later <= RETURN) & (again["what"] != again["what_later"])]
    firsts = firsts.assign(month=_months(heard, firsts["at"]), returned=firsts["first_item"].isin(hit["first_item"]))
    found: list[Figure] = []
    for month in sorted(firsts["month"].unique(), reverse=True)[:24]:
        start, end = _bounds(heard, str(month))
        own = firsts[(firsts["month"] == month) & firsts["source"].isin(_reaching(rows, start))]
        if end + RETURN > heard.span.end or own.empty or len(found) == MOST_COHORTS:
            continue
        people = own.drop_duplicates("person")
        extra = {"returned": int(people["returned"].sum()), "days": RETURN.days}
        found.append(
            share(people, people["returned"], people=True, effect=heard.effect, subject=str(month), extra=extra)
        )
    return found or Unfit(_short(rows, heard.span.start))


def _engaged(heard: Heard) -> pd.DataFrame:
    """Return public posts by people with a name, in order of time."""
    rows = heard.said(PUBLIC, ever=True)
    return rows[rows["known"] & rows["at"].notna()].sort_values(["at", "item_id"], kind="stable")


def _firsts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the posts with which people appeared, or appeared again after a long time."""
    gap = rows.groupby("person")["at"].diff()
    return rows[gap.isna() | (gap > ABSENT)].rename(columns={"item_id": "first_item"})


def _reaching(rows: pd.DataFrame, start: datetime) -> list[str]:
    """Return the sources that were heard long enough before a time to tell who is new."""
    first = rows.groupby("source")["at"].min()
    return sorted(str(name) for name in first.index[first <= pd.Timestamp(start) - ABSENT])


def _short(rows: pd.DataFrame, start: datetime) -> str:
    back = f"posts reach back to {rows['at'].min():%Y-%m-%d}" if len(rows) else "nobody with a name was heard"
    days, more = ABSENT.days, RETURN.days
    return (
        f"who is new can be told {days} days after the first post of a source, and who returned {more} days after the"
        f" month; {back}: load exports of earlier months"
    )


def _days(heard: Heard, at: pd.Series) -> pd.Series:
    days: pd.Series = at.dt.tz_convert(ZoneInfo(heard.project.timezone)).dt.strftime("%Y-%m-%d")
    return days


def _months(heard: Heard, at: pd.Series) -> pd.Series:
    return _days(heard, at).str.slice(0, 7)


def _bounds(heard: Heard, month: str) -> tuple[datetime, datetime]:
    first = pd.Timestamp(f"{month}-01", tz=heard.project.timezone)
    return first.to_pydatetime(), (first + pd.offsets.MonthBegin(1)).to_pydatetime()


MEASURES = (
    Measure(
        "returning_people", "People who came back", EndUser.AUDIENCE, Unit.SHARE,
        needs="public sources with authors, and posts of the months before",
        how="of the people who spoke in public in the months before, the part who spoke again in this period",
        find=returning_people,
    ),
    Measure(
        "new_people", "New people", EndUser.AUDIENCE, Unit.SHARE,
        needs="public sources with authors that were heard 90 days before the period",
        how="of the people who spoke in public in this period, the part never heard before",
        find=new_people,
    ),
    Measure(
        "cohorts", "New people who came back", EndUser.AUDIENCE, Unit.SHARE,
        needs="public sources with authors that were heard 90 days before the month",
        how="of the people first heard in a month (or after 90 silent days), the part who spoke again on another day "
            "within 28 days; only months of which the 28 days are over",
        find=cohorts,
    ),
    Measure(
        "returning_engagers", "People who answered another post of ours", EndUser.AUDIENCE, Unit.SHARE,
        needs="content_id of public sources with authors",
        how="of the people who first answered a post of ours in a month (or after 90 silent days), the part who "
            "answered a different one within 28 days; only months of which the 28 days are over",
        find=returning_engagers,
    ),
)  # fmt: skip
