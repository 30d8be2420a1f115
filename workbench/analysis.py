"""Analysis: every table of a study by name, computed once or read from the results cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.measures.belonging import product_named
from workbench.measures.bridge import bridge_to
from workbench.measures.change import change, no_change
from workbench.measures.checking import Checking
from workbench.measures.compared import Question
from workbench.measures.controls import Control, controls
from workbench.measures.coordinated import described
from workbench.measures.corrected import held_against
from workbench.measures.drift import Asked, drift_table
from workbench.measures.emerging import emerging
from workbench.measures.ground import Ground
from workbench.measures.growth import reading
from workbench.measures.held import held_back, stops
from workbench.measures.history import history
from workbench.measures.material import Material
from workbench.measures.narrowed import narrowed
from workbench.measures.past import Past
from workbench.measures.published import Baseline, baseline
from workbench.measures.quality import quality
from workbench.measures.raked import Weights, refuse_unknown, weights
from workbench.measures.registry.goals import ProductCard, cards, goals_table
from workbench.measures.registry.heard import Heard
from workbench.measures.registry.table import measures
from workbench.measures.segments import OF_CUSTOMERS, Pair, comparisons, segments
from workbench.measures.shown import file_texts, shown
from workbench.measures.sizes import Stand
from workbench.measures.sources import channels, months, sources
from workbench.measures.spans import Spans
from workbench.measures.spoke import spoke
from workbench.measures.subjects import Level
from workbench.measures.topics import topics
from workbench.measures.who import Who
from workbench.measures.words import words
from workbench.project.margins import read_margins
from workbench.project.model import Project
from workbench.project.period import Window
from workbench.project.sections import Product
from workbench.project.study import Study
from workbench.stats.strength import Kind
from workbench.store.store import Store
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Part

if TYPE_CHECKING:
    from bertopic import BERTopic

#: tables that change with what people checked.
RESTS_ON_CHECKS = frozenset({"topics", "themes", "segments", "segment_themes", "change", "checks", "corrected"})


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
    #: the product that it is narrowed to, and what it was narrowed from; see `of`.
    product: Product | None = None
    whole: Analysis | None = None

    def __init__(self, study: Study) -> None:
        self.study = study
        self.ground = Ground(study)
        self.project: Project = self.ground.project
        self.period: Window = self.ground.period
        self.store: Store = self.ground.store

    def __repr__(self) -> str:
        product = f", {self.product.name}" if self.product else ""
        return f"<Analysis of {self.project.name}, {self.period.title}{product}>"

    def of(self, product: str | None) -> Analysis:
        """Return the study narrowed to the posts about one product; itself for None.

        Tables of months, of the codebook and of checks stay those of the whole project; topics do too. What people
        checked was checked over all posts, so narrowed rows are not checked.

        Raises
        ------
        BadRequest
            If project.toml names no such product.
        """
        if product is None or (self.product and self.product.name == product):
            return self
        if self.whole is not None:
            return self.whole.of(product)
        narrow = copy(self)
        for name in ("past", "checking", "topic_model", "_who", "_pairs", "weights"):
            narrow.__dict__.pop(name, None)
        narrow.whole, narrow.product = self, product_named(self.project, product)
        narrow.ground = narrowed(self.ground, narrow.product)
        narrow.checking = Checking(narrow.ground)
        narrow.checking.digest = ""
        return narrow

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

    def channels(self, product: str | None = None) -> pd.DataFrame:
        """Return posts and people by channel in the window."""
        chosen = self.of(product)
        return chosen._table("channels", lambda: channels(chosen.now))

    def months(self) -> pd.DataFrame:
        """Return posts by channel and month: the whole stretch that is read."""
        return self._table("months", lambda: months(self.ground.material))

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

    def segments(self, product: str | None = None) -> pd.DataFrame:
        """Return groups side by side, by topic."""
        chosen = self.of(product)
        return chosen._table("segments", lambda: chosen._segments(Level.TOPIC))

    def segment_themes(self, product: str | None = None) -> pd.DataFrame:
        """Return groups side by side, by theme."""
        chosen = self.of(product)
        return chosen._table("segment_themes", lambda: chosen._segments(Level.THEME))

    def patterns(self, product: str | None = None) -> pd.DataFrame:
        """Return the coordinated patterns among the window's posts."""
        chosen = self.of(product)
        return chosen._table("patterns", lambda: described(chosen.now.posts))

    def spoke(self) -> pd.DataFrame:
        """Return what of each theme's change comes from what people say, and what from who speaks."""
        return self._table("spoke", self._spoke)

    def words(self, product: str | None = None) -> pd.DataFrame:
        """Return the words that one group of each pair uses more than the other."""
        chosen = self.of(product)
        return chosen._table("words", chosen._words)

    def people(self, product: str | None = None) -> pd.DataFrame:
        """Return each person's two facts and segment."""
        chosen = self.of(product)
        return chosen._table("people", chosen._people)

    def matches(self, product: str | None = None) -> pd.DataFrame:
        """Return for how many people and posts of each channel the group is known, and by which key."""
        chosen = self.of(product)
        return chosen._table("matches", lambda: chosen._who.matches(chosen.people()))

    @cached_property
    def checking(self) -> Checking:
        """What people found when they read posts."""
        return Checking(self.ground)

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

    def change(self, product: str | None = None) -> pd.DataFrame:
        """Themes, then topics, against the months before; empty where nothing was before."""
        chosen = self.of(product)
        return chosen._table("change", chosen._change)

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

    def controls(self) -> pd.DataFrame:
        """Return how often groups and months that are made up seem to differ."""
        if self.whole is not None:
            return self.whole.controls()
        return self._table("controls", self._controls)

    @cached_property
    def stopped(self) -> frozenset[Control]:
        """The controls that forbid to claim anything: of groups, or of months against those before."""
        return stops(self.controls())

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

    def _table(self, name: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        table = self._kept(name, compute)
        # the one place that every table passes: no claim is stronger than the controls allow
        return held_back(name, table, self.stopped) if "strength" in table else table

    def _kept(self, name: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        name += f"-{self.checking.digest[:12]}" if name in RESTS_ON_CHECKS and self.checking.digest else ""
        name += f"-of-{hashlib.sha256(self.product.name.encode()).hexdigest()[:12]}" if self.product else ""
        label = f"{name}-{self.period.label}" + (f"-{self.period.end:%Y%m%dT%H%M}" if self.period.partial else "")
        return self.ground.results.table(label, compute)

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

    def _history(self) -> pd.DataFrame:
        stand = Stand(self.period.label, self.project.statistics.precision, self.ground.effect)
        return history(self.past, [self.ground.subjects(level) for level in (Level.THEME, Level.TOPIC)], stand)

    def _controls(self) -> pd.DataFrame:
        before = self.before if self.before is not None and len(self.before.spoken) else None
        subjects = self.ground.subjects(Level.TOPIC)
        return controls(self.now, before, self.filed, subjects, seed=self.project.seed, effect=self.ground.effect)

    def _drift(self) -> pd.DataFrame:
        own = reading(self.project).own_words
        asked = Asked(self.codebook, self.ground.cache.vectors, self.project.seed, self.period.label, own)
        return drift_table(self.now, self.before, self.filed, asked)

    def _people(self) -> pd.DataFrame:
        if self.whole is None:
            return self._who.people()
        # what is known of somebody does not depend on what they speak of
        everybody = self.whole.people()
        return everybody[everybody["person"].isin(self.now.posts["person"])].reset_index(drop=True)

    def _measures(self) -> pd.DataFrame:
        everybody = (self.whole or self).people()
        own = measures(Heard(self.ground, everybody, self.product))
        told = [] if self.product else [one.name for one in self.project.products if one.match]
        return pd.concat([own, *(self.measures(name) for name in told)], ignore_index=True)

    @cached_property
    def _who(self) -> Who:
        return Who(self.ground)

    @cached_property
    def _pairs(self) -> list[Pair]:
        low, high = self.project.statistics.pi_unknown
        hidden = (float(low), float(high))
        return comparisons(self._who.spoken(), self.people(), self.project.segments.compare, hidden=hidden)

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

    def _spoke(self) -> pd.DataFrame:
        before = self.before if self.before is not None else Material(self.now.posts.iloc[:0], self.now.passages, {})
        themes = self.ground.subjects(Level.THEME)
        return spoke(self.now, before, self.filed, themes, period=self.spans.sizes.label, seed=self.project.seed)

    def _words(self) -> pd.DataFrame:
        passages = self.now.passages[self.now.passages["part"].isin([Part.TOPIC, Part.NO_REASON])]
        own = reading(self.project).own_words
        return words(self._pairs, passages, own_words=own, period=self.spans.sizes.label)

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
