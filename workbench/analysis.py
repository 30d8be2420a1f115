"""Analysis: every table of a study by name, computed once or read from the results cache."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.embed.cache import VectorCache
from workbench.embed.minilm import MiniLM
from workbench.measures.change import change
from workbench.measures.compared import Question
from workbench.measures.growth import grown, reading
from workbench.measures.material import ITEM_COLUMNS, Material, material
from workbench.measures.quality import quality
from workbench.measures.segments import comparisons, segments
from workbench.measures.sources import channels, months, sources
from workbench.measures.spans import Spans, months_of, spans
from workbench.measures.subjects import Level, Subjects, subjects
from workbench.measures.topics import Stand, topics
from workbench.people.customers import read_customers
from workbench.people.segments import segments as people_segments
from workbench.privacy.pseudonyms import read_or_make_key
from workbench.project.model import Project
from workbench.project.period import Window
from workbench.project.study import Study
from workbench.stats.effect import UNKNOWN
from workbench.stats.strength import Kind
from workbench.store.files import write_whole
from workbench.store.loading import require_items
from workbench.store.results import Results
from workbench.store.store import Store
from workbench.topics.assign import assign
from workbench.topics.codebook.state import Codebook, load_codebook
from workbench.topics.corpus import Part
from workbench.topics.examples import Examples, examples
from workbench.topics.filing import file_passages

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
        self.project: Project = study.open()
        self.period: Window = study.window(self.project)
        self.store = Store(self.project.store)
        require_items(self.project, self.store)

    # -- what the tables stand on -------------------------------------------------------------------------------

    @cached_property
    def spans(self) -> Spans:
        """The windows measured, compared with and searched for topics."""
        return spans(self.project, self.period, self.store)

    @cached_property
    def cache(self) -> VectorCache:
        """Vectors of texts, kept by text."""
        return VectorCache(self.project.store / "vectors", MiniLM(threads=self.project.compute.threads))

    @cached_property
    def inputs(self) -> str:
        """Digest of everything that the results depend on, except the codebook."""
        customers = self.project.customers
        listed = self.project.folder / customers.file if customers and customers.file else None
        said = {
            "snapshot": self.store.snapshot,
            "project": self.project.model_dump(mode="json", exclude={"folder", "compute"}),
            "customers": _sha256(listed) if listed and listed.exists() else "",
            "model": self.cache.encoder.key,
            "code": _code(),
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @cached_property
    def material(self) -> Material:
        """Posts and passages of everything that is read."""
        start, end = self.spans.start, self.period.end
        kept = Results(self.project.store, self.inputs[:32])
        name = f"{start:%Y%m%d}-{end:%Y%m%dT%H%M}"
        made: list[Material] = []

        def make() -> Material:
            if not made:
                items = self.store.feedback(start, end, ITEM_COLUMNS)
                made.append(material(items, reading(self.project), zone=self.project.timezone))
            return made[0]

        left_out = kept.table(f"left-out-{name}", lambda: _counted(make().left_out))
        return Material(
            kept.table(f"posts-{name}", lambda: make().posts),
            kept.table(f"passages-{name}", lambda: make().passages),
            dict(zip(left_out["reason"].astype(str), left_out["posts"].astype(int), strict=True)),
        )

    @cached_property
    def _stored(self) -> Codebook:
        return load_codebook(self.project.folder / "codebook", self.cache.encoder.key)

    @property
    def codebook_before(self) -> str:
        """Version of the codebook as it stands in the project."""
        return self._stored.version

    @cached_property
    def codebook(self) -> Codebook:
        """The project's codebook, with what this period proposes if it has not yet."""
        return grown(
            self._stored,
            self.material,
            self.spans,
            project=self.project,
            key=self.inputs[:32],
            vectors=self.cache.vectors,
        )

    @cached_property
    def filed(self) -> pd.DataFrame:
        """The assignment of every passage that is read (design section 6)."""
        name = f"filed-{self.spans.start:%Y%m%d}-{self.period.end:%Y%m%dT%H%M}"
        return self._results.table(
            name, lambda: file_passages(self.material.passages, self.codebook, self.cache.vectors)
        )

    @cached_property
    def now(self) -> Material:
        """The material that sizes and comparisons use."""
        return self._within(self.spans.sizes)

    @cached_property
    def _results(self) -> Results:
        return Results(self.project.store, hashlib.sha256(f"{self.inputs}{self.codebook.version}".encode()).hexdigest())

    @cached_property
    def before(self) -> Material | None:
        """The material that the window is compared with."""
        return self._within(self.spans.before) if self.spans.before else None

    def before_people(self) -> int:
        """How many people spoke in the window that is compared with."""
        return 0 if self.before is None else int(self.before.posts["person"].nunique())

    # -- tables -------------------------------------------------------------------------------------------------

    @property
    def items(self) -> pd.DataFrame:
        """Posts of the window with the topics they are filed under."""
        filed = self.filed[self.filed["decision"] == "topic"].drop_duplicates(["item_id", "topic_id"])
        under = filed.groupby("item_id")["topic_id"].agg(lambda ids: " ".join(sorted(ids)))
        columns = ["item_id", "at", "month", "source", "channel", "stars", "masked", "lang", "part", "person"]
        return self.now.posts[columns].assign(topics=self.now.posts["item_id"].map(under).fillna(""))

    def sources(self) -> pd.DataFrame:
        """Return what came in, by source and month: the whole stretch that is read."""
        return self._table("sources", lambda: sources(self.project, self.material, self.store.reports()))

    def channels(self) -> pd.DataFrame:
        """Return posts and people by channel in the window."""
        return self._table("channels", lambda: channels(self.now))

    def months(self) -> pd.DataFrame:
        """Return posts by channel and month: the whole stretch that is read."""
        return self._table("months", lambda: months(self.material))

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

    def quality(self) -> pd.DataFrame:
        """Return counts that say how much was sorted and how much was not."""
        return self._table("quality", lambda: quality(self.now, self.filed, self.codebook, self.topics()))

    def examples(self) -> pd.DataFrame:
        """Return posts that stand for each topic, and near ones that lie outside it."""
        return self._table("examples", self._examples)

    def assign(self, texts: Sequence[str]) -> pd.DataFrame:
        """File any texts under the study's topics.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        DataFrame
            One row a text: topic_id, label, decision, score (cosine); a text without words is "empty".
        """
        from workbench.text.normalise import normalise_all

        read = normalise_all(texts)
        found = assign(self.cache.vectors(read), self.codebook)
        decisions = [
            decision if text.strip() else Part.EMPTY for text, decision in zip(read, found.decision, strict=True)
        ]
        ids = [topic.topic_id for topic in self.codebook.topics]
        labels = {topic.topic_id: topic.label for topic in self.codebook.topics}
        named = [
            ids[at] if decision in ("topic", "undecided") else ""
            for at, decision in zip(found.topic, decisions, strict=True)
        ]
        return pd.DataFrame(
            {
                "topic_id": named,
                "label": [labels.get(name, "") for name in named],
                "decision": decisions,
                "score": (found.score / 16_000_000).round(6),
            }
        )

    @cached_property
    def topic_model(self) -> BERTopic:
        """A BERTopic model of the window's filed texts, for its own tables and plots."""
        from workbench.measures.model import topic_model

        return topic_model(self.now, self.filed, self.codebook, self.cache.vectors, reading(self.project).own_words)

    def keep_assignments(self) -> None:
        """Write the assignments of each month under the codebook's version (design section 6)."""
        months = self.material.posts.set_index("item_id")["month"]
        of_row = self.filed["item_id"].map(months)
        folder = self.project.store / "assignments" / self.codebook.version
        for month, rows in self.filed.groupby(of_row, sort=True):
            buffer = io.BytesIO()
            rows.reset_index(drop=True).to_parquet(buffer, compression="zstd", index=False)
            write_whole(folder / f"{month}.parquet", buffer.getvalue())

    # -- how they are made --------------------------------------------------------------------------------------

    def _table(self, name: str, compute: object) -> pd.DataFrame:
        label = f"{name}-{self.period.label}" + (f"-{self.period.end:%Y%m%dT%H%M}" if self.period.partial else "")
        return self._results.table(label, compute)  # type: ignore[arg-type]

    def _within(self, span: Window) -> Material:
        return self.material.within(span.start, span.end, months_of(span))

    def _subjects(self, level: Level) -> Subjects:
        return subjects(self.codebook, self.project, level)

    def _sizes(self, level: Level) -> pd.DataFrame:
        stand = Stand(self.spans.sizes.label, self.project.statistics.precision, UNKNOWN)
        table = topics(self.now, self.filed, self._subjects(level), stand)
        moved = self.change()
        past = moved[moved["level"] == level].set_index("id")["before"] if len(moved) else pd.Series(dtype="Float64")
        place = list(table.columns).index("share_people_hi") + 1
        table.insert(place, "before_share_people", table["topic_id"].map(past))
        return table

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
            self._subjects(level),
            period=self.spans.sizes.label,
            seed=self.project.seed,
            effect=UNKNOWN,
        )

    def _change(self) -> pd.DataFrame:
        question = Question("change", Kind.CHANGE, self.spans.sizes.label, self.project.seed)
        if self.before is None or self.before.spoken.empty:
            return pd.DataFrame(columns=["id", "label", "level", "before", "now"])
        tables = [
            change(self.now, self.before, self.filed, self._subjects(level), question=question)
            for level in (Level.THEME, Level.TOPIC)
        ]
        return pd.concat(tables, ignore_index=True)

    def _examples(self) -> pd.DataFrame:
        read = self.now.passages[self.now.passages["part"] == Part.TOPIC]
        chosen: dict[str, Examples] = examples(read, self.filed, self.codebook, self.cache.vectors)
        rows = [
            (topic_id, kind, rank, item, passage)
            for topic_id, found in sorted(chosen.items())
            for kind, places in (("typical", found.typical), ("outside", found.outside))
            for rank, (item, passage) in enumerate(places, start=1)
        ]
        table = pd.DataFrame(rows, columns=["topic_id", "kind", "rank", "item_id", "passage"])
        shown = self.now.posts[["item_id", "origin", "channel", "at", "stars", "url"]]
        said = read[["item_id", "passage", "text"]].rename(columns={"text": "said"})
        return table.merge(said, on=["item_id", "passage"], how="left", sort=False).merge(
            shown, on="item_id", how="left", sort=False
        )


def _counted(left_out: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame({"reason": list(left_out), "posts": list(left_out.values())}).astype({"reason": "string"})


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _code() -> str:
    """Digest of the package's own code and word lists: results made by other code are not read back."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*root.rglob("*.py"), *(root / "text").glob("*.json")]):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


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
