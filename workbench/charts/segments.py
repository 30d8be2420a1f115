"""The chart of the segments page: the same topic among two groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.charts import rows
from workbench.charts.style import BLUE, ORANGE, RULE, Numbers, Wording, finish, nothing
from workbench.charts.words import clean, interval, percent, points
from workbench.stats.strength import SURE

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

TRACK = 47
APART = 13  # pixels between the two groups of a row
SHAPES = ["circle", "square"]


def widest(frame: pd.DataFrame) -> str:
    """Say which topic the two groups differ on most, and how sure that is.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``label``, ``segment_1``, ``segment_2``, ``share_1``, ``share_2`` (fractions 0–1), ``difference``, and where
        known ``strength``.
    """
    if frame.empty:
        return "There are not two groups to compare yet"
    sure = frame[frame["strength"].isin(SURE)] if "strength" in frame else frame
    if sure.empty:
        return f"{_name(frame, 1)} and {_name(frame, 2).lower()}: no difference is sure yet"
    row = sure.assign(size=sure["difference"].abs()).sort_values(["size", "label"], ascending=[False, True]).iloc[0]
    ahead, behind = (1, 2) if row["share_1"] >= row["share_2"] else (2, 1)
    first, second = _name(frame, ahead), str(frame[f"segment_{behind}"].iloc[0])
    label = clean(row["label"])
    one, two = percent(row[f"share_{ahead}"]), percent(row[f"share_{behind}"])
    if row.get("strength") == "firm":
        return f"{first} speak more of “{label}”, {one} against {two}"
    return f"“{label}”: {one} in {first[:1].lower()}{first[1:]}, {two} in {second}"


def dumbbell(frame: pd.DataFrame, *, title: str = "", limit: int = 12) -> alt.LayerChart | alt.Chart:
    """Draw each topic's share in two groups, each with its interval, widest difference first.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``label``, ``segment_1``, ``segment_2`` (the same in every row), ``share_1``, ``share_1_lo``, ``share_1_hi``,
        ``share_2``, ``share_2_lo``, ``share_2_hi``, ``difference``, ``lo``, ``hi`` (fractions), ``strength``.
    title : str
        The finding; by default the widest difference that is firm or likely.
    limit : int
        Topics drawn.

    Returns
    -------
    altair.LayerChart or altair.Chart
        As wide as what holds it.
    """
    import altair as alt

    found = title or widest(frame)
    if frame.empty:
        return nothing(found)
    size = frame["difference"].abs()
    ordered = frame.assign(size=size).sort_values(["size", "label"], ascending=[False, True]).head(limit)
    drawn = rows.with_rows(ordered, label="label", track=TRACK).assign(
        value=[
            f"{percent(one)} : {percent(two)}" for one, two in zip(ordered["share_1"], ordered["share_2"], strict=True)
        ]
    )
    names = [_name(frame, 1), _name(frame, 2)]
    top = float(ordered[["share_1_hi", "share_2_hi", "share_1", "share_2"]].max().max())
    tall = rows.height(drawn)
    base = alt.Chart(drawn[rows.DRAWN], height=tall)
    marks = [
        layer for place in (1, 2) for layer in _group(_long(drawn, ordered, place, names[place - 1]), names, top, tall)
    ]
    said = "; ".join(f"{row.label}: {row.value}" for row in rows.each(drawn.head(5)))
    wording = Wording(
        found,
        f"{found}. Share of posts by topic, {names[0].lower()} first, then {names[1].lower()}. {said}.",
        "Share of posts in each group; the line is its range",
    )
    chart = alt.LayerChart(layer=[_separators(drawn, tall), *marks, *rows.labels(base, tall)])
    return finish(chart, wording, _figures(ordered, names))


def _name(frame: pd.DataFrame, place: int) -> str:
    """Return a group's name with a capital."""
    name = str(frame[f"segment_{place}"].iloc[0])
    return name[:1].upper() + name[1:]


def _long(drawn: pd.DataFrame, ordered: pd.DataFrame, place: int, name: str) -> pd.DataFrame:
    """Return the rows of one group with only the drawn columns."""
    import pandas as pd

    return pd.DataFrame(
        {
            "y_mark": drawn["y_mark"] + (APART if place == 2 else 0),
            "label": drawn["label"],
            "group": name,
            "share": ordered[f"share_{place}"].astype(float).to_numpy(),
            "lo": ordered[f"share_{place}_lo"].astype(float).to_numpy(),
            "hi": ordered[f"share_{place}_hi"].astype(float).to_numpy(),
        }
    ).assign(
        value=lambda part: [
            interval(share, lo, hi) for share, lo, hi in zip(part["share"], part["lo"], part["hi"], strict=True)
        ]
    )


def _group(part: pd.DataFrame, names: list[str], top: float, tall: float) -> tuple[alt.Chart, alt.Chart]:
    """Draw one group: its interval and its mark; the two groups stand one above the other in a row."""
    import altair as alt

    colour = alt.Color("group:N", scale=alt.Scale(domain=names, range=[BLUE, ORANGE]), sort=names)
    shape = alt.Shape("group:N", scale=alt.Scale(domain=names, range=SHAPES), sort=names)
    base, y = alt.Chart(part), rows.at("y_mark", tall)
    line = base.mark_rule(strokeWidth=2.5, strokeCap="round")
    mark = base.mark_point(filled=True, size=80, opacity=1)
    tip = [
        alt.Tooltip("label:N", title="Topic"),
        alt.Tooltip("group:N", title="Group"),
        alt.Tooltip("value:N", title="Share"),
    ]
    layers: tuple[alt.Chart, alt.Chart] = (
        line.encode(x=rows.share_axis("lo", highest=top), x2="hi:Q", y=y, color=colour),
        mark.encode(
            x=rows.share_axis("share", highest=top), y=rows.at("y_mark", tall), color=colour, shape=shape, tooltip=tip
        ),
    )
    return layers


def _separators(drawn: pd.DataFrame, tall: float) -> alt.Chart:
    """Draw a light line between rows."""
    import altair as alt

    line = alt.Chart(drawn[["y_end"]].iloc[:-1]).mark_rule(color=RULE, strokeWidth=0.6)
    placed: alt.Chart = line.encode(x=alt.value(0), x2=alt.value("width"), y=rows.at("y_end", tall))
    return placed


def _figures(ordered: pd.DataFrame, names: list[str]) -> Numbers:
    """Write the figures behind the chart."""
    headings = ["Topic", *names, "Difference in points", "How sure"]
    cells = [
        [
            str(row["label"]),
            interval(row["share_1"], row["share_1_lo"], row["share_1_hi"]),
            interval(row["share_2"], row["share_2_lo"], row["share_2_hi"]),
            points(row["difference"], row["lo"], row["hi"]),
            str(row["strength"]),
        ]
        for _, row in ordered.iterrows()
    ]
    return Numbers.of(headings, cells)
