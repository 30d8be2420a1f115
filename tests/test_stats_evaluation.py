"""Ranges that count people beside ranges that count posts, on real tweets where they are at hand."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from workbench.stats.difference import Differences, difference
from workbench.stats.gather import by_person

TWEETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "airline_tweets" / "tweets.csv"
pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.slow,
    pytest.mark.skipif(not TWEETS.is_file(), reason="the evaluation data are not here"),
]


@pytest.fixture(scope="module")
def tweets() -> pd.DataFrame:
    return pd.read_csv(TWEETS, dtype=str)


@pytest.fixture(scope="module")
def reasons(tweets: pd.DataFrame) -> np.ndarray:
    """Which reason for a complaint people gave each tweet, one column a reason."""
    names = sorted(tweets["negativereason"].dropna().unique())
    return (tweets["negativereason"].to_numpy()[:, None] == np.array(names)).astype(float)


def compared(tweets: pd.DataFrame, reasons: np.ndarray, who: np.ndarray) -> dict[tuple[str, str], Differences]:
    """Each pair of airlines, reason by reason."""
    people = int(who.max()) + 1
    cells = {}
    for airline in sorted(tweets["airline"].unique()):
        of = (tweets["airline"] == airline).to_numpy()
        cells[airline] = by_person(who[of], people, sparse.csr_array(reasons[of]))
    return {(a, b): difference(cells[a], cells[b]) for a, b in combinations(cells, 2)}


@pytest.fixture(scope="module")
def both(tweets: pd.DataFrame, reasons: np.ndarray) -> tuple[dict, dict]:
    """By people, and by tweets as if each were a person's own."""
    people = pd.factorize(tweets["name"])[0]
    return compared(tweets, reasons, people), compared(tweets, reasons, np.arange(len(tweets)))


def test_ranges_that_count_people_are_wider_than_those_that_count_tweets(both):
    by_people, by_tweets = both
    wider = [
        (by_people[pair].hi - by_people[pair].lo) / (by_tweets[pair].hi - by_tweets[pair].lo) for pair in by_people
    ]
    assert 1.1 < np.median(wider) < 1.3
    assert np.mean(np.concatenate(wider) > 1) > 0.9


def test_a_tenth_of_what_counts_by_tweets_does_not_count_by_people(both):
    clear = [sum(int(((one.lo > 0) | (one.hi < 0)).sum()) for one in found.values()) for found in both]
    assert clear == [81, 91]


def test_drawing_people_again_gives_the_errors_that_count_people(tweets, reasons, both):
    """United and Delta, whose customers tweet most: the errors of tweets are a sixth too small."""
    pair = ("Delta", "United")
    people = pd.factorize(tweets["name"])[0]
    rows = [np.flatnonzero(tweets["airline"] == airline) for airline in pair]
    draws = np.random.default_rng(7).multinomial(
        people.max() + 1, np.full(people.max() + 1, 1 / (people.max() + 1)), 400
    )
    shares = [[draw[people[of]] @ reasons[of] / draw[people[of]].sum() for draw in draws] for of in rows]
    drawn = (np.array(shares[0]) - np.array(shares[1])).std(axis=0)
    by_people, by_tweets = (np.sqrt(found[pair].variance) for found in both)
    assert np.median(by_people / drawn) == pytest.approx(1, abs=0.08)
    assert np.median(by_tweets / drawn) < 0.9
