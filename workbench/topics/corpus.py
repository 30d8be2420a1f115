"""The corpus: what of each item is looked at for topics, and what is kept apart and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from workbench.text.language import detect
from workbench.text.normalise import hash_of_normal, normalise, normalise_all
from workbench.text.passages import passages
from workbench.text.reasons import have_reason

#: a line break where a sentence ends without a mark: before an empty line, a capital, a number or a point of a list.
_UNMARKED_END = re.compile(r"(?<=[^\s.!?…。！？:;,，、])[^\S\n]*\n(?:\s*\n\s*|\s*(?=[A-Z0-9•*–—-]))")


#: words and probability from which the text tells its language better than the export does.
PLAIN_WORDS = 5
PLAIN = 0.95


class Part(StrEnum):
    """What becomes of a passage."""

    TOPIC = "topic"  # read for topics
    NO_REASON = "no_reason"  # praise or anger without content
    OTHER_LANGUAGE = "other_language"
    EMPTY = "empty"  # stars only


@dataclass(frozen=True)
class Reading:
    """How texts are read.

    Parameters
    ----------
    language : str
        The project's language.
    split_words : int
        Items longer than this are split into passages.
    own_words : tuple of str
        Names of the product and the company.
    """

    language: str = "en"
    split_words: int = 40
    own_words: tuple[str, ...] = ()


def corpus(items: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Turn items into passages, each with its hash and what becomes of it.

    Parameters
    ----------
    items : DataFrame
        Columns item_id, title, text, lang; sorted by item_id.
    reading : Reading

    Returns
    -------
    DataFrame
        One row a passage: item_id, passage (int), text (normalised), hash, lang, part. Sorted by
        item_id and passage. An item has a row `topic` or is of one other part alone.
    """
    whole = normalise_all([_UNMARKED_END.sub(". ", text) for text in _joined(items)])
    found = detect(whole, language=reading.language)
    langs = _languages(items["lang"], whole, found)
    rows = [
        (item_id, number, passage, lang)
        for item_id, text, lang in zip(items["item_id"], whole, langs, strict=True)
        for number, passage in enumerate(passages(text, split_words=reading.split_words) or ("",))
    ]
    table = pd.DataFrame(rows, columns=["item_id", "passage", "text", "lang"])
    done = set(whole)
    # what was cut may have something left to normalise
    plain = [text if text in done else normalise(text) for text in table["text"]]
    table["hash"] = [hash_of_normal(text) for text in plain]
    table["part"] = _parts(table, plain, reading)
    told = table["part"] == Part.TOPIC
    speaks = told.groupby(table["item_id"]).transform("any")
    first = table["passage"] == 0
    return table[told | (~speaks & first)].reset_index(drop=True)


def _languages(column: pd.Series, texts: Sequence[str], found: pd.DataFrame) -> list[str]:
    """Return each text's language: as its export says, unless the text itself is plainly in another.

    What stores call a reviewer's language is often that of the device.
    """
    # "English" and the like say no code: there the text is read
    stated = column.astype("string").str.casefold().str.extract(r"^([a-z]{2})(?:[-_].*)?$")[0]
    plain = [
        len(text.split()) >= PLAIN_WORDS and odds >= PLAIN
        for text, odds in zip(texts, found["probability"], strict=True)
    ]
    return [
        str(read if pd.isna(said) or sure else said)
        for said, read, sure in zip(stated, found["lang"], plain, strict=True)
    ]


def _joined(items: pd.DataFrame) -> list[str]:
    titles = items["title"].fillna("").astype(str)
    texts = items["text"].fillna("").astype(str)
    return [
        f"{title}. {text}" if title and text and not text.startswith(title) else (text or title)
        for title, text in zip(titles, texts, strict=True)
    ]


def _parts(table: pd.DataFrame, plain: Sequence[str], reading: Reading) -> list[str]:
    texts: Sequence[str] = table["text"].tolist()
    reasons = have_reason(plain, own_words=reading.own_words, language=reading.language, normal=True)
    return [
        Part.EMPTY
        if not text.strip()
        else Part.OTHER_LANGUAGE
        if lang.split("-")[0] != reading.language
        else Part.TOPIC
        if reason
        else Part.NO_REASON
        for text, lang, reason in zip(texts, table["lang"], reasons, strict=True)
    ]
