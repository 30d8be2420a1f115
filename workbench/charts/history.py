"""The chart of the months: a small line for each topic that moved most, with the range of each month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.charts import rows
from workbench.charts.intake import MONTH_LABEL
from workbench.charts.style import BLUE, GRID, INK, MUTED, PALE, RULE, Numbers, Wording, finish, nothing
from workbench.charts.words import clean, interval, missing, percent, period

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

ROW = 92  # pixels of one topic: its label, then its line
TOP, FOOT = 0.34, 0.92  # of a row: where its scale ends and begins
MOST = 12


def widest(frame: pd.DataFrame) -> str:
    """Say which topic's share lay furthest apart in two months, without a verb of change.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``label``, ``month``, ``share_people`` (fraction 0–1); the topic that moved most first.
    """
    if frame.empty:
        return "No topic moved by more than chance would move it"
    known = frame[frame["share_people"].notna()]
    own = known[known["label"] == known["label"].iloc[0]].sort_values(["share_people", "month"], kind="stable")
    ends = own.iloc[[0, -1]].sort_values("month")
    one, two = _pairs(ends)
    said = f"{percent(one[1])} of people in {period(str(one[0]))}, {percent(two[1])} in {period(str(two[0]))}"
    return f"“{clean(own['label'].iloc[0])}” lay furthest apart: {said}"


def lines(frame: pd.DataFrame, *, title: str = "") -> alt.LayerChart | alt.Chart:
    """Draw the share of people of each topic in every month, a row a topic, with the range of each month.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``label``, ``month`` ('YYYY-MM'), ``share_people``, ``share_people_lo``, ``share_people_hi`` (fractions 0–1,
        empty in a month without posts) and ``partial`` (the month is not over); topics in drawing order, at most 12.
    title : str
        The finding; by default the topic that lay furthest apart.

    Returns
    -------
    altair.LayerChart or altair.Chart
        As wide as what holds it. Each row has its own scale, from zero.
    """
    import altair as alt

    found = title or widest(frame)
    if frame.empty:
        return nothing(found)
    labels = list(dict.fromkeys(frame["label"]))[:MOST]
    drawn = _placed(frame[frame["label"].isin(labels)], labels)
    heads = _heads(drawn, labels)
    scale = alt.Scale(domain=[len(labels), 0], nice=False, zero=False)
    x = alt.X("month:O", axis=alt.Axis(labelExpr=MONTH_LABEL, labelAngle=0, labelOverlap="greedy"))
    base, head, detail = alt.Chart(drawn), alt.Chart(heads), alt.Detail("row:N")
    tip = [alt.Tooltip(f"{name}:N", title=said) for name, said in _TIPS.items()]
    last = drawn[drawn["month"] == drawn["month"].max()]
    layers = [
        *_rules(head, scale),
        base.mark_area(color=PALE, opacity=0.55, interpolate="linear").encode(
            x=x, y=_y("y_lo", scale), y2="y_hi:Q", detail=detail
        ),
        base.mark_line(color=BLUE, strokeWidth=2, interpolate="linear").encode(x=x, y=_y("y", scale), detail=detail),
        base.mark_point(color=BLUE, fill=BLUE, size=14, opacity=1).encode(x=x, y=_y("y", scale), tooltip=tip),
        alt.Chart(last).mark_point(color=BLUE, fill=BLUE, size=70, opacity=1).encode(x=x, y=_y("y", scale)),
        *_words(head, scale),
    ]
    chart = alt.LayerChart(layer=layers).properties(height=ROW * len(labels))
    return finish(chart, _wording(found, frame, heads), _numbers(drawn, labels))


_TIPS = {"label": "Topic", "month": "Month", "value": "Share of people"}


def _pairs(frame: pd.DataFrame) -> list[tuple[Any, float]]:
    return list(zip(frame["month"], frame["share_people"].astype(float), strict=True))


def _placed(frame: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    """Give each month its place within its topic's row; upwards from the row's foot, on the row's own scale."""
    place = {label: float(at) for at, label in enumerate(labels)}
    shares = frame[["share_people", "share_people_lo", "share_people_hi"]].astype(float)
    top = shares["share_people_hi"].fillna(shares["share_people"]).groupby(frame["label"]).transform("max")
    top = top.where(top > 0, 1.0)
    row = frame["label"].map(place)
    heights = {
        "y": shares["share_people"],
        "y_lo": shares["share_people_lo"].fillna(shares["share_people"]),
        "y_hi": shares["share_people_hi"].fillna(shares["share_people"]),
    }
    at = {name: (row + FOOT - (FOOT - TOP) * value / top).round(4) for name, value in heights.items()}
    values = [
        interval(share, lo, hi)
        for share, lo, hi in zip(frame["share_people"], frame["share_people_lo"], frame["share_people_hi"], strict=True)
    ]
    written = [clean(label) for label in frame["label"]]
    placed = frame[["month"]].astype(str).assign(label=written, row=row, top=top, value=values, **at)
    return placed.reset_index(drop=True)


