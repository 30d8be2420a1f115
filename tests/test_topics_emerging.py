from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from topic_toys import encode, sentences

from workbench.topics.centres import centre_of, products
from workbench.topics.emerging import Bars, emerging
from workbench.topics.evidence import Evidence, is_candidate
from workbench.topics.prototypes import prototypes
from workbench.topics.spoken import Spoken
from workbench.topics.watching import Marks, matched

KNOWN = [sentences(subject, 40) for subject in ("login", "export")]
STANDS = [prototypes(encode(texts)) for texts in KNOWN]
PROTOTYPES = np.concatenate([stand.vectors for stand in STANDS])
BAR = int(min(np.quantile(stand.own_scores, 0.05) for stand in STANDS))
NOBODY: frozenset[str] = frozenset()


def heard(texts, *, people=None, days=None, earlier=None):
    vectors = encode(texts)
    score = (vectors.astype(np.int64) @ PROTOTYPES.astype(np.int64).T).max(axis=1)
    n = len(texts)
    return Spoken(
        vectors, score, np.full(n, BAR),
        people or tuple(frozenset({f"p{at}"}) for at in range(n)),
        days or tuple(frozenset({f"2026-10-{at % 28 + 1:02d}"}) for at in range(n)),
        earlier or (NOBODY,) * n,
    )  # fmt: skip


def again(seed=2):
    return [text for subject in ("login", "export") for text in sentences(subject, 30, seed=seed)]


NEW = again() + sentences("dark", 30)


def found(said):
    return emerging(said, PROTOTYPES, bars=Bars())


def offered(clusters):
    return [one for one in clusters if is_candidate(one.evidence, people=10)]


def nearly(own, wanted):
    """Say whether a cluster holds a subject's texts alone, and all but those at its border."""
    return set(own.tolist()) <= set(wanted) and len(own) >= 0.8 * len(wanted)


def test_a_new_subject_is_one_candidate_made_of_its_own_texts():
    (one,) = offered(found(heard(NEW)))
    assert nearly(one.own, range(60, 90))
    assert one.evidence.people == len(one.own)
    assert one.evidence.days == len({at % 28 for at in one.own.tolist()})
    assert one.evidence.growth is None  # nothing was heard before
    assert one.evidence.novelty > 0.5


def test_a_period_of_known_subjects_offers_nothing():
    assert found(heard(again() + again(seed=3))) == ()


