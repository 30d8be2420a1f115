"""Notes on a customer list: what is odd in it, without a name."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.load.listing import ODD
from workbench.people.customers import CustomerList, Entry
from workbench.people.segments import Fact


def notes(listed: CustomerList) -> tuple[str, ...]:
    """Return what is odd in a customer list, one sentence each; rows are named, people are not.

    Parameters
    ----------
    listed : CustomerList

    Returns
    -------
    tuple of str
        Rows without a key, rows that say nothing, rows that end before they begin, and pairs of rows that contradict
        each other.
    """
    entries = listed.entries
    told = []
    if empty := int((entries["keys"] == "[]").sum()):
        told.append(f"{_rows(empty, 'holds', 'hold')} no handle, email or external_id, and can be nobody's")
    if silent := int((entries["status"] == ODD).sum()):
        told.append(f"{_rows(silent, 'has', 'have')} a customer_status that is no known word: it is not known there")
    if over := int((entries["end"] < entries["start"]).sum()):
        told.append(f"{_rows(over, 'ends', 'end')} before the first day: no day counts")
    if pairs := sorted(set(_contradictions(listed))):
        first = f" (first: lines {pairs[0][0]} and {pairs[0][1]})" if listed.place else ""
        count = f"{len(pairs)} pair{'' if len(pairs) == 1 else 's'} of rows"
        told.append(f"{count} call the same person a customer and none on the same days{first}: it is not known there")
    where = listed.place or "the customer list of the database"
    return tuple(f"{where}: {one}" for one in told)


def _contradictions(listed: CustomerList) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows of one person that overlap and contradict each other; of many, those that reach last."""
    for entries in listed.people.values():
        if len(entries) < 2:
            continue
        last: dict[Fact, Entry] = {}
        for entry in sorted(set(entries), key=lambda entry: (entry.start, entry.row)):
            if entry.fact is Fact.UNKNOWN or entry.end < entry.start:
                continue
            other = last.get(Fact.NO if entry.fact is Fact.YES else Fact.YES)
            if other is not None and other.end >= entry.start:
                yield (min(other.row, entry.row), max(other.row, entry.row))
            if entry.fact not in last or last[entry.fact].end < entry.end:
                last[entry.fact] = entry


def _rows(number: int, one: str, more: str) -> str:
    return f"{number} row {one}" if number == 1 else f"{number} rows {more}"
