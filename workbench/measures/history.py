"""History: every topic and theme in every month, under one version of the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.measures.counts import pairs
from workbench.measures.material import Material
from workbench.measures.past import Month, Past
from workbench.measures.sizes import Sizes, Stand, sizes
from workbench.measures.subjects import Level, Subjects
from workbench.stats.row import COLUMNS as ROW
from workbench.stats.row import rows

FIRST = (
    "month", "level", "id", "label", "posts", "people", "share_people", "share_people_lo", "share_people_hi",
    "of_posts", "of_people", "partial",
)  # fmt: skip
COLUMNS = (*FIRST, *("interval_level" if name == "level" else name for name in ROW))
Columns = dict[str, Any]  # of lists


def history(past: Past, levels: Sequence[Subjects], stand: Stand) -> pd.DataFrame:
    """Measure every topic and theme in every month that the store holds, up to the period's end.

    Parameters
    ----------
    past : Past
    levels : sequence of Subjects
        Of the study's codebook.
    stand : Stand
        Its period is set here.

    Returns
    -------
    DataFrame
        One row a month, level and subject, in that order: month, level, id, label, posts, people, share_people with
        its ends, of_posts and of_people (what shares are of), partial (the period ends within the month), then the
        result row, whose `level` is called interval_level here. A month without posts has counts of zero and no share.
    """
    found = [part for month in past.months for part in _month(past, month, levels, stand)]
    # one table of all months: one of each would take longer than the measuring
    own = _joined(columns for columns, _ in found)
    table = pd.DataFrame(own, columns=list(FIRST))
    if table.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    contract = rows(**_joined(columns for _, columns in found)).rename(columns={"level": "interval_level"})
    return pd.concat([table, contract], axis=1)[list(COLUMNS)]


def _month(past: Past, month: Month, levels: Sequence[Subjects], stand: Stand) -> list[tuple[Columns, Columns]]:
    """Return for each level its columns of `FIRST`, and of the result row."""
    posts = past.posts(month)
    spoken = Material(posts, posts.iloc[:0], {}).spoken
    filed = past.filed(month, past.ground.codebook)
    stand = replace(stand, period=month.label)
    found = [sizes(spoken, pairs(filed, level.of_topic), level, stand) for level in levels]
    return [(_own(month, len(spoken), sized), sized.contract()) for sized in found]


def _own(month: Month, of_posts: int, found: Sizes) -> Columns:
    ids = found.subjects.ids
    same = {
        "month": month.label,
        "level": str(found.subjects.level),
        "of_posts": of_posts,
        "of_people": found.voice.authors,
        "partial": month.partial,
    }
    return {
        **{name: [value] * len(ids) for name, value in same.items()},
        "id": list(ids),
        "label": found.subjects.table["label"].tolist(),
        "posts": found.voice.on_topic.astype(int).tolist(),
        "people": found.voice.people_on_topic.astype(int).tolist(),
        "share_people": found.people.estimate.tolist(),
        "share_people_lo": found.people_range.lo.tolist(),
        "share_people_hi": found.people_range.hi.tolist(),
    }


def _joined(parts: Iterable[Columns]) -> Columns:
    joined: Columns = {}
    for part in parts:
        for name, values in part.items():
            joined.setdefault(name, []).extend(values)
    return joined


#: months that must hold a share before one says how a topic went.
LEAST_MONTHS = 3
#: ranges that two months must lie apart, both put together; of many months, chance alone reaches 1.3.
APART = 1.5


def movers(table: pd.DataFrame, *, level: Level = Level.TOPIC, most: int = 12, least_people: int = 10) -> pd.DataFrame:
    """Choose the subjects whose share lay furthest apart in two months, measured in the ranges of those months.

    Parameters
    ----------
    table : DataFrame
        From `history`.
    level : Level
    most : int
        Subjects at most.
    least_people : int
        Of a subject's fullest month.

    Returns
    -------
    DataFrame
        Their rows of all months, the widest first; none where no subject lay further apart than chance explains. It
        chooses what is drawn: whether a change is sure, `change` says.
    """
    rows = table[table["level"] == str(level)]
    apart = {str(subject): _apart(own, least_people) for subject, own in rows.groupby("id", sort=True)}
    chosen = sorted((subject for subject in apart if apart[subject] >= APART), key=lambda one: (-apart[one], one))
    order = {subject: at for at, subject in enumerate(chosen[:most])}
    kept = rows[rows["id"].isin(order)]
    return kept.assign(_at=kept["id"].map(order)).sort_values(["_at", "month"], kind="stable").drop(columns="_at")


def _apart(own: pd.DataFrame, least_people: int) -> float:
    shares = own[["share_people", "share_people_lo", "share_people_hi"]].astype("float64")
    shares = shares[shares.notna().all(axis=1)].set_axis(["at", "lo", "hi"], axis=1)
    if len(shares) < LEAST_MONTHS or int(own["people"].max()) < least_people:
        return 0.0
    at, lo, hi = (shares[name].to_numpy() for name in ("at", "lo", "hi"))
    low, high = int(at.argmin()), int(at.argmax())
    # towards each other: a share near zero has a short lower arm
    room = float(np.hypot(hi[low] - at[low], at[high] - lo[high]))
    return round(float(at[high] - at[low]) / room, 6) if room else 0.0
