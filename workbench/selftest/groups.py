"""Arms of groups that are known in part (statistics reference 1.5)."""

from __future__ import annotations

import numpy as np

from workbench.selftest.arm import Arm, Measured, Plan, Unit, always, percent, repeated
from workbench.selftest.talkers import apart, talk
from workbench.stats.bounds import unknown_bounds
from workbench.stats.cell import Floats
from workbench.stats.clustered import shares
from workbench.stats.difference import difference

PEOPLE = 400
#: true shares of the topic, and the part of the audience that are customers nobody knows of.
CUSTOMERS, AUDIENCE, HIDDEN = 0.30, 0.10, 0.25


def _dealt(chance: np.random.Generator, people: int, repeats: int) -> Floats:
    """Return uniform numbers (people, R), each person's dealt evenly over the repeats."""
    ranks = chance.permuted(np.tile(np.arange(repeats), (people, 1)), axis=1)
    return np.asarray((ranks + chance.random((people, repeats))) / repeats)


def _adjusted(chance: np.random.Generator, repeats: int) -> Measured:
    """Return how many Monte-Carlo errors the recovered difference lies from the planted one."""
    customers = _dealt(chance, PEOPLE, repeats) < CUSTOMERS
    hidden = np.arange(PEOPLE) < PEOPLE * HIDDEN
    audience = _dealt(chance, PEOPLE, repeats) < np.where(hidden, CUSTOMERS, AUDIENCE)[:, None]
    nobody = shares([0], np.zeros((1, 1)))
    one = np.ones(PEOPLE)
    recovered = np.zeros(repeats)
    for at in range(repeats):
        found = difference(*apart((one, customers[:, at]), (one, audience[:, at])))
        bounds = unknown_bounds(found, nobody, hidden=(HIDDEN, HIDDEN))
        recovered[at] = (bounds.adjusted_lo[0] + bounds.adjusted_hi[0]) / 2
    error = recovered.std() / np.sqrt(repeats)
    return Measured(float((recovered.mean() - (CUSTOMERS - AUDIENCE)) / error), 1.0)


def _bounded(chance: np.random.Generator) -> float:
    """Return 1 where the bounds hold what all flags together would have shown; who speaks of it tells less."""
    sides = [talk(chance, 100, [share, 1 - share]) for share in (CUSTOMERS, AUDIENCE)]
    whole = difference(*apart(*sides)).estimate[0]
    told = [chance.random(100) < np.where(side.on_topic[:, 0] > 0, 0.5, 0.9) for side in sides]
    known = [(side.posts * flag, side.on_topic[:, :1] * flag[:, None]) for side, flag in zip(sides, told, strict=True)]
    rest = [(side.posts * ~flag, side.on_topic[:, :1] * ~flag[:, None]) for side, flag in zip(sides, told, strict=True)]
    unknown = shares(*(np.concatenate(part) for part in zip(*rest, strict=True)))
    bounds = unknown_bounds(difference(*apart(*known)), unknown)
    return float(bounds.minimum[0] <= whole <= bounds.maximum[0])


ARMS = (
    Arm(
        name="unknown-adjusted",
        reference="1.5",
        planted=f"{percent(HIDDEN)} of the audience are customers nobody knows of, whatever they speak of.",
        plan=Plan(
            aim="A known part of hidden customers takes nothing from the difference.",
            data=f"{PEOPLE} customers ({percent(CUSTOMERS)} on it), {PEOPLE} of the audience ({percent(AUDIENCE)});"
            " one post each; chance dealt evenly over the repeats, so that the mean is as near as the formula allows.",
            estimand="The difference between customers and those who are none.",
            method="D / (1 − hidden part) (stats.bounds).",
            performance="Distance of the mean from the planted difference, in Monte-Carlo errors of plain chance.",
        ),
        band=always(-1.0, 1.0),
        run=_adjusted,
        unit=Unit.NUMBER,
    ),
    Arm(
        name="unknown-bounds",
        reference="1.5",
        planted="Those who speak of a topic more often leave open whether they are customers.",
        plan=Plan(
            aim="The widest bounds hold whatever the unknown people are.",
            data="100 customers and 100 of the audience with habits; the group of 50 to 90 % of them is known.",
            estimand="The difference that would be seen if all groups were known.",
            method="Posts of unknown people split in the worst way (stats.bounds).",
            performance="How often the bounds hold it: always.",
        ),
        band=always(1.0, 1.0),
        run=repeated(_bounded),
    ),
)
