"""Native ids as text: exact, or flagged when a spreadsheet has damaged them."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

from workbench.load.grid import Cell

EXPONENT = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
WHOLE_FLOAT = re.compile(r"(\d+)\.0+")
LONG = 16  # digits; a spreadsheet keeps 15
CHANCE = 1e-3  # highest probability of so many zeros in sound ids
MOST = 0.5

#: What platforms write where an author is not named.
NOBODY = frozenset({"[deleted]", "[removed]", "anonymous", "a google user"})


def item_id(source: str, source_item_id: str) -> str:
    """Return the id of an item: sha256 of source and native id, 32 hexadecimal digits; no key is in it."""
    return digest(source, source_item_id)


def digest(*parts: str) -> str:
    """Return 32 hexadecimal digits of the sha256 of parts, each with its length, so that no two lists collide."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def clean_id(value: Cell) -> Cell:
    """Return an id as text: trimmed, `3.0` as `3`."""
    if value is None:
        return None
    text = value.strip()
    found = WHOLE_FLOAT.fullmatch(text)
    return found[1] if found else text or None


def first_id(value: Cell) -> Cell:
    """Return the first of a comma list of ids, as reply columns hold them."""
    return clean_id(value.split(",")[0]) if value else None


def damaged(values: Sequence[Cell]) -> list[bool]:
    """Return which ids of a column a spreadsheet has damaged: `5.70306E+17`, or 15 digits and then zeros.

    Parameters
    ----------
    values : sequence of (str or None), length n
        Ids as in the export.

    Notes
    -----
    One sound id of 18 digits in a thousand ends in three zeros, so zeros count only where most long ids of the column
    end so and chance would give that in fewer than one column in a thousand.
    """
    texts = [clean_id(value) or "" for value in values]
    long = [text for text in texts if text.isascii() and text.isdigit() and len(text) >= LONG]
    zeros = {text for text in long if not text[15:].strip("0")}
    hit = sum(text in zeros for text in long)
    digits = sum(len(text) - 15 for text in set(zeros))
    doubtful = bool(hit) and hit > MOST * len(long) and digits >= -math.log10(CHANCE)
    return [bool(EXPONENT.fullmatch(text)) or (doubtful and text in zeros) for text in texts]


def author_key(native: Cell) -> Cell:
    """Return an author's id for comparing: width, case and a leading at sign aside; None for nobody."""
    if native is None:
        return None
    name = unicodedata.normalize("NFKC", clean_id(native) or "").strip().lstrip("@").casefold()
    return None if not name or name in NOBODY else name


def author_set(names: Iterable[str]) -> frozenset[str]:
    """Return accounts of project.toml for comparing with `author_key`."""
    return frozenset(name for one in names if (name := author_key(one)))
