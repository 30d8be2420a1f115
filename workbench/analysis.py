"""Analysis: every table of a study by name, computed once or read from the results cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.measures.bridge import bridge_to
from workbench.measures.change import change, no_change
from workbench.measures.compared import Question
from workbench.measures.drift import Asked, drift_table
from workbench.measures.emerging import emerging
from workbench.measures.ground import Ground
from workbench.measures.growth import reading
from workbench.measures.history import history
from workbench.measures.material import Material
from workbench.measures.past import Past
from workbench.measures.published import Baseline, baseline
from workbench.measures.quality import quality
from workbench.measures.segments import comparisons, segments
from workbench.measures.shown import file_texts, shown
from workbench.measures.sizes import Stand
from workbench.measures.sources import channels, months, sources
from workbench.measures.spans import Spans
from workbench.measures.subjects import Level
from workbench.measures.topics import topics
from workbench.people.customers import read_customers
from workbench.people.segments import segments as people_segments
from workbench.privacy.pseudonyms import read_or_make_key
from workbench.project.model import Project
from workbench.project.period import Window
from workbench.project.study import Study
from workbench.stats.strength import Kind
from workbench.store.store import Store
from workbench.topics.codebook.state import Codebook

if TYPE_CHECKING:
    from bertopic import BERTopic


class Analysis:
    """One study's tables; nothing is written but caches under the project's `store/`.

    Parameters
    ----------
    study : Study
        Project folder, period and whether a part of it will do.

    Raises
    ------
    BadRequest
        If a parameter or project.toml is wrong.
    BadData
        If nothing was loaded.

    Examples
    --------
    >>> import workbench as wb
    >>> analysis = wb.open("build/sample", "2026-10")  # doctest: +SKIP
    >>> analysis.topics()[["label", "people", "share_people"]]  # doctest: +SKIP
    """

    #: holds a temporary project for as long as the analysis is used.
    keeper: object = None

    def __init__(self, study: Study) -> None:
        self.study = study
        self.ground = Ground(study)
        self.project: Project = self.ground.project
        self.period: Window = self.ground.period
        self.store: Store = self.ground.store

    def __repr__(self) -> str:
        return f"<Analysis of {self.project.name}, {self.period.title}>"

    @property
    def spans(self) -> Spans:
        """The windows measured, compared with and searched for topics."""
        return self.ground.spans

    @property
    def codebook(self) -> Codebook:
        """The project's codebook, with what this period proposes if it has not yet."""
        return self.ground.codebook

    @cached_property
    def past(self) -> Past:
        """All months that the store holds, up to the period's end."""
        return Past(self.ground)

    @cached_property
    def baseline(self) -> Baseline | None:
        """The version of the codebook that this study's is held against, as the study before left it."""
        return baseline(self.project.folder, self.period.label, self.codebook.version)

    @property
    def filed(self) -> pd.DataFrame:
        """The assignment of every passage that is read (design section 6)."""
        return self.ground.filed

    @property
    def now(self) -> Material:
        """The material that sizes and comparisons use."""
        return self.ground.now

    @property
    def before(self) -> Material | None:
        """The material that the window is compared with."""
        return self.ground.before

    @property
    def items(self) -> pd.DataFrame:
        """Posts of the window with the topics they are filed under."""
        filed = self.filed[self.filed["decision"] == "topic"].drop_duplicates(["item_id", "topic_id"])
        under = filed.groupby("item_id")["topic_id"].agg(lambda ids: " ".join(sorted(ids)))
        columns = ["item_id", "at", "month", "source", "channel", "stars", "masked", "lang", "part", "person"]
        return self.now.posts[columns].assign(topics=self.now.posts["item_id"].map(under).fillna(""))

    def sources(self) -> pd.DataFrame:
        """Return what came in, by source and month: the whole stretch that is read."""
        return self._table("sources", lambda: sources(self.project, self.ground.material, self.store.reports()))

    def channels(self) -> pd.DataFrame:
        """Return posts and people by channel in the window."""
        return self._table("channels", lambda: channels(self.now))

    def months(self) -> pd.DataFrame:
        """Return posts by channel and month: the whole stretch that is read."""
        return self._table("months", lambda: months(self.ground.material))

    def rejects(self) -> pd.DataFrame:
        """Rows of the exports that were not kept, counted by file and reason."""
        rows = self.store.rejects()
        grouped = rows.groupby(["source_file", "reason", "detail"], as_index=False, dropna=False)
        return grouped.agg(rows=("source_row", "size"), first_row=("source_row", "min"))

    def topics(self) -> pd.DataFrame:
        """Every topic's size, with `before_share_people` where there was something before."""
        return self._table("topics", lambda: self._sizes(Level.TOPIC))

    def themes(self) -> pd.DataFrame:
        """Every theme's size; the columns of `topics`."""
        return self._table("themes", lambda: self._sizes(Level.THEME))

    def segments(self) -> pd.DataFrame:
        """Return groups side by side, by topic."""
        return self._table("segments", lambda: self._segments(Level.TOPIC))

    def segment_themes(self) -> pd.DataFrame:
        """Return groups side by side, by theme."""
        return self._table("segment_themes", lambda: self._segments(Level.THEME))

    def people(self) -> pd.DataFrame:
        """Each person's two facts and segment."""
        return self._table("people", self._people)

    def change(self) -> pd.DataFrame:
        """Themes, then topics, against the months before; empty where nothing was before."""
        return self._table("change", self._change)

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
        return self._table("emerging", lambda: emerging(self.past, self.codebook))

    def quality(self) -> pd.DataFrame:
        """Return counts that say how much was sorted and how much was not."""
        return self._table("quality", lambda: quality(self.now, self.filed, self.codebook, self.topics()))

    def examples(self) -> pd.DataFrame:
        """Return posts that stand for each topic, and near ones that lie outside it."""
        return self._table("examples", lambda: shown(self.now, self.filed, self.codebook, self.ground.cache.vectors))

    def assign(self, texts: Sequence[str]) -> pd.DataFrame:
        """File any texts under the study's topics.

        Parameters
        ----------
        texts : sequence of str
            A single text may stand alone.

        Returns
        -------
        DataFrame
            One row a text: topic_id, label, decision, score (cosine); a text without words is "empty".
        """
        return file_texts(texts, self.codebook, self.ground.cache.vectors)

    @cached_property
    def topic_model(self) -> BERTopic:
        """A BERTopic model of the window's filed texts, for its own tables and plots."""
        from workbench.measures.model import topic_model

        return topic_model(
            self.now, self.filed, self.codebook, self.ground.cache.vectors, reading(self.project).own_words
        )

    def _table(self, name: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        label = f"{name}-{self.period.label}" + (f"-{self.period.end:%Y%m%dT%H%M}" if self.period.partial else "")
        return self.ground.results.table(label, compute)

    def _sizes(self, level: Level) -> pd.DataFrame:
        stand = Stand(self.spans.sizes.label, self.project.statistics.precision, self.ground.effect)
        table = topics(self.now, self.filed, self.ground.subjects(level), stand)
        moved = self.change()
        past = moved[moved["level"] == level].set_index("id")["before"] if len(moved) else pd.Series(dtype="Float64")
        place = list(table.columns).index("share_people_hi") + 1
        table.insert(place, "before_share_people", table["topic_id"].map(past))
        return table

    def _history(self) -> pd.DataFrame:
        stand = Stand(self.period.label, self.project.statistics.precision, self.ground.effect)
        return history(self.past, [self.ground.subjects(level) for level in (Level.THEME, Level.TOPIC)], stand)

    def _drift(self) -> pd.DataFrame:
        own = reading(self.project).own_words
        asked = Asked(self.codebook, self.ground.cache.vectors, self.project.seed, self.period.label, own)
        return drift_table(self.now, self.before, self.filed, asked)

    def _people(self) -> pd.DataFrame:
        key = read_or_make_key(self.project.folder / "secret" / "key")
        customers = read_customers(self.project, key)
        posts = self.now.posts
        return people_segments(posts, listed=customers.facts(posts) if customers else None)

    def _segments(self, level: Level) -> pd.DataFrame:
        found = comparisons(self.now.spoken, self.people(), self.project.segments.compare)
        return segments(
            found,
            self.filed,
            self.ground.subjects(level),
            period=self.spans.sizes.label,
            seed=self.project.seed,
            effect=self.ground.effect,
        )

    def _change(self) -> pd.DataFrame:
        question = Question("change", Kind.CHANGE, self.spans.sizes.label, self.project.seed, effect=self.ground.effect)
        if self.before is None or self.before.spoken.empty:
            return no_change()
        tables = [
            change(self.now, self.before, self.filed, self.ground.subjects(level), question=question)
            for level in (Level.THEME, Level.TOPIC)
        ]
        return pd.concat(tables, ignore_index=True)


def open_study(project: Path | str, month: str, *, partial: bool = False) -> Analysis:
    """Open a project's study of one period.

    Parameters
    ----------
    project : Path or str
        The folder with project.toml; its exports must have been loaded.
    month : str
        `YYYY-MM`, `YYYY-Qn`, or a name under `[periods]`.
    partial : bool
        Take a period that is not over as far as it has come.

    Returns
    -------
    Analysis

    Raises
    ------
    BadRequest
        If a parameter or project.toml is wrong.
    """
    return Analysis(Study(project=project, month=month, partial=partial))  # type: ignore[arg-type]
