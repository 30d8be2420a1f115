"""Changes: what moved against the months before, and how topics went over the months."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import pandas as pd

from workbench.analysis.groups import Groups
from workbench.measures.bridge import bridge_to
from workbench.measures.change import change, no_change
from workbench.measures.compared import Question
from workbench.measures.drift import Asked, drift_table
from workbench.measures.emerging import emerging
from workbench.measures.growth import reading
from workbench.measures.history import history
from workbench.measures.material import Material
from workbench.measures.past import Past
from workbench.measures.published import Baseline, baseline
from workbench.measures.sizes import Stand
from workbench.measures.spoke import spoke
from workbench.measures.subjects import Level
from workbench.stats.strength import Kind


class Changes(Groups):
    """The window against the months before, and all months under one codebook."""

    @cached_property
    def past(self) -> Past:
        """All months that the store holds, up to the period's end."""
        return Past(self.ground)

    @cached_property
    def baseline(self) -> Baseline | None:
        """The version of the codebook that this study's is held against, as the study before left it."""
        return baseline(self.project.folder, self.period.label, self.codebook.version)

    def change(self, product: str | None = None) -> pd.DataFrame:
        """Themes, then topics, against the months before; empty where nothing was before."""
        chosen = self.of(product)
        return chosen._table("change", chosen._change)

    def spoke(self) -> pd.DataFrame:
        """Return what of each theme's change comes from what people say, and what from who speaks."""
        return self._table("spoke", self._spoke)

    def history(self) -> pd.DataFrame:
        """Return every topic and theme in every month that the store holds, under the study's codebook."""
        return self._table("history", self._history)

    def bridge(self) -> pd.DataFrame:
        """Return how posts moved between the codebook of the study before and this one; empty where none did."""
        held = self.baseline
        label = f"bridge-{held.version[:16]}-{held.until[:10]}" if held else "bridge"
        return self._table(label, lambda: bridge_to(self.past, held))

    def drift(self) -> pd.DataFrame:
        """Return what makes each topic doubtful: posts refused near it, moved, reworded, two subjects, a twin."""
        return self._table("drift", self._drift)

    def emerging(self) -> pd.DataFrame:
        """Return candidates that came after the first discovery, and what is only watched."""
        # the watch list is no part of the codebook's version
        label = f"emerging-{self.codebook.standing[:16]}"
        return self._table(label, lambda: emerging(self.past, self.codebook))

    def _change(self) -> pd.DataFrame:
        question = Question("change", Kind.CHANGE, self.spans.sizes.label, self.project.seed, effect=self.ground.effect)
        if self.before is None or self.before.spoken.empty:
            return no_change()
        tables = []
        for level in (Level.THEME, Level.TOPIC):
            subjects = self.ground.subjects(level)
            asked = replace(question, marks=self.checking.change(self.checks(), subjects))
            tables.append(change(self.now, self.before, self.filed, subjects, question=asked))
        return pd.concat(tables, ignore_index=True)

    def _spoke(self) -> pd.DataFrame:
        before = self.before if self.before is not None else Material(self.now.posts.iloc[:0], self.now.passages, {})
        themes = self.ground.subjects(Level.THEME)
        return spoke(self.now, before, self.filed, themes, period=self.spans.sizes.label, seed=self.project.seed)

    def _history(self) -> pd.DataFrame:
        stand = Stand(self.period.label, self.project.statistics.precision, self.ground.effect)
        return history(self.past, [self.ground.subjects(level) for level in (Level.THEME, Level.TOPIC)], stand)

    def _drift(self) -> pd.DataFrame:
        own = reading(self.project).own_words
        asked = Asked(self.codebook, self.ground.cache.vectors, self.project.seed, self.period.label, own)
        return drift_table(self.now, self.before, self.filed, asked)
