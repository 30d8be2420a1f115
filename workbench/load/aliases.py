"""Names by which exports call a column: hints, confirmed by the cells."""

from __future__ import annotations

#: field -> names in order of trust, as `header.key` writes them.
ALIASES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "full_text", "full text", "body", "plain_body", "comment", "comment-body", "comment_text", "content",
        "response", "answer", "message", "review", "review text", "review content", "feedback", "verbatim",
        "description", "release", "notes", "selftext", "caption", "post text", "tweet text", "what was said", "what",
        "kommentar", "nachricht", "antwort", "bewertung", "rezension", "freitext", "anmerkung", "commentaire", "avis",
        "comentario", "comentários", "opinión", "评论", "内容",
    ),
    "title": ("title", "video title", "post title", "subject", "headline", "review title", "betreff", "titel", "标题"),
    "created_at": (
        "created_at", "created at", "created", "unix_timestamp", "timestamp", "created_utc", "date", "time", "datetime",
        "published", "published_at", "publishedat", "createtime", "createdat", "tweet_created", "submitted_at",
        "submit date (utc)", "review date", "review submit date and time", "recordeddate", "publish time", "post time",
        "date posted", "date created", "creation date", "posted at", "submitted at", "datum", "erstellt", "erstellt am",
        "wann", "zeitpunkt", "when", "fecha", "日期",
    ),
    "updated_at": ("updated_at", "updated at", "updated", "edited_at", "last_modified", "modified", "updatedat"),
    "author": (
        "author_id", "author", "user_id", "user", "username", "user name", "screen_name", "handle", "reviewer name",
        "reviewer", "author name", "author_name", "authorchannelid", "authorname", "customer name",
        "posted by", "requester_id", "requester id", "customer_id", "nickname", "name",
        "autor", "benutzer", "nutzer", "verfasser", "kunde", "who", "wer",
    ),
    "rating": (
        "rating", "stars", "sterne", "star rating", "star_rating", "review stars", "overall rating", "score", "nps",
        "csat", "satisfaction", "grade", "bewertung", "zufriedenheit", "note", "valoración", "calificación", "nota",
    ),
    "id": (
        "id", "id_str", "comment-id", "comment_id", "row-id", "objectid", "review id", "review_id", "tweet_id",
        "tweet id", "post_id", "post id", "message_id", "ticket_id", "ticket id", "responseid", "response_id",
    ),
    "url": ("url", "link", "permalink", "review link", "review url", "post link", "video link", "comment_url"),
    "thread_id": ("thread_id", "conversation_id", "thread", "link_id", "ticket", "conversation"),
    "parent_id": ("parent_id", "in_response_to_tweet_id", "in_reply_to_status_id_str", "in_reply_to", "isreplyto"),
    "status": ("status", "ticket status", "state"),
    "first_reply_at": ("first_reply_at", "first_response_at", "replied"),
    "solved_at": ("solved_at", "solved at", "resolved_at", "closed_at"),
    "reopens": ("reopens", "reopen_count", "reopen count", "reopened"),
    "version": ("app_version", "app version", "version", "app version name", "im:version.label"),
    "inbound": ("inbound", "is_inbound", "direction"),
    "lang": ("lang", "language", "reviewer language", "sprache"),
    "email": (
        "email", "e-mail", "email address", "e-mail address", "requester email", "customer email", "customer e-mail",
        "contact email", "user email", "from email", "sender email", "recipientemail", "e-mail-adresse", "mail",
    ),
    "external_id": ("external_id", "externalreference", "requester external id", "customer_number", "kundennummer"),
    "content_id": ("content_id", "video_id", "videoid", "media_id"),
    "likes": ("likes", "like_count", "likecount", "like", "favorite_count", "digg_count"),
    "replies": ("replies", "reply_count", "replycount", "num_comments", "comments", "comment_count"),
    "shares": ("shares", "share_count", "share", "retweet_count", "reposts", "retweets"),
    "heard_from": ("heard_from", "heard from", "department", "team"),
    "label": ("label", "category", "topic", "negativereason", "theme", "kategorie"),
}  # fmt: skip

#: Words in a column's or file's name that tell the door.
DOORS: dict[str, tuple[str, ...]] = {
    "social": (
        "tweet", "retweet", "hashtag", "follower", "instagram", "facebook", "tiktok", "youtube", "authorchannel",
        "favorite_count", "mention", "twitter", "linkedin", "mastodon", "bluesky",
    ),
    "support": ("ticket", "requester", "inbound", "agent", "assignee", "priority", "zendesk", "intercom", "support"),
    "survey": ("survey", "respondent", "responseid", "question", "nps", "csat", "questionnaire", "umfrage"),
    "community": ("subreddit", "forum", "thread", "community", "discourse", "reddit", "votes"),
    "call": ("call", "transcript", "interview"),
    "sales": ("sales", "deal", "opportunity", "crm", "win", "loss"),
    "internal": ("heard_from", "heard from", "slack", "internal", "department", "backchannel"),
    "review": (
        "review", "stars", "rating", "app_store", "appstore", "playstore", "bewertung", "rezension", "sterne",
    ),
}  # fmt: skip

#: Metric columns that only a platform's own statistics of one's posts hold.
METRICS = (
    "impressions",
    "reach",
    "views",
    "total views",
    "lifetime post total reach",
    "lifetime post total impressions",
)
