"""How sure a row is, whether its sorting was checked, and why, in plain words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Strength(StrEnum):
    """How sure, given who spoke."""

    FIRM = "firm"
    LIKELY = "likely"
    EARLY = "too early"


#: strengths with which something is told as found; what is too early is not.
SURE: tuple[str, ...] = (Strength.FIRM, Strength.LIKELY)


class Checked(StrEnum):
    """Whether people checked the sorting."""

    YES = "yes"
    QUICK = "quick"
    NO = "no"


class Kind(StrEnum):
    """Kinds of rows that are judged differently."""

    SHARE = "share"  # one sorted share
    TRUE_SHARE = "true share"  # one share corrected by hand-checked posts
    GROUPS = "groups"  # difference between groups of people
    CHANGE = "change"  # difference between periods under one codebook
    USUAL = "usual"  # a period against its history
    WORD = "word"
    LABEL = "label"  # share of a kind, need, tone or severity


#: product defaults of statistics reference 1.2 and 10.
MIN_PEOPLE = 10
MIN_EFFECTIVE = 6.0
MAX_TOP = 0.25
MIN_STABILITY = 0.60
MIN_MONTHS = 3
MIN_GOLD = 100
ALPHA = 0.05
RATIO = (0.67, 1.5)
_SINGLE = (Kind.SHARE, Kind.TRUE_SHARE, Kind.LABEL)


@dataclass(frozen=True)
class Evidence:
    """What is known about one row; leave out what the measure does not have.

    Parameters
    ----------
    kind : Kind
        What the row states.
    estimate, lo, hi : float or None
        NaN counts as None.
    people, eff_people, top_share : int, float, float
        The smallest of the compared cells: people, effective people, and the largest share of one person.
    posts_stand_in : bool
        Authors are unknown and posts are counted in place of people.
    checked : Checked
        From `checked_by`; of the less checked cell.
    q, p_perm, p_gate, mde : float or None
        Tests of a difference and the smallest one that is noticed.
    stability : float or None
        How well the topic is found again with other people, 0 to 1.
    history_months : int or None
        Months behind "versus usual".
    voice_people_ratio : float or None
        Share of posts over the average person's share.
    same_sign, sign_kept : bool
        Raw, without copies, by people and without campaigns agree; the sign holds whatever the unknown people are.
    mechanical : bool
        Only pushed aside by another topic.
    turns_round : bool
        Within channels the difference points the other way.
    precision : float
        Half-width that a firm single share may have.
    """

    kind: Kind
    estimate: float | None
    lo: float | None
    hi: float | None
    people: int
    eff_people: float | None = None
    top_share: float | None = None
    posts_stand_in: bool = False
    checked: Checked = Checked.NO
    q: float | None = None
    p_perm: float | None = None
    p_gate: float | None = None
    mde: float | None = None
    stability: float | None = None
    history_months: int | None = None
    voice_people_ratio: float | None = None
    same_sign: bool = True
    sign_kept: bool = True
    mechanical: bool = False
    turns_round: bool = False
    precision: float = 0.05


class Judgement(NamedTuple):
    """Strength, check and the first rule that decided."""

    strength: Strength
    checked: Checked
    reason: str


def judge(row: Evidence) -> Judgement:
    """Return how sure a row is and why.

    Parameters
    ----------
    row : Evidence
        What is known.

    Returns
    -------
    Judgement
        The reason is a plain sentence part without statistical words; empty for a firm row.

    Notes
    -----
    Statistics reference 10: the first rule that applies. A missing test of a difference never makes it firm.
    """
    early = next(_too_early(row), None)
    if early is not None:
        return Judgement(Strength.EARLY, row.checked, early)
    doubt = next(_doubts(row), None)
    if doubt is not None:
        return Judgement(Strength.LIKELY, row.checked, doubt)
    return Judgement(Strength.FIRM, row.checked, "")


def checked_by(gold: Sequence[int], *, quick: bool = False) -> Checked:
    """Return whether a row is checked.

    Parameters
    ----------
    gold : sequence of int
        Hand-checked posts of a random sample in each compared cell.
    quick : bool
        Somebody read twenty posts of the topic.

    Returns
    -------
    Checked
        Yes with at least 100 in every cell.
    """
    if gold and min(gold) >= MIN_GOLD:
        return Checked.YES
    return Checked.QUICK if quick else Checked.NO


def points(share: float, *, up: bool = False) -> str:
    """Return a share difference in points: `6 points`, `0.8 points`; `up` never promises too much."""
    value = abs(share) * 100
    scale = 1 if value >= 2 else 10
    shown = math.ceil(value * scale - 1e-9) / scale if up else round(value * scale) / scale
    return f"{shown:g} point{'' if shown == 1 else 's'}"


def _too_early(row: Evidence) -> Iterator[str]:
    who = "posts" if row.posts_stand_in else "people"
    if _known(row.estimate) is None:
        yield "nothing to count: no posts here" if not row.people else "no figure can be given"
    if row.people < MIN_PEOPLE:
        yield f"too few {who} (A = {row.people})"
    top, effective = _known(row.top_share), _known(row.eff_people)
    if top is not None and top > MAX_TOP:
        yield f"one person wrote {_percent(top)} of these posts"
    if effective is not None and effective < MIN_EFFECTIVE:
        yield f"a few {who} wrote most of this (as good as {effective:.0f} {who})"
    if row.kind is Kind.LABEL and row.checked is not Checked.YES:
        yield "a machine count: give it a range by checking posts by hand"
    if _known(row.lo) is None or _known(row.hi) is None:
        yield "no range can be given"
    stability = _known(row.stability)
    if stability is not None and stability < MIN_STABILITY:
        yield "this topic does not hold together when other people are asked"
    if row.kind is Kind.USUAL and (row.history_months or 0) < MIN_MONTHS:
        yield f"fewer than {MIN_MONTHS} earlier months to compare with"
    if row.kind not in _SINGLE and not _clear(row) and not _at_most(row.q):
        yield _not_found(row)


def _not_found(row: Evidence) -> str:
    mde = _known(row.mde)
    noticed = "" if mde is None else f"; one above {points(mde, up=True)} would usually have been noticed"
    return f"no difference found{noticed}"


def _doubts(row: Evidence) -> Iterator[str]:
    checks = _SINGLE_DOUBTS if row.kind in _SINGLE else _DIFFERENCE_DOUBTS
    for doubtful, reason in (*checks, *_COMMON_DOUBTS):
        if doubtful(row):
            yield reason
    if row.kind in _SINGLE and row.lo is not None and row.hi is not None and (row.hi - row.lo) / 2 > row.precision:
        yield f"the range is wider than ± {points(row.precision)}"


def _clear(row: Evidence) -> bool:
    lo, hi = _known(row.lo), _known(row.hi)
    return lo is not None and hi is not None and (lo > 0 or hi < 0)


def _at_most(p: float | None) -> bool:
    value = _known(p)
    return value is not None and value <= ALPHA


def _over(p: float | None) -> bool:
    value = _known(p)
    return value is not None and value > ALPHA


def _one_sided(row: Evidence) -> bool:
    ratio = _known(row.voice_people_ratio)
    return ratio is not None and not RATIO[0] <= ratio <= RATIO[1]


Doubt = tuple[Callable[[Evidence], bool], str]

_DIFFERENCE_DOUBTS: tuple[Doubt, ...] = (
    (lambda row: row.turns_round, "heard through the same channels, it is the other way round"),
    (lambda row: not _clear(row), "the range still includes no difference"),
    (lambda row: not _at_most(row.q), "with so many topics compared, one like this can be chance"),
    (lambda row: _over(row.p_perm), "people drawn at random into two groups differ as much at times"),
    (lambda row: _over(row.p_gate), "taken together, the topics do not differ clearly"),
    (lambda row: row.mechanical, "only pushed aside by another topic"),
    (
        lambda row: row.kind is Kind.GROUPS and row.checked is not Checked.YES,
        "sorted by machine, not yet checked in both groups",
    ),
)

_SINGLE_DOUBTS: tuple[Doubt, ...] = (
    (lambda row: row.kind is Kind.TRUE_SHARE and row.checked is not Checked.YES, "too few posts checked by hand"),
)

_COMMON_DOUBTS: tuple[Doubt, ...] = (
    (lambda row: not row.same_sign, "depends on repeated posts"),
    (lambda row: not row.sign_kept, "depends on the people whose group is not known"),
    (_one_sided, "driven by few people"),
    (lambda row: row.posts_stand_in, "posts without an author are counted in place of people"),
)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _known(value: float | None) -> float | None:
    """Return None for None and NaN."""
    return None if value is None or math.isnan(value) else float(value)
