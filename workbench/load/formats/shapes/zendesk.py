"""Zendesk: tickets, and the comments in their audits, as its interface answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, objects, pages, text, within

TICKET = frozenset({"requester_id", "description", "status", "created_at"})
AUDIT = frozenset({"ticket_id", "events", "author_id"})
PAGING = frozenset({"count", "meta", "links", "next_page", "end_of_stream"})
ROLES = {"end-user": "true", "agent": "false", "admin": "false"}


@dataclass
class _Known:
    """What the files of a source say together.

    Parameters
    ----------
    tickets : dict of str to Object
        By id, the latest edit.
    opened : dict of str to Object
        The first comment of a ticket, from its audits.
    requesters : dict of str to str
        Of a ticket, as its first audit names them.
    people : dict of str to Object
        By id, where the answer has them beside the tickets.
    """

    tickets: dict[str, Object] = field(default_factory=dict)
    opened: dict[str, Object] = field(default_factory=dict)
    requesters: dict[str, str] = field(default_factory=dict)
    people: dict[str, Object] = field(default_factory=dict)

    def asks(self, ticket: str) -> str | None:
        """Return who asks in a ticket: its requester, else whom its first audit names, else who began it."""
        if ticket in self.tickets:
            return text(self.tickets[ticket].get("requester_id"))
        return self.requesters.get(ticket) or text(self.opened.get(ticket, {}).get("author_id"))

    def inbound(self, ticket: str, author: str | None) -> str:
        """Return whether an author is the one who asks; a colleague's role is known from the list of people."""
        role = text(self.people.get(author or "", {}).get("role"))
        same = author is not None and author == self.asks(ticket)
        return ROLES.get(role or "", "true" if same else "false")


def fits(document: Document) -> float:
    """Return 1 for answers with tickets or audits, and for one ticket a line."""
    for page in pages(document):
        held = objects(page.get("tickets")) or objects(page.get("audits"))
        if not held and ("tickets" in page or "audits" in page):
            return 1.0 if PAGING & set(page) else 0.0  # a page without any
        one = held[0] if held else page
        return 1.0 if set(one) >= TICKET or set(one) >= AUDIT else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return tickets with their first comment, and the other comments as messages of their threads.

    The first comment of a ticket has the ticket's id wherever it comes from, so that ticket and audits give one item.
    """
    known = _known((document, *beside))
    made = [(number, _ticket(one, known)) for number, one in enumerate(_tickets(document), start=1)]
    declared = _count(document) if made else None
    for number, one in enumerate(_tickets(document), start=1):
        made += [(number, _message(str(one.get("id")), said, known)) for said in objects(one.get("comments"))[1:]]
    lost = 0
    for number, audit in enumerate(_audits(document), start=1):
        ticket = str(audit.get("ticket_id"))
        for event in _comments(audit):
            lost += known.asks(ticket) is None
            if not _opens(audit):
                made.append((number, _message(ticket, {"created_at": audit.get("created_at"), **event}, known)))
            elif ticket in known.tickets:
                made.append((number, _ticket(known.tickets[ticket], known)))
            else:
                made.append((number, _opening(ticket, audit, event, known)))
    warnings = []
    if lost:
        warnings.append(f"{lost} comments are of tickets whose requester is not known: they count as ours")
    if declared is not None and declared > len(made):
        warnings.append(f"the answer says {declared} tickets and holds {len(made)}: further pages are missing")
    return [Shaped("table", [row for _, row in made], [at for at, _ in made], (), tuple(warnings), declared)]


def _known(documents: Sequence[Document]) -> _Known:
    known = _Known()
    for document in documents:
        for one in _tickets(document):
            ticket = str(one.get("id"))
            held = known.tickets.get(ticket)
            if held is None or str(one.get("updated_at")) > str(held.get("updated_at")):
                known.tickets[ticket] = one
            for first in objects(one.get("comments"))[:1]:
                known.opened.setdefault(ticket, first)
        for audit in _audits(document):
            if _opens(audit):
                ticket = str(audit.get("ticket_id"))
                for event in _comments(audit)[:1]:
                    known.opened[ticket] = event
                named = text(_created(audit).get("requester_id"))
                known.requesters |= {ticket: named} if named else {}
        for page in pages(document):
            known.people |= {str(one.get("id")): one for one in objects(page.get("users"))}
    return known


def _tickets(document: Document) -> Iterator[Object]:
    for page in pages(document):
        yield from objects(page.get("tickets"))
        if set(page) >= TICKET:
            yield page


def _audits(document: Document) -> Iterator[Object]:
    for page in pages(document):
        yield from objects(page.get("audits"))
        if set(page) >= AUDIT:
            yield page


def _comments(audit: Object) -> list[Object]:
    return [event for event in objects(audit.get("events")) if event.get("type") == "Comment"]


def _opens(audit: Object) -> bool:
    return any(event.get("type") == "Create" for event in objects(audit.get("events")))


def _created(audit: Object) -> Object:
    """Return what an audit set when the ticket began: its requester, its subject."""
    events = objects(audit.get("events"))
    return {str(one.get("field_name")): one.get("value") for one in events if one.get("type") == "Create"}


def _count(document: Document) -> int | None:
    told = [count for page in pages(document) if (count := text(page.get("count"))) and count.isdigit()]
    return int(told[0]) if len(told) == 1 else None


def _ticket(one: Object, known: _Known) -> Object:
    """Return a ticket as what was said first; who wrote that is known from the audits, else who handed it in."""
    ticket = str(one.get("id"))
    first = known.opened.get(ticket, {})
    verdict = text(within(one.get("satisfaction_rating"), "score")) or ""
    private = "false" in (text(one.get("is_public")), text(first.get("public")))
    author = first.get("author_id") or one.get("submitter_id") or one.get("requester_id")
    return _said(ticket, author, known) | {
        "id": ticket,
        "subject": one.get("subject") or one.get("raw_subject"),
        "text": one.get("description"),
        "created_at": one.get("created_at"),
        "updated_at": one.get("updated_at"),
        "status": one.get("status"),
        "verdict": verdict if verdict in ("good", "bad") else None,
        "tags": one.get("tags"),
        "channel": within(one, "via.channel"),
        "priority": one.get("priority"),
        "is_public": "false" if private else "true",
    }


def _opening(ticket: str, audit: Object, event: Object, known: _Known) -> Object:
    """Return the first comment of a ticket that is in no file: its subject stands among what the audit created."""
    return _message(ticket, {"created_at": audit.get("created_at"), **event}, known) | {
        "id": ticket,
        "subject": text(_created(audit).get("subject")),
        "parent": None,
        "channel": within(audit, "via.channel"),
    }


def _message(ticket: str, said: Object, known: _Known) -> Object:
    return _said(ticket, said.get("author_id"), known) | {
        "id": said.get("id"),
        "text": said.get("plain_body") or said.get("body") or said.get("html_body"),
        "created_at": said.get("created_at"),
        "parent": ticket,
        "is_public": "false" if text(said.get("public")) == "false" else "true",
    }


def _said(ticket: str, author: object, known: _Known) -> Object:
    who = text(author)
    person = known.people.get(who or "", {})
    return {
        "author": who,
        "thread": ticket,
        "parent": None,
        "inbound": known.inbound(ticket, who),
        "email": person.get("email"),
        "external": person.get("external_id"),
    }
