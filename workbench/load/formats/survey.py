"""Surveys: a response holds many answers; each open one becomes an item, a score stands beside its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.load.formats.peel import Object
from workbench.load.grid import Cell
from workbench.load.header import key, missing_column
from workbench.load.report import Reason, Reject
from workbench.project.source import Source

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
#: columns that tell who somebody is, though their names do not say so.
HIDDEN = frozenset({"network id", "ipaddress", "locationlatitude", "locationlongitude"})
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


@dataclass(frozen=True)
class Items:
    """What became of responses: rows with their numbers, and the rest."""

    rows: list[Object]
    numbers: list[int]
    rejects: list[Reject]
    warnings: tuple[str, ...]


def items(
    name: str,
    questions: Sequence[Question],
    responses: Sequence[Object],
    numbers: Sequence[int],
    source: Source,
    *,
    also: Mapping[str, Sequence[Cell]] | None = None,
) -> Items:
    """Return one row for each open answer and score.

    Parameters
    ----------
    name : str
        What the document is called in messages.
    questions : sequence of Question
        In the order of the survey.
    responses : sequence of mapping
        What every row of a response holds; `response` is its id.
    numbers : sequence of int
        Where each response stood.
    source : Source
        Its columns may name the open questions, the score and what is kept.
    also : mapping of str to sequence of (str or None)
        Further columns that project.toml may name.

    Notes
    -----
    A score stands on the row of the next open answer, which gives its reason, or on a row of its own: it counts once.
    """
    columns = {**(also or {}), **{one.name: one.answers for one in questions}}
    open_, scored, warnings = _chosen(name, questions, columns, source)
    score = source.columns.rating or "rating"
    never = {one for one in source.columns.keep if PERSONAL.search(one) or key(one) in HIDDEN}
    if never:
        warnings += (f"never stored, as they tell who somebody is: {', '.join(sorted(never))}",)
    mapped = {one: cells for one, cells in _mapped(columns, source).items() if one not in never}
    rows: list[Object] = []
    places: list[int] = []
    rejects: list[Reject] = []
    for at, (response, number) in enumerate(zip(responses, numbers, strict=True)):
        base = {**dict.fromkeys(("text", "rating", "scale")), **{one: cells[at] for one, cells in mapped.items()}}
        # an answer stands on its own row alone
        base |= dict.fromkeys((*open_.values(), score)) | dict(response)
        made = list(_answered(base, questions, at, open_, scored, score))
        rows += made
        places += [number] * len(made)
        if not made:
            told = "no open answer and no score"
            rejects.append(Reject(number, Reason.NO_TEXT_NO_RATING, told, str(response.get("response"))))
    return Items(rows, places, rejects, warnings)


def plain_label(text: str | None) -> str:
    """Return a question without markup and doubled blanks."""
    return " ".join(TAG.sub(" ", text or "").split())


def filled(cell: Cell) -> Cell:
    """Return an answer, or None where there is none."""
    told = (cell or "").strip()
    return None if told in ("", UNANSWERED) else told


def _chosen(
    name: str, questions: Sequence[Question], columns: Mapping[str, object], source: Source
) -> tuple[dict[str, str], dict[str, str | None], tuple[str, ...]]:
    """Return the open questions by the column that their answers go into, and the scores with their scale."""
    by_name = {key(one.name): one for one in questions}
    asked = source.columns
    needed = [*asked.text, *([asked.rating] if asked.rating else [])]
    if any(key(one) not in by_name for one in needed):
        raise missing_column(name, needed, list(columns))
    wide = _matrix(questions)
    found: dict[str, str | None] = {
        one.name: scale for one in questions if one.name not in wide and (scale := _scale(one))
    }
    if asked.rating:
        one = by_name[key(asked.rating)]
        found = {one.name: source.rating_scale or _scale(one)}
    texts = {by_name[key(one)].name: one for one in asked.text} or {
        one.name: "text" for one in questions if one.name not in found and _open(one)
    }
    warnings = []
    left = [] if asked.rating else [one.name for one in questions if one.name in wide and _scale(one)]
    if left:
        listed = ", ".join(left[:6])
        warnings.append(f"scores of single things are not read ({listed}): name one as rating, others under keep")
    return {one: column for one, column in texts.items() if one not in found}, found, tuple(warnings)


def _mapped(columns: Mapping[str, Sequence[Cell]], source: Source) -> dict[str, Sequence[Cell]]:
    """Return the further columns that project.toml names, by the names that it uses."""
    told = source.columns.model_dump(exclude={"text", "rating"})
    names = [one for value in told.values() for one in ((value,) if isinstance(value, str) else value or ())]
    by_name = {key(one): cells for one, cells in columns.items()}
    return {one: by_name[key(one)] for one in names if key(one) in by_name}


def _answered(
    base: Object,
    questions: Sequence[Question],
    at: int,
    open_: dict[str, str],
    scored: dict[str, str | None],
    score: str,
) -> Iterator[Object]:
    """Yield the rows of one response."""
    waiting: Object | None = None
    for one in questions:
        answer = filled(one.answers[at])
        if answer is None or one.name not in (*open_, *scored):
            continue
        told = {**base, "id": f"{base['response']}:{plain_label(one.name)}", "question": one.label or one.name}
        if one.name in open_:
            given = {name: waiting[name] for name in (score, "scale")} if waiting else {}
            yield told | given | {open_[one.name]: answer}
            waiting = None
        elif (value := score_of(answer)) is not None:
            if waiting:
                yield waiting
            waiting = told | {score: value, "scale": scored[one.name]}
    if waiting:
        yield waiting


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


def _matrix(questions: Sequence[Question]) -> frozenset[str]:
    """Return the columns of questions that ask for several things at once."""
    stems: dict[str, list[str]] = {}
    for one in questions:
        if found := MATRIX.fullmatch(one.name):
            stems.setdefault(found[1], []).append(one.name)
    return frozenset(name for names in stems.values() if len(names) > 1 for name in names)


def _scale(one: Question) -> str | None:
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


def _open(one: Question) -> bool:
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


__all__ = ["Items", "Question", "filled", "items", "plain_label", "score_of"]
