"""Arms of true shares: what a few hundred checks say of all posts (statistics reference 3.6)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.selftest.arm import Arm, Plan, always, percent, repeated
from workbench.selftest.talkers import posts_of, sorted_by_machine, talk
from workbench.stats.cell import Floats
from workbench.stats.checked import tally
from workbench.stats.clustered import shares
from workbench.stats.goldsample import gold_sample
from workbench.stats.truth import Truth, generalise, people_of, within

RECALL, FALSE = 0.8, 0.03
POSTS, TOPICS, GOLD = 4_000, 8, 200
#: a rare topic must not speak for a large one.
MIXED = (0.02, 0.02, 0.02, 0.05, 0.05, 0.10, 0.20)
AIM = "A few hundred checks give the true share, also of a rare topic of which few misses are found."
PERFORMANCE = "How often the 95 % range holds the true share."


def _holds(found: Truth, truth: float) -> bool:
    return found.lo is not None and found.hi is not None and found.lo <= truth <= found.hi


def within_arm(share: float, gold: int = GOLD) -> Arm:
    """Return the arm of the posts that were collected, whoever wrote them."""

    def once(chance: np.random.Generator) -> float:
        return float(np.mean([_collected(chance, share, gold) for _ in range(TOPICS)]))

    return Arm(
        name=f"true-share-{share * 100:.0f}-posts",
        reference="3.6",
        planted=f"{percent(share)} of {POSTS:,} posts are on a topic; {gold} are checked to tell of all of them.",
        plan=Plan(
            aim=AIM,
            data=f"{POSTS:,} posts, recall {RECALL}, false positives {FALSE}; {gold} checks by machine label.",
            estimand="Share of the collected posts that are on the topic.",
            method="Stratified MOVER with Jeffreys limits, scope within (stats.truth).",
            performance=f"{PERFORMANCE[:-1]}, over {TOPICS} topics.",
        ),
        band=always(0.925, 1.0),
        run=repeated(once),
    )


def _collected(chance: np.random.Generator, share: float, gold: int) -> bool:
    truth = chance.random(POSTS) < share
    label = sorted_by_machine(chance, truth, recall=RECALL, false_positive=FALSE)
    drawn = gold_sample(label, np.zeros(POSTS), gold, chance=chance).rows
    return _holds(within(tally(label, drawn, truth[drawn])), float(truth.mean()))


def people_arm(name: str, planted: str, people: int, sizes: Sequence[float]) -> Arm:
    """Return an arm that tells of other people of the same kind.

    Parameters
    ----------
    name, planted : str
    people : int
    sizes : sequence of float
        True share of each topic; the rest of the talk is on none of them.
    """
    truths = np.asarray(sizes, dtype=np.float64)

    def once(chance: np.random.Generator) -> float:
        return float(
            np.mean([_holds(found, truth) for found, truth in zip(_found(chance, people, truths), truths, strict=True)])
        )

    return Arm(
        name=name,
        reference="3.6",
        planted=planted,
        plan=Plan(
            aim=AIM,
            data=f"{people} people, Pareto(1.3) posts, correlation .3, recall {RECALL}, false positives {FALSE}.",
            estimand="Share of posts among all people of this kind.",
            method="Stratified MOVER with the design effect of the truth, scope generalise (stats.truth).",
            performance=f"{PERFORMANCE[:-1]}, over {len(truths)} topics, each with {GOLD} checks of its own.",
        ),
        band=always(0.91, 1.0),
        run=repeated(once),
    )


def _found(chance: np.random.Generator, people: int, truths: Floats) -> list[Truth]:
    """Return what the checks say of each topic."""
    topics = len(truths)
    said = talk(chance, people, np.append(truths, 1 - truths.sum()))
    author, topic = posts_of(said.posts, said.on_topic)
    truth = topic[:, None] == np.arange(topics)
    label = sorted_by_machine(chance, truth, recall=RECALL, false_positive=FALSE)
    counts = np.zeros((people, topics))
    np.add.at(counts, author, label)
    found = []
    for one, spread in enumerate(people_of(shares(said.posts, counts))):
        drawn = gold_sample(label[:, one], np.zeros(len(author)), GOLD, chance=chance).rows
        found.append(generalise(tally(label[:, one], drawn, truth[drawn, one]), spread))
    return found


def _alike(share: float, people: int) -> Arm:
    planted = (
        f"{people} people with habits spend {percent(share)} on each of {TOPICS} topics; {GOLD} posts are checked."
    )
    return people_arm(f"true-share-{share * 100:.0f}-people-{people}", planted, people, [share] * TOPICS)


def _mixed(people: int) -> Arm:
    planted = f"{people} people with habits speak of topics of 2 to 20 %; {GOLD} posts are checked for each."
    return people_arm(f"true-share-mixed-people-{people}", planted, people, MIXED)


ARMS = (
    *(within_arm(share) for share in (0.02, 0.10)),
    *(_alike(share, people) for share in (0.02, 0.10) for people in (100, 400)),
    *(_mixed(people) for people in (100, 400)),
)
