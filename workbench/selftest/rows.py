"""Rows of the battery: every planted truth of the statistics reference, and those whose measure is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from workbench.errors import BadRequest
from workbench.selftest import (
    changes,
    checking,
    corrected,
    differences,
    families,
    groups,
    power,
    repetition,
    shares,
    truths,
)
from workbench.selftest.arm import Arm, NotBuilt

#: in the order of the reference.
ARMS: tuple[Arm, ...] = (
    *shares.ARMS,
    *differences.ARMS,
    *families.ARMS,
    *groups.ARMS,
    *changes.COMPOSITION,
    *power.ARMS,
    changes.DRIFT,
    *checking.AGREEMENT,
    *corrected.ARMS,
    *truths.ARMS,
    checking.OLD_CHECKS,
    *repetition.ARMS,
)

NOT_BUILT: tuple[NotBuilt, ...] = (
    NotBuilt(
        "usual-range",
        "2.2",
        "Months that wobble as usual, and one threefold rise.",
        "a false flag in at most 7 % of months; the rise found in 80 %",
    ),
    NotBuilt("rank-tiers", "4.2", "12 items that are all equal.", "all rank sets hold the truth in 93 %"),
    NotBuilt(
        "sunset",
        "5.3",
        "15 series that differ little, or not at all.",
        "at most 10 % of the ended ones were good; at most .05 ended where all are equal",
    ),
    NotBuilt(
        "homophily",
        "6.3",
        "Groups that meet only because they use the same platform.",
        "found in at most 8.5 %",
    ),
)


def chosen(names: Sequence[str], arms: Sequence[Arm] = ARMS) -> tuple[Arm, ...]:
    """Return the arms that some names stand for.

    Parameters
    ----------
    names : sequence of str
        A name, or the beginning of several up to a hyphen; none stands for all.
    arms : sequence of Arm

    Returns
    -------
    tuple of Arm
        In their own order, each once.

    Raises
    ------
    BadRequest
        If a name stands for none.
    """
    for name in names:
        if not any(_stands(name, arm) for arm in arms):
            near = get_close_matches(name, [arm.name for arm in arms], n=3, cutoff=0.3)
            raise BadRequest(
                f"The self-test has no row {name!r}.",
                where="--only",
                fix=f"Nearest are {', '.join(near)}." if near else "Leave --only out to see all names.",
            )
    return tuple(arm for arm in arms if not names or any(_stands(name, arm) for name in names))


def _stands(name: str, arm: Arm) -> bool:
    return arm.name == name or arm.name.startswith(f"{name}-")
