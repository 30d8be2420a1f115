"""Draft: the month in one sentence, until the researcher writes their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.charts.words import percent
from workbench.measures.headlines import Headline, News
from workbench.report.figure import number
from workbench.stats.strength import SURE

if TYPE_CHECKING:
    from workbench.analysis import Analysis


def one_sentence(lines: list[Headline], analysis: Analysis) -> str:
    """Draft the month in one sentence from the brief's lines; firm lines alone get a verb of change.

    Parameters
    ----------
    lines : list of Headline
    analysis : Analysis
    """
    by_news = {news: [line for line in lines if line.news is news] for news in News}
    parts = [_moved(line) for news in (News.RISING, News.FALLING) for line in by_news[news][:1]]
    lasting = by_news[News.LASTING][:1]
    if lasting:
        largest = _largest(lasting[0], analysis)
        if largest or not _may_have_moved(lasting[0]):
            rank = largest or "about as large as before"
            parts.insert(
                1, f"“{lasting[0].row['label']}” {'is' if largest or analysis.before is None else 'stays'} {rank}"
            )
    for line in by_news[News.NEW][:1]:
        parts.append(f"new is “{line.row['label']}”")
    kept = [part for part in parts if part]
    text = "; ".join(kept) if kept else "Nothing stands out at this size"
    return f"{text[:1].upper()}{text[1:]}."


def _may_have_moved(line: Headline) -> bool:
    """Tell whether "as large as before" would say too much: a move that is sure, or one that was too small to be."""
    if line.change is None:
        return False
    now, before, mde = (number(line.change[name]) for name in ("now", "before", "mde"))
    unsure = now is not None and before is not None and mde is not None and abs(now - before) >= mde / 2
    return str(line.change["strength"]) in SURE or unsure


def _moved(line: Headline) -> str:
    label = f"“{line.row['label']}”"
    if line.change is None:
        return label
    if line.change["strength"] == "firm":
        return f"{label} {'grows' if line.news is News.RISING else 'recedes'}"
    return f"{label} {percent(number(line.change['now']))} now, {percent(number(line.change['before']))} before"


def _largest(line: Headline, analysis: Analysis) -> str:
    """Say that a subject is the largest, or of the largest where ranges overlap; nothing where others are larger."""
    table = analysis.themes() if line.level == "theme" else analysis.topics()
    if not len(table) or str(table["topic_id"].iloc[0]) != line.subject:
        return ""
    low, next_high = number(table["share_people_lo"].iloc[0]), None
    if len(table) > 1:
        next_high = number(table["share_people_hi"].iloc[1:].max())
    alone = len(table) == 1 or (low is not None and next_high is not None and low > next_high)
    return "the largest subject" if alone else "among the largest subjects"
