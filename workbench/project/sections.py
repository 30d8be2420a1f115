"""The tables of project.toml beside its sources."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from workbench.project.goals import MeasureName
from workbench.project.source import PERIOD, Names, Strict
from workbench.project.zone import Zone

Month = Annotated[str, Field(pattern=PERIOD)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
WINDOW = r"^(auto|month|quarter|([1-9]|1[0-9]|2[0-4]) months?)$"


class Settings(Strict):
    """`[project]`: what is studied, and the defaults of every study."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    timezone: Zone = "UTC"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    window: Annotated[str, Field(pattern=WINDOW)] = "auto"
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    k: Annotated[int, Field(ge=5)] = 10
    first_month: Month | None = None


class Customers(Strict):
    """`[customers]`: the list that says who is a customer."""

    file: str | None = None
    url: str | None = None
    query: str | None = None
    complete: bool = Field(default=False, description="true: whoever is not on the list is no customer")
    declared: bool = Field(default=False, description="true: believe posts such as 'my subscription'")

    @model_validator(mode="after")
    def _url_has_query(self) -> Self:
        if (self.url is None) != (self.query is None):
            msg = "url and query belong together: give both or neither"
            raise ValueError(msg)
        if self.file is not None and self.url is not None:
            msg = "a list comes from a file or from a database: give file, or url with query"
            raise ValueError(msg)
        return self


class Topics(Strict):
    """`[topics]`: how topics are found."""

    granularity: Annotated[float, Field(gt=0, le=10)] = 1.0
    min_people: Annotated[int, Field(ge=2)] = 10
    split_words: Annotated[int, Field(ge=10)] = 40
    frame: str | None = None


class Segments(Strict):
    """`[segments]`: the columns that are compared."""

    compare: Names = ("customer",)


class Privacy(Strict):
    """`[privacy]`: what the share edition may quote."""

    quotes: Literal["none", "fragments", "masked"] = "fragments"


class Goal(Strict):
    """What a product should reach, and by when."""

    measure: MeasureName
    target: float
    by: Month


class ProductMatch(Strict):
    """Which posts are about a product: those of these sources, with these words, or with these labels."""

    source: Names = ()
    text: Names = ()
    label: Names = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(word.strip() for word in (*self.source, *self.text, *self.label)):
            msg = "match needs one of source, text, label"
            raise ValueError(msg)
        return self


class Product(Strict):
    """One `[[products]]` table."""

    name: Text
    end_user: Literal["audience", "customer"]
    problem: str = ""
    feature: str = ""
    benefit: str = ""
    outcome: str = ""
    stage: Literal["discover", "launch", "grow", "retire"] | None = None
    match: ProductMatch | None = None
    goal: Goal | None = None


class Department(Strict):
    """One `[[departments]]` table: who owns which topics."""

    name: Text
    topics: Names = ()
    keywords: Names = ()


class Match(Strict):
    """How a post is recognised as part of a series."""

    hashtag: str | None = None
    text: str | None = None
    label: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.hashtag or self.text or self.label):
            msg = "match needs one of hashtag, text, label"
            raise ValueError(msg)
        return self


class Series(Strict):
    """One `[[series]]` table: posts of ours that return."""

    name: Text
    match: Match
    intent: Literal["inform", "educate", "inspire", "help", "connect", "sell"] | None = None
    product: str | None = None
    minimum_run: Annotated[int, Field(ge=1)] | None = None


class Competitor(Strict):
    """One `[[competitors]]` table."""

    name: Text
    aliases: Names = ()


class Statistics(Strict):
    """`[statistics]`: what the researcher decides about figures."""

    precision: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    pi_unknown: tuple[Annotated[float, Field(ge=0, lt=1)], Annotated[float, Field(ge=0, lt=1)]] = (0.0, 0.3)
    comparisons: tuple[tuple[str, str], ...] = ()
    margins: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.pi_unknown[0] > self.pi_unknown[1]:
            msg = "pi_unknown is [lowest, highest]"
            raise ValueError(msg)
        if any(one == two for one, two in self.comparisons):
            msg = "a comparison needs two different groups"
            raise ValueError(msg)
        return self


class Compute(Strict):
    """`[compute]`: threads here, or a scheduler elsewhere. Neither changes a result."""

    threads: Annotated[int, Field(ge=1, le=256)] = 2
    scheduler: str = ""


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as fault:
        msg = f"{value!r} is not a day written as 2026-10-05"
        raise ValueError(msg) from fault


Day = Annotated[str, AfterValidator(_day)]


def _in_order(span: tuple[str, str]) -> tuple[str, str]:
    if span[0] > span[1]:
        msg = "the period ends before it starts; write [first day, last day]"
        raise ValueError(msg)
    return span


#: A named period becomes the folder studies/<name>, and must not look like a month or quarter.
PeriodName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
#: First and last day of a named period, both included.
Span = Annotated[tuple[Day, Day], AfterValidator(_in_order)]
