"""Belonging: which posts are about one of the project's products."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pandas as pd

from workbench.errors import BadRequest
from workbench.project.model import Project
from workbench.project.sections import Product

#: what `belongs` reads of a post.
COLUMNS = ["source", "title", "text", "extra"]


def product_named(project: Project, name: str) -> Product:
    """Return a product of the project.

    Raises
    ------
    BadRequest
        With the names that there are.
    """
    found = next((product for product in project.products if product.name == name), None)
    if found is None:
        known = ", ".join(product.name for product in project.products)
        fix = f"Known are {known}." if known else "Add a [[products]] table with name and end_user."
        raise BadRequest(f"There is no product {name!r}.", where="project.toml, [[products]]", fix=fix)
    return found


def belongs(posts: pd.DataFrame, product: Product) -> pd.Series:
    """Tell which posts are about a product.

    Parameters
    ----------
    posts : DataFrame
        Columns `COLUMNS`.
    product : Product
        Without `match` everything is.

    Returns
    -------
    Series of bool, with the index of the posts
        True where one of the rules holds: it is of a source, holds a word or a label. Words are whole words,
        whatever their capitals.
    """
    match = product.match
    if match is None:
        return pd.Series(True, index=posts.index, dtype=bool)
    found = posts["source"].isin(match.source)
    if any(word.strip() for word in match.text):
        found |= says(posts, whole_words(match.text))
    labels = {label.strip().casefold() for label in match.label} - {""}
    if labels:
        found |= pd.Series([_label(extra) in labels for extra in posts["extra"]], index=posts.index, dtype=bool)
    return found.astype(bool)


def whole_words(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of some names as whole words, in case-folded text."""
    folded = sorted({" ".join(_plain(name).split()) for name in names} - {""}, key=lambda name: (-len(name), name))
    words = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in folded)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if folded else r"(?!)")


def says(posts: pd.DataFrame, pattern: re.Pattern[str]) -> pd.Series:
    """Tell which posts hold a pattern in their title or text, case-folded.

    Parameters
    ----------
    posts : DataFrame
        Columns title, text.
    pattern : Pattern
        From `whole_words`.

    Returns
    -------
    Series of bool, with the index of the posts
    """
    pairs = zip(posts["title"].fillna(""), posts["text"].fillna(""), strict=True)
    found = [bool(pattern.search(_plain(f"{title}\n{text}"))) for title, text in pairs]
    return pd.Series(found, index=posts.index, dtype=bool)


def _plain(text: str) -> str:
    return text.replace("’", "'").casefold()


def _label(extra: object) -> str:
    fields = json.loads(extra) if isinstance(extra, str) and extra else {}
    return str(fields.get("label", "")).strip().casefold()
