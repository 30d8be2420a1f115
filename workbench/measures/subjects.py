"""Subjects: what shares are of, topics or the themes above them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
        Sorted by id: subject, theme_id, theme, label, keywords, status, owner, first_seen.
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
    themes = codebook.theme_labels()
    columns = ["subject", "theme_id", "theme", "label", "keywords", "status", "owner", "first_seen"]
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
            )
            for topic in codebook.live
        ],
        columns=columns,
    )
    if level is Level.TOPIC:
        return Subjects(level, topics, pd.Series(topics["subject"].to_numpy(), index=topics["subject"], dtype=object))
    rows = [_theme(theme_id, group, themes) for theme_id, group in topics.groupby("theme_id", sort=True)]
    of_topic = pd.Series(topics["theme_id"].to_numpy(), index=topics["subject"], dtype=object)
    return Subjects(level, pd.DataFrame(rows, columns=columns), of_topic)


def _theme(theme_id: object, topics: pd.DataFrame, themes: dict[str, str]) -> tuple[str, ...]:
    words = [word for words in topics["keywords"] for word in words.split(", ")[:3]]
    owners = [name for name in topics["owner"].unique() if name]
    label = themes.get(str(theme_id), "")
    keywords = ", ".join(dict.fromkeys(words))
    status = Status.ACTIVE if (topics["status"] == Status.ACTIVE).all() else Status.CANDIDATE
    return (
        str(theme_id), str(theme_id), label, label, keywords, str(status),
        owners[0] if len(owners) == 1 else "", str(topics["first_seen"].min()),
    )  # fmt: skip


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
