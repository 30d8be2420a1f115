"""What the intake page says of how posts came in: steadily, from how many sources, in which languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, counted, percent
from workbench.measures.collection import MISSING, QUIETER, STEADY, STILL, STOPPED
from workbench.report.figure import number

if TYPE_CHECKING:
    from workbench.analysis import Analysis

#: languages by name; others stand by their code.
LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
SILENT = 3  # days without a post before the end that are told
MOST = 8  # languages and breaks that are listed


def breaks(analysis: Analysis) -> str:
    """Say where a collection stood still and where a month was only quiet."""
    found = analysis.collection()
    if found.empty:
        return "No post has a date, so nothing can be said about when they came in."
    odd = found[found["standing"] != STEADY]
    if odd.empty:
        return "Posts came in steadily through every source: no stretch without posts that needs explaining."
    said = [_break(row) for _, row in odd.head(MOST).iterrows()]
    if len(odd) > MOST:
        said.append(f"{len(odd) - MOST} more are in the table collection.")
    if odd["standing"].isin([STILL, STOPPED, MISSING]).any():
        said.append(
            "A stretch without any post is most likely a gap in the collection and says nothing about what people"
            " think: load what is missing before you trust a rise after it."
        )
    return " ".join(said)


def _break(row: pd.Series) -> str:
    month = f"{pd.Timestamp(str(row['period'])):%B %Y}"
    around = number(row["usual_posts"])
    usual = "" if around is None else f", where {count(round(around))} are usual"
    if row["standing"] == QUIETER:
        return f"{row['source']} was quiet in {month}: {counted(int(row['posts']), 'post')}{usual}."
    if row["standing"] == MISSING:
        return f"{row['source']} has no post at all in {month}{usual}."
    first, last = (pd.Timestamp(str(row[name])) for name in ("empty_from", "empty_to"))
    days = f"from {first.day} to {last.day} {last:%B %Y}" if first.month == last.month else f"from {first:%d %B}"
    if row["standing"] == STOPPED:
        return f"{row['source']} has stopped: nothing since {first.day} {first:%B %Y}."
    return f"{row['source']} stood still {days}: {counted(int(row['empty_days']), 'day')} with next to nothing."


def breadth(analysis: Analysis) -> str:
    """Say from how many sources people were heard, and how far one of them speaks for all."""
    posts = analysis.now.posts
    people = posts.groupby("source")["person"].nunique().sort_values(ascending=False)
    if len(people) < 2:
        return "There is one source only: what its people say is not what all users say."
    shares = people / people.sum()
    equal = 1 / float((shares**2).sum())
    said = (
        f"People were heard through {len(people)} sources. The largest, {people.index[0]},"
        f" brings {percent(float(shares.iloc[0]))} of them; {_as_broad(len(people), equal)}"
    )
    return " ".join([said, *_unheard(analysis, set(people.index))])


def _unheard(analysis: Analysis, heard: set[str]) -> list[str]:
    """Say of each source that has no post in the study why it has none."""
    loads = analysis.loads()
    feedback = loads.loc[loads["kind"] == "feedback", "source"].astype(str)
    own = [name for name in feedback if name not in heard]
    apart: dict[str, int] = {}
    for row, posts in analysis.now.left_out.items():
        apart[row.source] = apart.get(row.source, 0) + posts
    useless = loads["rejected"].gt(0) & (loads["kept"] + loads["duplicates"]).eq(0)
    refused = set(loads.loc[useless, "source"].astype(str))
    said = []
    if counted := [f"{name} ({count(apart[name])})" for name in own if name in apart]:
        said.append(f"Loaded and counted apart, as no user said it: {', '.join(counted)}.")
    if nothing := [name for name in own if name in refused]:
        said.append(f"Of {', '.join(nothing)} no row could be used; the tables below say why.")
    if silent := [name for name in own if name not in apart and name not in refused]:
        said.append(f"Nothing came through {', '.join(silent)} in this period.")
    return said


def _as_broad(sources: int, equal: float) -> str:
    if equal > 0.75 * sources:
        return "the others are of much the same size, so no single one decides."
    return f"together they count as {equal:.1f} sources of equal size would: the large ones decide."


def languages(analysis: Analysis) -> pd.DataFrame:
    """Return the languages of the posts with words: language, posts, share, read (whether topics are read from it)."""
    spoken = analysis.now.posts["lang"].dropna().astype(str)
    counts = spoken.value_counts()
    rows = [
        {
            "language": LANGUAGES.get(str(code), str(code)), "posts": int(posts), "share": posts / len(spoken),
            "read": "yes" if code == analysis.project.language else "no, counted only",
        }
        for code, posts in sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))[:MOST]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["language", "posts", "share", "read"])


def fresh(analysis: Analysis) -> str:
    """Say which sources fell silent before the end of the period."""
    found = analysis.collection().drop_duplicates("source", keep="last")
    silent = found[found["days_silent"] >= SILENT].sort_values(["days_silent", "source"], ascending=[False, True])
    if silent.empty:
        return "Every source has posts up to the last days." if len(found) else ""
    told = [
        f"{row['source']} was last heard on {at.day} {at:%B}, {counted(int(row['days_silent']), 'day')} before the end"
        for _, row in silent.head(MOST).iterrows()
        for at in [pd.Timestamp(str(row["last_at"]))]
    ]
    return f"{'; '.join(told)}."


def copies(analysis: Analysis) -> str:
    """Say how many texts came from several accounts; they are described, not judged."""
    found = analysis.patterns()
    if found.empty:
        return "No text came from many accounts at once."
    return (
        f"{counted(len(found), 'text')} came from many accounts or at the same seconds; each is counted by its people,"
        " and the segments page lists them."
    )
