"""The catalogue: every measure by end user, in the order of pages."""

from __future__ import annotations

from workbench.measures.registry import churn, conversation, mentions, returning, satisfaction, service
from workbench.measures.registry.declaration import Measure

CATALOGUE: tuple[Measure, ...] = (
    *returning.MEASURES,
    *conversation.MEASURES,
    *mentions.MEASURES,
    *satisfaction.MEASURES,
    *service.MEASURES,
    *churn.MEASURES,
)


def measure_named(name: str) -> Measure:
    """Return a measure by its name; project.toml holds no other."""
    return next(one for one in CATALOGUE if one.name == name)
