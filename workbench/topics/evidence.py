"""Evidence: why a cluster is offered as a topic, or only watched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.topics.centres import ONE, centre_of, cohesion, products
from workbench.topics.spoken import Spoken, days_behind, people_behind, union

#: a candidate was spoken of on so many days.
LEAST_DAYS = 2


@dataclass(frozen=True)
class Evidence:
    """Why a cluster is offered as a topic, or watched.

    Parameters
    ----------
    people, days : int
        Who speaks of it, and on how many days; copies of one text count as one text by all who posted it.
    novelty : float
        1 - cosine of its centre with the nearest prototype of the codebook.
    cohesion : float
        Mean cosine of its texts with their centre.
    growth : float or None
        Share of the period's people who speak of it, as a multiple of their share in the months before (half a person
        added to each); None where nothing was heard before.
    watched_since : str
        The period in which it was first watched; empty where it never was. Then people and days are those since.
    """

    people: int
    days: int
    novelty: float
    cohesion: float
    growth: float | None
    watched_since: str = ""


def is_candidate(evidence: Evidence, *, people: int) -> bool:
    """Tell whether enough people on enough days stand behind a cluster that is not on its way out.

    What is said less than in the months before is the rest of something that had its month.
    """
    shrinks = evidence.growth is not None and evidence.growth < 1
    return evidence.people >= people and evidence.days >= LEAST_DAYS and not shrinks


def evidence(spoken: Spoken, rows: NDArray[np.int64], prototypes: NDArray[np.int16]) -> Evidence:
    """Collect what speaks for a cluster, but for what is known of the months before the last.

    Parameters
    ----------
    spoken : Spoken
    rows : ndarray of int64, shape (m,)
        The cluster's own texts.
    prototypes : ndarray of int16, shape (p, d)
        Of all live topics.
    """
    centre = centre_of(spoken.vectors[rows])
    nearest = products(centre[None], prototypes).max() / ONE if len(prototypes) else 0.0
    return Evidence(
        people=len(people_behind(spoken, rows)),
        days=len(days_behind(spoken, rows)),
        novelty=round(1 - float(nearest), 4),
        cohesion=cohesion(spoken.vectors[rows]),
        growth=_growth(spoken, rows),
    )


def _growth(spoken: Spoken, rows: NDArray[np.int64]) -> float | None:
    everything = np.arange(len(spoken))
    everyone, before = (len(union(people, everything)) for people in (spoken.people, spoken.earlier))
    if not before or not everyone:
        return None
    said, once = (len(union(people, rows)) for people in (spoken.people, spoken.earlier))
    return round(((said + 0.5) / everyone) / ((once + 0.5) / before), 2)
