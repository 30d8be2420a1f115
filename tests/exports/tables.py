"""Exports that are tables: one column a thing, as the platforms name them."""

# ruff: noqa: E501 - a header and its cells stand side by side

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from exports.export import Export, table

BERLIN = ZoneInfo("Europe/Berlin")
POSTS = (
    {"id": "18182686576415017", "text": "The receipt scanner reads 1,00 as 100.", "title": "Scanner", "who": "Mara",
     "stars": 2, "at": datetime(2026, 10, 3, 8, 15, tzinfo=BERLIN), "reply": ""},
    {"id": "18182686576415018", "text": "Größe der Schrift, 日本語 🎉, \"fine\"", "title": "", "who": "Jo",
     "stars": 5, "at": datetime(2026, 10, 31, 23, 59, tzinfo=BERLIN), "reply": "Thank you, Jo."},
    {"id": "18182686576415019", "text": "Export to my accountant\nbroke in October", "title": "Export", "who": "Mara",
     "stars": 1, "at": datetime(2026, 10, 13, 0, 0, tzinfo=BERLIN), "reply": ""},
)  # fmt: skip


def made(format_, header, cells, expect, **more):
    """Return an export whose every row is one post: a header, its cells, and what becomes of it."""
    how = {name: more.pop(name) for name in ("delimiter", "encoding", "head") if name in more}
    after = more.pop("after", ())

    def write(posts):
        return table([header, *(cells(post) for post in posts), *after], **how)

    file = more.pop("file", f"{format_}.csv")
    posts = more.pop("posts", POSTS)
    return Export(format_, file, posts, write, expect, encoding=how.get("encoding", "utf-8"), **more)


def review(post, **more):
    row = {
        "source_item_id": post["id"], "text": post["text"], "rating": float(post["stars"]), "rating_scale": "stars5",
        "created_at": post["at"], "direction": "inbound", "authors": "one_per_item", **more,
    }  # fmt: skip
    if not post["reply"] or "reply" in more:
        return [{name: value for name, value in row.items() if name != "reply"}]
    answer = {"source_item_id": f"{post['id']}:reply", "parent_id": post["id"], "text": post["reply"]}
    return [row, answer | {"direction": "outbound"}]


def said(post, **more):
    return [{"source_item_id": post["id"], "text": post["text"], "created_at": post["at"]} | more]


def own(post, **more):
    return [{"source_content_id": post["id"], "text": post["text"], "published_at": post["at"]} | more]


def midnight(post):
    return post["at"].replace(hour=0, minute=0)


def stamp(at, pattern="%Y-%m-%d %H:%M"):
    return at.strftime(pattern)


FACEBOOK = (
    "Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time", "Caption type",
    "Permalink", "Is crosspost", "Is share", "Post type", "Languages", "Custom labels", "Funded content status",
    "Data comment", "Date", "Views", "Reach", "Reactions, Comments and Shares", "Reactions", "Comments", "Shares",
    "Total clicks", "Other Clicks", "Link Clicks",
)  # fmt: skip
INSTAGRAM = (
    "Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)", "Publication time",
    "Permalink", "Post type", "Range", "Likes", "Shares", "Follows", "Comments", "Saves",
)  # fmt: skip
MODERN_X = (
    "Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares",
    "New follows", "Replies", "Reposts", "Profile visits", "Detail Expands", "URL Clicks", "Hashtag Clicks",
    "Permalink Clicks",
)  # fmt: skip
FORMER_X = (
    "Tweet id", "Tweet permalink", "Tweet text", "time", "impressions", "engagements", "engagement rate", "retweets",
    "replies", "favorites", "user profile clicks", "url clicks", "hashtag clicks",
)  # fmt: skip
TOOLS = (
    "id", "replyCount", "likeCount", "publishedAt", "authorName", "text", "authorChannelId", "authorChannelUrl",
    "isReply", "isReplyTo", "isReplyToName",
)  # fmt: skip
ZENDESK = (
    "Summation column", "Id", "Requester", "Requester id", "Requester external id", "Requester email",
    "Requester domain", "Submitter", "Assignee", "Group", "Subject", "Description", "Tags", "Status", "Priority", "Via", "Ticket type",
    "Created at", "Updated at", "Assigned at", "Organization", "Solved at", "Satisfaction Score", "Reopens",
)  # fmt: skip
BRANDWATCH = (
    "Query Id", "Query Name", "Date", "Title", "Snippet", "Url", "Domain", "Sentiment", "Page Type", "Language",
    "Country Code", "Author", "Full Text", "Resource Id", "Thread Id",
)  # fmt: skip
PREAMBLE = "Report,Bulk Mentions\r\nBrand,Acme\r\nFrom,2026-10-01\r\nTo,2026-11-01\r\nLabel,\r\n\r\n"
JIRA = (
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Priority", "Reporter", "Reporter Id", "Created",
    "Updated", "Resolved", "Affects Version/s", "Labels", "Labels", "Description", "Comment", "Comment",
)  # fmt: skip
FOURCAT = (
    "id", "thread_id", "author", "author_full", "body", "timestamp", "unix_timestamp", "likes", "replies", "post_id",
    "post_url", "comment_url", "is_comment_on_comment", "language_guess",
)  # fmt: skip

