"""LinkedIn page: a workbook whose sheet of posts has a line above its header, and a sheet of daily figures.

LinkedIn writes the older .xls; nothing at hand writes it, so this is .xlsx in the same layout.
"""

from __future__ import annotations

import io

import openpyxl

from exports.export import Export
from exports.tables import POSTS, midnight, own

HEADER = (
    "Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Campaign start date",
    "Campaign end date", "Audience", "Impressions", "Views", "Offsite Views", "Clicks", "Click through rate (CTR)",
    "Likes", "Comments", "Reposts", "Follows", "Engagement rate", "Content Type",
)  # fmt: skip
DAILY = ("Date", "Impressions (organic)", "Impressions (sponsored)", "Impressions (total)", "Clicks (organic)")


def write(posts):
    book = openpyxl.Workbook()
    daily = book.active
    daily.title = "Metrics"
    for row in (("Aggregated engagement metrics",), DAILY, ("10/01/2026", 90, 0, 90, 3)):
        daily.append(row)
    sheet = book.create_sheet("All posts")
    sheet.append(("Engagement metrics for individual posts",))
    sheet.append(HEADER)
    for post in posts:
        link = f"https://www.linkedin.com/feed/update/urn:li:activity:{post['id']}"
        row = (
            post["text"],
            link,
            "Organic",
            "Tips",
            "Ada",
            post["at"].strftime("%m/%d/%Y"),
            "",
            "",
            "",
            900,
            "",
            "",
            12,
            0.01,
        )
        sheet.append((*row, 4, 1, 2, 0, 0.02, "Image"))
        sheet.cell(sheet.max_row, 1).data_type = "s"  # else a text that begins with = would be a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


EXPORTS = (
    Export(
        "linkedin-page", "acme_content_2026-10-31.xlsx", POSTS, write,
        lambda post: own(post, published_at=midnight(post), series="Tips"), kind="content", encoding="", whole=True,
    ),
)  # fmt: skip
