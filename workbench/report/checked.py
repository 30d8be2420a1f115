"""Checked: what people found when they read posts, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import THIN, count, interval, percent
from workbench.charts.words import points as difference
from workbench.measures.marks import ENOUGH, LEAST_FIT
from workbench.measures.sides import ALL
from workbench.report.figure import number, whole
from workbench.report.markup import Html
from workbench.report.tables import table
from workbench.stats.effort import expected
from workbench.stats.strength import Checked, points
from workbench.stats.truth import Truth

if TYPE_CHECKING:
    from workbench.analysis import Analysis

UNCHECKED = "Sorted by machine, not yet checked by hand."
#: sizes of a random sample whose gain is named, and how well machines usually sort, for a sample not drawn yet.
OFFERED = (200, 400)
RECALL, FALSE_POSITIVE = 0.8, 0.03


def fits(asked: int, fit: int) -> str:
    """Say how many posts fit: `17 of 20 fit`."""
    return f"{fit} of {asked} fit"


def words(state: str, asked: int = 0, fit: int = 0) -> str:
    """Return what a page says of a check.

    Parameters
    ----------
    state : str
        yes, quick or no.
    asked, fit : int
        Posts read that are sorted under the subject, and those that fit.

    Returns
    -------
    str
        `checked by hand (17 of 20 fit)`, or `sorted by machine, not yet checked`.
    """
    if state == Checked.NO:
        return "sorted by machine, not yet checked" + (f" ({fits(asked, fit)} so far)" if asked else "")
    return f"checked by hand ({fits(asked, fit)})" if asked else "checked by hand"


def whole_checks(analysis: Analysis) -> pd.DataFrame:
    """Return the checks of all posts, one row a topic."""
    found = analysis.checks()
    chosen: pd.DataFrame = found[found["segment"] == ALL].reset_index(drop=True)
    return chosen


def of_subject(analysis: Analysis, subject: str, state: str) -> str:
    """Return what a page says of the check of a topic or theme; of a theme the numbers of its topics together.

    Parameters
    ----------
    analysis : Analysis
    subject : str
        Topic or theme id.
    state : str
        As its row says.

    Returns
    -------
    str
        The state itself where no post was read; pages have words for it.
    """
    found = whole_checks(analysis)
    topics = analysis.topics()
    own = topics.loc[topics["theme_id"] == subject, "topic_id"] if subject.startswith("H") else [subject]
    rows = found[found["topic_id"].isin(own)]
    asked = whole(rows["asked"].sum())
    return words(state, asked, whole(rows["fit"].sum())) if asked else state


def with_fits(analysis: Analysis, topics: pd.DataFrame) -> pd.DataFrame:
    """Return rows of topics with the column `fits`: `17 of 20 fit`, empty where no post was read."""
    found = whole_checks(analysis).set_index("topic_id")
    said = {
        str(topic): fits(whole(row["asked"]), whole(row["fit"])) for topic, row in found.iterrows() if row["asked"] > 0
    }
    return topics.assign(fits=topics["topic_id"].map(said).fillna("").astype("string"))


def with_corrected(analysis: Analysis, rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return comparisons with their corrected differences, and that column's heading; none where none was corrected.

    Parameters
    ----------
    analysis : Analysis
    rows : DataFrame
        Of the table segments.
    """
    found = analysis.corrected()
    key = ["topic_id", "segment_1", "segment_2"]
    said = {
        tuple(str(row[name]) for name in key): difference(
            number(row["difference"]), number(row["lo"]), number(row["hi"])
        )
        for _, row in found.iterrows()
    }
    told = [said.get(tuple(str(row[name]) for name in key), "") for _, row in rows.iterrows()]
    if not any(told):
        return rows, {}
    return rows.assign(corrected=pd.Series(told, index=rows.index, dtype="string")), {"corrected": "Checked by hand"}


def standing(analysis: Analysis) -> str:
    """Say in a sentence how far the sorting of a study was checked."""
    found = whole_checks(analysis)
    asked, fit = whole(found["asked"].sum()), whole(found["fit"].sum())
    checked = int((found["checked"] != Checked.NO).sum())
    if not asked:
        return UNCHECKED
    said = f"People read {count(asked)} posts to see whether they belong: {count(fit)} fit."
    if checked < len(found):
        said += f" {checked} of {len(found)} topics are checked by hand; the others are sorted by machine only."
    weak = doubtful(found)
    if len(weak):
        said += f" Fewer than six in ten fit: {'; '.join(str(label) for label in weak['label'])}."
    return said


def doubtful(found: pd.DataFrame) -> pd.DataFrame:
    """Return the topics of which most posts that were read do not fit."""
    chosen: pd.DataFrame = found[(found["asked"] >= ENOUGH) & (found["fit"] < LEAST_FIT * found["asked"])]
    return chosen


