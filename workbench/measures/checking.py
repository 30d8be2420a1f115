"""Checking: what people found when they read posts, for one study."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from workbench.measures.asked import Asked
from workbench.measures.checks import checks
from workbench.measures.codings import Codings, codings_of
from workbench.measures.corrected import corrected
from workbench.measures.counts import pairs
from workbench.measures.gold import Frame, Gold
from workbench.measures.ground import Ground
from workbench.measures.marks import Mark, Marked, Marks
from workbench.measures.segments import Pair
from workbench.measures.sides import ALL, sides
from workbench.measures.sizes import Stand
from workbench.measures.subjects import Level, Subjects
from workbench.project.codings import digest


class Checking:
    """The checks of a study: its own, and those of earlier periods.

    Parameters
    ----------
    ground : Ground

    Raises
    ------
    BadData
        If `checks/codings.csv` or a draw is damaged.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    @cached_property
    def digest(self) -> str:
        """Sha256 of the codings that the study knows; empty without any."""
        return digest(self.ground.project.folder, self.ground.period.label)

    @cached_property
    def codings(self) -> Codings:
        """The codings that the study knows, under its codebook."""
        return codings_of(self.ground.project, self.ground.period.label, self.ground.codebook)

    def frame(self) -> Frame:
        """Return the posts that shares are of, as they are sorted."""
        ground = self.ground
        about = pairs(ground.filed, ground.subjects(Level.TOPIC).of_topic)
        return Frame(ground.now.spoken, about, sides(ground.material.posts, ground.now.posts))

    def gold(self) -> Gold:
        """Return the random samples beside the posts that they were drawn from; made anew, because it is large."""
        return Gold(self.codings, self.ground.codebook, self.frame(), self.ground.period.label)

    def asked(self, gold: Gold) -> Asked:
        """Return what checks are measured from."""
        ground = self.ground
        stand = Stand(ground.spans.sizes.label, ground.project.statistics.precision, ground.effect)
        return Asked(gold, self.codings, ground.subjects(Level.TOPIC), stand, ground.project.seed)

    def checks(self) -> pd.DataFrame:
        """Measure how well each topic is sorted, see `checks.checks`."""
        return checks(self.asked(self.gold()))

    def corrected(self, found: Sequence[Pair]) -> pd.DataFrame:
        """Compare groups by true shares, see `corrected.corrected`."""
        return corrected(self.asked(self.gold()), found)

    def sizes(self, table: pd.DataFrame, subjects: Subjects) -> Marked:
        """Return the marks of the sizes of topics or themes; table is that of `checks`."""
        return self._marks(table, subjects, [(ALL,)])[0]

    def change(self, table: pd.DataFrame, subjects: Subjects) -> Marked:
        """Return the marks of this period against the months before."""
        before = self.ground.before
        return {} if before is None else self._marks(table, subjects, [(ALL, before.spoken)])[0]

    def groups(self, table: pd.DataFrame, subjects: Subjects, found: Sequence[Pair]) -> dict[int, Marked]:
        """Return the marks of each pair of groups, by its place."""
        segments = set(table["segment"])
        cells = [
            tuple(side.name if side.name in segments else side.posts for side in (pair.first, pair.second))
            for pair in found
        ]
        return dict(enumerate(self._marks(table, subjects, cells)))

    def _marks(
        self, table: pd.DataFrame, subjects: Subjects, cells: Sequence[tuple[str | pd.DataFrame, ...]]
    ) -> list[dict[str, Mark]]:
        if not self.digest:
            return [{} for _ in cells]
        marks = Marks(table, self.gold())
        return [marks.of(subjects, cell) for cell in cells]
