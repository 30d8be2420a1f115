"""Arms of repetition: copies are found, campaigns do not move what is said without them (statistics reference 7)."""

from __future__ import annotations

import numpy as np

from workbench.selftest.arm import COVERAGE, Arm, Measured, Plan, always, average, held, repeated
from workbench.selftest.talkers import posts_of, talk
from workbench.selftest.texts import copies, likeness
from workbench.stats.clustered import cell_shares
from workbench.stats.coordination import patterns
from workbench.stats.interval import interval
from workbench.stats.repetition import Versions, versions
from workbench.stats.together import coded

TOPICS, SHARE = 10, 0.10
PEOPLE, ACCOUNTS, COPIES = 200, 60, 3
#: seconds of a month, and between the copies of one text.
MONTH, BURST = 2_600_000.0, 8.0


def copies_arm(low: float, high: float, recall: float) -> Arm:
    """Return the arm of copies whose likeness lies in a stretch."""

    def run(chance: np.random.Generator, repeats: int) -> Measured:
        from workbench.text.duplicates import near_groups

        left, right = copies(chance, 4 * repeats)
        alike = likeness(left, right)
        wanted = np.flatnonzero((alike >= low) & (alike < high))[:repeats]
        groups = near_groups([*left, *right])
        return average((groups[wanted] == groups[wanted + len(left)]).astype(np.float64))

    return Arm(
        name=f"copies-{low * 100:.0f}",
        reference="7.1",
        planted=f"Posts and copies with changed letters, alike to {low:.1f} or more"
        + (f", below {high:.1f}." if high <= 1 else "."),
        plan=Plan(
            aim="One text posted many times does not look like many opinions.",
            data="Made-up posts of 15 to 29 words; copies with one to six changed letters, one pair a repeat.",
            estimand="Pairs with this Jaccard similarity of five-character shingles.",
            method="MinHash with 128 permutations, verified (text.duplicates).",
            performance="Share of the pairs found.",
        ),
        band=always(recall, 1.0),
        run=run,
    )


def campaign(chance: np.random.Generator) -> Versions:
    """Return what 200 people say in a month, beside 60 accounts that post three texts within seconds of each other.

    The campaign is found by its times, as in a study.
    """
    author, topic = posts_of(*talk(chance, PEOPLE, np.full(TOPICS, SHARE), correlation=0.15))
    account = PEOPLE + np.repeat(np.arange(ACCOUNTS), COPIES)
    text = np.tile(np.arange(COPIES), ACCOUNTS)
    when = chance.random(COPIES)[text] * MONTH + chance.random(len(text)) * BURST
    who = np.concatenate([author, account])
    what = np.concatenate([np.arange(len(author)), -1 - text])
    at = np.concatenate([chance.random(len(author)) * MONTH, when])
    found = patterns(coded(who, what, at), chance=chance, repeats=1)
    on_topic = np.concatenate([topic, np.zeros(len(text))])[:, None] == np.arange(TOPICS)
    return versions(who, what, on_topic, coordinated=found.cluster >= 0, people=PEOPLE + ACCOUNTS)


def _without(chance: np.random.Generator) -> float:
    limits = interval(cell_shares(campaign(chance).without))
    return held(limits.lo, limits.hi, SHARE)


def _raw(chance: np.random.Generator) -> float:
    limits = interval(cell_shares(campaign(chance).raw))
    return float(limits.lo[0] <= SHARE <= limits.hi[0])


def _campaign(method: str, performance: str) -> Plan:
    return Plan(
        aim="A campaign of many accounts does not move what people are said to say.",
        data=f"{PEOPLE} people, {TOPICS} topics of 10 %; {ACCOUNTS} accounts with {COPIES} posts each on the first.",
        estimand="Share of posts among people like these, without the campaign.",
        method=method,
        performance=performance,
    )


ARMS = (
    copies_arm(0.8, np.inf, 0.95),
    copies_arm(0.7, 0.8, 0.90),
    Arm(
        name="campaign-without",
        reference="7.3",
        planted=f"{ACCOUNTS} accounts post {COPIES} texts within seconds, beside {PEOPLE} people; they are left out.",
        plan=_campaign(
            "Accounts that repeat each other left out (stats.coordination, stats.repetition).",
            f"How often the 95 % range of *without* holds 10 %, over {TOPICS} topics.",
        ),
        band=COVERAGE,
        run=repeated(_without),
    ),
    Arm(
        name="campaign-raw",
        reference="7.3",
        planted=f"{ACCOUNTS} accounts post {COPIES} texts within seconds, beside {PEOPLE} people; all are counted.",
        plan=_campaign(
            "All posts, known to be wrong here.", "How often the 95 % range holds 10 %, for the campaign's topic."
        ),
        band=always(0.60, 1.0),
        run=repeated(_raw),
        must_fail=True,
    ),
)
