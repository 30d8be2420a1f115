from __future__ import annotations

import numpy as np
import pytest
from topic_toys import axis, encode, sentences

from workbench.text.normalise import normalise
from workbench.topics.drift import centroid_shift, drift
from workbench.topics.heard import Heard

CENTRE = encode(["login code sms password abroad number verification blocked"])[0]
OPTIONS = {"seed": 1, "name": "T0001 2026-10", "repeats": 199}
COMMON = "login code sms password abroad number verification blocked reset phone link browser".split()


def heard(texts, people=None):
    return Heard(encode(texts), tuple(texts), tuple(people or [f"p {at}" for at in range(len(texts))]))


def month(chance, posts, *, people="n", habits=None, words=COMMON):
    """Texts of six of the subject's words; a person with a habit says its word every time."""
    texts, who = [], []
    for at, count in enumerate(posts):
        habit = [] if habits is None else [habits[at]]
        for _ in range(count):
            texts.append(" ".join([*chance.choice(words, 6, replace=False), *habit, f"x{chance.integers(10**9)}"]))
            who.append(f"{people}{at}")
    return heard(texts, who)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([axis(0), axis(0)], 0.0),
        ([axis(0, away=1), axis(1)], round(1 - np.sqrt(0.5), 4)),
        ([axis(1)], 1.0),
        ([axis(1), -axis(1)], None),
        ([], None),
    ],
)
def test_the_centroid_shift_is_one_less_the_cosine_of_the_centres(rows, wanted):
    assert centroid_shift(np.array(rows, dtype=np.int16).reshape(-1, 384), axis(0)) == wanted


def test_the_centroid_shift_of_many_texts_is_exact():
    vectors = np.repeat(axis(0, cosine=0.8)[None], 300_000, axis=0)  # squares of their sum pass 2**63
    vectors = np.concatenate([vectors] * 3)
    assert centroid_shift(vectors, axis(0)) == pytest.approx(0.2, abs=1e-4)


def test_the_same_people_saying_the_same_have_not_moved():
    texts = heard(sentences("login", 30))
    found = drift(texts, texts, CENTRE, **OPTIONS)
    assert (found.moved, found.moved_p, found.words, found.words_p) == (0.0, 1.0, 0.0, 1.0)
    assert (found.texts, found.people, found.people_both) == (30, 30, 30)
    assert (found.rising, found.falling) == ((), ())


def test_a_subject_that_turned_by_a_right_angle_moved_by_two():
    texts = tuple(f"login {at}" for at in range(12))
    before, now = (Heard(np.repeat(axis(at)[None], 12, axis=0), texts, texts) for at in (0, 1))
    found = drift(before, now, axis(0), **OPTIONS)
    assert (found.moved, found.centroid_shift, found.words) == (2.0, 1.0, 0.0)
    assert found.moved_p <= 0.05


def test_months_drawn_from_the_same_subject_rarely_raise_an_alarm():
    # people with habits and 1 to 6 posts; the reference is four times as large as the month
    chance = np.random.default_rng(5)
    habits = [f"habit{at}" for at in range(6)]
    alarms = []
    for at in range(120):
        parts = [
            month(chance, chance.integers(1, 7, size), people=name, habits=chance.choice(habits, size))
            for size, name in ((80, "before"), (20, "now"))
        ]
        found = drift(*parts, CENTRE, seed=at, name="T", repeats=99)
        alarms.append([found.moved_p <= 0.05, found.words_p <= 0.05])
    assert (np.mean(alarms, axis=0) <= 0.085).all()


def test_a_subject_whose_words_change_is_noticed_and_the_words_are_named():
    chance = np.random.default_rng(6)
    before = month(chance, [2] * 60)
    now = month(chance, [2] * 40, people="m", words=[*COMMON[2:], "passkey", "fingerprint"])
    found = drift(before, now, CENTRE, **OPTIONS)
    assert found.moved_p <= 0.01
    assert found.words_p <= 0.01
    assert set(found.rising[:2]) == {"passkey", "fingerprint"}
    assert set(found.falling[:2]) == {"login", "code"}
    assert 0.05 < found.words < 1
    assert found.people_both == 0


def test_one_loud_person_with_words_of_their_own_moves_nothing():
    chance = np.random.default_rng(8)
    before = month(chance, [1] * 60)
    crowd = month(chance, [1] * 40, people="m")
    loud = month(chance, [120], people="loud", words=["rocket", "moon", "stars", "orbit", "launch", "comet", "sun"])
    now = Heard(np.concatenate([crowd.vectors, loud.vectors]), crowd.texts + loud.texts, crowd.people + loud.people)
    found = drift(before, now, CENTRE, **OPTIONS)
    assert found.centroid_shift > 0.2, "the texts did move"
    assert found.words_p > 0.05
    assert "rocket" not in found.rising


def test_neither_row_order_nor_pseudonyms_change_anything():
    chance = np.random.default_rng(9)
    before, now = month(chance, [1, 2, 3] * 8), month(chance, [2, 1] * 8)
    wanted = drift(before, now, CENTRE, **OPTIONS)

    def other(month_, names):
        order = chance.permutation(len(month_.texts))
        name = {f"n{at}": f"{code:02d}" for at, code in enumerate(names)}
        return Heard(
            month_.vectors[order],
            tuple(month_.texts[at] for at in order),
            tuple(name[month_.people[at]] for at in order),
        )

    for _ in range(4):
        names = chance.permutation(24)
        assert drift(other(before, names), other(now, names), CENTRE, **OPTIONS) == wanted
    assert 0 < wanted.moved_p < 1


@pytest.mark.parametrize("count", [0, 1, 3])
def test_few_people_are_described_and_not_tested(count):
    texts = sentences("login", 4)
    found = drift(heard(texts), heard(texts[:count]), CENTRE, **OPTIONS)
    assert (found.moved_p, found.words_p) == (None, None)
    assert (found.moved is None) == (found.centroid_shift is None) == (count == 0)


def test_texts_without_telling_words_have_no_divergence():
    found = drift(heard(["it is"] * 12), heard(["and the"] * 12), CENTRE, **OPTIONS)
    assert (found.words, found.words_p) == (None, None)


def test_own_names_and_links_are_no_words():
    before = heard([normalise(f"acme login https://example.org/{at}") for at in range(12)])
    now = heard([normalise(f"acmes code {at}") for at in range(12)])
    found = drift(before, now, CENTRE, own_words=["Acme"], **OPTIONS)
    assert (found.rising, found.falling) == (("code",), ("login",))
