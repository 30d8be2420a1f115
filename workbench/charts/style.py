"""The look of every chart: few colours, the system's own type, and no chart without a description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.charts.words import clean, wrapped

if TYPE_CHECKING:
    import altair as alt

    Drawing = TypeVar("Drawing", alt.Chart, alt.LayerChart)

# Each colour stands once in the page style, which maps it to its dark and print twin by attribute; so a chart is
# drawn once and follows the reader's scheme, and a saved picture is always the light one.
INK = "#1d1c1a"
MUTED = "#5f5c56"
RULE = "#d9d4c8"
GRID = "#e9e5dc"
PAPER = "#ffffff"
BLUE = "#1d5a8a"
ORANGE = "#b4500f"
PALE = "#a9c3d9"
COLOURS = (INK, MUTED, RULE, GRID, PAPER, BLUE, ORANGE, PALE)
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Liberation Sans, Arial, sans-serif"

CONFIG: dict[str, Any] = {
    "background": PAPER,
    "font": FONT,
    "padding": {"left": 0, "right": 0, "top": 4, "bottom": 4},
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": False,
        "gridColor": GRID,
        "labelColor": MUTED,
        "labelFontSize": 12,
        "labelPadding": 6,
        "title": None,
    },
    "legend": {
        "orient": "top",
        "direction": "horizontal",
        "title": None,
        "labelColor": INK,
        "labelFontSize": 13,
        "labelLimit": 150,
        "symbolSize": 90,
        "columnPadding": 16,
        "offset": 10,
    },
    "title": {
        "anchor": "start",
        "frame": "group",
        "color": INK,
        "fontSize": 16,
        "fontWeight": 600,
        "lineHeight": 21,
        "offset": 14,
        "subtitleColor": MUTED,
        "subtitleFontSize": 13,
        "subtitleLineHeight": 18,
        "subtitlePadding": 6,
    },
}


@dataclass(frozen=True)
class Numbers:
    """The figures behind a chart, already written as text, shown below it.

    Parameters
    ----------
    headings : tuple of str
        One per column; the first column names the row.
    rows : tuple of tuple of str
        One per row, as long as the headings.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Numbers:
        """Build from any sequences."""
        return cls(tuple(headings), tuple(tuple(row) for row in rows))


@dataclass(frozen=True)
class Wording:
    """What stands around a chart.

    Parameters
    ----------
    title : str
        The finding, as a sentence.
    description : str
        What a reader who cannot see the chart should know: read out by screen readers.
    subtitle : str
        How to read it: what the marks stand for.
    """

    title: str
    description: str
    subtitle: str = ""


def finish(chart: Drawing, wording: Wording, numbers: Numbers) -> Drawing:
    """Give a chart its words, its figures, the house style and the width of whatever holds it.

    Parameters
    ----------
    chart : altair.Chart or altair.LayerChart
        The marks.
    wording : Wording
        Title, description and subtitle.
    numbers : Numbers
        The table that follows the chart on a page.

    Returns
    -------
    altair.Chart or altair.LayerChart
        A new chart; the argument stays as it was.

    Raises
    ------
    ValueError
        Without a title or a description: a chart that says nothing to some readers is not built.
    """
    if not wording.description.strip():
        raise ValueError("A chart needs a description that says in words what it shows.")
    if not wording.title.strip():
        raise ValueError("A chart needs a title that says what was found.")
    done: Drawing = chart.properties(
        title={"text": wrapped(wording.title), "subtitle": wrapped(wording.subtitle, width=96)},
        description=clean(wording.description, limit=2000),
        width="container",
        autosize={"type": "fit-x", "contains": "padding"},
        usermeta={
            "title": clean(wording.title),
            "subtitle": clean(wording.subtitle),
            "headings": [clean(text) for text in numbers.headings],
            "rows": [[clean(cell) for cell in row] for row in numbers.rows],
        },
    )
    styled: Drawing = done.configure(**CONFIG)
    return styled


def nothing(title: str, *, sentence: str = "There is nothing to draw here yet.") -> alt.Chart:
    """Return a one-line chart for an empty frame, so that a small study still makes its pages."""
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame({"text": [sentence]})
    mark = alt.Chart(frame, height=30).mark_text(align="left", fontSize=13, color=MUTED)
    drawn: alt.Chart = mark.encode(x=alt.value(0), y=alt.value(16), text="text:N")
    return finish(drawn, Wording(title, sentence), Numbers(("Note",), ((sentence,),)))
