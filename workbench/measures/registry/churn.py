"""Churn: customers who write as if they were leaving, by a short list of phrases."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

from workbench.measures.registry.declaration import Answer, EndUser, Measure, Unfit, Unit
from workbench.measures.registry.figures import machine_count
from workbench.measures.registry.heard import Heard

LANGUAGE = "en"
#: only the start of a post is read, in signs.
MOST = 4_000


def churn_signals(heard: Heard) -> Answer:
    """Return how many customers write of leaving, as a machine's count without a range."""
    if heard.project.language != LANGUAGE:
        return Unfit(
            f"the phrases are English, and the project's language is {heard.project.language}: read posts by hand"
        )
    rows = heard.voices[heard.voices["customer"]]
    if rows.empty:
        return Unfit(
            "nobody is known as a customer: name a list in [customers], or load a source of support, survey or calls"
        )
    hit = rows["masked"].map(leaving) & (rows["lang"] == LANGUAGE)
    return [machine_count(rows, hit.astype(bool), effect=heard.effect)]


def leaving(text: str) -> bool:
    """Tell whether a post holds one of the phrases.

    Examples
    --------
    >>> leaving("I have cancelled today"), leaving("the cancer of invoicing")
    (True, False)
    """
    return bool(_phrases().search(text[:MOST].replace("’", "'").casefold()))


@cache
def _phrases() -> re.Pattern[str]:
    path = resources.files("workbench.measures.registry") / f"churn_{LANGUAGE}.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    return re.compile(rf"(?<![\w'])(?:{'|'.join(said['leaving'])})(?![\w'])")


MEASURES = (
    Measure(
        "churn_signals", "Customers who write of leaving", EndUser.CUSTOMER, Unit.SHARE,
        needs="known customers, and posts in English",
        how="of the customers heard in this period, the part in whose posts a machine finds a phrase of cancelling, "
            "switching or a refund; a count without a range until posts are read by hand",
        find=churn_signals,
        more=False,
    ),
)  # fmt: skip
