"""Time zones by name, checked."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator

NEAR = 3


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    # "localtime" and the like name whatever this machine is set to: the same project would differ elsewhere.
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


def near_zones(name: str) -> tuple[str, ...]:
    """Return up to three known zones that look like the name; a bare city is found too.

    Examples
    --------
    >>> near_zones("Europe/Berln")[0]
    'Europe/Berlin'
    >>> near_zones("berlin")
    ('Europe/Berlin',)
    """
    wanted = name.strip().replace(" ", "_").lower()
    ends = [zone for zone in _names() if zone.lower() == wanted or zone.lower().split("/")[-1] == wanted]
    if ends:
        return tuple(ends[:NEAR])
    lower = {zone.lower(): zone for zone in _names()}
    return tuple(lower[match] for match in difflib.get_close_matches(wanted, lower, n=NEAR, cutoff=0.6))


def checked_zone(name: str) -> str:
    """Return the name if it is a known zone such as Europe/Berlin or UTC.

    Raises
    ------
    ValueError
        If no such zone is known; the message names the nearest ones.
    """
    if name in _names():
        return name
    near = near_zones(name)
    hint = f"did you mean {' or '.join(near)}?" if near else "write it as Continent/City, such as Europe/Berlin, or UTC"
    msg = f"there is no time zone {name!r}; {hint}"
    raise ValueError(msg)


Zone = Annotated[str, AfterValidator(checked_zone)]
