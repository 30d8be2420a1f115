"""Questions of surveys: which are answered in one's own words, which with a score, and on which scale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.load.grid import Cell

#: mean words of the answers from which a question is open, and the share of them that must differ.
WORDS = 4.0
DISTINCT = 0.8
MOST = 0.9
#: what a survey tool writes where a question was seen and not answered.
UNANSWERED = "-99"

RECOMMEND = re.compile(r"\bnps\b|_nps|net promoter|recommend|weiterempfehl|recommander|recomendar", re.IGNORECASE)
CONTENT = re.compile(r"\bcsat|satisf|zufrieden", re.IGNORECASE)
PERSONAL = re.compile(
    r"e-?mail|phone number|telephone|telefon|(first|last|full|your|sur)[ -]?name|(postal|street|home) address"
    r"|post ?code|zip code",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\S+@\S+\.\S+")
LETTER = re.compile(r"[^\W\d_]")
FIGURE = re.compile(r"\s*(\d{1,2})(?:\.0+)?(?:\s*(?:[-–—:.(]|out of|/)\s*.*)?", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^<>]{1,200}>|&nbsp;")
MATRIX = re.compile(r"(.+)_\d+")
DEGREES = {"extremely": 2, "very": 2, "completely": 2, "somewhat": 1, "moderately": 1, "slightly": 1, "": 1}
SATISFIED = re.compile(rf"({'|'.join(filter(None, DEGREES))}|)\s*(dis|un)?satisfied")
NEUTRAL = re.compile(r"neither satisfied (nor|or) dissatisfied|neutral")
BOUNDS = {"nps11": (0, 10), "csat5": (1, 5)}


@dataclass(frozen=True)
class Question:
    """A question of a survey.

    Parameters
    ----------
    name : str
        Of its column.
    label : str
        The question as people read it.
    answers : sequence of (str or None)
        One for each response.
    open : bool or None
        Whether it is answered in one's own words; None where only the answers tell.
    scale : str or None
        The scale of its scores, where the export says it.
    """

    name: str
    label: str
    answers: Sequence[Cell]
    open: bool | None = None
    scale: str | None = None


def plain_label(text: str | None) -> str:
    """Return a question without markup and doubled blanks."""
    return " ".join(TAG.sub(" ", text or "").split())


def filled(cell: Cell) -> Cell:
    """Return an answer, or None where there is none."""
    told = (cell or "").strip()
    return None if told in ("", UNANSWERED) else told


def score_of(answer: str) -> str | None:
    """Return an answer on a scale as a figure: `10 - Extremely likely` is 10, `Somewhat satisfied` 4 of 5."""
    if found := FIGURE.fullmatch(answer):
        return found[1]
    words = " ".join(answer.casefold().split())
    if NEUTRAL.fullmatch(words):
        return "3"
    if found := SATISFIED.fullmatch(words):
        step = DEGREES[found[1].strip()]
        return str(3 - step if found[2] else 3 + step)
    return None


def of_matrices(questions: Sequence[Question]) -> frozenset[str]:
    """Return the columns of questions that ask for several things at once."""
    stems: dict[str, list[str]] = {}
    for one in questions:
        if found := MATRIX.fullmatch(one.name):
            stems.setdefault(found[1], []).append(one.name)
    return frozenset(name for names in stems.values() if len(names) > 1 for name in names)


def scale_of(one: Question) -> str | None:
    """Return the scale of a question's answers; None where they are none, or their meaning is not known."""
    answers = [answer for cell in one.answers if (answer := filled(cell))]
    if one.scale is not None or not answers:
        return one.scale
    told = f"{one.name} {one.label}"
    worded = sum(bool(SATISFIED.fullmatch(a.casefold()) or NEUTRAL.fullmatch(a.casefold())) for a in answers)
    if worded >= MOST * len(answers):
        return "csat5"
    scale = "nps11" if RECOMMEND.search(told) else "csat5" if CONTENT.search(told) else None
    if scale is None or one.open:
        return None
    low, high = BOUNDS[scale]
    return scale if sum(_within(answer, low, high) for answer in answers) >= MOST * len(answers) else None


def _within(answer: str, low: int, high: int) -> bool:
    found = FIGURE.fullmatch(answer)
    return bool(found) and low <= int(found[1]) <= high  # type: ignore[index]


def is_open(one: Question) -> bool:
    """Return whether people answer a question in their own words, and not with who they are."""
    answers = [answer for cell in one.answers if (answer := filled(cell))]
    if one.open is False or not answers:
        return False
    if PERSONAL.search(f"{one.name} {one.label}") or sum(map(bool, map(ADDRESS.fullmatch, answers))) * 2 > len(answers):
        return False
    if one.open:
        return len(answers) < 5 or sum(bool(LETTER.search(answer)) for answer in answers) * 2 > len(answers)
    words = sum(len(answer.split()) for answer in answers) / len(answers)
    return words >= WORDS and len(set(answers)) >= DISTINCT * len(answers)
