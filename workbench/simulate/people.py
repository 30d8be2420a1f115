"""Who speaks: customers and followers, their names in each channel, and what the customer list knows of them."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.simulate.dice import Dice
from workbench.simulate.plan import FOREIGN, LANGUAGES, MONTHS
from workbench.simulate.wording import lists

CUSTOMERS, CUSTOMERS_IN_PUBLIC, FOLLOWERS = 2400, 850, 2100
#: Activity is Pareto with this shape, as in statistics §8, cut so that nobody but the planted author is loud.
ACTIVITY_SHAPE, ACTIVITY_CAP = 1.3, 14.0
OTHER_LANGUAGE_BELOW = 5.0  # activity
PLANS = {"free": 3.0, "solo": 5.0, "studio": 2.0}
REGIONS = {"DACH": 5.0, "Benelux": 2.0, "UK & Ireland": 2.0, "France": 1.0, "Iberia": 1.0, "Nordics": 1.0}
DOMAINS = ("example.com", "example.org", "mail.example.com", "post.example.org")
LISTED = 0.78  # customers on the customer list
LISTED_HANDLE = 0.72  # of those: the list knows the handle
LISTED_FOLLOWER = 0.45  # followers whom a newsletter or webinar list knows as no customers
SAME_HANDLE = 0.78  # people with one handle in all channels


@dataclass(frozen=True)
class Person:
    """Somebody made up.

    Parameters
    ----------
    number : int
        Counts all people from 0; the hidden truth.
    customer, public : bool
        Pays for the product; speaks in public channels.
    handle, x_handle : str
        Name on Instagram and in the community; name on X.
    name, email, external_id : str
        As the help desk and the customer list know them; the number is empty for followers.
    plan, region, lang : str
        Bands, and the language of writing.
    activity : float
        Relative number of posts.
    joined, left : int
        First and last month number with anything to say.
    status : str
        Status on the customer list (customer, prospect, none, former); empty for people who are not on it.
    handle_listed : bool
        Whether the list holds the handle.
    """

    number: int
    customer: bool
    public: bool
    handle: str
    x_handle: str
    name: str
    email: str
    external_id: str
    plan: str
    region: str
    lang: str
    activity: float
    joined: int
    left: int
    status: str
    handle_listed: bool

    @property
    def user_id(self) -> str:
        """Number of the account on Instagram and in the community."""
        return str(4_000_000_000 + self.number * 7919)

    @property
    def requester_id(self) -> str:
        """Number in the help desk, longer than a double can hold."""
        return str(18_182_686_500_000_000 + self.number * 104_729)

    @property
    def segment(self) -> str:
        """The true group of this person."""
        if not self.customer:
            return "audience only"
        return "both" if self.public else "customer only"


def _handle(dice: Dice, taken: set[str]) -> str:
    while True:
        first, second = (
            dice.pick(lists("company", "handles", "first")),
            dice.pick(lists("company", "handles", "second")),
        )
        parts = [first, second] if dice.chance(0.8) else [second, first]
        handle = dice.pick(lists("company", "handles", "join")).join(parts)
        if dice.chance(0.45):
            handle += str(dice.between(1, 99))
        # Dots are told from lines on Instagram only, so names that differ in them would meet on X.
        if handle.replace(".", "_") not in taken:
            taken.add(handle.replace(".", "_"))
            return handle


def _stay(dice: Dice) -> tuple[int, int]:
    """Return first and last month: a third are there all along, most others for a few months."""
    last = len(MONTHS) - 1
    if dice.chance(0.35):
        return 0, last
    joined = dice.between(0, last)
    return joined, min(last, joined + int(dice.waiting(2.0)))


def _status(dice: Dice, *, customer: bool) -> str:
    if customer:
        return "customer" if dice.chance(LISTED) else ""
    if not dice.chance(LISTED_FOLLOWER):
        return ""
    return dice.weighted({"none": 6, "prospect": 3, "former": 1})


def _person(dice: Dice, number: int, taken: set[str]) -> Person:
    customer = number < CUSTOMERS
    public = not customer or number < CUSTOMERS_IN_PUBLIC
    handle = _handle(dice, taken)
    if dice.chance(SAME_HANDLE):
        handle = x_handle = handle.replace(".", "_")
    else:
        x_handle = _handle(dice, taken).replace(".", "_")
    name = " ".join((dice.pick(lists("company", "handles", "first")).title(), chr(65 + dice.below(26)) + "."))
    joined, left = _stay(dice)
    status = _status(dice, customer=customer)
    activity = dice.pareto(ACTIVITY_SHAPE, ACTIVITY_CAP)
    # A few very active people would otherwise decide how much is not in English.
    writes_other = activity < OTHER_LANGUAGE_BELOW and dice.chance(FOREIGN * 1.35)
    lang = dice.weighted(LANGUAGES) if writes_other else "en"
    return Person(
        number=number,
        customer=customer,
        public=public,
        handle=handle,
        x_handle=x_handle,
        name=name,
        email=f"{handle.replace('_', '.')}{number}@{dice.pick(DOMAINS)}",
        external_id=f"C-{100_000 + number * 37}" if customer else "",
        plan=dice.weighted(PLANS) if customer else "",
        region=dice.weighted(REGIONS),
        lang=lang,
        activity=activity,
        joined=joined,
        left=left,
        status=status,
        handle_listed=bool(status) and (not customer or dice.chance(LISTED_HANDLE)),
    )


def make_people(seed: int) -> tuple[Person, ...]:
    """Return all people: customers first, those heard in public before the others, then followers."""
    dice = Dice(seed, "people")
    taken: set[str] = set()
    return tuple(_person(dice, number, taken) for number in range(CUSTOMERS + FOLLOWERS))
