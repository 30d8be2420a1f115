"""A whole comparison in one call."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.talkers import apart, talk
from workbench.stats.cell import Cell, as_people, cell
from workbench.stats.chance import generator
from workbench.stats.compare import compare
from workbench.stats.multiple import benjamini_hochberg
from workbench.stats.power import smallest_noticeable
from workbench.stats.row import rows
from workbench.stats.strength import Evidence, Kind, judge

FOUR = np.array([0.1, 0.2, 0.3, 0.4])


def test_topics_without_posts_leave_the_family() -> None:
    chance = np.random.default_rng(1)
    (n, y), (m, x) = talk(chance, 60, FOUR), talk(chance, 60, FOUR)
    y[:, 1], x[:, 1] = 0, 0
    found = compare(*apart((n, y), (m, x)), chance=generator(1, "a"), repeats=99)
    assert np.isnan(found.q[1])
    rest = [0, 2, 3]
    assert found.q[rest] == pytest.approx(benjamini_hochberg(found.differences.p[rest]))


def test_the_noticeable_size_uses_each_cell_and_its_design_effect() -> None:
    chance = np.random.default_rng(2)
    found = compare(*apart(talk(chance, 90, FOUR), talk(chance, 60, FOUR)), chance=generator(1, "a"), repeats=9)
    one, two = found.differences.first, found.differences.second
    share = (one.on_topic + two.on_topic) / (one.posts + two.posts)
    assert (found.mde > smallest_noticeable(share, one.posts, two.posts)).any()
    assert np.isfinite(found.mde).all()


def test_people_are_compared_without_ratios() -> None:
    chance = np.random.default_rng(3)
    cells = apart(talk(chance, 60, FOUR), talk(chance, 60, FOUR))
    assert compare(*cells, chance=generator(1, "a"), repeats=9).ratios is not None
    people = compare(*map(as_people, cells), chance=generator(1, "a"), repeats=9)
    assert people.ratios is None
    assert people.differences.first.posts == 60


@st.composite
def two_cells(draw: st.DrawFn) -> tuple[Cell, Cell]:
    authors, topics = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    cells = []
    for _ in range(2):
        posts = draw(st.lists(st.integers(0, 4), min_size=authors, max_size=authors))
        on = [[draw(st.integers(0, n)) for _ in range(topics)] for n in posts]
        cells.append(cell(posts, np.array(on)))
    return cells[0], cells[1]


@given(two_cells(), st.booleans())
@settings(deadline=None)
def test_whatever_the_counts_every_row_keeps_its_promises(cells: tuple[Cell, Cell], people: bool) -> None:
    one, two = map(as_people, cells) if people else cells
    found = compare(one, two, chance=generator(1, "a"), repeats=19)
    d = found.differences
    known = np.isfinite(d.estimate)
    assert known.all() or not (d.first.posts and d.second.posts)
    assert np.array_equal(np.isfinite(d.lo), np.isfinite(d.hi))
    ranged = np.isfinite(d.lo)
    assert (d.lo[ranged] <= d.estimate[ranged] + 1e-12).all()
    assert (d.hi[ranged] >= d.estimate[ranged] - 1e-12).all()
    for p in (d.p, found.q, found.p_perm):
        assert ((p[np.isfinite(p)] >= 0) & (p[np.isfinite(p)] <= 1)).all()
    table = rows(
        measure="x",
        subject=[str(topic) for topic in range(one.topics)],
        estimate=d.estimate,
        lo=d.lo,
        hi=d.hi,
        p=d.p,
        q=found.q,
        mde=found.mde,
        strength=[
            judge(
                Evidence(
                    Kind.CHANGE,
                    float(d.estimate[topic]),
                    float(d.lo[topic]),
                    float(d.hi[topic]),
                    people=min(d.first.authors, d.second.authors),
                    q=float(found.q[topic]),
                    p_perm=float(found.p_perm[topic]),
                    p_gate=found.p_gate,
                    mde=float(found.mde[topic]),
                )
            ).strength
            for topic in range(one.topics)
        ],
        extra={"p_perm": found.p_perm},
    )
    assert set(table["strength"]) == {"too early"}  # fewer than ten people
