"""Recognise one written date: its parts, or three numbers whose order is open."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
TWITTER = re.compile(r"([A-Za-z]{3}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s/-]+(?:de\s+)?([^\W\d_]{3,})\.?,?[\s/-]+(?:de\s+)?(\d{4}|\d{2})(?!\d|:)"
)
TRIPLE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d|:)")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?")
NUMBER = re.compile(r"(\d{9,10}|\d{13}|\d{16})(?:\.\d+)?")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
TIME = re.compile(
    r"(?:[T,]|\s|at\b|um\b)*(?P<half>上午|下午|午前|午後|오전|오후)?\s*"
    r"(?P<hour>\d{1,2})[:.時时](?P<minute>\d{2})分?(?:[:.](?P<second>\d{2})秒?(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<noon>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?(?:\s*\([^()]*\))?"
)
ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "JST": 9,
}  # fmt: skip
LONGEST = 100  # characters of a cell that may be a date
AFTERNOON = ("下午", "午後", "오후")

#: First letters of month names: English, German, French, Spanish, Italian, Portuguese, Dutch.
MONTHS = {
    "jan": 1, "jän": 1, "ene": 1, "gen": 1, "feb": 2, "fév": 2, "fev": 2, "mar": 3, "mär": 3, "mrt": 3, "maa": 3,
    "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5, "mag": 5, "mei": 5, "jun": 6, "juin": 6, "giu": 6, "jul": 7,
    "juil": 7, "lug": 7, "aug": 8, "aoû": 8, "ago": 8, "sep": 9, "set": 9, "oct": 10, "okt": 10, "ott": 10, "out": 10,
    "nov": 11, "dec": 12, "dez": 12, "déc": 12, "dic": 12,
}  # fmt: skip


class Clock(NamedTuple):
    """A time of day: seconds and microseconds after midnight, and its zone where it is written."""

    since: timedelta
    offset: timezone | None
    timed: bool


class Moment(NamedTuple):
    """A date that can be read in one way; `at` has no zone, `offset` is the written one."""

    at: datetime
    offset: timezone | None
    timed: bool


class Triple(NamedTuple):
    """Three numbers whose order the whole column decides."""

    a: int
    b: int
    c: int
    wide: bool  # the last has four digits: it is the year
    clock: Clock


def read_date(value: str, *, serial: datetime | None = None) -> Moment | Triple | None:
    """Read one written date.

    Parameters
    ----------
    value : str
        As in the export.
    serial : datetime, optional
        Day zero where the file is a workbook: plain numbers of five digits are days then.

    Returns
    -------
    Moment, Triple or None
        None if it is no date in a known dialect.
    """
    if len(value) > LONGEST:
        return None
    text = " ".join(value.split())
    try:
        if text[:1].isdigit():
            return _number(text, serial) or _numeric(text)
        text = WEEKDAY.sub("", text, count=1) if WEEKDAY.match(text) else text
        if found := TWITTER.fullmatch(text):
            return _twitter(found)
        if text[:1].isdigit():
            return _numeric(text)
        if found := MONTH_FIRST.match(text):
            return _named(found[3], found[1], found[2], text[found.end() :])
    except (ValueError, OverflowError):
        return None
    return None


def full_year(year: int) -> int:
    """Return a four-digit year: two digits up to 68 are 20xx (POSIX)."""
    return year if year > 99 else year + (2000 if year <= 68 else 1900)


def _number(text: str, serial: datetime | None) -> Moment | None:
    if NUMBER.fullmatch(text):
        whole = text.partition(".")[0]
        unit = {13: 10**3, 16: 10**6}.get(len(whole), 1)
        micro = int(whole) * (10**6 // unit)
        return Moment(datetime(1970, 1, 1) + timedelta(microseconds=micro), UTC, True)
    if serial is not None and SERIAL.fullmatch(text):
        days = float(text)
        return Moment(serial + timedelta(seconds=round(days * 86_400)), None, not days.is_integer())
    if (found := COMPACT.fullmatch(text)) and 1900 <= int(found[1]) <= 2100:
        hour, minute, second = (int(found[at] or 0) for at in (4, 5, 6))
        at = datetime(int(found[1]), int(found[2]), int(found[3]), hour, minute, second)
        return Moment(at, UTC if found[7] else None, found[4] is not None)
    return None


def _numeric(text: str) -> Moment | Triple | None:
    if found := ISO.match(text) or CJK.match(text):
        return _moment(int(found[1]), int(found[2]), int(found[3]), text[found.end() :])
    if found := TRIPLE.match(text):
        clock = _clock(text[found.end() :])
        return clock and Triple(int(found[1]), int(found[3]), int(found[4]), len(found[4]) == 4, clock)
    if found := DAY_FIRST.match(text):
        return _named(found[3], found[2], found[1], text[found.end() :])
    return None


def _twitter(found: re.Match[str]) -> Moment | None:
    month = _month(found[1])
    if month is None:
        return None
    at = datetime(int(found[7]), month, int(found[2]), int(found[3]), int(found[4]), int(found[5]))
    return Moment(at, _offset(found[6]), True)


def _named(year: str, month: str, day: str, rest: str) -> Moment | None:
    number = _month(month)
    return None if number is None else _moment(full_year(int(year)), number, int(day), rest)


def _month(name: str) -> int | None:
    name = name.casefold()
    return MONTHS.get(name[:4]) or MONTHS.get(name[:3])


def _moment(year: int, month: int, day: int, rest: str) -> Moment | None:
    clock = _clock(rest)
    return None if clock is None else Moment(datetime(year, month, day) + clock.since, clock.offset, clock.timed)


def _clock(rest: str) -> Clock | None:
    rest = rest.strip()
    if not rest:
        return Clock(timedelta(), None, False)
    found = TIME.fullmatch(rest)
    if found is None:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = (found["noon"] or found["half"] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") or half in AFTERNOON else 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    micro = int((found["part"] or "").ljust(6, "0")[:6])
    since = timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=micro)
    offset = _offset(found["zone"]) if found["zone"] else None
    return None if found["zone"] and offset is None else Clock(since, offset, True)


def _offset(zone: str) -> timezone | None:
    if zone in ZONES:
        return timezone(timedelta(hours=ZONES[zone]))
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?", zone)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
