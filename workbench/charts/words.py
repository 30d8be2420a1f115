"""Numbers as the pages write them: whole percentages, intervals, counts and periods."""

from __future__ import annotations

import math
import re
import textwrap

from workbench.privacy.clean import one_line
from workbench.project.period import MONTHS

NONE = "–"
THIN = "\u00a0"


LONGEST = 400  # characters of a label or cell; whole posts come already shortened


def clean(text: object, *, limit: int = LONGEST) -> str:
    """Return text on one line without hidden or control characters, shortened with … where it is too long."""
    plain = one_line(str(text)[: 20 * limit])  # bounded first: a hostile cell may hold megabytes
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def missing(value: object) -> bool:
    """Tell whether a value is None, NaN, NaT or pandas' NA."""
    try:
        return value is None or bool(value != value)  # NaN and NaT are not equal to themselves
    except TypeError:
        return True  # NA will not say whether it equals itself


def percent(share: float | None) -> str:
    """Write a fraction (0–1) as a whole percentage, ``14 %``; small shares keep their meaning as ``< 1 %``."""
    if share is None or missing(share):
        return NONE
    if 0 < share < 0.005:
        return f"<{THIN}1{THIN}%"
    return f"{_half_up(share * 100)}{THIN}%"


def interval(share: float | None, lo: float | None, hi: float | None) -> str:
    """Write a fraction (0–1) with its interval, ``14 % (10–19)``."""
    if lo is None or hi is None or missing(lo) or missing(hi):
        return percent(share)
    return f"{percent(share)} ({_half_up(lo * 100)}–{_half_up(hi * 100)})"


def points(difference: float | None, lo: float | None = None, hi: float | None = None) -> str:
    """Write a difference of two fractions in percentage points, ``+7 (2 to 12)``."""
    if difference is None or missing(difference):
        return NONE
    text = _signed(difference)
    if lo is None or hi is None or missing(lo) or missing(hi):
        return text
    return f"{text} ({_signed(lo)} to {_signed(hi)})"


def count(value: float | None) -> str:
    """Write a count with thin groups of three digits, ``12,480``."""
    return NONE if value is None or missing(value) else f"{_half_up(value):,}"


def counted(number: int, one: str, many: str = "") -> str:
    """Write a count with its word, ``1 topic`` or ``2 topics``; ``many`` where an s does not do."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def upper(text: str) -> str:
    """Return text with a capital at its start; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def decimal(value: float | None) -> str:
    """Write a number with one decimal, as stars are written."""
    return NONE if value is None or missing(value) else f"{value:.1f}"


def period(name: str) -> str:
    """Write ``2026-10`` as ``October 2026`` and ``2026-Q3`` as ``third quarter of 2026``; other names stay."""
    if found := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", name):
        return f"{MONTHS[int(found[2]) - 1]} {found[1]}"
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", name):
        return f"{('first', 'second', 'third', 'fourth')[int(found[2]) - 1]} quarter of {found[1]}"
    return name


def two_lines(text: str, *, width: int) -> tuple[str, str]:
    """Break a label into at most two lines of `width` characters; the first is empty where one line is enough."""
    lines = textwrap.wrap(clean(text), width=width, max_lines=2, placeholder="…", break_on_hyphens=False)
    if len(lines) < 2:
        return "", lines[0] if lines else ""
    return lines[0], lines[1]


def wrapped(text: str, *, width: int = 78) -> list[str]:
    """Break a title into lines, because a chart title does not wrap by itself."""
    return textwrap.wrap(clean(text), width=width, break_on_hyphens=False)


def _half_up(value: float) -> int:
    # Python rounds 2.5 to 2; readers of a page expect 3. 0.145 * 100 is 14.499999999999998: rounded off first.
    return math.floor(round(value, 9) + 0.5)


def _signed(difference: float) -> str:
    whole = _half_up(abs(difference) * 100)
    return "0" if whole == 0 else f"{'+' if difference > 0 else '−'}{whole}"
