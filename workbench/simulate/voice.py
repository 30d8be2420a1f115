"""How one person writes: capitals, stops, short forms, slips and small pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.simulate.dice import Dice
from workbench.simulate.wording import pairs, tables

LAST_LETTER = 0x2000  # what ends above this ends in a small picture
WORD = re.compile(r"(?<![@#\w.])[A-Za-z]{5,}(?![\w@])")


@dataclass(frozen=True)
class Voice:
    """Habits of a writer; shares lie in [0, 1].

    Parameters
    ----------
    lower : bool
        Never writes a capital.
    bare : bool
        Leaves out the last stop and apostrophes.
    loud : float
        Share of posts that end in exclamation marks.
    slips : float
        Share of longer words with a typing error.
    short : float
        Share of short forms that are used ("pls").
    emoji : float
        Share of posts that end in an emoji.
    """

    lower: bool = False
    bare: bool = False
    loud: float = 0.0
    slips: float = 0.0
    short: float = 0.0
    emoji: float = 0.0


#: register -> share of writers who never use capitals, of bare writers, of short forms and of emoji
REGISTERS = {
    "x": (0.40, 0.45, 0.25, 0.14),
    "instagram": (0.45, 0.55, 0.22, 0.35),
    "review": (0.20, 0.30, 0.10, 0.08),
    "community": (0.15, 0.20, 0.06, 0.08),
    "survey": (0.20, 0.45, 0.04, 0.01),
    "support": (0.05, 0.08, 0.02, 0.00),
}


def make_voice(dice: Dice, register: str) -> Voice:
    """Draw a writer's habits for one register."""
    lower, bare, short, emoji = REGISTERS[register]
    careless = dice.chance(0.3)
    return Voice(
        lower=dice.chance(lower),
        bare=dice.chance(bare),
        loud=0.3 if dice.chance(0.2) else 0.04,
        slips=0.05 if careless else 0.008,
        short=0.7 if dice.chance(short) else 0.0,
        emoji=2 * emoji if dice.chance(0.5) else 0.0,
    )


def _slip(dice: Dice, word: str) -> str:
    spot = dice.between(1, len(word) - 3)
    kind = dice.below(3)
    if kind == 0:
        return word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    if kind == 1:
        return word[:spot] + word[spot + 1 :]
    return word[: spot + 1] + word[spot] + word[spot + 1 :]


def _shorten(dice: Dice, text: str, share: float) -> str:
    for long, brief in pairs("voice", "swaps"):
        if dice.chance(share):
            text = re.sub(rf"\b{long}\b", brief, text)
    return text


def speak(dice: Dice, text: str, voice: Voice, *, tone: str, english: bool = True) -> str:
    """Return the text as this person would type it."""
    if english and voice.short:
        text = _shorten(dice, text, voice.short)
    if english and voice.slips:
        text = WORD.sub(lambda word: _slip(dice, word[0]) if dice.chance(voice.slips) else word[0], text)
    if voice.lower:
        text = text.lower()
    if voice.bare:
        text = text.rstrip(". ").replace("'", "")
    if ord(text[-1]) > LAST_LETTER:
        return text
    if dice.chance(voice.loud):
        text = text.rstrip(".! ") + dice.pick(("!", "!!", "!!!"))
    if dice.chance(voice.emoji):
        text = f"{text} {dice.pick(tables('voice', 'emoji')[tone])}"
    return text
