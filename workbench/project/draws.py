"""Draws: which posts were chosen for checking, written down before anybody reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from workbench.errors import BadData

FOLDER = "checks/draws"


class Sample(StrEnum):
    """How posts were chosen."""

    QUICK = "quick"  # twenty posts of a topic
    RANDOM = "random"  # posts of the whole period, each with a known probability


@dataclass(frozen=True)
class Chosen:
    """One post to be read.

    Parameters
    ----------
    item_id : str
    topic_id : str
        The topic that a quick check asks about; empty in a random sample, which asks about all topics.
    stratum : str
        The part of the period that it was drawn from.
    probability : float
        With which it was drawn.
    twice : bool
        Whether a second person reads it too.
    """

    item_id: str
    topic_id: str
    stratum: str
    probability: float
    twice: bool = False


@dataclass(frozen=True)
class Stratum:
    """A part of the period: how many posts it has, and how many of them were drawn."""

    name: str
    of: int
    drawn: int


@dataclass(frozen=True)
class Draw:
    """One draw; no text and no person is in it.

    Parameters
    ----------
    draw_id : str
        Digest of what it was made from: the same draw has the same name.
    period : str
    sample : Sample
    seed : int
    codebook : str
        Version that the posts were sorted by.
    events : int
        Lines of the codebook's log then, which tell an earlier draw from a later one.
    topics : mapping of str to str
        Every topic id of that version, and the topic in use that held its posts; empty where none did.
    large : tuple of str
        The topics whose posts a random sample drew apart.
    strata : tuple of Stratum
    posts : tuple of Chosen
        In the order of the sheet.
    """

    draw_id: str
    period: str
    sample: Sample
    seed: int
    codebook: str
    events: int
    topics: Mapping[str, str]
    large: tuple[str, ...]
    strata: tuple[Stratum, ...]
    posts: tuple[Chosen, ...]

    @property
    def path(self) -> str:
        """Where it stands in the project's folder."""
        return f"{FOLDER}/{self.draw_id}.json"

    def content(self) -> bytes:
        """Return the file: JSON with sorted keys, a post a line, so that a version control shows what changed."""
        said = asdict(self)
        posts = ",\n".join(f"  {json.dumps(post, sort_keys=True)}" for post in said.pop("posts"))
        head = json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False)
        return f'{head[:-2]},\n "posts": [\n{posts}\n ]\n}}\n'.encode()


def read_draws(folder: Path) -> dict[str, Draw]:
    """Read every draw of a project, by id.

    Raises
    ------
    BadData
        If a file is damaged; it names the file.
    """
    found = [_draw(path) for path in sorted((folder / FOLDER).glob("*.json"))]
    return {draw.draw_id: draw for draw in found}


def _draw(path: Path) -> Draw:
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Draw(
            draw_id=path.stem,
            period=str(said["period"]),
            sample=Sample(said["sample"]),
            seed=int(said["seed"]),
            codebook=str(said["codebook"]),
            events=int(said["events"]),
            topics={str(topic): str(held) for topic, held in said["topics"].items()},
            large=tuple(str(topic) for topic in said["large"]),
            strata=tuple(Stratum(str(one["name"]), int(one["of"]), int(one["drawn"])) for one in said["strata"]),
            posts=tuple(
                Chosen(
                    str(one["item_id"]),
                    str(one["topic_id"]),
                    str(one["stratum"]),
                    float(one["probability"]),
                    bool(one["twice"]),
                )
                for one in said["posts"]
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BadData(
            "The record of a draw is damaged, so that nobody can say how its posts were chosen.",
            where=f"{FOLDER}/{path.name}: {type(fault).__name__}",
            fix="Restore the file from git or a backup.",
        ) from fault
