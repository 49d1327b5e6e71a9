"""Repeatable choices: each is a function of the seed and of what is being chosen, nothing else.

Keyed draws rather than one stream: adding a unit, a form or a fault leaves every other choice as
it was, and the order in which things are generated does not matter.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
ONE_HUNDRED = 100


@dataclass(frozen=True)
class Dice:
    """A source of repeatable choices within one scope."""

    scope: str

    def at(self, *labels: object) -> "Dice":
        """Return the source of a narrower scope."""
        return Dice("|".join((self.scope, *map(str, labels))))

    def draw(self, *labels: object) -> int:
        """Return a whole number of 64 bits for the labels."""
        key = "|".join((self.scope, *map(str, labels))).encode()
        return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big")

    def number(self, low: int, high: int, *labels: object) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + self.draw(*labels) % (high - low + 1)

    def chance(self, percent: int, *labels: object) -> bool:
        """Return True for `percent` of the labels."""
        return self.draw(*labels) % ONE_HUNDRED < percent

    def pick(self, choices: Sequence[T], *labels: object) -> T:
        """Return one of the choices."""
        return choices[self.draw(*labels) % len(choices)]

    def shuffled(self, items: Iterable[T], *labels: object) -> list[T]:
        """Return the items in an order of their own; their `str` must tell them apart."""
        return sorted(items, key=lambda item: (self.draw(*labels, item), str(item)))
