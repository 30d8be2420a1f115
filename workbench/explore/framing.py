"""Framing: a team's own code frame into the codebook, and the codebook out as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.analysis import Analysis
from workbench.errors import BadRequest
from workbench.measures.growth import reading
from workbench.measures.material import ITEM_COLUMNS, material
from workbench.privacy.cells import workbook_text
from workbench.privacy.clean import one_line
from workbench.project.model import Project
from workbench.store.files import sha256_of, write_whole
from workbench.topics.codebook.curation import Curation
from workbench.topics.codebook.events import Event, Kind, undone
from workbench.topics.codebook.lookup import label_of, refused
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Arrays, Codebook, sha256_of_array
from workbench.topics.codebook.topic import Part as Stand
from workbench.topics.codebook.topic import Status, Theme, Topic
from workbench.topics.corpus import Part
from workbench.topics.frame.codes import Code
from workbench.topics.frame.frame import Frame, read_frame
from workbench.topics.frame.recognise import Known, brought_names, mark_of, recognised
from workbench.topics.frame.seeds import Seeded, seeds
from workbench.topics.frame.sheet import LOG, THEMES, TOPICS, keyword_cell, workbook
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
    known : tuple of Known
        Codes that were topics already; but for what was edited in an export, these stay as they are.
    notes : tuple of str
        What a person should know, one sentence each.
    edited : tuple of str
        Ids of the topics whose name or definition was edited in an export of this codebook.
    """

    codebook: Codebook
    new: tuple[str, ...]
    known: tuple[Known, ...]
    notes: tuple[str, ...]
    edited: tuple[str, ...] = ()


def bring(analysis: Analysis, path: Path, *, author: str, reason: str = "", edits: bool = True) -> Brought:
    """Make topics of the codes of a frame that are none yet; take over what was edited in an export.

    Parameters
    ----------
    analysis : Analysis
        The study whose posts widen the codes: everything that it reads.
    path : Path
        XLSX or CSV.
    author : str
    reason : str
    edits : bool
        Whether names and definitions that were edited in an export of this codebook are taken over.

    Returns
    -------
    Brought
        Nothing is written where every code is a topic already and nothing was edited.

    Raises
    ------
    BadData
        If the frame cannot be read; every fault is named with sheet, row and column.
    BadRequest
        If an edited name is another topic's; nothing is written then.
    """
    curation = Curation(analysis.project.folder, analysis.ground.cache.encoder.key, author=author)
    book, log = curation.codebook, curation.log
    frame = read_frame(path)
    known, unknown = recognised(frame.codes, book, brought_names(log, undone(log)))
    fresh = tuple(code for code in unknown if code.status not in (Status.MERGED, Status.RETIRED))
    notes = [*frame.notes, *_notes(unknown, known, fresh, book), *_strangers(fresh, analysis.project)]
    changes = _edits(known, fresh, book) if edits else []
    new: tuple[str, ...] = ()
    after = book
    if fresh:
        after, new, more = _seeded(analysis, curation, Frame(fresh, frame.coded, ()), reason, sha256_of(path))
        notes += more
    for kind, said in changes:
        after = curation.change(kind, said, reason=reason)
    edited = tuple(dict.fromkeys(str(said["topic"]) for _, said in changes))
    return Brought(after, new, known, tuple(notes), edited)


def _notes(unknown: Sequence[Code], known: Sequence[Known], fresh: Sequence[Code], book: Codebook) -> Iterator[str]:
    for code in unknown:
        if code not in fresh:
            yield f"{code.name} is {code.status} in the frame and was not brought along."
    themes = book.theme_labels()
    for one in known:
        code, topic = one.code, one.topic
        if not topic.live:
            heirs = f" into {', '.join(topic.became)}" if topic.became else ""
            yield f"{code.name} is {topic.topic_id}, which is {topic.status}{heirs}, and stays so."
        elif one.own:
            was = {"theme": themes.get(topic.theme_id, ""), "owner": topic.owner, "status": str(topic.status)}
            other = [name for name, text in was.items() if getattr(code, name) != one_line(workbook_text(text))]
            if other:
                yield f"{topic.topic_id}: {' and '.join(other)} differ and are not read from a sheet; use the commands."
        elif one.by == "id" and code.name.casefold() != topic.label.casefold():
            yield f"{code.name} has the id {code.code_id} of {topic.topic_id}, which keeps its name, {topic.label}."


