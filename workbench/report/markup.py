"""Small pieces of escaped HTML that notebooks show and pages keep."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.privacy.clean import one_line, visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "template"
IN_JUPYTERLAB = (
    "padding: .3rem 1rem; margin: 0; table { table-layout: auto; margin: 0; } "
    "tbody tr { background: none !important; } "
    "dt, dd { float: none; width: auto; padding: 0; margin: 0; overflow: visible; white-space: nowrap; }"
)
TAGS = {
    "firm": ("firm", "Firm"),
    "likely": ("likely", "Likely"),
    "new": ("new", "New"),
    "too early": ("early", "Too early"),
}
CHECKED = {"yes": "checked by hand", "quick": "quickly checked by hand", "no": "sorted by machine, not yet checked"}
CHECKED_SHORT = {"yes": "checked by hand", "quick": "quick hand check", "no": "not yet checked"}


@dataclass(frozen=True)
class Html:
    """Markup made by this room: every text in it is already escaped.

    Parameters
    ----------
    text : str
        HTML without scripts, style attributes or event attributes, which a page's policy would block.
    """

    text: str

    def _repr_html_(self) -> str:
        return f'<div class="wb">{self.text}</div>'

    def __html__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Quote:
    """Something a person said, as `workbench.privacy` lets it out.

    Parameters
    ----------
    text : str
        The words.
    origin : str
        Where it was said, such as "App reviews, 7 October".
    stars : float, optional
        1–5.
    link : str
        Address of the post itself; shown only when it is an http(s) address.
    """

    text: str
    origin: str = ""
    stars: float | None = None
    link: str = ""


def notebook_style() -> str:
    """Return the page style bound to our own outputs, so that JupyterLab shows them as the pages do.

    Returns
    -------
    str
        For `workbench.charts.renderer.enable`. Always the light scheme: JupyterLab's own does not follow the reader's.
    """
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    css = re.sub(r"@page \{[^}]*\}", "", css)
    css = re.sub(r"@media screen and \(prefers-color-scheme: dark\) \{.*?\n\}", "", css, flags=re.DOTALL)
    css = re.sub(r"^(\s*)(?::root|body)(?=[ >])", r"\1&", css, flags=re.MULTILINE)
    # twice the class: JupyterLab's own rules for tables and lists are as specific as once
    return f".wb.wb {{ {css} {IN_JUPYTERLAB} }}"


def tag(strength: str) -> Markup:
    """Return how sure a line is, as a word in a shape of its own (filled, outlined, double, dashed).

    Raises
    ------
    ValueError
        For a strength that is none of firm, likely, new, too early.
    """
    from markupsafe import Markup

    if strength not in TAGS:
        raise ValueError(f"Strength {strength!r} is not one of {', '.join(TAGS)}.")
    name, word = TAGS[strength]
    return Markup('<span class="tag {}">{}</span>').format(name, word)


def checked(state: str, *, short: bool = True) -> str:
    """Return in words whether the sorting was checked by hand; a state that is no code is kept as written."""
    return (CHECKED_SHORT if short else CHECKED).get(state, state)


def escape(text: object) -> str:
    """Return text that is only text on a page: no markup, no hidden or reversing characters, one line."""
    return html.escape(one_line(str(text)), quote=True)


def say(*texts: str, lead: bool = False) -> Html:
    """Show sentences, escaped; `lead` sets them larger, as the first of a page; nothing for no words."""
    text = " ".join(text for text in texts if text)
    return Html(f'<p class="say{" lead" if lead else ""}">{_unbroken(escape(text))}</p>' if text else "")


def note(text: str) -> Html:
    """Show a remark in small grey type, escaped."""
    return Html(f'<p class="note">{escape(text)}</p>')


def warn(text: str) -> Html:
    """Show a sentence that limits everything on the page, escaped, in a frame."""
    return Html(f'<p class="warning">{_unbroken(escape(text))}</p>')


def fold(title: str, *parts: Html | str) -> Html:
    """Show evidence closed until a reader opens it; nothing where every part is empty.

    Parameters
    ----------
    title : str
        What is inside, as a heading that says what was found.
    *parts : Html or str
        Html as it is; text as a paragraph.
    """
    inside = "".join(part.text if isinstance(part, Html) else f"<p>{escape(part)}</p>" for part in parts if str(part))
    if not inside:
        return Html("")
    head = f"<summary><h3>{_unbroken(escape(title))}</h3></summary>"
    return Html(f'<details class="fold">{head}<div class="inside">{inside}</div></details>')


def quotes(items: Sequence[Quote]) -> Html:
    """Show quotes one below the other with where they were said; escaped, nothing in them can act."""
    if not items:
        return Html("")
    return Html(f'<div class="quotes">{"".join(_blockquote(item) for item in items)}</div>')


def environment() -> Environment:
    """Return the template engine of this room: everything is escaped unless it is `Html`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=_tidied)


def web_address(link: str) -> bool:
    """Tell whether a link is a plain http(s) address, the only kind that may stand on a page."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(sign.isspace() for sign in link)


def _tidied(value: object) -> object:
    """Take out hidden characters, and keep a number and its per cent sign on one line."""
    return _unbroken(visible(value)) if type(value) is str else value


def _unbroken(text: str) -> str:
    return re.sub(r"(?<=\d) %", "\u00a0%", text)


def neighbour(href: str) -> bool:
    """Tell whether an address is a file beside the page or a place on it: no scheme, no root, no other host."""
    return re.fullmatch(r"#[\w-]*|[\w.-]+(/[\w.-]+)*", href) is not None


def _blockquote(item: Quote) -> str:
    said = [escape(item.origin)] if item.origin else []
    if item.stars is not None and item.stars == item.stars:
        said.append(f"{item.stars:g} of 5 stars")
    if web_address(item.link):
        # noreferrer: the site must not learn of the study
        address = escape(item.link)
        said.append(f'<a class="post" rel="noopener noreferrer nofollow" href="{address}">the post</a>')
    foot = f"<footer>{' · '.join(said)}</footer>" if said else ""
    return f"<blockquote><p>“<bdi>{escape(item.text)}</bdi>”</p>{foot}</blockquote>"
