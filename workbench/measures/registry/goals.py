"""Goals: each product's card, with what its goal's measure is now and how it stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

import pandas as pd

from workbench.measures.registry.catalogue import measure_named
from workbench.measures.registry.declaration import Measure, Unit
from workbench.project.sections import Goal, Product
from workbench.stats.strength import Strength


class Status(StrEnum):
    """How a goal stands, as far as can be told."""

    REACHED = "reached"
    ON_THE_WAY = "not there yet"
    NOT_REACHED = "not reached"
    UNKNOWN = "cannot be told"
    NONE = "no goal is set"


@dataclass(frozen=True)
class ProductCard:
    """What a product is for, and how its goal stands; values are NaN, and texts empty, where there are none.

    Parameters
    ----------
    product, end_user, stage, problem, feature, benefit, outcome : str
        As project.toml has them.
    measure, title, unit : str
        What the goal is held against.
    value, lo, hi : float
        In this period.
    target : float
    by : str
        The last month for it.
    status : Status
    reason : str
        Why, in plain words.
    strength : str
        Of the value.
    """

    product: str
    end_user: str
    stage: str
    problem: str
    feature: str
    benefit: str
    outcome: str
    measure: str
    title: str
    unit: str
    value: float
    lo: float
    hi: float
    target: float
    by: str
    status: Status
    reason: str
    strength: str


def cards(
    products: Sequence[Product], measured: Callable[[str], pd.DataFrame], *, month: str
) -> tuple[ProductCard, ...]:
    """Return the cards of some products.

    Parameters
    ----------
    products : sequence of Product
    measured : callable
        Gives the table of measures of a product, by its name.
    month : str
        The last month that is over at the end of the study's period, such as 2026-10.

    Returns
    -------
    tuple of ProductCard
        In the order of project.toml.
    """
    return tuple(_card(one, measured, month) for one in products)


def goals_table(found: Sequence[ProductCard]) -> pd.DataFrame:
    """Return cards as a table, one row a product: the fields of `ProductCard`."""
    kinds = {one.name: "Float64" if one.type == "float" else "string" for one in fields(ProductCard)}
    table = pd.DataFrame([asdict(one) for one in found], columns=list(kinds))
    numbers = [name for name, kind in kinds.items() if kind == "Float64"]
    table = table.assign(
        **{name: pd.array([_known(value) for value in table[name]], dtype="Float64") for name in numbers}
    )
    return table.astype(kinds)


def _card(product: Product, measured: Callable[[str], pd.DataFrame], month: str) -> ProductCard:
    goal = product.goal
    if goal is None:
        return _filled(product, Status.NONE, "add goal = { measure, target, by } to its [[products]] table")
    measure = measure_named(goal.measure)
    table = measured(product.name)
    row = table[table["measure"] == goal.measure].iloc[0]
    value, lo, hi = (math.nan if pd.isna(row[name]) else float(row[name]) for name in ("value", "lo", "hi"))
    if not row["applicable"] or row["strength"] == Strength.EARLY:
        status, reason = Status.UNKNOWN, str(row["reason"])
    else:
        status, reason = standing(measure, goal, (lo, hi), month)
    said = _filled(product, status, reason)
    return ProductCard(
        **{
            **asdict(said),
            "status": status,
            "measure": goal.measure,
            "title": measure.title,
            "unit": str(measure.unit),
            "value": value,
            "lo": lo,
            "hi": hi,
            "target": goal.target,
            "by": goal.by,
            "strength": str(row["strength"]),
        }
    )


def standing(measure: Measure, goal: Goal, ends: tuple[float, float], month: str) -> tuple[Status, str]:
    """Say how a goal stands: only a range that lies on one side of the target tells.

    Parameters
    ----------
    measure : Measure
        Says whether more is better.
    goal : Goal
    ends : (float, float)
        The range of the measure now.
    month : str
        The last one that is over.

    Returns
    -------
    (Status, str)
        And the reason, in plain words.
    """
    lo, hi = ends
    span = f"the range, {shown(lo, measure.unit)} to {shown(hi, measure.unit)},"
    target = shown(goal.target, measure.unit)
    good = lo >= goal.target if measure.more else hi <= goal.target
    short = hi < goal.target if measure.more else lo > goal.target
    if good:
        return Status.REACHED, f"{span} lies {'at or above' if measure.more else 'at or below'} {target}"
    if not short:
        return Status.UNKNOWN, f"{span} includes {target}: more people would settle it"
    side = "below" if measure.more else "above"
    if month < goal.by:
        return Status.ON_THE_WAY, f"{span} still lies {side} {target}; there is time until the end of {goal.by}"
    return Status.NOT_REACHED, f"{span} lies {side} {target}, which was due by the end of {goal.by}"


def shown(value: float, unit: Unit) -> str:
    """Return a value as a sentence has it.

    Examples
    --------
    >>> shown(0.137, Unit.SHARE), shown(0.31, Unit.SCORE), shown(26.04, Unit.HOURS), shown(1.25, Unit.REPLIES)
    ('13.7 %', '+31', '26 hours', '1.25')
    """
    if unit is Unit.SHARE:
        return f"{round(value * 100, 1):g} %"
    if unit is Unit.SCORE:
        return f"{round(value * 100, 1):+g}"
    return f"{round(value, 1):g} hours" if unit is Unit.HOURS else f"{round(value, 2):g}"


def _filled(product: Product, status: Status, reason: str) -> ProductCard:
    none = math.nan
    return ProductCard(
        product.name, product.end_user, product.stage or "", product.problem, product.feature, product.benefit,
        product.outcome, "", "", "", none, none, none, none, "", status, reason, "",
    )  # fmt: skip


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
