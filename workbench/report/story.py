"""The story of the topics page: how topics went, what is new, what moved with the codebook, how far to trust them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import count, decimal, percent, period
from workbench.measures.bridge import NOWHERE
from workbench.measures.emerging import WATCHED
from workbench.measures.history import movers
from workbench.measures.subjects import Level
from workbench.report.evidence import topic_table
from workbench.report.figure import number, whole
from workbench.report.markup import Html, fold, note
from workbench.report.tables import table
from workbench.topics.stability import Band

if TYPE_CHECKING:
    from workbench.analysis import Analysis

#: rows of a table before the files are named instead.
MOST_ROWS = 12
#: parts of a move smaller than this are left to the files.
LEAST_MOVED = 3
#: from here on a topic would come out of other people's posts again; below the second nothing is claimed of it.
STABLE, CLAIMED = 0.75, 0.6
BANDS = {
    Band.HIGHLY_STABLE: "yes, nearly the same",
    Band.STABLE: "yes",
    Band.PATTERN: "something like it; which posts belong is doubtful",
    Band.UNTRUSTED: "no: read it as a hint only",
}


def standing(analysis: Analysis) -> str:
    """Say how many topics the team has confirmed, and how many are candidates."""
    topics = analysis.topics()
    if topics.empty:
        return "There are no topics yet."
    candidates = int((topics["status"] == "candidate").sum())
    if not candidates:
        return f"All {_topics(len(topics))} are confirmed by the team."
    if candidates == len(topics):
        return (
            f"All {_topics(candidates)} are candidates: found by the machine, used here, and not yet confirmed by the"
            " team."
        )
    return (
        f"{_topics(len(topics) - candidates)} confirmed by the team; {candidates} more are candidates: found by the"
        " machine and used here, but not yet confirmed."
    )


def months(analysis: Analysis) -> str:
    """Say how far back the months reach, and that all are sorted under today's topics."""
    known = analysis.history()["month"].drop_duplicates().tolist()
    if not known:
        return "There are no posts yet."
    if len(known) == 1:
        return f"{period(known[0])} is the only month so far; how topics go shows from the third month on."
    return (
        f"Posts reach back to {period(known[0])}: {len(known)} months. All of them are sorted under today's topics, so"
        " that a line never moves because a topic was changed."
    )


def drawn(analysis: Analysis) -> pd.DataFrame:
    """Return the rows of the topics that moved most, without those that other people would not give again."""
    doubtful = {
        topic.topic_id for topic in analysis.codebook.live if topic.stability is not None and topic.stability < CLAIMED
    }
    # a line that goes up is a claim
    history = analysis.history().iloc[: 0 if analysis.stopped else None]
    chosen = movers(history[~history["id"].isin(doubtful)], least_people=analysis.project.k)
    fresh = set(analysis.emerging()["topic_id"])
    return chosen.assign(
        label=[
            f"{label} (new)" if one in fresh else label
            for one, label in zip(chosen["id"], chosen["label"], strict=True)
        ]
    )


def moved_most(analysis: Analysis) -> str:
    """Say how many topics are drawn by month, or why none is."""
    history = analysis.history()
    known = history["month"].nunique()
    chosen = drawn(analysis)["id"].nunique()
    if known < 3:
        return "Three months are needed before one can say how a topic goes."
    if analysis.stopped:
        return "Nothing is drawn, for the reason at the top of this page. The tables hold every month."
    if not chosen:
        return "No topic went up or down by more than its ranges leave room for. The tables hold every month."
    total = history.loc[history["level"] == Level.TOPIC, "id"].nunique()
    return (
        f"{chosen} of {_topics(total)} went up or down by more than their ranges leave room for; these are drawn, the"
        " others stand in the tables. It is for looking and no test; topics that other people's posts would not"
        " give again are left out."
    )


def fresh(analysis: Analysis) -> str:
    """Say what is new since the topics were first found, and how much is only watched."""
    found = analysis.emerging()
    watched = int((found["status"] == WATCHED).sum())
    new = len(found) - watched
    least = analysis.project.topics.min_people
    if found.empty:
        return "Nothing is new: every topic has been there since topics were first found, and nothing else is watched."
    said = f"{_topics(new)} came up since topics were first found." if new else "No new topic came up."
    if watched:
        said += (
            f" {watched} more {'is' if watched == 1 else 'are'} watched: fewer than {least} people have said it so far,"
            " or the group would look different had a few others been heard."
        )
    return said


def fresh_table(analysis: Analysis) -> Html:
    """Show what is new and what is watched; nothing where neither is there."""
    found = analysis.emerging()
    if found.empty:
        return Html("")
    shown = found.assign(
        status=[_status(str(status)) for status in found["status"]],
        since=[period(str(month)) for month in found["first_seen"]],
        first=found["first_at"].map(_since),
        usual=found["growth"].map(_times),
    )
    columns = {
        "label": "Topic", "status": "Standing", "people": "People so far", "days": "On days", "since": "Found in",
        "first": "First heard", "usual": "Last month, against the three before",
    }  # fmt: skip
    columns = {name: title for name, title in columns.items() if shown[name].notna().any()}
    return table(shown, columns, caption="New and watched", limit=MOST_ROWS)


