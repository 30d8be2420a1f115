"""Instagram comments, mentions on X and our own posts, as their tools export them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from workbench.simulate.content import Post
from workbench.simulate.dice import Dice
from workbench.simulate.items import Item
from workbench.simulate.layout import Export, Form, Kind, Line
from workbench.simulate.plan import MONTHS, ZONE
from workbench.simulate.wording import lists

#: minet's comment table behind the column of the post that was asked for.
INSTAGRAM_HEADER = (
    "post_id", "id", "index", "parent_id", "child_index", "text", "hashtags", "mentioned_names", "comment_like_count",
    "child_comment_count", "created_at_utc", "username", "user_id", "user_full_name",
)  # fmt: skip
X_HEADER = (
    "id", "thread_id", "timestamp", "unix_timestamp", "link", "subject", "body", "author", "author_fullname",
    "author_id", "language_guess", "retweet_count", "reply_count", "like_count", "quote_count", "is_retweet",
    "is_reply", "hashtags", "mentions",
)  # fmt: skip
CONTENT_HEADER = (
    "Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)", "Publish time",
    "Permalink", "Post type", "Data comment", "Date", "Views", "Reach", "Likes", "Shares", "Follows", "Comments",
    "Saves",
)  # fmt: skip
SNOWFLAKE_EPOCH = 1_288_834_974_657  # milliseconds; X counts its ids from there
HELP = "pennimoor_help"


def _by_month(lines: Sequence[Line]) -> list[list[Line]]:
    parts: list[list[Line]] = [[] for _ in MONTHS]
    for line in lines:
        if line.item:
            parts[line.item.month].append(line)
    return parts


def instagram(seed: int, items: Sequence[Item], post_of: Mapping[str, str]) -> list[Export]:
    """Return the comment tables, one a month."""
    dice = Dice(seed, "instagram")
    lines = []
    for number, item in enumerate(items):
        if item.person is None:
            continue
        native = str(17_900_000_000_000_000 + number * 15_485_863)
        text = item.said.text
        tags, names = ("|".join(re.findall(sign, text)) for sign in (r"#\w+", r"@([\w.]+)"))
        cells = (
            post_of[item.key], native, number % 60, None, None, text, tags, names, int(dice.waiting(1.2)), 0,
            f"{item.when:%Y-%m-%d %H:%M:%S}", item.person.handle, item.person.user_id, "",
        )  # fmt: skip
        lines.append(Line(cells, Kind.ITEM, native, item))
    parts = _by_month(lines)
    # the collector repeated a page
    parts[1] += [replace(line, kind=Kind.DUPLICATE) for line in parts[1][-14:]]
    parts[4].insert(
        77, Line((*parts[4][76].cells[:5], None, *parts[4][76].cells[6:]), Kind.BAD, reason="no_text_no_rating")
    )
    return [
        Export(f"instagram/comments_{label}.csv", "instagram", Form.CSV, INSTAGRAM_HEADER, tuple(part))
        for label, part in zip(MONTHS, parts, strict=True)
    ]


def _snowflake(item: Item, number: int) -> str:
    return str((int(item.when.timestamp() * 1000) - SNOWFLAKE_EPOCH << 22) + number % 4096)


def _x_line(dice: Dice, item: Item, native: str, thread: str) -> Line:
    handle = item.person.x_handle if item.person else HELP
    author = item.person.user_id if item.person else "4000000000000000"
    text = item.said.text
    cells = (
        native, thread, f"{item.when:%Y-%m-%d %H:%M:%S}", int(item.when.timestamp()),
        f"https://x.com/{handle}/status/{native}", None, text, handle, handle, author, item.lang,
        int(dice.waiting(0.4)), int(dice.waiting(0.5)), int(dice.waiting(2.0)), 0,
        "yes" if item.planted == "repost" else "no", "yes" if thread != native else "no",
        ",".join(re.findall(r"#(\w+)", text)), ",".join(re.findall(r"@(\w+)", text)),
    )  # fmt: skip
    return Line(cells, Kind.ITEM if item.person else Kind.OUTBOUND, native, item)


def x_mentions(seed: int, items: Sequence[Item]) -> list[Export]:
    """Return the mention tables, one a month, with the answers of our help account."""
    dice = Dice(seed, "x")
    lines: list[Line] = []
    for number, item in enumerate(items):
        if "pennimoor" not in item.said.text.lower():
            item = replace(item, said=replace(item.said, text=f"{item.said.text} @pennimoor"))
        native = _snowflake(item, number)
        lines.append(_x_line(dice, item, native, native))
        if item.planted == "" and item.said.tone in ("bad", "wish") and item.person and dice.chance(0.08):
            words = f"@{item.person.x_handle} {dice.pick(lists('company', 'help_x'))}"
            answer = replace(
                item, when=item.when + timedelta(minutes=dice.between(4, 50)), person=None,
                said=replace(item.said, text=words), lang="en", planted="answer",
            )  # fmt: skip
            lines.append(_x_line(dice, answer, _snowflake(answer, number), native))
    parts = _by_month(lines)
    parts[2] += [replace(line, kind=Kind.DUPLICATE) for line in parts[2][:20] if line.kind is Kind.ITEM]
    cut = parts[5][100].cells
    parts[5].insert(101, Line(cut[:7], Kind.BAD, reason="bad_structure"))
    return [
        Export(f"x/mentions_{label}.csv", "x-mentions", Form.CSV, X_HEADER, tuple(part))
        for label, part in zip(MONTHS, parts, strict=True)
    ]


def own_posts(posts: Sequence[Post]) -> list[Export]:
    """Return our posts with their lifetime figures, one export a month."""
    parts: list[list[Line]] = [[] for _ in MONTHS]
    for post in posts:
        local = post.published.astimezone(ZoneInfo(ZONE))
        seconds = 58 if post.form == "IG reel" else 0
        cells = (
            post.post_id, "17841400000000001", "pennimoor", "Pennimoor", post.text, seconds, f"{local:%m/%d/%Y %H:%M}",
            f"https://www.instagram.com/p/{post.post_id}/", post.form, None, "Lifetime", post.views, post.reach,
            post.likes, post.shares, post.follows, post.comments, post.saves,
        )  # fmt: skip
        parts[post.month].append(Line(cells, Kind.CONTENT, post.post_id))
    return [
        Export(f"own-posts/instagram_content_{label}.csv", "own-posts", Form.CSV, CONTENT_HEADER, tuple(part))
        for label, part in zip(MONTHS, parts, strict=True)
    ]
