"""Typeform: questions as headings, with markup; the word null for a blank; and the interface's responses."""

from __future__ import annotations

from datetime import UTC, datetime

from exports.export import Export, objects, table

SCORE = "How likely are you to <strong>recommend</strong> us?"
WHY = "<em>Why</em> this score?"
CHOICE = "Which of our\u00a0apps do you use?"
HEADER = (
    "#", "What is your e-mail?", CHOICE, SCORE, WHY, "Response Type", "Start Date (UTC)", "Stage Date (UTC)",
    "Submit Date (UTC)", "Network ID", "Tags",
)  # fmt: skip
POSTS = (
    {"id": "k2jr3v9x0q", "text": "The scanner reads 1,00 as 100,\nevery time", "nps": 3, "choice": "Phone",
     "type": "completed", "at": datetime(2026, 10, 3, 8, 15, 0, tzinfo=UTC)},
    {"id": "k2jr3v9x1q", "text": None, "nps": 9, "choice": None, "type": "completed",
     "at": datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)},
    {"id": "k2jr3v9x2q", "text": "Only begun", "nps": 5, "choice": "Web", "type": "partial",
     "at": datetime(2026, 10, 4, 1, 0, tzinfo=UTC)},
    {"id": "k2jr3v9x3q", "text": None, "nps": None, "choice": None, "type": "completed",
     "at": datetime(2026, 10, 5, 1, 0, tzinfo=UTC)},
)  # fmt: skip


def null(value):
    return "null" if value is None else value


def write(posts):
    rows = [
        (
            post["id"], "mara@example.org", null(post["choice"]), null(post["nps"]), null(post["text"]), post["type"],
            "2026-10-01 08:00:00", "", post["at"].strftime("%Y-%m-%d %H:%M:%S"), "0f3c9ab1", "",
        )
        for post in posts
    ]  # fmt: skip
    return table([HEADER, *rows])


def answers(post):
    fields = (("q_mail", "email", "email", "mara@example.org"), ("q_score", "nps", "number", post["nps"]),
              ("q_choice", "multiple_choice", "choice", {"label": post["choice"]}),
              ("q_why", "long_text", "text", post["text"]))  # fmt: skip
    return [
        {"field": {"id": "x", "ref": ref, "type": kind}, "type": form, form: value}
        for ref, kind, form, value in fields
        if value is not None
    ]


def write_interface(posts):
    items = [
        {
            "landing_id": post["id"], "token": post["id"], "response_id": post["id"], "response_type": post["type"],
            "landed_at": "2026-10-01T08:00:00Z", "submitted_at": post["at"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "metadata": {"user_agent": "Mozilla", "network_id": "0f3c9ab1", "referer": "https://x"},
            "hidden": {"plan": "team"}, "answers": answers(post),
        }
        for post in posts
    ]  # fmt: skip
    return objects({"items": items, "total_items": len(items), "page_count": 1})


def expected(post, score, why, label):
    if post["type"] != "completed" or post["nps"] is None:
        return []
    row = {
        "thread_id": post["id"], "created_at": post["at"], "created_at_quality": "exact",
        "rating": float(post["nps"]), "rating_scale": "nps11",
    }  # fmt: skip
    if post["text"] is None:
        return [row | {"source_item_id": f"{post['id']}:{score}", "text": ""}]
    return [row | {"source_item_id": f"{post['id']}:{why}", "text": post["text"], "label": label}]


EXPORTS = (
    Export(
        "typeform", "responses.csv", POSTS, write,
        lambda post: expected(post, "How likely are you to recommend us?", "Why this score?", "Why this score?"),
        origin="survey", required="Submit Date (UTC)",
    ),
    Export(
        "typeform", "responses.json", POSTS, write_interface,
        lambda post: expected(post, "q_score", "q_why", "q_why"), origin="survey", required="landed_at", whole=True,
    ),
)  # fmt: skip