EXPORTS = (
    made(
        "meta-business", FACEBOOK,
        lambda post: (
            post["id"], "9", "Acme", post["text"][:3], post["text"], 0, stamp(post["at"], "%m/%d/%Y %H:%M"), "", "https://f",
            0, 0, "Photos", "", "Tips", "", "", "Lifetime", "1,200", 900, 12, 9, 2, 1, 5, 3, 2,
        ),
        lambda post: own(post, format="Photos", series="Tips"),
        kind="content", file="Oct-01-2026_Oct-31-2026_1.csv", encoding="utf-8-sig", required="Permalink",
    ),
    made(
        "meta-business", INSTAGRAM,
        lambda post: (
            post["id"], "9", "acme", "Acme", post["text"], 0, stamp(post["at"], "%m/%d/%Y %H:%M"), "https://i", "IG reel",
            "12,400", 610, 88, 41, "", 230,
        ),
        lambda post: own(post, format="IG reel"), kind="content", file="instagram.csv", required="Permalink",
    ),
    made(
        "x-analytics", MODERN_X,
        lambda post: (
            post["id"], stamp(post["at"], "%a, %b %-d, %Y"), post["text"], "https://x.com/a/status/1", 900, 4, 9, 1, 0, 0,
            2, 1, 3, 0, 0, 0, 0,
        ),
        lambda post: own(post, published_at=midnight(post)), kind="content", required="Post text",
        file="account_analytics_content_2026-10-01_2026-10-31.csv",
        after=[("Figures may change for 48 hours", *[""] * 16)],
    ),
    made(
        "x-analytics", FORMER_X,
        lambda post: (
            post["id"], "https://x.com/a/status/1", post["text"],
            post["at"].astimezone(UTC).strftime("%Y-%m-%d %H:%M +0000"), 900, 9, 0.01, 1, 2, 4, 0, 0, 0,
        ),
        own, kind="content", required="Tweet text", file="tweet_activity.csv",
    ),
    made(
        "youtube-data-tools", TOOLS,
        lambda post: (
            post["id"], 0, 3, stamp(post["at"], "%Y-%m-%d %H:%M:%S"), post["who"], post["text"], f"UC{post['who']}", "",
            int(post["id"].endswith("8")), "18182686576415017" if post["id"].endswith("8") else "", "",
        ),
        lambda post: said(post, thread_id="18182686576415017" if post["id"].endswith("8") else post["id"], like_count=3),
        required="publishedAt",
    ),
    made(
        "4cat", FOURCAT,
        lambda post: (
            post["id"], "740", post["who"], "", post["text"], "2020-01-01 00:00:00", int(post["at"].timestamp()), 3, 0,
            "740", "https://t/740", "https://t/740#1", "no", "de",
        ),
        lambda post: said(post, created_at_quality="exact", thread_id="740", content_id="740", lang="de"),
        required="thread_id",
    ),
    made(
        "zendesk-view", ZENDESK,
        lambda post: (
            1, post["id"], post["who"], f"36{len(post['who'])}", "c-7", f"{post['who'].lower()}@example.org", "example.org",
            "", "Ada", "Billing", "Scanner", post["text"], "", "Solved", "High", "Mail", "Incident",
            stamp(post["at"], "%Y-%m-%d %H:%M"), "", "", "", "2026-11-02 10:00",
            "Good" if post["stars"] > 3 else "Offered", 1,
        ),
        lambda post: said(
            post, rating=1.0 if post["stars"] > 3 else None, status="Solved", reopens="1", direction="inbound"
        ),
        origin="support", required="Subject",
    ),
    made(
        "trustpilot", (
            "Review Id", "Reviewer Name", "Review Stars", "Review Title", "Review Content", "Review Date", "Review Link",
            "Language", "Reviewer Country",
        ),
        lambda post: (
            post["id"], post["who"], post["stars"], post["title"], post["text"], stamp(post["at"]), "https://t", "en", "DE",
        ),
        lambda post: review(post, reply=None, title=post["title"] or None, lang="en"),
        delimiter=";", origin="review", required="Review Stars",
    ),
    made(
        "google-business", (
            "Review ID", "Reviewer Name", "Star Rating", "Review Text", "Review Date", "Review URL", "Location Name",
            "Owner Reply",
        ),
        lambda post: (
            post["id"], post["who"], ("ONE", "TWO", "", "", "FIVE")[post["stars"] - 1], post["text"], stamp(post["at"]),
            "https://g", "Berlin", post["reply"],
        ),
        review, origin="review", required="Star Rating",
    ),
    made(
        "yelp", ("Review ID", "Reviewer", "Rating", "Review", "Review Date", "Review URL"),
        lambda post: (post["id"], post["who"], f"{post['stars']}.0", post["text"], stamp(post["at"]), "https://y"),
        lambda post: review(post, reply=None), origin="review", required="Reviewer",
    ),
    made(
        "podium", ("Review Id", "Site", "Customer Name", "Stars", "Comment", "Date Posted", "Link"),
        lambda post: (
            post["id"], "Google", post["who"], "★" * post["stars"] + "☆" * (5 - post["stars"]), post["text"],
            stamp(post["at"]), "https://p",
        ),
        lambda post: review(post, reply=None, Site="Google"), origin="review", required="Customer Name",
    ),
    made(
        "brandwatch", BRANDWATCH,
        lambda post: (
            "1", "Acme", post["at"].astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.0"), "", "cut", "https://b/" + post["id"],
            "b", "negative", "twitter", "en", "DEU", post["who"], post["text"], post["id"], "",
        ),
        lambda post: said(post, lang="en"), head=PREAMBLE, required="Query Name",
    ),
    made(
        "sprinklr", (
            "Universal Message ID", "Social Network", "Message Type", "Sentiment", "Inbound Message Date", "Message",
            "From User",
        ),
        lambda post: (post["id"], "TWITTER", "Mention", "NEGATIVE", stamp(post["at"]), post["text"], post["who"]),
        said, required="Social Network",
    ),
    made(
        "discourse-archive", (
            "topic_title", "categories", "is_pm", "post_raw", "post_cooked", "like_count", "reply_count", "url",
            "created_at",
        ),
        lambda post: (
            post["title"], "Help", "Yes" if post["stars"] == 5 else "No", post["text"], f"<p>{post['title']}</p>", 2, 0,
            f"https://forum.example.org/t/scanner/44/{post['id']}",
            post["at"].astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        ),
        lambda post: [] if post["stars"] == 5 else own(post, source_content_id=f"44/{post['id']}", series="Help"),
        kind="content", origin="community", required="topic_title",
    ),
    made(
        "jira", JIRA,
        lambda post: (
            post["title"] or "-", f"APP-{post['id'][-2:]}", post["id"], "Bug", "Open", "High", post["who"],
            f"u-{post['who']}", stamp(post["at"], "%d/%b/%y %-I:%M %p"), "", "", "4.2", "scan", "scan", post["text"],
            "we look", "and again",
        ),
        lambda post: said(post, source_item_id=f"APP-{post['id'][-2:]}", version="4.2", status="Open"),
        origin="support", required="Issue key",
    ),
    made(
        "salesforce-notes", (
            "Activity ID", "Subject", "Full Comments", "Account Name", "Account ID", "Contact", "Created Date", "Assigned",
        ),
        lambda post: (
            post["id"], "Call", post["text"], "Baker Ltd", "001A", post["who"], stamp(post["at"], "%Y-%m-%d"), "Ada",
        ),
        lambda post: said(post, created_at=midnight(post), created_at_quality="date_only", heard_from="Ada"),
        origin="sales", required="Full Comments",
    ),
    made(
        "hubspot-notes", (
            "Record ID", "Note body", "Activity date", "Activity assigned to", "Associated Contact", "Associated Company",
        ),
        lambda post: (post["id"], post["text"], stamp(post["at"]), "Ada", post["who"], "Baker Ltd"),
        said, origin="sales", required="Note body",
    ),
    made(
        "notes", ("date", "heard_from", "said", "number"),
        lambda post: (stamp(post["at"], "%Y-%m-%d"), "Support", post["text"], post["id"]),
        lambda post: said(post, created_at=midnight(post), direction="internal", heard_from="Support"),
        origin="internal", required="heard_from", settings={"columns": {"id": "number"}, "format": "notes"},
    ),
)  # fmt: skip
