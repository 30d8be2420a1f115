"""Controls: the sentence that says whether differences are found where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, percent
from workbench.measures.controls import ALL, LIMIT, SPLITS, Control, Verdict, verdict
from workbench.report.figure import whole
from workbench.report.markup import Html, warn

if TYPE_CHECKING:
    from workbench.analysis import Analysis

MADE_UP = {
    Control.GROUPS: (
        f"People were dealt at random into two made-up groups, {SPLITS} times",
        "differences between groups",
    ),
    Control.CHANGE: (
        f"Months were exchanged at random within people, {SPLITS} times",
        "changes against the months before",
    ),
}


def controlled(analysis: Analysis) -> str:
    """Say for made-up groups, and for months exchanged at random, how often a difference was found."""
    table = analysis.controls()
    return " ".join(_sentence(table, control) for control in Control if (table["control"] == control).any())


def held(analysis: Analysis) -> str:
    """Say why nothing is claimed this time; empty where the controls allow claims."""
    failed = analysis.stopped
    if not failed:
        return ""
    control = Control.GROUPS if Control.GROUPS in failed else Control.CHANGE
    table = analysis.controls()
    row = table[(table["control"] == control) & (table["split"] == ALL)].iloc[0]
    what = "made up two groups by chance" if control is Control.GROUPS else "exchanged the months by chance"
    marked = "every figure is" if control is Control.GROUPS else "changes against the months before are"
    return (
        f"When we {what}, {percent(row['flagged_share'])} of the comparisons found a difference where there is none; up"
        f" to {percent(LIMIT)} is allowed. So {marked} marked “too early” this time, and nothing is claimed."
    )


def warning(analysis: Analysis) -> Html:
    """Show why nothing is claimed this time, as the first thing on a page; nothing where the controls allow claims."""
    said = held(analysis)
    return warn(said) if said else Html("")


def _sentence(table: pd.DataFrame, control: Control) -> str:
    made, about = MADE_UP[control]
    row = table[(table["control"] == control) & (table["split"] == ALL)].iloc[0]
    tested = whole(row["tested"])
    match verdict(table, control):
        case Verdict.TOO_LITTLE:
            return f"{made}: there are too few comparisons ({count(tested)}) to tell whether {about} are made up."
        case Verdict.STOP:
            return (
                f"{made}: {percent(row['flagged_share'])} of {count(tested)} comparisons found a difference where there"
                f" is none, more than the {percent(LIMIT)} that we allow. Do not publish {about} from these posts."
            )
    return (
        f"{made}: {percent(row['flagged_share'])} of {count(tested)} comparisons found a difference where there is"
        f" none; by chance it is about {percent(0.05)}, and above {percent(LIMIT)} no {about} may be published."
    )
