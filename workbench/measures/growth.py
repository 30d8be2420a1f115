"""Growth: the codebook after a period has proposed its topics."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from workbench.embed.encoder import Embed
from workbench.measures.material import Material
from workbench.measures.spans import Spans, months_of
from workbench.project.model import Project
from workbench.topics.codebook.events import MACHINE, Event, Kind
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Part, Reading
from workbench.topics.pool import pool


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


def grown(codebook: Codebook, material: Material, spans: Spans, *, project: Project, key: str, vectors: Embed) -> Event:
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

    Returns
    -------
    Event
        For the codebook's log, stamped with the period's end. The first period looks at all posts from where
        discovery starts; later ones at their own posts that no topic accepts.
    """
    read = _looked_at(material, spans, first=not codebook.proposals)
    with ThreadPoolExecutor(1) as beside:
        # Embedding waits for no Python code, so copies are looked for and libraries are loaded meanwhile. All these
        # texts are filed later, so none is embedded in vain.
        embedded = beside.submit(vectors, sorted(set(read["text"])))
        texts = pool(read)
        for library in ("sklearn", "bertopic") if not codebook.proposals else ():
            import_module(library)
        from workbench.topics.clusters import Settings
        from workbench.topics.propose import propose

        embedded.result()
    settings = Settings(project.topics.granularity, project.topics.min_people, own_words(project), project.seed)
    found = propose(texts, vectors(texts.texts), codebook, period=spans.period.label, settings=settings, encode=vectors)
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
    """Return the passages that are looked at: with day, and whether they are of the period or of the months before."""
    period = spans.period
    start = spans.found_from if first else min(period.start, (spans.before or period).start)
    looked = material.within(start, period.end, months_of(replace(period, start=start)))
    read = pd.DataFrame(looked.passages[looked.passages["part"] == Part.TOPIC])
    if first:
        return read
    posts = looked.posts.set_index("item_id")
    own = material.within(period.start, period.end, months_of(period)).posts["item_id"]
    local = posts["at"].dt.tz_convert(ZoneInfo(period.zone)).dt.strftime("%Y-%m-%d")
    day = read["item_id"].map(local).where(lambda days: days.notna(), read["month"])
    return read.assign(now=read["item_id"].isin(set(own)), day=day)
