"""Subjects: what shares are of, topics or the themes above them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from workbench.project.model import Project
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status


class Level(StrEnum):
    """The two levels of the codebook."""

    TOPIC = "topic"
    THEME = "theme"


@dataclass(frozen=True)
class Subjects:
    """One level of the codebook as columns.

    Parameters
    ----------
    level : Level
    table : DataFrame
        Sorted by id: subject, theme_id, theme, label, keywords, status, owner, first_seen, stability (Float64, of a
        theme its topics' mean by their texts).
    of_topic : Series of str, indexed by topic id
        The subject that a topic counts under.
    """

    level: Level
    table: pd.DataFrame
    of_topic: pd.Series

    @property
    def ids(self) -> list[str]:
        """The subjects, in the order of every cell's columns."""
        return [str(value) for value in self.table["subject"]]

    @property
    def stability(self) -> list[float | None]:
        """How far each subject is found again among other people's posts; None where it is not known."""
        return [None if pd.isna(value) else float(value) for value in self.table["stability"]]


def subjects(codebook: Codebook, project: Project, level: Level) -> Subjects:
    """Read one level of the codebook.

    Parameters
    ----------
    codebook : Codebook
    project : Project
        Its departments say who owns a topic, by name or by a keyword in label or keywords.
    level : Level

    Returns
    -------
    Subjects
        Topics that are candidates or active, or the themes that hold them.
    """
    themes = _told_apart(codebook)
    shown = ["subject", "theme_id", "theme", "label", "keywords", "status", "owner", "first_seen", "stability"]
    topics = pd.DataFrame(
        [
            (
                topic.topic_id,
                topic.theme_id,
                themes.get(topic.theme_id, ""),
                topic.label,
                ", ".join(topic.words),
                str(topic.status),
                topic.owner or owner(project, f"{topic.label} {' '.join(topic.words)}", topic.topic_id),
                topic.first_period,
                topic.stability,
                topic.members,
            )
            for topic in codebook.live
        ],
        columns=[*shown, "texts"],
    ).astype({"stability": "Float64"})
    if level is Level.TOPIC:
        own = pd.Series(topics["subject"].to_numpy(), index=topics["subject"], dtype=object)
        return Subjects(level, topics[shown], own)
    rows = [_theme(theme_id, group, themes) for theme_id, group in topics.groupby("theme_id", sort=True)]
    of_topic = pd.Series(topics["theme_id"].to_numpy(), index=topics["subject"], dtype=object)
    table = pd.DataFrame(rows, columns=shown).astype({"stability": "Float64"})
    return Subjects(level, table, of_topic)


def _told_apart(codebook: Codebook) -> dict[str, str]:
    """Return the themes' labels; one that is named like one of its topics, and holds others, says so.

    Else a page would show two sizes under one name.
    """
    topics: dict[str, list[str]] = {}
    for topic in codebook.live:
        topics.setdefault(topic.theme_id, []).append(topic.label)
    return {
        theme: f"{label}, and more" if len(topics.get(theme, ())) > 1 and label in topics[theme] else label
        for theme, label in codebook.theme_labels().items()
    }


def _theme(theme_id: object, topics: pd.DataFrame, themes: dict[str, str]) -> tuple[object, ...]:
    words = [word for words in topics["keywords"] for word in words.split(", ")[:3]]
    owners = [name for name in topics["owner"].unique() if name]
    label = themes.get(str(theme_id), "")
    keywords = ", ".join(dict.fromkeys(words))
    status = Status.ACTIVE if (topics["status"] == Status.ACTIVE).all() else Status.CANDIDATE
    return (
        str(theme_id), str(theme_id), label, label, keywords, str(status),
        owners[0] if len(owners) == 1 else "", str(topics["first_seen"].min()), _mean(topics),
    )  # fmt: skip


def _mean(topics: pd.DataFrame) -> float | None:
    """Return the topics' stability by their texts; unknown where it is unknown for one of them."""
    if topics["stability"].isna().any():
        return None
    return round(float(np.average(topics["stability"].astype(float), weights=topics["texts"])), 4)


def owner(project: Project, words: str, topic_id: str) -> str:
    """Return the department that a topic belongs to, or nothing where none or several claim it.

    Parameters
    ----------
    project : Project
    words : str
        The topic's label and keywords.
    topic_id : str
    """
    text = f" {' '.join(words.casefold().replace(',', ' ').split())} "
    named = [item.name for item in project.departments if topic_id in item.topics]
    if named:
        return named[0]
    hits = {
        item.name: sum(f" {keyword.casefold()}" in text for keyword in item.keywords) for item in project.departments
    }
    best = max(hits.values(), default=0)
    leading = [name for name, count in hits.items() if count == best and best > 0]
    return leading[0] if len(leading) == 1 else ""
