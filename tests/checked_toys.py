"""Made-up posts, draws and codings for the tests of checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from measured import levels
from topic_toys import codebook

from workbench.measures.asked import Asked
from workbench.measures.codings import Codings, codings_under, holder
from workbench.measures.drawing import Frame as Drawn
from workbench.measures.gold import Frame, Gold
from workbench.measures.sizes import Stand
from workbench.project.codings import rows_of
from workbench.project.draws import Chosen, Draw, Sample, Stratum
from workbench.topics.codebook.state import Codebook

PERIOD = "2026-10"


def frame(
    about: Mapping[str, Sequence[str]], *, count: int, side: Sequence[str] | None = None, person: Sequence[str] = ()
) -> Frame:
    """Return `count` posts i00000 …, each by another person, with what the machine says of each."""
    items = [f"i{at:05d}" for at in range(count)]
    posts = pd.DataFrame({"item_id": items, "person": list(person) or [f"p{at}" for at in range(count)]})
    posts["authors"] = "column"
    rows = [(item, topic) for item, topics in sorted(about.items()) for topic in topics]
    sides = pd.Series(list(side) if side is not None else ["all"] * count, index=items, dtype=object)
    return Frame(posts, pd.DataFrame(rows, columns=["item_id", "subject"]), sides)


def drawn(found: Frame, book: Codebook, *, seed: int = 1, events: int = 1) -> Drawn:
    """Return the posts as `drawing` takes them."""
    return Drawn(PERIOD, seed, book, events, found.about, found.side)


def draw(
    posts: Sequence[tuple[str, str]],
    book: Codebook,
    *,
    name: str = "d1",
    sample: Sample = Sample.RANDOM,
    period: str = PERIOD,
    of: int = 0,
    events: int = 1,
    large: Sequence[str] = ("T0001",),
) -> Draw:
    """Return a draw of (item, topic) pairs."""
    held = {topic.topic_id: holder(book, topic.topic_id) for topic in book.topics}
    chosen = tuple(Chosen(item, topic, "s", 0.5) for item, topic in posts)
    strata = (Stratum("s", of or len(posts), len(posts)),)
    apart = tuple(large) if sample is Sample.RANDOM else ()
    return Draw(name, period, sample, 1, book.version, events, held, apart, strata, chosen)


def coded(
    draw_: Draw, said: Mapping[str, Sequence[str] | str], *, coder: str = "Ana", again: int = 1
) -> list[dict[str, object]]:
    """Return codings: of a random sample the topics of each item, of a quick check the answer."""
    topic_of = {post.item_id: post.topic_id for post in draw_.posts}
    common = {
        "period": draw_.period, "sample": draw_.sample, "coder": coder, "probability": 0.5, "stratum": "s",
        "codebook": draw_.codebook, "draw": draw_.draw_id, "round": again,
    }  # fmt: skip
    rows: list[dict[str, object]] = []
    for item, answer in said.items():
        if isinstance(answer, str):
            rows.append({"item_id": item, "topic_id": topic_of[item], "answer": answer} | common)
        else:
            rows += [{"item_id": item, "topic_id": topic, "answer": "yes"} | common for topic in answer or ("none",)]
    return rows


def codings(rows: Sequence[Mapping[str, object]], draws: Sequence[Draw], book: Codebook) -> Codings:
    return codings_under(rows_of(rows), {one.draw_id: one for one in draws}, book)


def asked(
    found: Frame, rows: Sequence[Mapping[str, object]], draws: Sequence[Draw], book: Codebook | None = None
) -> Asked:
    """Return everything that `checks` measures from."""
    book = book or codebook(3)
    known = codings(rows, draws, book)
    return Asked(Gold(known, book, found, PERIOD), known, levels(book)[0], Stand(PERIOD), 1)