def bridged(analysis: Analysis) -> str:
    """Say how many posts stand elsewhere because the codebook changed."""
    found = analysis.bridge()
    held = analysis.baseline
    if held is None:
        return "This is the first study of this project, so no topic has changed since an earlier one."
    if found.empty and held.version != analysis.codebook.version:
        return (
            f"The topics have changed since the study of {period(held.period)}; how posts moved is not known, because"
            " its codebook is no longer in the log or no month from before it can be compared."
        )
    if found.empty:
        return f"The topics are those of the study of {period(held.period)}: nothing moved."
    gone = found[found["from_topic"] != found["to_topic"]]
    total, posts = whole(found["posts"].sum()), whole(gone["posts"].sum())
    said = f"Since the study of {period(held.period)} the topics have changed, and all months are sorted anew."
    if not posts:
        return f"{said} No post of the months before stands elsewhere for it."
    new = whole(gone.loc[gone["why"] == "new topic", "posts"].sum())
    told = f"{said} Of {count(total)} posts, {count(posts)} ({percent(posts / total)}) stand elsewhere now"
    return f"{told}, {count(new)} of them under a topic that is new." if new else f"{told}."


def bridged_table(analysis: Analysis) -> Html:
    """Show the largest moves between topics; nothing where nothing moved."""
    found = analysis.bridge()
    gone = found[(found["from_topic"] != found["to_topic"]) & (found["posts"] >= LEAST_MOVED)]
    if gone.empty:
        return Html("")
    gone = gone.sort_values(["posts", "from_topic", "to_topic"], ascending=[False, True, True], kind="stable")
    shown = gone.assign(
        start=_named(gone["from_topic"], gone["from_label"]),
        end=_named(gone["to_topic"], gone["to_label"]),
        why=[WHY.get(str(why), str(why)) for why in gone["why"]],
    )
    columns = {"start": "Stood under", "end": "Stands under", "posts": "Posts", "people": "People", "why": "Because"}
    return table(shown, columns, caption="What moved, most posts first", limit=MOST_ROWS)


WHY = {
    "merged": "the team merged the topics",
    "split": "the team split the topic",
    "retired": "the team retired the topic",
    "restored": "the team brought the topic back",
    "undone": "a change was undone",
    "new topic": "a new topic fits better",
    "moved": "another topic fits better now",
}


def trust(analysis: Analysis) -> str:
    """Say for how many topics other people's posts would give the same topic."""
    live = analysis.codebook.live
    known = [topic for topic in live if topic.stability is not None]
    if not live:
        return "There is no topic to trust or doubt yet."
    if not known:
        return "Whether the same topics would come out of other people's posts is not measured in this study."
    values = [topic.stability for topic in known if topic.stability is not None]
    firm, weak = sum(value >= STABLE for value in values), sum(value < CLAIMED for value in values)
    said = [f"{firm} of {_topics(len(known))} would come out of other people's posts again"]
    if len(values) - firm - weak:
        said.append(f"{len(values) - firm - weak} in part")
    if weak:
        said.append(f"{weak} would not, and nothing is claimed about how they go")
    rest = len(live) - len(known)
    return f"{'; '.join(said)}." + (f" For {rest} it is not known." if rest else "")


def trust_table(analysis: Analysis) -> Html:
    """Show the topics that there is a reason to look at, and say how many there are without one."""
    found = analysis.drift()
    shown = found.assign(
        again=found["stability_band"].map({str(band): words for band, words in BANDS.items()}),
        hint=_hints(found),
    )
    weak = shown["stability_band"].isin([Band.PATTERN, Band.UNTRUSTED]).fillna(False)
    chosen = shown[shown["hint"].notna() | weak].sort_values(["people", "topic_id"], ascending=[False, True])
    if chosen.empty:
        return note("No topic gives a reason to look at it again.")
    columns = {"label": "Topic", "people": "People", "again": "With other people?", "hint": "What to look at"}
    columns = {name: title for name, title in columns.items() if chosen[name].notna().any()}
    left = len(found) - len(chosen)
    rest = note(f"{_topics(left)} more give no reason to look at them again.") if left else ""
    return fold(f"Worth a look: {_topics(len(chosen))}", table(chosen, columns, limit=MOST_ROWS), rest)


def every_topic(analysis: Analysis) -> Html:
    """Show the table of topics, folded."""
    return fold(f"All {_topics(len(analysis.topics()))} with people, stars and owner", topic_table(analysis))


def unsorted(analysis: Analysis) -> str:
    """Say how much talk was left unsorted, and why that is no fault."""
    values = analysis.quality().set_index("name")["value"]
    spoken, none, between, bare = (
        whole(values[name])
        for name in ("posts_in_language", "posts_in_no_topic", "posts_undecided", "posts_without_reason")
    )
    if not spoken:
        return "There are no posts with words in the project's language."
    return (
        f"{percent(none / spoken)} of the posts fit no topic and {percent(between / spoken)} stand between two; nothing"
        f" is forced. {percent(bare / spoken)} praise or complain without a reason and belong to no topic."
    )


def _hints(found: pd.DataFrame) -> pd.Series:
    """Write topic ids in hints as labels."""
    labels = dict(zip(found["topic_id"], found["label"], strict=True))
    written = [
        hint.replace(str(twin), f"“{labels.get(twin, twin)}”") if isinstance(hint, str) else None
        for hint, twin in zip(found["hint"], found["merge_with"].astype(object), strict=True)
    ]
    return pd.Series(written, index=found.index, dtype=object)


def _named(ids: Iterable[object], labels: Iterable[object]) -> list[str]:
    words = dict(zip(NOWHERE, ("between two topics", "no topic"), strict=True))
    return [words.get(str(one), str(label)) for one, label in zip(ids, labels, strict=True)]


def _status(status: str) -> str:
    return "watched, nothing sorted under it" if status == WATCHED else f"new {status}"


def _since(day: object) -> str | None:
    return period(str(day)[:7]) if isinstance(day, str) and day else None


def _times(growth: object) -> str | None:
    known = number(growth)
    return None if known is None else f"{decimal(known)} times"


def _topics(number_: int) -> str:
    return f"{count(number_)} topic{'' if number_ == 1 else 's'}"
