"""Support tickets and the customer survey, as the help desk and the survey tool export them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workbench.simulate.dice import Dice
from workbench.simulate.items import Item
from workbench.simulate.layout import Export, Form, Kind, Line
from workbench.simulate.plan import MONTHS, ZONE

TICKET_HEADER = (
    "Ticket ID", "Requester", "Requester id", "Requester external id", "Requester email", "Subject", "Description",
    "Status", "Priority", "Via", "Plan", "Created at", "First reply at", "Solved at", "Satisfaction Score", "Reopens",
)  # fmt: skip
SURVEY_HEADER = (
    "Response ID",
    "Submitted at",
    "Score",
    "What is the main reason for your score?",
    "Plan",
    "Region",
    "Customer no",
)
SURVEY_SHEET = "Responses"
WAVES = (("2026-Q2", (0, 1)), ("2026-Q3", (2, 3, 4)), ("2026-10", (5,)))
OVERLAP = 35  # tickets of June that July's export holds once more
EXPORTED = datetime(2026, 11, 2, 8, tzinfo=ZoneInfo(ZONE))


def _local(when: datetime | None) -> str | None:
    return f"{when.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M:%S}" if when else None


def _ticket(dice: Dice, item: Item, native: str) -> Line:
    person = item.person
    if person is None:
        raise ValueError(item.key)
    replied = item.when + timedelta(hours=0.3 + dice.waiting(9))
    solved = replied + timedelta(hours=dice.waiting(30))
    is_solved = solved < EXPORTED and dice.chance(0.93)
    score = dice.pick(("good", "good", "bad")) if is_solved and dice.chance(0.3) else None
    cells = (
        native, person.name, person.requester_id, person.external_id if dice.chance(0.85) else None, person.email,
        item.said.title, item.said.text, "solved" if is_solved else "open",
        dice.weighted({"normal": 8, "high": 2, "low": 1}), dice.weighted({"mail": 6, "web": 3, "in-app": 2}),
        person.plan, _local(item.when), _local(replied if replied < EXPORTED else None),
        _local(solved if is_solved else None), score, 1 if dice.chance(0.05) else 0,
    )  # fmt: skip
    return Line(cells, Kind.ITEM, native, item)


def tickets(seed: int, items: Sequence[Item]) -> list[Export]:
    """Return the help desk's files, one a month; July's export reaches back into June."""
    dice = Dice(seed, "tickets")
    parts: list[list[Line]] = [[] for _ in MONTHS]
    for number, item in enumerate(items):
        parts[item.month].append(_ticket(dice, item, str(48_213 + number * 3)))
    # the later export of a ticket is the one that counts
    parts[2] = parts[1][-OVERLAP:] + parts[2]
    parts[1] = parts[1][:-OVERLAP] + [replace(line, kind=Kind.DUPLICATE) for line in parts[1][-OVERLAP:]]
    undated = list(parts[3][50].cells)
    undated[0], undated[11] = "48212", "2026-08-00 25:10:00"
    parts[3].insert(51, Line(tuple(undated), Kind.BAD, reason="bad_date"))
    blank = list(parts[4][10].cells)
    blank[0], blank[5], blank[6] = "48211", None, None
    parts[4].insert(11, Line(tuple(blank), Kind.BAD, reason="no_text_no_rating"))
    return [
        Export(f"tickets/tickets_{label}.csv", "tickets", Form.CSV, TICKET_HEADER, tuple(part))
        for label, part in zip(MONTHS, parts, strict=True)
    ]


def survey(items: Sequence[Item]) -> list[Export]:
    """Return the survey's workbooks, one a wave."""
    lines: dict[int, list[Line]] = {month: [] for month in range(len(MONTHS))}
    for number, item in enumerate(items):
        person = item.person
        if person is None:
            raise ValueError(item.key)
        native = f"R_{(number + 1) * 2_654_435_761 % 10**12:012d}"
        local = item.when.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None, second=0)
        cells = (native, local, item.rating, item.said.text, person.plan, person.region, person.external_id)
        lines[item.month].append(Line(cells, Kind.ITEM, native, item))
    empty = ("R_000000000001", datetime(2026, 7, 14, 9, 30), None, None, "solo", "DACH", None)
    lines[2].insert(5, Line(empty, Kind.BAD, reason="no_text_no_rating"))
    return [
        Export(
            f"survey/nps_{wave}.xlsx",
            "survey",
            Form.XLSX,
            SURVEY_HEADER,
            tuple(line for month in months for line in lines[month]),
            sheet=SURVEY_SHEET,
        )
        for wave, months in WAVES
    ]
