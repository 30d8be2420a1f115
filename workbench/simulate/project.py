"""The sample's project.toml."""

from __future__ import annotations

from workbench.simulate.content import SERIES
from workbench.simulate.layouts_desk import SURVEY_HEADER, SURVEY_SHEET
from workbench.simulate.layouts_reviews import DELETED
from workbench.simulate.plan import MONTHS, ZONE

HEAD = f"""# The sample project: a made-up company with made-up people. Every file below inbox/ is generated.
[project]
name = "Pennimoor"
timezone = "{ZONE}"
language = "en"
first_month = "{MONTHS[0]}"
seed = 1
k = 10

[customers]
file = "people.csv"
complete = false

[segments]
compare = ["customer", "plan", "region"]
"""

SOURCES = f"""
[[sources]]
name = "google-play"
files = "inbox/play/*.csv"
format = "table"
origin = "review"
authors = "one_per_item"
timezone = "UTC"
rating_scale = "stars5"
columns = {{ title = "Review Title", text = "Review Text", created_at = "Review Submit Date and Time", \
updated_at = "Review Last Update Date and Time", rating = "Star Rating", id = "Review Link", url = "Review Link", \
version = "App Version Name" }}

[[sources]]
name = "app-store"
files = "inbox/app-store/*.xlsx"
format = "table"
origin = "review"
authors = "one_per_item"
timezone = "UTC"
rating_scale = "stars5"
split_reply = "----"
deleted_marker = "{DELETED}"
columns = {{ title = "title", text = "content", created_at = "date", rating = "rating" }}

[[sources]]
name = "instagram"
files = "inbox/instagram/*.csv"
format = "table"
origin = "social"
authors = "column"
timezone = "UTC"
own_ids = ["pennimoor"]
columns = {{ text = "text", created_at = "created_at_utc", author = "username", id = "id", content_id = "post_id", \
likes = "comment_like_count" }}

[[sources]]
name = "x-mentions"
files = "inbox/x/*.csv"
format = "table"
origin = "social"
authors = "column"
own_ids = ["pennimoor"]
staff = ["@pennimoor_help"]
columns = {{ text = "body", created_at = "unix_timestamp", author = "author", id = "id", url = "link", \
thread_id = "thread_id", likes = "like_count", replies = "reply_count", shares = "retweet_count" }}

[[sources]]
name = "tickets"
files = "inbox/tickets/*.csv"
format = "table"
origin = "support"
authors = "column"
timezone = "{ZONE}"
rating_scale = "good_bad"
columns = {{ title = "Subject", text = "Description", created_at = "Created at", author = "Requester id", \
email = "Requester email", external_id = "Requester external id", id = "Ticket ID", status = "Status", \
first_reply_at = "First reply at", solved_at = "Solved at", reopens = "Reopens", rating = "Satisfaction Score", \
keep = ["Plan", "Via"] }}

[[sources]]
name = "survey"
files = "inbox/survey/*.xlsx"
format = "table"
sheet = "{SURVEY_SHEET}"
origin = "survey"
authors = "column"
timezone = "{ZONE}"
rating_scale = "nps11"
columns = {{ text = "{SURVEY_HEADER[3]}", created_at = "Submitted at", author = "Customer no", \
external_id = "Customer no", id = "Response ID", rating = "Score", keep = ["Plan", "Region"] }}

[[sources]]
name = "community"
files = "inbox/community/*"
format = "table"
origin = "community"
authors = "column"
staff = ["pennimoor_anna"]
columns = {{ text = "raw", created_at = "created_at", author = "username", id = "id", thread_id = "topic_id", \
parent_id = "reply_to_id", likes = "like_count" }}

[[sources]]
name = "own-posts"
files = "inbox/own-posts/*.csv"
format = "table"
kind = "content"
origin = "social"
date_format = "%m/%d/%Y %H:%M"
timezone = "{ZONE}"
columns = {{ text = "Description", created_at = "Publish time", id = "Post ID", url = "Permalink", \
label = "Post type", likes = "Likes", replies = "Comments", shares = "Shares", \
keep = ["Views", "Reach", "Saves", "Follows"] }}
"""

PRODUCTS = """
[[products]]
name = "Pennimoor app"
end_user = "customer"
problem = "small firms lose evenings to invoices and receipts"
benefit = "the paperwork is done on the day"
outcome = "they are paid on time and know where they stand"
stage = "grow"
goal = { measure = "first_reply_time", target = 8, by = "2026-12" }

[[products]]
name = "Pennimoor social"
end_user = "audience"
problem = "people who start a business do not dare to ask about money"
benefit = "one clear idea a day"
outcome = "they feel sure of themselves when they talk about money"
stage = "grow"
goal = { measure = "returning_people", target = 0.25, by = "2026-12" }

[[departments]]
name = "Support"
keywords = ["sign in", "code", "sms", "bank connection", "receipt scanner"]

[[departments]]
name = "Product"
keywords = ["export", "offline", "second user", "team", "dark mode", "font"]

[[departments]]
name = "Finance"
keywords = ["recurring invoice", "duplicate invoices", "vat", "reverse charge"]

[[departments]]
name = "Sales"
keywords = ["price", "plan", "subscription", "expensive"]

[[departments]]
name = "Marketing"
keywords = ["tip tuesday", "video", "quiz"]
"""


def project_toml() -> str:
    """Return project.toml: every channel through a table mapping, owners, products and series."""
    series = "".join(
        f'\n[[series]]\nname = "{one.name}"\nmatch = {{ hashtag = "{one.hashtag}" }}\nintent = "{one.intent}"\n'
        'product = "Pennimoor social"\nminimum_run = 8\n'
        for one in SERIES
    )
    return HEAD + SOURCES + PRODUCTS + series
