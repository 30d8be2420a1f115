"""The files that people keep by hand: customer list, back channel, events, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from workbench.simulate.dice import Dice
from workbench.simulate.layout import csv_text
from workbench.simulate.people import Person
from workbench.simulate.plan import INSIDE_ONLY, MONTHS
from workbench.simulate.wording import tables

DEPARTMENTS = {
    "onboarding": "Sales", "signin": "Support", "export": "Product", "price": "Sales", "bank": "Support",
    "team": "Product", "scanner": "Support", "recurring": "Finance", "dark": "Marketing", "vat": "Sales",
    "tips": "Marketing",
}  # fmt: skip

EVENTS = (
    ("2026-05-12", "Redesign: new colours and overview", "release"),
    ("2026-06-16", "Release 4.1", "release"),
    ("2026-07-08", "Collection of mentions on X stood still until 12 July", "collection"),
    ("2026-08-11", "Release 4.1.2: beta of a second seat announced", "release"),
    ("2026-09-01", "Mail on new prices to all customers", "price"),
    ("2026-09-22", "Release 4.1.3: scheduler of standing invoices fixed", "release"),
    ("2026-10-06", "Release 4.2: sign-in with a code", "release"),
)
DECISIONS = (
    (
        "D-2026-09-1", "2026-09", "Repair the scheduler, so that standing invoices go out once (4.1.3)", "", "Product",
        "share of people who say that recurring invoices were sent twice", "down", "2026-10",
    ),
)  # fmt: skip


def customer_list(people: Sequence[Person]) -> str:
    """Return people.csv: many customers, some followers known to be none, nobody complete."""
    header = ("handle", "email", "external_id", "customer_status", "valid_from", "valid_to", "plan", "region")
    rows = []
    for person in people:
        if not person.status:
            continue
        since = date(2023, 1, 1) + timedelta(days=person.number * 397 % 850) if person.customer else None
        # A former customer was one before the sample begins.
        until = date(2026, 3, 31) if person.status == "former" else None
        rows.append(
            (
                person.handle if person.handle_listed else None,
                person.email if person.customer else None,
                person.external_id or None,
                person.status,
                since.isoformat() if since else None,
                until.isoformat() if until else None,
                person.plan or None,
                person.region,
            )
        )
    return csv_text(header, sorted(rows, key=lambda row: (row[2] or "~", row[0] or "")))


def back_channel(seed: int) -> str:
    """Return notes.csv: what colleagues heard, with one thing that users hardly mention and one that is missing."""
    dice = Dice(seed, "notes")
    rows = []
    for topic, sentences in tables("company", "inside").items():
        times = 3 if topic == INSIDE_ONLY else 2
        for at, sentence in enumerate(sentences * times):
            month = (at * 5 + len(topic)) % len(MONTHS)
            month = max(month, 3) if topic == "team" else month
            day = f"{MONTHS[month]}-{dice.between(1, 28):02d}"
            rows.append((day, DEPARTMENTS[topic], sentence))
    return csv_text(("date", "heard_from", "text"), sorted(set(rows)))


def events() -> str:
    """Return events.csv."""
    return csv_text(("date", "event", "kind"), EVENTS)


def decisions() -> str:
    """Return decisions.csv: one decision of September that October answers."""
    expected = ("expected_measure", "expected_direction", "due_month")
    return csv_text(("decision_id", "month", "statement", "topic_ids", "owner", *expected), DECISIONS)
