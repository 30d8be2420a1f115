"""The sheet of posts to check: a workbook with drop-downs, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.privacy.cells import workbook_text
from workbench.privacy.clean import one_line
from workbench.project.codings import Answer
from workbench.project.draws import Chosen, Draw, Sample
from workbench.topics.codebook.state import Codebook
from workbench.topics.frame.sheet import CREATED

POSTS, TOPICS, HOW = "Posts", "Topics", "How to"
#: headers of what a person fills in, and of what tells the rows apart.
FITS, TOPIC_1, TOPIC_2, TOPIC_3 = "fits?", "topic 1", "topic 2", "topic 3"
PICKS = (TOPIC_1, TOPIC_2, TOPIC_3)
ITEM, TOPIC_ID, DRAW = "item", "topic id", "draw"
NOTHING = "none of these"
HEADERS = {
    Sample.QUICK: ("no.", "topic", "post", FITS, TOPIC_ID, ITEM, DRAW),
    Sample.RANDOM: ("no.", "post", *PICKS, ITEM, DRAW),
}
SECOND = "/2"  # after the draw's name: the sheet of the second person
WIDTHS = {"no.": 5, "topic": 30, "post": 90, FITS: 10, **dict.fromkeys(PICKS, 34), TOPIC_ID: 9, ITEM: 12, DRAW: 12}


@dataclass(frozen=True)
class Page:
    """One sheet to be written.

    Parameters
    ----------
    draw : Draw
    posts : sequence of Chosen
        Those that are asked about.
    texts : mapping of str to str
        Item id to text, as `quote` lets it out.
    codebook : Codebook
    second : bool
        Whether it is for the second person.
    """

    draw: Draw
    posts: Sequence[Chosen]
    texts: Mapping[str, str]
    codebook: Codebook
    second: bool = False


def choice(codebook: Codebook, topic_id: str) -> str:
    """Return a topic as the drop-down offers it; the id in front keeps a label from being a formula."""
    return f"{topic_id} {one_line(codebook.topic(topic_id).label)}"


def sheet(page: Page) -> bytes:
    """Write the workbook.

    Parameters
    ----------
    page : Page

    Returns
    -------
    bytes
        Of an XLSX file: the posts with empty answers, the topics, and what to do. Equal pages give equal bytes.

    Notes
    -----
    Text is written as text, so that no post becomes a formula or a link. A random sample does not say where the machine
    sorted a post, which group wrote it, or which stratum it was drawn from.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": CREATED})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "body": book.add_format({"text_wrap": True, "valign": "top"}),
        "answer": book.add_format({"valign": "top", "bg_color": "#FFF7D6", "border": 1, "text_wrap": True}),
        "key": book.add_format({"valign": "top", "font_color": "#999999"}),
    }
    posts, topics, how = (book.add_worksheet(name) for name in (POSTS, TOPICS, HOW))
    offered = [choice(page.codebook, topic.topic_id) for topic in page.codebook.live]
    _posts(posts, page, styles, options=len(offered) + 1)
    _topics(topics, page.codebook, [NOTHING, *offered], styles)
    _how(how, page, styles)
    book.close()
    return target.getvalue()


def _posts(paper: Any, page: Page, styles: Mapping[str, Any], *, options: int) -> None:  # noqa: ANN401
    headers = HEADERS[page.draw.sample]
    paper.freeze_panes(1, 0)
    for place, title in enumerate(headers):
        paper.set_column(place, place, WIDTHS[title])
        paper.write_string(0, place, title, styles["head"])
    mark = page.draw.draw_id + (SECOND if page.second else "")
    for row, one in enumerate(page.posts, start=1):
        label = one_line(page.codebook.topic(one.topic_id).label) if one.topic_id else ""
        said = {"topic": label, "post": page.texts.get(one.item_id, "")}
        keys = {TOPIC_ID: one.topic_id, ITEM: one.item_id, DRAW: mark}
        for place, title in enumerate(headers):
            if title == "no.":
                paper.write_number(row, place, row, styles["key"])
            elif title in keys:
                paper.write_string(row, place, keys[title], styles["key"])
            elif title in said:
                paper.write_string(row, place, workbook_text(said[title]), styles["body"])
            else:
                paper.write_blank(row, place, None, styles["answer"])
    if page.posts:
        _drop_downs(paper, headers, len(page.posts), options)


def _drop_downs(paper: Any, headers: Sequence[str], rows: int, options: int) -> None:  # noqa: ANN401
    for place, title in enumerate(headers):
        if title == FITS:
            source: object = [str(answer) for answer in Answer]
        elif title in PICKS:
            source = f"='{TOPICS}'!$A$2:$A${options + 1}"
        else:
            continue
        told = {"error_title": "Not an answer", "error_message": "Choose one from the list."}
        paper.data_validation(1, place, rows, place, {"validate": "list", "source": source, **told})


def _topics(paper: Any, codebook: Codebook, offered: Sequence[str], styles: Mapping[str, Any]) -> None:  # noqa: ANN401
    paper.freeze_panes(1, 0)
    for place, (title, wide) in enumerate((("choose", 44), ("what belongs here", 70), ("keywords", 50))):
        paper.set_column(place, place, wide)
        paper.write_string(0, place, title, styles["head"])
    paper.write_string(1, 0, offered[0], styles["body"])
    for row, (name, topic) in enumerate(zip(offered[1:], codebook.live, strict=True), start=2):
        for place, text in enumerate((name, topic.description, ", ".join(topic.words))):
            paper.write_string(row, place, workbook_text(text), styles["body"])


TOLD = {
    Sample.QUICK: (
        "Read each post and say whether it speaks of the topic beside it, also if only in passing: yes, no or unsure.",
        "One person is enough. Leave a row empty to answer it later.",
    ),
    Sample.RANDOM: (
        "Read each post and choose every topic that it speaks of, up to three, the main one first.",
        f"If it speaks of none of them, choose “{NOTHING}” in the first column.",
        "The sheet does not say where the machine sorted a post: please do not look it up.",
        "Begin at the top: the order is drawn at random, so a part of the sheet is a smaller sample.",
    ),
}


def _how(paper: Any, page: Page, styles: Mapping[str, Any]) -> None:  # noqa: ANN401
    paper.set_column(0, 0, 100)
    second = ("You are the second person: please do not look at what the first one said.",) if page.second else ()
    lines = (
        *TOLD[page.draw.sample],
        *second,
        "Do not change the grey columns: they say which post is which.",
        "Save the file, then run: workbench codings read",
        "The sheet holds what people wrote: it stays in the project and is not passed on.",
    )
    for row, line in enumerate(lines):
        paper.write_string(row, 0, line, styles["body"])
