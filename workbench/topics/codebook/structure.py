"""Structure: events that change which topics there are, and what they hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from workbench.topics.codebook.lookup import Said, added, put, refused, topic_of
from workbench.topics.codebook.rows import learnt_from, theme_from, topic_from, watched_from
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Origin, Part, Status, Topic


def propose(codebook: Codebook, said: Said) -> Codebook:
    """Add what a period's run found."""
    grown = added(codebook, map(topic_from, said["topics"]), map(theme_from, said["themes"]))
    seen = {str(topic_id) for topic_id in said["seen"]}
    last = str(said["period"]), str(said["at"])
    return replace(
        grown,
        topics=tuple(_seen(topic, *last) if topic.topic_id in seen else topic for topic in grown.topics),
        watched=tuple(watched_from(row) for row in said["watched"]),
        watch_issued=max([codebook.watch_issued, *(int(str(row["watch_id"])[1:]) for row in said["watched"])]),
        least=int(said["least"]),
        proposals=(*codebook.proposals, (str(said["period"]), str(said["key"]))),
    )


def _seen(topic: Topic, period: str, end: str) -> Topic:
    """Note that a topic was heard of in a period; studies may be made in any order."""
    earlier = topic.last_end and datetime.fromisoformat(end) < datetime.fromisoformat(topic.last_end)
    return topic if earlier else replace(topic, last_period=period, last_end=end)


def frame(codebook: Codebook, said: Said) -> Codebook:
    """Add topics that the team brought along."""
    brought = [replace(topic_from(row), origin=Origin.BROUGHT) for row in said["topics"]]
    grown = added(codebook, brought, map(theme_from, said["themes"]))
    return replace(grown, least=codebook.least or int(said.get("least", 0)))


def merge(codebook: Codebook, said: Said) -> Codebook:
    """Put topics together under one id; their texts follow."""
    into = topic_of(codebook, said["into"])
    others = [topic_of(codebook, topic_id) for topic_id in dict.fromkeys(said["topics"])]
    if into.topic_id in {topic.topic_id for topic in others}:
        fix = "Leave it out of the topics that are merged into it."
        raise refused(f"{into.topic_id} is both source and target of the merge.", fix=fix)
    if not others:
        raise refused("A merge needs other topics and one to merge them into.", fix="Name two different topics.")
    everyone = [into, *others]
    for other in others:
        into = _seen(into, other.last_period, other.last_end) if other.last_end else into
    known = [topic.stability for topic in everyone]
    pins = sorted({text for topic in everyone for text in topic.pins})
    merged = replace(
        into,
        parts=_together(said, everyone, pins),
        pins=tuple(pins),
        exclusions=_excluded(said, everyone, pins),
        # people who say one part may not say the other: the whole is no firmer than its least firm part
        stability=None if None in known else min(value for value in known if value is not None),
    )
    gone = [replace(topic, status=Status.MERGED, became=(into.topic_id,)) for topic in others]
    chosen = others if "form" not in said else everyone  # what was learnt of one part says nothing of the whole
    return _forget(put(codebook, merged, *gone), {topic.topic_id for topic in chosen})


def _together(said: Said, everyone: Sequence[Topic], pins: Collection[str]) -> tuple[Part, ...]:
    """Return the parts of a merged topic; each goes on refusing what its topic did, and nothing else."""
    if int(said.get("form", 1)) < _BY_PART:
        return tuple(part for topic in everyone for part in topic.parts)
    return tuple(
        replace(part, not_about=tuple(sorted({*topic.exclusions, *part.not_about} - {*pins})))
        for topic in everyone
        for part in topic.parts
    )


#: form of merges from which on each part keeps its own exclusions.
_BY_PART = 3


def _excluded(said: Said, everyone: Sequence[Topic], pins: Collection[str]) -> tuple[str, ...]:
    """Return what a merged topic excludes as a whole; by older lines all that its parts did, but for what one held."""
    if "form" not in said:
        return tuple(text for text in everyone[0].exclusions if text not in pins)
    if int(said["form"]) >= _BY_PART:
        return ()
    held = {*pins, *map(str, said.get("held", ()))}
    return tuple(sorted({text for topic in everyone for text in topic.exclusions} - held))


def split(codebook: Codebook, said: Said) -> Codebook:
    """Replace a topic by its parts, each with an id of its own."""
    parent = topic_of(codebook, said["topic"])
    children = [replace(topic_from(row), origin=parent.origin) for row in said["topics"]]
    if len(children) < 2:
        raise refused("A split needs at least two parts.", fix="Split finer, or leave the topic as it is.")
    gone = replace(parent, status=Status.RETIRED, became=tuple(child.topic_id for child in children))
    return _forget(added(put(codebook, gone), children, ()), {parent.topic_id})


def retire(codebook: Codebook, said: Said) -> Codebook:
    """File no text under a topic any more."""
    topic = topic_of(codebook, said["topic"])
    return _forget(put(codebook, replace(topic, status=Status.RETIRED, was=topic.status)), {topic.topic_id})


def restore(codebook: Codebook, said: Said) -> Codebook:
    """Bring a retired topic back, as the candidate or accepted topic that it was."""
    topic = topic_of(codebook, said["topic"], live=False)
    if topic.live:
        raise refused(f"{topic.topic_id} ({topic.label}) is in use already.")
    if topic.became:
        done = "merged into" if topic.status is Status.MERGED else "split into"
        raise refused(
            f"{topic.topic_id} ({topic.label}) was {done} {', '.join(topic.became)}, not retired.",
            fix="Undo is the way back: workbench codebook log names the event.",
        )
    return put(codebook, replace(topic, status=topic.was or Status.ACTIVE, was=None))


def promote(codebook: Codebook, said: Said) -> Codebook:
    """Make a topic of what was only watched."""
    watch_id = str(said["watched"])
    if watch_id not in {one.watch_id for one in codebook.watched}:
        raise refused(f"Nothing is watched under {watch_id[:40]}.")
    left = tuple(one for one in codebook.watched if one.watch_id != watch_id)
    grown = added(codebook, [topic_from(said["new"])], map(theme_from, said.get("themes", ())))
    return replace(grown, watched=left)


def learn(codebook: Codebook, said: Said) -> Codebook:
    """Choose between topics as the pinned posts do."""
    learnt = learnt_from(said)
    for topic_id in learnt.topics:
        topic_of(codebook, topic_id)
    return replace(codebook, learnt=learnt)


def _forget(codebook: Codebook, topics: set[str]) -> Codebook:
    """Drop what was learnt where it chose between topics that are gone: it would file posts under them."""
    learnt = codebook.learnt
    return replace(codebook, learnt=None) if learnt and topics & set(learnt.topics) else codebook
