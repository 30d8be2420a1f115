"""`workbench codebook accept …`: one command for each change of a topic."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.commands.codebook import changed, changing, codebook, editor


@codebook.command()
@click.argument("topic")
@changing
def accept(topic: str, folder: Path, author: str | None, reason: str) -> None:
    """Make a candidate TOPIC an active one."""
    changed(editor(folder, author), lambda opened: opened.accept(topic, reason=reason))


@codebook.command()
@click.argument("name")
@click.argument("label")
@changing
def rename(name: str, label: str, folder: Path, author: str | None, reason: str) -> None:
    """Give a topic (T0005) or a theme (H003) another LABEL."""
    changed(editor(folder, author), lambda opened: opened.rename(name, label, reason=reason))


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
    words = {"pin_words": pinned or None, "ban_words": banned or None}
    changed(editor(folder, author), lambda opened: opened.describe(topic, text, **words, reason=reason))


@codebook.command()
@click.argument("topics", nargs=-1, required=True)
@click.option("--into", required=True, help="The topic that keeps its id and gets their posts.")
@changing
def merge(topics: tuple[str, ...], into: str, folder: Path, author: str | None, reason: str) -> None:
    """Put TOPICS together; their posts of all months follow."""
    changed(editor(folder, author), lambda opened: opened.merge(topics, into, reason=reason))


@codebook.command()
@click.argument("topic")
@changing
def retire(topic: str, folder: Path, author: str | None, reason: str) -> None:
    """File nothing under a TOPIC any more; its posts become unsorted or go to the next topic that takes them."""
    changed(editor(folder, author), lambda opened: opened.retire(topic, reason=reason))


@codebook.command()
@click.argument("topic")
@changing
def restore(topic: str, folder: Path, author: str | None, reason: str) -> None:
    """Bring a retired TOPIC back."""
    changed(editor(folder, author), lambda opened: opened.restore(topic, reason=reason))


@codebook.command()
@click.argument("topic")
@click.argument("department")
@changing
def own(topic: str, department: str, folder: Path, author: str | None, reason: str) -> None:
    """Give a TOPIC to a DEPARTMENT; an empty name takes it back."""
    changed(editor(folder, author), lambda opened: opened.own(topic, department, reason=reason))


@codebook.command()
@click.argument("topic")
@click.argument("name")
@click.option("--new", is_flag=True, help="Make a new theme even where one has that name.")
@changing
def theme(topic: str, name: str, new: bool, folder: Path, author: str | None, reason: str) -> None:
    """Put a TOPIC under a theme, by its id (H003) or its NAME; where none has that name, a new one."""
    changed(editor(folder, author), lambda opened: opened.theme(topic, name, new=new, reason=reason))


@codebook.command()
@click.argument("text")
@click.option("--topic", default="", help="The topic it is about.")
@changing
def note(text: str, topic: str, folder: Path, author: str | None, reason: str) -> None:
    """Write a TEXT into the log; nothing else changes."""
    changed(editor(folder, author), lambda opened: opened.note(text, topic, reason=reason))
