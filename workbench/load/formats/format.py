"""A format: an export that a platform gives, how it is recognised and what its tables are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Annotated, Literal, Protocol

from pydantic import ConfigDict, Field, ValidationError

from workbench.errors import BadRequest
from workbench.load.document import Document
from workbench.load.formats.layout import Layout
from workbench.load.report import Reject
from workbench.project.source import Authors, Origin, Strict


@dataclass(frozen=True)
class Shaped:
    """Rows that a shape made of a document.

    Parameters
    ----------
    layout : str
        The layout that knows their columns.
    rows : list of mapping
        Cells by column; nested objects become dotted names, numbers stay as written.
    numbers : list of int
        Where each stood in the document, counted from 1; empty: in this order.
    rejects : tuple of Reject
        What could not be read; these rows are not among `rows`.
    warnings : tuple of str
        For the load report.
    declared_total : int or None
        How many rows the export itself says there are.
    """

    layout: str
    rows: Sequence[Mapping[str, object]]
    numbers: Sequence[int] = ()
    rejects: tuple[Reject, ...] = ()
    warnings: tuple[str, ...] = ()
    declared_total: int | None = None


class Shape(Protocol):
    """Turns a document that is no table into rows; a module of `shapes` has these two functions.

    One with a function `asked(document, beside, source)` too is asked that in place of `shaped`: it needs what
    project.toml names in a survey, or which speakers of a talk are ours.
    """

    def fits(self, document: Document) -> float:
        """Return how sure it is, from 0 to 1, that a document is of its format; cheap, and never raises."""

    def shaped(self, document: Document, beside: Sequence[Document]) -> list[Shaped]:
        """Return the rows of a document; none for a part that holds no rows of its own.

        `beside` are the other documents of the source, for those who must look something up in them.
        """


class Format(Strict):
    """An export that a platform gives.

    Parameters
    ----------
    name : str
        As in `format = "…"`.
    title : str
        What people call it.
    version : str
        Raised when the same file gives other rows.
    origin : Origin
        The door through which it hears people.
    authors : Authors
    where : str
        Where the export is found.
    told : str
        What a reader must know: what is not in it, what is left out.
    evidence : {'real', 'documented', 'hearsay'}
        What the layout was checked on: a real file, documentation or a public reader, or general knowledge.
    shape : str or None
        Module that turns its documents into rows; None for tables.
    joined : bool
        Whether its shape looks things up in the other files of the source, those read before too.
    by_line : bool
        Whether each line of its JSON stands for itself, so that a large file may be read in parts.
    private : bool
        Whether it is internal by nature: no row loads without `private = true`.
    layouts : tuple of Layout
    """

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
    title: str
    version: str = "1"
    origin: Annotated[Origin, Field(strict=False)]
    authors: Annotated[Authors, Field(strict=False)] = Authors.COLUMN
    where: str = ""
    told: str = ""
    evidence: Literal["real", "documented", "hearsay"] = "hearsay"
    shape: str | None = None
    joined: bool = False
    by_line: bool = False
    private: bool = False
    layouts: Annotated[tuple[Layout, ...], Field(strict=False, min_length=1)]

    @property
    def kind(self) -> str:
        """What most of its rows are: that of the first layout."""
        return self.layouts[0].kind

    @property
    def reader(self) -> str:
        """Name and version, as reports and rows give them."""
        return f"{self.name}-{self.version}"

    @cached_property
    def shaping(self) -> Shape | None:
        """The shape's module."""
        return import_module(self.shape) if self.shape else None

    def layout(self, name: str) -> Layout:
        """Return a layout by its name."""
        return next(one for one in self.layouts if one.name == name)


def read_format(text: str, *, where: str) -> Format:
    """Read a format from its layout file.

    Parameters
    ----------
    text : str
        TOML.
    where : str
        What the file is called in messages.

    Raises
    ------
    BadRequest
        If a key is unknown or a value of the wrong type.
    """
    try:
        return Format.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadRequest(
            f"the format cannot be read: {error}", where=where, fix="see the formats that come with the workbench"
        ) from error


__all__ = ["Format", "Shape", "Shaped", "read_format"]
