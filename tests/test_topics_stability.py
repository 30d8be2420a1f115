from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from topic_toys import clouds, pool_of

from workbench.stats.chance import generator
from workbench.topics import stability as module
from workbench.topics.discover import NeighbourhoodLeiden
from workbench.topics.ranking import Ranking
from workbench.topics.stability import Band, band, canonical_rows, seeds, stability

SETTINGS = {"resolution": 1.0, "seed": 1}


def texts(vectors, people=None):
    """Return a pool of one text a vector, in the rows' order by hash, and the vectors in the same order."""
    words = [f"text {at}" for at in range(len(vectors))]
    pool = pool_of(words, people)
    return pool, vectors[[int(text.split()[1]) for text in pool.texts]]


def groups_of(labels):
    return [np.flatnonzero(labels == at) for at in range(int(labels.max()) + 1)]


def discovered(vectors, **options):
    return groups_of(NeighbourhoodLeiden(random_state=1, **options).fit(vectors).labels_)


def by_refitting(pool, vectors, groups, *, resolution, seed, resamples=10, share=0.8):
    """The same resamples with a whole discovery each, people drawn by the rule that the docstring states."""
    rows = sorted(range(len(pool)), key=lambda at: (vectors[at].tobytes(), pool.hashes[at]))
    who = sorted({person for people in pool.people for person in people})
    lists = {person: [place for place, row in enumerate(rows) if person in pool.people[row]] for person in who}
    order = sorted(who, key=lists.__getitem__)
    found = [[] for _ in groups]
    for number in range(resamples):
        chance = generator(seed, f"stability {number}")
        taken = {order[at] for at in chance.permutation(len(order))[: round(share * len(order))]}
        drawn = np.array([at for at in range(len(pool)) if pool.people[at] & taken])
        leiden = NeighbourhoodLeiden(resolution=resolution, random_state=int(chance.integers(2**31)))
        clusters = [set(drawn[part]) for part in groups_of(leiden.fit(vectors[drawn]).labels_)]
        for group, values in zip(groups, found, strict=True):
            if members := set(group) & set(drawn):
                values.append(max(len(members & cluster) / len(members | cluster) for cluster in clusters))
    return [round(float(np.mean(values)), 4) for values in found]


@pytest.mark.parametrize("talkers", [False, True])
def test_a_resample_is_discovery_on_the_drawn_texts(talkers):
    vectors = clouds(6, 40, noise=2.2)
    # five loud people with half the texts between them: many rows lose most of their neighbours at once
    people = [frozenset({f"loud {at // 30}" if talkers and at < 150 else f"p {at}"}) for at in range(240)]
    pool, vectors = texts(vectors, people)
    groups = discovered(vectors)
    wanted = by_refitting(pool, vectors, groups, **SETTINGS)
    assert stability(pool, vectors, groups, **SETTINGS) == wanted
    assert len(set(wanted)) > 3, "stabilities differ, so the comparison tells something"


def test_clear_topics_come_back_whole():
    pool, vectors = texts(clouds(4, 40))
    assert stability(pool, vectors, discovered(vectors), **SETTINGS) == [1.0] * 4


def test_halves_of_one_topic_are_not_trusted_while_whole_topics_are():
    # the acceptance test of statistics reference 3.1: four planted topics, one of them fitted as two halves
    pool, vectors = texts(clouds(4, 60, noise=1.0))
    whole = discovered(vectors)
    halves = [whole[0][::2], whole[0][1::2]]
    found = stability(pool, vectors, [*whole[1:], *halves], **SETTINGS)
    assert min(found[:3]) > 0.80
    assert max(found[3:]) < 0.65


def test_clusters_of_pure_noise_are_mostly_not_trusted():
    trusted = []
    for seed in range(3):
        noise = clouds(1, 400, noise=30.0, dims=64, seed=seed)  # directions at random: a graph clusters those too
        pool, vectors = texts(noise)
        trusted += [
            band(value) is not Band.UNTRUSTED for value in stability(pool, vectors, discovered(vectors), **SETTINGS)
        ]
    assert len(trusted) >= 15
    assert np.mean(trusted) <= 0.10


def test_what_one_person_wrote_has_no_stability():
    vectors = clouds(3, 30)
    people = [frozenset({"one"}) if at < 30 else frozenset({f"p {at}"}) for at in range(90)]
    pool, vectors = texts(vectors, people)
    groups = discovered(vectors)
    found = stability(pool, vectors, groups, **SETTINGS)
    ones = [all(pool.people[at] == {"one"} for at in group) for group in groups]
    assert sorted(ones) == [False, False, True]
    assert [value is None for value in found] == ones


