"""Mentions: who names us, and who names somebody else."""

from __future__ import annotations

import re

import pandas as pd

from workbench.load.formats.registry import columns_of
from workbench.measures.belonging import says, whole_words
from workbench.measures.growth import own_words
from workbench.measures.registry.declaration import Answer, EndUser, Measure, Unfit, Unit
from workbench.measures.registry.figures import share
from workbench.measures.registry.heard import Heard
from workbench.people.doors import PUBLIC
from workbench.project.model import Project
from workbench.project.source import Origin

#: where people speak of several companies; shops and our own forms hold ours alone.
TALK = (Origin.SOCIAL, Origin.COMMUNITY)
#: product names made of these alone name nobody.
GENERIC = frozenset({"app", "apps", "application"})


def share_of_voice(heard: Heard) -> Answer:
    """Return how often we are named among all named companies, then the same for each competitor."""
    competitors = heard.project.competitors
    if not competitors:
        return Unfit("no competitor is named: add [[competitors]] tables with name and aliases to project.toml")
    if not heard.sources(TALK):
        return Unfit('no source has origin = "social" or "community": load an export of mentions')
    posts = heard.said(TALK)
    brands = {heard.project.name: _ours(heard.project)}
    brands |= {one.name: whole_words([one.name, *one.aliases]) for one in competitors}
    named = [
        posts.loc[says(posts, pattern), ["person", "authors"]].drop_duplicates("person").assign(brand=brand)
        for brand, pattern in brands.items()
    ]
    table = pd.concat(named, ignore_index=True)
    # an account that names us and somebody else is one person with two mentions
    return [
        share(
            table, table["brand"] == brand, people=False, effect=heard.effect, subject=brand,
            extra={"people": len(one), "posts_searched": len(posts)},
        )
        for brand, one in zip(brands, named, strict=True)
    ]  # fmt: skip


def unprompted_mentions(heard: Heard) -> Answer:
    """Return how many of the people heard in public name us on social channels without having been asked."""
    sources = heard.sources([Origin.SOCIAL])
    away = [one.name for one in sources if columns_of(one).content_id is None]
    if not away:
        return Unfit(
            "no social source holds anything but answers to our own posts: load an export of mentions as a [[sources]] "
            'table with origin = "social" and without content_id'
        )
    posts = heard.said(PUBLIC)
    begun = heard.ever[heard.ever["at"].notna()].sort_values(["at", "item_id"], kind="stable").drop_duplicates("thread")
    asked = posts["thread"].isin(begun.loc[begun["ours"], "thread"])
    hit = says(posts, _ours(heard.project)) & posts["source"].isin(away) & ~asked
    extra = {"people": int(posts.loc[hit, "person"].nunique()), "sources": away}
    return [share(posts, hit, people=True, effect=heard.effect, extra=extra)]


def _ours(project: Project) -> re.Pattern[str]:
    """Return a pattern for our names: the company, its products, our accounts."""
    telling = set(own_words(project)) - GENERIC
    products = [one.name for one in project.products if telling & set(one.name.casefold().split())]
    accounts = [name.lstrip("@") for source in project.sources for name in source.own_ids]
    return whole_words([project.name, *products, *accounts])


MEASURES = (
    Measure(
        "share_of_voice", "Share of voice", EndUser.AUDIENCE, Unit.SHARE,
        needs="[[competitors]], and social or community sources",
        how="people who name us, our products or our accounts, among all people who name us or a named competitor on "
            "social and community channels, each once for each company; it depends on what was exported",
        find=share_of_voice,
    ),
    Measure(
        "unprompted_mentions", "People who name us unasked", EndUser.AUDIENCE, Unit.SHARE,
        needs="social sources that are not answers to our own posts",
        how="of the people heard in public, the part who name us on social channels, neither under a post of ours nor "
            "in a thread that we began; it depends on what was exported",
        find=unprompted_mentions,
    ),
)  # fmt: skip
