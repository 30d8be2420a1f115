"""`workbench codebook`: look at the topics, change them, and take changes back."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from workbench.commands.terminal import answer

if TYPE_CHECKING:
    from workbench.explore.editor import Editor
    from workbench.project.model import Project
    from workbench.topics.codebook.state import Codebook
    from workbench.topics.codebook.topic import Topic

E = TypeVar("E", bound="Editor")

project_option = click.option(
    "--project", "folder", required=True, type=click.Path(path_type=Path), help="Folder with project.toml."
)


@click.group()
def codebook() -> None:
    """Look at the topics, change them, and take changes back."""


def login() -> str:
    """Return the name of whoever is logged in."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return ""


def changing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of every change."""
    for option in (
        click.option("--reason", default="", help="Why, in a sentence; kept in the log."),
        click.option(
            "--by", "author", envvar="WORKBENCH_AUTHOR", show_envvar=True, help="Your name; by default the login."
        ),
        project_option,
    ):
        command = option(command)
    return command


def editor(folder: Path, author: str | None) -> Editor:
    """Open a project's codebook for changes."""
    from workbench.embed.minilm import MiniLM
    from workbench.explore.editor import Editor
    from workbench.project.toml import read_project

    return Editor(read_project(folder), MiniLM(threads=1).key, author=author or login())


def told(before: Codebook, after: Codebook) -> None:
    """Print the topics and themes that a change touched."""
    was = {topic.topic_id: topic for topic in before.topics}
    for topic in after.topics:
        if was.get(topic.topic_id) != topic:
            heirs = f" → {', '.join(topic.became)}" if topic.became else ""
            answer(f"{topic.topic_id}  {topic.status:<9}  {topic.label}{heirs}")
    labels = before.theme_labels()
    for theme in after.themes:
        if labels.get(theme.theme_id) != theme.label:
            answer(f"{theme.theme_id}  theme      {theme.label}")
    if after.version != before.version:
        answer(f"Codebook {after.version[:12]}. The next study files every month by it.")


def changed(opened: E, change: Callable[[E], Codebook]) -> Codebook:
    """Make one change, print what it touched, and return the codebook after it."""
    before, lines = opened.codebook, len(opened.curation.log)
    after = change(opened)
    told(before, after)
    if len(opened.curation.log) == lines:
        answer("Nothing to change: it is so already.")
    elif after.version == before.version:
        answer(f"Written into the log. Topics stay as they are, codebook {after.version[:12]}.")
    return after


@codebook.command("list")
@project_option
@click.option("--all", "everything", is_flag=True, help="Also merged and retired topics.")
def list_topics(folder: Path, everything: bool) -> None:
    """Print every topic in use, by theme."""
    from workbench.charts.words import counted

    opened = editor(folder, "reader")
    book, project = opened.codebook, opened.project
    labels = book.theme_labels()
    shown = [topic for topic in book.topics if everything or topic.live]
    for theme_id in sorted({topic.theme_id for topic in shown}):
        answer(f"{theme_id} {labels.get(theme_id, '')}")
        for topic in (topic for topic in shown if topic.theme_id == theme_id):
            since = "brought along" if topic.brought else f"since {topic.first_period}"
            last = f"last seen in {topic.last_period}" if topic.last_period else ""
            marks = [_owner(project, topic), since, last, f"{len(topic.pins)} pinned" if topic.pins else ""]
            heirs = f" → {', '.join(topic.became)}" if topic.became else ""
            answer(f"  {topic.topic_id}  {topic.status:<9}  {topic.label}{heirs}  ({', '.join(filter(None, marks))})")
    if book.watched:
        answer("Watched, with too few people for a topic so far")
    for one in book.watched:
        people = counted(one.people, "person", "people")
        answer(f"  {one.watch_id}  {one.label}  ({people}, since {one.first_period})")
    answer(f"{counted(len(book.live), 'topic')} in use, codebook {book.version[:12]}.")


def _owner(project: Project, topic: Topic) -> str:
    """Return the department that pages show, and say where it is from if nobody gave the topic to it."""
    from workbench.measures.subjects import owner

    if topic.owner or not topic.live:
        return topic.owner
    found = owner(project, f"{topic.label} {' '.join(topic.words)}", topic.topic_id)
    named = any(topic.topic_id in department.topics for department in project.departments)
    return f"{found} {'in project.toml' if named else 'by keyword'}" if found else ""


@codebook.command()
@project_option
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many.")
def log(folder: Path, last: int) -> None:
    """Print what happened to the topics, newest last."""
    from workbench.topics.codebook.events import undone

    events = editor(folder, "reader").curation.log
    gone = undone(events)
    for event in events[-last:]:
        mark = "  (undone)" if event.event_id in gone else ""
        why = f"  “{event.reason}”" if event.reason else ""
        answer(f"{event.event_id}  {event.at[:16]}  {event.author:<12}  {_what(event)}{why}{mark}")


def _what(event: Any) -> str:  # noqa: ANN401 - imported late
    from workbench.charts.words import counted
    from workbench.topics.codebook.events import Kind

    said = event.said
    if event.kind in (Kind.PROPOSE, Kind.FRAME):
        found = counted(len(said["topics"]), "topic")
        return f"{event.kind} {said.get('period', '')}: {found}".replace(" :", ":")
    named = [
        said.get(key)
        for key in ("topic", "theme", "topics", "into", "watched", "event", "label", "owner", "text", "hash")
    ]
    words = [
        ", ".join(one["topic_id"] if isinstance(one, dict) else str(one) for one in value)
        if isinstance(value, (list, tuple))
        else str(value)[:60]
        for value in named
        if value
    ]
    return f"{event.kind} {'  '.join(words)}"


@codebook.command()
@click.argument("event")
@changing
def undo(event: str, folder: Path, author: str | None, reason: str) -> None:
    """Take back one EVENT of the log, such as E00012; an undo can be undone too."""
    changed(editor(folder, author), lambda opened: opened.undo(event, reason=reason))
