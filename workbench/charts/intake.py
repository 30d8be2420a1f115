"""Charts of the intake page: who is heard, where, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.charts import rows
from workbench.charts.style import BLUE, INK, MUTED, PALE, RULE, Numbers, Wording, finish, nothing
from workbench.charts.words import count, percent, period

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

MONTH_LABEL = (
    "test(/^[0-9]{4}-[0-9]{2}$/, datum.value) ? "
    "(slice(datum.value, 5) == '01' || datum.index == 0 ? [monthAbbrevFormat(toNumber(slice(datum.value, 5)) - 1), "
    "slice(datum.value, 0, 4)] : [monthAbbrevFormat(toNumber(slice(datum.value, 5)) - 1)]) : datum.value"
)

USUAL = 6  # months from which bars fill the width


def heard(frame: pd.DataFrame) -> str:
    """Say where most posts come from.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``channel`` and ``posts``.
    """
    total = float(frame["posts"].sum()) if not frame.empty else 0.0
    if total == 0:
        return "No posts in this period"
    top = frame.sort_values(["posts", "channel"], ascending=[False, True]).iloc[0]
    return f"{percent(float(top['posts']) / total)} of all posts come from {top['channel']}"


def channels(frame: pd.DataFrame, *, title: str = "") -> alt.LayerChart | alt.Chart:
    """Draw posts and people by channel.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``channel``, ``posts`` and ``people`` (counts), one row a channel.
    title : str
        The finding; by default the channel with most posts.

    Returns
    -------
    altair.LayerChart or altair.Chart
        As wide as what holds it.
    """
    import altair as alt

    found = title or heard(frame)
    if frame.empty:
        return nothing(found)
    ordered = frame.sort_values(["posts", "channel"], ascending=[False, True])
    drawn = rows.with_rows(ordered, label="channel", characters=28).assign(
        posts=ordered["posts"].to_numpy(),
        people=ordered["people"].to_numpy(),
        value=[
            f"{count(a)} posts, {count(b)} people" for a, b in zip(ordered["posts"], ordered["people"], strict=True)
        ],
    )
    tall = rows.height(drawn)
    base = alt.Chart(drawn[rows.DRAWN], height=tall)
    layers = [
        rows.bars(drawn, tall, field="posts", colour=PALE, thick=12),
        rows.bars(drawn, tall, field="people", colour=BLUE, thick=5),
        *rows.labels(base, tall, room=150),
    ]
    said = "; ".join(f"{row.label}: {count(row.posts)} posts, {count(row.people)} people" for row in rows.each(drawn))
    cells = [[row.label, count(row.posts), count(row.people)] for row in rows.each(drawn)]
    wording = Wording(found, f"{found}. {said}.", "Wide bar: posts · narrow bar inside: people")
    return finish(alt.LayerChart(layer=layers), wording, Numbers.of(["Channel", "Posts", "People"], cells))


def months(frame: pd.DataFrame, *, title: str = "") -> alt.LayerChart | alt.Chart:
    """Draw posts a month, a row of small bars for each channel, all on one scale.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``channel``, ``month`` ('YYYY-MM' or another period name) and ``posts``; one row each.
    title : str
        The finding; by default the latest month beside the one before.

    Returns
    -------
    altair.LayerChart or altair.Chart
        As wide as what holds it.
    """
    import altair as alt

    if frame.empty:
        return nothing(title or "No posts in this period")
    found = title or _latest(frame)
    table = frame.pivot_table(index="channel", columns="month", values="posts", aggfunc="sum", fill_value=0)
    table = table.loc[sorted(table.index, key=lambda name: (-table.loc[name].sum(), str(name)))].sort_index(axis=1)
    bars, heads = _small_bars(table)
    empty = round(max(0.0, 1 - len(table.columns) / USUAL), 4)
    scale = alt.Scale(domain=[len(table), 0], nice=False, zero=False)
    y = alt.Y("base:Q", scale=scale, axis=None)
    x = alt.X(
        "month:O",
        axis=alt.Axis(labelExpr=MONTH_LABEL, labelAngle=0, labelOverlap="greedy"),
        # few months get no wider bars than many, and the last one stands below its figure
        scale=alt.Scale(paddingInner=0.22, paddingOuter=0, rangeMin=alt.ExprRef(f"width * {empty}")),
    )
    colour = alt.condition("datum.latest", alt.value(BLUE), alt.value(PALE))
    tip = [alt.Tooltip(f"{name}:N", title=name.capitalize()) for name in ("channel", "month", "posts")]
    base = alt.Chart(heads)
    top = alt.Y("top:Q", scale=scale, axis=None)
    limit = alt.ExprRef("max(60, width - 130)")
    layers = [
        alt.Chart(bars).mark_bar().encode(x=x, y=y, y2="height:Q", color=colour, tooltip=tip),
        base.mark_rule(color=RULE).encode(
            x=alt.value(0), x2=alt.value("width"), y=alt.Y("base:Q", scale=scale, axis=None)
        ),
        base.mark_text(align="left", baseline="bottom", dy=-6, fontSize=13, color=INK, limit=limit).encode(
            x=alt.value(0), y=top, text="channel:N"
        ),
        base.mark_text(align="right", baseline="bottom", dy=-6, fontSize=12, color=MUTED).encode(
            x=alt.value("width"), y=top, text="value:N"
        ),
    ]
    last = str(table.columns[-1])
    said = "; ".join(f"{name}: {count(table.loc[name].iloc[-1])}" for name in table.index)
    wording = Wording(
        found,
        f"{found}. Posts by channel in {period(last)}: {said}.",
        f"Posts a month, all on one scale; the last bar is {period(last)}",
    )
    cells = [[str(name), *(count(number) for number in table.loc[name])] for name in table.index]
    numbers = Numbers.of(["Channel", *(str(month) for month in table.columns)], cells)
    return finish(alt.LayerChart(layer=layers).properties(height=72 * len(table)), wording, numbers)


def _latest(frame: pd.DataFrame) -> str:
    """Say the posts of the latest month beside the month before, without a verb of change."""
    totals = frame.groupby("month")["posts"].sum().sort_index()
    now = f"{count(totals.iloc[-1])} posts in {period(str(totals.index[-1]))}"
    return now if len(totals) < 2 else f"{now}, {count(totals.iloc[-2])} in {period(str(totals.index[-2]))}"


def _small_bars(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay the channels out in rows of height 1: bars grow upwards from the foot of their row."""
    import pandas as pd

    most = max(float(table.to_numpy().max()), 1.0)
    last = table.columns[-1]
    bars = pd.DataFrame(
        [
            {
                "channel": str(name),
                "month": str(month),
                "posts": int(number),
                "base": place + 0.98,
                "height": round(place + 0.98 - 0.58 * float(number) / most, 4),
                "latest": bool(month == last),
            }
            for place, (name, line) in enumerate(table.iterrows())
            for month, number in line.items()
        ]
    )
    heads = pd.DataFrame(
        {
            "channel": [str(name) for name in table.index],
            # a row's name stands on its highest bar, nearer to its own bars than to those above
            "top": [
                round(place + 0.98 - 0.58 * max(float(line.max()), 0.0) / most, 4)
                for place, (_, line) in enumerate(table.iterrows())
            ],
            "base": [place + 0.98 for place in range(len(table))],
            "value": [f"{count(number)} posts" for number in table[last]],
        }
    )
    return bars, heads