def checked_table(analysis: Analysis) -> Html:
    """Show what was found of each topic that somebody read posts of; nothing where nobody did."""
    found = whole_checks(analysis)
    chosen = found[(found["asked"] > 0) | (found["gold_n"] > 0)]
    if chosen.empty:
        return Html("")
    about = [_range(row.true_share, row.true_share_lo, row.true_share_hi) for row in chosen.itertuples()]
    shown = chosen.assign(
        fits=[fits(whole(row.asked), whole(row.fit)) for row in chosen.itertuples()],
        posts_about=pd.Series(about, index=chosen.index, dtype=object),
    )
    columns = {"label": "Topic", "fits": "Posts read", "posts_about": "Share of posts about it", "checked": "Checked"}
    columns = {name: title for name, title in columns.items() if shown[name].notna().any()}
    return table(shown, columns, caption="What people found when they read posts")


def _range(share: object, lo: object, hi: object) -> str | None:
    known = number(share)
    return None if known is None else interval(known, number(lo), number(hi))


def status(analysis: Analysis) -> list[str]:
    """Say what is checked, what fits, and what more would buy, a line each.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    list of str
    """
    found = whole_checks(analysis)
    topics = [str(topic) for topic in analysis.topics()["topic_id"]]
    rows = {str(row["topic_id"]): row for _, row in found.iterrows()}
    lines = [
        _topic_line(rows[topic]) for topic in topics if whole(rows[topic]["asked"]) or whole(rows[topic]["gold_n"])
    ]
    lines = lines or ["Nothing is checked yet: all topics are sorted by machine."]
    told = [*lines, *_aside(analysis), *_offers(analysis, topics, rows)]
    return [line.replace(THIN, " ") for line in told]  # a terminal shows the narrow space of pages as a code


def _topic_line(row: pd.Series) -> str:
    asked, fit, unsure = (whole(row[name]) for name in ("asked", "fit", "unsure"))
    said = f"{row['topic_id']} {row['label']}: "
    said += f"{fits(asked, fit)}" + (f", {unsure} unsure" if unsure else "") if asked else "no post under it was read"
    if whole(row["gold_n"]):
        said += f"; the machine missed {whole(row['misses'])} in {count(row['gold_n'])} posts drawn at random"
    if number(row["true_share"]) is not None:
        said += f"; {_range(row['true_share'], row['true_share_lo'], row['true_share_hi'])} of posts are about it"
    alpha = number(row["alpha"])
    if alpha is not None:
        said += f"; two people agree to {alpha:.2f} (1 is always)"
    weak = asked >= ENOUGH and fit < LEAST_FIT * asked
    return f"{said}." + (" Most do not fit: split the topic, exclude posts, or retire it." if weak else "")


def _aside(analysis: Analysis) -> list[str]:
    """Name what was checked and counts no more."""
    rows = analysis.checking.codings.aside
    lost = rows.groupby("topic_id")["item_id"].nunique()
    book = analysis.codebook
    lines = []
    for topic, posts in lost.items():
        known = book.topic(str(topic)) if str(topic) in book else None
        why = "is not in the codebook"
        if known is not None:
            heirs = f" into {', '.join(known.became)}" if known.became else ""
            why = f"was split{heirs}: check the parts again" if known.became else "is retired"
        lines.append(f"{count(float(posts))} answers on {topic} do not count: it {why}.")
    return lines


def _offers(analysis: Analysis, topics: list[str], rows: dict[str, pd.Series]) -> list[str]:
    precision = analysis.project.statistics.precision
    known = [rows[topic] for topic in topics if whole(rows[topic]["gold_n"])]
    lines = []
    unread = [topic for topic in topics[:5] if rows[topic]["checked"] == Checked.NO]
    if unread:
        lines.append(
            f"No quick check yet: {len(unread)} of the {min(len(topics), 5)} largest topics. Twenty posts each, one"
            " person is enough: workbench codings write."
        )
    if known:
        lines += [line for row in known[:3] if (line := _more(row, precision))]
        return lines
    share = max((number(row["share"]) or 0.0 for row in _shares(analysis).to_dict("records")), default=0.0)
    if share <= 0:
        return lines
    gains = [(size, _half(expected(share, size, recall=RECALL, false_positive=FALSE_POSITIVE))) for size in OFFERED]
    told = "; ".join(f"{size} posts give it to about ± {points(half)}" for size, half in gains if half is not None)
    lines.append(
        f"A random sample would also say what the machine missed. For a topic of {percent(share)} of posts: {told}."
        " With 100 posts read in each group, differences between groups can be firm: workbench codings write"
        " --sample 200."
    )
    return lines


def _shares(analysis: Analysis) -> pd.DataFrame:
    return analysis.topics().head(1).rename(columns={"share_posts": "share"})


def _half(truth: Truth) -> float | None:
    return None if truth.lo is None or truth.hi is None else (truth.hi - truth.lo) / 2


def _more(row: pd.Series, precision: float) -> str:
    more = row["more"]
    if pd.isna(more):
        return f"{row['label']}: reading every post would not make its share exact to ± {points(precision)}."
    if not whole(more):
        return ""
    return f"{row['label']}: about {count(more)} more posts make its share exact to ± {points(precision)}, as sorted."
