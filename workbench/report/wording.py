"""Wording: the words that one group says more than the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import upper
from workbench.measures.controls import Control
from workbench.report.groups import HELD
from workbench.report.markup import Html, fold
from workbench.report.tables import table
from workbench.stats.strength import SURE

if TYPE_CHECKING:
    from workbench.analysis import Analysis

#: words of a group in a sentence and in a table, and comparisons that the page shows; the files hold more.
FIRST_WORDS, MOST_WORDS, MOST_PAIRS = 5, 8, 3


def words_said(analysis: Analysis) -> str:
    """Say what the words show, or why there are none."""
    if Control.GROUPS in analysis.stopped:
        return HELD
    if _sure(analysis).empty:
        return "No word is said by one group so much more than by the other that chance could not explain it."
    return (
        "Words that one group says more than the other, and not because of one loud person. They show how people speak;"
        " phrases of a form or a greeting stand among them."
    )


def words_table(analysis: Analysis) -> Html:
    """Show a fold for each comparison, headed by its first words, with the words of each group, strongest first."""
    sure = _sure(analysis)
    parts = []
    for pair in sure["comparison"].drop_duplicates().head(MOST_PAIRS):
        sides = [own for _, own in sure[sure["comparison"] == pair].groupby(["segment", "other"], sort=False)]
        title = "; ".join(f"{upper(str(own['segment'].iloc[0]))}: {_first(own)}" for own in sides)
        parts.append(str(fold(title, *(_table(own) for own in sides))))
    return Html("".join(parts))


def _sure(analysis: Analysis) -> pd.DataFrame:
    found = analysis.words()
    chosen: pd.DataFrame = found[found["strength"].isin(SURE)]
    return chosen


def _first(own: pd.DataFrame) -> str:
    return ", ".join(str(word) for word in own["word"].head(FIRST_WORDS))


def _table(own: pd.DataFrame) -> Html:
    segment, other = str(own["segment"].iloc[0]), str(own["other"].iloc[0])
    heads = {
        "word": "Word",
        "people": f"People, {segment}",
        "people_other": f"People, {other}",
        "strength": "How sure",
    }
    return table(own.head(MOST_WORDS), heads, caption=f"Said more in the group “{segment}” than in “{other}”")
