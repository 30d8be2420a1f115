"""What a made-up export is: posts, how a platform writes them, and what must become of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Post = Mapping[str, Any]


@dataclass(frozen=True)
class Export:
    """An export of one format.

    Parameters
    ----------
    format : str
    file : str
        Its name in the inbox.
    posts : sequence of mapping
        What was said, in words of the fixture's own; `text` is what hostile text is put into, `id` tells posts apart.
    write : callable
        Posts as the platform writes them: bytes.
    expect : callable
        A post as rows of the canonical table: one, or several (a post and our reply to it); only the columns that the
        test is about.
    kind : str
        The table that they stand in.
    origin : str
    required : str
        A column or key without which nothing can be read; empty where there is none.
    settings : mapping
        Further keys of `[[sources]]`, such as private.
    encoding : str
        In which the platform writes; empty for workbooks and archives.
    whole : bool
        Whether a file that is cut short cannot be read at all (an archive, one JSON object).
    texts : bool
        Whether it holds texts of people.
    """

    format: str
    file: str
    posts: Sequence[Post]
    write: Callable[[Sequence[Post]], bytes]
    expect: Callable[[Post], Sequence[Mapping[str, Any]]]
    kind: str = "feedback"
    origin: str = "social"
    required: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    encoding: str = "utf-8"
    whole: bool = False
    texts: bool = True


def table(rows: Sequence[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8", head: str = "") -> bytes:
    """Return rows as a delimited file, quoted where needed; `head` are lines above the header."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return (head + out.getvalue()).encode(encoding)


def objects(value: object) -> bytes:
    """Return a value as JSON, as an interface writes it."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def lines(values: Sequence[object]) -> bytes:
    """Return values as JSON, one a line."""
    return b"".join(objects(value) + b"\n" for value in values)
