from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures.counts import axes, pairs, tally

POSTS = pd.DataFrame(
    {
        "item_id": ["i1", "i2", "i3", "i4", "i5"],
        "person": ["zoe", "adam", "zoe", "i4", "adam"],
        "authors": ["column", "column", "column", "unknown", "column"],
    }
)
ABOUT = pd.DataFrame(
    {"item_id": ["i1", "i1", "i3", "i2", "i4", "elsewhere", "i5"], "subject": ["A", "B", "A", "A", "B", "A", "gone"]}
)


def test_people_are_ordered_by_their_smallest_item_not_by_pseudonym():
    on = axes(POSTS.sample(frac=1, random_state=4), ["A", "B"])
    assert on.people.tolist() == ["zoe", "adam", "i4"]
    assert on.unknown.tolist() == [False, False, True]


def test_posts_are_counted_by_person_and_subject():
    # zoe: i1 (A, B), i3 (A); adam: i2 (A), i5 (a subject that is not asked for); i4: B.
    cell = tally(POSTS, ABOUT, axes(POSTS, ["A", "B"]), effect=3.0)
    assert cell.posts.tolist() == [2, 2, 1]
    assert cell.on_topic.toarray().tolist() == [[2, 1], [1, 0], [0, 1]]
    assert cell.inflation.tolist() == [1, 1, 3]


def test_people_of_another_side_have_no_posts():
    cell = tally(POSTS.iloc[:1], ABOUT, axes(POSTS, ["A"]))
    assert cell.posts.tolist() == [1, 0, 0]
    assert cell.on_topic.toarray().tolist() == [[1], [0], [0]]
    assert cell.people == 1


def test_nothing_filed_gives_zeros():
    cell = tally(POSTS, ABOUT.iloc[:0], axes(POSTS, ["A", "B"]))
    assert not cell.on_topic.toarray().any()


def test_no_posts_give_an_empty_cell():
    cell = tally(POSTS.iloc[:0], ABOUT, axes(POSTS.iloc[:0], ["A"]))
    assert cell.on_topic.shape == (0, 1)
    assert np.asarray(cell.posts).size == 0


def test_a_post_counts_once_a_subject_however_many_passages_or_topics():
    filed = pd.DataFrame(
        {
            "item_id": ["i1", "i1", "i1", "i2", "i3"],
            "topic_id": ["T1", "T1", "T2", "T3", "T1"],
            "decision": ["topic", "topic", "topic", "topic", "undecided"],
        }
    )
    theme = pd.Series({"T1": "H1", "T2": "H1", "T3": "H2"})
    assert pairs(filed, theme).to_numpy().tolist() == [["i1", "H1"], ["i2", "H2"]]
