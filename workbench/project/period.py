"""Periods: half-open windows of local time."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from workbench.errors import BadRequest
from workbench.project.model import Project

MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")
YEARS = range(1990, 2200)
#: Below this many people a month, window = "auto" uses three months (design §5).
FEW_PEOPLE = 500
# Our own names: strftime follows the machine's language.
MONTHS = "January February March April May June July August September October November December".split()


class Kind(StrEnum):
    """What kind of stretch a window is."""

    MONTH = "month"
    QUARTER = "quarter"
    NAMED = "named"
    WINDOW = "window"


@dataclass(frozen=True)
class Window:
    """A period with its bounds.

    Parameters
    ----------
    label : str
        `2026-10`, `2026-Q3`, a name under `[periods]`, or `2026-08..2026-10` for several months.
    start, end : datetime
        In UTC, half-open: `start <= t < end`. Both are local midnights, so a month with a change to summer time is
        an hour shorter.
    zone : str
        The zone of those midnights.
    partial : bool
        Whether the period was not over yet.
    kind : Kind
        month, quarter, named or window (several months).
    """

    label: str
    start: datetime
    end: datetime
    zone: str
    partial: bool = False
    kind: Kind = Kind.MONTH

    @property
    def first_day(self) -> date:
        """The first local day."""
        return self.start.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_day(self) -> date:
        """The last local day, included."""
        # Half a day back from midnight is the day before in every zone, however summer time changes.
        return (self.end - timedelta(hours=12)).astimezone(ZoneInfo(self.zone)).date()

    @property
    def days(self) -> int:
        """The number of local days."""
        return (self.last_day - self.first_day).days + 1

    @property
    def title(self) -> str:
        """The period as pages name it: "October 2026", "Jul–Sep 2026", "launch, 5–12 Oct 2026"."""
        first, last = self.first_day, _whole(self).last_day
        if self.kind is Kind.NAMED:
            words = f"{self.label}, {_days(self.first_day, self.last_day)}"
        elif (first.year, first.month) == (last.year, last.month):
            words = f"{MONTHS[first.month - 1]} {first.year}"
        else:
            words = _months(first, last)
        return f"{words}, partial" if self.partial else words

    def __contains__(self, when: datetime) -> bool:
        return self.start <= when < self.end

    def previous(self, n: int = 1) -> tuple[Window, ...]:
        """Return the n windows of the same length before this one, oldest first, all of them over.

        Months precede months, quarters quarters, three months the three months before; a named period is preceded
        by as many days as it has.
        """
        whole = _whole(self)
        if self.kind is Kind.NAMED:
            ends = [whole.first_day - timedelta(days=whole.days * (i - 1)) for i in range(n, 0, -1)]
            return tuple(_of_days(end - timedelta(days=whole.days), end, self.zone) for end in ends)
        length = _length(whole)
        at = whole.first_day.year * 12 + whole.first_day.month - 1
        return tuple(_of_months(at - i * length, length, self.zone, self.kind) for i in range(n, 0, -1))

    def widened(self, months: int) -> Window:
        """Return the window of this many months that ends with this month."""
        last = _whole(self).last_day
        at = last.year * 12 + last.month - months
        wide = _of_months(at, months, self.zone, Kind.MONTH if months == 1 else Kind.WINDOW)
        return replace(wide, end=min(wide.end, self.end), partial=self.partial)

    def cut(self, end: datetime) -> Self:
        """Return the window as far as it had come by then."""
        return replace(self, end=end, partial=True) if end < self.end else self


def window(
    project: Project, label: str, *, as_of: str | None = None, partial: bool = False, now: datetime | None = None
) -> Window:
    """Return the window of a period in the project's zone.

    Parameters
    ----------
    project : Project
        Gives the zone and the named periods.
    label : str
        `YYYY-MM`, `YYYY-Qn`, or a name under `[periods]`.
    as_of : str, optional
        A day, `YYYY-MM-DD`: the period as it stood at the end of that local day.
    partial : bool
        Whether a period that is not over is wanted; one that is over stays whole.
    now : datetime, optional
        The clock (with a zone); the machine's where absent.

    Raises
    ------
    BadRequest
        If the label or day is wrong, or the period has not begun, or is not over and `partial` is not set.
    """
    whole = _parse(project, label)
    zone = ZoneInfo(project.timezone)
    clock = (now or datetime.now(UTC)).astimezone(UTC)
    if as_of is not None:
        clock = _end_of(as_of, clock, zone)
    if clock >= whole.end:
        return whole
    if clock <= whole.start:
        fix = f"Choose a period before {clock.astimezone(zone).date()}."
        raise BadRequest(f"The period {label} has not begun.", where=f"period {label}", fix=fix)
    if not partial:
        fix = f"Wait until {whole.last_day + timedelta(days=1)}, or ask for what there is with --partial."
        raise BadRequest(f"The period {label} is not over.", where=f"period {label}", fix=fix)
    return whole.cut(clock) if as_of is not None else replace(whole, partial=True)


def effective_window(project: Project, period: Window, people_per_month: float) -> Window:
    """Return the window that sizes and comparisons use.

    With `window = "auto"`, a month in a project of under 500 people a month is widened to the last three months,
    because a month alone would only say "too early". `quarter` and `N months` are the last N months up to this one.
    Quarters and named periods stay what they are.
    """
    if period.kind is not Kind.MONTH:
        return period
    if project.window == "auto":
        months = 3 if people_per_month < FEW_PEOPLE else 1
    else:
        months = {"month": 1, "quarter": 3}.get(project.window) or int(project.window.split()[0])
    return period.widened(months) if months > 1 else period


def _parse(project: Project, label: object) -> Window:
    zone = project.timezone
    text = label if isinstance(label, str) else ""
    if (found := MONTH.fullmatch(text)) and int(found[1]) in YEARS:
        return _of_months(int(found[1]) * 12 + int(found[2]) - 1, 1, zone, Kind.MONTH)
    if (found := QUARTER.fullmatch(text)) and int(found[1]) in YEARS:
        return _of_months(int(found[1]) * 12 + int(found[2]) * 3 - 3, 3, zone, Kind.QUARTER)
    if text in project.periods:
        first, last = (date.fromisoformat(day) for day in project.periods[text])
        return replace(_of_days(first, last + timedelta(days=1), zone), label=text)
    raise BadRequest(f"There is no period {label!r}.", where=f"period {label}", fix=_meant(project, label))


def _meant(project: Project, label: object) -> str:
    text = str(label).strip()
    if found := re.fullmatch(r"(\d{4})[-/. ]?(\d{1,2})", text):
        year, month = int(found[1]), int(found[2])
        if 1 <= month <= 12 and year in YEARS:
            return f"Write {year}-{month:02d}."
        if year in YEARS:
            return f"A month is written as {year}-01 to {year}-12."
    if found := re.fullmatch(r"(?i)(\d{4})[-/. ]?q([1-4])|q([1-4])[-/. ]?(\d{4})", text):
        return f"Write {found[1] or found[4]}-Q{found[2] or found[3]}."
    if near := difflib.get_close_matches(text, project.periods, n=1):
        return f"Did you mean {near[0]!r}?"
    named = f", or a name under [periods]: {', '.join(project.periods)}" if project.periods else ""
    return f"Write a month as 2026-10 or a quarter as 2026-Q4{named}."


def _day(text: str) -> date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as fault:
        raise BadRequest(f"{text!r} is not a day.", where="--as-of", fix="Write a day as 2026-10-15.") from fault


def _end_of(as_of: str, clock: datetime, zone: ZoneInfo) -> datetime:
    day = _day(as_of)
    today = clock.astimezone(zone).date()
    if day > today:
        raise BadRequest(f"{as_of} lies in the future.", where="--as-of", fix=f"Name a day up to {today}.")
    return _midnight(day + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # Where summer time begins at midnight, 00:00 does not exist; fold=0 then gives the very moment of the change.
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _of_months(at: int, length: int, zone: str, kind: Kind) -> Window:
    """Return `length` months from month number `at` (year · 12 + month − 1)."""
    first, after = (date(number // 12, number % 12 + 1, 1) for number in (at, at + length))
    last = at + length - 1
    label = f"{first:%Y-%m}"
    if kind is Kind.QUARTER:
        label = f"{first.year}-Q{first.month // 3 + 1}"
    elif length > 1:
        label = f"{first:%Y-%m}..{last // 12}-{last % 12 + 1:02d}"
    place = ZoneInfo(zone)
    return Window(label, _midnight(first, place), _midnight(after, place), zone, kind=kind)


def _of_days(first: date, after: date, zone: str) -> Window:
    place = ZoneInfo(zone)
    label = f"{first}..{after - timedelta(days=1)}"
    return Window(label, _midnight(first, place), _midnight(after, place), zone, kind=Kind.NAMED)


def _whole(period: Window) -> Window:
    """Return the window up to its planned end (a cut one has lost it, so it is built again from its label)."""
    if not period.partial or period.kind is Kind.NAMED:
        return period
    first = period.first_day
    return _of_months(first.year * 12 + first.month - 1, _length(period), period.zone, period.kind)


def _length(period: Window) -> int:
    if period.kind is Kind.QUARTER:
        return 3
    if period.kind is Kind.MONTH:
        return 1
    first, last = (MONTH.fullmatch(part) for part in period.label.split(".."))
    if first is None or last is None:
        return 1
    return int(last[1]) * 12 + int(last[2]) - int(first[1]) * 12 - int(first[2]) + 1


def _months(first: date, last: date) -> str:
    start = MONTHS[first.month - 1][:3] + ("" if first.year == last.year else f" {first.year}")
    return f"{start}–{MONTHS[last.month - 1][:3]} {last.year}"


def _days(first: date, last: date) -> str:
    end = f"{last.day} {MONTHS[last.month - 1][:3]} {last.year}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {MONTHS[first.month - 1][:3]} {first.year}–{end}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1][:3]}–{end}"
    return f"{first.day}–{end}"
