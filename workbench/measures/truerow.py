"""True rows: what the result rows of numbers that posts read by hand correct have alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.stats.clustered import Shares
from workbench.stats.strength import Judgement


def alike(period: str, shares: Shares, judged: Sequence[Judgement]) -> dict[str, Any]:
    """Return the columns that a true share and a difference of true shares fill in the same way.

    Parameters
    ----------
    period : str
        Label of the window.
    shares : Shares
        As sorted, of the cell that the rows are of; of two that are compared, the one of fewer people.
    judged : sequence of Judgement, length K

    Returns
    -------
    dict of str to scalar or list of length K
        Columns of `stats.row.rows` (statistics reference 9).
    """
    return {
        "period": period,
        "level": 0.95,
        "estimand": "voice",
        "scope": "generalise",
        "n_posts": shares.posts,
        "n_authors": shares.authors,
        "eff_authors": shares.eff_authors,
        "strength": [one.strength for one in judged],
        "checked": [one.checked for one in judged],
        "reason": [one.reason for one in judged],
    }
