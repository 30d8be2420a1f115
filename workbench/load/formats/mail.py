"""Mail: what somebody wrote in a message, without what they quote, sign and what programs add."""

from __future__ import annotations

import re
from email.message import EmailMessage
from html.parser import HTMLParser

#: above words of others that are quoted to the end.
QUOTED = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*(?:original message|original appointment|ursprüngliche nachricht|message d'origine"
    r"|mensaje original|forwarded message|weitergeleitete nachricht)[ \t]*-{2,}"
    r"|(?:from|von|de)[ \t]?:[^\n]+\n[ \t]*(?:sent|date|gesendet|datum|envoyé|to|an)[ \t]?:[^\n]+)",
    re.IGNORECASE | re.MULTILINE,
)
#: `On … wrote:`, over one line or two.
WROTE = re.compile(
    r"^[ \t]*(?:On|Am|Le|El|Il|Op)\b[^\n]{3,200}(?:\n[^\n]{0,200})?"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)[^\n]{0,80}:[ \t]*$",
    re.MULTILINE,
)
SIGNED = re.compile(r"^-- ?$.*", re.MULTILINE | re.DOTALL)
SENT_FROM = re.compile(
    r"^[ \t]*(?:sent from my [^\n]{2,40}|von meinem [^\n]{2,40} gesendet|gesendet mit [^\n]{2,40}"
    r"|envoyé de mon [^\n]{2,40}|get outlook for [^\n]{2,20})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
AUTOMATIC = re.compile(
    r"(?:re: )?(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?reply|automatische antwort|abwesenheit"
    r"|réponse automatique|respuesta automática|undeliver(?:able|ed)|delivery status notification|mail delivery"
    r"|returned mail)",
    re.IGNORECASE,
)
BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"})
HIDDEN = frozenset({"style", "script", "head", "title", "blockquote"})
QUOTES = ("gmail_quote", "moz-cite-prefix", "yahoo_quoted", "divRplyFwdMsg", "gmail_signature")
VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "area", "base", "col", "wbr"})


def own_words(text: str) -> str:
    """Return a message without quoted words of others, signature and what a telephone adds.

    Parameters
    ----------
    text : str
        A plain text body. Answers written between quoted lines stay.
    """
    text = text.replace("\r\n", "\n")
    if found := QUOTED.search(text):
        text = text[: found.start()]
    while found := WROTE.search(text):
        rest = text[found.end() :]
        # without signs of quoting, all that follows is the other's
        rest = rest if re.match(r"\s*>", rest) else ""
        text = text[: found.start()] + rest
    text = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    return SENT_FROM.sub("", SIGNED.sub("", text)).strip()


def body_of(message: EmailMessage) -> str:
    """Return the body of a message as plain text; attachments are left out."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError, AttributeError):
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if not isinstance(content, str):
        return ""
    return plain(content) if part.get_content_subtype() == "html" else content


def is_automatic(message: EmailMessage) -> bool:
    """Return whether a program wrote a message: an answer in absence, a bounce, a circular."""
    told = str(message.get("Auto-Submitted", "no")).strip().casefold()
    if not told.startswith("no") or any(
        message.get(name) for name in ("X-Autoreply", "X-Autorespond", "List-Unsubscribe")
    ):
        return True
    if str(message.get("Precedence", "")).strip().casefold() in ("bulk", "list", "junk", "auto_reply"):
        return True
    if message.get_content_type() == "multipart/report":
        return True
    return bool(AUTOMATIC.match(str(message.get("Subject", "")).strip()))


def plain(markup: str) -> str:
    """Return the words of HTML mail; quoted parts and signatures that mail programs mark are left out."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    """Gathers what is shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; what it hides stays hidden until it closes."""
        if tag == "br" or tag in BLOCKS:
            self.words.append("\n")
        if tag in VOID:
            return
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if self._hidden or tag in HIDDEN or any(mark in marks for mark in QUOTES):
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those in it that were never closed."""
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """Take words that are shown."""
        if not self._hidden:
            self.words.append(data.replace("\n", " "))
