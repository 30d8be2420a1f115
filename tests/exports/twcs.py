"""Customer Support on Twitter: an unnamed index, parents written as floats, several answers in a cell."""

from __future__ import annotations

from datetime import UTC, datetime

from exports.export import Export, table

HEADER = (
    "", "tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id",
)  # fmt: skip
POSTS = (
    {"id": "119001", "who": "205511", "in": True, "text": "@AcmeHelp the sync stands still\nsince Friday", "to": "",
     "answers": "119002,119003", "at": datetime(2026, 10, 2, 22, 10, 47, tzinfo=UTC)},
    {"id": "119002", "who": "AcmeHelp", "in": False, "text": "@205511 Which bank is it?", "to": "119001.0",
     "answers": "", "at": datetime(2026, 10, 2, 22, 30, 0, tzinfo=UTC)},
    {"id": "119003", "who": "205512", "in": True, "text": "@205511 same here", "to": "119001.0",
     "answers": "", "at": datetime(2026, 10, 3, 7, 0, 0, tzinfo=UTC)},
)  # fmt: skip


def write(posts):
    rows = [
        (
            number, post["id"], post["who"], post["in"], post["at"].strftime("%a %b %d %H:%M:%S +0000 %Y"),
            post["text"], post["answers"], post["to"],
        )
        for number, post in enumerate(posts)
    ]  # fmt: skip
    return table([HEADER, *rows])


def expect(post):
    return [{
        "source_item_id": post["id"], "text": post["text"], "direction": "inbound" if post["in"] else "outbound",
        "parent_id": post["to"].removesuffix(".0") or None, "created_at": post["at"], "created_at_quality": "exact",
    }]  # fmt: skip


EXPORTS = (Export("twcs", "twcs.csv", POSTS, write, expect, origin="support", required="in_response_to_tweet_id"),)
