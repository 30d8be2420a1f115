"""Arms of differences: ranges hold the truth, nothing is found where nothing is (statistics reference 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from workbench.selftest.arm import COVERAGE, SIZE, Arm, Band, Plan, always, held, repeated
from workbench.selftest.talkers import apart, months, present, talk
from workbench.stats.cell import Cell
from workbench.stats.difference import Differences, difference
from workbench.stats.permutation import Permutation, permute

Compare = Callable[[Cell, Cell], Differences]
#: topics that are looked at, each of 10 %, and of these the ones that move where anything does; the rest of the talk
#: is on one more. Several topics a repeat make the Monte-Carlo error small.
TOPICS, MOVING = 6, 3
BASE = np.array([0.10] * TOPICS + [0.40])
#: relabellings a test; its smallest p is .005.
RELABELLED = 199
ALPHA = 0.05
NAMED = Band(COVERAGE.few, (0.93, 0.98), (0.93, 0.98))
FEW = always(0.93, 0.995)
UNEQUAL = Band((0.91, 0.98), (0.91, 0.98), (0.91, 0.98))
#: a shuffle is exact: far fewer findings than its level would be a fault too.
SHUFFLE = Band((0.02, SIZE.few[1]), (0.02, SIZE.some[1]), (0.02, SIZE.many[1]))


def plan(data: str, *, method: str, performance: str) -> Plan:
    """Return the plan that the arms of this module share."""
    return Plan(
        aim="A difference between two groups is neither missed by its range nor made up.",
        data=data,
        estimand="Difference of two shares of posts among all people of these kinds.",
        method=method,
        performance=performance,
    )


def coverage_arm(
    moved: float, people: tuple[int, int], correlation: float, *, band: Band = NAMED, method: Compare = difference
) -> Arm:
    """Return an arm of two groups without common people.

    Parameters
    ----------
    moved : float
        True difference of the topics that move; the interval of these alone is looked at.
    people : (int, int)
        Of each group.
    correlation : float
        Of two posts by one person.
    band : Band
    method : callable
        Gives the intervals.
    """
    other = BASE + moved * np.array([1.0] * MOVING + [0.0] * (TOPICS - MOVING) + [-float(MOVING)])
    seen = MOVING if moved else TOPICS
    habits = "with habits" if correlation else "all alike"
    sizes = f"{people[0]}" if people[0] == people[1] else f"{people[0]} and {people[1]}"
    said = f"differ by {moved * 100:.0f} points on {MOVING} topics" if moved else "say the same"

    def once(chance: np.random.Generator) -> float:
        sides = [
            talk(chance, count, own, correlation=correlation) for count, own in zip(people, (other, BASE), strict=True)
        ]
        found = method(*apart(sides[0], sides[1]))
        return held(found.lo[:seen], found.hi[:seen], moved)

    return Arm(
        name=f"difference-{moved * 100:.0f}-people-{sizes.replace(' and ', '-')}" + ("" if correlation else "-alike"),
        reference="1.3",
        planted=f"Two groups of {sizes} people, {habits}, {said}.",
        plan=plan(
            f"Groups without common people, Pareto(1.3) posts up to 300, correlation {correlation:g}.",
            method="t over the union of people, or MOVER where groups are of unequal size (stats.difference).",
            performance=f"How often the 95 % range holds the true difference, over {seen} topics of 10 %.",
        ),
        band=band,
        run=repeated(once),
    )


def shuffle_arm(people: int, correlation: float, *, method: Callable[..., Permutation] = permute) -> Arm:
    """Return an arm of the permutation test where the groups say the same."""

    def once(chance: np.random.Generator) -> float:
        cells = apart(*(talk(chance, people, BASE, correlation=correlation) for _ in range(2)))
        found = method(*cells, chance=chance, repeats=RELABELLED)
        return float((found.p[:TOPICS] <= ALPHA).mean())

    habits = "with habits" if correlation else "all alike"
    return Arm(
        name=f"shuffle-people-{people}" + ("" if correlation else "-alike"),
        reference="1.3",
        planted=f"Two groups of {people} people, {habits}, say the same; people are shuffled.",
        plan=plan(
            f"Groups without common people, Pareto(1.3) posts up to 300, correlation {correlation:g}.",
            method=f"Permutation of people, {RELABELLED} times (stats.permutation).",
            performance=f"How often p is .05 or less, over {TOPICS} topics of 10 %.",
        ),
        band=SHUFFLE,
        run=repeated(once),
    )


def _returning(chance: np.random.Generator) -> list[Cell]:
    return months(chance, present(100, 2, 0.5), BASE)


def _returning_held(chance: np.random.Generator) -> float:
    found = difference(*_returning(chance))
    return held(found.lo[:TOPICS], found.hi[:TOPICS], 0.0)


def _returning_found(chance: np.random.Generator) -> float:
    return float((permute(*_returning(chance), chance=chance, repeats=RELABELLED).p[:TOPICS] <= ALPHA).mean())


_MONTHS = "Two months of 100 people, 50 of them in both with the same habits; correlation .3."
RETURNING = (
    Arm(
        name="returning-range",
        reference="1.3",
        planted="Half the people of a month speak in the next one too, and nothing changed.",
        plan=plan(
            _MONTHS,
            method="t over the union of people (stats.difference).",
            performance=f"How often the 95 % range holds 0, over {TOPICS} topics of 10 %.",
        ),
        band=Band((0.92, 0.99), (0.93, 0.99), (0.93, 0.99)),
        run=repeated(_returning_held),
    ),
    Arm(
        name="returning-exchange",
        reference="1.3",
        planted="Half the people of a month speak in the next one too, and nothing changed; months are exchanged.",
        plan=plan(
            _MONTHS,
            method=f"Each person's two months exchanged with probability ½, {RELABELLED} times (stats.permutation).",
            performance=f"How often p is .05 or less, over {TOPICS} topics of 10 %.",
        ),
        band=SHUFFLE,
        run=repeated(_returning_found),
    ),
)


def by_posts(first: Cell, second: Cell) -> Differences:
    """Compare as if every post had its own author: the textbook interval that this product must not print."""
    found = difference(first, second)
    p1, p2 = found.first.estimate, found.second.estimate
    half = 1.96 * np.sqrt(p1 * (1 - p1) / found.first.posts + p2 * (1 - p2) / found.second.posts)
    return replace(found, lo=found.estimate - half, hi=found.estimate + half)


BY_POSTS = replace(
    coverage_arm(0.0, (100, 100), 0.3, method=by_posts),
    name="posts-alone",
    planted="Two groups of 100 people, with habits, say the same; compared as if each post had its own author.",
    plan=plan(
        "Two groups of 100 people who say the same; correlation .3.",
        method="The interval of two independent shares of posts, known to be wrong.",
        performance="How often the 95 % range holds 0; a battery that cannot tell this apart proves nothing.",
    ),
    band=always(0.80, 1.0),
    must_fail=True,
)

ARMS = (
    *(coverage_arm(d, (n, n), r) for d in (0.0, 0.05) for n in (100, 400) for r in (0.0, 0.3)),
    coverage_arm(0.0, (30, 30), 0.3, band=FEW),
    *(coverage_arm(0.0, sizes, 0.3, band=UNEQUAL) for sizes in ((400, 60), (60, 400))),
    *(shuffle_arm(n, r) for n in (100, 400) for r in (0.0, 0.3)),
    *RETURNING,
    BY_POSTS,
)
