"""Ground: what the tables of a study stand on, read from the store or computed once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.embed.cache import VectorCache
from workbench.embed.minilm import MiniLM
from workbench.measures.coordinated import coordinated
from workbench.measures.counts import axes, pairs, tally
from workbench.measures.growth import grown, own_words, reading
from workbench.measures.material import ITEM_COLUMNS, LeftOut, Material, material
from workbench.measures.repeats import said
from workbench.measures.spans import Spans, months_of, spans
from workbench.measures.standing import standing
from workbench.measures.subjects import Level, Subjects, subjects
from workbench.project.model import Project
from workbench.project.period import Window
from workbench.project.study import Study
from workbench.stats.clustered import cell_shares
from workbench.stats.effect import project_effect
from workbench.store.loading import require_items, require_period
from workbench.store.results import Results, prune
from workbench.store.store import Store
from workbench.topics.codebook.events import Event, Kind
from workbench.topics.codebook.replay import after
from workbench.topics.codebook.shelf import append, keep_event, kept_event, load_codebook, read_log
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Part
from workbench.topics.filing import file_passages
from workbench.topics.pool import near_copies

if TYPE_CHECKING:
    from workbench.measures.past import Past


class Ground:
    """A study's posts, codebook and assignments; nothing is written but caches under the project's `store/`.

    Parameters
    ----------
    study : Study

    Raises
    ------
    BadRequest
        If a parameter or project.toml is wrong.
    BadData
        If nothing was loaded.
    """

    def __init__(self, study: Study) -> None:
        self.project: Project = study.open()
        self.period: Window = study.window(self.project)
        self.store = Store(self.project.store)
        require_items(self.project, self.store)
        require_period(self.store, self.period)

    @cached_property
    def spans(self) -> Spans:
        """The windows measured, compared with and searched for topics."""
        return spans(self.project, self.period, self.store)

    @cached_property
    def cache(self) -> VectorCache:
        """Vectors of texts, kept by text."""
        return VectorCache(self.project.store / "vectors", MiniLM(threads=self.project.compute.threads))

    @cached_property
    def parts(self) -> dict[str, Any]:
        """Everything that the results depend on, except the codebook: snapshot, settings, customers, model, code."""
        return {"snapshot": self.store.snapshot, **standing(self.project, self.period.label, self.cache.encoder.key)}

    @cached_property
    def inputs(self) -> str:
        """Digest of everything that the results depend on, except the codebook."""
        return hashlib.sha256(json.dumps(self.parts, sort_keys=True).encode()).hexdigest()

    @property
    def _read(self) -> Results:
        """Tables that do not depend on the codebook."""
        return Results(self.project.store, self.inputs[:32])

    @property
    def _stretch(self) -> str:
        """The name of everything that is read, from where discovery starts to the period's end."""
        return f"{self.spans.start:%Y%m%d}-{self.period.end:%Y%m%dT%H%M}"

    @cached_property
    def material(self) -> Material:
        """Posts and passages of everything that is read."""
        kept, name = self._read, self._stretch
        made: list[Material] = []

        def make() -> Material:
            if not made:
                items = self.store.feedback(self.spans.start, self.period.end, ITEM_COLUMNS)
                made.append(material(items, reading(self.project), zone=self.project.timezone))
            return made[0]

        left_out = kept.table(f"left-out-days-{name}", lambda: _counted(make().left_out))
        return Material(
            kept.table(f"posts-{name}", lambda: make().posts),
            kept.table(f"passages-{name}", lambda: make().passages),
            {LeftOut(*map(str, row[:3])): int(row[3]) for row in left_out.itertuples(index=False)},
        )

    @cached_property
    def copies(self) -> pd.Series:
        """By hash, the group of near copies that each passage read for topics belongs to."""

        def find() -> pd.DataFrame:
            passages = self.material.passages
            return near_copies(passages[passages["part"] == Part.TOPIC]).rename("group").reset_index()

        return self._read.table(f"copies-{self._stretch}", find).set_index("hash")["group"]

    @property
    def folder(self) -> Path:
        """Where the codebook lies."""
        return self.project.folder / "codebook"

    @cached_property
    def _stored(self) -> Codebook:
        return load_codebook(self.folder, self.cache.encoder.key)

    @cached_property
    def events_before(self) -> int:
        """Lines of the codebook's log as it stands in the project: verify starts there."""
        return len(read_log(self.folder))

    @property
    def codebook_before(self) -> str:
        """Version of the codebook as it stands in the project."""
        return self._stored.version

    @cached_property
    def proposal(self) -> str:
        """Digest of what a period's proposals depend on: posts and the settings that decide what is found.

        Not the code that reads them, and no setting that only decides what is shown.
        """
        project = self.project
        said = {
            "snapshot": self.store.snapshot,
            "topics": project.topics.model_dump(mode="json", exclude={"frame"}),
            "own_words": own_words(project),
            "reads": [project.language, project.timezone, project.window, project.first_month, project.seed],
            "between": [self.period.start.isoformat(), self.period.end.isoformat()],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]

    @cached_property
    def codebook(self) -> Codebook:
        """The project's codebook, with what this period proposes if it has not yet.

        Where nothing is published yet, what was found is kept in the cache, so that the next notebook need not find
        it again.
        """
        return self._stored if self.proposed is None else after(self._stored, self.proposed)

    @cached_property
    def proposed(self) -> Event | None:
        """What this period adds to the codebook's log, or nothing where it has proposed before."""
        # what was undone counts as made: it would come back under new ids
        log = [event.said for event in read_log(self.folder) if event.kind is Kind.PROPOSE]
        if (self.period.label, self.proposal) in {(said["period"], said["key"]) for said in log}:
            return None
        name = f"codebook-{self._stored.standing[:16]}-{self.period.label}-{self.period.end:%Y%m%dT%H%M}"
        kept = self.project.store / "results" / self.inputs[:32] / name
        found = kept_event(kept)
        if found is not None:
            return found
        made = grown(
            self._stored,
            self.material,
            self.spans,
            project=self.project,
            key=self.proposal,
            vectors=self.cache.vectors,
            copies=lambda: self.copies,
            past=self._past,
        )
        keep_event(kept, made)
        return made

    def _past(self) -> Past:
        from workbench.measures.past import Past  # which stands on this

        return Past(self)

    @cached_property
    def filed(self) -> pd.DataFrame:
        """The assignment of every passage that is read (design section 6)."""
        return self.results.table(
            f"filed-{self._stretch}",
            lambda: file_passages(self.material.passages, self.codebook, self.cache.vectors),
        )

    @cached_property
    def now(self) -> Material:
        """The material that sizes and comparisons use."""
        return self._within(self.spans.sizes)

    @cached_property
    def results(self) -> Results:
        """Tables kept under everything that they depend on."""
        return Results(self.project.store, hashlib.sha256(f"{self.inputs}{self.codebook.version}".encode()).hexdigest())

    @cached_property
    def before(self) -> Material | None:
        """The material that the window is compared with."""
        return self._within(self.spans.before) if self.spans.before else None

    def before_people(self) -> int:
        """How many people spoke in the window that is compared with."""
        return 0 if self.before is None else int(self.before.posts["person"].nunique())

    @cached_property
    def effect(self) -> float:
        """The project's design effect, for posts without an author: from its sources with authors, 3 without any."""
        named = self.now.spoken[self.now.spoken["authors"] == "column"]
        level = self.subjects(Level.TOPIC)
        about = pairs(self.filed, level.of_topic)
        cells = [
            cell_shares(tally(posts, about, axes(posts, level.ids))) for _, posts in named.groupby("source", sort=True)
        ]
        return float(np.round(project_effect(cells), 6))

    def subjects(self, level: Level) -> Subjects:
        """Return one level of the codebook as it stands after this period."""
        return subjects(self.codebook, self.project, level)

    def keep_codebook(self) -> None:
        """Write into the codebook's log what this period proposed, and which topics it saw."""
        if self.proposed is not None:
            seen = sorted(self._within(self.period).sorted_under(self.filed))
            event = replace(self.proposed, said={**self.proposed.said, "seen": seen})
            append(self.folder, event, self.cache.encoder.key)

    def let_go(self) -> None:
        """Forget posts, assignments and vectors: they are read from the caches again where they are asked for."""
        for name in ("material", "copies", "_marked", "filed", "now", "before", "cache"):
            self.__dict__.pop(name, None)

    def prune(self) -> None:
        """Remove results that were kept under other inputs."""
        prune(self.project.store, {self.inputs[:32], self.results.folder.name, MONTHS})

    @cached_property
    def _marked(self) -> Material:
        """The material, with what each post says (`said`) and the coordinated pattern it belongs to, if any."""
        material = self.material

        def mark() -> pd.DataFrame:
            same = said(material, self.copies)
            pattern = coordinated(material.posts, same, seed=self.project.seed)
            return pd.DataFrame({"said": same, "pattern": pattern.astype("string")})

        marks = self._read.table(f"marks-{self._stretch}", mark)
        pattern = marks["pattern"].to_numpy(dtype=object)
        posts = material.posts.assign(said=marks["said"].to_numpy(), pattern=pattern, coordinated=pattern != "")
        return Material(posts, material.passages, material.left_out)

    def _within(self, span: Window) -> Material:
        return self._marked.within(span.start, span.end, months_of(span))


def _counted(left_out: Mapping[LeftOut, int]) -> pd.DataFrame:
    rows = pd.DataFrame([(*row, count) for row, count in left_out.items()], columns=[*LeftOut._fields, "posts"])
    return rows.astype(dict.fromkeys(LeftOut._fields, "string") | {"posts": "int64"})


#: of `results/`: what was read of each month, whatever the codebook; kept from study to study.
MONTHS = "months"
