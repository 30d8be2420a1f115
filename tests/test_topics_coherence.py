from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.topics.coherence import coherence, npmi


def test_the_npmi_of_a_pair_is_the_published_anchor():
    # statistics reference 3.2: p_i .2, p_j .3, p_ij .1 give .2218487
    assert npmi(np.array([[20, 10], [10, 30]]), [0, 1], 100) == round(0.2218487, 4)


def test_coherence_is_the_mean_over_pairs_of_texts_that_hold_both():
    # code 3, login 2, dark 2 of 5; code+login 2, code+dark 1, login+dark 0
    texts = ["login code", "code, login!", "code dark", "dark", "nothing"]
    pairs = [
        math.log((2 / 5) / (3 / 5 * 2 / 5)) / -math.log(2 / 5),
        math.log((1 / 5) / (3 / 5 * 2 / 5)) / -math.log(1 / 5),
        -1.0,
    ]
    assert coherence(texts, [["code", "login", "dark"]]).topics == (pytest.approx(sum(pairs) / 3, abs=5e-5),)


def test_words_in_every_text_are_always_together():
    assert coherence(["a b"] * 3, [["a", "b"]]).topics == (1.0,)


def test_a_word_that_no_text_holds_is_never_together_with_another():
    assert coherence(["login code"], [["login", "camera"]]).topics == (-1.0,)


def test_words_that_occur_independently_score_nothing():
    texts = ["a b", "a", "b", "none"]  # p_ij = 1/4 = 1/2 · 1/2
    assert coherence(texts, [["a", "b"]]).topics == (0.0,)


def test_a_word_twice_in_a_text_counts_once():
    assert coherence(["a a b", "a", "b", "c"], [["a", "b"]]) == coherence(["a b", "a", "b", "c"], [["a", "b"]])


def test_only_the_first_ten_words_count_and_phrases_are_taken_apart():
    texts = ["w1 w2", "w2 w3", "w9 w10 w11", "w11"]
    ten = [f"w{at}" for at in range(1, 11)]
    assert coherence(texts, [[*ten, "w11"]]) == coherence(texts, [ten])
    assert coherence(texts, [["w1", "w1 w2", "W3"]]) == coherence(texts, [["w1", "w2", "w3"]])
    assert coherence(texts, [ten], top=2) == coherence(texts, [["w1", "w2"]])


def test_diversity_is_the_share_of_different_words():
    found = coherence(["a b c d"], [["a", "b"], ["a", "c"], ["a", "b"]])
    assert found.diversity == 0.5  # a, b, c of six


def test_one_topic_has_diversity_only():
    found = coherence(["a b", "c"], [["a", "b"]])
    assert (found.npmi, found.diversity) == (None, 1.0)


def test_the_summary_is_the_mean_over_topics_that_have_one():
    found = coherence(["a b", "c d", "c", "d"], [["a", "b"], ["c", "d"], ["lone"], []])
    assert found.topics[2:] == (None, None)
    assert found.npmi == pytest.approx((found.topics[0] + found.topics[1]) / 2, abs=1e-4)


@pytest.mark.parametrize("words", [[], [[]], [["a", "b"]]])
def test_nothing_to_measure_is_none_and_no_error(words):
    found = coherence([], words)
    assert found.npmi is None
    assert set(found.topics) <= {None}


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=5), min_size=1, max_size=12), st.randoms())
def test_it_lies_between_minus_one_and_one_whatever_the_order_of_texts(lists, chance):
    texts = [" ".join(f"w{letter}" for letter in letters) for letters in lists]
    words = [["wa", "wb", "wc"], ["wd", "we"]]
    found = coherence(texts, words)
    assert all(-1 <= value <= 1 for value in found.topics)
    assert coherence(chance.sample(texts, len(texts)), words) == found


def test_real_subjects_hold_together_and_shuffled_words_do_not():
    chance = np.random.default_rng(1)
    subjects = [[f"s{subject}w{at}" for at in range(10)] for subject in range(4)]
    texts = [" ".join(chance.choice(subjects[at % 4], 6, replace=False)) for at in range(400)]
    mixed = chance.permutation(np.array(subjects).ravel()).reshape(4, 10).tolist()
    assert coherence(texts, subjects).npmi > 0.3
    assert coherence(texts, mixed).npmi < -0.3


def test_links_and_handles_are_no_words():
    from workbench.text.normalise import normalise

    text = normalise("@code login")
    assert "user" in text
    assert coherence([text, "user"], [["user", "login"]]).topics == (-1.0,)
