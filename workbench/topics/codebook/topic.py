"""A topic and a theme: the rows of the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What the team has said about a topic."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    MERGED = "merged"
    RETIRED = "retired"


@dataclass(frozen=True)
class Topic:
    """One topic, known for ever by its id.

    Parameters
    ----------
    topic_id : str
        Opaque, issued once, never reused: `T0042`.
    label : str
    keywords : tuple of str
        Words that set the topic apart, strongest first.
    theme_id : str
    prototypes : tuple of int
        First row and row after the last in the codebook's vectors.
    threshold : int
        Smallest product with a prototype that is accepted, in units of 1/16,000,000 of a cosine.
    members : int
        Distinct texts that the thresholds were set from.
    first_period : str
        The period whose study proposed the topic.
    status : Status
    owner : str
        Department, empty until given.
    """

    topic_id: str
    label: str
    keywords: tuple[str, ...]
    theme_id: str
    prototypes: tuple[int, int]
    threshold: int
    members: int
    first_period: str
    status: Status = Status.CANDIDATE
    owner: str = ""


@dataclass(frozen=True)
class Theme:
    """A stable upper level over topics."""

    theme_id: str
    label: str
