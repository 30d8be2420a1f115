from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_project import rows
from threadpoolctl import threadpool_limits
from topic_toys import axis, codebook, pool_of

from workbench.embed.cache import VectorCache
from workbench.embed.minilm import MiniLM
from workbench.store.parquet import packed
from workbench.text.normalise import text_hash
from workbench.topics import assign as assignment
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Part
from workbench.topics.filing import COLUMNS, file_passages
from workbench.topics.propose import Settings, propose

BOOK = codebook(2)
SAID = {
    "about one": axis(0, cosine=0.8),
    "about two": axis(1, cosine=0.9),
    "about nothing": axis(9, cosine=0.9),
    "about both": np.rint(4000 * (np.eye(384)[0] * 0.7 + np.eye(384)[1] * 0.7)).astype(np.int16),
}


def vectors(texts):
    return np.array([SAID[text] for text in texts], dtype=np.int16).reshape(len(texts), 384)


def passages(*rows):
    table = pd.DataFrame(rows, columns=["item_id", "passage", "text", "part"])
    return table.assign(hash=table["text"])


ROWS = passages(
    ("i1", 0, "about one", Part.TOPIC), ("i1", 1, "about two", Part.TOPIC), ("i2", 0, "about one", Part.TOPIC),
    ("i3", 0, "about nothing", Part.TOPIC), ("i4", 0, "about both", Part.TOPIC), ("i5", 0, "great", Part.NO_REASON),
    ("i6", 0, "toll", Part.OTHER_LANGUAGE), ("i7", 0, "", Part.EMPTY),
)  # fmt: skip


def test_every_passage_is_filed_once_with_its_decision():
    found = file_passages(ROWS, BOOK, vectors)
    assert list(found) == COLUMNS
    assert found["item_id"].tolist() == ["i1", "i1", "i2", "i3", "i4", "i5", "i6", "i7"]
    assert found["decision"].tolist() == [
        "topic", "topic", "topic", "none", "undecided", "no_reason", "other_language", "empty",
    ]  # fmt: skip
    assert found["topic_id"].fillna("-").tolist() == ["T0001", "T0002", "T0001", "-", "T0001", "-", "-", "-"]


def test_scores_are_cosines_and_only_of_what_was_read():
    found = file_passages(ROWS, BOOK, vectors).set_index(["item_id", "passage"])
    assert found.loc[("i1", 0), "score"] == pytest.approx(0.8)
    assert found.loc[("i1", 0), "second_topic_id"] == "T0002"
    assert found.loc[("i3", 0), "score"] == 0
    assert found.loc[["i5", "i6", "i7"], ["score", "second_score", "second_topic_id"]].isna().all().all()


def test_filing_does_not_depend_on_the_order_of_rows():
    pd.testing.assert_frame_equal(
        file_passages(ROWS.sample(frac=1, random_state=1), BOOK, vectors), file_passages(ROWS, BOOK, vectors)
    )


def test_without_topics_everything_read_is_none():
    found = file_passages(ROWS, Codebook("toy"), vectors)
    assert found["decision"].tolist()[:5] == ["none"] * 5
    assert found["topic_id"].isna().all()


def test_posts_that_were_not_read_need_no_vector():
    found = file_passages(ROWS[ROWS["part"] != Part.TOPIC], BOOK, vectors)
    assert found["decision"].tolist() == ["no_reason", "other_language", "empty"]


def test_nothing_read_changes_nothing_given():
    before = ROWS.copy()
    file_passages(ROWS, BOOK, vectors)
    pd.testing.assert_frame_equal(ROWS, before)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_codebook_and_texts_give_the_same_bytes(tmp_path, monkeypatch, threads):
    """Real texts and vectors: order of rows, threads, block size, and whether the vectors were kept, change nothing."""
    texts = sorted({row["text"] for row in rows(200)})
    read = pd.DataFrame({"item_id": [f"i{at:03d}" for at in range(len(texts))], "passage": 0, "text": texts})
    read = read.assign(hash=[text_hash(text) for text in texts], part=Part.TOPIC)
    first = VectorCache(tmp_path / "first", MiniLM(threads=1))
    chosen = pool_of(texts)
    settings = Settings(min_people=5)
    book = propose(
        chosen, first.vectors(chosen.texts), Codebook(first.encoder.key), period="p", settings=settings,
        encode=first.vectors,
    ).codebook  # fmt: skip
    assert len(book) > 2
    wanted = packed(file_passages(read, book, first.vectors))
    with threadpool_limits(threads):
        cold = VectorCache(tmp_path / f"cold{threads}", MiniLM(threads=threads))
        assert packed(file_passages(read.sample(frac=1, random_state=threads), book, cold.vectors)) == wanted
        monkeypatch.setattr(assignment, "BLOCK_ROWS", 7)
        assert packed(file_passages(read[::-1], book, cold.vectors)) == wanted
