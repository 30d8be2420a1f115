"""Briefing: a study's tables written out as the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, decimal, interval, percent, period, upper
from workbench.measures.controls import Control
from workbench.measures.headlines import Headline, News, headlines, too_early
from workbench.measures.spans import months_of, nothing_before
from workbench.privacy.quote import quote
from workbench.project.kept import read_notes
from workbench.report.brief import Brief, ChartRow, Figure, Heard, Line, Mark, Note
from workbench.report.card import cards_of
from workbench.report.checked import of_subject
from workbench.report.controls import held
from workbench.report.draft import one_sentence
from workbench.report.evidence import folds
from workbench.report.figure import number, whole
from workbench.stats.strength import points

if TYPE_CHECKING:
    from workbench.analysis import Analysis

QUOTE_LIMIT = 110
NOTHING = "Nothing can be claimed from these posts."
#: asking for more than this many further months settles nothing.
LONGEST_WAIT = 6


def brief_of(analysis: Analysis) -> Brief:
    """Write the brief of a study.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    Brief
        Generated sentences are drafts: the headline of notes/<period>.md replaces the first one.
    """
    notes = read_notes(analysis.project.folder, analysis.period.label)
    themes, change = analysis.themes(), analysis.change()
    lines = headlines(themes, _with_news(analysis), change, analysis.segment_themes(), new_in=_new_in(analysis))
    written = tuple(_line(line, analysis) for line in lines)
    told = {line.subject for line in lines}
    # what would have been noticed is not known where the controls fail
    early = [] if analysis.stopped else too_early(themes, change, told=told)
    values = analysis.quality().set_index("name")["value"]
    heard = analysis.now.posts["channel"].value_counts().rename("posts").reset_index()
    heard = heard.sort_values(["posts", "channel"], ascending=[False, True])
    return Brief(
        project=analysis.project.name,
        period_title=period_title(analysis),
        byline="team edition",
        standing=(
            Figure(count(float(values["posts"])), "posts"),
            Figure(count(float(values["people"])), "people" if not _stand_in(analysis) else "people or unnamed posts"),
            Figure(str(len(heard)), "channel" if len(heard) == 1 else "channels"),
        ),
        compared=_compared(analysis, values),
        warning=held(analysis),
        cards=cards_of(analysis),
        sentence=notes.headline or (NOTHING if Control.GROUPS in analysis.stopped else one_sentence(lines, analysis)),
        lines=written,
        too_early=tuple(_early(row, analysis) for row in early),
        decide_now=(notes.recommendation,) if notes.recommendation else (),
        heard_from=tuple(
            Heard(str(row.channel).capitalize(), whole(row.posts) / len(analysis.now.posts))
            for row in heard.itertuples(index=False)
        ),
        folded=folds(analysis, notes),
    )


def period_title(analysis: Analysis) -> str:
    """Name the period, or say that the posts carry no dates."""
    return "posts without dates" if _undated(analysis) else analysis.period.title


def _undated(analysis: Analysis) -> bool:
    return len(analysis.now.posts) > 0 and bool(analysis.now.posts["at"].isna().all())


def _with_news(analysis: Analysis) -> pd.DataFrame:
    """Return the topics; what the team had all along, in a code frame, was never first seen."""
    found = analysis.topics()
    had = [topic.topic_id for topic in analysis.codebook.live if topic.brought]
    return found.assign(first_seen=found["first_seen"].mask(found["topic_id"].isin(had)))


def _new_in(analysis: Analysis) -> str | None:
    """Return this period where its new topics are news: an earlier study has set up the codebook."""
    periods = [period for period, _ in analysis.codebook.proposals]
    first = not periods or periods[0] == analysis.period.label or analysis.before is None
    return None if first else analysis.period.label


def _stand_in(analysis: Analysis) -> bool:
    return bool((analysis.now.posts["authors"] == "unknown").any())


def _compared(analysis: Analysis, values: pd.Series) -> str:
    spans = analysis.spans
    said = []
    if spans.sizes.label != spans.period.label and not _undated(analysis):
        alone = analysis.ground.material.within(spans.period.start, spans.period.end, months_of(spans.period))
        own = f"{spans.period.title} alone: {count(len(alone.posts))} posts"
        said.append(f"So that there is enough to count, sizes are of {spans.sizes.title} ({own}).")
    if spans.before is not None:
        people = analysis.ground.before_people()
        held = (
            analysis.before.posts["month"].min() if analysis.before is not None and len(analysis.before.posts) else ""
        )
        short = held and held > min(months_of(spans.before), default=held)
        since = f", from {period(str(held))} on; nothing earlier is loaded" if short else ""
        said.append(f"Compared with {spans.before.title} ({count(people)} people{since}).")
    else:
        said.append(nothing_before(spans))
    other = int(values["posts_other_language"])
    if other:
        name = _LANGUAGES.get(analysis.project.language, analysis.project.language)
        said.append(f"{percent(other / int(values['posts']))} not in {name}, not included.")
    return " ".join(said)


_LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
    "pt": "Portuguese",
}  # fmt: skip


MARKS = {
    News.RISING: Mark.RISING,
    News.FALLING: Mark.FALLING,
    News.LASTING: Mark.LASTING,
    News.NEW: Mark.NEW,
    News.GROUPS: Mark.GROUPS,
}


def _line(line: Headline, analysis: Analysis) -> Line:
    if line.news is News.GROUPS:
        return _groups(line)
    row = line.row
    share, lo, hi = (number(row[name]) for name in ("share_people", "share_people_lo", "share_people_hi"))
    if line.news is News.NEW:
        where = f", {_channels(row)}" if _channel_count(analysis) > 1 else ""
        figure = f"{count(row['people'])} people{where}. Read the {count(row['people'])}."
    else:
        figure = f"{interval(share, lo, hi)} of people{_before(line)}."
    return Line(
        mark=MARKS[line.news],
        headline=str(row["label"]),
        figure=figure,
        why=_why(line, row, analysis),
        quote=_quote(line, analysis),
        owner=str(row["owner"]),
        strength=_strength(line, analysis),
        sure_of=_sure_of(line),
        checked=of_subject(analysis, line.subject, str(row["checked"])),
        chart_row=None
        if line.news is News.NEW or share is None
        else ChartRow(str(row["label"]), share, lo or 0.0, hi or share, number(row["before_share_people"])),
    )


def _strength(line: Headline, analysis: Analysis) -> str:
    """Say how sure a line is: one about a movement as the movement, one about a size as the size."""
    if line.news is News.NEW:
        return "too early" if Control.GROUPS in analysis.stopped else "new"
    if line.change is not None and line.news in (News.RISING, News.FALLING):
        return str(line.change["strength"])
    return str(line.row["strength"])


def _sure_of(line: Headline) -> str:
    if line.news is News.NEW:
        return ""
    return "the change" if line.change is not None and line.news in (News.RISING, News.FALLING) else "its size"


def _before(line: Headline) -> str:
    if line.change is None:
        return ""
    past = percent(number(line.change["before"]))
    if line.news is News.LASTING:
        return f"; {past} before"
    if line.change["strength"] == "firm":
        return f", {'up' if line.news is News.RISING else 'down'} from {past}"
    return f" now, {past} before"


def _why(line: Headline, row: pd.Series, analysis: Analysis) -> str:
    said = []
    if line.level == "theme":
        inside = analysis.topics()
        inside = inside[inside["theme_id"] == line.subject]
        if len(inside) > 1:
            names = [str(name) for name in inside["label"].head(3)]
            said.append(f"Mostly: {'; '.join(names)}.")
    stars, others = number(row["stars"]), number(row["stars_others"])
    if stars is not None and others is not None and abs(stars - others) >= 0.5:
        said.append(f"Stars {decimal(stars)}, all others {decimal(others)}.")
    if line.news is not News.NEW and _channel_count(analysis) > 1:
        said.append(f"Heard {_channels(row)}.")
    return " ".join(said)


def _channel_count(analysis: Analysis) -> int:
    return int(analysis.now.posts["channel"].nunique())


def _channels(row: pd.Series) -> str:
    """Say where a subject is heard, where one channel carries most of it; otherwise in about how many."""
    share = number(row["top_channel_share"])
    if share is not None and share >= 0.5:
        return f"in {row['top_channel']} only" if share == 1 else f"{percent(share)} in {row['top_channel']}"
    return f"about equally in {round(number(row['channels_effective']) or 1.0)} channels"


def _quote(line: Headline, analysis: Analysis) -> str:
    chosen = analysis.examples()
    topics = analysis.topics()
    ids = topics.loc[topics["theme_id"] == line.subject, "topic_id"] if line.level == "theme" else [line.subject]
    for topic_id in list(ids)[:1]:
        own = chosen[(chosen["topic_id"] == topic_id) & (chosen["kind"] == "typical")].sort_values("rank")
        for row in own.itertuples():
            text = quote(str(row.said), origin=str(row.origin), limit=QUOTE_LIMIT)
            if text:
                return text
    return ""


def _groups(line: Headline) -> Line:
    row, other = line.row, line.change
    first, second = str(row["segment_1"]), str(row["segment_2"])
    ahead = first if row["difference"] > 0 else second
    if other is None:
        headline = f"{upper(ahead)} speak more of: {row['label']}"
    else:
        headline = f"{upper(first)} and {second} speak of different things"
    beside = "; ".join(_beside(one) for one in (row, other) if one is not None)
    return Line(
        mark=Mark.GROUPS,
        headline=headline,
        figure=f"{beside}.",
        why="Shares of posts. They are different people: a difference is not a quarrel.",
        strength=_weaker(row, other),
        checked=str(row["checked"]),
    )


def _beside(row: pd.Series) -> str:
    one, two = percent(number(row["share_1"])), percent(number(row["share_2"]))
    return f"“{row['label']}” {one} in {row['segment_1']}, {two} in {row['segment_2']}"


def _weaker(row: pd.Series, other: pd.Series | None) -> str:
    found = {str(row["strength"]), str(other["strength"]) if other is not None else str(row["strength"])}
    return "likely" if "likely" in found else str(row["strength"])


def _early(row: pd.Series, analysis: Analysis) -> Note:
    now, before, mde = (number(row[name]) for name in ("now", "before", "mde"))
    difference = number(row["estimate"])
    text = f"{percent(now)} now, {percent(before)} before."
    if mde is not None:
        direction = "rise" if (difference or 0) >= 0 else "fall"
        text += f" At this size we would notice a {direction} of {points(mde, up=True)} or more."
        months = _wait(mde, difference, analysis)
        if months:
            text += f" About {months} more month{'' if months == 1 else 's'} at this size would settle it."
    return Note(str(row["label"]), text)


def _wait(mde: float, difference: float | None, analysis: Analysis) -> int:
    """Months until a difference of this size would be noticed: what is noticed shrinks with the root of the posts."""
    if not difference:
        return 0
    factor = (mde / abs(difference)) ** 2
    more = -(-(factor - 1) * _months(analysis) // 1)
    return int(more) if 1 <= more <= LONGEST_WAIT else 0


def _months(analysis: Analysis) -> int:
    return max(1, round(analysis.spans.sizes.days / 30))
