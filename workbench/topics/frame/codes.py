"""Codes of a code frame, read row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from workbench.errors import BadData
from workbench.load.header import key
from workbench.privacy.clean import one_line, visible
from workbench.topics.frame.columns import STATUSES, folded, numbered
from workbench.topics.frame.rule import Rule, combined, keyword_list, lower_operators, parse
from workbench.topics.frame.sheets import Sheet

_BULLET = re.compile(r"^\s*(?:[-–—•*·]\s+|•)")
_COUNTED_LINE = re.compile(r"^\s*\d{1,2}[.)]\s+")
_QUOTED = re.compile(r'^["“”„»«](?P<inside>[^"“”„»«]+)["“”»«]$')
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")
#: what people write into a cell to say that it is empty.
_NOTHING = re.compile(r"[\s\-–—/.]*|n/?a|none|keine?", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Code:
    """One code of a frame.

    Parameters
    ----------
    name : str
    code_id : str
        The team's own id, such as "7.2"; may be empty.
    definition : str
    examples : tuple of str
        Posts that show what is meant.
    keywords : tuple of str
        Each read as a rule; a post that matches one of them is meant.
    rule : str
        As written, see `rule.parse`.
    theme, owner : str
    status : str
        A `topic.Status`, or nothing where the frame does not say.
    mark : str
        What an exported codebook knows the row by again; nothing in other frames.
    """

    name: str
    code_id: str = ""
    definition: str = ""
    examples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    rule: str = ""
    theme: str = ""
    owner: str = ""
    status: str = ""
    mark: str = ""

    @cached_property
    def matcher(self) -> Rule | None:
        """What keywords and rule match together, None where the code has neither."""
        rules = [parse(part) for part in (*self.keywords, self.rule) if part]
        return combined(rules) if rules else None


class CodeReader:
    """Reads the rows of one sheet; it keeps what it has seen, what is wrong and what is worth a note.

    Parameters
    ----------
    sheet : Sheet
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._seen: dict[str, int] = {}
        self.faults: list[BadData] = []
        self.notes: list[str] = []

    def code(self, row: int, cells: tuple[str | None, ...]) -> Code | None:
        """Return the code of a row, or None where its name is missing or taken; faults are added to the list."""
        plain = {field: one_line(self._sheet.cell(cells, field)) for field in ("name", "id", "theme", "owner")}
        if not self._named(row, plain["name"], plain["id"]):
            return None
        examples = tuple(dict.fromkeys(self._examples(row, cells)))
        keywords = tuple(
            dict.fromkeys(
                word for at, cell in self._filled(cells, "keywords") for word in self._keywords(row, at, cell)
            )
        )
        rule = self._rule(row, cells)
        status = self._status(row, self._sheet.cell(cells, "status"))
        definition = "\n".join(line.strip() for line in visible(self._sheet.cell(cells, "definition")).splitlines())
        code = Code(
            plain["name"],
            plain["id"],
            definition.strip(),
            examples,
            keywords,
            rule,
            plain["theme"],
            plain["owner"],
            status,
            one_line(self._sheet.cell(cells, "mark")),
        )
        return code

    def _fault(self, what: str, where: str, fix: str) -> None:
        self.faults.append(BadData(what, where=where, fix=fix))

    def _filled(self, cells: tuple[str | None, ...], field: str) -> Iterator[tuple[int, str]]:
        return ((at, visible(cell)) for at, cell in self._sheet.cells(cells, field) if not _NOTHING.fullmatch(cell))

    def _named(self, row: int, name: str, code_id: str) -> bool:
        where = self._sheet.at(row, "name")
        if not _LETTER.search(name):
            fix = "name the code or take the row out; a heading above several codes belongs beside each, in Theme"
            self._fault("the code has no name", where, fix)
            return False
        if _DATE.fullmatch(code_id):
            self.notes.append(f"{self._sheet.at(row, 'id')}: {code_id!r} looks like a date that a spreadsheet made")
        for field, value in (("name", name), ("id", code_id)):
            before = self._seen.setdefault(key(value), row) if value else row
            if before != row:
                fix = (
                    "give each code its own; ids such as 7.10 must be formatted as text"
                    if field == "id"
                    else "rename one of them, or put both rows together"
                )
                self._fault(f"{value[:60]!r} stands in row {before} too", self._sheet.at(row, field), fix)
        return True

    def _examples(self, row: int, cells: tuple[str | None, ...]) -> Iterator[str]:
        for at, cell in self._filled(cells, "examples"):
            whole = numbered(self._sheet.titles[at] or "")
            for example in [cell] if whole else _lines(cell):
                plain = one_line(example)
                if quoted := _QUOTED.fullmatch(plain):
                    plain = quoted["inside"].strip()
                if not plain:
                    continue
                if not _LETTER.search(plain):
                    what = f"the example {plain[:40]!r} has no words"
                    self._fault(what, self._sheet.where(row, at), "write what a post says, or take it out")
                    continue
                yield plain

    def _keywords(self, row: int, at: int, cell: str) -> tuple[str, ...]:
        return keyword_list(cell) if self._sound(row, at, cell) else ()

    def _rule(self, row: int, cells: tuple[str | None, ...]) -> str:
        for at, cell in self._filled(cells, "rule"):
            return cell.strip() if self._sound(row, at, cell) else ""
        return ""

    def _sound(self, row: int, at: int, cell: str) -> bool:
        where = self._sheet.where(row, at)
        try:
            rule = parse(cell, where=where)
        except BadData as fault:
            self.faults.append(fault)
            return False
        if rule.names_nothing:
            fix = "name a word that must occur beside the NOT: code AND NOT discount"
            self._fault("the rule only says what a post does not hold, so nearly every post matches", where, fix)
            return False
        if small := lower_operators(cell):
            self.notes.append(f"{where}: {', '.join(small)} read as a plain word; an operator is written in capitals")
        return True

    def _status(self, row: int, cell: str) -> str:
        status = STATUSES.get(folded(cell), "") if cell else ""
        if cell and not status:
            known = ", ".join(dict.fromkeys(STATUSES.values()))
            self.notes.append(f"{self._sheet.at(row, 'status')}: {cell[:40]!r} is none of {known}; read as not given")
        return status


def _lines(cell: str) -> list[str]:
    """Return the lines of a cell without what makes them a list."""
    lines = [line for line in cell.splitlines() if line.strip()]
    if len(lines) > 1 and all(_COUNTED_LINE.match(line) for line in lines):
        lines = [_COUNTED_LINE.sub("", line) for line in lines]
    return [_BULLET.sub("", line) for line in lines]
