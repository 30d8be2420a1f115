"""Take a cell's text apart: our reply, deletion markers, escapes and markup."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.load.grid import Cell

ESCAPE = re.compile(r"""\\(['"])""")
ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li)>", re.IGNORECASE)
TAG = re.compile(r"</?(?:p|div|span|a|b|i|u|em|strong|ul|ol|li|blockquote|code)(?:\s[^<>]*)?>", re.IGNORECASE)
PAGE = 0.5  # share of cells with block tags from which a column is markup
DASHES = re.compile(r"-+")
#: Words before our own reply, as the shops write them; the colon may be full width.
REPLY = (
    r"开发者回复|開發者回覆|デベロッパの回答|개발자 답변|"
    r"developer(?:'s)? (?:response|reply|answer)|response from (?:the )?(?:developer|owner)|"
    r"(?:owner|company)(?:'s)? (?:response|reply)|antwort (?:des|vom) (?:entwicklers?|inhabers?)|"
    r"réponse du développeur|respuesta del desarrollador|risposta dello sviluppatore|resposta do desenvolvedor"
)
DELETED = frozenset({"[deleted]", "[removed]"})
REPOST = re.compile(r"RT @\w")
CUT = re.compile(r"…\s*(?:https?://t\.co/\w+\s*)*$")


@dataclass(frozen=True)
class TextRules:
    """How a source's texts are taken apart.

    Parameters
    ----------
    split_reply : str or None
        A line of dashes (a known marker must follow) or the marker itself.
    deleted_marker : str or None
        Taken off either end of a text.
    """

    split_reply: str | None = None
    deleted_marker: str | None = None


@dataclass(frozen=True)
class Plain:
    """A column of texts taken apart; all lists have one entry for each row."""

    texts: list[str]
    replies: list[str]
    deleted: list[bool]
    escapes: int
    entities: int
    markup: bool


def take_apart(cells: Sequence[Cell], rules: TextRules) -> Plain:
    """Return a column's texts as plain text, our replies cut off, deletions noted.

    Parameters
    ----------
    cells : sequence of (str or None), length n
        One text column as in the export.
    rules : TextRules
        The source's markers.
    """
    markup = _is_markup(cells)
    cut = _reply_pattern(rules.split_reply)
    texts, replies, deleted = [], [], []
    escapes = entities = 0
    for cell in cells:
        text = cell or ""
        fixed = _plain(text, markup)
        escapes += bool(ESCAPE.search(text))
        entities += bool(ENTITY.search(text))
        own, reply = _split(fixed, cut)
        own, gone = _undeleted(own, rules.deleted_marker)
        texts.append(own)
        replies.append(reply)
        deleted.append(gone)
    return Plain(texts, replies, deleted, escapes, entities, markup)


def join_texts(parts: Sequence[str]) -> str:
    """Join the texts of several columns by a blank line; blank ones leave nothing."""
    return "\n\n".join(part for part in parts if part)


def is_repost(text: str) -> bool:
    """Return whether a text is somebody else's, passed on."""
    return bool(REPOST.match(text))


def is_truncated(text: str) -> bool:
    """Return whether a text was cut by its platform: it ends in an ellipsis, a short link aside."""
    return bool(CUT.search(text))


def _is_markup(cells: Sequence[Cell]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(BREAK.search(cell)) for cell in filled) >= PAGE * len(filled)


def _plain(text: str, markup: bool) -> str:
    if "\\" in text:
        text = ESCAPE.sub(r"\1", text)
    if markup:
        text = TAG.sub("", BREAK.sub("\n", text))
    if "&" in text:
        # once: what was written as &amp;lt; is the text &lt;
        text = ENTITY.sub(lambda found: html.unescape(found.group()), text)
    return text.strip()


def _reply_pattern(split_reply: str | None) -> re.Pattern[str] | None:
    if not split_reply or not split_reply.strip():
        return None
    marker = split_reply.strip()
    if DASHES.fullmatch(marker):
        return re.compile(rf"(?:^|\n)[ \t]*-{{{max(len(marker), 3)},}}[ \t]*\n\s*(?:{REPLY})\s*[：:]\s*", re.IGNORECASE)
    return re.compile(rf"(?:(?:^|\n)[ \t]*-{{3,}}[ \t]*\n\s*)?{re.escape(marker)}\s*")


def _split(text: str, cut: re.Pattern[str] | None) -> tuple[str, str]:
    found = cut.search(text) if cut else None
    return (text[: found.start()].rstrip(), text[found.end() :].strip()) if found else (text, "")


def _undeleted(text: str, marker: str | None) -> tuple[str, bool]:
    if text in DELETED:
        return "", True
    if not marker or marker not in text:
        return text, False
    bare = text.removeprefix(marker).removesuffix(marker).strip()
    return bare, bare != text
