"""What there is to doubt about each topic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.topic_toys import encode, sentences
from workbench.embed.vectors import quantise, unit
from workbench.measures.drift import COLUMNS, Asked, drift_table, wording
from workbench.measures.material import Material
from workbench.text.normalise import text_hash
from workbench.topics.codebook.state import Codebook, sha256_of_array
from workbench.topics.codebook.topic import Part, Status, Theme, Topic
from workbench.topics.filing import file_passages

NAMES = ("login", "export", "dark")


def book(**more: object) -> Codebook:
    """Return a codebook with a topic for each subject, found in other texts of it."""
    arrays, topics = {}, []
    for at, name in enumerate(NAMES, start=1):
        centre = quantise(unit(encode(sentences(name, 40, seed=9)).astype(np.int64).mean(axis=0)))[None, :]
        arrays[sha256_of_array(centre)] = centre
        part = Part(sha256_of_array(centre), 8_000_000, 40)
        topics.append(Topic(f"T000{at}", name, (name, "code"), "H001", (part,), "2026-08", stability=0.5 + at / 10))
    return replace(Codebook("toy", tuple(topics), (Theme("H001", "All"),), arrays=arrays), **more)


def material(texts: dict[str, list[str]], month: str) -> Material:
    """Return posts of one person each: subject -> texts."""
    said = [text for own in texts.values() for text in own]
    ids = [f"{month}-{at:04d}" for at in range(len(said))]
    posts = pd.DataFrame({"item_id": ids, "person": ids, "part": "topic"})
    passages = pd.DataFrame(
        {"item_id": ids, "passage": 0, "text": said, "hash": [text_hash(one) for one in said], "part": "topic"}
    ).assign(person=ids)
    return Material(posts, passages, {})


def found(now: Material, before: Material | None, codebook: Codebook) -> pd.DataFrame:
    both = pd.concat([one.passages for one in (now, before) if one is not None], ignore_index=True)
    filed = file_passages(both, codebook, encode)
    return drift_table(now, before, filed, Asked(codebook, encode, 1, "2026-10")).set_index("topic_id", drop=False)


def usual(seed: int) -> dict[str, list[str]]:
    return {name: sentences(name, 30, seed=seed) for name in NAMES}


def test_what_is_said_as_before_gives_no_hint() -> None:
    table = found(material(usual(1), "b"), material(usual(2), "a"), book())
    assert list(table.columns) == list(COLUMNS)
    assert table["hint"].isna().all()
    assert (table["texts"] == 30).all()
    assert table["refused"].sum() == 0
    assert table["stability_band"].tolist() == ["pattern", "pattern", "stable"]
    assert (table["moved_q"] >= table["moved_p"]).all()


def test_a_topic_that_means_something_else_now_is_called_out_and_no_other() -> None:
    now = usual(1)
    now["login"] = [f"{text} fingerprint face biometric sensor" for text in now["login"]]
    table = found(material(now, "b"), material(usual(2), "a"), book())
    assert table.loc["T0001", "moved_q"] <= 0.05
    assert "is not what it was" in table.loc["T0001", "hint"]
    assert "biometric" in table.loc["T0001", "rising"].split(", ")
    assert table.loc[["T0002", "T0003"], "hint"].isna().all()


def test_posts_beside_a_topic_raise_its_refused_share() -> None:
    now = usual(1)
    now["else"] = [f"login code {words} {at}" for at, words in enumerate(sentences("camera", 20))]
    row = found(material(now, "b"), None, book()).loc["T0001"]
    assert (row["near"], row["refused"]) == (50, 20)
    assert row["refused_share"] == pytest.approx(0.4)


def test_without_months_before_nothing_is_said_of_moving() -> None:
    table = found(material(usual(1), "b"), None, book())
    for name in ("moved", "moved_p", "moved_q", "words", "words_q", "rising"):
        assert table[name].isna().all()
    assert table["centre_shift"].notna().all()


def test_twins_are_told_of_each_other() -> None:
    codebook = book()
    twin = replace(codebook.topics[0], topic_id="T0009", label="login again")
    table = found(material(usual(1), "b"), None, replace(codebook, topics=(*codebook.topics, twin)))
    assert table.loc["T0001", "merge_with"] == "T0009"
    assert table.loc["T0009", "merge_with"] == "T0001"
    assert "hard to tell from T0009" in table.loc["T0001", "hint"]
    assert pd.isna(table.loc["T0002", "merge_with"])


def test_topics_out_of_use_are_not_reported() -> None:
    codebook = book()
    retired = replace(codebook.topics[1], status=Status.RETIRED)
    topics = (codebook.topics[0], retired, codebook.topics[2])
    assert found(material(usual(1), "b"), None, replace(codebook, topics=topics))["topic_id"].tolist() == [
        "T0001",
        "T0003",
    ]


def test_no_topic_gives_an_empty_table() -> None:
    table = found(material(usual(1), "b"), None, Codebook("toy"))
    assert list(table.columns) == list(COLUMNS)
    assert table.empty


def test_neither_rows_nor_names_of_people_decide() -> None:
    now, before = material(usual(1), "b"), material(usual(2), "a")
    other = []
    for one in (now, before):
        mixed = one.passages.sample(frac=1, random_state=3)
        other.append(Material(one.posts, mixed.assign(person="x" + mixed["person"]), {}))
    pd.testing.assert_frame_equal(found(now, before, book()), found(*other, book()))


def test_words_that_stand_together_are_coherent() -> None:
    now = material(usual(1), "b")
    codebook = book()  # "login" and "code" stand in the same texts, "export" and "code" in none
    assert wording(now, file_passages(now.passages, codebook, encode), codebook).topics == (1.0, -1.0, -1.0)
