"""Differences within channels: known cases, coverage, and the reversal that the whole hides."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from talkers import apart, talk

from workbench.stats.cell import cell
from workbench.stats.difference import difference
from workbench.stats.interval import student
from workbench.stats.standardised import LEAST_PEOPLE, standardised

BASE = np.array([0.1, 0.2, 0.7])
OTHER = np.array([0.4, 0.2, 0.4])


def places(cells, order):
    """Lay cells of different people over one axis, each pair in its own rows."""
    width = sum(len(one.posts) for one, _ in cells)
    found, start = [], 0
    for pair in cells:
        rows = []
        for one in pair:
            posts = np.zeros(width)
            posts[start : start + len(one.posts)] = one.posts
            above = sparse.csr_array((start, one.topics))
            below = sparse.csr_array((width - start - len(one.posts), one.topics))
            rows.append(cell(posts[order], sparse.vstack([above, one.on_topic, below]).tocsr()[order]))
        start += len(pair[0].posts)
        found.append(rows)
    return [pair[0] for pair in found], [pair[1] for pair in found]


def drawn(chance, people, first, second):
    return apart(talk(chance, people[0], first), talk(chance, people[1], second))


def test_one_channel_gives_the_t_form_of_a_difference() -> None:
    one, two = drawn(np.random.default_rng(1), (60, 70), BASE, BASE)
    found, plain = standardised([one], [two]), difference(one, two)
    assert (plain.form == "t").all()
    for name in ("estimate", "lo", "hi"):
        np.testing.assert_allclose(getattr(found, name), getattr(plain, name), atol=1e-12)
    assert found.covered == 1.0


def test_people_in_both_channels_and_sides_are_counted_once() -> None:
    chance = np.random.default_rng(2)
    n = chance.integers(0, 4, (4, 40))
    y = [np.column_stack([chance.binomial(row, 0.3), chance.binomial(row, 0.1)]) for row in n]
    cells = [cell(row, counts) for row, counts in zip(n, y, strict=True)]
    found = standardised(cells[:2], cells[2:])
    weights = [(n[at].sum() + n[at + 2].sum()) / n.sum() for at in range(2)]
    psi = np.zeros((40, 2))
    for at in range(2):
        for sign, place in ((1, at), (-1, at + 2)):
            share = y[place].sum(axis=0) / n[place].sum()
            psi += sign * weights[at] * (y[place] - n[place][:, None] * share) / n[place].sum()
    people = int((n > 0).any(axis=0).sum())
    variance = people / (people - 1) * (psi**2).sum(axis=0)
    effective = min(n[side].sum() ** 2 / (n[side].sum(axis=0) ** 2).sum() for side in (slice(0, 2), slice(2, 4)))
    half = student(effective - 1) * np.sqrt(variance)
    np.testing.assert_allclose((found.hi - found.lo) / 2, half, rtol=1e-12)
    np.testing.assert_allclose(found.estimate, sum(w * found.within[at] for at, w in enumerate(weights)))


def test_a_reversal_shows_within_channels() -> None:
    chance = np.random.default_rng(3)
    rare, common = np.array([0.2, 0.8]), np.array([0.7, 0.3])
    # the first side speaks less of it in each channel, and mostly where everybody does
    pairs = [
        drawn(chance, (60, 600), np.array([0.05, 0.95]), rare),
        drawn(chance, (600, 60), np.array([0.5, 0.5]), common),
    ]
    first, second = places(pairs, np.arange(1320))
    whole = difference(
        cell(sum(one.posts for one in first), sum(one.on_topic for one in first)),
        cell(sum(one.posts for one in second), sum(one.on_topic for one in second)),
    )
    found = standardised(first, second)
    assert whole.lo[0] > 0.1
    assert found.estimate[0] < 0
    assert (found.within[:, 0] < 0).all()


def test_a_channel_where_few_speak_is_left_out_and_said() -> None:
    chance = np.random.default_rng(4)
    pairs = [drawn(chance, (50, 50), BASE, BASE), drawn(chance, (LEAST_PEOPLE - 1, 80), BASE, BASE)]
    first, second = places(pairs, np.arange(184))
    found = standardised(first, second)
    assert found.used == (0,)
    assert 0 < found.covered < 1
    none = standardised(first[1:], second[1:])
    assert np.isnan(none.estimate).all()
    assert none.covered == 0


def test_the_order_of_people_changes_nothing() -> None:
    chance = np.random.default_rng(5)
    pairs = [drawn(chance, (30, 40), BASE, BASE), drawn(chance, (35, 30), BASE, BASE)]
    one = standardised(*places(pairs, np.arange(135)))
    two = standardised(*places(pairs, chance.permutation(135)))
    for name in ("estimate", "lo", "hi"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-12)


def test_intervals_cover_the_difference_within_channels() -> None:
    chance = np.random.default_rng(6)
    covered = []
    for _ in range(200):
        pairs = [drawn(chance, (100, 40), BASE, BASE), drawn(chance, (60, 120), OTHER, OTHER)]
        found = standardised(*places(pairs, np.arange(320)))
        covered.append((found.lo <= 0) & (found.hi >= 0))
    assert 0.92 <= np.mean(covered) <= 0.985


def test_cells_that_do_not_fit_together_are_refused() -> None:
    one, two = drawn(np.random.default_rng(7), (10, 10), BASE, BASE)
    with pytest.raises(ValueError, match="same people and topics"):
        standardised([one], [two, two])
