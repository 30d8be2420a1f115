"""What was said: every post of every channel, with its truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from workbench.simulate.compose import Said, Wish, compose
from workbench.simulate.dice import Dice
from workbench.simulate.people import Person
from workbench.simulate.plan import (
    CHANNELS,
    CHAT,
    COMBO,
    FOREIGN,
    HABIT,
    INSIDE_ONLY,
    INSIDE_ONLY_POSTS,
    LANGUAGES,
    MONTHS,
    NO_REASON,
    OUTAGE,
    SIGNIN_FROM,
    TOPICS,
    ZONE,
    Channel,
    shares,
)
from workbench.simulate.speakers import Speakers
from workbench.simulate.voice import make_voice

HOURS = (1, 1, 1, 1, 1, 1, 3, 6, 9, 10, 9, 8, 8, 8, 8, 9, 9, 9, 10, 11, 11, 9, 6, 3)
STARS = {"bad": (50, 25, 15, 7, 3), "wish": (8, 17, 35, 30, 10), "ask": (5, 15, 40, 30, 10),
         "good": (0, 0, 3, 22, 75), "mid": (3, 10, 60, 20, 7)}  # fmt: skip
SCORES = {"bad": (8, 4, 6, 9, 11, 16, 18, 14, 9, 4, 1), "wish": (1, 1, 2, 3, 5, 12, 16, 24, 24, 8, 4),
          "ask": (1, 1, 2, 3, 6, 14, 16, 24, 22, 8, 3), "good": (0, 0, 0, 0, 0, 1, 2, 8, 24, 33, 32),
          "mid": (1, 1, 2, 3, 6, 16, 18, 22, 18, 9, 4)}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One post and what is true about it.

    Parameters
    ----------
    key : str
        Unique and in order of making; becomes the native id.
    channel : Channel
        Where it stands.
    month : int
        Number of the local month.
    when : datetime
        In UTC, to the second.
    person : Person or None
        The writer; none where a door names nobody.
    customer : bool
        Whether the writer is a customer, known or not.
    topics : tuple of str
        Topics, or one of `NO_REASON` and `CHAT`.
    said : Said
        Title, text, tone.
    lang : str
        Language of the text.
    rating : int or None
        Stars or a score from 0 to 10.
    planted : str
        loud, copy, campaign, repost, or empty.
    """

    key: str
    channel: Channel
    month: int
    when: datetime
    person: Person | None
    customer: bool
    topics: tuple[str, ...]
    said: Said
    lang: str
    rating: int | None
    planted: str = ""


def moment(dice: Dice, month: int, *, days: tuple[int, int] | None = None) -> datetime:
    """Return a time in a local month, in UTC: more by day and in the evening than at night."""
    first = datetime.fromisoformat(f"{MONTHS[month]}-01")
    last_day = ((first + timedelta(days=32)).replace(day=1) - timedelta(days=1)).day
    low, high = days or (1, last_day)
    hour = int(dice.weighted({str(hour): weight for hour, weight in enumerate(HOURS)}))
    local = first.replace(
        day=dice.between(low, high), hour=hour, minute=dice.below(60), second=dice.below(60), tzinfo=ZoneInfo(ZONE)
    )
    return local.astimezone(UTC)


def _when(dice: Dice, channel: Channel, month: int, topics: tuple[str, ...]) -> datetime:
    days = None
    if "signin" in topics and month == SIGNIN_FROM[0] and dice.chance(0.9):
        days = (SIGNIN_FROM[1], 31)
    while True:
        when = moment(dice, month, days=days)
        local = when.astimezone(ZoneInfo(ZONE))
        gap_channel, gap_month, first, last = OUTAGE
        if (channel.name, month) != (gap_channel, gap_month) or not first <= local.day <= last:
            return when


def rating_for(dice: Dice, channel: Channel, tone: str) -> int | None:
    """Return stars or a score that goes with the tone."""
    if channel.origin not in ("review", "survey"):
        return None
    scale = STARS if channel.origin == "review" else SCORES
    drawn = int(dice.weighted({str(step): weight for step, weight in enumerate(scale[tone])}))
    return drawn + (1 if channel.origin == "review" else 0)


