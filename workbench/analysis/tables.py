"""Tables: a study's analysis, every table by name, computed once or read from the results cache."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.analysis.changes import Changes
from workbench.measures.collection import collection
from workbench.measures.growth import reading
from workbench.measures.own_posts import own_posts
from workbench.measures.quality import quality
from workbench.measures.registry.goals import ProductCard, cards, goals_table
from workbench.measures.registry.heard import Heard
from workbench.measures.registry.table import measures
from workbench.measures.shown import file_texts, shown
from workbench.measures.sizes import Stand
from workbench.measures.sources import channels, loads, months, sources
from workbench.measures.subjects import Level
from workbench.measures.topics import topics
from workbench.project.study import Study

if TYPE_CHECKING:
    from bertopic import BERTopic


class Analysis(Changes):
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

    def content(self) -> pd.DataFrame:
        """Return our own posts of the period, each with its series, what it is for, and whether it was paid for."""
        window, project = self.period, self.project
        return self._table(
            "content",
            lambda: own_posts(
                self.store.content(), project.series, start=window.start, end=window.end, zone=project.timezone
            ),
        )

    def loads(self) -> pd.DataFrame:
        """Return what became of the rows of each source's files."""
        return loads(self.project, self.store.reports())

    def channels(self, product: str | None = None) -> pd.DataFrame:
        """Return posts and people by channel in the window."""
        chosen = self.of(product)
        return chosen._table("channels", lambda: channels(chosen.now))

    def months(self) -> pd.DataFrame:
        """Return posts by channel and month: the whole stretch that is read."""
        return self._table("months", lambda: months(self.ground.material))

    def collection(self) -> pd.DataFrame:
        """Return whether posts came in steadily, by source and month: the whole stretch that is read."""
        posts = self.ground.material.posts
        end = self.period.end
        if self.period.partial and posts["at"].notna().any():
            end = min(end, posts["at"].max().to_pydatetime() + timedelta(microseconds=1))  # it is not over yet
        return self._table(
            "collection", lambda: collection(posts, start=self.spans.start, end=end, zone=self.project.timezone)
        )

    def rejects(self) -> pd.DataFrame:
        """Rows of the exports that were not kept, counted by file and reason."""
        rows = self.store.rejects()
        grouped = rows.groupby(["source_file", "reason", "detail"], as_index=False, dropna=False)
        return grouped.agg(rows=("source_row", "size"), first_row=("source_row", "min"))

    def topics(self, product: str | None = None) -> pd.DataFrame:
        """Return every topic's size, with `before_share_people` where there was something before."""
        chosen = self.of(product)
        return chosen._table("topics", lambda: chosen._sizes(Level.TOPIC))

    def themes(self, product: str | None = None) -> pd.DataFrame:
        """Return every theme's size; the columns of `topics`."""
        chosen = self.of(product)
        return chosen._table("themes", lambda: chosen._sizes(Level.THEME))

    def measures(self, product: str | None = None) -> pd.DataFrame:
        """Return the measures of the audience and of the customers, then those about each product with a `match`."""
        chosen = self.of(product)
        return chosen._table("measures", chosen._measures)

    def goals(self) -> pd.DataFrame:
        """Return each product's card: its goal, the goal's measure now, and how it stands."""
        return self._table("goals", lambda: goals_table(self.cards()))

    def cards(self) -> tuple[ProductCard, ...]:
        """Return each product's card, in the order of project.toml."""
        last = self.period.last_day
        over = not self.period.partial and last.month != (last + timedelta(days=1)).month
        month = f"{last:%Y-%m}" if over else f"{last.replace(day=1) - timedelta(days=1):%Y-%m}"
        return cards(self.project.products, self.measures, month=month)

    def quality(self, product: str | None = None) -> pd.DataFrame:
        """Return counts that say how much was sorted and how much was not."""
        chosen = self.of(product)
        return chosen._table(
            "quality",
            lambda: quality(chosen.now, chosen.filed, chosen.codebook, chosen.topics(), period=self.period.label),
        )

    def examples(self) -> pd.DataFrame:
        """Return posts that stand for each topic, and near ones that lie outside it."""
        return self._table("examples", lambda: shown(self.now, self.filed, self.codebook, self.ground.cache.vectors))

    def assign(self, texts: Sequence[str]) -> pd.DataFrame:
        """File any texts under the study's topics, each as one passage, whatever it says.

        A post of the study is treated otherwise where it gives no reason, is in another language or is long: the first
        two are kept apart and stand under no topic, and a long one is cut into passages that are filed one by one.
        Here all of these are filed whole.

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

    def _sizes(self, level: Level) -> pd.DataFrame:
        subjects = self.ground.subjects(level)
        marks = self.checking.sizes(self.checks(), subjects)
        stand = Stand(self.spans.sizes.label, self.project.statistics.precision, self.ground.effect, marks)
        table = topics(self.now, self.filed, subjects, stand)
        moved = self.change()
        past = moved[moved["level"] == level].set_index("id")["before"] if len(moved) else pd.Series(dtype="Float64")
        place = list(table.columns).index("share_people_hi") + 1
        table.insert(place, "before_share_people", table["topic_id"].map(past))
        return table

    def _measures(self) -> pd.DataFrame:
        everybody = (self.whole or self).people()
        own = measures(Heard(self.ground, everybody, self.product))
        told = [] if self.product else [one.name for one in self.project.products if one.match]
        return pd.concat([own, *(self.measures(name) for name in told)], ignore_index=True)


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
