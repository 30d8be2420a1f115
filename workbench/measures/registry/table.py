"""The table of measures: measure × end user × product, each with its range, or why it does not apply."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.measures.registry.catalogue import CATALOGUE
from workbench.measures.registry.declaration import EndUser, Figure, Measure, Unfit, Unit
from workbench.measures.registry.heard import Heard
from workbench.stats.row import COLUMNS, rows
from workbench.stats.strength import Evidence, Judgement, Kind, Strength, judge

#: as pages call the people that a measure is asked of.
SEGMENTS = {EndUser.AUDIENCE: "audience", EndUser.CUSTOMER: "customers"}
FIRST = ("measure", "end_user", "product", "segment", "value", "lo", "hi", "applicable", "reason")
MORE = ("title", "unit", "needs", "how")
#: half of a range may be this part of a mean or a time that is firm.
ROUGH = 0.25
#: a score runs over twice the length of a share.
SCORE = 2.0
NOTHING = Figure(math.nan, math.nan, math.nan, 0, 0, math.nan, math.nan, "none")


@dataclass(frozen=True)
class _Line:
    """One row: a measure asked of somebody, and what it found."""

    measure: Measure
    segment: EndUser
    figure: Figure
    unfit: str = ""


def measures(heard: Heard) -> pd.DataFrame:
    """Ask every measure of the audience and of the customers.

    Parameters
    ----------
    heard : Heard

    Returns
    -------
    DataFrame
        One row a measure, end user asked, and figure of it: `FIRST` (reason: why it does not apply, else the first rule
        that decided the strength), `MORE`, then the rest of the result row. Asked of the wrong end user a measure does
        not apply. About a product it is asked of the product's own end user alone.
    """
    product = heard.product
    asked = [one for one in CATALOGUE if product is None or one.end_user == product.end_user]
    lines = [line for one in asked for line in _lines(one, heard, both=product is None)]
    return _table(lines, heard)


def _lines(measure: Measure, heard: Heard, *, both: bool) -> list[_Line]:
    answer = measure.find(heard)
    if isinstance(answer, Unfit):
        found = [_Line(measure, measure.end_user, NOTHING, answer.why)]
    else:
        found = [_Line(measure, measure.end_user, figure) for figure in answer]
    others = [one for one in EndUser if one is not measure.end_user] if both else []
    wrong = f"this is a measure of the {SEGMENTS[measure.end_user]}, not of the"
    return found + [_Line(measure, one, NOTHING, f"{wrong} {SEGMENTS[one]}") for one in others]


def _table(lines: list[_Line], heard: Heard) -> pd.DataFrame:
    figures = [line.figure for line in lines]
    judged = [_judged(line, heard.project.statistics.precision) for line in lines]
    product = heard.product.name if heard.product else ""
    contract = rows(
        measure=[line.measure.name for line in lines],
        subject=[one.subject for one in figures],
        cell=[SEGMENTS[line.segment] for line in lines],
        period=heard.span.label,
        estimate=[one.estimate for one in figures],
        lo=[one.lo for one in figures],
        hi=[one.hi for one in figures],
        level=[math.nan if math.isnan(one.lo) else 0.95 for one in figures],
        estimand=[one.estimand for one in figures],
        scope=[None if line.unfit else "generalise" for line in lines],
        n_posts=[one.posts for one in figures],
        n_authors=[one.people for one in figures],
        eff_authors=[one.eff_people for one in figures],
        deff=[one.deff for one in figures],
        method=[one.method for one in figures],
        strength=[one.strength for one in judged],
        # nothing was sorted by a machine that somebody could check, but for what it counts by phrases
        checked=[
            one.checked if line.figure.kind is Kind.LABEL else None for one, line in zip(judged, lines, strict=True)
        ],
        reason=[line.unfit or one.reason for one, line in zip(judged, lines, strict=True)],
    )
    # each measure has fields of its own
    contract["extra"] = [json.dumps(dict(one.extra), sort_keys=True, ensure_ascii=False) for one in figures]
    contract = contract.astype({"extra": "string"})
    said: dict[str, Any] = {
        "end_user": [str(line.measure.end_user) for line in lines],
        "product": product,
        "segment": contract["cell"],
        "value": contract["estimate"],
        "applicable": [not line.unfit for line in lines],
        **{name: [str(getattr(line.measure, name)) for line in lines] for name in MORE},
    }
    rest = [name for name in COLUMNS if name not in FIRST]
    return contract.assign(**said)[[*FIRST, *MORE, *rest]]


def _judged(line: _Line, precision: float) -> Judgement:
    figure, unit = line.figure, line.measure.unit
    exact = {Unit.SHARE: precision, Unit.SCORE: SCORE * precision}.get(unit, math.inf)
    found = judge(
        Evidence(
            kind=figure.kind,
            estimate=figure.estimate,
            lo=figure.lo,
            hi=figure.hi,
            people=figure.people,
            eff_people=figure.eff_people,
            top_share=figure.top_share,
            posts_stand_in=figure.stand_in,
            voice_people_ratio=figure.ratio,
            precision=exact,
        )
    )
    if figure.silent and found.reason in ("no figure can be given", "no range can be given"):
        return found._replace(reason=figure.silent)
    rough = figure.hi - figure.lo > 2 * ROUGH * figure.estimate
    if found.strength is Strength.FIRM and math.isinf(exact) and rough:
        return Judgement(Strength.LIKELY, found.checked, "the range is wider than ± a quarter of the figure")
    return found
