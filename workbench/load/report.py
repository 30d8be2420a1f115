"""What a load did with every row: the load report and its rejects."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from workbench.load.schema import REJECTS, conform, empty
from workbench.privacy.mask import mask

EXCERPT = 80  # characters of a rejected row that are kept, masked


class Reason(StrEnum):
    """Why a row was not kept."""

    BAD_STRUCTURE = "bad_structure"
    NO_TEXT_NO_RATING = "no_text_no_rating"
    BAD_DATE = "bad_date"
    PRIVATE = "private"
    INTERNAL = "internal_without_flag"
    NOT_FEEDBACK = "not_feedback"
    EXCLUDED_BY_POLICY = "excluded_by_policy"


@dataclass(frozen=True)
class Reject:
    """One row that was not kept.

    Parameters
    ----------
    row : int
        Row in the file, counted from 1 with the header.
    reason : Reason
        The code that reports count by.
    detail : str
        The reason in words; holds no text of the row.
    raw : str
        The row as read; only its hash and a masked excerpt are kept.
    """

    row: int
    reason: Reason
    detail: str
    raw: str = ""


@dataclass(frozen=True)
class FileReport:
    """What became of one file; ``rows_read = kept + duplicates + rejected`` always holds.

    ``updated`` is part of ``duplicates``; ``outbound`` and ``content_rows`` are parts of ``kept``. ``split_replies``
    are replies of ours cut from a kept row: rows of the table that are no rows of the file.
    """

    file: str
    sha256: str = ""
    bytes: int = 0
    encoding: str = ""
    delimiter: str = ""
    profile: str = "table"
    profile_version: str = "1"
    profile_why: str = ""
    header_row: int = 0
    columns_used: tuple[str, ...] = ()
    columns_ignored: tuple[str, ...] = ()
    rows_read: int = 0
    kept: int = 0
    duplicates: int = 0
    updated: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    outbound: int = 0
    split_replies: int = 0
    content_rows: int = 0
    first_at: str = ""
    last_at: str = ""
    date_format: str = ""
    date_quality: Mapping[str, int] = field(default_factory=dict)
    id_quality: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    declared_total: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def rejected_rows(self) -> int:
        """Return how many rows were rejected, whatever the reason."""
        return sum(self.rejected.values())

    @property
    def balances(self) -> bool:
        """Return whether every row that was read is accounted for."""
        return self.rows_read == self.kept + self.duplicates + self.rejected_rows


@dataclass(frozen=True)
class Loaded:
    """The tables that one source's files became, each sorted by its id.

    Parameters
    ----------
    feedback, content, events, content_metric, rejects : DataFrame
        Columns of ``workbench.load.schema``, ``workbench.load.content.EVENTS`` and ``workbench.load.figures``.
    reports : tuple of FileReport
        One for each table that was read (a sheet or an archive's member is a table).
    """

    feedback: pd.DataFrame
    content: pd.DataFrame
    events: pd.DataFrame
    content_metric: pd.DataFrame
    rejects: pd.DataFrame
    reports: tuple[FileReport, ...]


def rejects_table(source: str, rejected: Mapping[str, Sequence[Reject]]) -> pd.DataFrame:
    """Return the rejects of one source as a table, in order of file and row."""
    rows = [
        {
            "source": source,
            "source_file": file,
            "source_row": one.row,
            "reason": one.reason.value,
            "detail": one.detail,
            "raw_sha256": hashlib.sha256(one.raw.encode("utf-8", "replace")).hexdigest(),
            "raw_excerpt": excerpt(one.raw),
        }
        for file in sorted(rejected)
        for one in sorted(rejected[file], key=lambda reject: (reject.row, reject.reason))
    ]
    return conform(pd.DataFrame(rows), REJECTS) if rows else empty(REJECTS)


def excerpt(raw: str) -> str:
    """Return the masked beginning of a row; what is cut off is masked first, so no half address is left."""
    return " ".join(mask(raw[: 20 * EXCERPT], lambda _: "@user").split())[:EXCERPT]


def raw_row(cells: Sequence[str | None]) -> str:
    """Return a row's cells as one string, for its hash."""
    return json.dumps(list(cells), ensure_ascii=False)
