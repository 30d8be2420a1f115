"""Gold: the posts of a random sample that people read, beside all posts that it was drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.measures.codings import Codings, holder, offered
from workbench.project.codings import NONE
from workbench.project.draws import Draw
from workbench.stats.checked import Strata, strata, tally
from workbench.topics.codebook.state import Codebook

#: posts that came in after the draw had no chance to be drawn; above this part of them the sample says nothing.
GROWN = 0.05
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Frame:
    """All posts of a window, and what the machine says of them.

    Parameters
    ----------
    posts : DataFrame
        item_id, person, authors, of the posts that shares are of.
    about : DataFrame
        item_id, subject (topic), each pair once, of all posts that the study reads.
    side : Series of str, indexed by item_id
        Of all posts that the study reads, see `sides`.
    """

    posts: pd.DataFrame
    about: pd.DataFrame
    side: pd.Series

    @cached_property
    def items(self) -> pd.Index:
        """The ids of the posts, in order."""
        return pd.Index(sorted(self.posts["item_id"].astype(str)))

    @cached_property
    def sides(self) -> NDArray[np.object_]:
        """Where each of `items` stands, shape (N,)."""
        return self.side.reindex(self.items).to_numpy(dtype=object)

    def sorted_under(self, topic_id: str) -> Mask:
        """Return which of `items` the machine sorts under a topic, shape (N,)."""
        found = np.zeros(len(self.items), dtype=bool)
        found[self._places.get(topic_id, [])] = True
        return found

    @cached_property
    def _places(self) -> dict[str, Places]:
        at = self.items.get_indexer(pd.Index(self.about["item_id"].astype(str)))
        known = pd.DataFrame({"topic": self.about["subject"].astype(str), "at": at})[at >= 0]
        return {str(topic): group.to_numpy(dtype=np.int64) for topic, group in known.groupby("topic")["at"]}

    def among(self, side: str | None) -> Mask:
        """Return which of `items` stand on a side, or all of them."""
        return np.ones(len(self.items), dtype=bool) if side is None else np.asarray(self.sides == side)


@dataclass(frozen=True, eq=False)
class Read:
    """A post that people read.

    Parameters
    ----------
    item_id : str
    draw : str
    topics : tuple of frozenset of str
        What each person said it is about today, first person first.
    """

    item_id: str
    draw: str
    topics: tuple[frozenset[str], ...]


class Gold:
    """The random samples of a study's own period, and of earlier ones.

    Parameters
    ----------
    codings : Codings
    codebook : Codebook
    frame : Frame
    period : str
        The study's label.
    """

    def __init__(self, codings: Codings, codebook: Codebook, frame: Frame, period: str) -> None:
        self.frame, self.codebook = frame, codebook
        self._draws = codings.draws
        own = {name: draw for name, draw in codings.draws.items() if draw.period == period}
        self.outgrown = not self._covers(list(own.values()))
        read = _read(codings.random)
        place = {item: at for at, item in enumerate(frame.items)}
        fresh = [one for one in read if one.draw in own and one.item_id in place and not self.outgrown]
        once = {one.item_id: one for one in sorted(fresh, key=lambda one: one.draw)}
        self.read = [once[item] for item in sorted(once)]
        self.rows: Places = np.array([place[one.item_id] for one in self.read], dtype=np.int64)
        self.earlier = [one for one in read if one.draw not in own and one.draw in self._draws]
        self._large = frozenset(topic for draw in own.values() for topic in draw.large)
        self._offered = {name: offered(draw, codebook) for name, draw in codings.draws.items()}

    def _covers(self, draws: Sequence[Draw]) -> bool:
        """Tell whether nearly all posts of the window had a chance to be drawn."""
        drawn = sum(len(draw.posts) for draw in draws)
        reach = [sum(one.of for one in draw.strata) + drawn - len(draw.posts) for draw in draws if draw.large]
        return not reach or len(self.frame.items) <= (1 + GROWN) * max(reach)

    def counts(self, topic_id: str) -> Mask:
        """Return which of `read` say something of a topic: it could be chosen then, shape (m,)."""
        return np.array([topic_id in self._offered[one.draw] for one in self.read], dtype=bool)

    def truth(self, topics: Sequence[str]) -> NDArray[np.float64]:
        """Return what the first person said of each of `read` and topic, shape (m, K), 1 or 0."""
        said = [[float(topic in one.topics[0]) for topic in topics] for one in self.read]
        return np.array(said, dtype=np.float64).reshape(len(self.read), len(topics))

    @cached_property
    def part(self) -> Places:
        """The stratum of every post of the window as the machine sorts it today, shape (N,)."""
        apart = self.frame.items.isin(self.frame.about.loc[self.frame.about["subject"].isin(self._today), "item_id"])
        names = sorted(set(self.frame.sides))
        side = np.array([names.index(one) for one in self.frame.sides], dtype=np.int64)
        return 2 * side + np.asarray(apart, dtype=np.int64)

    @cached_property
    def _today(self) -> frozenset[str]:
        return frozenset(holder(self.codebook, topic) for topic in self._large) - {""}

    @cached_property
    def probability(self) -> NDArray[np.float64]:
        """The chance of every post to be among those read, shape (N,): read posts of its stratum by all of them.

        By what was read, not by what was drawn: a sheet in random order may have been left half filled.
        """
        size = np.bincount(self.part)
        coded = np.bincount(self.part[self.rows], minlength=len(size))
        ratio = np.divide(coded, size, out=np.zeros(len(size)), where=size > 0)
        return np.asarray(ratio[self.part])

    def strata(self, topic_id: str, among: Mask) -> Strata:
        """Return the checked posts of a topic in a part of the window.

        Parameters
        ----------
        topic_id : str
        among : ndarray of bool, shape (N,)
        """
        inside = np.cumsum(among) - 1
        kept = self.counts(topic_id) & among[self.rows]
        truth = np.array([topic_id in one.topics[0] for one in self.read], dtype=bool)
        machine = self.frame.sorted_under(topic_id)
        return tally(machine[among], inside[self.rows[kept]], truth[kept], part=self.part[among])

    def months(self, topic_id: str, side: str | None) -> list[Strata]:
        """Return what earlier periods say of a topic, oldest first; sizes are those of what was read."""
        found: dict[str, list[Read]] = {}
        now = set(self.frame.items)
        for one in self.earlier:
            fits = side is None or self.frame.side.get(one.item_id) == side
            known = one.item_id in self.frame.side.index and one.item_id not in now
            if fits and known and topic_id in self._offered[one.draw]:
                found.setdefault(self._draws[one.draw].period, []).append(one)
        under = set(self.frame.about.loc[self.frame.about["subject"] == topic_id, "item_id"])
        return [_counted(found[period], topic_id, under) for period in sorted(found)]

    def read_earlier(self, topic_id: str, items: frozenset[str]) -> int:
        """Count the posts of an earlier window that were read when the topic could be chosen."""
        return sum(one.item_id in items and topic_id in self._offered[one.draw] for one in self.earlier)


def _counted(read: Sequence[Read], topic_id: str, under: set[str]) -> Strata:
    machine = np.array([one.item_id in under for one in read], dtype=bool)
    truth = np.array([topic_id in one.topics[0] for one in read], dtype=bool)
    coded = np.array([machine.sum(), (~machine).sum()])
    return strata([True, False], coded, coded, [(truth & machine).sum(), (truth & ~machine).sum()], finite=False)


def _read(rows: pd.DataFrame) -> list[Read]:
    """Put the rows of each post together, by draw and post; the first person first."""
    found: list[Read] = []
    ordered = rows.sort_values(["draw", "item_id", "round", "coder", "topic_id"], kind="stable")
    for (draw, item), group in ordered.groupby(["draw", "item_id"], sort=True):
        said = [
            frozenset(str(topic) for topic in one["now"] if topic not in (NONE, ""))
            for _, one in group.groupby(["round", "coder"], sort=True)
        ]
        found.append(Read(str(item), str(draw), tuple(said)))
    return found
