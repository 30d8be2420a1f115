"""The community forum as one JSON object a line, in threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from workbench.simulate.dice import Dice
from workbench.simulate.items import Item
from workbench.simulate.layout import Cell, Export, Form, Kind, Line
from workbench.simulate.plan import CHAT, MONTHS
from workbench.simulate.wording import lists

HEADER = ("id", "topic_id", "topic_title", "reply_to_id", "created_at", "username", "user_id", "raw", "like_count")
STAFF = "pennimoor_anna"
STARTS, OPEN_DAYS = 0.38, 14  # share of posts that start a thread; how long others still answer


@dataclass
class _Thread:
    number: int
    title: str
    about: str
    last_id: int
    last: Item


def _line(dice: Dice, item: Item, native: int, thread: _Thread, reply_to: int | None) -> Line:
    name, user = (item.person.handle, item.person.user_id) if item.person else (STAFF, "11")
    cells: tuple[Cell, ...] = (
        native, thread.number, thread.title, reply_to, f"{item.when:%Y-%m-%dT%H:%M:%S.000Z}", name, int(user),
        item.said.text, int(dice.waiting(1.0)),
    )  # fmt: skip
    return Line(cells, Kind.ITEM if item.person else Kind.OUTBOUND, str(native), item)


def _threaded(dice: Dice, items: Sequence[Item]) -> list[Line]:
    lines: list[Line] = []
    threads: list[_Thread] = []
    native = 70_000
    for item in items:
        native += dice.between(1, 9)
        fresh = [
            thread
            for thread in threads[-80:]
            if thread.about == item.topics[0] and item.when - thread.last.when < timedelta(days=OPEN_DAYS)
        ]
        if not fresh or dice.chance(STARTS):
            thread = _Thread(native, item.said.title or "Hello", item.topics[0], native, item)
            threads.append(thread)
            lines.append(_line(dice, item, native, thread, None))
        else:
            thread = dice.pick(fresh)
            lines.append(_line(dice, item, native, thread, thread.last_id))
            thread.last_id, thread.last = native, item
        if item.topics[0] != CHAT and dice.chance(0.08):
            native += 1
            words = dice.pick(lists("company", "help_community"))
            answer = replace(
                item, when=item.when + timedelta(minutes=dice.between(10, 60)), person=None,
                said=replace(item.said, text=words), lang="en", planted="answer",
            )  # fmt: skip
            lines.append(_line(dice, answer, native, thread, thread.last_id))
    return lines


def community(seed: int, items: Sequence[Item]) -> list[Export]:
    """Return the forum's files, one a month; the last one was compressed, one line was cut short."""
    parts: list[list[Line]] = [[] for _ in MONTHS]
    for line in _threaded(Dice(seed, "community"), items):
        if line.item:
            parts[line.item.month].append(line)
    parts[3].append(Line(('{"id": 71999, "topic_id": 71990, "topic_ti',), Kind.BAD, reason="bad_structure"))
    parts[4] += [replace(line, kind=Kind.DUPLICATE) for line in parts[4][3:9] if line.kind is Kind.ITEM]
    last = len(MONTHS) - 1
    return [
        Export(
            f"community/posts_{label}.ndjson{'.gz' if month == last else ''}",
            "community",
            Form.NDJSON_GZ if month == last else Form.NDJSON,
            HEADER,
            tuple(parts[month]),
        )
        for month, label in enumerate(MONTHS)
    ]
