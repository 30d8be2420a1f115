"""Declarations: what a measure by end user is called, needs, and answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.stats.strength import Kind

if TYPE_CHECKING:
    from workbench.measures.registry.heard import Heard


class EndUser(StrEnum):
    """Whose measure it is; the words of `[[products]] end_user`."""

    AUDIENCE = "audience"
    CUSTOMER = "customer"


class Unit(StrEnum):
    """What a value is counted in."""

    SHARE = "share"  # a fraction between 0 and 1
    SCORE = "score"  # between -1 and 1
    HOURS = "hours"
    REPLIES = "replies"


@dataclass(frozen=True)
class Figure:
    """One value that a measure found; NaN where it cannot be said.

    Parameters
    ----------
    estimate, lo, hi : float
    posts, people : int
        What it was counted from: posts, tickets or ratings, and whose they are.
    eff_people, top_share : float
        As good as so many people; the part of the one with the most.
    method : str
    estimand : str or None
        people or voice; None for what is no share.
    deff : float
    subject : str
        What it is of, within the measure; empty where there is one.
    kind : Kind
    ratio : float
        Share of posts over the average person's share.
    stand_in : bool
        Posts without an author stand in for people.
    silent : str
        Why there is no value, where that is known.
    extra : mapping
        Further figures.
    """

    estimate: float
    lo: float
    hi: float
    posts: int
    people: int
    eff_people: float
    top_share: float
    method: str
    estimand: str | None = None
    deff: float = math.nan
    subject: str = ""
    kind: Kind = Kind.SHARE
    ratio: float = math.nan
    stand_in: bool = False
    silent: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Unfit:
    """The data do not hold what a measure needs.

    Parameters
    ----------
    why : str
        What is missing and how to bring it, in plain words.
    """

    why: str


Answer = list[Figure] | Unfit


@dataclass(frozen=True)
class Measure:
    """A measure of one end user.

    Parameters
    ----------
    name : str
        As in a product's goal.
    title : str
        As pages call it.
    end_user : EndUser
    unit : Unit
    needs : str
        What the exports must hold.
    how : str
        How it is computed, in one plain sentence.
    find : callable
        From what was heard; the first figure is the one that a goal is held against.
    more : bool
        More of it is better.
    """

    name: str
    title: str
    end_user: EndUser
    unit: Unit
    needs: str
    how: str
    find: Callable[[Heard], Answer]
    more: bool = True
