"""App Store: the feed of customer reviews as JSON; older feeds have no date and begin with the app itself."""

from __future__ import annotations

from datetime import UTC, datetime

from exports.export import Export, objects

POSTS = (
    {"id": "11830412001", "text": "Sign-in asks for a code that never comes.", "title": "Locked out", "stars": 1,
     "author": "907", "at": datetime(2026, 10, 7, 14, 2, tzinfo=UTC)},
    {"id": "11830412002", "text": "Does what it says.", "title": "Fine", "stars": 4,
     "author": "912", "at": datetime(2026, 10, 8, 6, 30, tzinfo=UTC)},
)  # fmt: skip


def entry(post):
    told = {
        "author": {"uri": {"label": f"https://itunes.apple.com/us/reviews/id{post['author']}"},
                   "name": {"label": f"user{post['author']}"}, "label": ""},
        "im:version": {"label": "4.2"}, "im:rating": {"label": str(post["stars"])}, "id": {"label": post["id"]},
        "title": {"label": post["title"]}, "content": {"label": post["text"], "attributes": {"type": "text"}},
        "link": {"attributes": {"rel": "related", "href": "https://itunes.apple.com/us/review?id=1&type=Purple"}},
        "im:voteSum": {"label": "0"}, "im:voteCount": {"label": "0"},
    }  # fmt: skip
    return told | ({"updated": {"label": post["at"].isoformat()}} if post["at"] else {})


def write(posts):
    app = {"im:name": {"label": "Example"}, "title": {"label": "Example - Example Ltd"}, "id": {"label": "x"}}
    feed = {"author": {"name": {"label": "iTunes Store"}}, "entry": [app, *map(entry, posts)], "updated": {"label": ""}}
    return objects({"feed": feed})


def expect(post):
    return [{
        "source_item_id": post["id"], "text": post["text"], "title": post["title"], "rating": float(post["stars"]),
        "rating_scale": "stars5", "created_at": post["at"], "direction": "inbound", "authors": "column",
    }]  # fmt: skip


EXPORTS = (
    Export(
        "app-store", "reviews_us.json", POSTS, write, expect, origin="review", required="im:rating", whole=True
    ),
)  # fmt: skip
