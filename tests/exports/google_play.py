"""Google Play Console: reviews_<package>_YYYYMM.csv, UTF-16 with a mark."""

from __future__ import annotations

from datetime import UTC, datetime

from exports.export import Export, table

HEADER = (
    "Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device",
    "Review Submit Date and Time", "Review Submit Millis Since Epoch", "Review Last Update Date and Time",
    "Review Last Update Millis Since Epoch", "Star Rating", "Review Title", "Review Text",
    "Developer Reply Date and Time", "Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link",
)  # fmt: skip
POSTS = (
    {"id": "gp:AOqp1", "text": "The scanner skips every second receipt.", "title": "", "stars": 2,
     "at": datetime(2026, 10, 3, 8, 15, tzinfo=UTC), "reply": "Thank you, 4.2 mends it.",
     "replied": datetime(2026, 10, 4, 9, 0, tzinfo=UTC)},
    {"id": "gp:AOqp2", "text": "Génial, 日本語 too 🎉", "title": "Bien", "stars": 5,
     "at": datetime(2026, 10, 5, 23, 59, 59, tzinfo=UTC), "reply": "", "replied": None},
    {"id": "gp:AOqp3", "text": "", "title": "", "stars": 4,
     "at": datetime(2026, 10, 6, tzinfo=UTC), "reply": "", "replied": None},
)  # fmt: skip


def moment(at):
    return ("", "") if at is None else (at.strftime("%Y-%m-%dT%H:%M:%SZ"), str(int(at.timestamp() * 1000)))


def write(posts):
    rows = [
        (
            "com.example.app", "402", "4.0.2", "fr", "flame", *moment(post["at"]), *moment(post["at"]), post["stars"],
            post["title"], post["text"], *moment(post["replied"]), post["reply"],
            f"http://play.google.com/console/x/app/1/review-details?reviewId={post['id'].replace(':', '%3A')}&corpus=P",
        )
        for post in posts
    ]  # fmt: skip
    return b"\xff\xfe" + table([HEADER, *rows], encoding="utf-16-le")


def expect(post):
    review = {
        "source_item_id": post["id"].replace(":", "%3A"), "text": post["text"], "title": post["title"] or None,
        "rating": float(post["stars"]), "rating_scale": "stars5", "created_at": post["at"],
        "created_at_quality": "exact", "lang": "fr", "direction": "inbound", "authors": "one_per_item",
    }  # fmt: skip
    if not post["reply"]:
        return [review]
    answer = {
        "source_item_id": f"{review['source_item_id']}:reply", "parent_id": review["source_item_id"],
        "text": post["reply"], "direction": "outbound", "created_at": post["replied"],
    }  # fmt: skip
    return [review, answer]


EXPORTS = (
    Export(
        "google-play", "reviews_com.example.app_202610.csv", POSTS, write, expect, origin="review",
        required="Star Rating", encoding="utf-16-le",
    ),
)  # fmt: skip