def _strangers(fresh: Sequence[Code], project: Project) -> Iterator[str]:
    listed = {department.name for department in project.departments}
    strange = sorted({code.owner for code in fresh if code.owner and listed and code.owner not in listed})
    if strange:
        yield f"project.toml has no [[departments]] called {', '.join(strange)}."


def _edits(known: Sequence[Known], fresh: Sequence[Code], book: Codebook) -> list[tuple[Kind, dict[str, str]]]:
    """Return the events of what was edited in an export, or refuse them: all fit, or none is written."""
    changes: list[tuple[Kind, dict[str, str]]] = []
    labels = {topic.topic_id: topic.label for topic in book.live}
    for one in known:
        topic_id = one.topic.topic_id
        if not one.topic.live:
            continue
        if one.name is not None:
            labels[topic_id] = label_of(one.name)
            changes.append((Kind.RENAME, {"topic": topic_id, "label": one.name}))
        if one.definition is not None:
            changes.append((Kind.DESCRIBE, {"topic": topic_id, "description": one.definition}))
    taken = [(topic_id, label) for topic_id, label in labels.items()] + [("a new code", code.name) for code in fresh]
    for kind, said in changes:
        same = [
            one for one, label in taken if one != said["topic"] and label.casefold() == said.get("label", "").casefold()
        ]
        if kind is Kind.RENAME and same:
            raise refused(
                f"{said['topic']} and {same[0]} would both be called {said['label']}.", fix="Rename one of them."
            )
    return changes


def _seeded(
    analysis: Analysis, curation: Curation, frame: Frame, reason: str, digest: str
) -> tuple[Codebook, tuple[str, ...], tuple[str, ...]]:
    """Make topics of codes; return the codebook after it, their ids, and what a person should know."""
    posts = _pool(analysis)
    encode = analysis.ground.cache.vectors
    made = seeds(frame, posts, encode(posts.texts), encode, items=_items(analysis, frame))
    said, arrays = _event(made.topics, curation.codebook, _since(analysis))
    said |= {"model": curation.model, "sha256": digest}
    after = curation.change(Kind.FRAME, said, reason=reason, arrays=arrays)
    return after, tuple(row["topic_id"] for row in said["topics"]), made.notes


def _since(analysis: Analysis) -> str:
    """Return the first month with posts: the team had its codes before it."""
    months = analysis.past.months
    return months[0].label if months else analysis.period.label


def _pool(analysis: Analysis) -> Pool:
    passages = analysis.ground.material.passages
    return pool(passages[passages["part"] == Part.TOPIC])


def _items(analysis: Analysis, frame: Frame) -> dict[str, str]:
    """Return the texts of the coded posts that the frame names by their ids, wherever in the store they are."""
    wanted = {post.item_id for post in frame.coded if not post.text}
    passages = analysis.ground.material.passages
    passages = passages[passages["item_id"].isin(wanted)]
    elsewhere = wanted - set(passages["item_id"])
    if elsewhere:
        rows = analysis.store.feedback(columns=ITEM_COLUMNS)
        rows = rows[rows["item_id"].isin(elsewhere)].reset_index(drop=True)
        project = analysis.project
        found = material(rows, reading(project), zone=project.timezone).passages
        passages = pd.concat([one for one in (passages, found) if len(one)] or [passages], ignore_index=True)
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
        code="" if code.mark else code.code_id,  # in another project's export it is an id of that project
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
    rows = {
        live: [
            (
                topic.topic_id, topic.label, topic.description, keyword_cell(topic.words), topic.rule,
                themes.get(topic.theme_id, ""), topic.owner, str(topic.status), topic.members, topic.first_period,
                topic.last_period, topic.became, mark_of(topic),
            )
            for topic in book.topics
            if topic.live is live
        ]
        for live in (True, False)
    }  # fmt: skip
    held = {theme: tuple(topic.topic_id for topic in book.live if topic.theme_id == theme) for theme in themes}
    groups = [(theme.theme_id, theme.label, held[theme.theme_id]) for theme in book.themes if held[theme.theme_id]]
    happened = [(event.at, event.author, f"{event.event_id} {event.kind} {event.reason}".strip()) for event in log]
    content = workbook(
        {
            "Topics": [TOPICS, *rows[True]],
            "Out of use": [TOPICS, *rows[False]],
            "Themes": [THEMES, *groups],
            "Log": [LOG, *happened],
        }
    )
    write_whole(path, content)
