"""Guess how files write: dates, ratings, deleted posts, our replies below texts."""

from __future__ import annotations

import re
from collections import Counter

from workbench.errors import BadData
from workbench.load.dates import column_order
from workbench.load.group import Group
from workbench.load.plain import TextRules, take_apart
from workbench.load.ratings import guess_scale
from workbench.project.source import Columns, Origin

MARKER = re.compile(r"[（(\[【][^（(\[【）)\]】]{2,40}[）)\]】]")
GONE = re.compile(r"delet|remov|删除|刪除|削除|삭제|gelöscht|supprim|eliminad|cancellat|verwijderd", re.IGNORECASE)
COMMON = 0.01  # share of texts that must start so
MONTH = re.compile(r"(?<!\d)(20\d{2})[-_]?(0[1-9]|1[0-2])(?!\d)")


def settings_of(group: Group, columns: Columns, origin: Origin) -> tuple[dict[str, object], list[str], list[str]]:
    """Return settings of a source, why each was chosen, and what a person should settle."""
    settings: dict[str, object] = {}
    reasons: list[str] = []
    questions: list[str] = []
    if columns.created_at is None:
        found = {"-".join(match) for path in group.files for match in MONTH.findall(path.name)}
        if len(found) == 1:
            settings["period"] = found.pop()
            reasons.append(f"no date column: {settings['period']} by the file's name")
        else:
            questions.append('no date column: write period = "YYYY-MM" for this source to place it in a month')
    else:
        settings |= _dates(group, columns.created_at, reasons, questions)
    if columns.rating and (scale := guess_scale(group.cells(columns.rating), origin)):
        settings["rating_scale"] = scale
        reasons.append(f"ratings on the scale {scale}")
    if marker := _deleted_marker(group, columns):
        settings["deleted_marker"] = marker
        reasons.append(f"texts start with {marker}: taken off, and marked as deleted")
    rules = TextRules(split_reply="----")
    if any(any(take_apart(group.cells(name), rules).replies) for name in columns.text):
        settings["split_reply"] = "----"
        reasons.append("our replies stand below a line of dashes in some texts: split off")
    return settings, reasons, questions


def _dates(group: Group, name: str, reasons: list[str], questions: list[str]) -> dict[str, object]:
    try:
        order = column_order(group.cells(name))
    except BadData as error:
        questions.append(f'column "{name}": {error.what}; {error.where}')
        return {}
    if order.open:
        questions.append(
            f'dates such as "{order.example}" in "{name}" can be read in two ways; {order.reason}. '
            f'Taken as {order.name}; confirm with date_format = "{order.name}"'
        )
        return {"date_format": order.name}
    if order.name:
        reasons.append(f"dates are {order.name}: {order.reason or 'every reading is the same'}")
    return {}


def _deleted_marker(group: Group, columns: Columns) -> str | None:
    for name in columns.text:
        cells = [cell for cell in group.cells(name) if cell]
        starts = Counter(found.group() for cell in cells if (found := MARKER.match(cell)))
        for marker, count in sorted(starts.items(), key=lambda pair: (-pair[1], pair[0])):
            if GONE.search(marker) and count >= max(2, COMMON * len(cells)):
                return marker
    return None
