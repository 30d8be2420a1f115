"""A source: one stream of exports and how to read it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from workbench.project.zone import Zone


class Origin(StrEnum):
    """The door through which people were heard."""

    SOCIAL = "social"
    REVIEW = "review"
    SUPPORT = "support"
    SURVEY = "survey"
    COMMUNITY = "community"
    CALL = "call"
    INTERNAL = "internal"
    SALES = "sales"


class Authors(StrEnum):
    """Who stands behind an item."""

    COLUMN = "column"
    ONE_PER_ITEM = "one_per_item"
    UNKNOWN = "unknown"


def _as_tuple(value: object) -> object:
    # One name may stand without brackets. A tuple, because strict validation refuses lists behind a validator.
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
PERIOD = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


class Strict(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Columns(Strict):
    """Which column of the export holds what; each name is one of the file's headers."""

    text: Names = ()
    title: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    author: str | None = None
    rating: str | None = None
    rating_scale: str | None = None
    id: str | None = None
    url: str | None = None
    thread_id: str | None = None
    parent_id: str | None = None
    status: str | None = None
    reply: str | None = None
    first_reply_at: str | None = None
    solved_at: str | None = None
    reopens: str | None = None
    version: str | None = None
    inbound: str | None = None
    lang: str | None = None
    email: str | None = None
    external_id: str | None = None
    content_id: str | None = None
    likes: str | None = None
    replies: str | None = None
    shares: str | None = None
    paid: str | None = None
    heard_from: str | None = None
    label: str | None = None
    keep: Names = Field(default=(), description="further columns kept for comparisons, such as plan or country")


class Source(Strict):
    """One `[[sources]]` table of project.toml."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    files: Names
    format: str = "auto"
    origin: Origin
    authors: Authors = Authors.COLUMN
    columns: Columns = Columns()
    date_format: str = "auto"
    period: Annotated[str, Field(pattern=PERIOD)] | None = None
    timezone: Zone | None = None
    encoding: str = "auto"
    sheet: str | None = None
    kind: Literal["feedback", "content", "events"] = "feedback"
    metrics: dict[str, str] = Field(default={}, description="of content: a figure, and its column")
    as_of: str | None = Field(default=None, description="of content: the day of its figures, or the column with it")
    split_reply: str | None = None
    deleted_marker: str | None = None
    deleted: Literal["keep", "drop"] = "keep"
    own_ids: Names = ()
    staff: Names = ()
    private: bool = False
    retention_days: Annotated[int, Field(ge=1)] | None = None
    rating_scale: Literal["stars5", "nps11", "csat5", "good_bad", "thumbs"] | None = None


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a source's name, with a number behind it where it is taken."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name[:36]}-{number}", number + 1
    return free
