"""Patterns of personal details, each linear in the length of the text.

Runs use possessive quantifiers or small bounds, and start only where a run can start, so that a cell of 100 kB
without a space costs one pass.
"""

from __future__ import annotations

import re

#: the letters of a name before an at sign; joiners belong to names in some scripts.
_LOCAL = r"\w.!#$%&'*+/=?^`{|}~\u200c\u200d-"
_HOST = r"[\w\u200c\u200d-]++(?:\.[\w-]++)*+"
_NAME = r"[\w\u200c\u200d]++(?:[.-]\w++)*+"

URL = re.compile(
    r"(?<![a-z0-9])(?=[a-z0-9])(?:"
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.|javascript:|vbscript:|data:[a-z]+/)[^\s<>\"]++"
    r"|(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}/[^\s<>\"]++"
    r")",
    re.IGNORECASE,
)

AT = re.compile(
    r"(?P<ours><@[0-9a-f]{8}>)"
    r"|(?P<chat><[@＠][!&]?[A-Z0-9]{6,25}(?:\|[^<>\n]{0,80})?>)"
    # A name ends in a letter or digit: in "thanks!@jane" only the second part is one.
    rf"|(?P<address>(?<![{_LOCAL}])[{_LOCAL}]++(?<=\w)[@＠](?P<host>{_HOST})(?:[@＠]{_HOST})*+)"
    rf"|(?P<handle>[@＠]{_NAME}(?:[@＠]{_HOST})*+)"
)

#: Reddit names (u/name) and Discord tags (name#1234).
NAMED = re.compile(r"(?<![\w/.])/?u/[A-Za-z0-9_-]{3,20}(?![\w/])|(?<![\w#])(?!\d)\w{2,32}#\d{4}(?![\w-])")

#: Fediverse servers that write name@server without a leading at sign.
FEDIVERSE = re.compile(
    r"(?:^|\.)(?:mastodon|mstdn|masto|mas\.to|fosstodon|hachyderm|pixelfed|pleroma|misskey|lemmy|kolektiva|bsky)(?:\.|$)"
    r"|\.(?:social|exchange|town|fedi)$|^(?:mas\.to|fedi\.\w+|[^.]+)$",
    re.IGNORECASE,
)

IBAN = re.compile(r"(?<![\w@])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?!\w)")

THING = (
    r"order|ticket|case|invoice|booking|reservation|reference|ref|tracking|customer|account|member|policy|contract"
    r"|bestell\w{0,12}|auftrag\w{0,12}|rechnung\w{0,12}|kunden\w{0,12}|vertrag\w{0,12}|vorgang\w{0,12}|sendung\w{0,12}"
    r"|commande|facture|pedido|factura|ordine|fattura"
)
_CALLED = r"(?:[ ]{0,2}(?:no|nr|num|number|nummer|id|code|n°|nº|№|#)\.?){0,2}[ ]{0,2}[:#=]?[ ]{0,2}"
IDENTIFIER = re.compile(
    r"(?<![\w#&])(?=[a-z0-9#])(?:"
    r"(?P<uuid>(?<!-)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-]))"
    r"|(?P<amazon>(?<!-)\d{3}-\d{7}-\d{7}(?![\w-]))"
    rf"|(?P<lead>(?:{THING}){_CALLED})(?P<named>(?=(?:[a-z-]{{0,12}}\d){{3}})[a-z0-9](?:[a-z0-9-]{{2,38}}[a-z0-9])(?!\w))"
    r"|(?P<hash>#\d{5,19}(?!\w))"  # four digits are a flight, a year or a rank
    r"|(?P<shape>(?<!-)[a-z]{2,8}[-_]?\d{5,19}(?!\w))"
    r")",
    re.IGNORECASE,
)

CARD = re.compile(r"(?<![\w@+])\d(?:[ -]?\d){12,18}(?![\w])(?!-\d)")

_BREAK = r"[ ./()–-]{0,2}"
_DATE = r"(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d))(?!\d{4}[./-]\d{1,2}[./-]\d{1,2}(?!\d))"
NUMBER = re.compile(
    r"(?<![\w@.])(?=[+(\d])(?:"
    rf"(?P<phone>(?<![,:/-])(?:"
    rf"\(?(?:\+|00)(?=[\d(])\(?\d(?:{_BREAK}\d){{6,14}}(?!\d)"
    rf"|{_DATE}\(?0\d(?:{_BREAK}\d){{5,11}}(?!{_BREAK}\d)"
    rf"|\(\d{{3}}\)[ -]?\d{{3}}[ .-]?\d{{4}}(?!\d)"
    rf"|\(\d{{2,5}}\)[ -]?\d(?:[ .-]?\d){{4,7}}(?!\d)"
    rf"|(?:1[-. ])?\d{{3}}[-. ]\d{{3}}[-. ]\d{{4}}(?![\d-])"
    rf"|(?!\d{{3}}-\d000)\d{{3}}-\d{{4}}(?![\d-])"
    rf"))"
    r"|(?P<ip>(?:\d{1,3}\.){3}\d{1,3}(?![\w.]))"
    # A bare day (20261012) is not a number of a person; 13 to 19 digits were judged as a card.
    r"|(?P<plain>(?<![,$€£¥])(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d))(?:(?<!-)\d{7,12}|\d{9,12}|\d{20,})(?![\w]|[.,]\d))"
    r")"
)
