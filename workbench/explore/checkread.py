"""Reading a filled sheet: which answers stand in it, and which cells cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadData
from workbench.explore.checksheet import (
    DRAW,
    FITS,
    HEADERS,
    ITEM,
    NOTHING,
    PICKS,
    POSTS,
    SECOND,
    TOPIC_1,
    TOPIC_ID,
)
from workbench.load.excel import read_xlsx
from workbench.load.grid import Grid
from workbench.project.codings import NONE, Answer
from workbench.project.draws import Chosen, Draw, Sample

#: faulty cells that one message names.
SHOWN = 10
KEYS = {Sample.QUICK: (FITS, TOPIC_ID, ITEM, DRAW), Sample.RANDOM: (*PICKS, ITEM, DRAW)}
_ID = re.compile(r"\s*(T[0-9]{4,})\b")


@dataclass(frozen=True)
class Said:
    """What a person said of one post.

    Parameters
    ----------
    post : Chosen
        As it was drawn.
    answer : Answer
        To the topic of a quick check; yes in a random sample.
    topics : tuple of str
        Ids, `none` for none of them.
    """

    post: Chosen
    answer: Answer
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Filled:
    """A sheet that was read.

    Parameters
    ----------
    draw : Draw
    second : bool
        Whether it is the second person's.
    said : tuple of Said
    open : int
        Posts without an answer.
    faults : tuple of BadData
        One for each cell that cannot be understood.
    """

    draw: Draw
    second: bool
    said: tuple[Said, ...]
    open: int
    faults: tuple[BadData, ...]


def read_sheet(path: Path, draws: Mapping[str, Draw]) -> Filled:
    """Read a sheet that somebody filled in.

    Parameters
    ----------
    path : Path
    draws : mapping of str to Draw
        Those of the project.

    Returns
    -------
    Filled
        Rows that cannot be understood are left out of `said` and told in `faults`.

    Raises
    ------
    BadData
        If the file is no workbook, lacks the posts or one of their columns, or belongs to no draw of the project.
    """
    try:
        grids = read_xlsx(path.name, path.read_bytes())
    except OSError as fault:
        fix = "Close it in the spreadsheet program, or name the right file."
        raise BadData("The sheet cannot be opened.", where=f"{path}: {fault.strerror}", fix=fix) from fault
    except BadData as fault:
        fix = "Save it as .xlsx again, or write it anew with workbench codings write."
        raise BadData(f"The sheet cannot be read: {fault.what}.", where=path.name, fix=fix) from fault
    grid = next((one for one in grids if one.name.endswith(f"#{POSTS}")), None)
    if grid is None or not grid.rows:
        fix = "Keep the workbook as it was written, with its three sheets."
        raise BadData(f"The workbook has no sheet {POSTS}.", where=path.name, fix=fix)
    return _Reader(path.name, grid, draws).read()


class _Reader:
    """One sheet while it is read."""

    def __init__(self, name: str, grid: Grid, draws: Mapping[str, Draw]) -> None:
        self.name, self.grid = name, grid
        header = [(cell or "").strip().casefold() for cell in grid.rows[0]]
        self.places = {title: at for at, title in enumerate(header) if title}
        quick = FITS in self.places or TOPIC_ID in self.places
        self.sample = Sample.QUICK if quick else Sample.RANDOM
        self._check_header(header)
        self.draw, self.second = self._drawn(draws)
        self.posts = {(post.item_id, post.topic_id): post for post in self.draw.posts}
        self.faults: list[BadData] = []

    def read(self) -> Filled:
        said: list[Said] = []
        seen: dict[tuple[str, str], int] = {}
        blank = 0
        for number, cells in zip(self.grid.numbers[1:], self.grid.rows[1:], strict=True):
            row = {title: self._cell(cells, title) for title in KEYS[self.sample]}
            if not any(row.values()):
                continue
            try:
                post = self._post(number, row, seen)
                answer = self._answer(number, row)
            except BadData as fault:
                self.faults.append(fault)
                continue
            if answer is None:
                blank += 1
            else:
                said.append(Said(post, *answer))
        return Filled(self.draw, self.second, tuple(said), blank, tuple(self.faults))

    def _check_header(self, header: list[str]) -> None:
        wanted = KEYS[self.sample]
        missing = [title for title in wanted if title not in self.places]
        fix = f"Row {self.grid.numbers[0]} should hold: {', '.join(HEADERS[self.sample])}."
        if missing:
            what = f"The sheet has no column “{missing[0]}”."
            raise BadData(what, where=self._at(self.grid.numbers[0]), fix=fix)
        twice = next((title for title in wanted if header.count(title) > 1), None)
        if twice:
            raise BadData(f"The column “{twice}” stands twice.", where=self._at(self.grid.numbers[0]), fix=fix)

    def _drawn(self, draws: Mapping[str, Draw]) -> tuple[Draw, bool]:
        marks: dict[str, int] = {}
        for number, cells in self._rows():
            if self._cell(cells, ITEM):
                marks.setdefault(self._cell(cells, DRAW), number)
        if len(marks) > 1:
            number = sorted(marks.values())[1]
            fix = f"Take the rows of the other sheet out: all of column “{DRAW}” is the same in one sheet."
            raise BadData("Rows of two sheets are mixed.", where=self._at(number, DRAW), fix=fix)
        mark = next(iter(marks), "")
        draw = draws.get(mark.removesuffix(SECOND))
        if draw is None or draw.sample is not self.sample:
            what = f"The sheet names no draw of this project: {mark[:60]!r}."
            first = self.grid.numbers[1] if len(self.grid.numbers) > 1 else 1
            fix = "Restore checks/draws/ from git, or write the sheet anew with workbench codings write."
            raise BadData(what, where=self._at(first, DRAW), fix=fix)
        return draw, mark.endswith(SECOND)

    def _rows(self) -> list[tuple[int, list[str | None]]]:
        return list(zip(self.grid.numbers[1:], self.grid.rows[1:], strict=True))

    def _cell(self, cells: list[str | None], title: str) -> str:
        at = self.places[title]
        return (cells[at] or "").strip() if at < len(cells) else ""

    def _at(self, number: int, title: str | None = None) -> str:
        """Name a row or a cell as a spreadsheet does."""
        column = "" if title is None else _letters(self.places[title])
        return f"{self.name}, sheet {POSTS}, {'cell ' if column else 'row '}{column}{number}"

    def _post(self, number: int, row: Mapping[str, str], seen: dict[tuple[str, str], int]) -> Chosen:
        key = (row[ITEM], row.get(TOPIC_ID, ""))
        post = self.posts.get(key)
        if post is None or (self.second and not post.twice):
            what = f"No post {row[ITEM][:40]!r} was drawn" + (f" for {key[1][:20]!r}." if key[1] else ".")
            fix = "Put back what stood in the grey columns, or take the row out"
            raise BadData(what, where=self._at(number, ITEM), fix=fix)
        if key in seen:
            fix = "Take one of the two rows out"
            raise BadData(f"The post of row {seen[key]} stands here again.", where=self._at(number, ITEM), fix=fix)
        seen[key] = number
        return post

    def _answer(self, number: int, row: Mapping[str, str]) -> tuple[Answer, tuple[str, ...]] | None:
        if self.sample is Sample.QUICK:
            return self._fits(number, row)
        picked = [(title, row[title]) for title in PICKS if row[title]]
        if not picked:
            return None
        topics = list(dict.fromkeys(self._topic(number, title, text) for title, text in picked))
        if NONE in topics and len(topics) > 1:
            what = f"“{NOTHING}” stands beside a topic."
            raise BadData(what, where=self._at(number, TOPIC_1), fix="Keep the one or the other")
        return Answer.YES, tuple(topics)

    def _fits(self, number: int, row: Mapping[str, str]) -> tuple[Answer, tuple[str, ...]] | None:
        text = row[FITS].casefold()
        if not text:
            return None
        if text not in {str(answer) for answer in Answer}:
            what = f"{row[FITS][:40]!r} is no answer."
            raise BadData(what, where=self._at(number, FITS), fix=f"Choose one of {', '.join(Answer)}")
        return Answer(text), (row[TOPIC_ID],)

    def _topic(self, number: int, title: str, text: str) -> str:
        if text.casefold() in (NOTHING, NONE):
            return NONE
        found = _ID.match(text)
        if found is None or not self.draw.topics.get(found[1]):
            fix = f"Choose one from the list, or “{NOTHING}”"
            raise BadData(f"{text[:40]!r} is no topic of this sheet.", where=self._at(number, title), fix=fix)
        return found[1]


def refusal(faults: tuple[BadData, ...], kept: int) -> BadData:
    """Return the error of a sheet of which some cells could not be understood; the first, with the others in it.

    Parameters
    ----------
    faults : tuple of BadData
        At least one.
    kept : int
        Answers that were kept all the same.
    """
    first, others = faults[0], faults[1:]
    told = [f"({at}) {fault.where.rpartition(', ')[2]}: {fault.what}" for at, fault in enumerate(others[:SHOWN], 2)]
    more = f" … and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    # errors are three lines, whatever their number
    then = f" Then: {' '.join(told)}{more}" if told else ""
    lead = f"{len(faults)} rows cannot be used; first: " if others else "A row cannot be used: "
    end = f" The other {kept} answers are kept; mend this and read the sheet again."
    return BadData(f"{lead}{first.what}", where=first.where, fix=f"{first.fix}.{then}{end}")


def _letters(place: int) -> str:
    """Return a column as a spreadsheet names it: A, B … Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
