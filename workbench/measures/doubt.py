"""Doubt: what is not measured yet keeps a row from being called firm."""

from __future__ import annotations

from workbench.stats.strength import Judgement, Strength

#: statistics reference 10 asks for both before a size or a change is firm; neither has a part yet.
STABILITY = "whether other people would give the same topic is not measured yet"
COPIES = "whether it depends on repeated posts is not measured yet"


def at_most_likely(found: Judgement, doubt: str) -> Judgement:
    """Lower a firm judgement to likely, for a stated doubt; others stay as they are.

    Parameters
    ----------
    found : Judgement
    doubt : str
        In plain words.
    """
    if found.strength is not Strength.FIRM:
        return found
    return Judgement(Strength.LIKELY, found.checked, doubt)
