"""Jira: issues as a table, with a column for each comment: date, author and words in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.load.delimited import read_delimited
from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.head import head_of
from workbench.load.formats.peel import Object
from workbench.load.grid import Cell
from workbench.load.header import key
from workbench.load.ids import digest
from workbench.load.table import headed

NEEDED = ("Summary", "Issue key", "Issue Type", "Status", "Reporter", "Created")
COMMENT = re.compile(r"\s*([^;\n]{6,40});([^;\n]{0,120});(.*)", re.DOTALL)
AGAIN = re.compile(r" \(\d+\)$")
#: columns that occur once for each value.
MANY = ("labels", "affects version/s", "affects versions", "component/s", "components", "fix version/s", "fix versions")


def fits(document: Document) -> float:
    """Return 1 for a table with the columns that every export of issues has."""
    grid = head_of(document, word="issue key")
    return 1.0 if grid is not None and _at(grid.rows) is not None else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the issues, and their comments as answers to them; whoever is not the reporter counts as ours."""
    grid = document.grid or read_delimited(document.name, document.text)
    at = _at(grid.rows)
    if at is None:
        return [Shaped("table", [])]
    below = replace(grid, rows=grid.rows[at:], numbers=grid.numbers[at:], warnings=())
    table = headed(below, NEEDED, document)
    comments = [cells for name, cells in table.columns.items() if key(AGAIN.sub("", name)) in ("comment", "comments")]
    rows: list[Object] = []
    numbers: list[int] = []
    unread = 0
    for row, number in enumerate(table.numbers):
        issue = {name: cells[row] for name, cells in table.columns.items()}
        told = _issue(issue)
        said = [cell for cells in comments if (cell := cells[row])]
        answers = list(_comments(told, said))
        unread += len(said) - len(answers)
        rows += [told, *answers]
        numbers += [number] * (1 + len(answers))
    # that a name occurs several times is how this export is built
    warnings = [one for one in (*grid.warnings, *table.warnings) if "occur twice" not in one]
    if unread:
        warnings.append(f"{unread} comments are not written as date;author;words: left out")
    return [Shaped("table", rows, numbers, table.rejects, tuple(warnings))]


def _at(rows: Sequence[Sequence[Cell]]) -> int | None:
    wanted = {key(name) for name in NEEDED}
    return next((at for at, row in enumerate(rows[:20]) if wanted <= {key(cell) for cell in row if cell}), None)


def _issue(cells: Mapping[str, Cell]) -> Object:
    """Return an issue; of columns that occur several times all values."""
    by_name: dict[str, list[str]] = {}
    for name, cell in cells.items():
        if cell:
            by_name.setdefault(key(AGAIN.sub("", name)), []).append(cell)

    def first(*names: str) -> Cell:
        return next((by_name[name][0] for name in names if name in by_name), None)

    joined = {name: ", ".join(dict.fromkeys(by_name[name])) for name in MANY if name in by_name}
    return {
        "issue": first("issue key"),
        "Summary": first("summary"),
        "Description": first("description"),
        "who": first("reporter id", "reporter"),
        "names": [cell for name in ("reporter id", "reporter") for cell in by_name.get(name, ())],
        "Created": first("created"),
        "Updated": first("updated"),
        "Resolved": first("resolved"),
        "Status": first("status"),
        "Priority": first("priority"),
        "Issue Type": first("issue type"),
        "version": joined.get("affects version/s") or joined.get("affects versions"),
        "Labels": joined.get("labels"),
        "Component": joined.get("component/s") or joined.get("components"),
        "thread": first("issue key"),
        "parent": None,
        "inbound": "true",
    }


def _comments(issue: Object, cells: Sequence[str]) -> Iterator[Object]:
    """Yield the comments of an issue; they have no id of their own."""
    names = issue.pop("names")
    own = {str(name).casefold() for name in names} if isinstance(names, list) else set()
    for cell in cells:
        found = COMMENT.fullmatch(cell)
        if found is None:
            continue
        who = found[2].strip()
        yield {
            "issue": f"{issue['issue']}:{digest(found[1], who, found[3])[:12]}",
            "Description": found[3].strip(),
            "who": issue["who"] if who.casefold() in own else who or None,
            "Created": found[1].strip(),
            "thread": issue["issue"],
            "parent": issue["issue"],
            "inbound": "true" if who.casefold() in own else "false",
        }
