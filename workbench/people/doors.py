"""Doors: which origins are public, which belong to customers, and the two groups they make."""

from __future__ import annotations

from workbench.project.source import Origin

#: heard where anybody can speak.
PUBLIC = frozenset({Origin.SOCIAL, Origin.REVIEW, Origin.COMMUNITY})
#: heard where one speaks as a customer.
CUSTOMER = frozenset({Origin.SUPPORT, Origin.SURVEY, Origin.CALL})
#: our own people; never an audience or a customer.
INSIDE = frozenset({Origin.INTERNAL, Origin.SALES})

CHANNELS = {
    Origin.SOCIAL: "social",
    Origin.REVIEW: "reviews",
    Origin.SUPPORT: "support",
    Origin.SURVEY: "survey",
    Origin.COMMUNITY: "community",
    Origin.CALL: "calls",
    Origin.INTERNAL: "inside",
    Origin.SALES: "sales",
}
