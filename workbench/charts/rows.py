"""Rows of marks with their label above: readable at the width of a phone and of a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workbench.charts.style import BLUE, GRID, INK, MUTED, PAPER
from workbench.charts.words import clean, two_lines

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

LINE_CHARACTERS = 37  # at 13 px this leaves room for "14 % (10–19)" on a column 340 px wide
LINE = 17  # pixels from one line of a label to the next
MARKS = 16  # pixels from a label's last line down to the middle of its marks
TRACK = 31  # pixels from a label's last line to the end of its row: the marks, then air
DRAWN = ["label", "line_1", "line_2", "value", "y_first", "y_last", "y_mark"]
PERCENT_LABEL = "format(datum.value * 100, '.0f') + '\u00a0%'"


def with_rows(
    frame: pd.DataFrame, *, label: str, track: int = TRACK, characters: int = LINE_CHARACTERS
) -> pd.DataFrame:
    """Return a copy with the label broken into two lines and the place of each line and mark.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a line of the chart, in drawing order.
    label : str
        Column with the label; it may be any length.
    track : int
        Pixels from a label's last line to the end of its row.
    characters : int
        Longest line of a label.

    Returns
    -------
    pandas.DataFrame
        With ``label``, ``line_1``, ``line_2`` (str; the first is empty for short labels) and, in pixels from the top
        of the chart, ``y_first``, ``y_last`` (the lines), ``y_mark`` and ``y_end`` (float).
    """
    lines = [two_lines(str(text), width=characters) for text in frame[label]]
    lasts, end = [], 0.0
    for first, _ in lines:
        lasts.append(end + LINE * (2 if first else 1))
        end = lasts[-1] + track
    return frame.reset_index(drop=True).assign(
        label=[clean(text) for text in frame[label]],
        line_1=[first for first, _ in lines],
        line_2=[second for _, second in lines],
        y_first=[last - LINE for last in lasts],
        y_last=lasts,
        y_mark=[last + MARKS for last in lasts],
        y_end=[last + track for last in lasts],
    )


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Go through the rows of a frame as named tuples, whose fields the type checker cannot know."""
    yield from frame.itertuples()


def height(frame: pd.DataFrame) -> float:
    """Return the height of all rows in pixels."""
    return float(frame["y_end"].iloc[-1])


def at(field: str, tall: float) -> alt.Y:
    """Return the vertical place named by a column of pixels, in a chart `tall` pixels high."""
    import altair as alt

    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, tall], range=[0, tall], nice=False))


def labels(base: alt.Chart, tall: float, *, room: int = 96) -> list[alt.Chart]:
    """Return the label above each row and, at the right in `room` pixels, the value written out in column ``value``."""
    import altair as alt

    limit = alt.ExprRef(f"max(60, width - {room})")
    common: dict[str, Any] = {"align": "left", "baseline": "alphabetic", "fontSize": 13, "color": INK, "limit": limit}
    value = base.mark_text(align="right", baseline="alphabetic", fontSize=12, color=MUTED)
    return [
        base.mark_text(**common).encode(x=alt.value(0), y=at("y_first", tall), text="line_1:N"),
        base.mark_text(**common).encode(x=alt.value(0), y=at("y_last", tall), text="line_2:N"),
        value.encode(x=alt.value("width"), y=at("y_last", tall), text="value:N"),
    ]


def share_axis(field: str, *, highest: float) -> alt.X:
    """Return a horizontal axis of shares from 0, with light upright lines."""
    import altair as alt

    axis = alt.Axis(grid=True, gridColor=GRID, labelExpr=PERCENT_LABEL, tickCount=5, labelFlush=True)
    top = max(highest * 1.04, 0.04)
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=axis)


def bars(frame: pd.DataFrame, tall: float, *, field: str, colour: str, thick: int) -> alt.Chart:
    """Draw a bar from 0 for each row, `thick` pixels high."""
    import altair as alt

    # a rectangle, not a thick line: half a line's thickness would push the whole drawing to the right
    edges = {"y_from": frame["y_mark"] - thick / 2, "y_to": frame["y_mark"] + thick / 2}
    base = alt.Chart(frame[["label", field]].assign(**edges))

    x = alt.X(f"{field}:Q", scale=alt.Scale(domainMin=0, zero=True, nice=False), axis=alt.Axis(labels=False))
    tip = [alt.Tooltip("label:N", title="Name"), alt.Tooltip(f"{field}:Q", title=field.capitalize())]
    drawn: alt.Chart = base.mark_rect(color=colour, opacity=1).encode(
        x=x, x2=alt.value(0), y=at("y_from", tall), y2="y_to:Q", tooltip=tip
    )
    return drawn


def dots(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw a dot with its interval for each row, and a hollow dot for what was usual before.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `with_rows`, with ``share``, ``lo``, ``hi``, ``before`` (fractions 0–1, the last may be empty) and
        ``value`` (text at the right).

    Returns
    -------
    altair.LayerChart
        Not yet finished.
    """
    import altair as alt

    tall, top = height(frame), float(frame[["share", "hi", "before"]].max().max())
    drawn = frame[[*DRAWN, "share", "lo", "hi", "before"]]
    base, y = alt.Chart(drawn, height=tall), at("y_mark", tall)
    tip = [alt.Tooltip("label:N", title="Topic"), alt.Tooltip("value:N", title="Share of people")]
    line = base.mark_rule(color=BLUE, strokeWidth=2.5, strokeCap="round")
    known = drawn.loc[drawn["before"].notna(), ["before", "y_mark"]]
    hollow = alt.Chart(known).mark_point(color=MUTED, fill=PAPER, size=70, strokeWidth=1.6, opacity=1)
    now = base.mark_point(color=BLUE, fill=BLUE, size=85, opacity=1)
    layers = [
        line.encode(x=share_axis("lo", highest=top), x2="hi:Q", y=y),
        # an empty layer would be a picture without words to a screen reader
        *([hollow.encode(x=share_axis("before", highest=top), y=y)] if len(known) else []),
        now.encode(x=share_axis("share", highest=top), y=y, tooltip=tip),
        *labels(base, tall),
    ]
    return alt.LayerChart(layer=layers)
