"""Recognise: which format a document is of, how sure, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.errors import BadData
from workbench.load.date_shapes import read_date
from workbench.load.document import Document
from workbench.load.formats.format import Format
from workbench.load.formats.head import head_of
from workbench.load.formats.layout import Layout
from workbench.load.grid import Grid
from workbench.load.header import key
from workbench.load.ratings import read_ratings

#: rows whose cells must bear out what the header says, and the share of filled cells that must.
CELLS = 200
BORNE_OUT = 0.5
#: a shape that is less sure than this is not it.
SURE = 0.5
CLOSEST = 3


@dataclass(frozen=True)
class Match:
    """A format that a document may be of.

    Parameters
    ----------
    format : Format
    layout : Layout or None
        The table's layout; None where a shape decides.
    score : float
        1 where everything that is asked for is there.
    weight : int
        How much was asked for: of two that fit, the one that asks for more is right.
    why : str
        In words.
    missing : tuple of str
        What is not there.
    """

    format: Format
    layout: Layout | None
    score: float
    weight: int
    why: str
    missing: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether nothing is missing."""
        return self.score >= (1.0 if self.layout else SURE)


def matches(document: Document, among: Sequence[Format]) -> list[Match]:
    """Return the formats that a document may be of, the likeliest first.

    Parameters
    ----------
    document : Document
    among : sequence of Format

    Returns
    -------
    list of Match
        Also those of which only part is there, for messages; none of which nothing is.
    """
    found = [match for one in among for match in _of(document, one)]
    return sorted(found, key=lambda one: (-one.sure, -round(one.score, 4), -one.weight, one.format.name))


def best(document: Document, among: Sequence[Format]) -> Match | None:
    """Return the format of a document, or None where none fits.

    Raises
    ------
    BadData
        If two fit equally well.
    """
    sure = [one for one in matches(document, among) if one.sure]
    if not sure:
        return None
    rivals = [one for one in sure[1:] if one.format is not sure[0].format and one.weight == sure[0].weight]
    if rivals:
        names = " and ".join(one.format.name for one in (sure[0], *rivals))
        raise BadData(
            f"the file may be of several formats: {names}",
            where=document.name,
            fix='name one: format = "…" in project.toml',
        )
    return sure[0]


def _of(document: Document, one: Format) -> list[Match]:
    if one.shaping is not None:
        score = one.shaping.fits(document)
        weight = 100 + round(100 * score)
        why = "its JSON is nested as this export nests it" if document.json else "it is laid out as this export is"
        return [Match(one, None, score, weight, why)] if score > 0 else []
    grid = head_of(document)
    return [] if grid is None else [match for layout in one.layouts if (match := _table(grid, one, layout)).score > 0]


def _table(grid: Grid, one: Format, layout: Layout) -> Match:
    at = layout.header(grid.rows)
    if at is None:
        rows = grid.rows[:20]
        near = max(rows, key=lambda row: layout.share([cell for cell in row if cell]), default=[])
        seen = [cell for cell in near if cell]
        return Match(one, layout, layout.share(seen), len(layout.required), "", tuple(layout.missing(seen)))
    header = layout.renamed(grid.rows[at])
    body = grid.rows[at + 1 : at + 1 + CELLS]
    places = {key(name): place for place, name in enumerate(header) if name}
    columns = {
        str(header[place]): [row[place] if place < len(row) else None for row in body] for place in places.values()
    }
    if wrong := _contradicted(layout.derived(columns), layout, grid):
        return Match(one, layout, 0.99, len(layout.required), "", (f'"{wrong}" with the values it should hold',))
    listed = ", ".join(f'"{group[0]}"' for group in layout.required[:4])
    more = f" and {len(layout.required) - 4} more" if len(layout.required) > 4 else ""
    return Match(one, layout, 1.0, len(layout.required), f"it has the columns {listed}{more}")


def _contradicted(columns: dict[str, list[str | None]], layout: Layout, grid: Grid) -> str | None:
    """Return a column whose cells are not what the header says, if there is one."""
    named = {key(name): cells for name, cells in columns.items()}

    def cells(name: str | None) -> list[str]:
        return [cell for cell in named.get(key(name), ()) if cell] if name else []

    dates = cells(layout.columns.created_at)
    if not layout.settings.date_format or "%" not in layout.settings.date_format:
        if sum(read_date(cell, serial=grid.serial) is None for cell in dates) > BORNE_OUT * len(dates):
            return layout.columns.created_at
    ratings = cells(layout.columns.rating)
    scale = layout.settings.rating_scale
    if ratings and layout.columns.rating_scale is None:
        read = read_ratings(ratings, [scale] * len(ratings))
        if sum(value is None for value in read.values) > BORNE_OUT * len(ratings):
            return layout.columns.rating
    return None
