"""The plan of the sample: months, channels, volumes, and how often whom talks about what."""

from __future__ import annotations

from dataclasses import dataclass

MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
ZONE = "Europe/Berlin"
#: Eleven topics of users, and one that only people inside bring up.
TOPICS = (
    "signin", "export", "price", "team", "scanner", "recurring", "bank", "dark", "vat", "offline", "tips",
)  # fmt: skip
INSIDE_ONLY = "onboarding"
QUIET = "offline"
NO_REASON, CHAT = "no reason", "chat"


@dataclass(frozen=True)
class Channel:
    """One channel of the sample.

    Parameters
    ----------
    name : str
        Name of its source in project.toml.
    register : str
        How people write there.
    origin : str
        The door, as in project.toml.
    volume : tuple of int
        Posts in each of the six months, before anything planted is added.
    customers : float
        Share of posts that customers write.
    weights : dict of str to float
        Relative weight of what has no fixed share (`FIXED`, `VAT`).
    """

    name: str
    register: str
    origin: str
    volume: tuple[int, ...]
    customers: float
    weights: dict[str, float]

    @property
    def public(self) -> bool:
        """Whether everyone can read along."""
        return self.origin in ("social", "community", "review")


def _weights(*numbers: float) -> dict[str, float]:
    keys = ("price", "recurring", "bank", "dark", "tips", NO_REASON, CHAT)
    return dict(zip(keys, numbers, strict=True))


CHANNELS = (
    Channel("google-play", "review", "review", (228, 236, 240, 250, 262, 290), 0.8,
            _weights(14, 3, 6, 8, 0.5, 30, 4)),
    Channel("app-store", "review", "review", (132, 138, 142, 150, 160, 184), 0.8,
            _weights(14, 3, 6, 10, 0.5, 28, 4)),
    Channel("instagram", "instagram", "social", (310, 318, 322, 330, 340, 352), 0.25,
            _weights(14, 1, 2, 5, 26, 20, 18)),
    Channel("x-mentions", "x", "social", (226, 234, 214, 246, 254, 276), 0.4,
            _weights(27, 3, 5, 6, 4, 11, 16)),
    Channel("tickets", "support", "support", (232, 238, 242, 248, 254, 286), 1.0,
            _weights(3, 12, 30, 1, 0, 0, 9)),
    Channel("survey", "survey", "survey", (108, 110, 112, 116, 120, 128), 1.0,
            _weights(5, 5, 14, 5, 4, 20, 6)),
    Channel("community", "community", "community", (138, 142, 144, 150, 156, 166), 0.75,
            _weights(5, 6, 8, 6, 5, 3, 16)),
)  # fmt: skip

#: Topics with the same share in every channel and for everybody: the planted nulls.
FIXED: dict[str, tuple[float, ...]] = {
    "export": (0.11,) * 6,
    "scanner": (0.08,) * 6,
    "offline": (0.05,) * 6,
    "signin": (0.045, 0.045, 0.045, 0.045, 0.045, 0.135),
    "team": (0.0, 0.0, 0.0, 0.025, 0.05, 0.075),
}
#: VAT, (customers, others): customers talk less about it within every public channel and more on the whole, because
#: they arrive through support and the community, where it is a great topic (Simpson's reversal).
VAT: dict[str, tuple[float, float]] = {
    "google-play": (0.02, 0.02), "app-store": (0.02, 0.02), "instagram": (0.005, 0.025), "x-mentions": (0.02, 0.04),
    "tickets": (0.14, 0.14), "survey": (0.10, 0.10), "community": (0.20, 0.32),
}  # fmt: skip
#: (customers, others): who raises it in public channels.
LEANING: dict[str, tuple[float, float]] = {
    "price": (0.7, 1.25), "tips": (0.5, 1.3), "bank": (2.0, 0.2), "recurring": (1.8, 0.1),
}  # fmt: skip
#: What the September decision did: doubled standing invoices in October against before.
RECURRING_AFTER_FIX = 0.4

SIGNIN_FROM = (5, 7)  # month number, day: a day after release 4.2
OUTAGE = ("x-mentions", 2, 8, 12)  # channel, month number, first and last day without a row
COMBO = 0.10  # share of posts with a reason that hold a second topic
HABIT = 0.15  # share of posts in which a person stays with the last topic in that channel
FOREIGN = 0.08  # share of people who write in another language
LANGUAGES = {"de": 5.0, "fr": 2.2, "es": 2.0, "nl": 1.2}
COPIES = 80
LOUD_POSTS = 64
CAMPAIGN_ACCOUNTS, CAMPAIGN_POSTS = 25, 40
CAMPAIGN_DAYS = (12, 18)  # of October
INSIDE_ONLY_POSTS = 8


def shares(channel: Channel, month: int, *, customer: bool) -> dict[str, float]:
    """Return the share of each topic, of posts without a reason and of chat; they sum to one.

    Parameters
    ----------
    channel : Channel
        Where the post stands.
    month : int
        Number of the month in `MONTHS`.
    customer : bool
        Whether the writer is a customer.
    """
    side = 0 if customer else 1
    fixed = {key: by_month[month] for key, by_month in FIXED.items()}
    fixed["vat"] = VAT[channel.name][side]
    rest = dict(channel.weights)
    if channel.origin in ("social", "community"):
        rest = {key: weight * LEANING.get(key, (1.0, 1.0))[side] for key, weight in rest.items()}
    if month == len(MONTHS) - 1:
        rest["recurring"] *= RECURRING_AFTER_FIX
    scale = (1 - sum(fixed.values())) / sum(rest.values())
    return fixed | {key: weight * scale for key, weight in rest.items()}
