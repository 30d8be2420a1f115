"""Evidence: what stands folded below the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, counted, percent, upper
from workbench.privacy.quote import quote
from workbench.project.kept import Notes
from workbench.project.period import MONTHS
from workbench.report import checked
from workbench.report.brief import Fold
from workbench.report.figure import number, whole
from workbench.report.markup import Html, Quote, escape, fold, note, quotes
from workbench.report.tables import table

if TYPE_CHECKING:
    from workbench.analysis import Analysis

TOPIC_COLUMNS = {
    "label": "Topic",
    "theme": "Theme",
    "people": "People",
    "share_people": "Share of people",
    "before_share_people": "Before",
    "stars": "Stars",
    "owner": "Owner",
    "strength": "How sure",
    "fits": "Posts read",
}
QUOTES_A_TOPIC = 2
NAMED = 6  # sources that are named in a sentence


def folds(analysis: Analysis, notes: Notes) -> tuple[Fold, ...]:
    """Write the folded parts of the brief.

    Parameters
    ----------
    analysis : Analysis
    notes : Notes
        The researcher's so-what comes first where there is one.

    Returns
    -------
    tuple of Fold
    """
    own = (Fold("What it means", (notes.so_what,)),) if notes.so_what else ()
    return (
        *own,
        Fold("How sure we are", _sure(analysis)),
        Fold("All topics", (topic_table(analysis),)),
        Fold("What people said", tuple(_quotes(analysis))),
        Fold("Method in seven lines", (_METHOD,)),
        Fold("What was left out", _left_out(analysis)),
    )


def topic_table(analysis: Analysis) -> Html:
    """Show every topic of enough people with its share and how sure it is; the smaller ones are counted below."""
    topics = analysis.topics()
    small = topics["people"] < analysis.project.topics.min_people
    shown = checked.with_fits(analysis, topics[~small])
    columns = {
        name: heading
        for name, heading in TOPIC_COLUMNS.items()
        if shown[name].notna().any() and (shown[name].astype(str) != "").any()
    }
    written = table(shown, columns, caption="Topics, most people first")
    rest = topics[small & (topics["people"] > 0)]
    if rest.empty:
        return written
    number = f"{len(rest)} smaller topic{'s' if len(rest) > 1 else ''}"
    people = count(float(rest["people"].sum()))
    return Html(f"{written}{note(f'Not shown: {number}, {people} people in all; the tables list them.')}")


def typical(analysis: Analysis, topic_id: str, *, most: int = QUOTES_A_TOPIC, kind: str = "typical") -> list[Quote]:
    """Return posts that stand for a topic, as pages show them.

    Parameters
    ----------
    analysis : Analysis
    topic_id : str
    most : int
        Posts at most.
    kind : str
        "typical", or "outside" for the nearest posts that are filed elsewhere.
    """
    chosen = analysis.examples()
    rows = chosen[(chosen["topic_id"] == topic_id) & (chosen["kind"] == kind)].sort_values("rank").head(most)
    return [
        Quote(
            quote(str(row.said), origin=str(row.origin)),
            origin=_where(row.channel, row.at, analysis.project.timezone),
            stars=number(row.stars),
            link=str(row.url) if isinstance(row.url, str) else "",
        )
        for row in rows.itertuples()
    ]


def _where(channel: object, at: object, zone: str) -> str:
    name = str(channel).capitalize()
    if not isinstance(at, pd.Timestamp) or pd.isna(at):
        return name
    day = at.tz_convert(zone)
    return f"{name}, {day.day} {MONTHS[day.month - 1]}"


def _quotes(analysis: Analysis) -> list[Html | str]:
    parts: list[Html | str] = []
    for row in analysis.topics().head(8).itertuples():
        parts += [f"{row.label}", quotes(typical(analysis, str(row.topic_id)))]
    return parts


_METHOD = (
    "Posts are read from the exports as they are; a post that stands in several exports is counted once.",
    "A sentence model turns each post, or each passage of a long one, into numbers; posts that say alike lie close.",
    "Neighbouring posts form topics; nothing is forced: what fits no topic stays unsorted.",
    "Topics keep their number and meaning; later months are filed under the same topics.",
    "Shares count people. Ranges say what other people of the same kind would probably have said.",
    "Firm: the figures would hold with other people. Likely: some doubt is named. Too early: we could not have told.",
    "The sorting is by machine; where people read posts to check it, the page says how many fit.",
)


def _sure(analysis: Analysis) -> tuple[str | Html, ...]:
    topics = analysis.topics()
    reasons = topics[topics["reason"].fillna("") != ""]
    told = [
        "Each share is of the people who spoke in this period and wrote in the project's language. The range behind"
        " it says where the share would probably lie if other people of the same kind had spoken."
    ]
    posts = analysis.now.posts
    if alone := sorted(set(posts.loc[posts["authors"] == "one_per_item", "source"].astype(str))):
        listed = ", ".join(alone[:NAMED]) + (f" and {len(alone) - NAMED} more" if len(alone) > NAMED else "")
        told.append(f"Through {listed} came no name that holds over time: there each post counts as one person.")
    if (analysis.now.posts["authors"] == "unknown").any():
        told.append("Some comments have no author: each stands in for a person, and ranges are wider for it.")
    if len(reasons):
        common = reasons["reason"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        told.append(f"The doubt named most often: {common.index[0]}.")
    told.append(checked.standing(analysis))
    read = checked.checked_table(analysis)
    return (*told, read) if str(read) else tuple(told)


def _left_out(analysis: Analysis) -> tuple[str | tuple[str, ...], ...]:
    values = analysis.quality().set_index("name")
    posts = number(values.loc["posts", "value"])
    said = []
    names = {
        "posts_other_language": "in another language",
        "posts_stars_only": "with stars but no words",
        "posts_without_reason": "praise or anger without a reason (counted among all posts, in no topic)",
        "posts_undecided": "between two topics",
        "posts_in_no_topic": "in no topic",
    }
    for name, words in names.items():
        value = number(values.loc[name, "value"])
        if value and posts:
            said.append(f"{count(value)} posts {words} ({percent(value / posts)} of all).")
    for reason, value in values.loc[values.index.str.startswith("left_out: "), "value"].items():
        said.append(f"{count(number(value))} rows: {str(reason).removeprefix('left_out: ')}.")
    said.append("People who say nothing in public or to us are not in here.")
    return (tuple(said),)


def in_their_words(analysis: Analysis, *, most: int = 12, open_: int = 4) -> Html:
    """Show typical posts of the largest topics, each with one near post that is filed elsewhere.

    Parameters
    ----------
    analysis : Analysis
    most : int
        Topics shown.
    open_ : int
        Topics of which two posts are seen at once; the rest is folded.
    """
    parts = []
    for place, row in enumerate(analysis.topics().head(most).itertuples()):
        topic_id = str(row.topic_id)
        said, near = typical(analysis, topic_id, most=3), typical(analysis, topic_id, most=1, kind="outside")
        apart = (note("Near, but filed elsewhere:"), quotes(near)) if near else ()
        if place >= open_:
            parts.append(
                str(fold(f"{row.label}: {counted(whole(row.people), 'person', 'people')}", quotes(said), *apart))
            )
            continue
        others = {"one more": said[2:], "a near post that was filed elsewhere": near}
        title = upper(", and ".join(name for name, posts in others.items() if posts))
        more = fold(title, *([quotes(said[2:])] if said[2:] else []), *apart) if title else ""
        parts.append(f'<section class="words"><h3>{escape(row.label)}</h3>{quotes(said[:2])}{more}</section>')
    return Html("".join(parts))
