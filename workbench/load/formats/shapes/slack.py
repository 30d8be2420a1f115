"""Slack: a day of a channel, a list of messages; the lists of channels and users give no rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, rows, text, within
from workbench.load.report import Reason, Reject

STAMP = re.compile(r"\d{9,10}\.\d{6}")
#: messages that nobody has written.
NOTICES = frozenset({
    "channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive",
    "channel_unarchive", "group_join", "group_leave", "group_topic", "group_purpose", "group_name", "group_archive",
    "group_unarchive", "pinned_item", "unpinned_item", "reminder_add", "bot_add", "bot_remove", "huddle_thread",
    "tombstone",
})  # fmt: skip
LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
BARE = re.compile(r"<(https?://[^>]+)>")
MAIL = re.compile(r"<mailto:([^|>]+)(?:\|[^>]*)?>")
CHANNEL = re.compile(r"<#([CGcg]\w+)(?:\|([^>]*))?>")
ALL = re.compile(r"<!(\w+)(?:\^[^|>]*)?(?:\|@?([^>]*))?>")  # here, channel, a group of people
LISTS = ("is_channel", "is_archived", "num_members", "is_restricted", "tz_offset", "profile", "purpose")


def fits(document: Document) -> float:
    """Return 1 for a day of messages, and for the lists that an export has beside them."""
    first = next(iter(rows(document)), None)
    if first is None:
        return 0.0
    if first.get("type") == "message" and STAMP.fullmatch(text(first.get("ts")) or ""):
        return 1.0
    return 1.0 if "id" in first and "name" in first and sum(name in first for name in LISTS) >= 2 else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the messages that somebody has written, in plain text."""
    channel = document.name.rpartition("/")[0].rpartition("/")[2]
    kept: list[Object] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    if not any(STAMP.fullmatch(text(row.get("ts")) or "") for row in rows(document)):
        return []
    seen: Counter[str] = Counter()
    for at, message in enumerate(rows(document), start=1):
        kind = text(message.get("subtype")) or ""
        if kind in NOTICES or not text(message.get("text")):
            what = f"no message of a person: {kind}" if kind in NOTICES else "no text"
            rejects.append(Reject(at, Reason.NOT_FEEDBACK, what, str(sorted(message))))
            continue
        row = _row(message, channel)
        seen[str(row["id"])] += 1
        kept.append(row)
        numbers.append(at)
    return [Shaped("table", kept, numbers, tuple(rejects))]


def _row(message: Object, channel: str) -> Object:
    stamp, root = text(message.get("ts")), text(message.get("thread_ts"))
    return {
        "id": f"{channel}/{stamp}",
        "text": _plain(str(message.get("text"))),
        "author": text(message.get("user")) or text(message.get("bot_id")),
        "ts": stamp,
        "edited": within(message, "edited.ts"),
        "thread": f"{channel}/{root or stamp}",
        "parent": f"{channel}/{root}" if root and root != stamp else None,
        "reply_count": message.get("reply_count"),
        "channel": channel,
        "is_bot": "true" if message.get("bot_id") or message.get("subtype") == "bot_message" else "false",
    }


def _plain(words: str) -> str:
    """Return text without Slack's markup of links and channels; mentions stay, they become tokens."""
    words = MAIL.sub(r"\1", BARE.sub(r"\1", LINK.sub(r"\2 (\1)", words)))
    words = CHANNEL.sub(lambda found: f"#{found[2] or found[1]}", words)
    return ALL.sub(lambda found: f"@{found[2] or found[1]}", words)
