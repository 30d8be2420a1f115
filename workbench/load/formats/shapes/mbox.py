"""Mail: a mailbox (mbox, as Gmail Takeout and mail programs write it) or a single message (eml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from workbench.load.document import WORD, Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.mail import body_of, is_automatic, own_words
from workbench.load.formats.peel import Object
from workbench.load.report import Reason, Reject
from workbench.project.source import Origin, Source

BEGINS = re.compile(r"(?:\A|(?<=\n\n)|(?<=\n\r\n))From (?=[^\n]*\d{4}[^\n]{0,12}\r?\n)[^\n]*\n(?=[\w-]+:)")
ESCAPED = re.compile(r"^>(>*From )", re.MULTILINE)
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:.*|[ \t]+\S.*")
IDS = re.compile(r"<([^<>\s]+)>")
ASIDE = frozenset({"spam", "trash", "papierkorb", "draft", "drafts", "entwürfe"})
SENT = frozenset({"sent", "gesendet"})
#: what the parser raises on mail that is not written as it should be.
BROKEN = (ValueError, IndexError, AttributeError, TypeError, KeyError, AssertionError, LookupError)
ANYBODY = Source(name="mail", files=("*",), origin=Origin.SUPPORT)


def fits(document: Document) -> float:
    """Return 1 for a mailbox, and for a message with its headers."""
    if document.kind != "text" or document.grid is not None or document.encoding == WORD:
        return 0.0
    head = document.text[:20_000].lstrip("\ufeff")
    if BEGINS.match(head):
        return 1.0
    lines = head.split("\n\n")[0].split("\r\n\r\n")[0].splitlines()
    names = {line.partition(":")[0].casefold() for line in lines if ":" in line}
    whole = all(HEADER.fullmatch(line) for line in lines) and not head[:1].isspace()
    return 1.0 if whole and {"from", "date", "subject"} <= names and names & {"message-id", "received", "to"} else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the messages, where project.toml names nobody of the house."""
    return asked(document, beside, ANYBODY)


def asked(document: Document, beside: Sequence[Document], source: Source) -> list[Shaped]:
    """Return what people wrote; automatic messages, spam and drafts are left out and counted."""
    house = {one.strip().casefold().lstrip("@") for one in (*source.own_ids, *source.staff)}
    rows: list[Object] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for at, message in enumerate(_messages(document), start=1):
        if message is None:
            rejects.append(Reject(at, Reason.BAD_STRUCTURE, "the message is cut short in its headers"))
            continue
        try:
            made = _made(message, house)
        except BROKEN:
            made = Reason.BAD_STRUCTURE, "the message is not written as mail is"
        if isinstance(made, tuple):
            rejects.append(Reject(at, *made))
            continue
        rows.append(made)
        numbers.append(at)
    return [Shaped("table", rows, numbers, tuple(rejects))]


def _messages(document: Document) -> Iterator[EmailMessage | None]:
    """Yield the messages; None where one is cut short in its headers."""
    text = document.text.lstrip("\ufeff")
    begins = list(BEGINS.finditer(text))
    ends = [one.start() for one in begins[1:]] + [len(text)]
    parts = (
        [ESCAPED.sub(r"\1", text[one.end() : end]) for one, end in zip(begins, ends, strict=True)] if begins else [text]
    )
    for part in parts:
        # each part of a message names its own encoding, so the bytes are needed again
        message = message_from_bytes(part.encode(document.encoding or "utf-8", "replace"), policy=policy.default)
        yield message if isinstance(message, EmailMessage) and re.search(r"\n\r?\n", part) else None


def _made(message: EmailMessage, house: set[str]) -> Object | tuple[Reason, str]:
    """Return a message as a row, or why it is none."""
    labels = {one.strip().casefold() for one in str(message.get("X-Gmail-Labels", "")).split(",")}
    if labels & ASIDE:
        return Reason.NOT_FEEDBACK, "spam, a draft or thrown away"
    if is_automatic(message):
        return Reason.NOT_FEEDBACK, "an automatic message or a circular"
    return _row(message, house, sent=bool(labels & SENT))


def _row(message: EmailMessage, house: set[str], *, sent: bool) -> Object:
    name = _first(message, "Message-ID")
    answered = _first(message, "In-Reply-To") or _last(message, "References")
    address = parseaddr(str(message.get("From", "")))[1].casefold()
    ours = sent or address in house or address.rpartition("@")[2] in house
    return {
        "id": name,
        "title": " ".join(str(message.get("Subject", "")).split()) or None,
        "text": own_words(body_of(message)),
        "author": address or None,
        "created_at": _moment(message),
        "thread": str(message.get("X-GM-THRID", "")).strip() or _first(message, "References") or answered or name,
        "parent": answered,
        "email": None if ours else address or None,
        "inbound": "false" if ours else "true",
    }


def _first(message: EmailMessage, header: str) -> str | None:
    found = IDS.search(str(message.get(header, "")))
    return found[1] if found else None


def _last(message: EmailMessage, header: str) -> str | None:
    found = IDS.findall(str(message.get(header, "")))
    return found[-1] if found else None


def _moment(message: EmailMessage) -> str | None:
    written = str(message.get("Date", "")).strip()
    try:
        at = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return written or None
    return at.isoformat() if at.tzinfo is None else at.astimezone(UTC).isoformat()
