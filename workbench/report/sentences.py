"""Sentences: the lines above the charts, written from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, interval, percent
from workbench.measures.headlines import both_speak
from workbench.report import checked
from workbench.report.brief import Brief
from workbench.report.figure import number, whole
from workbench.stats.strength import SURE

if TYPE_CHECKING:
    from workbench.analysis import Analysis


def intake(analysis: Analysis) -> str:
    """Say how much came in, from whom, and what was kept apart."""
    values = analysis.quality().set_index("name")["value"]
    channels = analysis.channels()
    said = [
        f"{count(values['posts'])} posts by {count(values['people'])} people came in through"
        f" {len(channels)} channel{'' if len(channels) == 1 else 's'}"
        f" in {analysis.spans.sizes.title}."
    ]
    rejected = int(analysis.loads()["rejected"].sum())
    if rejected:
        said.append(f"Of all exports, {count(rejected)} rows could not be used; the table below says why.")
    other = int(values["posts_other_language"])
    if other:
        said.append(f"{count(other)} posts are in another language and kept apart.")
    if len(channels) > 1:
        top = channels.iloc[0]
        said.append(f"{percent(top['posts'] / channels['posts'].sum())} come from {top['channel']}.")
    return " ".join(said)


def rows_in(analysis: Analysis) -> str:
    """Say that every row of the exports is accounted for."""
    files = analysis.loads()
    read, kept, twice, refused = (int(files[name].sum()) for name in ("read", "kept", "duplicates", "rejected"))
    return (
        f"{count(read)} rows were read from the exports: {count(kept)} kept, {count(twice)} already there,"
        f" {count(refused)} refused."
    )


def topics(analysis: Analysis) -> str:
    """Say how much of the talk was sorted, into how many topics."""
    values = analysis.quality().set_index("name")["value"]
    table = analysis.topics()
    if table.empty:
        return f"No topic has enough people yet: a topic needs at least {analysis.project.topics.min_people} of them."
    spoken = max(int(values["posts_in_language"]), 1)
    none = int(values["posts_in_no_topic"]) + int(values["posts_undecided"])
    return (
        f"{percent(values['posts_sorted'] / spoken)} of the posts are sorted under {len(table)} topics;"
        f" {percent(values['posts_without_reason'] / spoken)} praise or complain without saying why,"
        f" and {percent(none / spoken)} fit no topic or stand between two. {checked.standing(analysis)}"
    )


def change(analysis: Analysis) -> str:
    """Say what moved most since the months before, as far as it is sure."""
    moved = analysis.change()
    if moved.empty:
        return "There is nothing earlier to compare with."
    sure = moved[(moved["level"] == "topic") & moved["strength"].isin(SURE)].head(3)
    if sure.empty:
        return "No topic moved by more than chance alone could explain at this size."
    named = [
        f"{row.label} ({percent(number(row.before))} before, {percent(number(row.now))} now)"
        for row in sure.itertuples()
    ]
    past = analysis.spans.before.title if analysis.spans.before else "before"
    return f"What moved most since {past}: {'; '.join(named)}."


def segments(analysis: Analysis) -> str:
    """Say what the first two groups speak more of, as far as it is sure; else which they are."""
    table = analysis.segments()
    if table.empty:
        return (
            "There is only one channel and no group of 30 known people or more, so nothing can be set side by side yet."
        )
    first = table.iloc[0]
    if first["comparison"] == "channels":
        if told := _ahead(analysis):
            return f"{told} They are different people: a difference is not a quarrel."
        return (
            "What people tell us in customer channels (support, surveys, calls), beside what is said in public"
            " (social, reviews, community). They are different people: a difference is not a quarrel."
        )
    return f"There are no customer channels here, so {first['segment_1']} and {first['segment_2']} stand side by side."


def _ahead(analysis: Analysis) -> str:
    """Name up to two themes that either kind of channel is surely ahead in; empty where either has none."""
    pair = first_comparison(analysis.segment_themes())
    sure = pair[pair["strength"].isin(SURE)]
    sides = [sure[sure["difference"] > 0].head(2), sure[sure["difference"] < 0].head(2)]
    if any(side.empty for side in sides):
        return ""
    more, less = (" and ".join(_with_shares(row) for _, row in side.iterrows()) for side in sides)
    begins = "More is" if all((side["strength"] == "firm").all() for side in sides) else "Likely more is"
    return (
        f"{begins} said in customer channels (support, surveys, calls) than in public (social, reviews, community) of"
        f" {more}; less of {less}."
    )


def _with_shares(row: pd.Series) -> str:
    return f"“{row['label']}” ({percent(number(row['share_1']))} and {percent(number(row['share_2']))})"


def brief(written: Brief) -> str:
    """Title the brief's chart with its first line."""
    drawn = [line for line in written.lines if line.chart_row is not None]
    if not drawn:
        return "Nothing to draw yet"
    row = drawn[0].chart_row
    assert row is not None
    return f"{row.label}: {interval(row.share, row.lo, row.hi)} of people"


SOURCE_COLUMNS = {
    "source": "Source", "channel": "Channel", "read": "Read", "kept": "Kept", "duplicates": "Already there",
    "rejected": "Refused", "posts": "Posts in this study",
}  # fmt: skip
REJECT_COLUMNS = {"source_file": "File", "detail": "Why", "rows": "Rows", "first_row": "First row"}


def by_source(analysis: Analysis) -> pd.DataFrame:
    """Return one row a source: the rows of its files, and its posts in the window that is measured."""
    rows = analysis.loads()
    posts = analysis.now.posts["source"].value_counts()
    mine = rows["source"].map(posts).fillna(0).astype("Int64")
    # what no person of ours is counted for has no posts in a study, which is not the same as none
    return rows.assign(
        channel=rows["channel"]
        .mask(rows["kind"] == "content", "our own posts")
        .mask(rows["kind"] == "events", "events"),
        posts=mine.mask(rows["kind"] != "feedback"),
    )


def kept_apart(analysis: Analysis) -> pd.DataFrame:
    """Return what is counted among the posts and in no topic: what, posts, share."""
    values = analysis.quality().set_index("name")
    names = {
        "posts_other_language": "In another language",
        "posts_stars_only": "Stars without words",
        "posts_without_reason": "Praise or anger without a reason",
        "posts_undecided": "Between two topics",
        "posts_in_no_topic": "In no topic",
    }
    counted = {words: whole(values.loc[name, "value"]) for name, words in names.items()}
    rows = [(words, posts) for words, posts in counted.items() if posts]
    total = whole(values.loc["posts", "value"])
    return pd.DataFrame([(words, posts, posts / total) for words, posts in rows], columns=["what", "posts", "share"])


def first_comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Return the first pair of groups, without subjects that one of them hardly mentions.

    Those are mostly phrases of a channel, such as the customer number in a ticket; the tables list them.
    """
    if table.empty:
        return table
    first = table.iloc[0]
    pair = table[(table["segment_1"] == first["segment_1"]) & (table["segment_2"] == first["segment_2"])]
    both: pd.DataFrame = pair[both_speak(pair)]
    return both if len(both) else pair
