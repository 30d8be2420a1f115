"""Accounts that repeat each other within seconds."""

from __future__ import annotations

import time

import numpy as np
import pytest

from workbench.stats.chance import generator
from workbench.stats.coordination import patterns, robust_z
from workbench.stats.together import NEIGHBOURS, coded, linked

DAY = 86_400.0


def links(account: list[int], repeated: list[int], seconds: list[float], window: float = 10) -> list[tuple[int, ...]]:
    found = linked(coded(account, repeated, seconds), window, 2)
    return [tuple(int(v) for v in row) for row in zip(found.first, found.second, found.times, strict=True)]


def test_two_things_shared_within_the_window_are_a_link() -> None:
    assert links([0, 1, 0, 1], [5, 5, 6, 6], [0, 9, 100, 110]) == [(0, 1, 2)]
    assert links([0, 1, 0, 1], [5, 5, 6, 6], [0, 9, 100, 110.001]) == []
    assert links([0, 1, 0, 1], [5, 5, 6, 6], [0, 9, 100, 150], window=50) == [(0, 1, 2)]


def test_one_thing_shared_once_is_no_link_however_often_one_repeats_it() -> None:
    assert links([0, 1], [5, 5], [0, 1]) == []
    assert links([0, 1, 1, 1], [5, 5, 5, 5], [0, 1, 2, 3]) == []
    assert links([0, 0, 0], [5, 5, 5], [0, 1, 2]) == []


def test_three_copies_against_three_are_three() -> None:
    assert links([0, 1] * 3, [5] * 6, [0, 1, 1000, 1001, 2000, 2001]) == [(0, 1, 3)]
    assert links([0, 1] * 3, [5] * 6, [0, 1, 2, 3, 4, 5]) == [(0, 1, 3)]


def brute(account: np.ndarray, repeated: np.ndarray, seconds: np.ndarray) -> dict[tuple[int, int], float]:
    """Statistics reference 7.2 by two loops."""
    met: dict[tuple[int, int, int], tuple[set[int], set[int]]] = {}
    for one in range(len(account)):
        for two in range(len(account)):
            if (
                account[one] < account[two]
                and repeated[one] == repeated[two]
                and abs(seconds[one] - seconds[two]) <= 10
            ):
                sides = met.setdefault((account[one], account[two], repeated[one]), (set(), set()))
                sides[0].add(one)
                sides[1].add(two)
    times: dict[tuple[int, int], float] = {}
    for (a, b, _), sides in met.items():
        times[a, b] = times.get((a, b), 0) + min(map(len, sides))
    return {pair: count for pair, count in times.items() if count >= 2}


def test_links_are_those_of_the_definition_in_any_order() -> None:
    for seed in range(30):
        chance = np.random.default_rng(seed)
        account, repeated = chance.integers(0, 8, 60), chance.integers(0, 6, 60)
        seconds = chance.integers(0, 120, 60).astype(float)
        order = chance.permutation(60)
        for rows in (np.arange(60), order):
            found = links(account[rows].tolist(), repeated[rows].tolist(), seconds[rows].tolist())
            assert {(a, b): t for a, b, t in found} == brute(account, repeated, seconds)


