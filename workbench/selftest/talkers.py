"""People who talk, with a known truth: a few loud ones, each with habits (statistics reference 8, layers 1 to 4)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from workbench.stats.blocks import Blocks
from workbench.stats.cell import Cell, Floats, cell

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: posts of a person: Pareto, as few write most; nobody writes more than the cap.
EXPONENT = 1.3
CAP = 300
#: posts of one person resemble each other so much more than posts of two.
CORRELATION = 0.3
#: words of a post or two, and how far people stick to their own.
WORDS = 12
HABIT = 20.0


class Talk(NamedTuple):
    """Posts (A,) of each person, and posts on each topic (A, K)."""

    posts: Whole
    on_topic: Whole


class Said(NamedTuple):
    """Author (N,) and topic (N,) of every single post; −1 for a post on none."""

    author: Whole
    topic: Whole


def activity(chance: np.random.Generator, size: int | tuple[int, ...]) -> Whole:
    """Return how many posts each person writes, 1 to 300."""
    return np.minimum(CAP, np.floor(chance.pareto(EXPONENT, size) + 1)).astype(np.int64)


def propensities(
    chance: np.random.Generator, people: int, shares: npt.ArrayLike, *, correlation: float = CORRELATION
) -> Floats:
    """Return each person's own shares of K topics, shape (A, K).

    Parameters
    ----------
    chance : numpy.random.Generator
    people : int
    shares : array_like, shape (K,)
        Of everybody together; they sum to 1.
    correlation : float
        Of two posts by one person, 0 to below 1; with 0 all people are alike.
    """
    middle = np.asarray(shares, dtype=np.float64)
    if correlation == 0:
        return np.tile(middle, (people, 1))
    return chance.dirichlet(middle * (1 / correlation - 1), people)


def talk(chance: np.random.Generator, authors: int, shares: npt.ArrayLike, *, correlation: float = CORRELATION) -> Talk:
    """Let people talk for one period.

    Parameters
    ----------
    chance : numpy.random.Generator
    authors : int
    shares : array_like, shape (K,)
        True shares of the topics; they sum to 1.
    correlation : float
        See `propensities`.

    Returns
    -------
    Talk
    """
    posts = activity(chance, authors)
    own = propensities(chance, authors, shares, correlation=correlation)
    return Talk(posts, chance.multinomial(posts, own))


def present(people: int, months: int, returning: float) -> Flags:
    """Return who speaks in which month, shape (A, months).

    Parameters
    ----------
    people : int
        Of every month.
    months : int
    returning : float
        Share of a month's people who speak in the next one too.

    Returns
    -------
    ndarray of bool
        People join and leave in their order; each month has the same number.
    """
    new = people - round(people * returning)
    start = new * np.arange(months)
    place = np.arange(people + new * (months - 1))[:, None]
    return (place >= start) & (place < start + people)


def months(
    chance: np.random.Generator, speaks: Flags, shares: npt.ArrayLike, *, correlation: float = CORRELATION
) -> list[Cell]:
    """Let people talk for several months, with the same habits in each.

    Parameters
    ----------
    chance : numpy.random.Generator
    speaks : ndarray of bool, shape (A, M)
        From `present`.
    shares : array_like, shape (K,)
        True shares of the topics.
    correlation : float

    Returns
    -------
    list of Cell, length M
        Over the same people.
    """
    own = propensities(chance, len(speaks), shares, correlation=correlation)
    posts = np.where(speaks.T, activity(chance, speaks.T.shape), 0)
    return [cell(month, chance.multinomial(month, own)) for month in posts]


def apart(first: tuple[npt.ArrayLike, npt.ArrayLike], second: tuple[npt.ArrayLike, npt.ArrayLike]) -> tuple[Cell, Cell]:
    """Return two cells without common people over the union of both.

    Parameters
    ----------
    first, second : Talk, or posts (A,) and posts on topics (A, K) or (A,)
    """
    (n1, y1), (n2, y2) = ((np.asarray(n), np.asarray(y).reshape(len(np.asarray(n)), -1)) for n, y in (first, second))
    empty_1, empty_2 = np.zeros_like(y1), np.zeros_like(y2)
    return (
        cell(np.concatenate([n1, np.zeros_like(n2)]), sparse.csr_array(np.vstack([y1, empty_2]))),
        cell(np.concatenate([np.zeros_like(n1), n2]), sparse.csr_array(np.vstack([empty_1, y2]))),
    )


def posts_of(posts: npt.ArrayLike, on_topic: npt.ArrayLike) -> Said:
    """Return every single post of people who talk.

    Parameters
    ----------
    posts : array_like, shape (A,)
    on_topic : array_like, shape (A, K)
    """
    n, y = np.asarray(posts, dtype=np.int64), np.asarray(on_topic, dtype=np.int64)
    counts = np.column_stack([y, n - y.sum(axis=1)])
    topics = counts.shape[1]
    kind = np.repeat(np.tile(np.arange(topics), len(n)), counts.ravel())
    return Said(np.repeat(np.arange(len(n)), n), np.where(kind == topics - 1, -1, kind))


def sorted_by_machine(
    chance: np.random.Generator, truth: Flags, *, recall: npt.ArrayLike, false_positive: npt.ArrayLike
) -> Flags:
    """Return machine labels (N,) or (N, K) of posts that are, or are not, about a topic.

    Parameters
    ----------
    chance : numpy.random.Generator
    truth : ndarray of bool, shape (N,) or (N, K)
    recall, false_positive : array_like
        Chance to find a post about it, and to take another for one; one number, or one a post.
    """
    return np.asarray(chance.random(truth.shape) < np.where(truth, recall, false_positive))


def wordings(chance: np.random.Generator, people: int, base: npt.ArrayLike, *, habit: float = HABIT) -> Talk:
    """Return words (A,) of each person and uses of each word (A, W): loud people with words of their own.

    Parameters
    ----------
    chance : numpy.random.Generator
    people : int
    base : array_like, shape (W,)
        True shares of the words; they sum to 1.
    habit : float
        Dirichlet concentration; the lower, the more people differ.
    """
    words = np.minimum(CAP, np.floor(WORDS * (chance.pareto(EXPONENT, people) + 1))).astype(np.int64)
    own = chance.dirichlet(np.asarray(base, dtype=np.float64) * habit, people)
    return Talk(words, chance.multinomial(words, own))


def meanings(
    chance: np.random.Generator, speaks: Flags, *, dimensions: int = 6, style: float = 1.0, loudest: int = 40
) -> Blocks:
    """Return sums of embedded texts of two months, by people who write in a style of their own.

    Parameters
    ----------
    chance : numpy.random.Generator
    speaks : ndarray of bool, shape (A, 2)
        From `present`.
    dimensions : int
        Of the embedding.
    style : float
        Standard deviation of the people, beside 1 of their texts.
    loudest : int
        Texts of one person and month at most.

    Returns
    -------
    Blocks
        Whole numbers, thousandths of an embedded text.
    """
    own = chance.normal(0, style, (len(speaks), dimensions))
    texts = np.where(speaks.T, np.minimum(activity(chance, speaks.T.shape), loudest), 0)[:, :, None].astype(np.float64)
    noise = chance.normal(0, 1, (2, len(speaks), dimensions)) * np.sqrt(texts)
    sums = np.rint(1000 * (texts * own + noise))
    return Blocks(sums[0], sums[1], texts[0, :, 0], texts[1, :, 0])
