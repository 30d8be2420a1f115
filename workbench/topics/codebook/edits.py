"""Edits: what each kind of event does to a codebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workbench.topics.codebook import marks, structure
from workbench.topics.codebook.events import Event, Kind
from workbench.topics.codebook.lookup import Said
from workbench.topics.codebook.state import Codebook


def apply(codebook: Codebook, event: Event) -> Codebook:
    """Return the codebook after an event.

    Raises
    ------
    BadRequest
        If the event does not fit the codebook: an unknown topic, one that is merged already, an empty name.
    KeyError, TypeError, ValueError
        If the event lacks what its kind needs.
    """
    return _EDITS[event.kind](codebook, {**event.said, "at": event.at})


def _unchanged(codebook: Codebook, said: Said) -> Codebook:
    """Change nothing: replay leaves out what was undone."""
    return codebook


_EDITS: Mapping[Kind, Callable[[Codebook, Said], Codebook]] = {
    Kind.PROPOSE: structure.propose,
    Kind.FRAME: structure.frame,
    Kind.ACCEPT: marks.accept,
    Kind.RENAME: marks.rename,
    Kind.DESCRIBE: marks.describe,
    Kind.MERGE: structure.merge,
    Kind.SPLIT: structure.split,
    Kind.RETIRE: structure.retire,
    Kind.RESTORE: structure.restore,
    Kind.OWN: marks.own,
    Kind.THEME: marks.theme,
    Kind.PIN: marks.pin,
    Kind.EXCLUDE: marks.exclude,
    Kind.UNPIN: marks.unpin,
    Kind.PROMOTE: structure.promote,
    Kind.LEARN: structure.learn,
    Kind.NOTE: marks.note,
    Kind.UNDO: _unchanged,
}
