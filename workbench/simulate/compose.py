"""From topic to text: sentences put together as people do in each channel."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.simulate.dice import Dice
from workbench.simulate.plan import CHAT, MONTHS, NO_REASON, Channel
from workbench.simulate.voice import Voice, speak
from workbench.simulate.wording import Topic, common, fill, lists, topic

#: register -> shares of posts that add a detail, a second detail, a wish
PARTS = {
    "x": (0.50, 0.05, 0.15),
    "instagram": (0.42, 0.05, 0.18),
    "review": (0.65, 0.22, 0.22),
    "survey": (0.55, 0.12, 0.15),
    "community": (0.80, 0.35, 0.45),
    "support": (0.95, 0.45, 0.75),
}
LONG_TICKET = 0.30  # share of tickets of sixty words and more
SECOND_POINT = 0.22  # share of posts with reasons that name a second trouble of the same topic
LETTER = 0.4  # share of tickets written like a letter, with blank lines
TO_PEERS = re.compile(r"\b(anyone|anybody|you all|who of you|others|other small teams|someone post|who else)\b", re.I)
PRAISE_IN_TICKETS = 0.02
PRAISE = 0.10  # share of posts on a topic of trouble or wishes that are content with it


@dataclass(frozen=True)
class Wish:
    """What a post has to say.

    Parameters
    ----------
    channel : Channel
        Where it stands.
    topics : tuple of str
        One or two topics, or one of `NO_REASON` and `CHAT`.
    month : int
        Number of the month; some things can be said only from a month on.
    lang : str
        Language of the text.
    voice : Voice
        The writer's habits.
    """

    channel: Channel
    topics: tuple[str, ...]
    month: int
    lang: str
    voice: Voice


@dataclass(frozen=True)
class Said:
    """A finished text with its title and tone (bad, wish, ask, good, mid)."""

    text: str
    title: str
    tone: str


def _sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" else text + ("?" if _asks(text) else ".")


def _asks(text: str) -> bool:
    start, _, rest = text.lower().partition(" ")
    if start == "would":
        return rest.startswith(("it ", "you "))
    return start in {"how", "why", "which", "who", "does", "is", "can", "could", "anyone", "do", "did", "what"}


def _sayable(wish: Wish, phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the phrases that fit the channel: questions to other users make no sense in a ticket or a review."""
    if wish.channel.register in ("x", "instagram", "community"):
        return phrases
    return tuple(phrase for phrase in phrases if not TO_PEERS.search(phrase))


def _body(dice: Dice, wish: Wish, about: Topic, *, tone: str) -> list[str]:
    """Return the sentences on one topic: the point, then perhaps reasons and a wish."""
    first, second, asked = PARTS[wish.channel.register]
    month = MONTHS[wish.month]
    # Reasons and wishes are written for trouble, so whoever is content only states the point.
    if tone != about.tone:
        return [fill(dice, dice.pick(about.praise), about.slots)]
    chosen: list[str] = [dice.pick(_sayable(wish, about.at("cores", month)))]
    if dice.chance(first):
        details = _sayable(wish, about.at("cores" if dice.chance(SECOND_POINT) else "details", month))
        chosen += dice.sample(details, 2 if dice.chance(second) else 1)
    if dice.chance(asked):
        chosen.append(dice.pick(_sayable(wish, about.at("asks", month))))
    return [fill(dice, phrase, about.slots) for phrase in dict.fromkeys(chosen)]


def _opened(dice: Dice, wish: Wish, text: str, *, content: bool = False) -> str:
    register = wish.channel.register
    openers = (
        lists("voice", "content", "openers")
        if content and register != "support"
        else lists("voice", "openers", register)
    )
    opener = fill(dice, dice.pick(openers), common())
    if not opener:
        return text
    if register == "support" and dice.chance(LETTER):
        return f"{opener.rstrip()}\n\n{text}"
    starts_anew = opener.rstrip()[-1] in ".!?" or (register == "support" and dice.chance(0.7))
    if opener[0] == "@" or starts_anew or _keeps_capital(text):
        return opener + text
    return opener + text[0].lower() + text[1:]


def _keeps_capital(text: str) -> bool:
    word = text.split(" ")[0]
    return word in ("I", "I'd", "I'm", "Tip", "Tuesday") or (len(word) > 1 and word.isupper())


def _closed(dice: Dice, wish: Wish, text: str, *, content: bool) -> str:
    register = wish.channel.register
    polite = register in ("support", "instagram")
    closers = lists("voice", "content", "closers") if content and not polite else lists("voice", "closers", register)
    closer = fill(dice, dice.pick(closers), common())
    if "\n" in text and closer:
        closer = "\n\n" + closer.strip()
    return text + closer


