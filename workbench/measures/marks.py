"""Marks: whether people checked how a subject is sorted, and what that makes of its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.measures.drawing import QUICK
from workbench.measures.gold import Gold
from workbench.measures.sides import ALL
from workbench.measures.subjects import Subjects
from workbench.stats.strength import Checked, Judgement, Strength, checked_by

#: of the posts read, fewer than this part fit: the topic's size is doubtful whatever its range says.
LEAST_FIT = 0.6
#: posts read from which that can be said.
ENOUGH = 10


@dataclass(frozen=True)
class Mark:
    """What checks say of one subject.

    Parameters
    ----------
    checked : Checked
        Of the less checked of the compared cells.
    gold : int
        Posts of a random sample that were read, in the cell with fewest.
    asked, fit : int
        Posts sorted under it that were read, and those that fit.
    """

    checked: Checked = Checked.NO
    gold: int = 0
    asked: int = 0
    fit: int = 0

    @property
    def doubt(self) -> str:
        """Why its size cannot be firm; empty where most posts that were read fit."""
        if self.asked < ENOUGH or self.fit >= LEAST_FIT * self.asked:
            return ""
        return f"only {self.fit} of {self.asked} posts read fit this topic"

    def lower(self, found: Judgement) -> Judgement:
        """Return a judgement that says so where most posts do not fit; what is too early stays so."""
        if not self.doubt or found.strength is Strength.EARLY:
            return found
        return Judgement(Strength.LIKELY, found.checked, self.doubt)


UNCHECKED = Mark()
Marked = Mapping[str, Mark]


@dataclass(frozen=True, eq=False)
class Marks:
    """The marks of a study.

    Parameters
    ----------
    table : DataFrame
        From `checks`.
    gold : Gold
    """

    table: pd.DataFrame
    gold: Gold

    def of(self, subjects: Subjects, cells: Sequence[str | pd.DataFrame] = (ALL,)) -> dict[str, Mark]:
        """Return the mark of every subject that has one.

        Parameters
        ----------
        subjects : Subjects
            Topics or themes.
        cells : sequence of str or DataFrame
            The compared cells: a segment of the table, or posts with the column item_id.

        Returns
        -------
        dict of str to Mark
            A theme is checked quickly where the topics that are hold half of its posts; its posts fit where they fit
            their topic, so what belongs to its other topics counts as not fitting.
        """
        whole = self.table[self.table["segment"] == ALL]
        if not (whole["asked"].sum() or whole["gold_n"].sum()):
            return {}
        gold = self._gold(list(whole["topic_id"].astype(str)), cells)
        row = {str(one["topic_id"]): one for _, one in whole.iterrows()}
        parts: dict[str, list[str]] = {}
        for topic, subject in subjects.of_topic.items():
            if str(topic) in row:
                parts.setdefault(str(subject), []).append(str(topic))
        found = {subject: _mark([row[topic] for topic in parts[subject]], gold) for subject in sorted(parts)}
        return {subject: mark for subject, mark in found.items() if mark != UNCHECKED}

    def _gold(self, topics: Iterable[str], cells: Sequence[str | pd.DataFrame]) -> dict[str, int]:
        """Return for each topic the posts read in the cell with fewest."""
        known = {
            (str(topic), str(segment)): int(gold)
            for topic, segment, gold in self.table[["topic_id", "segment", "gold_n"]].itertuples(index=False)
        }
        segments = {segment for _, segment in known}
        counts = []
        for cell in cells:
            if isinstance(cell, str) and cell in segments:
                counts.append({topic: known[topic, cell] for topic in topics})
            elif isinstance(cell, str):
                counts.append(dict.fromkeys(topics, 0))
            else:
                counts.append(self._read(topics, frozenset(cell["item_id"].astype(str))))
        return {topic: min(count[topic] for count in counts) for topic in topics}

    def _read(self, topics: Iterable[str], items: Collection[str]) -> dict[str, int]:
        inside = np.array([one.item_id in items for one in self.gold.read], dtype=bool)
        held = frozenset(items)
        return {
            topic: int((self.gold.counts(topic) & inside).sum()) + self.gold.read_earlier(topic, held)
            for topic in topics
        }


def _mark(rows: Sequence[pd.Series], gold: Mapping[str, int]) -> Mark:
    asked, fit = (sum(int(row[name]) for row in rows) for name in ("asked", "fit"))
    least = min((gold[str(row["topic_id"])] for row in rows), default=0)
    quick = [row for row in rows if row["checked"] != Checked.NO or int(row["asked"]) >= QUICK]
    posts = sum(int(row["posts"]) for row in rows)
    half = bool(quick) and 2 * sum(int(row["posts"]) for row in quick) >= posts
    return Mark(checked_by([least], quick=half), least, asked, fit)
