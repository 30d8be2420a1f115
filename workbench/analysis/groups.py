"""Groups: people and their groups, what was checked, and comparisons."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from workbench.analysis.basis import Basis
from workbench.measures.coordinated import described
from workbench.measures.corrected import held_against
from workbench.measures.growth import reading
from workbench.measures.raked import Weights, refuse_unknown, weights
from workbench.measures.segments import OF_CUSTOMERS, Pair, comparisons, segments
from workbench.measures.subjects import Level
from workbench.measures.who import Who
from workbench.measures.words import words
from workbench.project.margins import read_margins
from workbench.topics.corpus import Part


class Groups(Basis):
    """Who spoke, what people checked, and groups side by side."""

    def people(self, product: str | None = None) -> pd.DataFrame:
        """Return each person's two facts and segment."""
        chosen = self.of(product)
        return chosen._table("people", chosen._people)

    def matches(self, product: str | None = None) -> pd.DataFrame:
        """Return for how many people and posts of each channel the group is known, and by which key."""
        chosen = self.of(product)
        return chosen._table("matches", lambda: chosen._who.matches(chosen.people()))

    def patterns(self, product: str | None = None) -> pd.DataFrame:
        """Return the coordinated patterns among the window's posts."""
        chosen = self.of(product)
        return chosen._table("patterns", lambda: described(chosen.now.posts))

    def checks(self) -> pd.DataFrame:
        """Return how well each topic is sorted, by what people read."""
        if self.whole is not None:
            return self.whole.checks()
        return self._table("checks", self.checking.checks)

    def corrected(self) -> pd.DataFrame:
        """Return groups side by side by true shares, where posts of both were read; empty where they were not."""
        if self.whole is not None:
            # the random sample was drawn from the whole project's posts
            return self.whole.corrected().iloc[:0]
        return self._table("corrected", lambda: self.checking.corrected(self._pairs))

    def segments(self, product: str | None = None) -> pd.DataFrame:
        """Return groups side by side, by topic."""
        chosen = self.of(product)
        return chosen._table("segments", lambda: chosen._segments(Level.TOPIC))

    def segment_themes(self, product: str | None = None) -> pd.DataFrame:
        """Return groups side by side, by theme."""
        chosen = self.of(product)
        return chosen._table("segment_themes", lambda: chosen._segments(Level.THEME))

    def words(self, product: str | None = None) -> pd.DataFrame:
        """Return the words that one group of each pair uses more than the other."""
        chosen = self.of(product)
        return chosen._table("words", chosen._words)

    @cached_property
    def weights(self) -> dict[str, Weights]:
        """What the posts of groups of customers count, so that they are spread like all customers; by group.

        Raises
        ------
        BadData
            If a value of `[statistics] margins` is one that nobody has.
        """
        margins = read_margins(self.project)
        if not margins:
            return {}
        listed = self._who.listed
        entries = None if listed is None else listed.entries
        refuse_unknown(margins, self.ground.material.posts, entries, name=str(self.project.statistics.margins))
        sides = {pair.first.name: pair.first.posts for pair in self._pairs if pair.first.name in OF_CUSTOMERS}
        return {name: weights(posts, margins) for name, posts in sides.items()}

    @cached_property
    def _who(self) -> Who:
        return Who(self.ground)

    @cached_property
    def _pairs(self) -> list[Pair]:
        low, high = self.project.statistics.pi_unknown
        hidden = (float(low), float(high))
        return comparisons(self._who.spoken(), self.people(), self.project.segments.compare, hidden=hidden)

    def _people(self) -> pd.DataFrame:
        if self.whole is None:
            return self._who.people()
        # what is known of somebody does not depend on what they speak of
        everybody = self.whole.people()
        return everybody[everybody["person"].isin(self.now.posts["person"])].reset_index(drop=True)

    def _segments(self, level: Level) -> pd.DataFrame:
        subjects = self.ground.subjects(level)
        table = segments(
            self._pairs,
            self.filed,
            subjects,
            period=self.spans.sizes.label,
            seed=self.project.seed,
            effect=self.ground.effect,
            marks=self.checking.groups(self.checks(), subjects, self._pairs),
            weights=self.weights,
        )
        return held_against(table, self.corrected())

    def _words(self) -> pd.DataFrame:
        passages = self.now.passages[self.now.passages["part"].isin([Part.TOPIC, Part.NO_REASON])]
        own = reading(self.project).own_words
        return words(self._pairs, passages, own_words=own, period=self.spans.sizes.label)
