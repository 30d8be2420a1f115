"""Arms of corrected differences: machine labels and a few hundred checks (statistics reference 3.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.selftest.arm import Arm, Plan, always, repeated
from workbench.selftest.talkers import Flags, Whole, posts_of, sorted_by_machine, talk
from workbench.stats.corrected import correct, corrected_cell, corrected_difference
from workbench.stats.difference import difference
from workbench.stats.goldsample import gold_sample

RECALL = 0.8
#: the machine errs more in the second group: what machine labels alone make a difference of.
FALSE_1, FALSE_2 = 0.01, 0.05


@dataclass(frozen=True, eq=False)
class _Groups:
    """Two groups that truly say the same, post by post."""

    author: Whole
    group: Whole
    truth: Flags
    machine: Flags
    people: int


def _groups(chance: np.random.Generator, people: int) -> _Groups:
    sides = [talk(chance, people, [0.10, 0.90], correlation=0.1) for _ in range(2)]
    author, topic = posts_of(*(np.concatenate(values) for values in zip(*sides, strict=True)))
    group, truth = (author >= people).astype(np.int64), topic == 0
    machine = sorted_by_machine(chance, truth, recall=RECALL, false_positive=np.array([FALSE_1, FALSE_2])[group])
    return _Groups(author, group, truth, machine, 2 * people)


def corrected_arm(gold: int, *, people: int = 800) -> Arm:
    """Return the arm of corrected differences; without gold the machine's labels stand alone."""

    def once(chance: np.random.Generator) -> float:
        made = _groups(chance, people)
        if gold:
            drawn = gold_sample(made.machine, made.group, gold, chance=chance)
            found = correct(made.machine, drawn.rows, made.truth[drawn.rows], drawn.probability)
        else:
            found = correct(made.machine, [], np.zeros((0, 1)), np.ones(len(made.author)))
        cells = [corrected_cell(made.author, made.people, found, among=made.group == at) for at in (0, 1)]
        limits = corrected_difference(*cells) if gold else difference(*cells)
        return float(limits.lo[0] <= 0 <= limits.hi[0])

    return Arm(
        name=f"corrected-checks-{gold}",
        reference="3.5",
        planted=f"Two groups truly say the same; the machine errs more in one; {gold} posts of each are checked.",
        plan=Plan(
            aim="A machine that errs otherwise in each group makes no difference.",
            data=f"Two groups of {people} people, 10 % on the topic, recall .8, false positives .01 against .05.",
            estimand="Difference of the true shares, which is 0.",
            method=f"Labels corrected by {gold} random checks a group (stats.corrected).",
            performance="How often the 95 % range holds 0.",
        ),
        band=always(0.925, 1.0),
        run=repeated(once),
    )


_ALONE = corrected_arm(0)
MACHINE_ONLY = replace(
    _ALONE,
    name="machine-only",
    planted="Two groups truly say the same; the machine errs more in one; nothing is checked.",
    plan=replace(
        _ALONE.plan,
        method="Labels of the machine as they are, known to be wrong.",
        performance="How often the 95 % range holds 0; a battery that cannot tell this apart proves nothing.",
    ),
    band=always(0.60, 1.0),
    must_fail=True,
)

ARMS = (corrected_arm(100), corrected_arm(200), MACHINE_ONLY)
