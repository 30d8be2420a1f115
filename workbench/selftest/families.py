"""Arms of many topics or words at once: false findings stay rare (statistics reference 1.4 and 1.6)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbench.selftest.arm import Arm, Measured, Plan, always, held, repeated
from workbench.selftest.talkers import apart, talk, wordings
from workbench.stats.cell import Cell
from workbench.stats.chance import generator
from workbench.stats.difference import difference
from workbench.stats.logodds import LogOdds, log_odds
from workbench.stats.logratio import log_ratios
from workbench.stats.permutation import permute

PEOPLE, TOPICS = 100, 12
RELABELLED = 199
ALPHA = 0.05
#: people a side, and words of a made-up language that is the same in each repeat.
SPEAKERS, WORDS = 150, 60
CLEAR, FAR = 1.96, 4.0
#: words beyond `FAR`: the reference saw none in 40 corpora; over 500 they are one in four thousand.
FEW = 0.001


def _cells(chance: np.random.Generator) -> tuple[Cell, Cell]:
    base = np.full(TOPICS, 1 / TOPICS)
    return apart(talk(chance, PEOPLE, base), talk(chance, PEOPLE, base))


def _gate(chance: np.random.Generator) -> float:
    return float(permute(*_cells(chance), chance=chance, repeats=RELABELLED).p_gate <= ALPHA)


def _ratios(chance: np.random.Generator) -> float:
    cells = _cells(chance)
    found = log_ratios(*cells, difference(*cells))
    return held(found.lo, found.hi, 0.0)


def _words(limit: float, z: Callable[[LogOdds], np.ndarray]) -> Callable[[np.random.Generator, int], Measured]:
    base = generator(1, "selftest:words").dirichlet(np.full(WORDS, 2.0))

    def once(chance: np.random.Generator) -> float:
        found = z(log_odds(*apart(wordings(chance, SPEAKERS, base), wordings(chance, SPEAKERS, base))))
        return float((np.abs(found[np.isfinite(found)]) > limit).mean())

    return repeated(once)


def _topics(method: str, performance: str) -> Plan:
    return Plan(
        aim="Many topics compared at once bring few false findings.",
        data=f"Two groups of {PEOPLE} people without common people, {TOPICS} topics of equal size, correlation .3.",
        estimand="Whether the groups differ at all; each topic's log-ratio against the rest of the talk.",
        method=method,
        performance=performance,
    )


def _corpora(method: str, performance: str) -> Plan:
    return Plan(
        aim="Words of one loud person are not taken for words of a group.",
        data=f"Two groups of {SPEAKERS} people, {WORDS} words, each person with strong habits, Pareto(1.3) words.",
        estimand="Difference of each word's log-odds between the groups, which is 0.",
        method=method,
        performance=performance,
    )


JACKKNIFE = "Log-odds with a jackknife over people (stats.logodds)."
ARMS = (
    Arm(
        name="gate",
        reference="1.4",
        planted=f"Two groups of {PEOPLE} people say the same about {TOPICS} topics.",
        plan=_topics(
            f"Sum of D²/v over all topics, people shuffled {RELABELLED} times (stats.permutation).",
            "How often the groups are said to differ (p of .05 or less).",
        ),
        band=always(0.0, 0.085),
        run=repeated(_gate),
    ),
    Arm(
        name="log-ratio",
        reference="1.4",
        planted=f"Two groups of {PEOPLE} people say the same about {TOPICS} topics; each is set against the rest.",
        plan=_topics("Log-ratio without the biggest mover (stats.logratio).", "How often the 95 % range holds 0."),
        band=always(0.91, 1.0),
        run=repeated(_ratios),
    ),
    Arm(
        name="words-habits",
        reference="1.6",
        planted=f"Two groups of {SPEAKERS} people use the same words; each person has words of their own.",
        plan=_corpora(JACKKNIFE, "Share of the listed words beyond 1.96."),
        band=always(0.0, 0.08),
        run=_words(CLEAR, lambda found: found.z),
    ),
    Arm(
        name="words-far",
        reference="1.6",
        planted=f"Two groups of {SPEAKERS} people use the same words; none may look like a sure finding.",
        plan=_corpora(JACKKNIFE, "Share of the listed words beyond 4."),
        band=always(0.0, FEW),
        run=_words(FAR, lambda found: found.z),
    ),
    Arm(
        name="words-alone",
        reference="1.6",
        planted=f"Two groups of {SPEAKERS} people use the same words; counted as if each word were said on its own.",
        plan=_corpora("Log-odds without the jackknife, known to be wrong.", "Share of the listed words beyond 1.96."),
        band=always(0.0, 0.20),
        run=_words(CLEAR, lambda found: found.delta / found.sigma),
        must_fail=True,
    ),
)
