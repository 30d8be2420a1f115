"""Arms of power: would the smallest noticeable difference be noticed (statistics reference 2.1)."""

from __future__ import annotations

import numpy as np

from workbench.selftest.arm import Arm, Measured, Plan, Unit, always
from workbench.selftest.talkers import CORRELATION, Whole, activity, apart
from workbench.stats.cell import Cell, Floats
from workbench.stats.difference import difference
from workbench.stats.interval import design_effect
from workbench.stats.power import smallest_noticeable

SHARE = 0.10
PEOPLE = 400
NOTICED = 0.80
#: halvings of the difference that is just noticed: the last is a thousandth of the searched stretch.
HALVINGS = 10


class _Pair:
    """Two groups whose posts turn to the topic one by one as the planted difference grows, all else staying.

    Parameters
    ----------
    chance : numpy.random.Generator
    posts : ndarray of int64, shape (A,)
        Of each person, in both groups.
    correlation : float
        Of two posts by one person.
    """

    def __init__(self, chance: np.random.Generator, posts: Whole, correlation: float) -> None:
        self._posts = posts
        self._author = np.repeat(np.arange(len(posts)), posts)
        self._levels = [self._level(chance, correlation) for _ in range(2)]

    def _level(self, chance: np.random.Generator, correlation: float) -> Floats:
        # A post repeats its author's mood with probability √r, so two posts of one author correlate by r.
        mood = chance.random(len(self._posts))[self._author]
        own = chance.random(len(self._author))
        return np.where(chance.random(len(self._author)) < np.sqrt(correlation), mood, own)

    def cells(self, apart_by: float) -> tuple[Cell, Cell]:
        """Return the groups with true shares that lie so far apart, around the same middle."""
        shares = SHARE + apart_by / 2, SHARE - apart_by / 2
        sides = [
            np.bincount(self._author, weights=level < share, minlength=len(self._posts))
            for level, share in zip(self._levels, shares, strict=True)
        ]
        return apart((self._posts, sides[0]), (self._posts, sides[1]))

    def noticed_from(self) -> float:
        """Return the smallest planted difference whose range leaves out 0."""
        low, high = 0.0, 2 * SHARE
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if difference(*self.cells(middle)).lo[0] > 0:
                high = middle
            else:
                low = middle
        return (low + high) / 2

    def announced(self) -> float:
        """Return the smallest noticeable difference that is printed where nothing differs."""
        found = difference(*self.cells(0.0))
        one, two = found.first, found.second
        share = (one.on_topic + two.on_topic) / (one.posts + two.posts)
        effects = design_effect(one), design_effect(two)
        return float(smallest_noticeable(share, one.posts, two.posts, deff_1=effects[0], deff_2=effects[1])[0])


def power_arm(name: str, planted: str, *, correlation: float, loud: bool) -> Arm:
    """Return the arm of one kind of people."""

    def run(chance: np.random.Generator, repeats: int) -> Measured:
        posts = activity(chance, PEOPLE) if loud else np.ones(PEOPLE, dtype=np.int64)
        pairs = [_Pair(chance, posts, correlation) for _ in range(repeats)]
        noticed = np.array([pair.noticed_from() for pair in pairs])
        announced = float(np.mean([pair.announced() for pair in pairs]))
        away = np.sqrt(NOTICED * (1 - NOTICED) / repeats)
        low, middle, high = np.quantile(noticed, (NOTICED - away, NOTICED, min(NOTICED + away, 1.0)))
        return Measured(announced / float(middle), float((high - low) / 2 / middle))

    return Arm(
        name=name,
        reference="2.1",
        planted=planted,
        plan=Plan(
            aim="“One above 4 points would usually have been noticed” is true.",
            data=f"Two groups of {PEOPLE} people around 10 %; the difference grows until its range leaves out 0.",
            estimand="The difference that is noticed in four of five repeats.",
            method="Formula with the pooled design effect (stats.power).",
            performance="Printed difference over the one that was noticed.",
        ),
        band=always(0.85, 1.15),
        run=run,
        unit=Unit.NUMBER,
    )


ARMS = (
    power_arm(
        "power-single", "Differences of all sizes between people with one post each.", correlation=0.0, loud=False
    ),
    power_arm(
        "power-habits",
        "Differences of all sizes between loud and quiet people with habits.",
        correlation=CORRELATION,
        loud=True,
    ),
)
