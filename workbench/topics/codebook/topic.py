"""A topic, its parts and its theme: the rows of the codebook."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What the team has said about a topic."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    MERGED = "merged"
    RETIRED = "retired"


class Origin(StrEnum):
    """How a topic came to be; the parts of a split have their parent's."""

    FOUND = "found"  # a period's run heard of it by itself, at once or after watching it
    BROUGHT = "brought"  # the team had it already, in a code frame


#: topics that texts are filed under.
LIVE = (Status.CANDIDATE, Status.ACTIVE)


@dataclass(frozen=True)
class Part:
    """One neighbourhood of texts that a topic stands for; a topic that others were merged into has theirs too.

    Parameters
    ----------
    vectors : str
        Sha256 of the prototypes, an int16 array of shape (m, d) whose first row is the centre of all texts.
    threshold : int
        Smallest product with a prototype that is accepted, in units of 1/16,000,000 of a cosine.
    members : int
        Distinct texts that the threshold was set from.
    not_about : tuple of str
        Hashes of texts that this part does not take, whatever other parts of its topic do: what a topic excluded before
        it was merged into another. Sorted.
    """

    vectors: str
    threshold: int
    members: int
    not_about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """One topic, known for ever by its id.

    Parameters
    ----------
    topic_id : str
        Opaque, issued once, never reused: `T0042`.
    label : str
    keywords : tuple of str
        Words that set the topic apart, strongest first, as found by the machine.
    theme_id : str
    parts : tuple of Part
        At least one; the topic's own first.
    first_period : str
        The period whose study proposed the topic; of one that was brought along the first month with posts, because
        the team had it before any of them was read.
    status : Status
    owner : str
        Department, empty until given.
    description : str
        What belongs here and what does not, in the team's words.
    pinned_words, banned_words : tuple of str
        Words that the team wants named first, or not at all.
    pins, exclusions : tuple of str
        Hashes of texts that a person has said belong here, or do not; sorted.
    became : tuple of str
        The topics that this one was merged into or split into.
    stability : float or None
        How far the same topic is found among other people's texts, 0 to 1; None where that was not measured.
    rule : str
        Keywords or a boolean rule that came with a code frame; it chose the first texts.
    code : str
        The id that the topic has in the team's own code frame.
    last_period : str
        The last period with a post under it; empty where none was studied since it is there. Not part of the version.
    last_end : str
        When that period ended, ISO time: labels of months, quarters and named periods have no order. Not part of the
        version.
    origin : Origin
    was : Status or None
        The status that a retired topic had, and gets back when it is restored.
    """

    topic_id: str
    label: str
    keywords: tuple[str, ...]
    theme_id: str
    parts: tuple[Part, ...]
    first_period: str
    status: Status = Status.CANDIDATE
    owner: str = ""
    description: str = ""
    pinned_words: tuple[str, ...] = ()
    banned_words: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    became: tuple[str, ...] = ()
    stability: float | None = None
    rule: str = ""
    code: str = ""
    last_period: str = ""
    last_end: str = ""
    origin: Origin = Origin.FOUND
    was: Status | None = None

    @property
    def brought(self) -> bool:
        """Whether the team brought it along: then it is news in no period."""
        return self.origin is Origin.BROUGHT

    @property
    def live(self) -> bool:
        """Whether texts are filed under it."""
        return self.status in LIVE

    @property
    def not_about(self) -> frozenset[str]:
        """Hashes of texts that the topic, or a part of it, does not take."""
        return frozenset(self.exclusions).union(*(part.not_about for part in self.parts))

    @property
    def members(self) -> int:
        """Distinct texts behind all parts."""
        return sum(part.members for part in self.parts)

    @property
    def words(self) -> tuple[str, ...]:
        """The keywords to show: the team's first, without the banned."""
        banned = {word.casefold() for word in self.banned_words}
        found = [word for word in self.keywords if word.casefold() not in banned]
        return tuple(dict.fromkeys((*self.pinned_words, *found)))


@dataclass(frozen=True)
class Theme:
    """A stable upper level over topics."""

    theme_id: str
    label: str


@dataclass(frozen=True)
class Watched:
    """A cluster that too few people stand behind so far; nothing is filed under it.

    Parameters
    ----------
    watch_id : str
        `W0007`; issued once.
    label : str
    keywords : tuple of str
    part : Part
    first_period, last_period : str
        When it was first and last found.
    people : int
        People so far.
    days : int
        Days on which they wrote.
    """

    watch_id: str
    label: str
    keywords: tuple[str, ...]
    part: Part
    first_period: str
    last_period: str
    people: int
    days: int


@dataclass(frozen=True)
class Learnt:
    """What was learnt from the posts that people pinned.

    Parameters
    ----------
    topics : tuple of str
        Ids of the topics it chooses between, in the order of the rows.
    coefficients : str
        Sha256 of an int16 array of shape (k, d + 1): the weights, then the constant.
    pins : int
        Posts it was learnt from.
    """

    topics: tuple[str, ...]
    coefficients: str
    pins: int


def plain(thing: Topic | Part | Theme | Watched | Learnt) -> dict[str, Any]:
    """Return a row as JSON has it; parts without texts of their own to refuse are written as they always were."""
    return asdict(thing, dict_factory=lambda pairs: {key: value for key, value in pairs if key != "not_about" or value})
