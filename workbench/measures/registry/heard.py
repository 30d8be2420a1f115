"""Heard: what measures by end user are made from, the window and everything before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import pandas as pd

from workbench.load.formats.registry import columns_of
from workbench.measures.belonging import COLUMNS as BELONGING
from workbench.measures.belonging import belongs
from workbench.measures.ground import Ground
from workbench.measures.registry.threads import thread_keys
from workbench.people.doors import INSIDE
from workbench.people.segments import person_ids
from workbench.project.model import Project
from workbench.project.period import Window
from workbench.project.sections import Product
from workbench.project.source import Authors, Origin, Source

#: read of every post; the words of the window's posts beside them.
COLUMNS = [
    "item_id", "source_item_id", "source", "origin", "direction", "authors", "author_id", "created_at", "is_staff",
    "is_repost", "is_bot", "thread_id", "parent_id", "content_id",
]  # fmt: skip
WORDS = ["title", "text", "rating", "rating_scale", "extra"]


class Heard:
    """Posts of a study, ours among them.

    Parameters
    ----------
    ground : Ground
        Narrowed to a product, or not.
    people : DataFrame
        person, customer: who is a customer, as from `people.segments`, of the whole project.
    product : Product, optional
        Only what is about it counts.
    """

    def __init__(self, ground: Ground, people: pd.DataFrame, product: Product | None = None) -> None:
        self.ground = ground
        self.people = people
        self.product = product

    @property
    def project(self) -> Project:
        """Everything that project.toml says."""
        return self.ground.project

    @property
    def span(self) -> Window:
        """The window that is measured."""
        return self.ground.spans.sizes

    @property
    def about(self) -> str:
        """When and of what, as sentences say it."""
        return "about this product in this period" if self.product else "in this period"

    @property
    def effect(self) -> float:
        """Design effect of posts without an author."""
        return self.ground.effect

    @cached_property
    def ever(self) -> pd.DataFrame:
        """Everything up to the window's end, sorted by item_id.

        Columns item_id, person, known (its author has a name), outside (said by somebody who is not us), ours, about
        (about the product), source, origin, authors, at, thread, content_id.
        """
        match = self.product.match if self.product else None
        more = [name for name in BELONGING if name in WORDS] if match and (match.text or match.label) else []
        rows = self.ground.store.feedback(None, self.span.end, [*COLUMNS, *more])
        ours = (rows["direction"] == "outbound") | rows["is_staff"].fillna(False).astype(bool)
        passed_on = rows[["is_repost", "is_bot"]].fillna(False).astype(bool).any(axis=1)
        aside = passed_on | rows["origin"].isin(INSIDE)
        return pd.DataFrame(
            {
                "item_id": rows["item_id"].astype(str),
                "person": person_ids(rows),
                "known": (rows["authors"] == Authors.COLUMN) & rows["author_id"].notna(),
                "ours": ours.astype(bool),
                "outside": ((rows["direction"] == "inbound") & ~ours & ~aside).astype(bool),
                "about": True if self.product is None else belongs(rows, self.product),
                "source": rows["source"].astype(str),
                "origin": rows["origin"].astype(str),
                "authors": rows["authors"].astype(str),
                "at": rows["created_at"],
                "thread": thread_keys(rows),
                "content_id": rows["content_id"],
            }
        )

    @cached_property
    def posts(self) -> pd.DataFrame:
        """The window's part of `ever`, with title, text, rating, rating_scale and extra."""
        words = self.ground.store.feedback(self.span.start, self.span.end, ["item_id", *WORDS])
        return self.ever.merge(words.astype({"item_id": "object"}), on="item_id", how="inner")

    @cached_property
    def voices(self) -> pd.DataFrame:
        """The window's posts that shares are of: item_id, person, authors, masked, lang, customer (bool)."""
        spoken = self.ground.now.spoken
        customers = set(self.people.loc[self.people["customer"] == "yes", "person"])
        return spoken.assign(customer=spoken["person"].isin(customers))

    def said(self, origins: Collection[Origin], *, ever: bool = False) -> pd.DataFrame:
        """Return what people outside said at some doors about the product."""
        rows = self.ever if ever else self.posts
        return rows[rows["outside"] & rows["about"] & rows["origin"].isin(origins)]

    def sources(self, origins: Collection[Origin]) -> Sequence[Source]:
        """Return the sources of feedback at some doors."""
        return [one for one in self.project.sources if one.kind == "feedback" and one.origin in origins]

    def named(self, origins: Collection[Origin]) -> list[str]:
        """Return the names of sources at some doors that name their authors."""
        return [one.name for one in self.sources(origins) if one.authors is Authors.COLUMN]

    def mapped(self, origins: Collection[Origin], *columns: str) -> list[str]:
        """Return the names of sources at some doors that map one of some columns."""
        found = self.sources(origins)
        return [one.name for one in found if any(getattr(columns_of(one), name) is not None for name in columns)]


def unmapped(column: str, where: str) -> str:
    """Say that a column is missing, and how to map it."""
    return (
        f'no column is mapped to {column} in a [[sources]] table of {where}: write columns = {{ {column} = "…" }} with '
        "the heading of the export"
    )
