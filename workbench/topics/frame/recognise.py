"""Recognising: which codes of a frame are topics of a codebook already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.privacy.cells import workbook_text
from workbench.privacy.clean import one_line, visible
from workbench.topics.codebook.events import Event, Kind
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Topic
from workbench.topics.frame.codes import Code


@dataclass(frozen=True)
class Known:
    """A code that is a topic already.

    Parameters
    ----------
    code : Code
    topic : Topic
        As it stands; it may be out of use.
    own : bool
        The row was exported from this codebook, so a name or definition that differs was edited.
    by : str
        What it was known by: "id" or "name".
    """

    code: Code
    topic: Topic
    own: bool
    by: str

    @property
    def name(self) -> str | None:
        """The name that somebody edited, None where it is as it was exported."""
        return self.code.name if self.own and self.code.name != one_line(workbook_text(self.topic.label)) else None

    @property
    def definition(self) -> str | None:
        """The definition that somebody edited, None where it is as it was exported."""
        now, was = (" ".join(text.split()) for text in (self.code.definition, _written(self.topic.description)))
        return now if self.own and now != was else None


def _written(text: str) -> str:
    return visible(workbook_text(text))


def mark_of(topic: Topic) -> str:
    """Return what an exported row is known by beside its id: another project's T0003 has another."""
    return topic.parts[0].vectors[:12]


def brought_names(log: Sequence[Event], gone: frozenset[str]) -> dict[str, str]:
    """Map the names that codes were brought along with to the ids of their topics, whatever these are called now.

    Parameters
    ----------
    log : sequence of Event
    gone : frozenset of str
        Events that were undone.
    """
    rows = [
        row for event in log if event.kind is Kind.FRAME and event.event_id not in gone for row in event.said["topics"]
    ]
    return {_key(str(row["label"])): str(row["topic_id"]) for row in rows}


def recognised(
    codes: Iterable[Code], codebook: Codebook, brought: Mapping[str, str]
) -> tuple[tuple[Known, ...], tuple[Code, ...]]:
    """Tell codes that are topics already from those that are none.

    Parameters
    ----------
    codes : iterable of Code
    codebook : Codebook
    brought : mapping of str to str
        From `brought_names`.

    Returns
    -------
    (tuple of Known, tuple of Code)
        Known by the row of an export, else by the team's own id, else by our id, else by name; topics in use first.
        An id that is empty is none.
    """
    topics = sorted(codebook.topics, key=lambda topic: topic.live)
    by_code = {_key(topic.code): topic for topic in topics if topic.code}
    by_id = {_key(topic.topic_id): topic for topic in topics}
    by_name = {name: codebook.topic(topic_id) for name, topic_id in brought.items() if topic_id in codebook}
    by_name |= {_key(topic.label): topic for topic in topics if topic.live or _key(topic.label) not in by_name}
    known, fresh = [], []
    for code in codes:
        held = by_id.get(_key(code.code_id))
        own = held is not None and bool(code.mark) and mark_of(held) == code.mark
        # an id of ours in another project's export says nothing here
        by_ours = held if own or not code.mark else None
        found = by_ours if own else by_code.get(_key(code.code_id)) or by_ours
        named = by_name.get(_key(code.name))
        if found is not None:
            known.append(Known(code, found, own, "id"))
        elif named is not None:
            known.append(Known(code, named, False, "name"))
        else:
            fresh.append(code)
    return tuple(known), tuple(fresh)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
