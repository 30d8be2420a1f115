from __future__ import annotations

import numpy as np
import pytest
from topic_toys import encode, sentences

from workbench.embed.vectors import quantise, unit
from workbench.topics.peaks import peaks
from workbench.topics.themes import APART, Common

NOTHING = Common(np.zeros(384, dtype=np.float32), 0.27)


def cloud(seed, count, *, centre=None, spread=None):
    """Texts with one peak: a centre and a few directions in which they differ more than in the others."""
    chance = np.random.default_rng(seed)
    middle = unit(chance.normal(size=384)) if centre is None else centre
    widths = np.exp(-np.arange(384) / chance.uniform(5, 60))
    noise = chance.normal(size=(count, 384)) * widths / np.linalg.norm(widths)
    return quantise(unit(middle * chance.uniform(0.5, 1) + noise * (spread or chance.uniform(0.5, 1))))


def test_texts_with_one_peak_are_hardly_ever_called_two_subjects():
    found = [peaks(cloud(seed, 40 + 5 * seed), NOTHING) for seed in range(60)]
    assert sum(one.split_hint for one in found) <= 1


def test_texts_around_what_all_topics_share_are_not_split_by_chance():
    # beyond the common part nothing but chance is left, and in 384 dimensions 40 texts always have two sides
    for seed in range(10):
        chance = np.random.default_rng(seed)
        centre = unit(chance.normal(size=384))
        vectors = quantise(unit(centre + 2.5 * chance.normal(size=(40 + 8 * seed, 384)) / np.sqrt(384)))
        assert not peaks(vectors, Common(np.float32(0.6) * centre, APART)).split_hint


@pytest.mark.parametrize(("first", "second"), [(60, 60), (90, 30), (25, 25)])
def test_two_subjects_in_one_topic_are_told_apart(first, second):
    vectors = encode([*sentences("login", first), *sentences("export", second)])
    found = peaks(vectors, NOTHING)
    assert found.split_hint
    assert len(set(found.parts[:first])) == len(set(found.parts[first:])) == 1
    assert found.parts.sum() == min(first, second)


def test_one_subject_is_left_whole():
    assert not peaks(encode(sentences("login", 120)), NOTHING).split_hint


def test_a_few_odd_texts_are_no_second_subject():
    vectors = encode([*sentences("login", 120), *sentences("export", 10)])
    assert not peaks(vectors, NOTHING).split_hint


def test_few_texts_are_not_looked_at():
    assert peaks(encode(sentences("login", 39)), NOTHING) is None


@pytest.mark.parametrize("copies", [40, 100])
def test_copies_of_one_text_have_no_two_sides(copies):
    found = peaks(np.repeat(encode(["login code"]), copies, axis=0), NOTHING)
    assert found is None or not found.split_hint
    none = peaks(np.zeros((copies, 384), dtype=np.int16), NOTHING)
    assert none is None or not none.split_hint


def test_row_order_changes_nothing():
    vectors = encode([*sentences("login", 50), *sentences("export", 40)])
    order = np.random.default_rng(1).permutation(90)
    one, two = peaks(vectors, NOTHING), peaks(vectors[order], NOTHING)
    assert (one.apart, one.depth, one.share) == (two.apart, two.depth, two.share)
    assert np.array_equal(one.parts[order], two.parts)


def test_what_all_topics_share_is_taken_off_before_distances_are_judged():
    # two subjects whose texts all carry the same greeting lie near each other until the greeting is taken off
    greeting = "dear team kind regards from your customer since many years in our small village"
    texts = [f"{greeting} {text}" for name in ("login", "export") for text in sentences(name, 60)]
    vectors = encode(texts)
    middle = Common(unit(encode([greeting])[0]) * np.float32(0.7), APART)
    assert not peaks(vectors, NOTHING).split_hint
    assert peaks(vectors, middle).split_hint
