"""`workbench codebook accept …`: one command for each change of a topic."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.commands.codebook import changed, changing, codebook


@codebook.command()
@click.argument("topic")
@changing
def accept(topic: str, folder: Path, author: str | None, reason: str) -> None:
    """Make a candidate TOPIC an active one."""
    from workbench.topics.codebook.events import Kind

    changed(folder, author, Kind.ACCEPT, reason, topic=topic)


@codebook.command()
@click.argument("name")
@click.argument("label")
@changing
def rename(name: str, label: str, folder: Path, author: str | None, reason: str) -> None:
    """Give a topic (T0005) or a theme (H003) another LABEL."""
    from workbench.topics.codebook.events import Kind

    what = {"theme": name} if name.startswith("H") else {"topic": name}
    changed(folder, author, Kind.RENAME, reason, **what, label=label)


@codebook.command()
@click.argument("topic")
@click.option("--text", help="What belongs here and what does not.")
@click.option("--pin-word", "pinned", multiple=True, help="A word to name first; may be given again.")
@click.option("--ban-word", "banned", multiple=True, help="A word not to name; may be given again.")
@changing
def describe(
    topic: str,
    text: str | None,
    pinned: tuple[str, ...],
    banned: tuple[str, ...],
    folder: Path,
    author: str | None,
    reason: str,
) -> None:
    """Say what belongs to a TOPIC, and which words name it; words given replace those said before."""
    from workbench.errors import BadRequest
    from workbench.topics.codebook.events import Kind

    said = {"description": text, "pinned_words": list(pinned) or None, "banned_words": list(banned) or None}
    given = {key: value for key, value in said.items() if value is not None}
    if not given:
        raise BadRequest("Nothing is said.", where="codebook describe", fix="Give --text, --pin-word or --ban-word.")
    changed(folder, author, Kind.DESCRIBE, reason, topic=topic, **given)


@codebook.command()
@click.argument("topics", nargs=-1, required=True)
@click.option("--into", required=True, help="The topic that keeps its id and gets their posts.")
@changing
def merge(topics: tuple[str, ...], into: str, folder: Path, author: str | None, reason: str) -> None:
    """Put TOPICS together; their posts of all months follow."""
    from workbench.topics.codebook.events import Kind

    changed(folder, author, Kind.MERGE, reason, topics=list(topics), into=into)


@codebook.command()
@click.argument("topic")
@changing
def retire(topic: str, folder: Path, author: str | None, reason: str) -> None:
    """File nothing under a TOPIC any more; its posts become unsorted or go to the next topic that takes them."""
    from workbench.topics.codebook.events import Kind

    changed(folder, author, Kind.RETIRE, reason, topic=topic)


@codebook.command()
@click.argument("topic")
@changing
def restore(topic: str, folder: Path, author: str | None, reason: str) -> None:
    """Bring a retired TOPIC back."""
    from workbench.topics.codebook.events import Kind

    changed(folder, author, Kind.RESTORE, reason, topic=topic)


@codebook.command()
@click.argument("topic")
@click.argument("department")
@changing
def own(topic: str, department: str, folder: Path, author: str | None, reason: str) -> None:
    """Give a TOPIC to a DEPARTMENT; an empty name takes it back."""
    from workbench.topics.codebook.events import Kind

    changed(folder, author, Kind.OWN, reason, topic=topic, owner=department)


@codebook.command()
@click.argument("topic")
@click.argument("name")
@changing
def theme(topic: str, name: str, folder: Path, author: str | None, reason: str) -> None:
    """Put a TOPIC under a theme (H003), or under a new one with this NAME."""
    import re

    from workbench.commands.codebook import curation
    from workbench.topics.codebook.events import Kind

    if re.fullmatch(r"H\d{3,}", name):
        changed(folder, author, Kind.THEME, reason, topic=topic, theme=name)
        return
    number = curation(folder, author).codebook.next_theme_id()
    changed(folder, author, Kind.THEME, reason, topic=topic, theme=number, label=name)


@codebook.command()
@click.argument("text")
@click.option("--topic", default="", help="The topic it is about.")
@changing
def note(text: str, topic: str, folder: Path, author: str | None, reason: str) -> None:
    """Write a TEXT into the log; nothing else changes."""
    from workbench.topics.codebook.events import Kind

    changed(folder, author, Kind.NOTE, reason, text=text, topic=topic)
