"""Headlines: which rows of the tables become lines of the brief, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from workbench.stats.strength import SURE

#: lines of the brief, at least and at most (design section 8).
FEWEST, MOST = 6, 10
ONE_CHANNEL = 0.9
#: a theme of fewer people is not worth a line that says we cannot tell.
LEAST_NEWS = 0.03
#: what rises and falls comes before what stays: a theme that moved is never told as one that stays.
RISERS, FALLERS, NEW, EARLY = 4, 4, 2, 2


class News(StrEnum):
    """What a line tells."""

    RISING = "rising"
    FALLING = "falling"
    LASTING = "lasting"
    NEW = "new"
    GROUPS = "groups"


@dataclass(frozen=True)
class Headline:
    """One line to be written.

    Parameters
    ----------
    news : News
    subject : str
        Theme or topic id.
    level : str
        "theme" or "topic".
    row : Series
        The row of themes, topics or segments that it stands on.
    change : Series or None
        The subject's row of the change table; of a line about groups, the row of the other group's subject.
    """

    news: News
    subject: str
    level: str
    row: pd.Series
    change: pd.Series | None = None


def headlines(
    themes: pd.DataFrame, topics: pd.DataFrame, change: pd.DataFrame, groups: pd.DataFrame, *, new_in: str | None
) -> list[Headline]:
    """Choose the lines of a brief: what rises, what falls, what stays, what is new, where groups differ.

    Parameters
    ----------
    themes, topics : DataFrame
        Sizes, most people first.
    change : DataFrame
        May be empty.
    groups : DataFrame
        Segments by theme; may be empty.
    new_in : str or None
        Period whose new topics are news; None when every topic is new because it is the first study.

    Returns
    -------
    list of Headline
        At most ten; a theme has one line.
    """
    moved = (
        # what another theme only pushed aside has not moved by itself
        change[(change["level"] == "theme") & change["strength"].isin(SURE) & ~change["mechanical"]]
        if len(change)
        else change
    )
    rows = {str(row["topic_id"]): row for _, row in themes.iterrows()}
    moves = {str(row["id"]): row for _, row in change[change["level"] == "theme"].iterrows()} if len(change) else {}
    risers = [str(key) for key in moved.loc[moved["estimate"] > 0, "id"].head(RISERS)] if len(moved) else []
    fallers = [str(key) for key in moved.loc[moved["estimate"] < 0, "id"].head(FALLERS)] if len(moved) else []
    between = _groups(groups)
    left = MOST - len(risers) - len(fallers) - len(between)
    # a theme has one line: a new topic that makes its theme rise is told there
    fresh = topics[(topics["first_seen"] == new_in) & ~topics["theme_id"].isin(risers)] if new_in else topics[:0]
    fresh = fresh.head(min(NEW, left))
    left -= len(fresh)
    told = {*risers, *fallers, *(str(theme) for theme in fresh["theme_id"])}
    # a page of few lines is filled up; one that is full takes nothing more
    room = min(max(left - 1, FEWEST - len(told) - len(between), 0), left)
    return [
        *(Headline(News.RISING, key, "theme", rows[key], moves.get(key)) for key in risers),
        *_lasting(themes, topics, moves, told, room),
        *(Headline(News.FALLING, key, "theme", rows[key], moves.get(key)) for key in fallers),
        *(Headline(News.NEW, str(row["topic_id"]), "topic", row) for _, row in fresh.iterrows()),
        *between,
    ]


def _lasting(
    themes: pd.DataFrame, topics: pd.DataFrame, moves: dict[str, pd.Series], told: set[str], room: int
) -> list[Headline]:
    """Fill the room with the largest themes, or with their topics where so few themes would leave the page empty."""
    left = themes[~themes["topic_id"].isin(told)]
    if len(left) + len(told) >= FEWEST:
        rows = [row for _, row in left.head(room).iterrows()]
        return [
            Headline(News.LASTING, str(row["topic_id"]), "theme", row, moves.get(str(row["topic_id"]))) for row in rows
        ]
    finer = topics[~topics["theme_id"].isin(told)].head(room)
    return [Headline(News.LASTING, str(row["topic_id"]), "topic", row) for _, row in finer.iterrows()]


#: a subject that one group hardly speaks of at all belongs to its channel (the phrases of a ticket), not to a view.
BOTH_SPEAK = 0.01


def both_speak(pair: pd.DataFrame) -> pd.Series:
    """Say of each row of a comparison whether both groups may speak of the subject: the range of neither is below 1 %.

    Parameters
    ----------
    pair : DataFrame
        Columns share_1, share_2 and, where they are known, share_1_hi, share_2_hi.

    Returns
    -------
    Series of bool
        Of few posts even one, or none, leaves it open; of many, one in a thousand is a phrase of the other group's.
    """
    shares = ("share_1", "share_2")
    may = [pair[f"{name}_hi"].fillna(pair[name]) if f"{name}_hi" in pair else pair[name] for name in shares]
    return pd.concat(may, axis=1).astype("float64").min(axis=1) >= BOTH_SPEAK


def _groups(groups: pd.DataFrame) -> list[Headline]:
    """Take the subject that the first group speaks more of; `change` carries the one the second speaks more of."""
    if groups.empty:
        return []
    first = groups.iloc[0]
    pair = groups[(groups["segment_1"] == first["segment_1"]) & (groups["segment_2"] == first["segment_2"])]
    sure = pair[pair["strength"].isin(SURE) & both_speak(pair)]
    more, less = sure[sure["difference"] > 0].head(1), sure[sure["difference"] < 0].head(1)
    chosen = [row for rows in (more, less) for _, row in rows.iterrows()]
    if not chosen:
        return []
    return [
        Headline(News.GROUPS, str(chosen[0]["topic_id"]), "theme", chosen[0], chosen[1] if len(chosen) > 1 else None)
    ]


def too_early(themes: pd.DataFrame, change: pd.DataFrame, *, told: set[str]) -> list[pd.Series]:
    """Return the changes that look large and cannot be told from chance, widest first.

    Parameters
    ----------
    themes : DataFrame
    change : DataFrame
    told : set of str
        Themes that have a line already.
    """
    if change.empty:
        return []
    rows = change[(change["level"] == "theme") & (change["strength"] == "too early") & change["mde"].notna()]
    # What one channel alone says is mostly its manner of speaking, such as the customer number in a ticket.
    heard = themes.loc[
        ~(themes["top_channel_share"] >= ONE_CHANNEL) | (themes["channels_effective"].max() <= 1), "topic_id"
    ]
    large = rows[["now", "before"]].max(axis=1) >= LEAST_NEWS
    rows = rows[~rows["id"].isin(told) & rows["id"].isin(heard) & large]
    return [row for _, row in rows.head(EARLY).iterrows()]
