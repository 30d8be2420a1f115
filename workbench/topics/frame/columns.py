"""Columns of a code frame: what researchers call them, and which is which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from workbench.load.header import key

#: field -> names in order of trust, as `folded` writes them; the fields choose in this order, each column once.
CODES: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "code name", "codename", "code label", "label", "topic name", "subtopic", "subtheme", "subcode",
        "sub code", "subcategory", "sub category", "unterthema", "untercode", "unterkategorie", "bezeichnung", "titel",
        "title", "topic", "thema", "intent", "tag", "code", "kode", "category", "kategorie",
    ),
    "id": (
        "id", "code id", "topic id", "code no", "code number", "number", "no", "nr", "nummer", "code nr", "codenummer",
        "code nummer", "kennung", "code", "kode",
    ),
    "definition": (
        "definition", "description", "code definition", "code description", "explanation", "meaning", "scope",
        "instruction", "coding instruction", "beschreibung", "erklärung", "erläuterung", "bedeutung",
        "kodieranweisung", "codieranweisung", "kodierregel", "codierregel",
    ),
    "examples": (
        "examples", "example", "example posts", "example post", "example texts", "example text", "sample posts",
        "example sentences", "example sentence", "verbatims", "verbatim", "quotes", "quote", "beispiele", "beispiel",
        "beispielposts", "beispielpost", "beispieltexte", "beispieltext", "beispielsätze", "beispielsatz",
        "ankerbeispiele", "ankerbeispiel", "zitate", "zitat",
    ),
    "keywords": (
        "keywords", "keyword", "key words", "keywords or rule", "keywords / rule", "search terms", "search words",
        "terms", "words", "schlüsselwörter", "schlüsselworte", "schlüsselwörter oder regel", "schlagwörter",
        "schlagworte", "stichwörter", "stichworte", "suchbegriffe", "suchwörter", "wörter",
    ),
    "rule": (
        "rule", "boolean rule", "boolean", "search rule", "query", "search query", "search string", "regel",
        "suchregel", "suchanfrage", "suchabfrage", "abfrage",
    ),
    "theme": (
        "theme", "parent theme", "parent", "parent topic", "parent code", "main theme", "main category", "group",
        "oberthema", "obercode", "oberkategorie", "übergeordnetes thema", "hauptthema", "hauptkategorie", "hauptcode",
        "themenfeld", "gruppe", "category", "kategorie", "topic", "thema",
    ),
    "owner": (
        "owner", "department", "owner / department", "owner department", "team", "responsible", "abteilung",
        "fachbereich", "bereich", "zuständig", "zuständigkeit", "verantwortlich",
    ),
    "status": ("status", "state", "zustand"),
    "mark": ("recognised by",),
}  # fmt: skip
#: fields that may have several columns: "Example 1", "Example 2".
SEVERAL = frozenset({"examples", "keywords", "codes"})
#: columns of an exported codebook that say what the machine counted: nothing to read back.
COUNTED = frozenset({"members", "first period", "last period", "became", "stability"})

#: the same for a sheet of posts that people coded before.
CODED: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "post", "comment", "answer", "response", "review", "message", "feedback", "verbatim", "what was said",
        "beitrag", "kommentar", "antwort", "nachricht", "bewertung", "rückmeldung", "aussage", "zitat",
    ),
    "item": ("item id", "item", "post id", "comment id", "response id", "id", "beitrag id", "beitragsnummer", "nr"),
    "codes": (
        "code", "codes", "coding", "coded as", "label", "labels", "topic", "topics", "category", "categories",
        "kodierung", "codierung", "kode", "kodes", "thema", "themen", "kategorie", "kategorien", "theme",
    ),
}  # fmt: skip

#: what people write in a status column -> the status.
STATUSES: dict[str, str] = {
    "candidate": "candidate", "kandidat": "candidate", "proposed": "candidate", "vorgeschlagen": "candidate",
    "active": "active", "aktiv": "active", "accepted": "active", "in use": "active",
    "merged": "merged", "zusammengeführt": "merged", "zusammengelegt": "merged",
    "retired": "retired", "inactive": "retired", "inaktiv": "retired", "archived": "retired", "stillgelegt": "retired",
}  # fmt: skip

_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_NUMBER = re.compile(r"\s*#?\d{1,3}$")


def folded(title: str) -> str:
    """Return a column's title for comparing: no case, marks, remark in brackets."""
    plain = _REMARK.sub("", key(title)) or key(title)
    return " ".join(re.sub(r"[_\-:*.]+", " ", plain).split())


def numbered(title: str) -> bool:
    """Tell whether a title counts its column: "Example 2"."""
    return bool(_NUMBER.search(folded(title)))


def placed(titles: Sequence[str | None], names: Mapping[str, Iterable[str]]) -> dict[str, tuple[int, ...]]:
    """Return the places of each field's columns; a field that no column names is left out.

    Parameters
    ----------
    titles : sequence of str or None
        A row that may be a header.
    names : mapping of str to iterable of str
        `CODES` or `CODED`.
    """
    seen = [folded(title) if title else "" for title in titles]
    bare = [_NUMBER.sub("", title) for title in seen]
    taken: set[int] = set()
    found: dict[str, tuple[int, ...]] = {}
    for field, aliases in names.items():
        places = [
            at
            for alias in aliases
            for at, title in enumerate(seen)
            if at not in taken and (title == alias or (field in SEVERAL and bare[at] == alias))
        ]
        chosen = sorted(dict.fromkeys(places)) if field in SEVERAL else places[:1]
        if chosen:
            found[field] = tuple(chosen)
            taken.update(chosen)
    return found
