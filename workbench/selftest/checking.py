"""Arms of people who code: do they agree, do old checks still hold (statistics reference 3.3 and 3.7)."""

from __future__ import annotations

import numpy as np

from workbench.selftest.arm import SIZE, Arm, Band, Plan, Unit, always, repeated
from workbench.stats.agreement import Scale, agreement
from workbench.stats.checked import Strata, strata
from workbench.stats.oldgold import pool

CODES, UNITS = 4, 200
#: posts of a month by machine label, and how many of them are checked.
SIZE_OF_MONTH, CHECKED = (400, 3_600), (50, 150)
FIT, MISSED = 0.80, 0.03
MONTHS, TOPICS = 3, 3


def agreement_arm(scale: Scale) -> Arm:
    """Return the arm of two people who code without looking."""

    def once(chance: np.random.Generator) -> float:
        found = agreement(chance.integers(0, CODES, (2, UNITS)), scale=scale).alpha
        return np.nan if found is None else found

    return Arm(
        name=f"agreement-{scale.value}",
        reference="3.3",
        planted=f"Two people give {UNITS} posts codes by chance; codes are {scale.value}.",
        plan=Plan(
            aim="Chance is not taken for agreement.",
            data=f"Two coders, {UNITS} posts, {CODES} codes with equal chance.",
            estimand="Krippendorff's alpha, which is 0.",
            method="Coincidences over posts coded twice (stats.agreement).",
            performance="Mean alpha.",
        ),
        band=always(-0.02, 0.02),
        run=repeated(once),
        unit=Unit.NUMBER,
    )


AGREEMENT = tuple(agreement_arm(scale) for scale in Scale)


def _month(chance: np.random.Generator) -> Strata:
    found = [chance.binomial(count, rate) for count, rate in zip(CHECKED, (FIT, MISSED), strict=True)]
    return strata([True, False], SIZE_OF_MONTH, CHECKED, found)


def _rejected(chance: np.random.Generator) -> float:
    found = [pool([[_month(chance) for _ in range(MONTHS)]])[0] for _ in range(TOPICS)]
    return float(np.mean([one.months == 1 for one in found]))


OLD_CHECKS = Arm(
    name="old-checks",
    reference="3.7",
    planted=f"The machine errs alike in {MONTHS} months, each with {sum(CHECKED)} checks.",
    plan=Plan(
        aim="Checks of earlier months are not thrown away without a reason.",
        data=f"A month: {CHECKED[0]} checks of machine-positives (.80 fit), {CHECKED[1]} of negatives (.03 missed).",
        estimand="Whether the machine errs otherwise in the newest month; it does not.",
        method="Fisher's exact tests, Benjamini-Hochberg over both (stats.oldgold).",
        performance=f"How often the newest month is left alone, over {TOPICS} topics, each on its own.",
    ),
    band=Band(SIZE.some, SIZE.some, SIZE.some),
    run=repeated(_rejected),
)
