"""The one small chart of the brief: its lines as dots, with what was usual before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.charts import rows
from workbench.charts.style import Numbers, Wording, finish, nothing
from workbench.charts.words import interval, percent

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


def movers(frame: pd.DataFrame, *, title: str) -> alt.LayerChart | alt.Chart:
    """Draw the topics of the brief's lines: share of people with its interval, hollow dot for the usual share.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``label``, ``share``, ``lo``, ``hi`` and ``before`` (fractions 0–1, ``before`` may be empty), in the order of
        the lines; see `workbench.report.brief.chart_frame`.
    title : str
        The finding.

    Returns
    -------
    altair.LayerChart or altair.Chart
        As wide as what holds it.
    """
    if frame.empty:
        return nothing(title)
    values = [interval(row.share, row.lo, row.hi) for row in rows.each(frame)]
    drawn = rows.with_rows(frame, label="label", track=28).assign(
        **{name: frame[name].astype(float).to_numpy() for name in ("share", "lo", "hi", "before")}, value=values
    )
    known = bool(drawn["before"].notna().any())
    said = "; ".join(
        f"{row.label}: {row.value}" + (f", usually {percent(row.before)}" if row.before == row.before else "")
        for row in rows.each(drawn)
    )
    reading = "● share of people, the line is its range" + (" · ○ the usual share before" if known else "")
    cells = [[row.label, row.value, percent(row.before)] for row in rows.each(drawn)]
    marks = rows.dots(drawn)
    numbers = Numbers.of(["Topic", "Share of people", "Usual before"], cells)
    return finish(marks, Wording(title, f"{title}. {said}.", reading), numbers)
