"""End users: what counts for the audience and what counts for customers, and how each product's goal stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import NONE, count, counted, decimal, interval, period
from workbench.report.figure import number
from workbench.report.markup import Html, fold, note
from workbench.report.tables import table

if TYPE_CHECKING:
    from workbench.analysis import Analysis

NAMES = {"audience": "Audience", "customer": "Customers"}
MEANT = {"title": "Measure", "how": "What it counts"}
#: scales of ratings, as a person calls them.
SCALES = {
    "good_bad": "rated good or bad", "thumbs": "thumbs up or down", "csat5": "rated 1 to 5", "stars5": "1 to 5 stars",
}  # fmt: skip


def apart(analysis: Analysis) -> str:
    """Say how many measures fit each end user's posts."""
    found = _whole(analysis)
    parts = []
    for end_user, name in NAMES.items():
        fit = found[found["end_user"] == end_user].groupby("measure")["applicable"].any()
        parts.append(f"{count(int(fit.sum()))} of {count(len(fit))} measures of the {name.lower()}")
    return (
        f"{' and '.join(parts)} can be told from these exports. The two are never added up: what is good for one says"
        " nothing about the other."
    )


def measured(analysis: Analysis) -> Html:
    """Show the measures that apply, one table for each end user."""
    found = _whole(analysis)
    applied = found[found["applicable"].astype(bool) & found["value"].notna()]
    parts = []
    for end_user, name in NAMES.items():
        own = applied[applied["end_user"] == end_user]
        if own.empty:
            continue
        titles = [_title(row) for _, row in own.iterrows()]
        shown = pd.DataFrame(
            {
                "title": titles,
                "figure": [figure(row) for _, row in own.iterrows()],
                "strength": own["strength"].tolist(),
            }
        )
        heads = {"title": "Measure", "figure": "Now", "strength": "How sure"}
        parts.append(str(table(shown, heads, caption=name)))
        meant = own.drop_duplicates("measure")
        parts.append(str(fold(f"What each measure of the {name.lower()} counts", table(meant, MEANT))))
    return Html("".join(parts)) if parts else note("No measure applies to these exports.")


def missing(analysis: Analysis) -> Html:
    """Show what cannot be told, and what to map for it."""
    found = _whole(analysis)
    told = found.loc[found["applicable"].astype(bool), "measure"]
    own = found["segment"].map({"audience": "audience", "customers": "customer"}) == found["end_user"]
    lacking = found[own & ~found["measure"].isin(told)].drop_duplicates("measure")
    if lacking.empty:
        return note("Every measure applies.")
    inside = table(lacking, {"title": "Not applicable", "reason": "Why"}, caption="What cannot be told")
    return fold(f"What cannot be told: {counted(len(lacking), 'measure')}", inside)


def goals(analysis: Analysis) -> Html:
    """Show each product with its goal and how it stands; nothing where project.toml names no product."""
    found = analysis.goals()
    if found.empty:
        return note("project.toml names no product; [[products]] gives each a goal that is followed here.")
    target = [
        NONE if pd.isna(row["target"]) else f"{_unit(number(row['target']), row['unit'])} by {row['by']}"
        for _, row in found.iterrows()
    ]
    now = [NONE if pd.isna(row["value"]) else figure(row) for _, row in found.iterrows()]
    shown = pd.DataFrame(
        {
            "product": found["product"].tolist(),
            "for": found["end_user"].map(NAMES).fillna("").tolist(),
            "goal": found["title"].astype("string").fillna("").tolist(),
            "now": now,
            "target": target,
            "status": found["status"].tolist(),
            "reason": found["reason"].tolist(),
        }
    )
    heads = {
        "product": "Product", "for": "For", "goal": "Goal", "now": "Now", "target": "Target", "status": "Stands",
        "reason": "Why",
    }  # fmt: skip
    return fold("Products and their goals", table(shown, heads))


def _whole(analysis: Analysis) -> pd.DataFrame:
    found = analysis.measures()
    of_all: pd.DataFrame = found[found["product"].isna() | (found["product"] == "")]
    return of_all


def _title(row: pd.Series) -> str:
    about = "" if pd.isna(row["subject"]) else str(row["subject"])
    said = SCALES.get(about, period(about).replace("_", " "))
    return f"{row['title']}: {said}" if said else str(row["title"])


def figure(row: pd.Series) -> str:
    """Write a measured value in its unit, with its range."""
    value, low, high = (number(row[name]) for name in ("value", "lo", "hi"))
    if row["unit"] == "share":
        return interval(value, low, high)
    said = _unit(value, row["unit"])
    if low is None or high is None:
        return said
    plain = _score if row["unit"] == "score" else decimal  # the unit is said once
    return f"{said} ({plain(low)} to {plain(high)})"


def _unit(value: float | None, unit: object) -> str:
    if value is None:
        return NONE
    if unit == "share":
        return interval(value, None, None)
    if unit == "score":
        return _score(value)
    return f"{decimal(value)} hours" if unit == "hours" else decimal(value)


def _score(value: float) -> str:
    return f"{value * 100:+.0f}".replace("-", "−")
