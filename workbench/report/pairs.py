"""Pairs: every comparison of two groups, folded under what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import counted, percent, upper
from workbench.measures.headlines import both_speak
from workbench.measures.segments import BY_CHANNEL
from workbench.report import checked
from workbench.report.figure import number
from workbench.report.markup import Html, fold, note
from workbench.report.tables import table
from workbench.stats.strength import SURE

if TYPE_CHECKING:
    from workbench.analysis import Analysis

#: comparisons that need no name beside those of their groups.
NAMED = (*BY_CHANNEL, "customers")
ROWS = 12


def comparisons(analysis: Analysis, *, rows: int = ROWS) -> Html:
    """Show a fold for each comparison, headed by what it shows, with one table for each pair of groups.

    Parameters
    ----------
    analysis : Analysis
    rows : int
        Topics a pair, widest difference first.
    """
    found = analysis.segments()
    parts = []
    for name in found["comparison"].drop_duplicates():
        own = found[found["comparison"] == name]
        pairs = [pair for _, pair in own.groupby(["segment_1", "segment_2"], sort=False)]
        inside = [_table(analysis, pair, rows) for pair in pairs]
        weighted = own["share_1_raked"].notna().any()
        told = note("Weighted: as if those who spoke were spread like all customers.") if weighted else ""
        parts.append(str(fold(headline(own), *inside, told)))
    return Html("".join(parts))


def headline(own: pd.DataFrame) -> str:
    """Say in one line what the pairs of one comparison show.

    Parameters
    ----------
    own : DataFrame
        Rows of segments of one comparison.

    Returns
    -------
    str
        Such as `Customers and audience only: 4 of 35 topics likely differ, most “VAT rate” (12 % and 5 %)`.
    """
    names = list(dict.fromkeys([*own["segment_1"].astype(str), *own["segment_2"].astype(str)]))
    comparison = str(own["comparison"].iloc[0])
    of = f"{upper(comparison)}: {_listed(names)}" if comparison not in NAMED else upper(_listed(names))
    sure = own[own["strength"].isin(SURE)].sort_values("difference", key=lambda gap: -gap.abs(), kind="stable")
    if sure.empty:
        return f"{of}: no difference is sure yet"
    firm = sure[sure["strength"] == SURE[0]]
    told = firm if len(firm) else sure
    both = told[both_speak(told)]
    first = (both if len(both) else told).iloc[0]
    shares = f"{percent(number(first['share_1']))} and {percent(number(first['share_2']))}"
    if len(names) > 2:
        shares = f"{first['segment_1']} {percent(number(first['share_1']))}, "
        shares += f"{first['segment_2']} {percent(number(first['share_2']))}"
        found = f"{_both(len(firm), len(sure) - len(firm))} {'difference' if len(sure) == 1 else 'differences'}"
        return f"{of}: {found}, most “{first['label']}” ({shares})"
    likely = len(sure) - len(firm)
    if not len(firm):
        found = f"{likely} of {counted(len(own), 'topic')} likely differ"
    else:
        found = f"{len(firm)} of {counted(len(own), 'topic')} differ" + (
            f" and {likely} more likely do" if likely else ""
        )
    return f"{of}: {found}, most “{first['label']}” ({shares})"


def _both(firm: int, likely: int) -> str:
    return " and ".join(f"{number} {how}" for number, how in ((firm, "firm"), (likely, "likely")) if number)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"


def _table(analysis: Analysis, pair: pd.DataFrame, rows: int) -> Html:
    first, second = str(pair["segment_1"].iloc[0]), str(pair["segment_2"].iloc[0])
    columns = {"label": "Topic", "share_1": upper(first)}
    if pair["share_1_raked"].notna().any():
        columns["share_1_raked"] = f"{upper(first)}, weighted"
    columns |= {"share_2": upper(second), "difference": "Difference in points", "strength": "How sure"}
    shown, more = checked.with_corrected(analysis, pair)
    return table(shown, columns | more, caption=f"{upper(first)} beside {second}, share of posts", limit=rows)
