"""Curation: people's changes of a project's codebook, each one event of its log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.errors import BadRequest
from workbench.store.lock import hold
from workbench.topics.codebook.events import MACHINE, Event, Kind
from workbench.topics.codebook.shelf import append, load_codebook, read_log
from workbench.topics.codebook.state import Arrays, Codebook

#: of renames and merges: lines without it were written before names reached themes and merges kept all exclusions,
#: those of form 2 before each part of a merged topic kept its own. They are read as they were then, so that an older
#: log gives the same codebook.
FORM = 3


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Curation:
    """Change a codebook; nothing is lost, because each change is a line of the log and can be undone.

    Parameters
    ----------
    project : Path
        The project's folder.
    model : str
        Key of the embedding model in use.
    author : str
        Whose changes they are.
    clock : callable, optional
        Tells the time as ISO text.

    Raises
    ------
    BadRequest
        If the author has no name, or one that stands for the workbench itself.
    """

    def __init__(self, project: Path, model: str, *, author: str, clock: Callable[[], str] = _now) -> None:
        name = " ".join(author.split())
        if not name or name.casefold() == MACHINE:
            raise BadRequest("Each change has a person who made it.", where=f"author {author!r}", fix="Give a name.")
        self.project, self.model, self.author = project, model, name
        self.folder = project / "codebook"
        self._clock = clock

    @property
    def codebook(self) -> Codebook:
        """The codebook as it stands."""
        return load_codebook(self.folder, self.model)

    @property
    def log(self) -> tuple[Event, ...]:
        """Everything that happened to it."""
        return read_log(self.folder)

    def change(
        self, kind: Kind, said: Mapping[str, Any], *, reason: str = "", arrays: Arrays | None = None
    ) -> Codebook:
        """Add one event; one that would change nothing is left out of the log.

        Parameters
        ----------
        kind : Kind
        said : mapping
            What the kind needs, see `marks` and `structure`.
        reason : str
            Why, in a sentence; it stays in the log.
        arrays : mapping, optional
            Prototypes or coefficients that the event brings.

        Returns
        -------
        Codebook
            After it.

        Raises
        ------
        BadRequest
            If the change does not fit; nothing is written then.
        Busy
            If a study or another change is running.
        """
        formed = {**said, "form": FORM} if kind in (Kind.RENAME, Kind.MERGE) else dict(said)
        event = Event("", self._clock(), self.author, kind, formed, " ".join(reason.split()), arrays or {})
        with hold(self.project / "store" / "study.lock", purpose="a change of the codebook"):
            return append(self.folder, event, self.model)
