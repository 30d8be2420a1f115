"""The battery: all planted truths, what came out, and whether each lies in its band."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from enum import StrEnum

import pandas as pd

from workbench.selftest.arm import Arm, Limits, Measured, NotBuilt
from workbench.selftest.rows import ARMS, NOT_BUILT
from workbench.stats.chance import generator

#: with fewer repeats chance alone moves a coverage by more than the bands allow (statistics reference 8).
LEAST_REPEATS = 200


class Verdict(StrEnum):
    """What became of a row."""

    PASSED = "passed"
    OUTSIDE = "outside"
    FAILS = "fails, as it must"
    SHOULD_FAIL = "does not fail, and must"
    NOT_BUILT = "not built yet"


GOOD = frozenset({Verdict.PASSED, Verdict.FAILS, Verdict.NOT_BUILT})
COLUMNS: dict[str, str] = {
    "name": "string",
    "reference": "string",
    "planted": "string",
    "measured": "Float64",
    "error": "Float64",
    "low": "Float64",
    "high": "Float64",
    "unit": "string",
    "repeats": "Int64",
    "verdict": "string",
    "aim": "string",
    "data": "string",
    "estimand": "string",
    "method": "string",
    "performance": "string",
}


def run_battery(
    arms: Sequence[Arm] = ARMS,
    *,
    repeats: int = 500,
    seed: int = 1,
    not_built: Sequence[NotBuilt] = NOT_BUILT,
    say: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """Run planted truths.

    Parameters
    ----------
    arms : sequence of Arm
    repeats : int
        Of each arm; bands narrow from 500 and from 1 000 on.
    seed : int
        Each arm draws its own stream, named after it: neither order nor selection changes its numbers.
    not_built : sequence of NotBuilt
        Listed after the arms.
    say : callable
        Told each arm before it runs.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, a row an arm: measured and its Monte-Carlo error (`error`), the band (low, high; both belong
        to it), verdict, and the plan (aim, data, estimand, method, performance).
    """
    rows = []
    for at, arm in enumerate(arms, start=1):
        say(f"{at} of {len(arms)}: {arm.name}")
        rows.append(_row(arm, arm.run(generator(seed, f"selftest:{arm.name}"), repeats), repeats))
    rows += [
        {
            "name": one.name,
            "reference": one.reference,
            "planted": one.planted,
            "performance": one.accept,
            "verdict": Verdict.NOT_BUILT,
        }
        for one in not_built
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def verdict(arm: Arm, measured: Measured, limits: Limits) -> Verdict:
    """Say whether a value lies in its band; of a method known to be wrong, whether it lies outside.

    A value that could not be measured is as it should be in neither case.
    """
    inside = limits[0] <= measured.value <= limits[1]
    if arm.must_fail:
        return Verdict.SHOULD_FAIL if inside or math.isnan(measured.value) else Verdict.FAILS
    return Verdict.PASSED if inside else Verdict.OUTSIDE


def failed(table: pd.DataFrame) -> list[str]:
    """Return the names of the rows that are not as they should be.

    Parameters
    ----------
    table : DataFrame
        From `run_battery`.
    """
    return [str(name) for name in table.loc[~table["verdict"].isin(GOOD), "name"]]


def _row(arm: Arm, measured: Measured, repeats: int) -> dict[str, object]:
    low, high = arm.band.at(repeats)
    return {
        "name": arm.name,
        "reference": arm.reference,
        "planted": arm.planted,
        "measured": measured.value,
        "error": measured.error,
        "low": low,
        "high": high,
        "unit": arm.unit.value,
        "repeats": repeats,
        "verdict": verdict(arm, measured, (low, high)),
        **asdict(arm.plan),
    }
