"""Small made-up texts and vectors for the tests of topics and measures: no model needed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from workbench.embed.vectors import quantise, unit
from workbench.text.normalise import text_hash
from workbench.topics.codebook.state import Codebook, sha256_of_array
from workbench.topics.codebook.topic import Part, Status, Theme, Topic
from workbench.topics.pool import Alone, Pool

DIMS = 384
#: told by its words, whatever an export says of its language.
GERMAN = "Der Anmeldecode kommt nie auf meinem Telefon an, das ärgert mich jeden Morgen sehr."
SUBJECTS = {
    "login": "login code sms password abroad number verification blocked",
    "export": "export csv accountant columns invoice tax file download",
    "dark": "dark theme contrast night screen colours bright eyes",
    "camera": "scanner receipt photo blurry camera corner crop lens",
}


@cache
def word_vector(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
    return np.random.default_rng(seed).normal(size=DIMS)


def encode(texts: Sequence[str]) -> np.ndarray:
    """A text is the sum of its words: shared words make near vectors, and nothing else matters."""
    rows = [sum((word_vector(word) for word in text.casefold().split()), np.zeros(DIMS)) for text in texts]
    return quantise(unit(np.array(rows).reshape(len(texts), DIMS)))


def sentences(subject: str, count: int, *, seed: int = 1) -> list[str]:
    """Return different texts: the words of a subject in random order, and three that nobody else uses."""
    words = SUBJECTS[subject].split()
    chance = np.random.default_rng([seed, len(subject)])
    extra = [[f"{subject}{seed}x{3 * at + n}" for n in range(3)] for at in range(count)]
    return [" ".join(chance.permutation([*words, *more])) for more in extra]


def pool_of(texts: Sequence[str], people: Sequence[frozenset[str]] | None = None) -> Pool:
    """Return a pool sorted by hash, one person a text where nothing is said, and a day of a month each."""
    people = people or [frozenset({f"person {at}"}) for at in range(len(texts))]
    rows = sorted(zip(map(text_hash, texts), texts, people, strict=True))
    hashes, words, who = zip(*rows, strict=True)
    days = tuple(frozenset({f"2026-10-{at % 28 + 1:02d}"}) for at in range(len(words)))
    return Pool(words, hashes, who, tuple({one: Alone(1, 1, 1.0) for one in some} for some in who), days)


def clouds(centres: int, each: int, *, seed: int = 1, noise: float = 0.4, dims: int = 16) -> np.ndarray:
    """Return vectors around well separated centres, all different."""
    chance = np.random.default_rng(seed)
    middle = np.eye(dims)[:centres]
    rows = np.repeat(middle, each, axis=0) + chance.normal(0, noise / np.sqrt(dims), (centres * each, dims))
    return quantise(unit(rows))


def axis(number: int, *, cosine: float = 1.0, away: int = 300) -> np.ndarray:
    """Return a vector with a stated cosine to axis `number`; the rest points along axis `away`."""
    row = np.zeros(DIMS)
    row[number], row[away] = cosine, np.sqrt(1 - cosine**2)
    return quantise(row)


def codebook(
    topics: int = 3, *, threshold: float = 0.5, statuses: Sequence[Status] = (), themes: Sequence[int] = ()
) -> Codebook:
    """Return topics whose only prototypes are the first axes; topic k is theme `themes[k]` (default its own)."""
    of_theme = list(themes) or list(range(1, topics + 1))
    rows = tuple(
        Topic(
            topic_id=f"T{at + 1:04d}",
            label=f"Label {at + 1}",
            keywords=(f"word{at + 1}", f"pair{at + 1} more"),
            theme_id=f"H{of_theme[at]:03d}",
            parts=(Part(sha256_of_array(axis(at)[None]), round(threshold * 16_000_000), 50),),
            first_period="2026-10",
            status=statuses[at] if statuses else Status.CANDIDATE,
        )
        for at in range(topics)
    )
    names = tuple(Theme(f"H{number:03d}", f"Theme {number}") for number in sorted(set(of_theme)))
    arrays = {sha256_of_array(axis(at)[None]): axis(at)[None] for at in range(topics)}
    return Codebook("toy", rows, names, arrays=arrays, issued=topics)


def part(*rows: np.ndarray, threshold: float = 0.5, members: int = 50) -> tuple[Part, dict[str, np.ndarray]]:
    """Return a part with these prototypes, and its array by name."""
    name = sha256_of_array(np.array(rows))
    return Part(name, round(threshold * 16_000_000), members), {name: np.array(rows)}


def items(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Return rows of the store as `material` reads them, with everything unsaid at its default."""
    from workbench.load.schema import FEEDBACK, conform

    usual = {
        "source": "reviews", "origin": "social", "direction": "inbound", "authors": "column",
        "created_at": "2026-10-05T10:00:00Z", "text": "the login code never arrives abroad", "lang": "en",
    }  # fmt: skip
    full = [{**usual, "item_id": f"i{at:04d}", **row} for at, row in enumerate(rows)]
    table = pd.DataFrame([{"author_id": f"a of {row['item_id']}", **row} for row in full])
    table["created_at"] = pd.to_datetime(table["created_at"], utc=True)
    return conform(table, FEEDBACK).sort_values("item_id", kind="stable").reset_index(drop=True)
