"""What was planted, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbench.simulate import plan
from workbench.simulate.content import SERIES
from workbench.simulate.items import Item
from workbench.simulate.layout import Cell, Table
from workbench.simulate.people import Person


def customer_known(item: Item) -> str:
    """Return yes, no or unknown: what the files let anybody know about the writer of this post."""
    person = item.person
    if not item.channel.public:
        return "yes"
    if person is None or not person.handle_listed:
        return "unknown"
    written_as = person.x_handle if item.channel.name == "x-mentions" else person.handle
    if written_as != person.handle:
        return "unknown"
    return "yes" if person.customer else "no"


def share(items: Sequence[Item], topic: str) -> float:
    """Return the share of posts that are on a topic."""
    return sum(topic in item.topics for item in items) / len(items) if items else 0.0


def effects_table(items: Sequence[Item], people: Sequence[Person]) -> Table:
    """Return what was planted, with the value that was planned and the one that came out."""
    rows: list[tuple[Cell, ...]] = [*_differences(items), *_changes(items), *_crowds(items), *_simpson(items)]
    rows.append(("quiet", plan.QUIET, "users", "notes.csv never mentions it", 0.05, f"{share(items, plan.QUIET):.4f}"))
    inside = sum(plan.INSIDE_ONLY in item.topics for item in items)
    rows.append(("inside only", plan.INSIDE_ONLY, "users", "posts", plan.INSIDE_ONLY_POSTS, inside))
    for series in SERIES:
        rows.append(("series", series.name, "last month", "response, usual post 1", series.effect[-1], None))
    name, month, first, last = plan.OUTAGE
    rows.append(("outage", name, plan.MONTHS[month], "days without a row", last - first + 1, None))
    foreign = sum(item.lang != "en" for item in items) / len(items)
    rows.append(("languages", "not English", "all", "share of posts", 0.07, f"{foreign:.4f}"))
    rows.append(("people", "all", "all", "made up", len(people), len({i.person.number for i in items if i.person})))
    return ("effect", "subject", "where", "measure", "planned", "realised"), rows


def _differences(items: Sequence[Item]) -> list[tuple[Cell, ...]]:
    inside = [item for item in items if not item.channel.public]
    outside = [item for item in items if item.channel.public]
    customers = [item for item in items if item.customer]
    others = [item for item in items if not item.customer]
    planned = {"bank": "customer side at least .10 more", "price": "public side more", "tips": "public side more"}
    planned |= dict.fromkeys(plan.FIXED, "none")
    rows: list[tuple[Cell, ...]] = []
    for topic in plan.TOPICS:
        value = share(inside, topic) - share(outside, topic)
        rows.append(("difference", topic, "customer − public channels", "share", planned.get(topic), f"{value:.4f}"))
        value = share(customers, topic) - share(others, topic)
        rows.append(("difference", topic, "customers − audience", "share", planned.get(topic), f"{value:.4f}"))
    return rows


def _changes(items: Sequence[Item]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    by_month = [[item for item in items if item.month == month] for month in range(len(plan.MONTHS))]
    for topic, by_plan in plan.FIXED.items():
        for month, label in enumerate(plan.MONTHS):
            rows.append(("share", topic, label, "share", by_plan[month], f"{share(by_month[month], topic):.4f}"))
    before, after = share(by_month[-2], "recurring"), share(by_month[-1], "recurring")
    rows.append(("decision", "recurring", plan.MONTHS[-1], "ratio to September", "down", f"{after / before:.2f}"))
    return rows


def _crowds(items: Sequence[Item]) -> list[tuple[Cell, ...]]:
    counts = Counter(item.planted for item in items)
    accounts = len({item.person.number for item in items if item.planted == "campaign" and item.person})
    return [
        ("loud author", "dark", "x-mentions", "posts of one person", plan.LOUD_POSTS, counts["loud"]),
        ("copies", "bank", "tickets", "posts with one text", plan.COPIES, counts["copy"]),
        ("campaign", "price", "x-mentions", "posts", plan.CAMPAIGN_POSTS, counts["campaign"]),
        ("campaign", "price", "x-mentions", "accounts", plan.CAMPAIGN_ACCOUNTS, accounts),
    ]


def _simpson(items: Sequence[Item]) -> list[tuple[Cell, ...]]:
    """Return the reversal: customers minus others on the whole, and in each channel where both speak."""
    named = [item for item in items if item.channel.origin != "review" and not item.planted]
    public = [item for item in named if item.channel.public]
    places = {"all channels": named, "public channels": public}
    for name in ("community", "x-mentions", "instagram"):
        places[name] = [item for item in public if item.channel.name == name]
    rows: list[tuple[Cell, ...]] = []
    for name, there in places.items():
        planned = "above 0" if name.endswith("channels") else "below 0"
        sides = [[item for item in there if item.customer is side] for side in (True, False)]
        known = [[item for item in there if customer_known(item) == side] for side in ("yes", "no")]
        for who, (customers, others) in (("customers − audience", sides), ("known customers − known audience", known)):
            value = share(customers, "vat") - share(others, "vat")
            rows.append(("simpson", "vat", f"{who}, {name}", "share", planned, f"{value:.4f}"))
    return rows
