"""The basis of a study's tables: posts and codebook, each table computed once, and what the controls allow."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Self

import pandas as pd

from workbench.measures.belonging import product_named
from workbench.measures.checking import Checking
from workbench.measures.controls import Control, controls
from workbench.measures.ground import Ground
from workbench.measures.held import held_back, stops
from workbench.measures.material import Material
from workbench.measures.narrowed import narrowed
from workbench.measures.spans import Spans
from workbench.measures.subjects import Level
from workbench.project.model import Project
from workbench.project.period import Window
from workbench.project.sections import Product
from workbench.project.study import Study
from workbench.store.store import Store
from workbench.topics.codebook.state import Codebook

#: tables that change with what people checked.
RESTS_ON_CHECKS = frozenset({"topics", "themes", "segments", "segment_themes", "change", "checks", "corrected"})


class Basis:
    """The posts, the codebook and the kept tables of one study: what every table is made from.

    Parameters
    ----------
    study : Study
        Project folder, period and whether a part of it will do.
    """

    #: holds a temporary project for as long as the analysis is used.
    keeper: object = None
    #: the product that it is narrowed to, and what it was narrowed from; see `of`.
    product: Product | None = None
    whole: Self | None = None

    def __init__(self, study: Study) -> None:
        self.study = study
        self.ground = Ground(study)
        self.project: Project = self.ground.project
        self.period: Window = self.ground.period
        self.store: Store = self.ground.store

    def __repr__(self) -> str:
        product = f", {self.product.name}" if self.product else ""
        return f"<Analysis of {self.project.name}, {self.period.title}{product}>"

    def of(self, product: str | None) -> Self:
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

    @cached_property
    def checking(self) -> Checking:
        """What people found when they read posts."""
        return Checking(self.ground)

    def controls(self) -> pd.DataFrame:
        """Return how often groups and months that are made up seem to differ."""
        if self.whole is not None:
            return self.whole.controls()
        return self._table("controls", self._controls)

    @cached_property
    def stopped(self) -> frozenset[Control]:
        """The controls that forbid to claim anything: of groups, or of months against those before."""
        return stops(self.controls())

    def _table(self, name: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        table = self._kept(name, compute)
        # the one place that every table passes: no claim is stronger than the controls allow
        return held_back(name, table, self.stopped) if "strength" in table else table

    def _kept(self, name: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        name += f"-{self.checking.digest[:12]}" if name in RESTS_ON_CHECKS and self.checking.digest else ""
        name += f"-of-{hashlib.sha256(self.product.name.encode()).hexdigest()[:12]}" if self.product else ""
        label = f"{name}-{self.period.label}" + (f"-{self.period.end:%Y%m%dT%H%M}" if self.period.partial else "")
        return self.ground.results.table(label, compute)

    def _controls(self) -> pd.DataFrame:
        before = self.before if self.before is not None and len(self.before.spoken) else None
        subjects = self.ground.subjects(Level.TOPIC)
        return controls(self.now, before, self.filed, subjects, seed=self.project.seed, effect=self.ground.effect)
