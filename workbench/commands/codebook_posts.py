"""`workbench codebook split …`: changes that look at the posts of a study."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.commands.codebook import changed, changing, codebook, project_option
from workbench.commands.terminal import answer

if TYPE_CHECKING:
    from workbench.explore.curator import Curator


month_option = click.option("--month", required=True, help="The study whose posts are looked at: YYYY-MM or its name.")
partial_option = click.option("--partial", is_flag=True, help="The month is not over.")


def _studied(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a change that needs posts."""
    return changing(partial_option(month_option(command)))


def _curator(folder: Path, month: str, author: str | None, *, partial: bool) -> Curator:
    from workbench.analysis import open_study
    from workbench.commands.codebook import login
    from workbench.explore.curator import Curator

    return Curator(open_study(folder, month, partial=partial), author=author or login())


#: posts that are listed where nobody asks for all.
SHOWN = 20


@codebook.command()
@click.argument("topic", default="")
@project_option
@month_option
@partial_option
@click.option("--search", default="", help="Only posts that hold this text.")
@click.option("--all", "everything", is_flag=True, help="All of them, not only the newest.")
def posts(topic: str, folder: Path, month: str, partial: bool, search: str, everything: bool) -> None:
    """List the posts of a TOPIC, or of all, newest first, with the ids that pin and exclude take."""
    from workbench.charts.words import counted

    curator = _curator(folder, month, "reader", partial=partial)
    found = curator.posts(topic, search=search)
    shown = found if everything else found.head(SHOWN)
    days = shown["at"].dt.tz_convert(curator.project.timezone).dt.strftime("%Y-%m-%d").fillna("no date")
    places = shown["topic_id"].fillna(shown["decision"].map({"undecided": "two topics"})).fillna("no topic")
    for item, day, place, text in zip(shown["item"], days, places, shown["text"], strict=True):
        answer(f"{item}  {day:<10}  {place:<10}  {' '.join(text.split())}")
    left = 0 if everything else max(len(found) - SHOWN, 0)
    more = f" {counted(left, 'older one')} not shown: add --all, or --search TEXT." if left else ""
    answer(f"{counted(len(found), 'post or passage', 'posts or passages')}.{more}")


@codebook.command()
@click.argument("topic")
@click.option("--finer", type=click.FloatRange(0.1, 20), default=1.0, show_default=True, help="Above 1 more parts.")
@click.option("--keep", default="", help="Parts that become topics, such as 2,3; the others stay together.")
@click.option("--commit", is_flag=True, help="Make the split; without it, it is only shown.")
@_studied
def split(
    topic: str,
    finer: float,
    keep: str,
    commit: bool,
    folder: Path,
    author: str | None,
    reason: str,
    month: str,
    partial: bool,
) -> None:
    """Show the parts that a TOPIC falls into; with --commit, make topics of them."""
    from workbench.charts.words import counted
    from workbench.privacy.mask import mask

    curator = _curator(folder, month, author, partial=partial)
    numbers = _numbers(keep)
    if commit:
        changed(curator, lambda opened: opened.split(topic, finer=finer, keep=numbers, reason=reason))
        return
    found = curator.preview(topic, finer=finer)
    for number, piece in enumerate(found.pieces, start=1):
        people, texts = counted(piece.people, "person", "people"), counted(piece.topic.members, "text")
        stays = "  stays" if numbers and number not in numbers else ""
        answer(f"part {number}  {piece.topic.label}  ({people}, {texts}){stays}")
        for text in piece.texts[:3]:
            answer(f"       · {mask(text)[:110]}")
    if found.astray:
        astray = counted(found.astray, "pinned text is", "pinned texts are")
        answer(f"{astray} not among the posts up to {month} and would go to part 1; a later --month may place more.")
    answer("Nothing is changed yet: add --commit to do it." if found.pieces else f"{topic} does not fall apart.")


def _numbers(text: str) -> list[int]:
    from workbench.errors import BadRequest

    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() and part.isascii() for part in parts):
        raise BadRequest("Parts are named by their numbers.", where=f"--keep {text}", fix="Write --keep 2,3.")
    return [int(part) for part in parts]


@codebook.command()
@click.argument("topic")
@click.argument("item")
@_studied
def pin(topic: str, item: str, folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Say that a post (its ITEM id, see posts) is about a TOPIC, whatever the machine says."""
    curator = _curator(folder, month, author, partial=partial)
    changed(curator, lambda opened: opened.pin(topic, item, reason=reason))


@codebook.command()
@click.argument("topic")
@click.argument("item")
@_studied
def exclude(topic: str, item: str, folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Say that a post (its ITEM id, see posts) is not about a TOPIC."""
    curator = _curator(folder, month, author, partial=partial)
    changed(curator, lambda opened: opened.pin(topic, item, about=False, reason=reason))


@codebook.command()
@click.argument("topic")
@click.argument("item")
@_studied
def unpin(topic: str, item: str, folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Take back what was said of a post (its ITEM id) and a TOPIC."""
    curator = _curator(folder, month, author, partial=partial)
    changed(curator, lambda opened: opened.unpin(topic, item, reason=reason))


@codebook.command()
@click.argument("watched")
@_studied
def promote(watched: str, folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Make a topic of what was only WATCHED so far (W0003)."""
    curator = _curator(folder, month, author, partial=partial)
    changed(curator, lambda opened: opened.promote(watched, reason=reason))


@codebook.command()
@_studied
def learn(folder: Path, author: str | None, reason: str, month: str, partial: bool) -> None:
    """Let pinned and checked posts decide between near topics from now on; thirty are needed."""
    after = changed(_curator(folder, month, author, partial=partial), lambda opened: opened.learn(reason=reason))
    if after.learnt:
        answer(f"Learnt from {after.learnt.pins} posts to choose between {', '.join(after.learnt.topics)}.")
