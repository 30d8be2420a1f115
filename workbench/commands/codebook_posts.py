"""`workbench codebook split …`: changes that look at the posts of a study."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.commands.codebook import changing, codebook, told
from workbench.commands.terminal import answer

if TYPE_CHECKING:
    from workbench.explore.curator import Curator


def _studied(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a change that needs posts."""
    month = click.option("--month", required=True, help="The study whose posts are looked at: YYYY-MM or its name.")
    partial = click.option("--partial", is_flag=True, help="The month is not over.")
    return changing(partial(month(command)))


def _curator(folder: Path, month: str, author: str | None, *, partial: bool) -> Curator:
    from workbench.analysis import open_study
    from workbench.commands.codebook import login
    from workbench.explore.curator import Curator

    return Curator(open_study(folder, month, partial=partial), author=author or login())


@codebook.command()
@click.argument("topic")
@click.option("--finer", type=click.FloatRange(0.1, 20), default=1.0, show_default=True, help="Above 1 more parts.")
@click.option("--commit", is_flag=True, help="Make the split; without it, it is only shown.")
@_studied
def split(
    topic: str,
    finer: float,
    commit: bool,
    folder: Path,
    author: str | None,
    reason: str,
    month: str,
    partial: bool,
) -> None:
    """Show the parts that a TOPIC falls into; with --commit, make topics of them."""
    curator = _curator(folder, month, author, partial=partial)
    before = curator.codebook
    if commit:
        told(before, curator.split(topic, finer=finer, reason=reason))
        return
    found = curator.preview(topic, finer=finer)
    for piece in found.pieces:
        answer(f"{piece.topic.topic_id}  {piece.topic.label}  ({piece.people} people, {piece.topic.members} texts)")
        for text in piece.texts[:3]:
            answer(f"       · {text[:110]}")
    answer("Nothing is changed yet: add --commit to do it." if found.pieces else f"{topic} does not fall apart.")


@codebook.command()
@click.argument("topic")
@click.argument("item")
@_studied
def pin(topic: str, item: str, folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Say that a post (its ITEM id) is about a TOPIC, whatever the machine says."""
    curator = _curator(folder, month, author, partial=partial)
    before = curator.codebook
    told(before, curator.pin(topic, item, reason=reason))


@codebook.command()
@click.argument("topic")
@click.argument("item")
@_studied
def exclude(topic: str, item: str, folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Say that a post (its ITEM id) is not about a TOPIC."""
    curator = _curator(folder, month, author, partial=partial)
    before = curator.codebook
    told(before, curator.pin(topic, item, about=False, reason=reason))


@codebook.command()
@click.argument("topic")
@click.argument("item")
@_studied
def unpin(topic: str, item: str, folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Take back what was said of a post (its ITEM id) and a TOPIC."""
    curator = _curator(folder, month, author, partial=partial)
    before = curator.codebook
    told(before, curator.unpin(topic, item, reason=reason))


@codebook.command()
@click.argument("watched")
@_studied
def promote(watched: str, folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Make a topic of what was only WATCHED so far (W0003)."""
    curator = _curator(folder, month, author, partial=partial)
    before = curator.codebook
    told(before, curator.promote(watched, reason=reason))


@codebook.command()
@_studied
def learn(folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Let the pinned posts decide between near topics from now on; thirty are needed."""
    curator = _curator(folder, month, author, partial=partial)
    before = curator.codebook
    after = curator.learn(reason=reason)
    told(before, after)
    if after.learnt:
        answer(f"Learnt from {after.learnt.pins} posts to choose between {', '.join(after.learnt.topics)}.")
