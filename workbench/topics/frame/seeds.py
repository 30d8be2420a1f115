"""Seeds: topics made of a code frame, its examples, rules and names, and of the posts nearest to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.embed.vectors import Vectors, products
from workbench.topics.frame.codes import Code
from workbench.topics.frame.drafts import Basis, bars, draft
from workbench.topics.frame.frame import Frame
from workbench.topics.frame.material import Material, material
from workbench.topics.frame.widening import beginnings, centre, left_out, widened
from workbench.topics.pool import Pool


@dataclass(frozen=True)
class Seeded:
    """A code as a topic: what it takes to file posts under it.

    Parameters
    ----------
    code : Code
    basis : Basis
    vectors : ndarray of int16, shape (m, d)
        Prototypes, the centre of all texts first.
    own_scores : ndarray of int64, shape (n,)
        Products of the texts that the threshold was set from with their nearest prototype, themselves left out.
    threshold : int
        In units of 1/16,000,000 of a cosine.
    members : int
        Distinct texts behind the prototypes.
    hashes : tuple of str
        Those of them that are texts of the pool; sorted.
    """

    code: Code
    basis: Basis
    vectors: NDArray[np.int16]
    own_scores: NDArray[np.int64]
    threshold: int
    members: int
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class Seeding:
    """A frame as topics.

    Parameters
    ----------
    topics : tuple of Seeded
        One a code, in the frame's order; no code is left out.
    notes : tuple of str
        What a person should know before the topics are used; holds no text of a post.
    """

    topics: tuple[Seeded, ...]
    notes: tuple[str, ...]


def seeds(
    frame: Frame, pool: Pool, vectors: NDArray[np.int16], encode: Embed, *, items: Mapping[str, str] | None = None
) -> Seeding:
    """Make a topic of each code of a frame.

    Parameters
    ----------
    frame : Frame
    pool : Pool
        Distinct texts of the project's posts; may be empty.
    vectors : ndarray of int16, shape (n, d)
        Their vectors.
    encode : callable
        Turns normalised texts into int16 vectors.
    items : mapping of str to str, optional
        Item id to text, for coded history that names posts by id.

    Returns
    -------
    Seeding
        A function of frame, pool and items: not of the order of history or examples, threads or blocks.

    Notes
    -----
    A code stands on what people put under it; else on posts that its rule matches; else on its name and definition.
    One round of self-training (Yarowsky 1995) widens it: matched posts nearest to this code, then the nearest of the
    posts that this code is nearest to. Prototypes are the centre of all of these, and each example; a code of
    `prototypes.SPLIT_FROM` examples has their neighbourhoods instead and is not widened. Thresholds are conformal, as
    in `thresholds.thresholds`, from the examples alone where there are three: posts drawn in lie near by choice.
    """
    found = material(frame, pool, items or {})
    first = beginnings(found, vectors, encode)
    drafts = [
        draft(found, at, first[at], vectors[rows] if len(rows) else first[at][:0], rows)
        for at, rows in enumerate(widened(found, first, vectors))
    ]
    topics = tuple(
        Seeded(
            code, made.basis, made.vectors, made.scores, bar, made.members,
            tuple(sorted(pool.hashes[row] for row in made.rows)),
        )
        for code, made, bar in zip(frame.codes, drafts, bars(drafts), strict=True)
    )  # fmt: skip
    return Seeding(topics, (*frame.notes, *found.notes, *_doubts(topics, found, first)))


def _doubts(topics: Sequence[Seeded], found: Material, first: Sequence[Vectors]) -> list[str]:
    """Say which topics stand on little, and whose examples lie nearer to another code."""
    named = [topic.code.name for topic in topics if topic.basis is Basis.NAME]
    notes = [f"seeded by name and definition alone, add examples: {', '.join(named)}"] if named else []
    centres = np.array([centre(rows) for rows in first])
    for at, topic in enumerate(topics):
        if len(found.texts[at]) < 2:
            continue
        scores = products(first[at], centres).astype(np.int64)
        scores[:, at] = left_out(first[at])
        nearest = scores.argmax(axis=1)
        other = np.bincount(nearest[nearest != at], minlength=1)
        if 2 * other.max() > len(nearest):
            rival = topics[int(other.argmax())].code.name
            notes.append(f"most examples of {topic.code.name!r} lie nearer to {rival!r}: are they one topic?")
    return notes
