"""YouTube Studio and TikTok Studio: figures of own videos."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from exports.export import Export, table

YOUTUBE = (
    "Content", "Video title", "Video publish time", "Duration", "Views", "Likes", "Returning viewers",
    "Thumbnail impressions",
)  # fmt: skip
TIKTOK = (
    "Video title", "Video link", "Post time", "Total likes", "Total comments", "Total shares", "Total views",
    "Total play time", "Average watch time", "Watched full video", "Add to favorites",
)  # fmt: skip
POSTS = (
    {"id": "abcDEF12345", "text": "How to send a reminder", "at": datetime(2026, 10, 3, tzinfo=UTC), "views": "9000",
     "likes": "300", "seconds": 44},
    {"id": "xyzDEF12345", "text": "VAT, explained twice", "at": datetime(2026, 10, 9, tzinfo=UTC), "views": "120",
     "likes": "", "seconds": 61},
)  # fmt: skip
CLIPS = tuple(
    {**post, "id": f"74000000000000000{number:02d}", "at": post["at"].replace(hour=9, minute=10)}
    for number, post in enumerate(POSTS, start=1)
)


def youtube(posts):
    rows = [
        (
            post["id"],
            post["text"],
            post["at"].strftime("%b %-d, %Y"),
            post["seconds"],
            post["views"],
            post["likes"],
            "",
            7,
        )
        for post in posts
    ]
    return table([YOUTUBE, ("Total", "", "", "", 9120, 300, 0, 14), *rows], encoding="utf-8-sig")


def tiktok(posts):
    rows = [
        (
            post["text"], f"https://www.tiktok.com/@acme/video/{post['id']}", post["at"].strftime("%Y-%m-%d %H:%M"),
            post["likes"], 2, 1, post["views"], "", 12.5, 0.31, 4,
        )
        for post in posts
    ]  # fmt: skip
    return table([TIKTOK, *rows])


def day(post):
    # a day is that day where the project is
    at = post["at"].replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return [{"source_content_id": post["id"], "text": post["text"], "published_at": at}]


EXPORTS = (
    Export(
        "youtube-studio", "Table data.csv", POSTS, youtube, day, kind="content", required="Video publish time",
        encoding="utf-8-sig",
    ),
    Export(
        "tiktok-studio", "content.csv", CLIPS, tiktok, day, kind="content", required="Video link",
    ),
)  # fmt: skip
