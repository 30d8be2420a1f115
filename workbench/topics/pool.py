"""The pool: the distinct texts that discovery looks at, and who wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.text.duplicates import near_groups

#: exact neighbours grow with the square; beyond this many texts a sample is taken, by hash.
MOST_TEXTS = 50_000


@dataclass(frozen=True, slots=True)
class Alone:
    """How a person says a text: by itself, or beside something else in the same item.

    Parameters
    ----------
    items : int
        Passages of the person with this text.
    alone : int
        Those whose items say nothing else.
    usual : float
        How many such the person's channels would lead one to expect.
    """

    items: int
    alone: int
    usual: float

    def __add__(self, other: Alone) -> Alone:
        """Return both together."""
        return Alone(self.items + other.items, self.alone + other.alone, self.usual + other.usual)


@dataclass(frozen=True)
class Pool:
    """Distinct texts, near copies collapsed to one.

    Parameters
    ----------
    texts : tuple of str, length n
        Sorted by hash.
    hashes : tuple of str, length n
    people : tuple of frozenset of str, length n
        Who wrote the text or a near copy of it.
    alone : tuple of mapping of str to Alone, length n
        For each person who wrote it, in the period or before, how often an item of theirs says this and nothing else.
    days, earlier : tuple of frozenset of str, length n or 0
        The days on which `people` wrote it, and who wrote it in the months before; where the passages tell.
    """

    texts: tuple[str, ...]
    hashes: tuple[str, ...]
    people: tuple[frozenset[str], ...]
    alone: tuple[Mapping[str, Alone], ...]
    days: tuple[frozenset[str], ...] = ()
    earlier: tuple[frozenset[str], ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: NDArray[np.int64]) -> Pool:
        """Return the pool of some rows."""
        return Pool(
            tuple(self.texts[at] for at in rows),
            tuple(self.hashes[at] for at in rows),
            tuple(self.people[at] for at in rows),
            tuple(self.alone[at] for at in rows),
            tuple(self.days[at] for at in rows) if self.days else (),
            tuple(self.earlier[at] for at in rows) if self.earlier else (),
        )


def pool(passages: pd.DataFrame, *, copies: pd.Series | None = None, most: int = MOST_TEXTS) -> Pool:
    """Collapse exact and near copies, and bound the number of texts.

    Parameters
    ----------
    passages : DataFrame
        Columns item_id, hash, text, person, month, source: the passages read for topics. With `day` (text) and `now`
        (bool) besides, only those of now have people and days; the others' people are `earlier`.
    copies : Series of str, optional
        By hash, the group of near copies that a text belongs to, where it is known already: `near_copies`.
    most : int
        Texts kept; above it the lowest hashes of each month and source are taken, in proportion.

    Returns
    -------
    Pool
        A near copy counts as its original: posted 25 times it is still one text in the graph, so copies
        cannot make a topic, but everybody who posted it counts among the topic's people.
    """
    if passages.empty:
        return Pool((), (), (), ())
    rows = _accompanied(passages).sort_values(["hash", "text", "month", "source"], kind="stable")
    first = rows.drop_duplicates("hash")
    if len(first) > most:
        drawer = first.groupby(["month", "source"], dropna=False)
        place, size = drawer.cumcount(), drawer["hash"].transform("size")
        first = first[(place + 1) * len(first) <= size * most]
        rows = rows[rows["hash"].isin(first["hash"])]
    groups = (near_copies(first) if copies is None else copies).reindex(first["hash"]).to_numpy()
    # of the texts kept here, the smallest hash stands for its group
    original = dict(zip(first["hash"], first["hash"].groupby(groups).transform("min"), strict=True))
    rows = rows.assign(of=rows["hash"].map(original))
    people = _sets(rows, "person")
    alone = _alone(rows)
    texts = dict(zip(first["hash"], first["text"], strict=True))
    hashes = tuple(sorted(people))
    found = Pool(
        tuple(texts[value] for value in hashes),
        hashes,
        tuple(people[value] for value in hashes),
        tuple(alone[value] for value in hashes),
    )
    return found if "now" not in rows else _dated(found, rows)


def _dated(found: Pool, rows: pd.DataFrame) -> Pool:
    """Tell who and when of the period from who of the months before."""
    now = rows["now"].astype(bool)

    def sets(column: str, part: pd.DataFrame) -> tuple[frozenset[str], ...]:
        held = _sets(part.dropna(subset=[column]), column)
        return tuple(held.get(text, frozenset()) for text in found.hashes)

    return replace(
        found, people=sets("person", rows[now]), days=sets("day", rows[now]), earlier=sets("person", rows[~now])
    )


def _sets(rows: pd.DataFrame, column: str) -> dict[str, frozenset[str]]:
    """Return the distinct values of a column for each text; many times faster than pandas' groupby on small groups."""
    found: dict[str, set[str]] = {}
    for text, value in zip(rows["of"].tolist(), rows[column].tolist(), strict=True):
        found.setdefault(text, set()).add(value)
    return {text: frozenset(values) for text, values in found.items()}


def _alone(rows: pd.DataFrame) -> dict[str, dict[str, Alone]]:
    """Return for each text and person how often it is said alone."""
    found: dict[str, dict[str, Alone]] = {}
    columns = (rows[name].tolist() for name in ("of", "person", "alone", "usual"))
    for text, person, alone, usual in zip(*columns, strict=True):
        said = found.setdefault(text, {})
        one = Alone(1, alone, usual)
        said[person] = said[person] + one if person in said else one
    return found


def _accompanied(passages: pd.DataFrame) -> pd.DataFrame:
    """Say of each passage whether its item says nothing else, and how often that is so in its channel."""
    alone = passages.groupby("item_id")["item_id"].transform("size") == 1
    usual = alone.groupby(passages["source"], dropna=False).transform("mean")
    return passages.assign(alone=alone.astype(int), usual=usual.astype(float))


def near_copies(passages: pd.DataFrame) -> pd.Series:
    """Find which texts repeat each other with small edits.

    Parameters
    ----------
    passages : DataFrame
        Columns hash, text.

    Returns
    -------
    Series of str, indexed by hash
        The group of each distinct text, in the order of hashes.
    """
    first = passages.sort_values(["hash", "text"], kind="stable").drop_duplicates("hash")
    return pd.Series(near_groups(first["text"].tolist()), index=pd.Index(first["hash"], name="hash"), dtype=object)