def test_a_group_that_was_never_drawn_has_no_stability():
    pool, vectors = texts(clouds(2, 30))
    drawn_once = stability(pool, vectors, [np.arange(2), np.arange(60)], resamples=1, share=0.02, **SETTINGS)
    assert drawn_once[0] is None
    assert drawn_once[1] == 1.0  # of sixty people one is drawn, and one text is one cluster


def test_a_text_is_drawn_with_any_of_its_people():
    # Half the people are drawn, and every text was posted by 20 of 40: all texts are drawn every time.
    chance = np.random.default_rng(1)
    who = [frozenset(f"p {at}" for at in chance.permutation(40)[:21]) for _ in range(120)]
    pool, vectors = texts(clouds(4, 30), who)
    first = discovered(vectors)[0]
    assert stability(pool, vectors, [first[:15]], share=0.5, **SETTINGS) == [0.5]  # 15 of 30, none missing


def test_neither_row_order_nor_pseudonyms_change_it():
    vectors = clouds(5, 40, noise=2.0)
    vectors[1::2] = vectors[0::2]  # copies to the last digit
    chance = np.random.default_rng(3)
    who = [frozenset(f"p {at}" for at in chance.integers(0, 90, 1 + at % 2)) for at in range(200)]
    pool, vectors = texts(vectors, who)
    groups = discovered(vectors)
    wanted = stability(pool, vectors, groups, **SETTINGS)
    names = {f"p {at}": f"{int(code):04x}" for at, code in enumerate(chance.permutation(90))}
    renamed = replace(pool, people=tuple(frozenset(names[person] for person in people) for people in pool.people))
    assert stability(renamed, vectors, groups, **SETTINGS) == wanted
    order = chance.permutation(200)
    back = np.argsort(order)
    assert stability(pool.take(order), vectors[order], [back[group] for group in groups], **SETTINGS) == wanted
    assert len(set(wanted)) > 1


def test_another_seed_draws_other_people():
    pool, vectors = texts(clouds(5, 40, noise=2.4))
    groups = discovered(vectors)
    assert stability(pool, vectors, groups, resolution=1.0, seed=1) != stability(
        pool, vectors, groups, resolution=1.0, seed=2
    )


def test_seeds_vary_with_the_resample(monkeypatch):
    used = []
    own = module.communities
    monkeypatch.setattr(
        module, "communities", lambda graph, **options: (used.append(options), own(graph, **options))[1]
    )
    pool, vectors = texts(clouds(2, 30))
    stability(pool, vectors, discovered(vectors), resolution=1.5, seed=1, resamples=4)
    assert len({options["seed"] for options in used}) == 4
    assert {options["resolution"] for options in used} == {1.5}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 16])
def test_few_texts_do_not_crash(count):
    pool, vectors = (pool_of(["none"]).take(np.arange(0)), clouds(1, 0)) if not count else texts(clouds(1, count))
    found = stability(pool, vectors, [np.arange(count)] if count else [], **SETTINGS)
    assert found == ([1.0] if count > 1 else [None] * count)


@pytest.mark.parametrize(
    ("value", "wanted"),
    # published limits of clusterboot: statistics reference 3.1
    [(None, "untrusted"), (0.5999, "untrusted"), (0.6, "pattern"), (0.75, "stable"), (0.85, "highly stable")],
)
def test_bands_begin_at_their_limits(value, wanted):
    assert band(value) == wanted


def test_seeds_agree_wholly_on_clear_topics_and_less_on_noise():
    clear = seeds(clouds(4, 40), **SETTINGS)
    assert (clear.ami_mean, clear.ami_min, clear.ari_mean, clear.ari_min) == (1.0, 1.0, 1.0, 1.0)
    noise = seeds(clouds(1, 400, noise=30.0, dims=64), **SETTINGS)
    assert noise.ami_min <= noise.ami_mean < 0.9
    assert noise.ari_min <= noise.ari_mean < 0.9


def test_neighbours_that_are_ranked_already_change_no_agreement_of_seeds():
    pool, vectors = texts(clouds(6, 60, noise=2.4))
    ranking = Ranking.of(vectors[canonical_rows(pool, vectors)])
    found = seeds(vectors, ranking=ranking, **SETTINGS)
    assert found == seeds(vectors, **SETTINGS)
    assert found.ami_min < 1
