"""What is planted by hand on top of the plan: a loud author, copies, a campaign, reposts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from workbench.simulate.compose import Said, Wish, compose
from workbench.simulate.dice import Dice
from workbench.simulate.items import Item, moment
from workbench.simulate.people import Person
from workbench.simulate.plan import (
    CAMPAIGN_ACCOUNTS,
    CAMPAIGN_DAYS,
    CAMPAIGN_POSTS,
    CHANNELS,
    COPIES,
    LOUD_POSTS,
    MONTHS,
    Channel,
)
from workbench.simulate.voice import Voice
from workbench.simulate.wording import line, lists

OCTOBER = len(MONTHS) - 1
REPOSTS = 12
STRANGERS = 100_000  # numbers of people who exist only in what is planted


def _channel(name: str) -> Channel:
    return next(channel for channel in CHANNELS if channel.name == name)


def _stranger(number: int, handle: str) -> Person:
    return Person(
        STRANGERS + number, customer=False, public=True, handle=handle, x_handle=handle, name="", email="",
        external_id="", plan="", region="", lang="en", activity=1.0, joined=0, left=OCTOBER, status="",
        handle_listed=False,
    )  # fmt: skip


def loud_author(seed: int) -> list[Item]:
    """Return the posts of one person who writes about one topic all autumn, never twice the same."""
    dice = Dice(seed, "loud")
    channel, person = _channel("x-mentions"), _stranger(0, "nightshift_nora")
    voice = Voice(lower=True, bare=True, loud=0.1, slips=0.01, emoji=0.1)
    items: list[Item] = []
    seen: set[str] = set()
    while len(items) < LOUD_POSTS:
        said = compose(dice, Wish(channel, ("dark",), 4, "en", voice))
        if said.text in seen or said.tone != "bad":
            continue
        seen.add(said.text)
        month = 2 + len(items) * 4 // LOUD_POSTS
        when = moment(dice, month, days=(13, 30) if month == 2 else None)
        key = f"x-mentions:loud:{len(items):04d}"
        items.append(Item(key, channel, month, when, person, False, ("dark",), said, "en", None, "loud"))
    return items


def campaign(seed: int) -> list[Item]:
    """Return one week's posts of accounts that say nearly the same and nothing else."""
    dice = Dice(seed, "campaign")
    channel = _channel("x-mentions")
    accounts = [_stranger(1 + n, f"fair_price_{n * 37 + 11}") for n in range(CAMPAIGN_ACCOUNTS)]
    items = []
    for number in range(CAMPAIGN_POSTS):
        text = dice.pick(lists("company", "campaign"))
        if dice.chance(0.3):
            text = f"{text} {dice.pick(('🔥', '📢', '😤', 'pls rt', '1/1'))}"
        said = Said(f"@pennimoor {text}" if dice.chance(0.5) else f"{text} @pennimoor", "", "bad")
        when = moment(dice, OCTOBER, days=CAMPAIGN_DAYS)
        person = accounts[number % CAMPAIGN_ACCOUNTS]
        key = f"x-mentions:campaign:{number:04d}"
        items.append(Item(key, channel, OCTOBER, when, person, False, ("price",), said, "en", None, "campaign"))
    return items


def copies(seed: int, items: Sequence[Item]) -> list[Item]:
    """Return the items with some tickets in the words that the app's error form fills in."""
    dice = Dice(seed, "copies")
    eligible = [
        number
        for number, item in enumerate(items)
        if item.channel.name == "tickets" and item.topics == ("bank",) and item.lang == "en" and item.month > 0
    ]
    changed = list(items)
    said = Said(line("company", "copy"), "Bank connection", "bad")
    for number in dice.sample(eligible, COPIES):
        changed[number] = replace(items[number], said=said, planted="copy")
    return changed


def reposts(seed: int, items: Sequence[Item]) -> list[Item]:
    """Return posts on X that pass on somebody else's words."""
    dice = Dice(seed, "reposts")
    pool = [item for item in items if item.channel.name == "x-mentions" and len(item.said.text) > 40]
    people = [item.person for item in pool]
    found = []
    for number, item in enumerate(dice.sample(pool, REPOSTS)):
        when = item.when + timedelta(minutes=dice.between(1, 40))
        author = item.person.x_handle if item.person else ""
        said = Said(f"RT @{author}: {item.said.text}", "", item.said.tone)
        key = f"x-mentions:repost:{number:04d}"
        person = dice.pick(people)
        customer = bool(person and person.customer)
        found.append(replace(item, key=key, when=when, person=person, customer=customer, said=said, planted="repost"))
    return found


def with_planted(seed: int, items: Sequence[Item]) -> list[Item]:
    """Return the plan's items with everything planted, in order of time."""
    changed = copies(seed, items)
    everything = [*changed, *loud_author(seed), *campaign(seed), *reposts(seed, changed)]
    return sorted(everything, key=lambda item: (item.when, item.key))
