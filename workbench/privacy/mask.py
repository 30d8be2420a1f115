"""Masking: personal details in a text become typed tokens."""

from __future__ import annotations

import re
from collections.abc import Callable

from workbench.privacy import patterns
from workbench.privacy.clean import visible

#: what a handle becomes where no keyed map is given; a constant, so that a key never changes a result.
USER = "@user"
#: breaks in which parts of a number are tried as a card; a card has three or four.
_CARD_BREAKS = 7
_DIGITS = re.compile(r"\d\D{0,3}\d\D{0,3}\d")


def mask(text: str, token_for_handle: Callable[[str], str] | None = None) -> str:
    """Replace handles, addresses, links, numbers and ids by typed tokens.

    Parameters
    ----------
    text : str
        A text as received; may be hostile.
    token_for_handle : callable, optional
        Gives the token of a handle (without its leading at sign, as written); the constant `@user` otherwise.

    Returns
    -------
    str
        The text with `<url>`, `<email>`, `<iban>`, `<card>`, `<phone>`, `<ip>`, `<id>`, `<number>` and handle tokens.
        Masking a masked text changes nothing.

    Notes
    -----
    Card numbers are masked where the Luhn check holds (ISO/IEC 7812-1), account numbers where the remainder by 97 is
    one (ISO 13616); a number of 13 to 19 digits that fails the check stays. Characters that cannot be seen are
    removed first, because they would hide an address from every pattern. The cost is linear in the length.

    Examples
    --------
    >>> mask("mail jo@example.com or ask @jane, card 4111 1111 1111 1111")
    'mail <email> or ask @user, card <card>'
    """
    text = visible(text)
    token = token_for_handle or _user
    if "." in text or ":" in text:
        text = patterns.URL.sub(_link, text)
    if "@" in text or "＠" in text:
        text = patterns.AT.sub(lambda found: _at(found, token), text)
    if "u/" in text or "#" in text:
        text = patterns.NAMED.sub(lambda found: _named(found, token), text)
    return _numbers(text) if _DIGITS.search(text) else text


def _user(handle: str) -> str:
    return USER


def _link(found: re.Match[str]) -> str:
    link = found.group()
    # The sentence's own full stop, bracket or quote is not part of the link.
    return "<url>" + link[len(link.rstrip(".,;:!?)]}'*_")) :]


def _at(found: re.Match[str], token: Callable[[str], str]) -> str:
    whole = found.group()
    if found["ours"]:
        return whole
    if found["chat"]:
        return token(whole[1:-1].lstrip("@＠!&").split("|")[0])
    if found["address"] and not patterns.FEDIVERSE.search(found["host"]):
        return "<email>"
    name = whole.lstrip("@＠")
    return whole if f"@{name}" == USER else token(name)


_OUR_THINGS = re.compile(rf"(?:{patterns.THING})#", re.IGNORECASE)


def _named(found: re.Match[str], token: Callable[[str], str]) -> str:
    whole = found.group()
    if "#" in whole and _OUR_THINGS.match(whole):
        return whole
    return token(whole.removeprefix("/").removeprefix("u/"))


def _numbers(text: str) -> str:
    text = patterns.IBAN.sub(_iban, text)
    text = patterns.IDENTIFIER.sub(_identifier, text)
    text = patterns.CARD.sub(_card, text)
    return patterns.NUMBER.sub(_number, text)


def _iban(found: re.Match[str]) -> str:
    whole = found.group()
    # The pattern may run on into the next words: the longest beginning that ends at a break and passes is the account.
    ends = [len(whole), *(at for at in range(len(whole) - 1, 14, -1) if whole[at] in " -")]
    for end in ends:
        if _remainder_is_one(whole[:end]):
            return "<iban>" + whole[end:]
    return whole


def _remainder_is_one(account: str) -> bool:
    compact = re.sub(r"[ -]", "", account).upper()
    # Every country's account has ten digits or more; "UA936 4hrs ago …" passes the remainder by chance.
    if not (15 <= len(compact) <= 34 and compact.isascii() and sum(map(str.isdigit, compact)) >= 10):
        return False
    return int("".join(str(int(character, 36)) for character in compact[4:] + compact[:4])) % 97 == 1


def _identifier(found: re.Match[str]) -> str:
    return f"{found['lead']}<id>" if found["named"] else "<id>"


def _card(found: re.Match[str]) -> str:
    whole = found.group()
    breaks = [at for at, character in enumerate(whole) if character in " -"]
    breaks = breaks if len(breaks) <= _CARD_BREAKS else []
    # A date or a security code may stand before or behind the number: the longest part that passes is the card.
    parts = [(start, end) for start in (0, *(at + 1 for at in breaks)) for end in (*breaks, len(whole))]
    for start, end in sorted(parts, key=lambda part: part[0] - part[1]):
        if _luhn([int(character) for character in whole[start:end] if character.isdigit()]):
            return f"{whole[:start]}<card>{whole[end:]}"
    return whole


def _luhn(digits: list[int]) -> bool:
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _number(found: re.Match[str]) -> str:
    whole = found.group()
    if found["phone"]:
        return "<phone>"
    if found["plain"]:
        return "<number>"
    parts = whole.split(".")
    # 4.2.1.0 is a version: an address has at least two parts of two digits, all up to 255.
    return "<ip>" if max(map(int, parts)) <= 255 and sum(len(part) > 1 for part in parts) >= 2 else whole
