"""Bridge: how posts moved between two versions of the codebook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pandas as pd

from workbench.measures.past import Past
from workbench.measures.published import Baseline
from workbench.topics.codebook.shelf import load_codebook
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status, Topic

#: where posts stand that are under no topic.
NOWHERE = ("undecided", "none")
COLUMNS: dict[str, str] = {
    "from_version": "string", "from_topic": "string", "to_topic": "string", "posts": "Int64", "people": "Int64",
    "to_version": "string", "from_label": "string", "to_label": "string", "why": "string",
}  # fmt: skip


def bridge(past: Past, before: Codebook, now: Codebook, *, until: datetime) -> pd.DataFrame:
    """Count how the posts of all months that both versions know moved from one to the other.

    Parameters
    ----------
    past : Past
    before, now : Codebook
    until : datetime
        End of the last period that was filed under the version before.

    Returns
    -------
    DataFrame
        One row a topic before and a topic now: columns `COLUMNS`, most posts first within a topic before. "none" and
        "undecided" stand for posts under no topic, so the posts of a topic before add up to what it held. `why` says
        stayed, merged, split, retired, new topic, restored or moved.
    """
    moves = [
        moved(past.posts(month), past.filed(month, before), past.filed(month, now))
        for month in past.months
        if month.end <= until
    ]
    table = _counted(pd.concat(moves, ignore_index=True)) if moves else no_bridge()
    labels = {topic.topic_id: topic.label for codebook in (before, now) for topic in codebook.topics}
    pairs = list(zip(table["from_topic"], table["to_topic"], strict=True))
    return table.assign(
        from_version=before.version,
        to_version=now.version,
        from_label=[labels.get(one, "") for one, _ in pairs],
        to_label=[labels.get(two, "") for _, two in pairs],
        why=[_why(one, two, before, now) for one, two in pairs],
    )[list(COLUMNS)].astype(COLUMNS)


def bridge_to(past: Past, held: Baseline | None) -> pd.DataFrame:
    """Hold the study's codebook against an earlier version, made again from the log.

    Parameters
    ----------
    past : Past
    held : Baseline or None

    Returns
    -------
    DataFrame
        As from `bridge`; no row where there is no earlier version, it is the same, or the log does not hold it.
    """
    ground = past.ground
    if held is None or held.version == ground.codebook.version:
        return no_bridge()
    # the study that left it may have added a line of its own
    for lines in (held.events, held.events + 1):
        before = load_codebook(ground.folder, ground.cache.encoder.key, events=lines)
        if before.version == held.version:
            until = datetime.fromisoformat(held.until) if held.until else ground.period.end
            return bridge(past, before, ground.codebook, until=until)
    return no_bridge()


def no_bridge() -> pd.DataFrame:
    """Return the table of a study with no other version before it: its columns and no row."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})


def moved(posts: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Follow each post from each topic that it stood under to where that part of it stands now.

    Parameters
    ----------
    posts : DataFrame
        item_id, person.
    before, now : DataFrame
        Assignments of the same passages.

    Returns
    -------
    DataFrame
        item_id, person, from_topic, to_topic; one row a post and topic before. A post that is still under the topic
        stayed, whatever its other passages do; otherwise it went where most of its passages went that stood there.
    """
    passages = before[["item_id", "passage"]].assign(start=_place(before)).merge(
        now[["item_id", "passage"]].assign(end=_place(now)), on=["item_id", "passage"], how="inner", validate="1:1"
    )  # fmt: skip
    passages = passages[passages["start"].notna() & passages["end"].notna()]
    places = zip(passages["item_id"], passages["start"], passages["end"], strict=True)
    by_post: dict[str, list[tuple[str, str]]] = {}
    for item, start, end in places:
        by_post.setdefault(str(item), []).append((str(start), str(end)))
    rows = [(item, start, end) for item, pairs in by_post.items() for start, end in _of_post(pairs)]
    people = dict(zip(posts["item_id"].astype(str), posts["person"].astype(str), strict=True))
    table = pd.DataFrame(rows, columns=["item_id", "from_topic", "to_topic"])
    return table.assign(person=table["item_id"].map(people))


def _place(filed: pd.DataFrame) -> pd.Series:
    """Return the topic of each passage, or why it has none; nothing for passages that are not read for topics."""
    return filed["topic_id"].where(
        filed["decision"] == "topic", filed["decision"].where(filed["decision"].isin(NOWHERE))
    )


def _of_post(pairs: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    starts = _stands([start for start, _ in pairs])
    ends = _stands([end for _, end in pairs])
    for start in starts:
        went = [end for begun, end in pairs if begun == start or start in NOWHERE]
        yield start, start if start in ends else _stands(went)[0]


def _stands(places: list[str]) -> list[str]:
    """Return the topics among some places, most frequent first; where there is none, undecided or none."""
    topics = [place for place in places if place not in NOWHERE]
    if topics:
        return sorted(set(topics), key=lambda topic: (-topics.count(topic), topic))
    return [next(word for word in NOWHERE if word in places)]


def _counted(moves: pd.DataFrame) -> pd.DataFrame:
    grouped = moves.groupby(["from_topic", "to_topic"], as_index=False, sort=True)
    table = grouped.agg(posts=("item_id", "nunique"), people=("person", "nunique"))
    return table.sort_values(
        ["from_topic", "posts", "to_topic"], ascending=[True, False, True], kind="stable", ignore_index=True
    )


def _why(start: str, end: str, before: Codebook, now: Codebook) -> str:
    if start == end:
        return "stayed"
    left = now.topic(start) if start in now else None
    heirs = now.current(start) if left is not None and left.became else ()
    if left is not None and end in heirs:
        return _done(left)
    if left is not None and not any(now.topic(one).live for one in heirs or (start,)):
        return "retired"
    if start not in NOWHERE and left is None:
        return "undone"
    if end in now and end not in before:
        return "new topic"
    if end in before and not before.topic(end).live:
        return "restored"
    # a merged topic files what its parts filed; the parts of a split need not take all that the whole took
    return "split" if left is not None and heirs and _done(left) == "split" else "moved"


def _done(topic: Topic) -> str:
    """Say what the team did with a topic that lives on in others."""
    return "merged" if topic.status is Status.MERGED else "split"
