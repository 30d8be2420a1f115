"""Joined: for how many people it is known whether they are customers, and what would tell of more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.charts.words import count, percent
from workbench.measures.matches import ALL
from workbench.report.figure import whole
from workbench.report.markup import Html, fold
from workbench.report.tables import table

if TYPE_CHECKING:
    from workbench.analysis import Analysis

KEYS = {"email": "e-mail", "external_id": "customer number", "handle": "handle"}
#: a channel is named where at least this part of the people whose group is not known speak there.
WORTH_NAMING = 0.2


def matched(analysis: Analysis) -> str:
    """Say how many people are known to be customers or none, and how the list was joined."""
    found = analysis.matches()
    if found.empty:
        return "There are no posts yet."
    total = found.iloc[-1]
    people, unknown = whole(total["people"]), whole(total["unknown_people"])
    said = f"Of {count(people)} people, the group of {count(people - unknown)} is known"
    by = [(whole(total[f"by_{kind}"]), f"by {words}") for kind, words in KEYS.items()]
    told = ", ".join(f"{count(number)} {how}" for number, how in by if number)
    said += f"; on the customer list are {told}." if told else "."
    if channel := whole(total["by_channel"]):
        said += f" {count(channel)} more count as customers because they spoke where customers speak."
    if declared := whole(total["by_declared"]):
        said += f" {count(declared)} more say so themselves ({total['declared_checked']})."
    rows, nobody = whole(total["list_rows"]), whole(total["list_rows_unmatched"])
    if rows:
        said += f" Of {count(rows)} rows of the customer list {count(nobody)} matched nobody who spoke."
    if clash := whole(total["disagree"]):
        said += f" For {count(clash)} people rows of the list contradict each other; they count as not known."
    return said


def to_join(analysis: Analysis) -> str:
    """Say in one sentence what to join to know of more people, or why nothing would help."""
    found = analysis.matches()
    channels = found[(found["channel"] != ALL) & (found["unknown_people"] > 0)]
    if channels.empty:
        return "The group of everybody who spoke is known."
    order = channels.sort_values(["unknown_people", "channel"], ascending=[False, True], kind="stable")
    total = whole(found.iloc[-1]["unknown_people"])
    large = order[order["unknown_people"] >= WORTH_NAMING * total]
    for row in large.to_dict("records"):
        here, listed = _kinds(row["keys_here"]), _kinds(row["keys_list"])
        part = f"{percent(whole(row['unknown_people']) / max(total, 1))} of the people whose group is not known"
        if not whole(row["list_rows"]) and here:
            return (
                f"To know more, add a customer list (people.csv) with the column {_words(here)}: {part} speak in"
                f" {row['channel']}, and their posts carry it."
            )
        if here and not here & listed:
            return (
                f"To know more, add the column {_words(here)} to the customer list: {part} speak in {row['channel']},"
                f" where posts carry no other key, and the list has only {_words(listed)}."
            )
    return _nothing_missing(order.iloc[0].to_dict(), total)


def _nothing_missing(row: Mapping[Any, Any], total: int) -> str:
    part = f"{percent(whole(row['unknown_people']) / max(total, 1))} of the people whose group is not known"
    here = _kinds(row["keys_here"])
    if not here:
        return (
            f"Nothing can be joined for most: {part} speak in {row['channel']}, where posts carry neither e-mail,"
            " customer number nor handle."
        )
    return (
        f"The list and the posts share the {_words(here & _kinds(row['keys_list']))}, so {part} speak in"
        f" {row['channel']} and are not on the list; if it holds every customer, complete = true says that they are"
        " none."
    )


def _kinds(said: object) -> set[str]:
    return {kind for kind in str(said).split(", ") if kind in KEYS} if isinstance(said, str) else set()


def _words(kinds: set[str]) -> str:
    return " or ".join(words for kind, words in KEYS.items() if kind in kinds)


def match_table(analysis: Analysis) -> Html:
    """Show people by channel and group, and by the key that joined them."""
    found = analysis.matches()
    shown: pd.DataFrame = found.assign(channel=found["channel"].replace({ALL: "All channels"}))
    columns = {
        "channel": "Channel", "posts": "Posts", "people": "People", "customer_only_people": "Customers only",
        "both_people": "Both", "audience_only_people": "Audience only", "unknown_people": "Not known",
        "by_email": "By e-mail", "by_external_id": "By number", "by_handle": "By handle",
        "by_channel": "By channel", "by_declared": "Say so", "disagree": "List contradicts itself",
    }  # fmt: skip
    optional = {"by_email", "by_external_id", "by_handle", "by_channel", "by_declared", "disagree"}
    columns = {name: title for name, title in columns.items() if name not in optional or shown[name].sum()}
    return fold("People by channel and group", table(shown, columns))
