"""Satisfaction: what customers answer when they are asked to rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.measures.registry.declaration import Answer, EndUser, Measure, Unfit, Unit
from workbench.measures.registry.figures import average, share
from workbench.measures.registry.heard import Heard, unmapped
from workbench.people.doors import CUSTOMER
from workbench.project.source import Authors, Origin
from workbench.stats.net import net_score

#: scale -> the least rating that counts as satisfied.
SATISFIED = {"csat5": 4, "stars5": 4, "good_bad": 1, "thumbs": 1}
PROMOTER, DETRACTOR = 9, 6
SETTLE = "map one, or settle rating_scale in its [[sources]] table"


def csat(heard: Heard) -> Answer:
    """Return how many of the ratings by customers are good, scale by scale; the most used first."""
    if not heard.sources(CUSTOMER):
        return Unfit('no source has origin = "support", "survey" or "call", where customers rate')
    if not heard.mapped(CUSTOMER, "rating"):
        return Unfit(unmapped("rating", "support, survey or calls"))
    said = heard.said(CUSTOMER)
    rated = said[said["rating"].notna() & said["rating_scale"].isin(SATISFIED)]
    if said.empty:
        return Unfit(f"nobody wrote through support, a survey or a call {heard.about}")
    if rated.empty:
        return Unfit(f"no rating of customers in this period is on one of the scales {', '.join(SATISFIED)}: {SETTLE}")
    scales = rated["rating_scale"].value_counts()
    found = []
    for scale in sorted(scales.index, key=lambda scale: (-scales[scale], scale)):
        own = rated[rated["rating_scale"] == scale]
        good = own["rating"].astype(float) >= SATISFIED[scale]
        extra = {"ratings": len(own), "of": int(said["source"].isin(own["source"]).sum())}
        found.append(share(own, good, people=False, effect=heard.effect, subject=str(scale), extra=extra))
    return found


def nps(heard: Heard) -> Answer:
    """Return the share of promoters minus the share of detractors."""
    if not heard.sources([Origin.SURVEY]):
        return Unfit(
            'no source has origin = "survey": whether people recommend us is asked there, and not told by stars'
        )
    if not heard.mapped([Origin.SURVEY], "rating"):
        return Unfit(unmapped("rating", "a survey"))
    said = heard.said([Origin.SURVEY])
    rated = said[said["rating"].notna() & (said["rating_scale"] == "nps11")]
    if said.empty:
        return Unfit(f"nobody answered a survey {heard.about}")
    if rated.empty:
        return Unfit(f"no survey answer of this period is on the scale nps11, from 0 to 10: {SETTLE}")
    scores = rated["rating"].astype(float).to_numpy()
    side = np.where(scores >= PROMOTER, 1.0, np.where(scores <= DETRACTOR, -1.0, 0.0))
    found = net_score(rated["person"].to_numpy(dtype=str), side)
    extra = {"promoters": int((side > 0).sum()), "detractors": int((side < 0).sum()), "answers": len(side)}
    unknown = bool((rated["authors"] == Authors.UNKNOWN).any())
    return [replace(average(found, method="net:mover:wilson_t", extra=extra), stand_in=unknown)]


MEASURES = (
    Measure(
        "csat", "Satisfied customers", EndUser.CUSTOMER, Unit.SHARE,
        needs="rating of support, survey or calls",
        how="of the ratings that customers gave, the part that is 4 or 5 (or good, or thumbs up); scales are never "
            "mixed",
        find=csat,
    ),
    Measure(
        "nps", "Net promoter score", EndUser.CUSTOMER, Unit.SCORE,
        needs="rating of a survey on the scale nps11",
        how="the part of survey answers of 9 or 10 minus the part of 0 to 6: +100 if everybody recommends us, "
            "−100 if nobody does (1 and -1 in the tables)",
        find=nps,
    ),
)  # fmt: skip
