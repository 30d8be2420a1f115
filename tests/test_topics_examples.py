from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from topic_toys import codebook

from workbench.embed.vectors import quantise
from workbench.text.normalise import text_hash
from workbench.topics.examples import ALIKE, examples

BOOK = codebook(2)


def vectors_of(table):
    """Texts carry their own vector: cosine to topic 1's axis, the rest along a direction of their own."""

    def vectors(texts):
        rows = np.zeros((len(texts), 384))
        for at, text in enumerate(texts):
            number, cosine = table[text]
            rows[at, 0], rows[at, 10 + number] = cosine, np.sqrt(1 - cosine**2)
        return quantise(rows)

    return vectors


def case(count=12, *, people=None, words=10):
    texts = [f"text{number} " + "word " * (words - 1) for number in range(count)]
    cosines = np.linspace(0.9, 0.6, count)
    table = dict(zip(texts, enumerate(cosines), strict=True))
    passages = pd.DataFrame(
        {
            "item_id": [f"i{number:02d}" for number in range(count)],
            "passage": 0,
            "text": texts,
            "hash": [text_hash(text) for text in texts],
            "person": people or [f"p{number}" for number in range(count)],
        }
    )
    filed = passages[["item_id", "passage"]].assign(topic_id="T0001", decision="topic")
    return passages, filed, vectors_of(table)


def test_typical_posts_are_the_nearest_by_different_people():
    passages, filed, vectors = case(people=["loud"] * 4 + [f"p{n}" for n in range(8)])
    chosen = examples(passages, filed, BOOK, vectors, count=3)["T0001"].typical
    assert chosen == (("i00", 0), ("i04", 0), ("i05", 0))


def test_what_the_topic_is_not_are_the_nearest_posts_filed_elsewhere():
    passages, filed, vectors = case()
    filed.loc[filed.index >= 6, ["topic_id", "decision"]] = [None, "none"]
    filed.loc[filed.index == 6, ["topic_id", "decision"]] = ["T0001", "undecided"]
    chosen = examples(passages, filed, BOOK, vectors, count=2)["T0001"]
    assert {item for item, _ in chosen.outside} == {"i06", "i07"}, "undecided posts are outside"
    assert {item for item, _ in chosen.typical} <= {f"i{n:02d}" for n in range(6)}


def test_examples_are_unlike_each_other():
    passages, filed, vectors = case(words=10)
    chosen = examples(passages, filed, BOOK, vectors, count=5)["T0001"].typical
    texts = passages.set_index("item_id").loc[[item for item, _ in chosen], "text"].tolist()
    rows = vectors(texts).astype(float) / 4000
    assert (np.triu(rows @ rows.T, 1) <= ALIKE + 1e-3).all()


def test_texts_that_read_well_come_first():
    passages, filed, vectors = case()
    passages.loc[0, "text"] = "text0"  # one word
    vectors = vectors_of({**{text: (n, 0.6) for n, text in enumerate(passages["text"])}, "text0": (0, 0.99)})
    chosen = examples(passages, filed, BOOK, vectors, count=12)["T0001"].typical
    assert chosen[-1] == ("i00", 0)


def test_a_text_many_people_posted_is_shown_once():
    passages, filed, vectors = case(4)
    copies = pd.concat([passages, passages.assign(item_id="z" + passages["item_id"], person="other")])
    filed = pd.concat([filed, filed.assign(item_id="z" + filed["item_id"])])
    chosen = examples(copies, filed, BOOK, vectors, count=5)["T0001"].typical
    assert [item for item, _ in chosen] == ["i00", "i01", "i02", "i03"]


def test_examples_depend_neither_on_the_order_of_rows_nor_on_pseudonyms():
    passages, filed, vectors = case()
    wanted = examples(passages, filed, BOOK, vectors)
    shuffled = passages.sample(frac=1, random_state=1).assign(person=lambda rows: "other key " + rows["person"])
    assert examples(shuffled, filed.sample(frac=1, random_state=2), BOOK, vectors) == wanted


def test_a_topic_without_posts_has_no_examples():
    passages, filed, vectors = case()
    assert examples(passages, filed, BOOK, vectors)["T0002"].typical == ()


@pytest.mark.parametrize("book", [codebook(0), BOOK])
def test_no_posts_give_no_examples(book):
    passages, filed, vectors = case()
    found = examples(passages.iloc[:0], filed, book, vectors)
    assert all(chosen.typical == chosen.outside == () for chosen in found.values())
