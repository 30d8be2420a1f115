"""Evidence: what stands folded below the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, percent
from workbench.privacy.quote import quote
from workbench.project.kept import Notes
from workbench.report.brief import Fold
from workbench.report.markup import Html, Quote, quotes
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
}
QUOTES_A_TOPIC = 2


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
        Fold("All topics", (topic_table(analysis.topics()),)),
        Fold("What people said", tuple(_quotes(analysis))),
        Fold("Method in seven lines", (_METHOD,)),
        Fold("What was left out", _left_out(analysis)),
    )


def topic_table(topics: pd.DataFrame) -> Html:
    """Show every topic with its share and how sure it is."""
    columns = {
        name: heading
        for name, heading in TOPIC_COLUMNS.items()
        if topics[name].notna().any() and (topics[name].astype(str) != "").any()
    }
    return table(topics, columns, caption="All topics, most people first")


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
            stars=None if pd.isna(row.stars) else float(row.stars),
        )
        for row in rows.itertuples()
    ]


def _where(channel: object, at: pd.Timestamp, zone: str) -> str:
    name = str(channel).capitalize()
    if pd.isna(at):
        return name
    day = at.tz_convert(zone)
    return f"{name}, {day.day} {_MONTHS[day.month - 1]}"


_MONTHS = "January February March April May June July August September October November December".split()


def _quotes(analysis: Analysis) -> list[Html | str]:
    parts: list[Html | str] = []
    for row in analysis.topics().head(8).itertuples():
        parts += [f"{row.label}", quotes(typical(analysis, str(row.topic_id)))]
    return parts


_METHOD = (
    "Posts are read from the exports as they are; copies of a row are counted once.",
    "A sentence model turns each post, or each passage of a long one, into numbers; posts that say alike lie close.",
    "Neighbouring posts form topics; nothing is forced: what fits no topic stays unsorted.",
    "Topics keep their number and meaning; later months are filed under the same topics.",
    "Shares count people. Ranges say what other people of the same kind would probably have said.",
    "Firm: the figures would hold with other people. Likely: some doubt is named. Too early: we could not have told.",
    "The sorting is by machine until posts are checked by hand.",
)


def _sure(analysis: Analysis) -> tuple[str | Html, ...]:
    topics = analysis.topics()
    reasons = topics[topics["reason"].fillna("") != ""]
    told = [
        "Each share is of the people who spoke in this period and wrote in the project's language. The range behind"
        " it says where the share would probably lie if other people of the same kind had spoken."
    ]
    if (analysis.now.posts["authors"] == "one_per_item").any():
        told.append("Reviews and survey answers carry no name that holds over time: each counts as one person.")
    if (analysis.now.posts["authors"] == "unknown").any():
        told.append("Some comments have no author: each stands in for a person, and ranges are wider for it.")
    if len(reasons):
        common = reasons["reason"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        told.append(f"The doubt named most often: {common.index[0]}.")
    told.append("Sorted by machine, not yet checked by hand.")
    return tuple(told)


def _left_out(analysis: Analysis) -> tuple[str | tuple[str, ...], ...]:
    values = analysis.quality().set_index("name")
    said = []
    names = {
        "posts_other_language": "in another language",
        "posts_stars_only": "with stars but no words",
        "posts_without_reason": "praise or anger without a reason (counted among all posts, in no topic)",
        "posts_undecided": "between two topics",
        "posts_in_no_topic": "in no topic",
    }
    for name, words in names.items():
        value, of = values.loc[name, "value"], values.loc[name, "of"]
        if value:
            said.append(f"{count(float(value))} posts {words} ({percent(float(value) / float(of))}).")
    for name, row in values[values.index.str.startswith("left_out: ")].iterrows():
        said.append(f"{count(float(row['value']))} rows: {str(name).removeprefix('left_out: ')}.")
    said.append("People who say nothing in public or to us are not in here.")
    return (tuple(said),)
