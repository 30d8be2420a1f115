"""Groups: the sentences and tables of the segments page beside its charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, percent
from workbench.report.figure import number
from workbench.report.markup import Html, note
from workbench.report.tables import table
from workbench.stats.strength import points

if TYPE_CHECKING:
    from workbench.analysis import Analysis

#: a difference smaller than this is not worth a word about where it comes from.
LEAST_DIFFERENCE = 0.02
MOST_TURNED = 3
#: words of a group, and pairs of groups, that the page shows; the files hold more.
MOST_WORDS, MOST_PAIRS = 8, 3
SURE = ("firm", "likely")


def turned_round(analysis: Analysis) -> str:
    """Name the differences that point the other way where both groups are heard through the same channels."""
    rows = analysis.segments()
    turned = rows[rows["turns_round"].astype("boolean").fillna(False) & (rows["difference"].abs() >= LEAST_DIFFERENCE)]
    if rows["within_channel_difference"].isna().all():
        return "No two groups of people are heard through the same channels, so nothing can be said within them."
    if turned.empty:
        return "Heard through the same channels, no difference of two points or more points the other way."
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
        f" {percent(float(high))} of the audience were customers in truth, {count(held)} of the"
        f" {count(int(sure.sum()))} differences that are firm or likely would still point the same way."
    )


def who_spoke(analysis: Analysis) -> str:
    """Say whether the themes moved because people say other things, or because other people speak."""
    found = analysis.spoke()
    moved = found[(found["now"] - found["before"]).abs() >= LEAST_DIFFERENCE]
    if moved.empty:
        return "Nothing moved by two points or more, so there is nothing to take apart."
    first = moved.iloc[0]
    said, spoke_ = points(first["said"]), points(first["spoke"])
    words = (
        f"“{first['label']}” moved by {points(first['now'] - first['before'])}: {said} because the same kinds of people"
        f" say it {'more' if first['said'] > 0 else 'less'}, {spoke_} because other people speak."
    )
    others = moved[moved["spoke"].abs() > moved["said"].abs()]
    names = "; ".join(f"“{label}”" for label in others["label"].head(MOST_TURNED))
    return f"{words} Mostly other people speaking: {names}." if names else words


def who_spoke_table(analysis: Analysis) -> Html:
    """Show the two parts of each theme's change."""
    found = analysis.spoke()
    if found.empty:
        return note("")
    parts = {name: [_points(value) for value in found[name]] for name in ("said", "spoke")}
    shown = found[["label", "before", "now"]].assign(**parts)
    heads = {
        "label": "Theme", "before": "Before", "now": "Now", "said": "Same people, other words",
        "spoke": "Other people",
    }  # fmt: skip
    return table(shown, heads, caption="Share of posts, and what moved it, in points", limit=10)


def _points(value: float) -> str:
    return f"{value * 100:+.1f}".replace("-", "−")


def words_said(analysis: Analysis) -> str:
    """Say what the words show, or why there are none."""
    found = analysis.words()
    sure = found[found["strength"].isin(SURE)]
    if sure.empty:
        return "No word is said by one group so much more than by the other that chance could not explain it."
    return (
        "Words that one group says more than the other, and not because of one loud person. They show how people speak;"
        " phrases of a form or a greeting stand among them."
    )


def words_table(analysis: Analysis) -> Html:
    """Show the words of each group, strongest first."""
    found = analysis.words()
    sure = found[found["strength"].isin(SURE)]
    parts: list[str] = []
    for pair in sure["comparison"].drop_duplicates().head(MOST_PAIRS):
        of = sure[sure["comparison"] == pair]
        for (segment, other), rows in of.groupby(["segment", "other"], sort=False):
            heads = {
                "word": "Word",
                "people": "People who say it",
                "people_other": f"Of {other}",
                "strength": "How sure",
            }
            caption = f"Said more by {segment} than by {other}"
            parts.append(str(table(rows.head(MOST_WORDS), heads, caption=caption)))
    return Html("".join(parts)) if parts else note("")


def patterns_said(analysis: Analysis) -> str:
    """Describe coordinated patterns, without a word about who is behind them."""
    found = analysis.patterns()
    if found.empty:
        return "No text was posted by five accounts within a week, and no accounts post within seconds of each other."
    first = found.iloc[0]
    more = f" {count(len(found) - 1)} more of the kind stand in the table." if len(found) > 1 else ""
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
        return note("")
    heads = {"text": "Text", "accounts": "Accounts", "posts": "Posts", "channels": "Channels"}
    return table(found, heads, limit=5)
