"""Calls and interviews: captions with voices, text and Word documents in which speakers take turns."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from exports.export import Export

BEGAN = datetime(2026, 10, 3, 14, 15, tzinfo=UTC)
CALL = "8842"
POSTS = (
    {"id": 1, "who": "Mara", "asks": "What did you try last?", "text": "The scanner reads 1,00\nas 100.", "minute": 1},
    {"id": 2, "who": "Jo", "asks": "And you?", "text": "Größe, 日本語. Note: it is slow", "minute": 4},
    {
        "id": 3,
        "who": "Mara",
        "asks": "Anything else?",
        "text": "No - that was all, thank you, and goodbye for now",
        "minute": 62,
    },
)


def ordered(posts):
    return sorted(posts, key=lambda post: post["id"])


def stamp(minute, second=0):
    return f"{minute // 60:02}:{minute % 60:02}:{second:02}.500"


def captions(posts):
    cues = []
    for post in ordered(posts):
        at = post["minute"]
        cues.append(f"{stamp(at)} --> {stamp(at, 2)}\n<v Ada Moser>{post['asks']}</v>")
        cues.append(f"{stamp(at, 5)} --> {stamp(at, 9)}\n<v {post['who']}>{post['text']}</v>")
    head = f"WEBVTT\n\nNOTE Call ID: {CALL}\n\nNOTE Date: {BEGAN:%Y-%m-%d %H:%M}Z\n\n"
    return (head + "".join(f"{number}\n{cue}\n\n" for number, cue in enumerate(cues))).encode()


def text(posts):
    turns = "".join(
        f"Interviewer: {post['asks']}\n\nParticipant {post['id']}: {post['text']}\n\n" for post in ordered(posts)
    )
    return (
        f"Interview about the app with three of its users\nCall ID: {CALL}\nDate: {BEGAN:%d %B %Y}\n\n{turns}".encode()
    )


def word(posts):
    """As recorders write it: name and time on a line, the words below."""
    lines = ["Interview about the app", f"Call ID: {CALL}", f"Date: {BEGAN:%d %B %Y}"] if posts else ["Nothing"]
    for post in ordered(posts):
        lines += [f"Interviewer   {post['minute']}:00", post["asks"], f"Speaker {post['id']}   {post['minute']}:05"]
        lines += post["text"].splitlines()
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        xml = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def turns(post, **more):
    number = post["id"] * 2
    asked = {"source_item_id": f"{CALL}:{number - 1}", "text": post["asks"], "direction": "outbound"}
    said = {"source_item_id": f"{CALL}:{number}", "text": post["text"], "direction": "inbound"}
    return [one | {"thread_id": CALL, "authors": "column"} | more for one in (said, asked)]


def of_captions(post):
    said, asked = turns(post, created_at_quality="exact")
    at = BEGAN + timedelta(minutes=post["minute"])
    return [said | {"created_at": at + timedelta(seconds=5)}, asked | {"created_at": at}]


def of_text(post):
    return turns(post, created_at_quality="date_only")


EXPORTS = (
    Export(
        "transcript", "interview.vtt", POSTS, captions, of_captions, origin="call", settings={"staff": ["Ada Moser"]}
    ),
    Export("transcript", "interview.txt", POSTS, text, of_text, origin="call"),
    Export(
        "transcript", "interview.docx", POSTS, word, of_text, origin="call", encoding="", whole=True,
    ),
)  # fmt: skip
