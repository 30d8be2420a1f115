"""What is true about the sample, as tables beside it."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.simulate import plan
from workbench.simulate.effects import customer_known, effects_table, share
from workbench.simulate.items import Item
from workbench.simulate.layout import Cell, Export, Kind, Table, csv_text
from workbench.simulate.people import Person

ITEMS_HEADER = (
    "source", "source_item_id", "file", "row", "month", "topic_1", "topic_2", "segment", "customer_known", "person",
    "lang", "planted",
)  # fmt: skip


def _segment(item: Item) -> str:
    # Reviews name nobody; what is known here is only whether a customer wrote it.
    if item.person is not None:
        return item.person.segment
    return "both" if item.customer else "audience only"


def items_table(exports: Sequence[Export]) -> Table:
    """Return item → topics, segment, month: one row for each post that a loader should keep as feedback."""
    rows: list[tuple[Cell, ...]] = []
    for export in exports:
        for at, line in enumerate(export.lines):
            item = line.item
            if line.kind is not Kind.ITEM or item is None:
                continue
            first, second = (*item.topics, "", "")[:2]
            person = item.person.number if item.person else None
            rows.append(
                (
                    export.source,
                    line.native,
                    export.table,
                    export.row(at),
                    plan.MONTHS[item.month],
                    first,
                    second,
                    _segment(item),
                    customer_known(item),
                    person,
                    item.lang,
                    item.planted,
                )
            )
    return ITEMS_HEADER, sorted(rows, key=lambda row: (str(row[2]), int(str(row[3]))))


def files_table(exports: Sequence[Export]) -> Table:
    """Return the counts that a load report must show: read = kept + duplicates + rejected."""
    header = ("source", "file", "read", "kept", "duplicates", "rejected", "outbound", "content")
    rows: list[tuple[Cell, ...]] = []
    for export in exports:
        outbound, content = export.count(Kind.OUTBOUND), export.count(Kind.CONTENT)
        kept = export.count(Kind.ITEM) + outbound + content
        rows.append(
            (
                export.source,
                export.table,
                len(export.lines),
                kept,
                export.count(Kind.DUPLICATE),
                export.count(Kind.BAD),
                outbound,
                content,
            )
        )
    return header, sorted(rows, key=lambda row: str(row[1]))


def rejects_table(exports: Sequence[Export]) -> Table:
    """Return the bad rows: file, row and the reason that a loader should give."""
    rows: list[tuple[Cell, ...]] = [
        (export.table, export.row(at), line.reason)
        for export in exports
        for at, line in enumerate(export.lines)
        if line.kind is Kind.BAD
    ]
    return ("file", "row", "reason"), sorted(rows, key=lambda row: (str(row[0]), int(str(row[1]))))


def shares_table(items: Sequence[Item]) -> Table:
    """Return the realised share of posts of each topic by month and by group; copies and floods included."""
    groups = {
        "all": items,
        "customer channels": [item for item in items if not item.channel.public],
        "public channels": [item for item in items if item.channel.public],
        "customers": [item for item in items if item.customer],
        "audience only": [item for item in items if not item.customer],
        "customers known": [item for item in items if customer_known(item) == "yes"],
        "audience known": [item for item in items if customer_known(item) == "no"],
    }
    names = (*plan.TOPICS, plan.INSIDE_ONLY, plan.NO_REASON, plan.CHAT)
    rows: list[tuple[Cell, ...]] = []
    for name, posts in groups.items():
        for month, label in ((None, "all"), *enumerate(plan.MONTHS)):
            there = [item for item in posts if month is None or item.month == month]
            rows += [(topic, name, label, len(there), f"{share(there, topic):.4f}") for topic in names]
    return ("topic", "group", "month", "posts", "share"), rows


def truth_tables(exports: Sequence[Export], people: Sequence[Person]) -> dict[str, str]:
    """Return the truth tables as CSV, by file name."""
    items = [line.item for export in exports for line in export.lines if line.kind is Kind.ITEM and line.item]
    tables = {
        "items.csv": items_table(exports),
        "files.csv": files_table(exports),
        "rejects.csv": rejects_table(exports),
        "shares.csv": shares_table(items),
        "effects.csv": effects_table(items, people),
    }
    return {name: csv_text(header, rows) for name, (header, rows) in tables.items()}
