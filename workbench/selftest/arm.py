"""Arms: what is planted, what comes out, and the band that it has to lie in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from workbench.stats.cell import Floats

Limits = tuple[float, float]


class Unit(StrEnum):
    """How a measured value is written."""

    SHARE = "share"
    NUMBER = "number"


@dataclass(frozen=True)
class Measured:
    """What came out of some repeats.

    Parameters
    ----------
    value : float
        A share such as the coverage, or a number.
    error : float
        Its Monte-Carlo error: how far the value moves with other chance.
    """

    value: float
    error: float


@dataclass(frozen=True)
class Band:
    """Where a value has to lie; with more repeats it has to be nearer.

    Parameters
    ----------
    few, some, many : (float, float)
        Lowest and highest value below 500 repeats, below 1 000, and from there on; both belong to the band.
    """

    few: Limits
    some: Limits
    many: Limits

    def at(self, repeats: int) -> Limits:
        """Return the limits that hold for so many repeats."""
        return self.few if repeats < 500 else self.some if repeats < 1000 else self.many


def always(low: float, high: float) -> Band:
    """Return a band that a measure names itself: the same for any repeats."""
    return Band((low, high), (low, high), (low, high))


#: statistics reference 8: intervals that hold the truth, and tests that find what is not there.
COVERAGE = Band((0.92, 0.98), (0.93, 0.97), (0.93, 0.97))
SIZE = Band((0.0, 0.085), (0.0, 0.07), (0.0, 0.065))


@dataclass(frozen=True)
class Plan:
    """How an arm is made (ADEMP: Morris, White and Crowther 2019).

    Parameters
    ----------
    aim, data, estimand, method, performance : str
        One plain sentence each: what shall be shown, what is planted, which number is looked for, by which code, and
        what is counted.
    """

    aim: str
    data: str
    estimand: str
    method: str
    performance: str


@dataclass(frozen=True)
class Arm:
    """One planted truth.

    Parameters
    ----------
    name : str
        Small letters, digits and hyphens; chance is named after it.
    reference : str
        Section of the statistics reference.
    planted : str
        What is planted, in one plain sentence.
    plan : Plan
    band : Band
    run : callable
        Takes chance and the number of repeats, returns what was measured.
    unit : Unit
    must_fail : bool
        A method that is known to be wrong: it has to lie outside the band, or the battery could not tell.
    """

    name: str
    reference: str
    planted: str
    plan: Plan
    band: Band
    run: Callable[[np.random.Generator, int], Measured]
    unit: Unit = Unit.SHARE
    must_fail: bool = False


@dataclass(frozen=True)
class NotBuilt:
    """A row of the reference whose measure does not exist yet."""

    name: str
    reference: str
    planted: str
    accept: str


def repeated(once: Callable[[np.random.Generator], float]) -> Callable[[np.random.Generator, int], Measured]:
    """Return a run that averages one value a repeat, such as the share of topics whose interval held the truth.

    Parameters
    ----------
    once : callable
        Takes chance, returns the value of one repeat.

    Returns
    -------
    callable
        Its Monte-Carlo error is the standard error over the repeats; with one topic a repeat √(c(1−c)/R).
    """

    def run(chance: np.random.Generator, repeats: int) -> Measured:
        return average(np.array([once(chance) for _ in range(repeats)], dtype=np.float64))

    return run


def average(values: Floats) -> Measured:
    """Return the mean of one value a repeat, shape (R,), and its Monte-Carlo error."""
    return Measured(float(values.mean()), float(values.std() / np.sqrt(len(values))))


def held(lo: Floats, hi: Floats, truth: Floats | float) -> float:
    """Return the share of K intervals that hold the truth; one that could not be given does not."""
    return float(((lo <= truth) & (hi >= truth)).mean())


def percent(share: float) -> str:
    """Write a share as a whole percentage, `14 %`."""
    return f"{share * 100:.0f} %"
