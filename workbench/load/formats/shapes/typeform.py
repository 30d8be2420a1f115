"""Typeform: a table whose headings are the questions, or the answers of its interface as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.load.delimited import read_delimited
from workbench.load.document import WORD, Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.head import head_of
from workbench.load.formats.peel import Object, number, objects, pages, text, within
from workbench.load.formats.question import Question, filled, plain_label
from workbench.load.formats.survey import items
from workbench.load.grid import Cell
from workbench.load.header import key
from workbench.load.report import Reason, Reject
from workbench.load.table import Table, headed
from workbench.project.source import Origin, Source

SUBMITTED = "submit date (utc)"
#: columns of the tool itself, no questions.
OWN = frozenset({
    "#", "response type", "start date (utc)", "stage date (utc)", SUBMITTED, "network id", "tags", "ending", "score",
})  # fmt: skip
NULL = "null"
MARKS = frozenset({"landed_at", "answers"})
#: what asks for one's own words.
WHY = re.compile(
    r"\bwhy\b|describe|explain|tell us|own words|anything (else|more)|comments?\b|feedback|\bwarum\b|\bbeschreib"
    r"|\bpourquoi\b|\bpor qu[eé]\b",
    re.IGNORECASE,
)
#: kinds of fields of the interface: written in one's own words, on a scale, or who somebody is.
WRITTEN = {"long_text": True, "short_text": None}
PERSON = frozenset({"email", "phone_number", "contact_info", "address", "url", "file_url", "payment"})
ANYBODY = Source(name="survey", files=("*",), origin=Origin.SURVEY)


def fits(document: Document) -> float:
    """Return 1 for a table with the tool's own columns, and for responses of the interface."""
    if document.encoding == WORD:
        return 0.0
    if document.json is not None:
        first = next(iter(_responses(document)), None)
        empty = "total_items" in (document.json.whole or {}) and "page_count" in (document.json.whole or {})
        return 1.0 if (set(first) >= MARKS if first else empty) else 0.0
    grid = head_of(document, word=SUBMITTED)
    return 1.0 if grid is not None and _at(grid.rows) is not None else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the answers, where project.toml names no column."""
    return asked(document, beside, ANYBODY)


def asked(document: Document, beside: Sequence[Document], source: Source) -> list[Shaped]:
    """Return open answers and scores; responses that were not completed are left out and counted."""
    return [_interface(document, source) if document.json is not None else _table(document, source)]


def _at(rows: Sequence[Sequence[Cell]]) -> int | None:
    for at, row in enumerate(rows[:20]):
        names = {key(cell) for cell in row if cell}
        if "#" in names and SUBMITTED in names and {"network id", "start date (utc)"} & names:
            return at
    return None


def _table(document: Document, source: Source) -> Shaped:
    grid = document.grid or read_delimited(document.name, document.text)
    at = _at(grid.rows)
    if at is None:
        return Shaped("table", [])
    below = replace(grid, rows=grid.rows[at:], numbers=grid.numbers[at:], warnings=())
    table = headed(below, ("#",), document)
    rejects = [*table.rejects]
    kept = []
    for row, native in enumerate(table.column("#")):
        if (table.column("Response Type")[row] or "completed").strip().casefold() == "completed":
            kept.append(row)
        else:
            rejects.append(_unfinished(table.numbers[row], native))
    columns = _without_null({name: [cells[row] for row in kept] for name, cells in table.columns.items()})
    questions = [
        Question(name, plain_label(name), cells, True if WHY.search(name) and _varied(cells) else None)
        for name, cells in columns.items()
        if key(name) not in OWN
    ]
    bases = [_base(table, row) for row in kept]
    made = items(document.name, questions, bases, [table.numbers[row] for row in kept], source, also=columns)
    return Shaped(
        "table", made.rows, made.numbers, (*rejects, *made.rejects), (*grid.warnings, *table.warnings, *made.warnings)
    )


def _varied(cells: Sequence[Cell]) -> bool:
    """Return whether answers differ as words of one's own do, and not as choices."""
    answers = [answer for cell in cells if (answer := filled(cell))]
    return len(answers) < 5 or len(set(answers)) * 2 > len(answers)


