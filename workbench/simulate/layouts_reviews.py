"""App reviews as the two shops export them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from workbench.simulate.compose import Said
from workbench.simulate.dice import Dice
from workbench.simulate.items import Item
from workbench.simulate.layout import Export, Form, Kind, Line
from workbench.simulate.plan import MONTHS
from workbench.simulate.wording import lists

PACKAGE = "org.example.pennimoor"
PLAY_HEADER = (
    "Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device",
    "Review Submit Date and Time", "Review Submit Millis Since Epoch", "Review Last Update Date and Time",
    "Review Last Update Millis Since Epoch", "Star Rating", "Review Title", "Review Text",
    "Developer Reply Date and Time", "Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link",
)  # fmt: skip
DEVICES = ("panther", "a54x", "beyond1", "oriole", "fp5", "rmx3311", "dm1q", "crownlte")
DELETED = "（该条评论已经被删除）"
REPLY_LINE = "-" * 30 + "\nDeveloper Response: "
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
#: Share of Play reviews without a reason that are stars alone; reviews a month that come back edited in the next.
STARS_ALONE, EDITED = 0.1, 2
AGAIN = 2  # number of the month that the second table of the App Store holds once more


def _token(dice: Dice, length: int) -> str:
    return "".join(dice.pick(ALPHABET) for _ in range(length))


def version_of(when: datetime) -> str:
    """Return the version that was current at a time."""
    day = when.strftime("%m-%d")
    known = (("05-01", "4.0.2"), ("06-16", "4.1"), ("08-11", "4.1.2"), ("09-22", "4.1.3"), ("10-06", "4.2"))
    return next(version for start, version in reversed(known) if day >= start or start == "05-01")


def _millis(when: datetime) -> int:
    return int(when.timestamp() * 1000)


def _play_line(dice: Dice, item: Item, *, native: str, edited: datetime | None = None) -> Line:
    version = version_of(item.when)
    last = edited or item.when
    reply: tuple[str | int | None, ...] = (None, None, None)
    if item.said.text and dice.chance(0.12):
        answered = last + timedelta(hours=dice.between(3, 90))
        reply = (f"{answered:%Y-%m-%dT%H:%M:%SZ}", _millis(answered), dice.pick(lists("company", "review_replies")))
    cells = (
        PACKAGE, int(version.replace(".", "").ljust(3, "0")), version, item.lang, dice.pick(DEVICES),
        f"{item.when:%Y-%m-%dT%H:%M:%SZ}", _millis(item.when), f"{last:%Y-%m-%dT%H:%M:%SZ}", _millis(last),
        item.rating, item.said.title if dice.chance(0.3) else None, item.said.text or None, *reply, native,
    )  # fmt: skip
    return Line(cells, Kind.ITEM, native, item)


def play(seed: int, items: Sequence[Item]) -> list[Export]:
    """Return the Play Console's monthly files (UTF-16 with byte order mark)."""
    dice = Dice(seed, "play")
    lines: list[list[Line]] = [[] for _ in MONTHS]
    for item in items:
        native = f"https://play.google.com/store/apps/details?id={PACKAGE}&reviewId=gp%3A{_token(dice, 28)}"
        silent = item.topics == ("no reason",) and item.planted == "" and dice.chance(STARS_ALONE)
        shown = replace(item, said=Said("", "", item.said.tone)) if silent else item
        line = _play_line(dice, shown, native=native)
        if silent:
            # a title without a text does not occur there
            line = replace(line, cells=(*line.cells[:10], None, *line.cells[11:]))
        lines[item.month].append(line)
    for month in range(len(MONTHS) - 1):
        for line in _edited(dice, lines[month]):
            lines[month + 1].insert(0, line)
            # the last edit wins, so the first version is the duplicate
            lines[month] = [
                replace(known, kind=Kind.DUPLICATE) if known.native == line.native else known for known in lines[month]
            ]
    lines[3].insert(40, Line((PACKAGE, 412, "4.1.2", "en", "panther"), Kind.BAD, reason="bad_structure"))
    lines[5].insert(12, _undated(lines[5][20]))
    return [
        Export(
            f"play/reviews_{PACKAGE}_{label.replace('-', '')}.csv",
            "google-play",
            Form.CSV_UTF16,
            PLAY_HEADER,
            tuple(part),
        )
        for label, part in zip(MONTHS, lines, strict=True)
    ]


def _edited(dice: Dice, lines: Sequence[Line]) -> list[Line]:
    """Return two reviews of a month as they stand in the next month's file, with more words and other stars."""
    pool = [line for line in lines if line.item and line.item.said.text and line.kind is Kind.ITEM][-40:]
    found = []
    for line in dice.sample(pool, EDITED):
        if line.item is None:
            continue
        said = replace(line.item.said, text=line.item.said.text.rstrip() + " (edited after the reply)")
        later = line.item.when + timedelta(days=18)
        found.append(_play_line(dice, replace(line.item, said=said), native=line.native, edited=later))
    return found


def _undated(line: Line) -> Line:
    cells = list(line.cells)
    cells[5] = cells[7] = "2026-13-41T00:00:00Z"
    cells[6] = cells[8] = None
    cells[15] = None
    return Line(tuple(cells), Kind.BAD, reason="bad_date")


def app_store(seed: int, items: Sequence[Item]) -> list[Export]:
    """Return two review tables; the second was exported with July once more."""
    dice = Dice(seed, "app-store")
    rows: list[Line] = []
    for item in items:
        text = item.said.text
        if dice.chance(0.05):
            text = f"{text}\n{REPLY_LINE}{dice.pick(lists('company', 'review_replies'))}"
        if dice.chance(0.04):
            text = DELETED + text
        stamp = f"{item.when:%Y-%m-%d %H:%M:%S}"
        rows.append(Line((stamp, item.rating, item.said.title or None, text), Kind.ITEM, "", item))
    months = [line.item.month if line.item else 0 for line in rows]
    early = [
        replace(line, kind=Kind.DUPLICATE) if month == AGAIN else line
        for line, month in zip(rows, months, strict=True)
        if month <= AGAIN
    ]
    late = [line for line, month in zip(rows, months, strict=True) if month >= AGAIN]
    late.insert(200, Line(("2026-08-05 10:11:12", None, None, None), Kind.BAD, reason="no_text_no_rating"))
    header = ("date", "rating", "title", "content")
    # newest first, as the tables come
    return [
        Export("app-store/pennimoor_reviews_2026-08-01.xlsx", "app-store", Form.XLSX, header, tuple(early[::-1])),
        Export("app-store/pennimoor_reviews_2026-11-01.xlsx", "app-store", Form.XLSX, header, tuple(late[::-1])),
    ]
