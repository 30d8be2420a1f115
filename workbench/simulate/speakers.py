"""Who speaks next: people by activity, among those who are there."""

from __future__ import annotations

from bisect import bisect_right

from workbench.simulate.dice import Dice
from workbench.simulate.people import Person
from workbench.simulate.plan import MONTHS, Channel


class Speakers:
    """Draws who speaks: people by activity among those who are there in a month."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self._pools: dict[tuple[bool, bool, int], tuple[list[Person], list[float]]] = {}
        for month in range(len(MONTHS)):
            there = [person for person in people if person.joined <= month <= person.left]
            for customer, public in ((True, True), (True, False), (False, True)):
                # Every customer may write a ticket; only some customers speak in public.
                pool = [person for person in there if person.customer == customer and (person.public or not public)]
                sums: list[float] = []
                for person in pool:
                    sums.append(person.activity + (sums[-1] if sums else 0.0))
                self._pools[customer, public, month] = (pool, sums)

    def draw(self, dice: Dice, channel: Channel, month: int, *, customer: bool) -> Person:
        """Return one person, likely in proportion to activity."""
        pool, sums = self._pools[customer, channel.public, month]
        return pool[min(bisect_right(sums, dice.uniform() * sums[-1]), len(pool) - 1)]
