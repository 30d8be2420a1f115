"""What the intake page says of what came in beside opinions: own posts, answers, what is cut short or not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.charts.words import count, counted
from workbench.load.files import shown_name
from workbench.people.ties import ANSWER, COLUMNS, MENTION, depths, ties
from workbench.store.inbox import unread_files

if TYPE_CHECKING:
    from workbench.analysis import Analysis

LEFT_OUT = "left_out: "
WHAT = {
    "our own replies": "of our own (replies, questions, posts)", "staff": "posts by staff",
    "said inside the house": "said inside the house",
    "shared posts of others": "shared posts of others",
    "accounts that post by themselves": "by accounts that post by themselves",
}  # fmt: skip
MOST = 8  # series and files that are listed


def not_feedback(analysis: Analysis) -> str:
    """Say what came in and is nobody's opinion, and how many posts their authors have deleted."""
    values = analysis.quality().set_index("name")["value"]
    found = {
        str(name).removeprefix(LEFT_OUT): int(value)
        for name, value in values.items()
        if str(name).startswith(LEFT_OUT) and int(value)
    }
    said = []
    if found:
        listed = ", ".join(f"{count(posts)} {WHAT.get(what, what)}" for what, posts in found.items())
        said.append(f"Loaded and counted as nobody's opinion: {listed}.")
    deleted = int(analysis.now.posts["deleted"].sum())
    if deleted:
        kept = "was deleted by its author and counts" if deleted == 1 else "were deleted by their authors and count"
        said.append(f'{counted(deleted, "post")} {kept} all the same; deleted = "drop" leaves such posts out.')
    return " ".join(said)


def conversations(analysis: Analysis) -> str:
    """Say how far it is known who speaks to whom: what a network of people could be read from."""
    window = analysis.period
    items = analysis.store.feedback(window.start, window.end, COLUMNS)
    found = ties(items)
    answers = int((found["kind"] == ANSWER).sum())
    named = int(found.loc[found["kind"] == MENTION, "item_id"].nunique())
    if not answers and not named:
        return "No post says whom it answers or names anybody who wrote too: who speaks to whom is not known."
    deep = int(depths(items).max())
    said = f"{counted(answers, 'post')} answer{'s' if answers == 1 else ''} another person"
    said += f", in conversations of up to {count(deep + 1)} levels" if answers and deep else ""
    name = "names" if named == 1 else "name"
    return f"{said}; {count(named)} {name} somebody who wrote too. Our own answers are among them."


def own_posts(analysis: Analysis) -> str:
    """Say how many posts of our own the period has, of which series, and how many were paid for."""
    posts = analysis.content()
    if posts.empty:
        return ""
    series = posts["series"].dropna().value_counts()
    listed = [f"{name} {count(posts_of)}" for name, posts_of in sorted(series.items(), key=lambda o: (-o[1], o[0]))]
    said = f"{counted(len(posts), 'post')} of our own went out in {analysis.period.title}"
    if listed:
        more = f" and {len(listed) - MOST} more series" if len(listed) > MOST else ""
        none = len(posts) - int(series.sum())
        said += f": {', '.join(listed[:MOST])}{more}" + (f"; {count(none)} in no series" if none else "")
    paid = int(posts["is_paid"].fillna(False).sum())
    was = "was shown for money: its figures are" if paid == 1 else "were shown for money: their figures are"
    return f"{said}." + (f" {count(paid)} of them {was} kept apart." if paid else "")


def cut_short(analysis: Analysis) -> str:
    """Say how many posts their export shows in part alone."""
    posts = int(analysis.now.posts["cut"].sum())
    if not posts:
        return ""
    are = "post is" if posts == 1 else "posts are"
    return f"{count(posts)} {are} cut short by the export: topics are read from what is there."


def unread(analysis: Analysis) -> str:
    """Say which files in the inbox are in no study."""
    files = [shown_name(name) for name in unread_files(analysis.project)]
    if not files:
        return ""
    more = f" and {len(files) - MOST} more" if len(files) > MOST else ""
    are = "file in the inbox is" if len(files) == 1 else "files in the inbox are"
    return (
        f"{count(len(files))} {are} in no study, damaged or of no known format: {', '.join(files[:MOST])}{more}."
        " The command “workbench load” says what to do with each."
    )
