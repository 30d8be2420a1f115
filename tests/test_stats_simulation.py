"""Size on generated talk with a known truth (statistics reference 1.3, 1.4 and 8).

Coverage of shares, differences and log-ratios: the rows of tests/test_selftest_battery.py.
"""

from __future__ import annotations

import numpy as np

from tests.talkers import apart, talk
from workbench.stats.permutation import permute


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
