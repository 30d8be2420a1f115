"""The hand-written phrases, and how a phrase with slots becomes a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workbench.simulate.dice import Dice

SLOT = re.compile(r"\{(\w+)\}")
Slots = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Topic:
    """What people say about one topic.

    Parameters
    ----------
    key, label : str
        Name in the truth tables, and in words.
    tone : str
        bad, wish, ask or good: how most people put it.
    cores : tuple of str
        Complete sentences, each with its point; most posts hold one.
    details : tuple of str
        Reasons and consequences that fit any core.
    asks : tuple of str
        What people would like to happen.
    praise : tuple of str
        The same topic, content.
    titles : tuple of str
        Headings of reviews, tickets and threads.
    other : mapping of str to tuple of str
        Sentences in other languages, by language.
    slots : mapping of str to tuple of str
        Words that fill ``{slot}``.
    since : mapping of str to mapping
        Sentences that make sense from a month on only, by month and part.
    """

    key: str
    label: str
    tone: str
    cores: tuple[str, ...]
    details: tuple[str, ...]
    asks: tuple[str, ...]
    praise: tuple[str, ...]
    titles: tuple[str, ...]
    other: Mapping[str, tuple[str, ...]]
    slots: Slots
    since: Mapping[str, Mapping[str, tuple[str, ...]]]

    def at(self, part: str, month: str) -> tuple[str, ...]:
        """Return the cores, details or asks that somebody can say in a month."""
        later = [self.since[start].get(part, ()) for start in sorted(self.since) if start <= month]
        known: tuple[str, ...] = getattr(self, part)
        return sum(later, known)


@cache
def _read(name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads((files("workbench.simulate") / "phrases" / f"{name}.json").read_text(encoding="utf-8"))


def lists(name: str, *path: str) -> tuple[str, ...]:
    """Return the list of phrases that stands at a path of one phrase file."""
    found = _read(name)
    for part in path:
        found = found[part]
    return tuple(found)


def tables(name: str, *path: str) -> dict[str, tuple[str, ...]]:
    """Return the mapping of lists that stands at a path of one phrase file."""
    found = _read(name)
    for part in path:
        found = found[part]
    return {key: tuple(value) for key, value in found.items()}


def pairs(name: str, key: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs that stand under a key of one phrase file."""
    return tuple((first, second) for first, second in _read(name)[key])


def line(name: str, key: str) -> str:
    """Return one phrase of a phrase file."""
    return str(_read(name)[key])


@cache
def topic(key: str) -> Topic:
    """Return the phrases of one topic."""
    raw = _read(key)
    parts = {name: tuple(raw[name]) for name in ("cores", "details", "asks", "praise", "titles")}
    since = {month: tables(key, "since", month) for month in raw.get("since", {})}
    slots = tables(key, "slots") | common()
    return Topic(key, raw["label"], raw["tone"], other=tables(key, "other"), slots=slots, since=since, **parts)


@cache
def common() -> dict[str, tuple[str, ...]]:
    """Return the slots that every phrase may use: jobs, towns, friends, days."""
    return tables("chat", "slots")


def fill(dice: Dice, phrase: str, slots: Slots) -> str:
    """Return the phrase with every slot filled; slots may hold slots."""
    while "{" in phrase:
        phrase = SLOT.sub(lambda found: dice.pick(slots[found.group(1)]), phrase)
    return phrase
