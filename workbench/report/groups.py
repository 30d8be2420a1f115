"""Groups: the sentences and tables of the segments page beside its charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, percent, upper
from workbench.measures.controls import Control
from workbench.measures.raked import Weights
from workbench.project.margins import read_margins
from workbench.report.figure import number
from workbench.report.markup import Html, fold, say
from workbench.report.tables import table
from workbench.stats.strength import SURE, points

if TYPE_CHECKING:
    from workbench.analysis import Analysis

#: a difference smaller than this is not worth a word about where it comes from.
LEAST_DIFFERENCE = 0.02
MOST_TURNED = 3
#: what moves a share by less is told as nothing.
HARDLY = 0.005
#: shares that are less than a point apart are alike.
ALIKE = 0.01
WHO = {"customer channels": "people in customer channels"}
HELD = "Nothing is said here this time, for the reason at the top of this page."


def turned_round(analysis: Analysis) -> str:
    """Name the differences that point the other way where both groups are heard through the same channels."""
    if Control.GROUPS in analysis.stopped:
        return HELD
    rows = analysis.segments()
    turned = rows[rows["turns_round"].astype("boolean").fillna(False) & (rows["difference"].abs() >= LEAST_DIFFERENCE)]
    if rows["within_channel_difference"].isna().all():
        return "No two groups of people are heard through the same channels, so nothing can be said within them."
    if turned.empty:
        return "Heard through the same channels, no difference of two points or more turns round."
    said = [_turned(row) for _, row in turned.head(MOST_TURNED).iterrows()]
    return (
        f"{' '.join(said)} Who is heard where matters: a group that comes through a channel where everybody speaks of"
        " something seems to speak more of it."
    )


def _turned(row: pd.Series) -> str:
    one, two = percent(number(row["share_1"])), percent(number(row["share_2"]))
    within = number(row["within_channel_difference"]) or 0.0
    less, than = (row["segment_1"], row["segment_2"]) if within < 0 else (row["segment_2"], row["segment_1"])
    gap = points(within)
    return (
        f"“{row['label']}” is {one} of what {row['segment_1']} say and {two} of {row['segment_2']}, yet through the"
        f" same channels {less} say it less than {than}, by {gap}."
    )


def unknown(analysis: Analysis) -> str:
    """Say what the people whose group is not known could change."""
    rows = analysis.segments()
    pair = rows[rows["comparison"] == "customers"]
    if pair.empty:
        return "There are not 30 known customers and 30 people known not to be customers to set side by side."
    low, high = analysis.project.statistics.pi_unknown
    kept = pair["reason"].ne("depends on the people whose group is not known")
    sure = pair["strength"].isin(SURE)
    held = int((sure & kept).sum())
    if not sure.any():
        return "People whose group is not known stand on neither side."
    return (
        f"People whose group is not known stand on neither side. If between {percent(float(low))} and"
        f" {percent(float(high))} of the audience were customers in truth, {_of(held, int(sure.sum()))} that are firm"
        " or likely would still point the same way."
    )


def _of(part: int, whole: int) -> str:
    if part == whole:
        return f"all {count(whole)} differences" if whole > 1 else "the one difference"
    return f"{count(part)} of the {count(whole)} differences"


def weighted(analysis: Analysis) -> Html:
    """Say what changes when those who spoke are weighted to all customers; nothing where nothing is known of them."""
    known = [] if Control.GROUPS in analysis.stopped else list(analysis.weights.items())
    # of the two groups the last holds more of the customers
    return say(_weighted(*known[-1], analysis)) if known else Html("")


def _weighted(name: str, found: Weights, analysis: Analysis) -> str:
    who = upper(WHO.get(name, name))
    if found.refused:
        return f"{who} cannot be weighted to all customers: {found.refused}."
    margins = read_margins(analysis.project)
    spread = [(one, value) for one in margins for value in [_furthest(found.heard[one.column], one.shares)]]
    told = "; ".join(
        f"{percent(found.heard[one.column][value])} have {one.column} {value}, of all customers"
        f" {percent(one.shares[value])}"
        for one, value in spread
    )
    far = max(abs(found.heard[one.column][value] - one.shares[value]) for one, value in spread)
    begins = f"{who} who spoke are {'not ' if far >= ALIKE else ''}spread like all customers ({told})."
    return f"{begins} {_moved(name, analysis)}{_doubt(found)}".strip()


def _doubt(found: Weights) -> str:
    """Say why the weighted shares are only a hint; empty where they are more."""
    if found.capped:
        return (
            f" For that spread, {count(found.capped)} of {count(found.people)} people would have to count more than"
            " five times as much as is usual, which nobody does here: it is not quite reached, so take it as a hint."
        )
    return " Few people carry much of that weight, so take it as a hint." if 2 * found.equal < found.people else ""


def _moved(name: str, analysis: Analysis) -> str:
    """Name the topic whose share would be another, were those who spoke spread like all."""
    rows = analysis.segments()
    own = rows[(rows["segment_1"] == name) & rows["share_1_raked"].notna()].drop_duplicates("topic_id")
    if own.empty:
        return ""
    moved = (own["share_1_raked"] - own["share_1"]).abs().sort_values(ascending=False, kind="stable")
    first = own.loc[moved.index[0]]
    if float(moved.iloc[0]) < ALIKE:
        return "Weighted to all customers, no topic's share differs by a point or more."
    share, plain = percent(number(first["share_1_raked"])), percent(number(first["share_1"]))
    return f"Weighted to all customers, “{first['label']}” differs most: {share} of posts in place of {plain}."


def _furthest(heard: dict[str, float], known: dict[str, float]) -> str:
    return max(known, key=lambda one: abs(heard[one] - known[one]))


def who_spoke(analysis: Analysis) -> str:
    """Say whether the themes moved because people say other things, or because other people speak."""
    if analysis.stopped:
        return HELD
    found = analysis.spoke()
    moved = found[((found["now"] - found["before"]).abs() >= LEAST_DIFFERENCE) & found["strength"].isin(SURE)]
    if moved.empty:
        return "Nothing moved for sure by two points or more, so there is nothing to take apart."
    first = moved.iloc[0]
    words = (
        f"“{first['label']}” moved by {points(first['now'] - first['before'])}: {points(first['said'])} because the"
        f" same kinds of people say it {'more' if first['said'] > 0 else 'less'}; {_others(first)}."
    )
    others = moved[moved["spoke"].abs() > moved["said"].abs()]
    names = "; ".join(f"“{label}”" for label in others["label"].head(MOST_TURNED))
    return f"{words} Mostly other people speaking: {names}." if names else words


def _others(row: pd.Series) -> str:
    if abs(row["spoke"]) < HARDLY:
        return "that other people speak made hardly a difference"
    against = row["spoke"] * row["said"] < 0
    return f"{points(row['spoke'])} {'the other way ' if against else ''}because other people speak"


def who_spoke_table(analysis: Analysis) -> Html:
    """Show the two parts of each theme's change."""
    found = analysis.spoke()
    if found.empty:
        return Html("")
    parts = {name: [_points(value) for value in found[name]] for name in ("said", "spoke")}
    shown = found[["label"]].assign(share_before=found["before"], share_now=found["now"], **parts)
    heads = {
        "label": "Theme", "share_before": "Before", "share_now": "Now", "said": "Same people, other words",
        "spoke": "Other people",
    }  # fmt: skip
    inside = table(shown, heads, caption="Share of posts, and what moved it, in points", limit=15)
    return fold("What moved each theme", inside)


def _points(value: float) -> str:
    shown = round(float(value) * 100, 1)
    return f"{shown:+.1f}".replace("-", "−") if shown else "0.0"


def patterns_said(analysis: Analysis) -> str:
    """Describe coordinated patterns, without a word about who is behind them."""
    found = analysis.patterns()
    if found.empty:
        return "No text was posted by five accounts within a week, and no accounts post within seconds of each other."
    first = found.iloc[0]
    others = len(found) - 1
    more = f" {count(others)} more of the kind {'stands' if others == 1 else 'stand'} below." if others else ""
    return (
        f"A coordinated pattern: {count(first['accounts'])} accounts posted nearly the same text"
        f" {count(first['posts'])} times."
        f"{more} An appeal that many share gladly looks the same. Changes and differences that do not keep their"
        " direction without these posts are never called firm."
    )


def patterns_table(analysis: Analysis) -> Html:
    """Show the coordinated patterns."""
    found = analysis.patterns()
    if found.empty:
        return Html("")
    heads = {"text": "Text", "accounts": "Accounts", "posts": "Posts", "channels": "Channels"}
    return fold("The texts that were posted", table(found, heads, limit=5))
