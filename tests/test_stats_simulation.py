"""Coverage and size on generated talk with a known truth (statistics reference 1.2, 1.3, 1.4 and 8)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.talkers import apart, talk
from workbench.stats.cell import cell
from workbench.stats.clustered import shares
from workbench.stats.difference import difference
from workbench.stats.interval import interval
from workbench.stats.logratio import log_ratios
from workbench.stats.permutation import permute


@pytest.mark.parametrize("authors", [30, 100, 400])
@pytest.mark.parametrize(("share", "topics"), [(0.02, 10), (0.10, 10), (0.30, 3)])
def test_intervals_of_one_share_cover_the_truth(authors: int, share: float, topics: int) -> None:
    chance = np.random.default_rng(authors)
    truth = np.append(np.full(topics, share), max(1 - share * topics, 1e-9))
    covered = []
    for _ in range(200):
        limits = interval(shares(*talk(chance, authors, truth)))
        covered.append((limits.lo <= truth) & (limits.hi >= truth))
    assert 0.90 <= np.mean(np.array(covered)[:, :topics]) <= 0.98


@pytest.mark.parametrize(
    ("sizes", "moved", "low", "high"),
    [
        ((100, 100), 0.00, 0.92, 0.98),
        ((400, 400), 0.05, 0.92, 0.98),
        ((30, 30), 0.00, 0.92, 0.995),
        ((400, 60), 0.00, 0.91, 0.98),
    ],
)
def test_intervals_of_a_difference_cover_the_truth(
    sizes: tuple[int, int], moved: float, low: float, high: float
) -> None:
    chance = np.random.default_rng(sum(sizes))
    base, other = np.array([0.10, 0.10, 0.80]), np.array([0.10 + moved, 0.10, 0.80 - moved])
    covered = []
    for _ in range(200):
        found = difference(*apart(talk(chance, sizes[0], other), talk(chance, sizes[1], base)))
        covered.append((found.lo <= other - base) & (found.hi >= other - base))
    assert low <= np.mean(np.array(covered)[:, :2]) <= high


def test_half_the_people_in_both_cells_are_counted_once() -> None:
    chance = np.random.default_rng(21)
    base = np.array([0.10, 0.20, 0.70])
    covered, flagged = [], []
    for _ in range(200):
        own = chance.dirichlet(base * (1 / 0.3 - 1), 150)
        n = np.minimum(300, np.floor(chance.pareto(1.3, (2, 150)) + 1)).astype(int)
        n[0, 100:], n[1, :50] = 0, 0
        cells = [cell(posts, chance.multinomial(posts, own)) for posts in n]
        found = difference(cells[0], cells[1])
        covered.append((found.lo <= 0) & (found.hi >= 0))
        flagged.append(permute(cells[0], cells[1], chance=chance, repeats=199).p <= 0.05)
    assert 0.93 - 0.01 <= np.mean(np.array(covered)[:, :2]) <= 0.99
    assert np.mean(np.array(flagged)[:, :2]) <= 0.085


def test_permutation_and_gate_keep_their_size_and_counting_posts_does_not() -> None:
    chance = np.random.default_rng(22)
    base = np.full(12, 1 / 12)
    topics, gates, by_posts = [], [], []
    for _ in range(200):
        one, two = talk(chance, 100, base), talk(chance, 100, base)
        found = permute(*apart(one, two), chance=chance, repeats=199)
        topics.append(found.p <= 0.05)
        gates.append(found.p_gate <= 0.05)
        p1, p2 = (y[:, 0].sum() / n.sum() for n, y in (one, two))
        spread = np.sqrt(sum(p * (1 - p) / n.sum() for p, (n, _) in zip((p1, p2), (one, two), strict=True)))
        by_posts.append(abs(p1 - p2) > 1.96 * spread)
    assert 0.03 <= np.mean(topics) <= 0.07
    assert np.mean(gates) <= 0.085
    assert np.mean(by_posts) > 0.25  # the generator is hard enough to tell a wrong method


def test_log_ratios_cover_the_truth() -> None:
    chance = np.random.default_rng(23)
    base = np.full(12, 1 / 12)
    covered = []
    for _ in range(200):
        cells = apart(talk(chance, 100, base), talk(chance, 100, base))
        ratios = log_ratios(*cells, difference(*cells))
        covered.append((ratios.lo <= 0) & (ratios.hi >= 0))
    assert np.mean(covered) >= 0.91
