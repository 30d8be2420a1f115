"""Charts of the topics page: how many people raise each topic, how large themes are, and their stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.charts import rows
from workbench.charts.style import BLUE, GRID, MUTED, PAPER, Numbers, Wording, finish, nothing
from workbench.charts.words import clean, count, decimal, interval, percent

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

READING = "● share of people, the line is its range"
HOLLOW = "○ the usual share before"


def largest(frame: pd.DataFrame) -> str:
    """Say which topic more people raise than any other.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``label``, ``share_people``, ``share_people_lo``, ``share_people_hi`` (fractions 0–1).
    """
    if frame.empty:
        return "No topic has enough people yet"
    top = frame.sort_values(["share_people", "label"], ascending=[False, True]).iloc[0]
    share = interval(top["share_people"], top["share_people_lo"], top["share_people_hi"])
    return f"Largest topic: “{clean(top['label'])}”, {share.replace('%', '% of people', 1)}"


def dots(frame: pd.DataFrame, *, title: str = "", limit: int = 20) -> alt.LayerChart | alt.Chart:
    """Draw the share of people of each topic with its interval; a hollow dot is the usual share before.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``label``, ``people``, ``share_people``, ``share_people_lo``, ``share_people_hi`` and, where known,
        ``before_share_people`` (fractions 0–1). Topic labels may be any length.
    title : str
        The finding; by default the largest topic.
    limit : int
        Largest topics drawn; the rest is named below the chart.

    Returns
    -------
    altair.LayerChart or altair.Chart
        As wide as what holds it.
    """
    found = title or largest(frame)
    if frame.empty:
        return nothing(found)
    ordered = frame.sort_values(["share_people", "label"], ascending=[False, True])
    drawn = _people(ordered.head(limit))
    known = bool(drawn["before"].notna().any())
    left = len(ordered) - len(drawn)
    notes = [READING, HOLLOW if known else "", f"{left} smaller topics stand in the table" if left > 0 else ""]
    wording = Wording(found, _described(found, drawn), " · ".join(note for note in notes if note))
    cells = [
        [row.label, count(row.people), row.value, *([percent(row.before)] if known else [])] for row in rows.each(drawn)
    ]
    headings = ["Topic", "People", "Share of people", *(["Usual before"] if known else [])]
    marks = rows.dots(drawn)
    return finish(marks, wording, Numbers.of(headings, cells))


def themes(frame: pd.DataFrame, *, title: str = "") -> alt.LayerChart | alt.Chart:
    """Draw how many people speak of each theme.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``theme``, ``posts`` and ``people`` (counts), one row a theme. People of a theme are counted once, so this
        is not the sum of its topics.
    title : str
        The finding; by default the largest theme.

    Returns
    -------
    altair.LayerChart or altair.Chart
        As wide as what holds it.
    """
    import altair as alt

    if frame.empty:
        return nothing(title or "No theme has enough people yet")
    ordered = frame.sort_values(["people", "theme"], ascending=[False, True])
    drawn = rows.with_rows(ordered, label="theme").assign(
        value=[f"{count(n)} people" for n in ordered["people"]], people=ordered["people"].to_numpy()
    )
    found = title or f"The largest theme is “{drawn['label'].iloc[0]}”, with {count(drawn['people'].iloc[0])} people"
    tall = rows.height(drawn)
    base = alt.Chart(drawn[rows.DRAWN], height=tall)
    bars = rows.bars(drawn, tall, field="people", colour=BLUE, thick=10)
    said = "; ".join(f"{row.label}: {row.value}" for row in rows.each(drawn.head(5)))
    cells = [[row.theme, count(row.posts), count(row.people)] for row in rows.each(ordered)]
    wording = Wording(found, f"{found}. Bars of people by theme. {said}.", "People who speak of each theme")
    numbers = Numbers.of(["Theme", "Posts", "People"], cells)
    return finish(alt.LayerChart(layer=[bars, *rows.labels(base, tall)]), wording, numbers)


def stars(frame: pd.DataFrame, *, title: str = "", limit: int = 15) -> alt.LayerChart | alt.Chart:
    """Draw the stars people give with each topic, beside the stars of all other reviews.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``label``, ``stars``, ``stars_others`` (1–5); topics without stars are left out.
    title : str
        The finding; by default the topic with the lowest stars.
    limit : int
        Topics drawn, lowest stars first.

    Returns
    -------
    altair.LayerChart or altair.Chart
        As wide as what holds it.
    """
    import altair as alt

    rated = frame[frame["stars"].notna()].sort_values(["stars", "label"]).head(limit)
    if rated.empty:
        return nothing(title or "No topic has stars in this period")
    drawn = rows.with_rows(rated, label="label").assign(
        stars=rated["stars"].to_numpy(),
        others=rated["stars_others"].to_numpy(),
        value=[f"{decimal(mean)} stars" for mean in rated["stars"]],
    )
    low = drawn.iloc[0]
    found = title or f"Lowest stars: “{low['label']}”, {decimal(low['stars'])} (all others {decimal(low['others'])})"
    axis = alt.Axis(grid=True, gridColor=GRID, values=[1, 2, 3, 4, 5], labelExpr="datum.value + ' ★'", labelFlush=True)
    scale = alt.Scale(domain=[1, 5], nice=False)
    tall = rows.height(drawn)
    base = alt.Chart(drawn[[*rows.DRAWN, "stars", "others"]], height=tall)
    x, y = alt.X("stars:Q", scale=scale, axis=axis), rows.at("y_mark", tall)
    layers = [
        base.mark_rule(color=MUTED).encode(x=x, x2="others:Q", y=y),
        base.mark_point(color=MUTED, fill=PAPER, size=70, strokeWidth=1.6, opacity=1).encode(
            x=alt.X("others:Q", scale=scale, axis=axis), y=y
        ),
        base.mark_point(color=BLUE, fill=BLUE, size=85, opacity=1).encode(x=x, y=y),
        *rows.labels(base, tall),
    ]
    said = "; ".join(f"{row.label}: {decimal(row.stars)} against {decimal(row.others)}" for row in rows.each(drawn))
    cells = [[row.label, decimal(row.stars), decimal(row.others)] for row in rows.each(drawn)]
    wording = Wording(found, f"{found}. {said}.", "● stars given with the topic · ○ stars of all other reviews")
    return finish(alt.LayerChart(layer=layers), wording, Numbers.of(["Topic", "Stars", "All other reviews"], cells))


def _people(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the drawn columns of the topics table under the names the row chart uses."""
    before = frame["before_share_people"] if "before_share_people" in frame else None
    return rows.with_rows(frame, label="label").assign(
        people=frame["people"].to_numpy(),
        share=frame["share_people"].astype(float).to_numpy(),
        lo=frame["share_people_lo"].astype(float).to_numpy(),
        hi=frame["share_people_hi"].astype(float).to_numpy(),
        before=float("nan") if before is None else before.astype(float).to_numpy(),
        value=[
            interval(share, lo, hi)
            for share, lo, hi in zip(
                frame["share_people"], frame["share_people_lo"], frame["share_people_hi"], strict=True
            )
        ],
    )


def _described(found: str, drawn: pd.DataFrame) -> str:
    """Say the finding and the first five rows in words."""
    said = "; ".join(f"{row.label}: {row.value}" for row in rows.each(drawn.head(5)))
    return f"{found}. Share of people by topic, with intervals. {said}."
