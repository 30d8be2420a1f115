"""Arms of change: other people spoke, nothing else changed (statistics reference 1.7 and 2.5)."""

from __future__ import annotations

import numpy as np

from workbench.selftest.arm import Arm, Plan, always, held, repeated
from workbench.selftest.talkers import meanings, present, talk
from workbench.stats.blocks import block_test, squared_shift
from workbench.stats.cell import Floats, cell
from workbench.stats.decompose import Population, decompose

#: shares of the topics, and of the rest, among two kinds of people.
MIX = np.array([[0.1, 0.3, 0.1, 0.3, 0.2], [0.3, 0.1, 0.3, 0.1, 0.2]])
TOPICS = 4
DRAWN = 99
RELABELLED = 99
ALPHA = 0.05
SPEAKERS = 300


def population(chance: np.random.Generator, people: tuple[int, ...], shares: Floats) -> Population:
    """Return what some kinds of people say in one period, each kind with shares of its own.

    Parameters
    ----------
    chance : numpy.random.Generator
    people : tuple of int, length S
        Of each kind.
    shares : ndarray of float64, shape (S, K)
    """
    parts = [talk(chance, count, own) for count, own in zip(people, shares, strict=True)]
    posts, on_topic = (np.concatenate(values) for values in zip(*parts, strict=True))
    kind = np.repeat(np.arange(len(people)), people)
    return Population(np.arange(len(posts)), kind, cell(posts, on_topic))


def composition_arm(people: int) -> Arm:
    """Return the arm of two periods in which the same kinds speak alike and their mix changes."""

    def once(chance: np.random.Generator) -> float:
        after = population(chance, (people // 2, people // 2), MIX)
        before = population(chance, (people * 4 // 5, people // 5), MIX)
        found = decompose(after, before, chance=chance, repeats=DRAWN)
        return held(found.rate_lo[:TOPICS], found.rate_hi[:TOPICS], 0.0)

    return Arm(
        name=f"composition-people-{people}",
        reference="1.7",
        planted=f"Of {people} people half are of another kind, where it was a fifth; each kind speaks as before.",
        plan=Plan(
            aim="Other people who speak are not taken for people who speak otherwise.",
            data=f"Two periods of {people} people, two kinds with 10 and 30 % on a topic; correlation .3.",
            estimand="What the same kinds of people changed, which is 0.",
            method=f"Kitagawa's rate effect, t with the error of {DRAWN} draws of people (stats.decompose).",
            performance=f"How often the 95 % range holds 0, over {TOPICS} topics.",
        ),
        band=always(0.92, 0.98),
        run=repeated(once),
    )


def _drift(chance: np.random.Generator) -> float:
    blocks = meanings(chance, present(SPEAKERS, 2, 1 / 3))
    p = block_test(blocks, squared_shift, chance=chance, repeats=RELABELLED)
    return float(p is not None and p <= ALPHA)


DRIFT = Arm(
    name="drift",
    reference="2.5",
    planted=f"{SPEAKERS} people a month, a third of them again, each in a style of their own; nothing moved.",
    plan=Plan(
        aim="Other people's style is not taken for another content.",
        data=f"Two months of {SPEAKERS} people, a third in both; embedded texts around a style as wide as their noise.",
        estimand="Distance of the months' mean embeddings, if people exchange their months.",
        method=f"Blocks of people exchanged {RELABELLED} times (stats.blocks).",
        performance="How often p is .05 or less.",
    ),
    band=always(0.0, 0.085),
    run=repeated(_drift),
)
COMPOSITION = (composition_arm(100), composition_arm(300))
