"""Codings: what people found when they read posts, kept as `checks/codings.csv` without a word of them."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import pandas as pd

from workbench.project.draws import Sample
from workbench.project.handtable import HandTable, read_table

FILE = "checks/codings.csv"
#: in the place of a topic: the post is about none of them.
NONE = "none"
TOPIC = re.compile(r"T[0-9]{4,}")
#: a name that no spreadsheet takes for a formula.
CODER = re.compile(r"[^\W_][\w .,'@-]{0,79}")


class Answer(StrEnum):
    """What a person said of a post and a topic."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


def _one_of(kinds: type[StrEnum], text: str) -> str:
    if text.casefold() not in {str(kind) for kind in kinds}:
        raise ValueError(f"use one of {', '.join(kinds)}")
    return text.casefold()


def _topic(text: str) -> str:
    if text != NONE and not TOPIC.fullmatch(text):
        raise ValueError("write a topic's id such as T0004, or none")
    return text


def _probability(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise ValueError("write a number above 0 and up to 1")
    return text


def _round(text: str) -> str:
    if text not in ("1", "2"):
        raise ValueError("write 1, or 2 for the second person")
    return text


def coder_of(text: str) -> str:
    """Return a coder's name as it may stand.

    Raises
    ------
    ValueError
        If it is empty, long, or begins with a sign.
    """
    name = " ".join(text.split())
    if not CODER.fullmatch(name):
        raise ValueError("write a name that begins with a letter or digit")
    return name


CODINGS = HandTable(
    file=FILE,
    required=(
        "item_id", "period", "sample", "topic_id", "answer", "coder", "probability", "stratum", "codebook", "draw",
        "round",
    ),
    checks={
        "sample": lambda text: _one_of(Sample, text),
        "topic_id": _topic,
        "answer": lambda text: _one_of(Answer, text),
        "coder": coder_of,
        "probability": _probability,
        "round": _round,
    },
)  # fmt: skip
COLUMNS = list(CODINGS.required)
#: what one person says of one post at once; of a quick check that is one topic, so `topic_id` belongs to it.
_UNIT = ["draw", "round", "coder", "item_id"]


def read_codings(folder: Path) -> pd.DataFrame:
    """Read `checks/codings.csv`; no file is a table without rows.

    Returns
    -------
    DataFrame
        One row a post, topic and coder, all text: `COLUMNS`. In a random sample each topic of a post is a row with the
        answer yes, and a post about none of them a row with the topic `none`.

    Raises
    ------
    BadData
        With row and column of every fault.
    """
    return read_table(folder, CODINGS)[COLUMNS]


def text_of(codings: pd.DataFrame) -> bytes:
    """Return codings as the bytes of their file, sorted, so that the order of reading leaves no trace."""
    order = ["period", "sample", "draw", "round", "item_id", "topic_id", "coder"]
    rows = codings.sort_values(order, kind="stable")[COLUMNS]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows.astype(str).itertuples(index=False, name=None))
    return buffer.getvalue().encode()


def merged(kept: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return codings with new ones among them; what a person says of a post again replaces what they said before.

    Parameters
    ----------
    kept, new : DataFrame
        Columns `COLUMNS`.
    """
    if new.empty:
        return kept[COLUMNS].reset_index(drop=True)
    said = set(units(new))
    stays = pd.Series([unit not in said for unit in units(kept)], index=kept.index, dtype=bool)
    return pd.concat([kept[stays], new], ignore_index=True)[COLUMNS].astype("string")


def units(codings: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return for each row what it is a part of: draw, round, coder, post, and the topic of a quick check."""
    topics = codings["topic_id"].where(codings["sample"] == Sample.QUICK, "")
    return [
        (*(str(value) for value in row), str(topic))
        for row, topic in zip(codings[_UNIT].itertuples(index=False, name=None), topics, strict=True)
    ]


def rows_of(records: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return codings as a table of text with all columns."""
    return pd.DataFrame([{name: str(row[name]) for name in COLUMNS} for row in records], columns=COLUMNS).astype(
        "string"
    )


def last_month(period: str) -> str | None:
    """Return the last month of a month or quarter; None of a period with a name of its own."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period):
        return period
    found = re.fullmatch(r"(\d{4})-Q([1-4])", period)
    return f"{found[1]}-{3 * int(found[2]):02d}" if found else None


def counting_for(codings: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the codings that a study may know: of its own period, and of months and quarters that end by then.

    Parameters
    ----------
    codings : DataFrame
    period : str
        The study's label. What is checked later never changes an earlier study.
    """
    until = last_month(period)
    known = {
        label: label == period or (until is not None and (last_month(label) or "9999") <= until)
        for label in codings["period"].astype(str).unique()
    }
    kept = pd.Series([known[str(label)] for label in codings["period"]], index=codings.index, dtype=bool)
    return codings[kept].reset_index(drop=True)


def digest(folder: Path, period: str) -> str:
    """Return the sha256 of the codings that count for a period and of the draws behind them; empty without any.

    Raises
    ------
    BadData
        If the file cannot be read.
    """
    rows = counting_for(read_codings(folder), period)
    if rows.empty:
        return ""
    found = hashlib.sha256(text_of(rows))
    for draw in sorted(rows["draw"].astype(str).unique()):
        path = folder / "checks" / "draws" / f"{draw}.json"
        found.update(path.read_bytes() if re.fullmatch(r"[\w-]+", draw) and path.is_file() else b"\0")
    return found.hexdigest()
