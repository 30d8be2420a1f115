"""Made-up events for the tests of the codebook: a small book and ways to change it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from topic_toys import axis, codebook, part

from workbench.topics.codebook.events import Event, Kind
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import plain

MODEL = "toy"
HASHES = ["a" * 64, "b" * 64, "c" * 64]


def event(kind: Kind, number: int = 1, **said: Any) -> Event:
    return Event(f"E{number:05d}", "2026-11-03T10:00:00+00:00", "Ana", kind, said)


def first(topics: int = 4) -> Event:
    """Return the event that a first run would write for a small book."""
    book = codebook(topics, themes=[1, 1, 2, 3][:topics])
    watched_part, watched_arrays = part(axis(40))
    watched = {
        "watch_id": "W0001", "label": "Few people", "keywords": ["few"], "part": plain(watched_part),
        "first_period": "2026-10", "last_period": "2026-10", "people": 4, "days": 3,
    }  # fmt: skip
    said = {
        "model": MODEL, "period": "2026-10", "key": "k", "settings": {"granularity": 1.0, "min_people": 10, "seed": 1},
        "least": 5, "topics": [row_of(topic) for topic in book.topics], "themes": [row_of(one) for one in book.themes],
        "watched": [watched], "seen": ["T0001"],
    }  # fmt: skip
    arrays = {**book.arrays, **watched_arrays}
    return Event("E00001", "2026-11-01T00:00:00+00:00", "workbench", Kind.PROPOSE, said, arrays=arrays)


def child(topic_id: str, theme_id: str, at: int) -> dict[str, Any]:
    stand, _ = part(axis(50 + at))
    return {
        "topic_id": topic_id, "label": f"Part {at}", "keywords": ["w"], "theme_id": theme_id,
        "parts": [plain(stand)], "first_period": "2026-10",
    }  # fmt: skip


def changes(draw: st.DrawFn, book: Codebook, number: int) -> Event:
    """Draw any event that a person could ask for, valid or not."""
    kind = draw(st.sampled_from([kind for kind in Kind if kind not in (Kind.PROPOSE, Kind.FRAME, Kind.UNDO)]))
    topics = [topic.topic_id for topic in book.topics] + ["T0999"]
    one = st.sampled_from(topics)
    topic = draw(one)
    theme = book.topic(topic).theme_id if topic in book else "H001"
    said: dict[Kind, Any] = {
        Kind.RENAME: lambda: {"topic": topic, "label": draw(st.text(max_size=12))},
        Kind.DESCRIBE: lambda: {"topic": topic, "description": draw(st.text(max_size=9)), "banned_words": ["word1"]},
        Kind.MERGE: lambda: {"into": topic, "topics": draw(st.lists(one, min_size=1, max_size=3))},
        Kind.SPLIT: lambda: {"topic": topic, "topics": [child(book.next_id(at), theme, at) for at in range(2)]},
        Kind.OWN: lambda: {"topic": topic, "owner": draw(st.sampled_from(["Support", ""]))},
        Kind.THEME: lambda: {"topic": topic, **draw(st.sampled_from([
            {"theme": "H002"}, {"theme": book.next_theme_id(), "label": "New"}]))},
        Kind.PIN: lambda: {"topic": topic, "hash": draw(st.sampled_from(HASHES))},
        Kind.EXCLUDE: lambda: {"topic": topic, "hash": draw(st.sampled_from(HASHES))},
        Kind.UNPIN: lambda: {"topic": topic, "hash": draw(st.sampled_from(HASHES))},
        Kind.PROMOTE: lambda: {"watched": "W0001", "new": child(book.next_id(), "H001", 9)},
        Kind.LEARN: lambda: {"topics": draw(st.lists(one, min_size=2, max_size=2, unique=True)),
                             "coefficients": "0" * 64, "pins": 30},
        Kind.NOTE: lambda: {"text": draw(st.text(max_size=9))},
    }  # fmt: skip
    return event(kind, number, **said.get(kind, lambda: {"topic": topic})())
