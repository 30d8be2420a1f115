"""Peel: what shapes ask of parsed JSON, whatever it turns out to hold."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.load.document import Document

Object = dict[str, object]


def within(value: object, path: str) -> object:
    """Return what stands at a dotted path in a document or value; None where there is nothing.

    Parameters
    ----------
    value : Document or object
    path : str
        Such as `feed.entry`.
    """
    if isinstance(value, Document):
        value = value.json.whole if value.json else None
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def objects(value: object) -> list[Object]:
    """Return the objects of a list; one object stands for a list of it, anything else for none."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def rows(document: Document) -> list[Object]:
    """Return the objects of a file that is a list, or one object a line; none of another."""
    return [dict(one) for one in document.json.items] if document.json else []


def pages(document: Document) -> Iterator[Object]:
    """Yield the answers of an interface that a file holds: the one object, or one a line, or a list of them."""
    if document.json is None:
        return
    if document.json.whole is not None:
        yield dict(document.json.whole)
    else:
        yield from rows(document)


def text(value: object) -> str | None:
    """Return a value as text, as it was written; None of what is no single value, or blank."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) and value.strip() else None


def number(value: object) -> int:
    """Return a count as it is written in JSON; 0 of what is none."""
    return int(value) if isinstance(value, str) and value.isdigit() else 0