def test_two_new_subjects_are_two_candidates():
    # nothing else is near either, yet neither may take the other's texts
    clusters = sorted(offered(found(heard([*NEW, *sentences("camera", 30)]))), key=lambda one: int(one.own[0]))
    assert len(clusters) == 2
    assert all(nearly(one.own, range(at, at + 30)) for one, at in zip(clusters, (60, 90), strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_no_text_is_the_own_of_two_clusters(seed):
    # subjects that shade into each other, so that texts between them are near to both
    chance = np.random.default_rng(seed)
    words = [f"word{at}" for at in range(14)]
    blurred = [
        " ".join([*chance.permutation(words[start : start + 7])[:5], f"x{seed}{start}{at}"])
        for start in range(8)
        for at in range(24)
    ]
    clusters = found(heard(blurred))
    owned = np.concatenate([one.own for one in clusters])
    assert clusters
    assert len(owned) == len(set(owned.tolist()))


@pytest.mark.parametrize("seed", [4, 47, 63, 120])
def test_what_lies_nearer_to_an_earlier_cluster_is_no_later_ones_own(seed):
    # three of five words, windows that overlap: some texts are free and yet nearer to a cluster that was found before
    chance = np.random.default_rng(seed)
    starts = [start for start in range(0, 9, 2) for _ in range(27)]
    drawn = [chance.permutation(np.arange(start, start + 5))[:3] for start in starts]
    said = heard(list(dict.fromkeys(" ".join(f"word{at}" for at in one) for one in drawn)))
    clusters = emerging(said, PROTOTYPES, bars=Bars(people=5))
    assert len(clusters) == 3
    for at, later in enumerate(clusters):
        own = products(said.vectors[later.own], centre_of(said.vectors[later.own])[None])
        for earlier in clusters[:at]:
            assert (own > products(said.vectors[later.own], centre_of(said.vectors[earlier.rows])[None])).all()


def test_people_count_and_not_texts():
    people = tuple(frozenset({f"p{at}" if at < 60 else f"few {at % 9}"}) for at in range(90))
    clusters = found(heard(NEW, people=people))
    assert [one.evidence.people for one in clusters] == [9]
    assert offered(clusters) == []  # watched


def test_what_is_said_on_one_day_alone_is_watched():
    clusters = found(heard(NEW, days=(frozenset({"2026-10-01"}),) * 90))
    assert [one.evidence.days for one in clusters] == [1]
    assert offered(clusters) == []


def test_earlier_people_whom_no_topic_has_count_with_those_of_the_period():
    now = tuple(frozenset({f"p{at}"}) if at < 66 else NOBODY for at in range(90))
    before = tuple(NOBODY if at < 66 else frozenset({f"b{at}"}) for at in range(90))
    (one,) = found(heard(NEW, people=now, earlier=before))
    said = int((one.own < 66).sum())
    once = len(one.own) - said
    assert one.evidence.people == len(one.own) > 10 > said
    assert one.evidence.growth == round(((said + 0.5) / 66) / ((once + 0.5) / 24), 2)
    assert offered([one]) == []  # on its way out


def test_what_nobody_says_any_more_is_not_found():
    now = tuple(frozenset({f"p{at}"}) if at < 60 else NOBODY for at in range(90))
    before = tuple(NOBODY if at < 60 else frozenset({f"b{at}"}) for at in range(90))
    assert found(heard(NEW, people=now, earlier=before)) == ()


def test_scattered_remarks_emerge_as_nothing():
    chance = np.random.default_rng(5)
    assert found(heard([" ".join(f"w{n}" for n in chance.integers(0, 4000, 6)) for _ in range(60)])) == ()


def test_the_order_of_rows_changes_no_cluster():
    order = np.random.default_rng(3).permutation(90)
    straight = heard(NEW)
    shuffled = replace(
        straight, vectors=straight.vectors[order], score=straight.score[order],
        people=tuple(straight.people[at] for at in order), days=tuple(straight.days[at] for at in order),
    )  # fmt: skip
    one, two = offered(found(straight)), offered(found(shuffled))
    assert [set(c.own.tolist()) for c in one] == [set(order[c.own].tolist()) for c in two]
    assert [c.evidence for c in one] == [c.evidence for c in two]


@pytest.mark.parametrize(
    ("people", "days", "growth", "offer"),
    [(10, 2, None, True), (9, 2, None, False), (10, 1, None, False), (10, 2, 1.0, True), (10, 2, 0.99, False)],
)
def test_a_candidate_has_enough_people_on_enough_days_and_does_not_shrink(people, days, growth, offer):
    assert is_candidate(Evidence(people, days, 0.3, 0.6, growth), people=10) is offer


def marks(rows, words):
    return Marks(np.rint(np.array(rows, dtype=float).reshape(len(words), 2) * 4000).astype(np.int16), tuple(words))


def test_matching_takes_the_best_pairing_in_total():
    # angles chosen so that the cosines are .98 and .96 / .97 and .745: greedy takes .98 and is left with .745 (1.725);
    # crosswise it is .96 + .97 = 1.93
    first, other, third = np.arccos([0.98, 0.96, 0.97])
    old = marks([(1, 0), (np.cos(first + other), np.sin(first + other))], [("a",), ("b",)])
    new = marks([(np.cos(first), np.sin(first)), (np.cos(third), -np.sin(third))], [("c",), ("d",)])
    assert matched(new, old) == (1, 0)


def test_words_tell_apart_what_lies_equally_near():
    old = marks([(1, 0), (1, 0)], [("dark", "theme"), ("scan", "photo")])
    assert matched(marks([(1, 0), (1, 0)], [("scan", "photo"), ("theme", "dark")]), old) == (1, 0)


def test_shared_words_do_not_make_distant_clusters_the_same():
    assert matched(marks([(1, 0)], [("dark", "theme")]), marks([(0, 1)], [("dark", "theme")])) == (-1,)


def test_an_old_cluster_is_found_once_and_nothing_matches_nothing():
    old = marks([(1, 0)], [("dark",)])
    assert sorted(matched(marks([(1, 0), (1, 0)], [("dark",), ("dark",)]), old)) == [-1, 0]
    assert matched(marks([], []), old) == ()
    assert matched(old, marks([], [])) == (-1,)
