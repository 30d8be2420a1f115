"""Closest: what to say of a file that no format takes."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import BadData
from workbench.load.document import Document
from workbench.load.formats.recognise import CLOSEST, Match
from workbench.load.formats.renaming import to_write
from workbench.load.guess import guess_columns
from workbench.load.table import table_of

#: share of the required columns from which a table may be that of a format with a column renamed.
NEARLY = 0.75
LEAST = 2  # required columns that a table must share with a format to be like it; one more to be nearly it


def nobody(document: Document, found: Sequence[Match]) -> BadData:
    """Return the error for a document that is of no known format: the three closest, and the mapping to write.

    Parameters
    ----------
    document : Document
    found : sequence of Match
        Of all formats.
    """
    near: dict[str, Match] = {}
    for match in found:
        if match.layout is None or round(match.score * match.weight) >= LEAST:
            near.setdefault(match.format.name, match)
    told = [f"{one.format.title} (lacks {_lacks(one)})" for one in list(near.values())[:CLOSEST]]
    what = "no known export looks like this file"
    return BadData(
        f"{what}; closest: {'; '.join(told)}" if told else what,
        where=document.name,
        fix=f"{_renamed(found)}write the mapping in project.toml, such as columns = {{ {_mapping(document)} }}",
    )


def nearly(found: Sequence[Match]) -> Match | None:
    """Return the match of a table that would be sure but for a column or two, which may be renamed; else None.

    Parameters
    ----------
    found : sequence of Match
        The likeliest first, none of them sure.
    """
    first = found[0] if found else None
    if first is None or first.layout is None or round(first.score * first.weight) <= LEAST:
        return None
    return first if NEARLY <= first.score < 1 else None


def _renamed(found: Sequence[Match]) -> str:
    """Say what to write if the closest format has but renamed a column."""
    first = nearly(found)
    if first is None or first.layout is None:
        return ""
    write = to_write(first.layout, first.missing)
    told = f'if it is {first.format.title} with a column renamed, write format = "{first.format.name}" and {write}; or '
    return told if write else ""


def _lacks(match: Match) -> str:
    names = [name if name.startswith('"') else f'"{name}"' for name in match.missing[:4]]
    more = f" and {len(match.missing) - 4} more" if len(match.missing) > 4 else ""
    return ", ".join(names) + more if names else "its layout"


def _mapping(document: Document) -> str:
    """Return the mapping that the columns suggest, as TOML; one to be filled in where none does."""
    try:
        table = table_of(document)
    except BadData:
        return 'text = "…", created_at = "…", author = "…", id = "…"'
    guessed = guess_columns([table]).model_dump(exclude_none=True, exclude_defaults=True)
    texts = guessed.pop("text", ())
    told = [f"text = {_listed(texts)}" if texts else 'text = "…"']
    told += [f'{name} = "{value}"' for name, value in guessed.items() if isinstance(value, str)]
    return ", ".join(told)


def _listed(names: Sequence[str]) -> str:
    return f'"{names[0]}"' if len(names) == 1 else "[" + ", ".join(f'"{name}"' for name in names) + "]"
