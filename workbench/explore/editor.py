"""The editor: changes of topics that need no posts, each one event of the codebook's log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from workbench.errors import BadRequest
from workbench.project.model import Project
from workbench.topics.codebook.curation import Curation
from workbench.topics.codebook.events import Kind, undone
from workbench.topics.codebook.lookup import label_of, refused
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status, Topic

_THEME = re.compile(r"H\d{3,}")


class Editor:
    """Accept, rename, merge and order topics; nothing is lost, because each change can be undone.

    Parameters
    ----------
    project : Project
    model : str
        Key of the embedding model in use.
    author : str
        Whose changes they are.

    Notes
    -----
    Every change returns the codebook after it and raises `BadRequest` where it does not fit; nothing is written then.
    What is so already is left alone and adds no line to the log.
    """

    def __init__(self, project: Project, model: str, *, author: str) -> None:
        self.project = project
        self.curation = Curation(project.folder, model, author=author)

    @property
    def codebook(self) -> Codebook:
        """The codebook as it stands."""
        return self.curation.codebook

    def accept(self, topic_id: str, *, reason: str = "") -> Codebook:
        """Make a candidate an active topic."""
        return self.curation.change(Kind.ACCEPT, {"topic": topic_id}, reason=reason)

    def rename(self, name: str, label: str, *, reason: str = "") -> Codebook:
        """Give a topic (T0005) or a theme (H003) another name.

        Raises
        ------
        BadRequest
            If another topic, or another theme, in use has that name.
        """
        level = "theme" if name.startswith("H") else "topic"
        book, wanted = self.codebook, label_of(label)
        used = {topic.theme_id for topic in book.live}
        themes = [(theme.theme_id, theme.label) for theme in book.themes if theme.theme_id in used]
        held = themes if level == "theme" else [(topic.topic_id, topic.label) for topic in book.live]
        same = [one for one, other in held if one != name and _same(other, wanted)]
        if same:
            merge = f"put the topics under it: workbench codebook theme TOPIC {same[0]}"
            merge = merge if level == "theme" else f"merge the two: workbench codebook merge {name} --into {same[0]}"
            raise refused(f"{same[0]} is called {wanted} already.", fix=f"Give another name, or {merge}.")
        return self.curation.change(Kind.RENAME, {level: name, "label": wanted}, reason=reason)

    def describe(
        self,
        topic_id: str,
        text: str | None = None,
        *,
        pin_words: Sequence[str] | None = None,
        ban_words: Sequence[str] | None = None,
        reason: str = "",
    ) -> Codebook:
        """Say what belongs to a topic, and which words name it; words given replace those said before."""
        words = {"pinned_words": pin_words, "banned_words": ban_words}
        said: dict[str, Any] = {key: list(value) for key, value in words.items() if value is not None}
        said |= {"description": text} if text is not None else {}
        if not said:
            raise BadRequest("Nothing is said.", where="codebook describe", fix="Give a text, or words to pin or ban.")
        return self.curation.change(Kind.DESCRIBE, {"topic": topic_id, **said}, reason=reason)

    def merge(self, topics: Sequence[str], into: str, *, reason: str = "") -> Codebook:
        """Put topics together under the id of one of them; their posts of all months follow.

        The merged topic files exactly what they did: a post that a person excluded from one of them and that another
        held stays.
        """
        return self.curation.change(Kind.MERGE, {"topics": list(topics), "into": into}, reason=reason)

    def retire(self, topic_id: str, *, reason: str = "") -> Codebook:
        """File nothing under a topic any more."""
        return self.curation.change(Kind.RETIRE, {"topic": topic_id}, reason=reason)

    def restore(self, topic_id: str, *, reason: str = "") -> Codebook:
        """Bring a retired topic back with the status that it had."""
        book = self.codebook
        topic = book.topic(topic_id) if topic_id in book else None
        if topic is not None and topic.became:
            done, event = self._parting(topic)
            raise refused(
                f"{topic_id} ({topic.label}) was {done} {', '.join(topic.became)}; restore brings back what was"
                " retired.",
                fix=f"Take that back: workbench codebook undo {event}.",
            )
        return self.curation.change(Kind.RESTORE, {"topic": topic_id}, reason=reason)

    def own(self, topic_id: str, department: str, *, reason: str = "") -> Codebook:
        """Give a topic to a department; an empty name takes it back.

        Raises
        ------
        BadRequest
            If project.toml names departments and this is none of them.
        """
        owner, known = " ".join(department.split()), [one.name for one in self.project.departments]
        if owner and known and owner not in known:
            raise BadRequest(
                f"No department is called {owner[:60]}.",
                where="project.toml, [[departments]]",
                fix=f"Take one of {', '.join(known)}, or add it there.",
            )
        return self.curation.change(Kind.OWN, {"topic": topic_id, "owner": owner}, reason=reason)

    def theme(self, topic_id: str, name: str, *, new: bool = False, reason: str = "") -> Codebook:
        """Put a topic under a theme, named by its id or its name, or under a new one.

        Parameters
        ----------
        topic_id, name : str
        new : bool
            Make a new theme even where one has that name.
        reason : str
        """
        book = self.codebook
        same = [theme.theme_id for theme in book.themes if _same(theme.label, name)]
        # of several, one that holds topics
        same.sort(key=lambda one: (one not in {topic.theme_id for topic in book.live}, one))
        said = {"theme": name} if _THEME.fullmatch(name) else {"theme": same[0]} if same else {}
        if new or not said:
            said = {"theme": book.next_theme_id(), "label": label_of(name)}
        return self.curation.change(Kind.THEME, {"topic": topic_id, **said}, reason=reason)

    def note(self, text: str, topic_id: str = "", *, reason: str = "") -> Codebook:
        """Write a remark into the log."""
        return self.curation.change(Kind.NOTE, {"text": text, "topic": topic_id}, reason=reason)

    def undo(self, event_id: str, *, reason: str = "") -> Codebook:
        """Take back one event of the log; an undo can be undone too."""
        return self.curation.change(Kind.UNDO, {"event": event_id}, reason=reason)

    def _parting(self, topic: Topic) -> tuple[str, str]:
        """Return what was done with a topic that lives on in others, and the event that did it."""
        merged = topic.status is Status.MERGED
        log = self.curation.log
        gone = undone(log)
        kind = Kind.MERGE if merged else Kind.SPLIT
        done = [
            event.event_id
            for event in log
            if event.kind is kind
            and event.event_id not in gone
            and topic.topic_id in (event.said["topics"] if merged else [event.said["topic"]])
        ]
        return ("merged into" if merged else "split into"), done[-1]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
