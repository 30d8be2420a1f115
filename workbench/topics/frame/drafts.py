"""Drafts: prototypes of a code of a frame, and the threshold that its texts allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import SCALE, Vectors, products
from workbench.topics.frame.material import Material
from workbench.topics.frame.widening import centre, left_out
from workbench.topics.prototypes import SPLIT_FROM, prototypes
from workbench.topics.thresholds import OWN_THRESHOLD_FROM, broadest, thresholds

#: share of its own examples that a code with few may lose. Measured there: at .05 such a code takes in .85 of the
#: questions of intents that the frame lacks, at .20 it takes .43, as many as topics found among 130 questions each do.
FEW_ALPHA = 0.20
#: examples from which a code has a say in that threshold: one or two lie close to what they themselves drew in.
EXAMPLES_FROM = 3
#: share of all that it was made of that a code with fewer may lose.
WEAK_ALPHA = 0.05
#: cosine asked for where a frame holds too few texts to measure any: measured thresholds lie at .36 to .49 on posts of
#: the sample, whose subjects are far apart, and at .66 to .73 on bank questions, whose intents are not.
USUAL = round(0.55 * SCALE**2)
#: scores that a threshold is set from, at least.
MEASURED_FROM = 10


class Basis(StrEnum):
    """What a topic was made of."""

    EXAMPLES = "examples"  # posts that people put under the code
    RULE = "rule"  # posts that its rule or keywords match
    NAME = "name"  # its name and definition alone


@dataclass(frozen=True)
class Draft:
    """A code on its way to a topic.

    Parameters
    ----------
    basis : Basis
    vectors : ndarray of int16, shape (m, d)
        Prototypes, the centre first.
    scores : ndarray of int64, shape (n,)
        What the threshold is set from, see `seeds.Seeded`.
    told : int
        Texts that people put under the code.
    members : int
        Distinct texts behind the prototypes; a name counts as one.
    rows : ndarray of int64
        Those of them that stand in the pool.
    """

    basis: Basis
    vectors: Vectors
    scores: NDArray[np.int64]
    told: int
    members: int
    rows: NDArray[np.int64]


def draft(found: Material, at: int, first: Vectors, more: Vectors, rows: NDArray[np.int64]) -> Draft:
    """Make the prototypes of one code.

    Parameters
    ----------
    found : Material
    at : int
        The code's place in the frame.
    first : ndarray of int16, shape (n, d)
        What the code begins with, see `widening.beginnings`.
    more : ndarray of int16, shape (k, d)
        What it is widened by, and …
    rows : ndarray of int64, shape (k,)
        … where that stands in the pool.
    """
    told = len(found.texts[at])
    basis = Basis.EXAMPLES if told else Basis.RULE if len(found.matched[at]) else Basis.NAME
    if told >= SPLIT_FROM:
        stand = prototypes(first)
        return Draft(basis, stand.vectors, stand.own_scores, told, told, found.own[at])
    own = first if basis is not Basis.RULE else first[:0]  # what a rule matched is among the rows already
    members = np.concatenate([own, more])
    middle = centre(members)
    scores = left_out(members) if len(members) > 1 else np.zeros(0, dtype=np.int64)
    if told >= EXAMPLES_FROM:  # posts that were drawn in lie near by choice, so the examples alone measure
        beside = products(first, first).astype(np.int64)
        np.fill_diagonal(beside, -1)
        scores = np.maximum(scores[:told], beside.max(axis=1))
    stand_for = np.concatenate([middle[None], first]) if told else middle[None]
    return Draft(basis, stand_for, scores, told, len(members), np.union1d(rows, found.own[at]))


def bars(drafts: Sequence[Draft]) -> list[int]:
    """Set the thresholds: many examples measure their own, few share all that the few have, the others likewise."""
    many = [at for at, draft in enumerate(drafts) if draft.told >= OWN_THRESHOLD_FROM]
    few = [at for at, draft in enumerate(drafts) if EXAMPLES_FROM <= draft.told < OWN_THRESHOLD_FROM]
    none = [at for at, draft in enumerate(drafts) if draft.told < EXAMPLES_FROM]
    scores = [draft.scores for draft in drafts]
    told = [scores[at] for at in (*many, *few)]
    found = dict(
        zip(many, thresholds([scores[at] for at in many], least=broadest([scores[at] for at in many])), strict=True)
    )
    found |= dict.fromkeys(few, _shared([scores[at] for at in few], told, FEW_ALPHA))
    for basis in Basis:
        alike = [at for at in none if drafts[at].basis is basis]
        found |= dict.fromkeys(alike, _shared([scores[at] for at in alike], told, WEAK_ALPHA))
    return [found[at] for at in range(len(drafts))]


def _shared(scores: Sequence[NDArray[np.int64]], others: Sequence[NDArray[np.int64]], alpha: float) -> int:
    """Return one threshold for codes that measure theirs together; from all examples where they have too few."""
    for pooled in (scores, others):
        if sum(map(len, pooled)) >= MEASURED_FROM:
            return thresholds([np.concatenate(list(pooled))], alpha=alpha)[0]
    return USUAL
