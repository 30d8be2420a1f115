"""Doubt: what is not measured yet keeps a row from being called firm."""

from __future__ import annotations

from workbench.stats.strength import Judgement, Strength

#: statistics reference 10 asks for it before a size is firm; topics that were brought along, split off or promoted
#: from what was watched, or merged from such, were never found among other people's posts.
STABILITY = "whether other people would give the same topic is not known"


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


def unless_stable(found: Judgement, stability: float | None) -> Judgement:
    """Lower a firm judgement of a subject whose stability is not known."""
    return at_most_likely(found, STABILITY) if stability is None else found
