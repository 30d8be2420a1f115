"""History: every topic and theme in every month, under one version of the codebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.measures.material import Material
from workbench.measures.past import Month, Past
from workbench.measures.subjects import Level, Subjects
from workbench.measures.topics import Stand, topics
from workbench.stats.row import COLUMNS as ROW

FIRST = (
    "month", "level", "id", "label", "posts", "people", "share_people", "share_people_lo", "share_people_hi",
    "of_posts", "of_people", "partial",
)  # fmt: skip
COLUMNS = (*FIRST, *("interval_level" if name == "level" else name for name in ROW))


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
    found = [table for month in past.months for table in _month(past, month, levels, stand)]
    kept = [table for table in found if len(table)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(COLUMNS))


def _month(past: Past, month: Month, levels: Sequence[Subjects], stand: Stand) -> list[pd.DataFrame]:
    posts = past.posts(month)
    read = Material(posts, posts.iloc[:0], {})
    filed = past.filed(month, past.ground.codebook)
    return [_level(read, filed, month, subjects, stand) for subjects in levels]


def _level(read: Material, filed: pd.DataFrame, month: Month, subjects: Subjects, stand: Stand) -> pd.DataFrame:
    measured = topics(read, filed, subjects, replace(stand, period=month.label)).sort_values("topic_id")
    spoken = read.spoken
    named = measured.rename(columns={"topic_id": "id", "level": "interval_level"}).assign(
        month=month.label,
        level=str(subjects.level),
        of_posts=len(spoken),
        of_people=spoken["person"].nunique(),
        partial=month.partial,
    )
    return named[list(COLUMNS)].reset_index(drop=True)


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
