"""Read a column of dates: one dialect for the whole column, never row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from workbench.errors import BadData, BadRequest
from workbench.load.date_shapes import TRIPLE, Moment, Triple, full_year, read_date
from workbench.load.grid import Cell

OPEN = re.compile(rf"(?<!\d){TRIPLE.pattern}")  # only such dates leave the order open; half the time is saved
ORDERS = ("DMY", "MDY", "YMD")
STRAY = 0.01  # share of clear dates that may speak against the others and count as bad rows
FIRST_YEAR, LAST_YEAR = 1990, 2099  # outside is a placeholder such as 1970-01-01, not a date
TRUSTED = 0.5  # share of a column that must be dates, or it is no date column


@dataclass(frozen=True)
class DateRules:
    """How a source's dates are read.

    Parameters
    ----------
    pattern : str
        "auto", "DMY", "MDY", "YMD" or a strftime pattern such as "%d.%m.%Y %H:%M".
    zone : str
        Zone of times that carry none.
    day_zone : str
        Zone of days without a time: a day stays the same day in the project's zone.
    """

    pattern: str = "auto"
    zone: str = "UTC"
    day_zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.pattern not in ("auto", *ORDERS) and "%" not in self.pattern:
            raise BadRequest(
                f'date_format = "{self.pattern}" is not understood',
                where="project.toml, [[sources]]",
                fix='write "auto", "DMY", "MDY", "YMD" or a pattern such as "%d.%m.%Y %H:%M"',
            )


@dataclass(frozen=True)
class Dates:
    """A column of moments; all sequences have one entry for each row.

    Parameters
    ----------
    at : list of (datetime or None)
        In UTC; missing where blank, bad or implausible.
    quality : list of str
        exact, assumed_zone, date_only or missing.
    bad : list of bool
        Written, and not a date in this dialect.
    implausible : list of bool
        A date before 1990 or after 2099: kept in no month.
    order : str
        The order that was used for dates of three numbers, or empty.
    """

    at: list[datetime | None]
    quality: list[str]
    bad: list[bool]
    implausible: list[bool]
    order: str = ""


class MixedOrders(BadData):
    """A column in which days, months and years stand in two orders.

    Parameters
    ----------
    best, other : str
        The two orders.
    counts : mapping of str to int
        Dates that can only be read in an order.
    examples : tuple of str
        One date of each.
    """

    def __init__(self, best: str, other: str, counts: Mapping[str, int], examples: tuple[str, str]) -> None:
        super().__init__(
            f"the dates mix two orders: {counts[best]} can only be {best}, {counts[other]} only {other}",
            where=f'for example "{examples[0]}" and "{examples[1]}"',
            fix="export again with one date format, or split the file",
        )
        self.examples = examples


@dataclass(frozen=True)
class Order:
    """The order of day, month and year that a column's clear dates give.

    `name` is empty where no date is of three numbers; `open` says that no date settles it, `name` is then the
    reading that fits best and `reason` says why.
    """

    name: str = ""
    open: bool = False
    reason: str = ""
    example: str = ""


def column_order(values: Iterable[Cell]) -> Order:
    """Decide from a whole column in which order day, month and year stand.

    Parameters
    ----------
    values : iterable of (str or None)
        All dates of a source, several files together, in file order.

    Raises
    ------
    BadData
        If the column mixes two orders.
    """
    written = [value for value in values if value]
    parsed = {value: read_date(value) for value in dict.fromkeys(written) if OPEN.search(value)}
    triples = {value: one for value, one in parsed.items() if isinstance(one, Triple)}
    if not triples:
        return Order()
    names = _candidates(list(triples.values()))
    days = {name: {value: _ordered(one, name) for value, one in triples.items()} for name in names}
    only = {
        name: [v for v in triples if days[name][v] and not any(days[o][v] for o in names if o != name)]
        for name in names
    }
    total = sum(map(len, only.values()))
    if total:
        best = max(names, key=lambda name: len(only[name]))
        other = max((name for name in names if name != best), key=lambda name: len(only[name]), default=best)
        if other != best and len(only[other]) > STRAY * total:
            raise MixedOrders(best, other, {name: len(only[name]) for name in only}, (only[best][0], only[other][0]))
        return Order(best, reason=f'"{only[best][0]}" can only be {best}')
    possible = [name for name in names if sum(map(bool, days[name].values())) * 2 > len(triples)]
    readings = {tuple(days[name].values()) for name in possible}
    if len(readings) == 1:
        return Order(possible[0])
    return _closest({name: days[name] for name in possible}, written)


def _candidates(triples: Sequence[Triple]) -> tuple[str, ...]:
    """Return the orders worth trying: the year first only where nothing else reads every date, as it is rare."""
    sound = {name for name in ORDERS if all(_ordered(one, name) for one in triples)}
    return ("YMD",) if sound == {"YMD"} else ORDERS[:2]


def _closest(days: dict[str, dict[str, datetime | None]], written: Sequence[str]) -> Order:
    """Propose the reading under which the file is most in order, and its dates lie closest together."""
    if not days:
        return Order()

    def disorder(name: str) -> tuple[float, float]:
        dates = [at for value in written if (at := days[name].get(value)) is not None]
        ups = sum(b > a for a, b in pairwise(dates))
        downs = sum(b < a for a, b in pairwise(dates))
        return min(ups, downs) / max(ups + downs, 1), (max(dates) - min(dates)).total_seconds()

    best = min(days, key=disorder)
    example = next(value for value in written if len({one.get(value) for one in days.values()}) > 1)
    others = " or ".join(name for name in days if name != best)
    tie = len({disorder(name) for name in days}) == 1
    why = "nothing in the file speaks for one" if tie else f"{best} keeps the file in order and its dates together"
    reason = f"{why}; {others} would also be possible"
    return Order(best, open=True, reason=reason, example=example)


def settle(order: Order, rules: DateRules, where: str) -> str:
    """Return the order to read with; an open one stops unless project.toml settles it.

    Raises
    ------
    BadData
        If no date and no `date_format` settles the order.
    """
    if rules.pattern in ORDERS:
        return rules.pattern
    if order.open and rules.pattern == "auto":
        raise BadData(
            f'dates such as "{order.example}" can be read in two ways; {order.reason}',
            where=where,
            fix=f'write date_format = "{order.name}" for this source in project.toml, or the order that is right',
        )
    return order.name


def read_dates(
    values: Sequence[Cell], *, rules: DateRules, order: str, where: str = "", serial: datetime | None = None
) -> Dates:
    """Read a column of dates in one dialect.

    Parameters
    ----------
    values : sequence of (str or None), length n
        As in the export.
    rules, order, serial
        How to read: the source's rules, the settled order, and a workbook's day zero.
    where : str
        File and column, for messages.

    Raises
    ------
    BadData
        If most written values are no dates in this dialect.
    """
    read = {value: _read(value, rules, order, serial) for value in set(values) if value}
    moments = [read[value] if value else None for value in values]
    bad = [bool(value) and moment is None for value, moment in zip(values, moments, strict=True)]
    odd = [moment is not None and not FIRST_YEAR <= moment.at.year <= LAST_YEAR for moment in moments]
    written = sum(1 for value in values if value)
    if written and sum(bad) + sum(odd) > TRUSTED * written:
        wrong = next(str(value) for value, no, off in zip(values, bad, odd, strict=True) if no or off)
        if sum(odd) > sum(bad):
            raise BadData(
                f'{sum(odd)} of {written} dates lie before {FIRST_YEAR} or after {LAST_YEAR}, such as "{wrong[:40]}"',
                where=where,
                fix='map the right column, or take the column out of columns and write period = "YYYY-MM"',
            )
        raise BadData(
            f'{sum(bad) + sum(odd)} of {written} values are no dates, such as "{wrong[:40]}"',
            where=where,
            fix='map the right column, or write date_format = "%d.%m.%Y" (your pattern) in project.toml',
        )
    good = [None if off else moment for moment, off in zip(moments, odd, strict=True)]
    return Dates(_instants(good, rules), [_quality(moment) for moment in good], bad, odd, order)


def _read(value: str, rules: DateRules, order: str, serial: datetime | None) -> Moment | None:
    if "%" in rules.pattern:
        return _patterned(value.strip(), rules.pattern)
    one = read_date(value, serial=serial)
    if not isinstance(one, Triple):
        return one
    at = _ordered(one, order) if order else None
    return None if at is None else Moment(at, one.clock.offset, one.clock.timed)


def _patterned(value: str, pattern: str) -> Moment | None:
    try:
        at = datetime.strptime(value, pattern)
    except ValueError:
        return None
    offset = at.utcoffset()
    timed = any(code in pattern for code in ("%H", "%I", "%T", "%X", "%c", "%s", "%R"))
    zone = None if offset is None else at.tzinfo
    return Moment(at.replace(tzinfo=None), zone, timed)  # type: ignore[arg-type]


def _ordered(one: Triple, order: str) -> datetime | None:
    parts = dict(zip(order, (one.a, one.b, one.c), strict=True))
    if one.wide and order == "YMD":
        return None
    try:
        return datetime(full_year(parts["Y"]), parts["M"], parts["D"]) + one.clock.since
    except ValueError:
        return None


def _quality(moment: Moment | None) -> str:
    if moment is None:
        return "missing"
    if not moment.timed:
        return "date_only"
    return "assumed_zone" if moment.offset is None else "exact"


def _instants(moments: Sequence[Moment | None], rules: DateRules) -> list[datetime | None]:
    """Return moments in UTC; an hour that a change of summer time skips moves on, a doubled one is the first."""
    zones: dict[str, tzinfo] = {name: ZoneInfo(name) for name in (rules.zone, rules.day_zone)}
    cache: dict[Moment, datetime] = {}
    for moment in moments:
        if moment is not None and moment not in cache:
            zone = moment.offset or zones[rules.zone if moment.timed else rules.day_zone]
            cache[moment] = moment.at.replace(tzinfo=zone).astimezone(UTC)
    return [None if moment is None else cache[moment] for moment in moments]
