"""Duplicates: copies and near copies make one group, whatever the order of rows."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.text.duplicates import exact_groups, near_groups, weights
from workbench.text.minhash import candidate_pairs, candidate_probability, jaccard, shingles, sketches
from workbench.text.normalise import text_hash

POST = "the new toolbar at the bottom of the screen makes my old phone slow and I want the old layout back"


def five(text: str) -> set[str]:
    """Shingles by the definition, as the reference for the coded ones."""
    padded = f" {text} "
    return {padded[place : place + 5] for place in range(len(padded) - 4)} if len(text) >= 5 else set()


def likeness(left: str, right: str) -> float:
    return len(five(left) & five(right)) / len(five(left) | five(right))


def planted(seed: int, pairs: int) -> tuple[list[str], list[str]]:
    """Random posts and copies with one to twelve changed letters."""
    draw = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    left, right = [], []
    for _ in range(pairs):
        words = ["".join(draw.choice(letters, draw.integers(2, 9))) for _ in range(draw.integers(15, 30))]
        text = " ".join(words)
        signs = list(text)
        for place in draw.choice(len(signs), draw.integers(1, 7), replace=False):
            signs[place] = str(draw.choice(letters))
        left.append(text)
        right.append("".join(signs))
    return left, right


@pytest.mark.parametrize(("similarity", "expected"), [(0.6, 0.8678), (0.65, 0.9542), (0.7, 0.9899), (0.8, 1.0)])
def test_candidate_probability_is_that_of_25_bands_of_5(similarity, expected):
    assert candidate_probability(similarity) == pytest.approx(expected, abs=5e-5)


def test_planted_edits_are_found_as_the_reference_promises():
    left, right = planted(7, 600)
    groups = near_groups([*left, *right])
    found = groups[:600] == groups[600:]
    similar = np.array([likeness(one, other) for one, other in zip(left, right, strict=True)])
    assert (similar >= 0.8).sum() > 100
    assert ((similar >= 0.7) & (similar < 0.8)).sum() > 100
    assert (similar < 0.7).sum() > 50
    assert found[similar >= 0.8].mean() >= 0.95
    assert found[(similar >= 0.7) & (similar < 0.8)].mean() >= 0.90
    assert not found[similar < 0.7].any()


def test_signatures_agree_as_often_as_the_sets_overlap():
    left, right = planted(3, 200)
    drawn = list(sketches(shingles(text) for text in [*left, *right]))
    estimate = np.array([one.jaccard(other) for one, other in zip(drawn[:200], drawn[200:], strict=True)])
    truth = np.array([likeness(one, other) for one, other in zip(left, right, strict=True)])
    # Standard error of one estimate is at most .5 / sqrt(128) = .044; of the mean of 200 about .003.
    assert abs((estimate - truth).mean()) < 0.015
    assert np.abs(estimate - truth).max() < 0.2


def test_coded_shingles_have_the_jaccard_of_the_written_ones():
    left, right = planted(5, 50)
    for one, other in zip(left, right, strict=True):
        assert jaccard(shingles(one), shingles(other)) == pytest.approx(likeness(one, other))


def test_pairs_that_share_no_band_are_no_candidates():
    assert list(candidate_pairs(["entirely different words here", "nothing in common with that one"])) == []


def test_a_group_is_named_by_its_smallest_text_hash():
    texts = [POST, POST.replace("slow", "slower"), "quite another matter altogether"]
    groups = near_groups(texts)
    assert groups[0] == groups[1] == min(text_hash(texts[0]), text_hash(texts[1]))
    assert groups[2] == text_hash(texts[2])


def test_copies_that_differ_in_handle_link_case_or_forward_mark_are_one_group():
    texts = [
        f"@ann {POST} https://t.co/1",
        f"@bob {POST.upper()} https://t.co/2",
        f"RT @jo: @bob {POST} https://t.co/3",
    ]
    assert len(set(near_groups(texts))) == 1


def test_a_quoted_post_above_an_answer_does_not_make_the_answer_a_copy():
    assert len(set(near_groups([POST, f"> {POST}\nI do not agree at all, it is quicker for me now"]))) == 2


def test_short_and_empty_texts_group_only_when_they_are_the_same():
    groups = near_groups(["ok", "OK!", "okk", "", " ", "no"])
    assert groups[0] == groups[1] != groups[2]
    assert groups[3] == groups[4] not in {groups[0], groups[5]}
    assert near_groups([]).shape == (0,)


def test_a_chain_of_small_edits_is_one_group():
    words = POST.split()
    chain = [" ".join(words[:-cut] if cut else words) for cut in range(6)]
    assert len(set(near_groups(chain))) == 1


@settings(max_examples=50, deadline=None)
@given(
    st.permutations(
        [
            POST,
            POST + " now",
            POST + " now please",
            "ok",
            "OK",
            "",
            "a wholly other post about fares",
            *planted(1, 6)[0],
            *planted(1, 6)[1],
        ]
    )
)
def test_groups_do_not_depend_on_the_order_of_rows(texts):
    together = dict(zip(texts, near_groups(texts).tolist(), strict=True))
    in_order = sorted(texts)
    assert together == dict(zip(in_order, near_groups(in_order).tolist(), strict=True))


def test_marks_at_the_end_of_the_first_row_do_not_decide_a_group():
    # The first two are the same but for their marks; only with few marks are they like the third.
    texts = ["@a thank you!!!!!!!!!!", "@a thank you", "@a thank you \U0001f60a"]
    groups = near_groups(texts).tolist()
    assert near_groups(texts[::-1]).tolist() == groups[::-1]
    assert len(set(groups)) == 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_text_has_a_group_and_equal_texts_have_the_same(texts):
    groups = near_groups(texts + texts).tolist()
    assert groups[: len(texts)] == groups[len(texts) :]


def test_a_template_with_thousands_of_fillings_stays_quick():
    names = ["".join(chr(97 + (number // 26**power) % 26) for power in range(4)) * 4 for number in range(6_000)]
    texts = [f"Hello {name} we are sorry {name[::-1]} and will come back" for name in names]
    began = time.process_time()
    near_groups(texts)
    assert time.process_time() - began < 20


def test_posts_of_100_kb_are_compared_by_their_start():
    long = " ".join(f"word{number}" for number in range(15_000))
    began = time.process_time()
    groups = near_groups([long, long + " and more", "\u0301" * 10_000, "\ud800" * 1_000])
    assert time.process_time() - began < 3
    assert groups[0] == groups[1]


def test_exact_groups_count_the_rows_of_each_hash():
    distinct = exact_groups(["b", "a", "b"])
    assert distinct.hashes == ("a", "b")
    assert distinct.first.tolist() == [1, 0]
    assert distinct.group.tolist() == [1, 0, 1]
    assert distinct.count.tolist() == [1, 2]


def test_weights_count_a_group_once():
    assert weights(["g", "g", "h"]).tolist() == [0.5, 0.5, 1.0]


def test_weights_count_a_group_once_for_each_author():
    # statistics 7.3: X, X, Y post the same text, Z another: three posts' worth remain of four.
    weighed = weights(["g", "g", "g", "h"], authors=["X", "X", "Y", "Z"])
    assert weighed.tolist() == [0.5, 0.5, 1.0, 1.0]
    assert weights(["g", "g"], authors=[None, None]).tolist() == [1.0, 1.0]
