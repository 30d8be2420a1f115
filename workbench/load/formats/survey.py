"""Surveys: a response holds many answers; each open one becomes an item, a score stands beside its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.load.formats.peel import Object
from workbench.load.formats.question import (
    PERSONAL,
    Question,
    filled,
    is_open,
    of_matrices,
    plain_label,
    scale_of,
    score_of,
)
from workbench.load.grid import Cell
from workbench.load.header import key, missing_column
from workbench.load.report import Reason, Reject
from workbench.project.source import Source

#: columns that tell who somebody is, though their names do not say so.
HIDDEN = frozenset({"network id", "ipaddress", "locationlatitude", "locationlongitude"})
LISTED = 6  # columns that are named


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
    nothing = _nothing(open_, scored)
    for at, (response, number) in enumerate(zip(responses, numbers, strict=True)):
        base = {**dict.fromkeys(("text", "rating", "scale")), **{one: cells[at] for one, cells in mapped.items()}}
        # an answer stands on its own row alone
        base |= dict.fromkeys((*open_.values(), score)) | dict(response)
        made = list(_answered(base, questions, at, open_, scored, score))
        rows += made
        places += [number] * len(made)
        if not made:
            told = nothing
            rejects.append(Reject(number, Reason.NO_TEXT_NO_RATING, told, str(response.get("response"))))
    return Items(rows, places, rejects, warnings)


def _chosen(
    name: str, questions: Sequence[Question], columns: Mapping[str, object], source: Source
) -> tuple[dict[str, str], dict[str, str | None], tuple[str, ...]]:
    """Return the open questions by the column that their answers go into, and the scores with their scale."""
    by_name = {key(one.name): one for one in questions}
    asked = source.columns
    needed = [*asked.text, *([asked.rating] if asked.rating else [])]
    if any(key(one) not in by_name for one in needed):
        raise missing_column(name, needed, list(columns))
    wide = of_matrices(questions)
    found: dict[str, str | None] = {
        one.name: scale for one in questions if one.name not in wide and (scale := scale_of(one))
    }
    if asked.rating:
        one = by_name[key(asked.rating)]
        found = {one.name: source.rating_scale or scale_of(one)}
    texts = {by_name[key(one)].name: one for one in asked.text} or {
        one.name: "text" for one in questions if one.name not in found and is_open(one)
    }
    warnings = []
    left = [] if asked.rating else [one.name for one in questions if one.name in wide and scale_of(one)]
    if left:
        listed = ", ".join(left[:LISTED])
        warnings.append(f"scores of single things are not read ({listed}): name one as rating, others under keep")
    return {one: column for one, column in texts.items() if one not in found}, found, tuple(warnings)


def _nothing(open_: Mapping[str, str], scored: Mapping[str, str | None]) -> str:
    """Say why a response gives no row, with the columns that were looked at."""
    looked = [*open_, *scored]
    if not looked:
        return 'no open question and no score is known by its name: write columns = { text = ["…"], rating = "…" }'
    more = f" and {len(looked) - LISTED} more" if len(looked) > LISTED else ""
    return f"no open answer and no score in {', '.join(looked[:LISTED])}{more}"


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
