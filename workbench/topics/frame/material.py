"""Material of a code frame: the texts that stand for each code before anything is learnt from a project's posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.text.normalise import hash_of_normal, normalise, normalise_all
from workbench.topics.frame.codes import Code
from workbench.topics.frame.frame import Frame
from workbench.topics.frame.wording import said
from workbench.topics.pool import Pool


@dataclass(frozen=True)
class Material:
    """What stands for each code, one entry a code in the frame's order.

    Parameters
    ----------
    texts : tuple of mapping of str to str
        Hash to normalised text of what people put under the code: examples, and posts coded before.
    names : tuple of str
        Name and definition as one text.
    matched : tuple of ndarray of int64
        Rows of the pool that rule or keywords match and that people put under no code, this or another.
    own : tuple of ndarray of int64
        Rows of the pool that people put under the code.
    notes : tuple of str
    """

    texts: tuple[Mapping[str, str], ...]
    names: tuple[str, ...]
    matched: tuple[NDArray[np.int64], ...]
    own: tuple[NDArray[np.int64], ...]
    notes: tuple[str, ...]


def material(frame: Frame, pool: Pool, items: Mapping[str, str]) -> Material:
    """Collect the texts of each code.

    Parameters
    ----------
    frame : Frame
    pool : Pool
        Distinct texts of the project's posts.
    items : mapping of str to str
        Item id, as the coded history has it, to text: for history that names posts by their ids alone.

    Returns
    -------
    Material
        A post coded with several codes says which of them where only for codes that have nothing else.
    """
    texts, lost = _told(frame, items)
    everyone = frozenset(value for told in texts for value in told)
    free = np.array([value not in everyone for value in pool.hashes], dtype=bool)
    matched = _matched(frame.codes, pool, free)
    place = {value: at for at, value in enumerate(pool.hashes)}
    own = tuple(np.array(sorted(place[value] for value in told if value in place), dtype=np.int64) for told in texts)
    names = tuple(
        normalise(f"{code.name}. {code.definition}" if code.definition else code.name) for code in frame.codes
    )
    notes = [f"coded posts whose id is not among the posts of the project: {lost}"] if lost else []
    silent = [
        c.name
        for c, rows, told in zip(frame.codes, matched, own, strict=True)
        if c.matcher and not len(rows) + len(told)
    ]
    if silent:
        notes.append(f"no post matches the rule or keywords of: {', '.join(silent)}")
    return Material(texts, names, matched, own, tuple(notes))


def _told(frame: Frame, items: Mapping[str, str]) -> tuple[tuple[dict[str, str], ...], int]:
    """Return each code's texts by hash, sorted, and how many coded posts could not be found."""
    place = {code.name: at for at, code in enumerate(frame.codes)}
    alone: list[list[str]] = [list(code.examples) for code in frame.codes]
    beside: list[list[str]] = [[] for _ in frame.codes]
    lost = 0
    for post in frame.coded:
        text = post.text or items.get(post.item_id, "")
        lost += not text
        # of a code that is a topic already, what was put under it says nothing of the new ones
        for name in (code for code in post.codes if text and code in place):
            (alone if len(post.codes) == 1 else beside)[place[name]].append(text)
    return tuple(_by_hash(one or more) for one, more in zip(alone, beside, strict=True)), lost


def _by_hash(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in sorted(normalise_all(texts)):
        if text:
            found.setdefault(hash_of_normal(text), text)
    return dict(sorted(found.items()))


def _matched(codes: Sequence[Code], pool: Pool, free: NDArray[np.bool_]) -> tuple[NDArray[np.int64], ...]:
    rules = [code.matcher for code in codes]
    rows: list[list[int]] = [[] for _ in codes]
    for at in np.flatnonzero(free) if any(rules) else ():
        words = said(pool.texts[at])
        for code, rule in enumerate(rules):
            if rule is not None and rule.among(words):
                rows[code].append(int(at))
    return tuple(np.array(found, dtype=np.int64) for found in rows)
