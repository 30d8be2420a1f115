"""Our own posts: five series, their reach, and how people answered them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from workbench.simulate.dice import Dice
from workbench.simulate.items import Item
from workbench.simulate.plan import MONTHS, ZONE
from workbench.simulate.wording import lists

POSTS_A_MONTH = 10


@dataclass(frozen=True)
class Series:
    """A series of own posts.

    Parameters
    ----------
    name, hashtag, intent : str
        As in project.toml.
    weekdays : tuple of int
        Days it usually stands on, Monday 0.
    effect : tuple of float
        Response per person reached in each month, against a usual post.
    draw : float
        How many comments without a topic it draws.
    """

    name: str
    hashtag: str
    intent: str
    weekdays: tuple[int, ...]
    effect: tuple[float, ...]
    draw: float


SERIES = (
    Series("Tip Tuesday", "#TipTuesday", "educate", (1, 3), (1.8,) * 6, 3.0),
    Series("Friday Quiz", "#FridayQuiz", "connect", (4, 6), (1.0, 1.0, 0.85, 0.7, 0.55, 0.4), 3.0),
    Series("Behind the Desk", "#BehindTheDesk", "connect", (0, 2), (0.9,) * 6, 2.0),
    Series("Customer Story", "#CustomerStory", "inspire", (2, 5), (1.1,) * 6, 2.0),
    Series("What's New", "#WhatsNew", "inform", (0, 3), (0.9,) * 6, 1.5),
)
RATE, SPREAD = 0.02, 0.6  # usual response per person reached; standard deviation of its logarithm


@dataclass(frozen=True)
class Post:
    """One of our posts with its lifetime figures."""

    post_id: str
    series: str
    month: int
    published: datetime
    text: str
    form: str
    reach: int
    views: int
    likes: int
    shares: int
    saves: int
    follows: int
    comments: int = 0


def _days(month: int, series: Series) -> list[int]:
    """Return the ten days of a month on which a series stands."""
    first = datetime.fromisoformat(f"{MONTHS[month]}-01")
    days = [first + timedelta(days=n) for n in range(31)]
    days = [day for day in days if day.month == first.month]
    usual = [day.day for day in days if day.weekday() in series.weekdays]
    extra = [day.day for day in days if day.weekday() == (series.weekdays[0] + 5) % 7]
    return sorted((usual + extra)[:POSTS_A_MONTH])


def _post(dice: Dice, series: Series, month: int, day: int, number: int) -> Post:
    local = datetime.fromisoformat(f"{MONTHS[month]}-{day:02d}").replace(
        hour=dice.pick((7, 8, 12, 17, 18)), minute=dice.pick((0, 5, 15, 30)), tzinfo=ZoneInfo(ZONE)
    )
    reach = int(math.exp(8.6 + 0.45 * dice.normal()))
    value = reach * RATE * series.effect[month] * math.exp(SPREAD * dice.normal())
    saves = int(value * (0.45 + 0.2 * dice.uniform()))
    text = f"{dice.pick(lists('company', 'posts', series.name))} {series.hashtag} #pennimoor"
    return Post(
        post_id=f"1803{number:013d}",
        series=series.name,
        month=month,
        published=local.astimezone(UTC),
        text=text,
        form=dice.pick(("IG reel", "IG carousel", "IG image")),
        reach=reach,
        views=int(reach * (1.2 + 0.6 * dice.uniform())),
        likes=int(reach * 0.05 * math.exp(0.3 * dice.normal())),
        shares=max(0, round(value) - saves),
        saves=saves,
        follows=int(reach * 0.002 * dice.uniform()),
    )


def make_posts(seed: int) -> list[Post]:
    """Return our posts, by time: ten a month in each series."""
    dice = Dice(seed, "content")
    posts = [
        _post(dice, series, month, day, 104_729 * (1 + n * 60 + month * 10 + at))
        for n, series in enumerate(SERIES)
        for month in range(len(MONTHS))
        for at, day in enumerate(_days(month, series))
    ]
    return sorted(posts, key=lambda post: (post.published, post.post_id))


@dataclass(frozen=True)
class Commented:
    """Items with comments moved behind their post, the post of each comment, and posts with their counts."""

    items: list[Item]
    post_of: dict[str, str]
    posts: list[Post]


def link_comments(seed: int, items: Sequence[Item], posts: Sequence[Post]) -> Commented:
    """Give every Instagram comment the post that it stands under.

    A comment on Tip Tuesday stands under such a post; others under one of the newest, livelier series more often.
    """
    dice = Dice(seed, "links")
    draw = {series.name: (series.draw, series.effect) for series in SERIES}
    linked: list[Item] = []
    post_of: dict[str, str] = {}
    counts = dict.fromkeys((post.post_id for post in posts), 0)
    for item in items:
        if item.channel.name != "instagram":
            linked.append(item)
            continue
        fitting = [post for post in posts if "tips" not in item.topics or post.series == "Tip Tuesday"]
        before = [post for post in fitting if post.published < item.when][-6:]
        weights = {
            str(at): draw[post.series][0] * draw[post.series][1][item.month] / (len(before) - at)
            for at, post in enumerate(before)
        }
        chosen = before[int(dice.weighted(weights))] if before else fitting[0]
        when = item.when if before else chosen.published + timedelta(seconds=dice.between(60, 20_000))
        linked.append(replace(item, when=when))
        post_of[item.key] = chosen.post_id
        counts[chosen.post_id] += 1
    ordered = sorted(linked, key=lambda item: (item.when, item.key))
    return Commented(ordered, post_of, [replace(post, comments=counts[post.post_id]) for post in posts])
