"""Codings under today's codebook: what people said of posts survives merges and new names, not splits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from workbench.project.codings import NONE, counting_for, read_codings
from workbench.project.draws import Draw, Sample, read_draws
from workbench.project.model import Project
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status


def holder(codebook: Codebook, topic_id: str) -> str:
    """Return the topic in use that a coding of a topic counts for today.

    Parameters
    ----------
    codebook : Codebook
    topic_id : str

    Returns
    -------
    str
        The topic itself, or the one it was merged into; empty where it was split, is retired, or is not known.
    """
    if topic_id not in codebook:
        return ""
    topic = codebook.topic(topic_id)
    if topic.live:
        return topic_id
    return holder(codebook, topic.became[0]) if topic.status is Status.MERGED and topic.became else ""


@dataclass(frozen=True, eq=False)
class Codings:
    """What people said, as far as a study may know it.

    Parameters
    ----------
    rows : DataFrame
        As from `read_codings`, with `now`: the topic that the row counts for today, `none`, or empty where it counts
        for none.
    draws : mapping of str to Draw
    """

    rows: pd.DataFrame
    draws: Mapping[str, Draw]

    @cached_property
    def quick(self) -> pd.DataFrame:
        """The quick check of each topic: of one that was checked again later, the latest under a changed codebook."""
        rows = self.rows[self.rows["sample"] == Sample.QUICK]
        if rows.empty:
            return rows
        events = rows["draw"].map(lambda draw: self.draws[str(draw)].events if str(draw) in self.draws else -1)
        latest = events.groupby(rows["topic_id"]).transform("max")
        # of one post that several people read, the first by name counts once
        kept = rows[events == latest].sort_values(["item_id", "topic_id", "coder"], kind="stable")
        return kept.drop_duplicates(["item_id", "topic_id"])

    @property
    def random(self) -> pd.DataFrame:
        """The random samples, both persons'."""
        return self.rows[self.rows["sample"] == Sample.RANDOM]

    @property
    def aside(self) -> pd.DataFrame:
        """Rows that count for no topic today: split, retired or unknown."""
        return self.rows[self.rows["now"] == ""]


def codings_of(project: Project, period: str, codebook: Codebook) -> Codings:
    """Read what was checked, for one study.

    Parameters
    ----------
    project : Project
    period : str
        The study's label; what was checked for later periods is left out.
    codebook : Codebook
        Of the study.

    Returns
    -------
    Codings

    Raises
    ------
    BadData
        If a file is damaged.
    """
    return codings_under(counting_for(read_codings(project.folder), period), read_draws(project.folder), codebook)


def codings_under(rows: pd.DataFrame, draws: Mapping[str, Draw], codebook: Codebook) -> Codings:
    """Say for which topic of a codebook each coding counts.

    Parameters
    ----------
    rows : DataFrame
        As from `read_codings`.
    draws : mapping of str to Draw
    codebook : Codebook
    """
    now = {str(topic): NONE if topic == NONE else holder(codebook, str(topic)) for topic in rows["topic_id"].unique()}
    return Codings(rows.assign(now=rows["topic_id"].map(now).astype("string")), draws)


def offered(draw: Draw, codebook: Codebook) -> frozenset[str]:
    """Return the topics of today that a coder of a draw could choose, with all that belongs to them.

    Parameters
    ----------
    draw : Draw
    codebook : Codebook

    Returns
    -------
    frozenset of str
        Not those that were found, split off or brought back since, nor those that took in such a topic: of their posts
        nobody was asked.
    """
    parts: dict[str, set[str]] = {}
    for topic in codebook.topics:
        parts.setdefault(holder(codebook, topic.topic_id), set()).add(topic.topic_id)
    return frozenset(
        topic.topic_id
        for topic in codebook.live
        if all(draw.topics.get(part, "") in parts[topic.topic_id] for part in parts[topic.topic_id])
    )
