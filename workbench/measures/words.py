"""Words: what one group says more than another, and not because of one loud person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.measures.compared import Side
from workbench.measures.counts import Axes, axes, cell_of
from workbench.measures.segments import Pair
from workbench.stats.cell import Cell
from workbench.stats.logodds import MIN_PEOPLE, LogOdds, log_odds
from workbench.stats.row import COLUMNS as ROW
from workbench.stats.row import rows
from workbench.stats.strength import Evidence, Judgement, Kind, judge
from workbench.topics.words import segments as parts_of
from workbench.topics.words import stop_words

FIRST = ("word", "comparison", "segment", "other", "z", "people", "people_other")
COLUMNS = (*FIRST, *ROW)
#: of a side, the words that differ most.
MOST = 40


def words(
    found: Sequence[Pair], passages: pd.DataFrame, *, own_words: Sequence[str] = (), period: str = ""
) -> pd.DataFrame:
    """List the words that one group of each pair uses more than the other.

    Parameters
    ----------
    found : sequence of Pair
    passages : DataFrame
        Columns item_id, text: normalised passages in the project's language.
    own_words : sequence of str
        Names of product and company, which are no words of a group.
    period : str

    Returns
    -------
    DataFrame
        One row a word and pair, those of a group together, the most distinctive first: word, comparison, segment (who
        uses it more), other, z, people and people_other (who use it), then the result row, whose estimate is the
        difference of log-odds without an interval of its own.

    Notes
    -----
    Statistics reference 1.6. Case is folded; stop words, praise and blame are left out. Two spellings are two words.
    """
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    spoken = _spoken(passages, frozenset(word.casefold() for word in own_words))
    tables = [_pair(pair, spoken, period) for pair in found]
    return pd.concat(tables, ignore_index=True)


def _spoken(passages: pd.DataFrame, own: frozenset[str]) -> pd.DataFrame:
    """Return item_id, word: every use of a word."""
    left_out = stop_words() | own
    uses = [
        (item, word)
        for item, text in zip(passages["item_id"], passages["text"], strict=True)
        for part in parts_of(str(text))
        for word in (said.casefold() for said in part)
        if len(word) > 1 and word not in left_out and not word[0].isdigit()
    ]
    return pd.DataFrame(uses, columns=["item_id", "word"])


def _pair(pair: Pair, spoken: pd.DataFrame, period: str) -> pd.DataFrame:
    sides = (pair.first, pair.second)
    posts = pd.concat([side.posts for side in sides]).drop_duplicates("item_id")
    here = spoken[spoken["item_id"].isin(posts["item_id"])]
    usual = here["word"].value_counts()
    listed = sorted(str(word) for word in usual.index[usual >= MIN_PEOPLE])
    on = axes(posts, listed)
    one, two = (_cell(side, here, on) for side in sides)
    odds = log_odds(one, two)
    tables = [_side(odds, at, pair, (one, two), on, period) for at in (0, 1)]
    return pd.concat(tables, ignore_index=True)


def _cell(side: Side, spoken: pd.DataFrame, on: Axes) -> Cell:
    person = pd.Series(on.people.get_indexer(pd.Index(side.posts["person"])), index=side.posts["item_id"].to_numpy())
    uses = spoken[spoken["item_id"].isin(person.index)]
    who = person.reindex(uses["item_id"]).to_numpy(dtype=np.int64)
    what = on.subjects.get_indexer(pd.Index(uses["word"]))
    told = what >= 0
    return cell_of(who, (who[told], what[told]), on)


def _side(odds: LogOdds, at: int, pair: Pair, cells: tuple[Cell, Cell], on: Axes, period: str) -> pd.DataFrame:
    """Return the rows of the words that one side uses more."""
    sign = 1.0 if at == 0 else -1.0
    z = np.nan_to_num(odds.z * sign)
    people = (odds.people_1, odds.people_2) if at == 0 else (odds.people_2, odds.people_1)
    # words are listed in alphabetical order, which decides between equals
    order = sorted(np.flatnonzero(z > 0).tolist(), key=lambda place: (-round(float(z[place]), 6), place))
    chosen = np.array(order[:MOST], dtype=np.int64)
    listed = [str(word) for word in on.subjects]
    names = (pair.first.name, pair.second.name)[:: 1 if at == 0 else -1]
    smaller = min(cells, key=lambda one: one.people)
    judged = [_judged(float(z[place]), float(odds.q[place]), cells) for place in chosen]
    own = pd.DataFrame(
        {
            "word": [listed[place] for place in chosen],
            "comparison": pair.comparison,
            "segment": names[0],
            "other": names[1],
            "z": z[chosen].round(4),
            "people": people[0][chosen].astype(int),
            "people_other": people[1][chosen].astype(int),
        }
    )
    contract = rows(
        measure="words",
        subject=own["word"].tolist(),
        cell=names[0],
        ref_cell=names[1],
        period=period,
        family=f"words:{pair.comparison}:{pair.first.name}:{pair.second.name}",
        estimate=(odds.delta[chosen] * sign).tolist(),
        scope="generalise",
        n_posts=len(pair.first.posts) if smaller is cells[0] else len(pair.second.posts),
        n_authors=smaller.people,
        method="logodds:prior500:jackknife",
        p=odds.p[chosen].tolist(),
        q=odds.q[chosen].tolist(),
        strength=[one.strength for one in judged],
        checked=[one.checked for one in judged],
        reason=[one.reason for one in judged],
    )
    return pd.concat([own, contract], axis=1)


def _judged(z: float, q: float, cells: tuple[Cell, Cell]) -> Judgement:
    """Judge a word by its z: about ± 1.96 stands for the range of a difference."""
    smaller = min(cells, key=lambda one: one.people)
    return judge(Evidence(kind=Kind.WORD, estimate=z, lo=z - 1.959964, hi=z + 1.959964, people=smaller.people, q=q))
