"""Mail: a mailbox with quoted answers, signatures and an automatic answer."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

from exports.export import Export

QUOTE = (
    "\n\nOn Sat, 3 Oct 2026 at 10:15, Mara Baker <mara@example.org>\nwrote:\n\n> The scanner reads\n> 1,00 as 100.\n"
)
POSTS = (
    {"id": "a1@example.org", "who": "Mara@example.org", "text": "The scanner reads 1,00 as 100.", "title": "Größe",
     "to": None, "after": "\n-- \nMara Baker\n+41 31 555 00 00\n", "auto": False,
     "at": datetime(2026, 10, 3, 8, 15, tzinfo=UTC)},
    {"id": "a2@acme.example", "who": "help@acme.example", "text": "It is mended in 4.2, thank you.",
     "title": "Re: Größe", "to": "a1@example.org", "after": QUOTE, "auto": False,
     "at": datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)},
    {"id": "a3@example.org", "who": "mara@example.org", "text": "Back on Monday.", "title": "Re: Größe",
     "to": "a2@acme.example", "after": "", "auto": True, "at": datetime(2026, 11, 1, tzinfo=UTC)},
    {"id": "a4@example.org", "who": "mara@example.org", "text": "It is not, 日本語.\nFrom here it looks worse.",
     "title": "Re: Größe", "to": "a2@acme.example", "after": "\n\nSent from my iPhone\n" + QUOTE, "auto": False,
     "at": datetime(2026, 11, 1, 7, 0, tzinfo=UTC)},
)  # fmt: skip


def message(post):
    mail = EmailMessage()
    mail["Message-ID"] = f"<{post['id']}>"
    mail["From"] = f"Somebody <{post['who']}>"
    mail["To"] = "Acme <help@acme.example>"
    mail["Subject"] = post["title"]
    mail["Date"] = post["at"].strftime("%a, %d %b %Y %H:%M:%S +0000")
    if post["to"]:
        mail["In-Reply-To"] = f"<{post['to']}>"
        mail["References"] = f"<a1@example.org> <{post['to']}>"
    if post["auto"]:
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(post["text"].replace("\r\n", "\n") + post["after"], cte="8bit")
    return mail


def write(posts):
    parts = []
    for post in posts:
        body = message(post).as_bytes().replace(b"\nFrom here", b"\n>From here")
        parts.append(
            b"From mara@example.org " + post["at"].strftime("%a %b %d %H:%M:%S %Y").encode() + b"\n" + body + b"\n"
        )
    return b"".join(parts)


def expect(post):
    if post["auto"]:
        return []
    return [{
        "source_item_id": post["id"], "text": post["text"], "title": post["title"], "created_at": post["at"],
        "created_at_quality": "exact", "thread_id": "a1@example.org", "parent_id": post["to"],
        "direction": "outbound" if "acme" in post["who"] else "inbound",
    }]  # fmt: skip


EXPORTS = (
    Export(
        "mbox", "Inbox.mbox", POSTS, write, expect, origin="support", required="From ",
        settings={"own_ids": ["@acme.example"]},
    ),
)  # fmt: skip