def crowd(chance: np.random.Generator, accounts: int, posts: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ordinary accounts over a month: everybody posts at any time, a third of it things that others post too."""
    account = np.concatenate([np.arange(accounts), chance.integers(0, accounts, posts - accounts)])
    own = np.arange(posts) + 1_000
    shared = np.minimum(chance.pareto(1.0, posts), 50).astype(int)
    return account, np.where(chance.random(posts) < 0.33, shared, own), chance.random(posts) * 30 * DAY


def campaign(
    chance: np.random.Generator, accounts: int, copies: int, texts: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Accounts that post `copies` times within seconds of each other, in all of so many texts, and a few others."""
    starts = chance.random(copies) * 30 * DAY
    account = 5_000 + np.repeat(np.arange(accounts), copies)
    seconds = np.tile(starts, accounts) + chance.random(accounts * copies) * 8
    repeated = np.tile(900 + np.arange(copies) % texts, accounts)
    others = 5_000 + np.repeat(np.arange(accounts), 2)
    return (
        np.concatenate([account, others]),
        np.concatenate([repeated, 90_000 + np.arange(len(others))]),
        np.concatenate([seconds, chance.random(len(others)) * 30 * DAY]),
    )


@pytest.mark.parametrize(("accounts", "copies", "texts"), [(5, 3, 3), (5, 3, 1), (12, 4, 2)])
def test_a_planted_campaign_is_found(accounts: int, copies: int, texts: int) -> None:
    # statistics reference 7.2: at least five accounts × three copies, found in 95 %
    found = []
    for seed in range(60):
        chance = np.random.default_rng(seed)
        parts = zip(crowd(chance, 150, 600), campaign(chance, accounts, copies, texts), strict=True)
        account, repeated, seconds = (np.concatenate(part) for part in parts)
        result = patterns(coded(account, repeated, seconds), chance=generator(seed, "coordination"))
        planted = (repeated >= 900) & (repeated < 1_000)
        hit = np.unique(result.cluster[planted])
        found.append(
            len(hit) == 1
            and hit[0] >= 0
            and result.p[hit[0]] <= 0.05
            and result.accounts[hit[0]] == accounts
            and result.events[hit[0]] == accounts * copies
            and not (result.cluster[account < 5_000] == hit[0]).any()
        )
    assert np.mean(found) >= 0.95


def test_shuffled_times_are_no_campaign() -> None:
    # statistics reference 7.2: at most 7 %; few things shared by many within short days, so that chance does coincide
    flagged, some = [], []
    for seed in range(200):
        chance = np.random.default_rng(seed)
        account, repeated = chance.integers(0, 40, 400), chance.integers(0, 12, 400)
        result = patterns(coded(account, repeated, chance.random(400) * 2_000), chance=generator(seed, "a"), repeats=99)
        flagged.append(bool((result.p <= 0.05).any()))
        some.append(len(result.p) > 0)
    assert np.mean(some) > 0.8
    assert np.mean(flagged) <= 0.07


def test_accounts_known_by_their_copies_alone_have_no_p() -> None:
    result = patterns(coded([1, 2] * 3, [7] * 6, [0, 1, 1000, 1001, 2000, 2001]), chance=generator(1, "a"))
    assert result.accounts.tolist() == [2]
    assert result.events.tolist() == [6]
    assert np.isnan(result.p[0])


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_one_account_is_no_coordination(rows: int) -> None:
    result = patterns(coded(["a"] * rows, [7] * rows, [0.0] * rows), chance=generator(1, "a"))
    assert (len(result.p), result.cluster.tolist()) == (0, [-1] * rows)


def test_a_late_copy_by_the_same_accounts_belongs_to_the_pattern_and_other_posts_do_not() -> None:
    account = ["a", "b", "a", "b", "a", "a", "c"]
    result = patterns(
        coded(account, [1, 1, 2, 2, 1, 3, 1], [0, 1, 50, 51, 9_000, 70, 20_000]), chance=generator(1, "a")
    )
    assert result.cluster.tolist() == [0, 0, 0, 0, 0, -1, -1]
    assert (result.accounts.tolist(), result.events.tolist()) == ([2], [5])


def test_separate_groups_are_separate_patterns_the_stronger_first() -> None:
    two = [(0, 1, 10.0 * n) for n in range(2)]
    three = [(4, 5, 10.0 * n + 5_000) for n in range(3)]
    rows = [(who, n, when) for n, (a, b, when) in enumerate(two + three) for who in (a, b)]
    account, repeated, seconds = zip(*rows, strict=True)
    result = patterns(coded(account, repeated, seconds), chance=generator(1, "a"))
    assert result.cluster.tolist() == [1] * 4 + [0] * 6
    assert result.events.tolist() == [6, 4]


def test_text_that_thousands_post_at_once_is_neither_a_campaign_nor_slow() -> None:
    chance = np.random.default_rng(1)
    account = np.concatenate([np.arange(20_000), chance.integers(0, 20_000, 80_000)])
    repeated = np.concatenate([np.zeros(20_000, dtype=int), np.arange(80_000) // 2 + 1])
    seconds = np.concatenate([np.full(20_000, 100.0), chance.random(80_000) * 30 * DAY])
    posts = coded(account, repeated, seconds)
    start = time.process_time()
    found = linked(posts, 10, 2)
    assert time.process_time() - start < 0.5  # .017 s measured; comparing all who posted it once takes 1.4 s
    assert len(found.first) == 0
    assert len(patterns(posts, chance=generator(1, "a"), repeats=19).p) == 0


def test_a_burst_larger_than_what_is_compared_still_hangs_together() -> None:
    chance = np.random.default_rng(2)
    accounts = 40 * NEIGHBOURS
    account, repeated = np.tile(np.arange(accounts), 3), np.repeat(np.arange(3), accounts)
    seconds = repeated * 1_000 + chance.random(3 * accounts) * 8
    result = patterns(coded(account, repeated, seconds), chance=generator(1, "a"), repeats=1)
    assert result.accounts[0] >= 0.95 * accounts


def test_habits_are_measured_from_the_middle() -> None:
    values = np.array([1.0, 2, 3, 4, 100, np.nan])
    assert robust_z(values)[:5] == pytest.approx((values[:5] - 3) / 1.482602)
    assert np.isnan(robust_z(values)[5])
    assert np.isnan(robust_z([5.0, 5, 5, 9])).all()
    assert np.isnan(robust_z([np.nan])).all()


def test_posts_without_a_time_are_refused() -> None:
    with pytest.raises(ValueError, match="time"):
        patterns(coded([1, 2], [1, 1], [0, np.nan]), chance=generator(1, "a"))