def _on_topic(dice: Dice, wish: Wish) -> Said:
    register = wish.channel.register
    about = topic(wish.topics[0])
    content = about.tone != "good" and dice.chance(PRAISE_IN_TICKETS if register == "support" else PRAISE)
    tone = "good" if content else about.tone
    said = _body(dice, wish, about, tone=tone)
    if register == "support" and not content:
        said += [fill(dice, part, common()) for part in _context(dice)]
    for other in wish.topics[1:]:
        more = topic(other)
        joined = fill(dice, dice.pick(_sayable(wish, more.at("cores", MONTHS[wish.month]))), more.slots)
        said.append(dice.pick(lists("voice", "joins")).strip() + " " + joined)
    if register in ("x", "instagram") and wish.voice.lower and dice.chance(0.4):
        text = re.sub(r"([?!]),", r"\1", ", ".join(part.rstrip(".") for part in said))
    else:
        text = " ".join(_sentence(part) for part in said)
    pleased = tone == "good"
    text = _closed(dice, wish, _opened(dice, wish, text, content=pleased), content=pleased)
    title = dice.pick(lists("noreason", "good")) if content else fill(dice, dice.pick(about.titles), about.slots)
    return Said(text, title, tone)


def _context(dice: Dice) -> list[str]:
    count = dice.between(3, 5) if dice.chance(LONG_TICKET) else dice.between(0, 1)
    return dice.sample(lists("voice", "context"), count)


def _foreign(dice: Dice, wish: Wish) -> Said:
    key = wish.topics[0]
    files = {NO_REASON: "noreason", CHAT: "chat"}
    pool = lists(files[key], "other", wish.lang) if key in files else topic(key).other.get(wish.lang, ())
    tone = topic(key).tone if key not in files else "mid"
    said = list(dice.sample(pool, 2 if dice.chance(0.35) and len(pool) > 1 and key not in files else 1))
    said += [dice.pick(topic(other).other[wish.lang]) for other in wish.topics[1:]]
    text = " ".join(said)
    if tone not in ("good", "mid"):
        opener = dice.pick(lists("voice", "foreign", wish.lang, "openers"))
        closer = dice.pick(lists("voice", "foreign", wish.lang, "closers"))
        text = opener + text + closer
    title = dice.pick(pool).split(",")[0].rstrip(".!?")
    return Said(text, title, tone)


def _no_reason(dice: Dice, wish: Wish) -> Said:
    register = wish.channel.register
    tone = dice.weighted({"good": 5, "bad": 3, "mid": 1})
    if register == "instagram":
        return Said(dice.pick(lists("noreason", "social")), "", "good")
    if register == "survey" and dice.chance(0.6):
        return Said(dice.pick(lists("noreason", "answers")), "", tone)
    words = dice.pick(lists("noreason", tone))
    if dice.chance(0.25):
        words = f"{words}, {dice.pick(lists('noreason', tone))}"
    title = dice.pick(lists("noreason", tone))
    tails = "bad_tails" if tone == "bad" else "tails"
    return Said(words + dice.pick(lists("noreason", tails)), title, tone)


def _chat(dice: Dice, wish: Wish) -> Said:
    register = wish.channel.register
    said = fill(dice, dice.pick(lists("chat", register)), common())
    text = _opened(dice, wish, said) if register in ("support", "x") else said
    if register in ("support", "community"):
        text = _sentence(text) + fill(dice, dice.pick(lists("voice", "closers", register)), common())
    titles = {"support": lists("chat", "subjects"), "review": lists("noreason", "mid")}
    title = dice.pick(titles[register]) if register in titles else said.rstrip(".?!")
    return Said(text, title, "mid")


def compose(dice: Dice, wish: Wish) -> Said:
    """Write one post.

    Parameters
    ----------
    dice : Dice
        The stream of draws.
    wish : Wish
        What to say, where, and in whose voice.
    """
    if wish.lang != "en":
        said = _foreign(dice, wish)
    elif wish.topics[0] == NO_REASON:
        said = _no_reason(dice, wish)
    elif wish.topics[0] == CHAT:
        said = _chat(dice, wish)
    else:
        said = _on_topic(dice, wish)
    emoji = "wish" if said.tone == "mid" else said.tone
    plain = wish.topics[0] == NO_REASON and wish.channel.register == "instagram"
    text = said.text if plain else speak(dice, said.text, wish.voice, tone=emoji, english=wish.lang == "en")
    text = text.strip()
    title = speak(dice, said.title, wish.voice, tone=emoji, english=wish.lang == "en") if said.title else ""
    return Said(text, title, said.tone)
