"""Growth: the codebook after a period has proposed its topics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from workbench.embed.encoder import Embed
from workbench.errors import BadRequest
from workbench.measures.material import Material
from workbench.measures.spans import FAR, Spans, months_of
from workbench.project.model import Project
from workbench.project.period import window
from workbench.topics.assign import assign
from workbench.topics.codebook.events import MACHINE, Event, Kind
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Watched
from workbench.topics.corpus import Part, Reading
from workbench.topics.pool import pool
from workbench.topics.watching import Voices

if TYPE_CHECKING:  # it stands on the ground, which stands on this
    from workbench.measures.past import Month, Past


def own_words(project: Project) -> tuple[str, ...]:
    """Return the names that are everywhere in the posts: company, products, sources."""
    names = [
        project.name,
        *(product.name for product in project.products),
        *(source.name for source in project.sources),
    ]
    words = {word.casefold() for name in names for word in name.replace("-", " ").replace("_", " ").split()}
    return tuple(sorted({word for word in words if len(word) > 2 and word not in _COMMON} | _EVERYWHERE))


#: words for the product itself: every post could use them, so they name no topic.
_EVERYWHERE = {"app", "apps", "application"}


#: words of source and company names that posts use in their own sense.
_COMMON = frozenset(
    "and app apps store play reviews review support tickets ticket survey social community comments posts export the"
    " feedback calls sales forum mentions google-play web mobile data team all for".split()
)


def reading(project: Project) -> Reading:
    """Return how the project's texts are read."""
    return Reading(project.language, project.topics.split_words, own_words(project))


def grown(
    codebook: Codebook,
    material: Material,
    spans: Spans,
    *,
    project: Project,
    key: str,
    vectors: Embed,
    copies: Callable[[], pd.Series],
    past: Callable[[], Past],
) -> Event:
    """Let a period propose topics; once is the caller's to see to, who need not read the posts for it.

    Parameters
    ----------
    codebook : Codebook
        As it stands; empty for a first run.
    material : Material
        Everything read.
    spans : Spans
    project : Project
    key : str
        Digest of snapshot and settings; with the period it names the proposal.
    vectors : callable
    copies : callable
        Gives the groups of near copies among the passages; it takes as long as a tenth of the embedding.
    past : callable
        Gives all months; asked only where something that was watched before is heard again.

    Returns
    -------
    Event
        For the codebook's log, stamped with the period's end. The first period looks at all posts from where
        discovery starts; later ones at their own posts that no topic accepts.
    """
    first = not codebook.proposals
    read = _looked_at(material, spans, first=first)
    with ThreadPoolExecutor(1) as beside:
        # Embedding waits for no Python code, so copies are looked for and libraries are loaded meanwhile. All these
        # texts are filed later, so none is embedded in vain.
        embedded = beside.submit(vectors, sorted(set(read["text"])))
        texts = pool(read, copies=copies())
        for library in ("sklearn", "bertopic") if first else ():
            import_module(library)
        from workbench.topics.clusters import Settings
        from workbench.topics.propose import propose

        embedded.result()
    settings = Settings(project.topics.granularity, project.topics.min_people, own_words(project), project.seed)
    found = propose(
        texts,
        vectors(texts.texts),
        codebook,
        period=spans.period.label,
        settings=settings,
        encode=vectors,
        heard_before=lambda watched: heard_before(watched, past(), codebook, spans.period.start, vectors=vectors),
    )
    said: dict[str, Any] = {
        "key": key,
        "period": spans.period.label,
        "settings": {"granularity": settings.granularity, "min_people": settings.min_people, "seed": settings.seed},
        "seen": [],
        **found.said(codebook),
    }
    at = spans.period.end.isoformat(timespec="seconds")
    return Event("", at, MACHINE, Kind.PROPOSE, said, arrays=found.arrays)


def _looked_at(material: Material, spans: Spans, *, first: bool) -> pd.DataFrame:
    """Return the passages that are looked at: with day, and whether they are of the period or of the months before.

    The first run has no months before: all that it looks at is its period.
    """
    period = spans.period
    start = spans.found_from if first else min(period.start, (spans.before or period).start)
    looked = material.within(start, period.end, months_of(replace(period, start=start)))
    read = pd.DataFrame(looked.passages[looked.passages["part"] == Part.TOPIC])
    posts = looked.posts.set_index("item_id")
    own = looked if first else material.within(period.start, period.end, months_of(period))
    local = posts["at"].dt.tz_convert(ZoneInfo(period.zone)).dt.strftime("%Y-%m-%d")
    day = read["item_id"].map(local).where(lambda days: days.notna(), read["month"])
    return read.assign(now=read["item_id"].isin(set(own.posts["item_id"])), day=day)


def heard_before(
    watched: Sequence[Watched], past: Past, codebook: Codebook, until: datetime, *, vectors: Embed
) -> dict[str, Voices]:
    """Find who has spoken of what is watched, from the period in which it was first found up to now.

    Parameters
    ----------
    watched : sequence of Watched
    past : Past
        Read one month at a time.
    codebook : Codebook
    until : datetime
        The period's start: what comes after is counted by the cluster itself.
    vectors : callable

    Returns
    -------
    dict of str to Voices
        By watch id: those who wrote what no topic accepts and the watched part does.
    """
    starts = {one.watch_id: _start(one, past.ground.project, until) for one in watched}
    found = {one.watch_id: Voices() for one in watched}
    for month in past.months:
        asked = [one for one in watched if starts[one.watch_id] < month.end and month.start < until]
        if asked:
            left = _left_over(month, past, codebook, vectors)
            left = left[left["at"].isna() | (left["at"] < until)]
            for one in asked:
                rows = left[left["at"].isna() | (left["at"] >= starts[one.watch_id])]
                voices = _accepted(rows, codebook, one, vectors)
                held = found[one.watch_id]
                found[one.watch_id] = Voices(held.people | voices.people, held.days | voices.days)
    return found


def _start(watched: Watched, project: Project, until: datetime) -> datetime:
    try:
        return window(project, watched.first_period, now=FAR).start
    except BadRequest:  # a named period that project.toml names no more
        return until


def _left_over(month: Month, past: Past, codebook: Codebook, vectors: Embed) -> pd.DataFrame:
    """Return the passages of a month that no topic accepts: text, person, at, day."""
    passages = past.passages(month)
    passages = passages[passages["part"] == Part.TOPIC]
    texts = passages.drop_duplicates("text").sort_values("text")
    rows = texts["text"].tolist()
    accepted = assign(vectors(rows), codebook, hashes=texts["hash"].tolist()).accepted if rows else np.zeros(0, bool)
    left = passages[passages["text"].isin(set(texts["text"][~accepted]))]
    said = left[["item_id", "text"]].merge(past.posts(month)[["item_id", "person", "at"]], on="item_id", how="left")
    day = said["at"].dt.tz_convert(ZoneInfo(past.ground.project.timezone)).dt.strftime("%Y-%m-%d")
    return said.assign(day=day.where(day.notna(), month.label))


def _accepted(left: pd.DataFrame, codebook: Codebook, watched: Watched, vectors: Embed) -> Voices:
    texts = sorted(set(left["text"]))
    if not texts:
        return Voices()
    stands = codebook.arrays[watched.part.vectors].astype(np.float32)
    near = (vectors(texts).astype(np.float32) @ stands.T).max(axis=1).astype(np.int64) >= watched.part.threshold
    rows = left[left["text"].isin({text for text, yes in zip(texts, near, strict=True) if yes})]
    return Voices(frozenset(rows["person"].astype(str)), frozenset(rows["day"].astype(str)))
