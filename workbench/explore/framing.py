"""Framing: a team's own code frame into the codebook, and the codebook out as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench.analysis import Analysis
from workbench.errors import BadRequest
from workbench.store.files import sha256_of, write_whole
from workbench.topics.codebook.curation import Curation
from workbench.topics.codebook.events import Event, Kind
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Arrays, Codebook, sha256_of_array
from workbench.topics.codebook.topic import Part as Stand
from workbench.topics.codebook.topic import Status, Theme, Topic
from workbench.topics.corpus import Part
from workbench.topics.frame.codes import Code
from workbench.topics.frame.frame import Frame, read_frame
from workbench.topics.frame.seeds import Seeded, seeds
from workbench.topics.frame.sheet import LOG, THEMES, TOPICS, workbook
from workbench.topics.pool import Pool, pool
from workbench.topics.thresholds import OWN_THRESHOLD_FROM, broadest


@dataclass(frozen=True)
class Brought:
    """What became of a code frame.

    Parameters
    ----------
    codebook : Codebook
        After it.
    new : tuple of str
        Ids of the topics that were made.
    known : tuple of str
        Names of codes that were topics already, and stay as they are.
    notes : tuple of str
        What a person should know, one sentence each.
    """

    codebook: Codebook
    new: tuple[str, ...]
    known: tuple[str, ...]
    notes: tuple[str, ...]


def bring(analysis: Analysis, path: Path, *, author: str, reason: str = "") -> Brought:
    """Make topics of the codes of a frame that are none yet.

    Parameters
    ----------
    analysis : Analysis
        The study whose posts widen the codes: everything that it reads.
    path : Path
        XLSX or CSV.
    author : str
    reason : str

    Returns
    -------
    Brought
        Nothing is written where every code is a topic already.

    Raises
    ------
    BadData
        If the frame cannot be read; every fault is named with sheet, row and column.
    """
    curation = Curation(analysis.project.folder, analysis.ground.cache.encoder.key, author=author)
    book = curation.codebook
    frame = read_frame(path)
    fresh, known, notes = _fresh(frame, book)
    if not fresh:
        return Brought(book, (), known, (*frame.notes, *notes))
    posts = _pool(analysis)
    encode = analysis.ground.cache.vectors
    wanted = Frame(fresh, frame.coded, ())
    made = seeds(wanted, posts, encode(posts.texts), encode, items=_items(analysis))
    said, arrays = _event(made.topics, book, analysis.period.label)
    said |= {"model": curation.model, "sha256": sha256_of(path)}
    after = curation.change(Kind.FRAME, said, reason=reason, arrays=arrays)
    ids = tuple(row["topic_id"] for row in said["topics"])
    return Brought(after, ids, known, (*frame.notes, *notes, *made.notes))


def _fresh(frame: Frame, book: Codebook) -> tuple[tuple[Code, ...], tuple[str, ...], tuple[str, ...]]:
    """Tell new codes from those that are topics, by id or by name; codes out of use stay out."""
    held = {key for topic in book.topics for key in (topic.topic_id, topic.code.casefold(), topic.label.casefold())}
    fresh, known, notes = [], [], []
    for code in frame.codes:
        if code.code_id in held or code.code_id.casefold() in held - {""} or code.name.casefold() in held:
            known.append(code.name)
        elif code.status in (Status.MERGED, Status.RETIRED):
            notes.append(f"{code.name} is {code.status} in the frame and was not brought along.")
        else:
            fresh.append(code)
    return tuple(fresh), tuple(known), tuple(notes)


def _pool(analysis: Analysis) -> Pool:
    passages = analysis.ground.material.passages
    return pool(passages[passages["part"] == Part.TOPIC])


def _items(analysis: Analysis) -> dict[str, str]:
    passages = analysis.ground.material.passages
    texts = passages.sort_values(["item_id", "passage"], kind="stable").groupby("item_id")["text"].agg(" ".join)
    return {str(item): str(text) for item, text in texts.items()}


def _event(made: Sequence[Seeded], book: Codebook, period: str) -> tuple[dict[str, Any], Arrays]:
    themes = {theme.label.casefold(): theme.theme_id for theme in book.themes}
    opened: list[Theme] = []
    topics = []
    for at, seeded in enumerate(made):
        label = seeded.code.theme or seeded.code.name
        if label.casefold() not in themes:
            theme = Theme(book.next_theme_id(len(opened)), label)
            themes[label.casefold()] = theme.theme_id
            opened.append(theme)
        topics.append(_topic(seeded, book.next_id(at), themes[label.casefold()], period))
    told = [seeded.own_scores for seeded in made if len(seeded.own_scores) >= OWN_THRESHOLD_FROM]
    least = book.least or (broadest(told) if told else 0)
    said = {
        "topics": [row_of(topic) for topic in topics],
        "themes": [row_of(theme) for theme in opened],
        "least": least,
    }
    return said, {sha256_of_array(seeded.vectors): np.asarray(seeded.vectors) for seeded in made}


def _topic(seeded: Seeded, topic_id: str, theme_id: str, period: str) -> Topic:
    code = seeded.code
    return Topic(
        topic_id=topic_id,
        label=code.name,
        keywords=code.keywords,
        theme_id=theme_id,
        parts=(Stand(sha256_of_array(seeded.vectors), seeded.threshold, seeded.members),),
        first_period=period,
        status=Status.CANDIDATE if code.status == Status.CANDIDATE else Status.ACTIVE,
        owner=code.owner,
        description=code.definition,
        rule=code.rule,
        code=code.code_id,
    )


def export(book: Codebook, log: Sequence[Event], path: Path) -> None:
    """Write the codebook to a workbook that `bring` reads again.

    Parameters
    ----------
    book : Codebook
    log : sequence of Event
    path : Path
        An XLSX file; one that is there is replaced.

    Raises
    ------
    BadRequest
        If the name does not end in .xlsx.
    Busy
        If the file cannot be written.
    """
    if path.suffix.casefold() != ".xlsx":
        raise BadRequest("A codebook is exported as .xlsx.", where=str(path), fix="Give the file that ending.")
    themes = book.theme_labels()
    topics = [
        (
            topic.topic_id, topic.label, topic.description, topic.words, topic.rule, themes.get(topic.theme_id, ""),
            topic.owner, str(topic.status), topic.members, topic.first_period, topic.became,
        )
        for topic in book.topics
    ]  # fmt: skip
    groups = [
        (theme.theme_id, theme.label, tuple(topic.topic_id for topic in book.live if topic.theme_id == theme.theme_id))
        for theme in book.themes
    ]
    happened = [(event.at, event.author, f"{event.event_id} {event.kind} {event.reason}".strip()) for event in log]
    content = workbook({"Topics": [TOPICS, *topics], "Themes": [THEMES, *groups], "Log": [LOG, *happened]})
    write_whole(path, content)
