"""Goals: which measures a product's goal may name, and whose they are."""

from __future__ import annotations

from typing import Literal, get_args

#: measures of the audience, by name; `workbench.measures.registry` computes them.
OfAudience = Literal[
    "returning_people",
    "new_people",
    "cohorts",
    "returning_engagers",
    "conversation_depth",
    "replies_per_thread",
    "peer_help",
    "share_of_voice",
    "unprompted_mentions",
]
#: measures of the customers.
OfCustomers = Literal[
    "csat",
    "nps",
    "first_reply_time",
    "first_reply_time_p90",
    "resolution_time",
    "resolution_time_p90",
    "reopens",
    "repeat_contact",
    "churn_signals",
]
MeasureName = Literal[OfAudience, OfCustomers]
END_USERS: dict[str, str] = {
    **dict.fromkeys(get_args(OfAudience), "audience"),
    **dict.fromkeys(get_args(OfCustomers), "customer"),
}


def measures_of(end_user: str) -> tuple[str, ...]:
    """Return the names of the measures of an end user, audience or customer."""
    return tuple(name for name, whose in END_USERS.items() if whose == end_user)