def _without_null(columns: dict[str, list[Cell]]) -> dict[str, list[Cell]]:
    """Return cells in which the word null is a blank, where the export writes blanks so: in several questions."""
    hit = [name for name, cells in columns.items() if key(name) not in OWN and NULL in cells]
    if len(hit) < 2:
        return columns
    return {name: [None if cell == NULL else cell for cell in cells] for name, cells in columns.items()}


def _unfinished(row: int, native: Cell) -> Reject:
    return Reject(row, Reason.EXCLUDED_BY_POLICY, "the response was not completed", native or "")


def _base(table: Table, row: int) -> Object:
    native = table.column("#")[row]
    return {
        "response": native,
        "created_at": _utc(table.column("Submit Date (UTC)")[row] or table.column("Start Date (UTC)")[row]),
        "author": native,
    }


def _utc(cell: Cell) -> Cell:
    """Return a time that is in UTC with its zone written."""
    told = filled(cell)
    return f"{told}Z" if told and ":" in told and not told.endswith("Z") else told


def _responses(document: Document) -> Iterator[Object]:
    for page in pages(document):
        held = objects(page.get("items"))
        yield from held or ([page] if set(page) >= MARKS else [])


def _interface(document: Document, source: Source) -> Shaped:
    """Return the responses of the interface; it does not say what the questions were, only their names."""
    kept: list[Object] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for at, one in enumerate(_responses(document), start=1):
        if (text(one.get("response_type")) or "completed") == "completed" and text(one.get("submitted_at")):
            kept.append(one)
            numbers.append(at)
        else:
            rejects.append(_unfinished(at, text(one.get("token"))))
    answers = [{_field(answer): answer for answer in objects(one.get("answers"))} for one in kept]
    names = list(dict.fromkeys(name for told in answers for name in told))
    kinds = {
        name: Counter(_kind(told[name]) for told in answers if name in told).most_common(1)[0][0] for name in names
    }
    questions = [
        Question(
            name, name, [_answer(told.get(name)) for told in answers], WRITTEN.get(kinds[name], False),
            "nps11" if kinds[name] == "nps" else None,
        )
        for name in names
        if kinds[name] not in PERSON
    ]  # fmt: skip
    hidden = {name for one in kept if isinstance(held := one.get("hidden"), dict) for name in held}
    also = {name: [text(within(one, f"hidden.{name}")) for one in kept] for name in sorted(hidden)}
    mail = next((name for name in names if kinds[name] == "email"), None)
    bases = [_told(one, _answer(told.get(mail)) if mail else None) for one, told in zip(kept, answers, strict=True)]
    made = items(document.name, questions, bases, numbers, source, also=also)
    total = [count for page in pages(document) if (count := number(page.get("total_items")))]
    warnings = [*made.warnings]
    if total and total[0] > len(kept) + len(rejects):
        warnings.append(f"the answer says {total[0]} responses and holds {len(kept) + len(rejects)}: pages are missing")
    return Shaped("table", made.rows, made.numbers, (*rejects, *made.rejects), tuple(warnings))


def _told(one: Object, mail: Cell) -> Object:
    native = text(one.get("token")) or text(one.get("response_id"))
    return {"response": native, "created_at": one.get("submitted_at"), "author": mail or native, "email": mail}


def _field(answer: Object) -> str:
    """Return the name of a question: the one that its author gave, else the tool's."""
    return text(within(answer, "field.ref")) or text(within(answer, "field.id")) or "?"


def _kind(answer: Object) -> str:
    return text(within(answer, "field.type")) or text(answer.get("type")) or ""


def _answer(answer: Object | None) -> Cell:
    told = answer.get(text(answer.get("type")) or "") if answer else None
    return text(within(told, "label")) if isinstance(told, dict) else text(told)