def _heads(drawn: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    import pandas as pd

    last = drawn[drawn["month"] == drawn["month"].max()].set_index("row")["value"]
    tops = drawn.drop_duplicates("row").set_index("row")["top"]
    return pd.DataFrame(
        {
            "label": [clean(label) for label in labels],
            "value": [str(last.get(float(at), "")) for at in range(len(labels))],
            "highest": [percent(float(tops[float(at)])) for at in range(len(labels))],
            "head": [float(at) for at in range(len(labels))],
            "scale_top": [at + TOP for at in range(len(labels))],
            "foot": [at + FOOT for at in range(len(labels))],
        }
    )


def _y(field: str, scale: alt.Scale) -> alt.Y:
    import altair as alt

    return alt.Y(f"{field}:Q", scale=scale, axis=None)


def _rules(head: alt.Chart, scale: alt.Scale) -> list[alt.Chart]:
    import altair as alt

    ends = {"x": alt.value(0), "x2": alt.value("width")}
    return [
        head.mark_rule(color=GRID).encode(**ends, y=_y("scale_top", scale)),
        head.mark_rule(color=RULE).encode(**ends, y=_y("foot", scale)),
    ]


def _words(head: alt.Chart, scale: alt.Scale) -> list[alt.Chart]:
    import altair as alt

    limit = alt.ExprRef("max(60, width - 110)")
    common: dict[str, Any] = {"baseline": "top", "dy": 8}
    small = head.mark_text(align="left", baseline="top", dy=3, fontSize=11, color=MUTED)
    return [
        head.mark_text(align="left", fontSize=13, color=INK, limit=limit, **common).encode(
            x=alt.value(0), y=_y("head", scale), text="label:N"
        ),
        head.mark_text(align="right", fontSize=12, color=MUTED, **common).encode(
            x=alt.value("width"), y=_y("head", scale), text="value:N"
        ),
        small.encode(x=alt.value(0), y=_y("scale_top", scale), text="highest:N"),
    ]


def _wording(found: str, frame: pd.DataFrame, heads: pd.DataFrame) -> Wording:
    months = sorted(frame["month"].astype(str).unique())
    partial = frame["partial"].astype(bool).any()
    said = "; ".join(f"{row.label}: {row.value}" for row in rows.each(heads))
    reading = [
        "Share of people a month, each topic from zero to its own highest",
        "the band is the range of each month",
        f"{period(months[-1])} is not over" if partial else "",
    ]
    described = f"{found}. Share of people by month since {period(months[0])}; in {period(months[-1])}: {said}."
    return Wording(found, described, " · ".join(part for part in reading if part))


def _numbers(drawn: pd.DataFrame, labels: list[str]) -> Numbers:
    table = drawn.pivot_table(index="row", columns="month", values="value", aggfunc="first").sort_index(axis=1)
    cells = [
        [clean(label), *("" if missing(value) else str(value) for value in table.loc[float(at)])]
        for at, label in enumerate(labels)
    ]
    return Numbers.of(["Topic", *(str(month) for month in table.columns)], cells)
