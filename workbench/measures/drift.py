"""Drift: how far each topic can still be trusted to mean what it meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.embed.vectors import unit
from workbench.measures.material import Material
from workbench.stats.multiple import benjamini_hochberg
from workbench.topics.assign import assign
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Topic
from workbench.topics.coherence import Coherence, coherence
from workbench.topics.corpus import Part
from workbench.topics.drift import Drift, drift
from workbench.topics.heard import Heard
from workbench.topics.overlap import Overlap, Refusal, overlaps, refusals
from workbench.topics.peaks import Peaks, peaks
from workbench.topics.stability import band
from workbench.topics.themes import Common, common

COLUMNS: dict[str, str] = {
    "topic_id": "string", "label": "string", "hint": "string",
    "texts": "Int64", "people": "Int64", "near": "Int64", "refused": "Int64", "refused_share": "Float64",
    "stability": "Float64", "stability_band": "string",
    "centre_shift": "Float64", "moved": "Float64", "moved_p": "Float64", "moved_q": "Float64",
    "words": "Float64", "words_p": "Float64", "words_q": "Float64", "rising": "string", "falling": "string",
    "split": "boolean", "split_apart": "Float64", "split_depth": "Float64", "split_share": "Float64",
    "merge_with": "string", "merge_between": "Int64", "merge_share": "Float64", "merge_cosine": "Float64",
    "coherence": "Float64",
}  # fmt: skip
#: chance may call out one topic in twenty that did not move.
CALLED_OUT = 0.05


@dataclass(frozen=True)
class Asked:
    """How drift is looked for.

    Parameters
    ----------
    codebook : Codebook
    vectors : callable
    seed : int
    period : str
        With the topic it names a stream of chance.
    own_words : tuple of str
        Left out of the words.
    """

    codebook: Codebook
    vectors: Embed
    seed: int
    period: str
    own_words: tuple[str, ...] = ()


def drift_table(now: Material, before: Material | None, filed: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Report on every topic: refused near it, moved, reworded, of two subjects, or like another.

    Parameters
    ----------
    now : Material
        The window that is measured.
    before : Material or None
        The window it is compared with, under the same codebook.
    filed : DataFrame
        The assignments of both.
    asked : Asked

    Returns
    -------
    DataFrame
        One row a topic in use, by id: columns `COLUMNS`. `hint` says in words what is worth a look; nothing here
        changes a topic (topics reference 2.4). Texts are distinct.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):  # small matrices, one after the other: threads only wait for each other
        return _table(now, before, filed, asked)


def _table(now: Material, before: Material | None, filed: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    codebook = asked.codebook
    live = [at for at, topic in enumerate(codebook.topics) if topic.live]
    refused, pairs = _near(now, asked, live)
    shared = _shared(codebook)
    heard = _heard(now, filed, asked)
    past = _heard(before, filed, asked) if before is not None else {}
    words = wording(now, filed, codebook).topics
    rows = []
    for at, together in zip(live, words, strict=True):
        topic = codebook.topics[at]
        said = heard.get(topic.topic_id, _NOBODY)
        found = drift(
            past.get(topic.topic_id, _NOBODY),
            said,
            codebook.centre(topic),
            seed=asked.seed,
            name=f"{topic.topic_id} {asked.period}",
            own_words=asked.own_words,
        )
        distinct = {text: row for row, text in enumerate(said.texts)}
        sides = peaks(said.vectors[[distinct[text] for text in sorted(distinct)]], shared)
        twin = _twin(at, pairs)
        rows.append(
            {
                **_named(topic, refused[at]),
                **_moved(found),
                **_split(sides),
                **_merge(at, twin, codebook),
                "coherence": together,
            }
        )
    return _hinted(pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in _LATER]))


_LATER = ("hint", "moved_q", "words_q")
_NOBODY = Heard(np.zeros((0, 384), dtype=np.int16), (), ())


def wording(now: Material, filed: pd.DataFrame, codebook: Codebook) -> Coherence:
    """Measure how far the words shown for each topic in use occur together in the texts of all topics."""
    texts = _under(now, filed)["text"].drop_duplicates().sort_values()
    return coherence(texts.tolist(), [topic.words for topic in codebook.live])


def _under(material: Material, filed: pd.DataFrame) -> pd.DataFrame:
    """Return the passages that are sorted under a topic: item_id, passage, text, person, topic_id."""
    rows = filed.loc[filed["decision"] == "topic", ["item_id", "passage", "topic_id"]]
    return material.passages.merge(rows, on=["item_id", "passage"], how="inner", sort=False)


def _near(now: Material, asked: Asked, live: Sequence[int]) -> tuple[tuple[Refusal, ...], tuple[Overlap, ...]]:
    read = now.passages[now.passages["part"] == Part.TOPIC].drop_duplicates("text").sort_values("text")
    found = assign(asked.vectors(read["text"].tolist()), asked.codebook, hashes=read["hash"].tolist())
    centres = np.array([asked.codebook.centre(topic) for topic in asked.codebook.topics])
    beside = overlaps(found, centres, live=np.array(live, dtype=np.int64)) if live else ()
    return refusals(found, len(asked.codebook.topics)), beside


def _shared(codebook: Codebook) -> Common:
    centres: NDArray[np.int16] = np.array([codebook.centre(topic) for topic in codebook.live], dtype=np.int16)
    if not len(centres):
        return common(np.zeros((0, 384), dtype=np.float32), [])
    return common(unit(centres).astype(np.float32), [topic.members for topic in codebook.live])


def _heard(material: Material, filed: pd.DataFrame, asked: Asked) -> dict[str, Heard]:
    under = _under(material, filed).drop_duplicates(["topic_id", "person", "text"]).reset_index(drop=True)
    vectors = asked.vectors(under["text"].tolist())
    return {
        str(topic_id): Heard(vectors[rows.index], tuple(rows["text"]), tuple(str(one) for one in rows["person"]))
        for topic_id, rows in under.groupby("topic_id", sort=True)
    }


def _twin(at: int, pairs: Sequence[Overlap]) -> Overlap | None:
    """Return the pair that a topic should first be looked at with, or the nearest."""
    own = [pair for pair in pairs if at in (pair.first, pair.second)]
    return next((pair for pair in own if pair.merge_hint), own[0] if own else None)


def _named(topic: Topic, refused: Refusal) -> dict[str, Any]:
    return {
        "topic_id": topic.topic_id,
        "label": topic.label,
        "near": refused.near,
        "refused": refused.refused,
        "refused_share": refused.share,
        "stability": topic.stability,
        "stability_band": None if topic.stability is None else str(band(topic.stability)),
    }


def _moved(found: Drift) -> dict[str, Any]:
    return {
        "texts": found.texts,
        "people": found.people,
        "centre_shift": found.centroid_shift,
        "moved": found.moved,
        "moved_p": found.moved_p,
        "words": found.words,
        "words_p": found.words_p,
        "rising": ", ".join(found.rising) or None,
        "falling": ", ".join(found.falling) or None,
    }


def _split(sides: Peaks | None) -> dict[str, Any]:
    if sides is None:
        return {"split": None, "split_apart": None, "split_depth": None, "split_share": None}
    return {
        "split": sides.split_hint, "split_apart": sides.apart, "split_depth": sides.depth, "split_share": sides.share,
    }  # fmt: skip


def _merge(at: int, twin: Overlap | None, codebook: Codebook) -> dict[str, Any]:
    if twin is None or not twin.merge_hint:
        return {"merge_with": None, "merge_between": None, "merge_share": None, "merge_cosine": None}
    other = twin.second if twin.first == at else twin.first
    return {
        "merge_with": codebook.topics[other].topic_id, "merge_between": twin.between, "merge_share": twin.share,
        "merge_cosine": twin.cosine,
    }  # fmt: skip


def _hinted(table: pd.DataFrame) -> pd.DataFrame:
    for name in ("moved", "words"):
        table[f"{name}_q"] = np.round(benjamini_hochberg(table[f"{name}_p"].astype("float64")), 6)
    table["hint"] = [_hint(row) for row in table.to_dict("records")]
    return table[list(COLUMNS)].astype(COLUMNS)


def _hint(row: Mapping[Any, Any]) -> str | None:
    said = []
    if row["moved_q"] <= CALLED_OUT:
        said.append("what people say under it is not what it was")
    elif row["words_q"] <= CALLED_OUT:
        said.append("people use other words for it than before")
    if row["split"] is True:
        said.append("may hold two subjects")
    if isinstance(row["merge_with"], str):
        said.append(f"hard to tell from {row['merge_with']}")
    return "; ".join(said) or None
