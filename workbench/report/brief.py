"""The brief: one page that says what people told us, how sure we are, and what is to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from workbench.charts.words import percent
from workbench.report.card import Card
from workbench.report.markup import Html, checked, environment, tag

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup

SILENT = "Silent users are not in here."
SHADES = 5


class Mark(StrEnum):
    """What kind of news a line is; shape and spoken word carry it, colour only helps."""

    RISING = "rising"
    FALLING = "falling"
    LASTING = "lasting"
    NEW = "new"
    GROUPS = "groups"
    OURS = "ours"

    @property
    def sign(self) -> str:
        """The printed sign."""
        return {"rising": "▲", "falling": "▼", "lasting": "●", "new": "◆", "groups": "⇄", "ours": "✦"}[self.value]

    @property
    def meaning(self) -> str:
        """What a screen reader says for the sign."""
        return {
            "rising": "more than before",
            "falling": "less than before",
            "lasting": "among the largest",
            "new": "new",
            "groups": "groups differ",
            "ours": "our own posts",
        }[self.value]


@dataclass(frozen=True)
class ChartRow:
    """One row of the brief's chart; shares as fractions (0–1) of people."""

    label: str
    share: float
    lo: float
    hi: float
    before: float | None = None


@dataclass(frozen=True)
class Line:
    """One numbered line: what, how many, why in users' words, how sure, who owns it.

    Parameters
    ----------
    mark : Mark
        The kind of news.
    headline : str
        What, in a few words.
    figure : str
        How many, with its interval.
    why : str
        The rest of the line.
    quote : str
        Words of a person, already allowed out; the page adds the quotation marks.
    owner : str
        Who looks after it; may be empty.
    strength : str
        "firm", "likely", "new" or "too early".
    checked : str
        "yes", "quick" or "no"; any other text is shown as it is, such as "17 of 20 fit".
    chart_row : ChartRow, optional
        Draws this line in the chart.
    sure_of : str
        What the strength is about where a reader could take it for something else: "its size", "the change".
    """

    mark: Mark
    headline: str
    figure: str = ""
    why: str = ""
    quote: str = ""
    owner: str = ""
    strength: str = "likely"
    checked: str = "no"
    chart_row: ChartRow | None = None
    sure_of: str = ""


@dataclass(frozen=True)
class Figure:
    """A number of the standing line with the word below it, such as ``Figure("312", "posts")``."""

    value: str
    label: str


@dataclass(frozen=True)
class Note:
    """A sentence with an optional bold beginning, such as ``Note("Price", "9 % now, 6 % before.")``."""

    head: str
    text: str


@dataclass(frozen=True)
class Heard:
    """A channel and its share of posts as a fraction (0–1)."""

    channel: str
    share: float


@dataclass(frozen=True)
class Fold:
    """Evidence below the brief, closed until a reader opens it.

    Parameters
    ----------
    title : str
        Such as "How sure we are".
    parts : tuple
        A string is a paragraph, a tuple of strings a numbered list, `Html` a table or quotes.
    """

    title: str
    parts: tuple[str | tuple[str, ...] | Html, ...]


@dataclass(frozen=True)
class Brief:
    """All that the brief says, as plain data; empty parts are left out of the page.

    Parameters
    ----------
    project, period_title, byline : str
        Such as "Acme", "October 2026", "by R. Keller, 3 November · team edition".
    standing : tuple of Figure
        Posts, people, channels.
    compared : str
        What is compared with what, and what is not included.
    warning : str
        Why nothing is claimed this time, where that is so.
    cards : tuple of Card
        Products with their goals and how they stand.
    sentence : str
        The month in one sentence.
    lines : tuple of Line
        Six to ten.
    too_early, only_inside, last_decided : tuple of Note
        The bands below the lines.
    decide_now : tuple of str
        Questions with yes, no, later.
    heard_from : tuple of Heard
        Channels, largest first.
    silent : str
        What the channels leave out.
    folded : tuple of Fold
        The evidence.
    """

    project: str
    period_title: str
    byline: str
    standing: tuple[Figure, ...] = ()
    compared: str = ""
    warning: str = ""
    cards: tuple[Card, ...] = ()
    sentence: str = ""
    lines: tuple[Line, ...] = ()
    too_early: tuple[Note, ...] = ()
    only_inside: tuple[Note, ...] = ()
    last_decided: tuple[Note, ...] = ()
    decide_now: tuple[str, ...] = ()
    heard_from: tuple[Heard, ...] = ()
    silent: str = SILENT
    folded: tuple[Fold, ...] = ()


@dataclass(frozen=True)
class _Bar:
    x: float
    width: float
    shade: int


def render_brief(brief: Brief, *, part: Literal["all", "front", "folded"] = "all") -> str:
    """Return the brief as escaped HTML without a style attribute.

    Parameters
    ----------
    brief : Brief
        What it says.
    part : str
        "front" (masthead to channels), "folded" (the evidence) or "all". A notebook shows the front, then the
        chart, then the folded part.
    """
    page = environment().get_template("brief.html.j2")
    return page.render(
        brief=brief, part=part, bars=_bars(brief.heard_from), tag=tag, checked=checked, percent=percent, markup=_markup
    )


def front(brief: Brief) -> Html:
    """Show the brief itself, for a notebook's cell."""
    return Html(render_brief(brief, part="front"))


def folded(brief: Brief) -> Html:
    """Show the folded evidence, for the cell after the chart."""
    return Html(render_brief(brief, part="folded"))


def chart_frame(brief: Brief) -> pd.DataFrame:
    """Return the rows of the brief's chart for `workbench.charts.brief.movers`.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``share``, ``lo``, ``hi``, ``before`` (float, fractions 0–1; NaN where nothing was before).
    """
    import pandas as pd

    drawn = [line.chart_row for line in brief.lines if line.chart_row is not None]
    columns = {
        "label": pd.Series([row.label for row in drawn], dtype="object"),
        "share": pd.Series([row.share for row in drawn], dtype="float64"),
        "lo": pd.Series([row.lo for row in drawn], dtype="float64"),
        "hi": pd.Series([row.hi for row in drawn], dtype="float64"),
        "before": pd.Series([row.before for row in drawn], dtype="float64"),
    }
    return pd.DataFrame(columns)


def _bars(heard: Sequence[Heard]) -> list[_Bar]:
    """Lay the channels side by side on a bar 100 wide, with a gap between them."""
    whole = sum(part.share for part in heard) or 1.0
    bars: list[_Bar] = []
    start = 0.0
    for place, part in enumerate(heard):
        width = 100 * part.share / whole
        bars.append(_Bar(round(start, 3), round(max(width - 0.3, 0.1), 3), min(place + 1, SHADES)))
        start += width
    return bars


def _markup(part: Html) -> Markup:
    from markupsafe import Markup

    return Markup(part.text)  # noqa: S704 - Html is made by this room only and escaped there