@dataclass(frozen=True)
class _Place:
    """Where and by whom a post is written."""

    key: str
    channel: Channel
    month: int
    person: Person | None
    customer: bool


def _topics(dice: Dice, table: dict[str, float], level: float, last: tuple[str, ...]) -> tuple[str, ...]:
    if last and table.get(last[0], 0) > 0 and dice.chance(HABIT):
        first = last[0]
    else:
        first = dice.weighted(table, at=level)
    if first in (NO_REASON, CHAT) or not dice.chance(COMBO):
        return (first,)
    rest = {key: share for key, share in table.items() if key in TOPICS and key != first}
    return (first, dice.weighted(rest))


def _speaker(dice: Dice, speakers: Speakers, place: _Place, answered: set[tuple[int, int]]) -> Person | None:
    """Return who speaks; nobody by name in a shop, and each customer once in a wave of the survey."""
    if place.channel.origin == "review":
        return None
    while True:
        person = speakers.draw(dice, place.channel, place.month, customer=place.customer)
        once = (person.number, place.month // 3)
        if place.channel.origin != "survey" or once not in answered:
            answered.add(once)
            return person


def _levels(dice: Dice, channel: Channel, volume: int) -> list[tuple[bool, float]]:
    """Return for each post of a month whether a customer writes it, and a level in [0, 1) that settles its topic.

    Each side gets one level from each of as many equal steps, so that planned shares come out almost exactly.
    """
    customers = round(volume * channel.customers)
    sides = [(True, customers), (False, volume - customers)]
    levels = [(side, (step + dice.uniform()) / count) for side, count in sides for step in range(count)]
    return dice.shuffled(levels)


def make_items(seed: int, people: tuple[Person, ...]) -> list[Item]:
    """Return every post that the plan asks for, by channel and month, before anything is planted by hand."""
    speakers = Speakers(people)
    items: list[Item] = []
    for channel in CHANNELS:
        dice = Dice(seed, f"items:{channel.name}")
        last: dict[int, tuple[str, ...]] = {}
        answered: set[tuple[int, int]] = set()
        for month, volume in enumerate(channel.volume):
            for number, (customer, level) in enumerate(_levels(dice, channel, volume)):
                place = _Place(f"{channel.name}:{month}:{number:04d}", channel, month, None, customer)
                place = replace(place, person=_speaker(dice, speakers, place, answered))
                who = place.person.number if place.person else -1
                topics = _topics(dice, shares(channel, month, customer=customer), level, last.get(who, ()))
                if place.person:
                    last[who] = topics
                items.append(_write(dice, place, topics))
    return _with_inside_only(Dice(seed, "inside"), items)


def _write(dice: Dice, place: _Place, topics: tuple[str, ...], *, english: bool = False) -> Item:
    channel, person = place.channel, place.person
    if english:
        lang = "en"
    elif person is None:
        lang = dice.weighted(LANGUAGES) if dice.chance(FOREIGN) else "en"
    else:
        lang = person.lang if dice.chance(0.9) else "en"
    said = compose(dice, Wish(channel, topics, place.month, lang, make_voice(dice, channel.register)))
    return Item(
        place.key, channel, place.month, _when(dice, channel, place.month, topics), person, place.customer, topics,
        said, lang, rating_for(dice, channel, said.tone),
    )  # fmt: skip


def _with_inside_only(dice: Dice, items: list[Item]) -> list[Item]:
    """Turn a handful of posts into what is otherwise only said inside the company."""
    eligible = [n for n, item in enumerate(items) if item.lang == "en" and item.topics == (CHAT,) and item.person]
    changed = list(items)
    for number in dice.sample(eligible, INSIDE_ONLY_POSTS):
        item = items[number]
        place = _Place(item.key, item.channel, item.month, item.person, item.customer)
        changed[number] = _write(dice, place, (INSIDE_ONLY,), english=True)
    return changed
