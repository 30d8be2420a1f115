"""Clusters against labelled posts, where they are at hand; nothing of them is in the repository."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.labelled import banking, vectors_of_labelled
from workbench.text.normalise import normalise_all
from workbench.topics.assign import assign
from workbench.topics.codebook.state import Codebook, sha256_of_array
from workbench.topics.codebook.topic import Learnt, Theme, Topic
from workbench.topics.discover import NeighbourhoodLeiden
from workbench.topics.learnt import learn
from workbench.topics.prototypes import part_of, prototypes
from workbench.topics.thresholds import thresholds

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data are not here"),
]


def stackoverflow():
    texts, labels = (
        (DATA / "labelled" / f"stackoverflow_{name}.txt").read_text(encoding="utf-8").splitlines()
        for name in ("titles", "labels")
    )
    return pd.DataFrame({"text": normalise_all(texts), "label": labels})


def complaints():
    """Negative tweets to airlines with the reason that people gave them."""
    tweets = pd.read_csv(DATA / "airline_tweets" / "tweets.csv", dtype=str)
    tweets = tweets[(tweets["airline_sentiment"] == "negative") & tweets["negativereason"].notna()]
    tweets = tweets[tweets["negativereason"] != "Can't Tell"]
    tweets = tweets[["text", "negativereason"]].set_axis(["text", "label"], axis=1)
    return tweets.assign(text=normalise_all(tweets["text"].tolist()))


SETS = {"banking": lambda: banking("train"), "stackoverflow": stackoverflow, "complaints": complaints}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """Distinct normalised texts of a set and their vectors, made once."""
    kept = vectors_of_labelled(tmp_path_factory)

    @cache
    def load(name):
        table = SETS[name]().drop_duplicates("text")
        return table["label"].astype(str).to_numpy(), kept.vectors(table["text"].tolist())

    return load


def agreement(labels, found):
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    return adjusted_rand_score(labels, found), adjusted_mutual_info_score(labels, found)


@pytest.mark.parametrize(
    ("name", "ari", "ami"),
    # the first two: issue 2 (measured .527/.789 and .580/.652); complaints: .127/.223 measured, less a margin
    [("banking", 0.50, 0.77), ("stackoverflow", 0.55, 0.62), ("complaints", 0.10, 0.20)],
)
def test_clusters_agree_with_labels_without_being_told_their_number(embedded, name, ari, ami):
    labels, vectors = embedded(name)
    found = agreement(labels, NeighbourhoodLeiden().fit(vectors).labels_)
    assert found[0] >= ari
    assert found[1] >= ami


def test_another_seed_gives_nearly_the_same_clusters(embedded):
    _, vectors = embedded("banking")
    one, two = (NeighbourhoodLeiden(random_state=seed).fit(vectors).labels_ for seed in (1, 2))
    # topics reference 1.2: .95 to .99
    assert agreement(one, two)[1] >= 0.90


@pytest.mark.parametrize(("pins", "gain"), [(20, 0.02), (10, 0.005)])
def test_what_is_learnt_from_pinned_posts_files_new_ones_better(embedded, pins, gain):
    labels, vectors = embedded("banking")
    chance, names = np.random.default_rng(1), sorted(set(labels))
    rows = [chance.permutation(np.flatnonzero(labels == name)) for name in names]
    stands = [prototypes(vectors[of[:20]]) for of in rows]
    bars = thresholds([stand.own_scores for stand in stands])
    ids = [f"T{at + 1:04d}" for at in range(len(names))]
    topics = [
        Topic(topic_id, name, (), "H001", (part_of(stand, bar),), "2026-10")
        for topic_id, name, stand, bar in zip(ids, names, stands, bars, strict=True)
    ]
    arrays = {sha256_of_array(stand.vectors): stand.vectors for stand in stands}
    book = Codebook("minilm", tuple(topics), (Theme("H001", "All"),), arrays=arrays, issued=len(ids))
    pinned = [(row, topic_id) for of, topic_id in zip(rows, ids, strict=True) for row in of[20 : 20 + pins]]
    choice = learn(vectors[[row for row, _ in pinned]], [topic_id for _, topic_id in pinned])
    name = sha256_of_array(choice.coefficients)
    taught = replace(
        book, learnt=Learnt(choice.topics, name, choice.pins), arrays={**arrays, name: choice.coefficients}
    )
    new = np.concatenate([of[40:] for of in rows])
    truth = np.array([names.index(label) for label in labels[new]])
    usual, after = (assign(vectors[new], one) for one in (book, taught))
    assert (usual.accepted == after.accepted).all()  # it chooses between topics, and lets nothing else in
    filed = usual.accepted
    assert (after.topic[filed] == truth[filed]).mean() - (usual.topic[filed] == truth[filed]).mean() >= gain
