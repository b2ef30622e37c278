"""For each key the cheapest costs at which it was reached: what tells a search that somebody has been there before.

A cost has several parts, so several may be cheapest.  Of a long search there are millions of entries: equal sets of costs are
one object.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

from forkingpaths.explore.trace import Cost

Key = TypeVar("Key", bound=Hashable)
Costs = tuple[Cost, ...]
_one_of_each: dict[Costs, Costs] = {}


class Cheapest(Generic[Key]):
    """A table; entries are added, and taken back in the reverse order."""

    __slots__ = ("costs",)

    def __init__(self) -> None:
        self.costs: dict[Key, Costs] = {}

    def __len__(self) -> int:
        return len(self.costs)

    def holds(self, key: Key, cost: Cost) -> bool:
        """Whether it was reached at a cost no dearer in any part."""
        return any(
            preemptions <= cost[0] and signals <= cost[1] and outside <= cost[2]
            for preemptions, signals, outside in self.costs.get(key, ())
        )

    def improve(self, key: Key, cost: Cost) -> bool:
        """Note a cost; False when it was reached as cheaply before."""
        known = self.costs.get(key)
        if known is None:
            costs: Costs = (cost,)
        elif self.holds(key, cost):
            return False
        else:
            costs = (*known, cost)
        self.costs[key] = _one_of_each.setdefault(costs, costs)
        return True

    def take_back(self, key: Key) -> None:
        """Forget the cost noted last."""
        costs = self.costs[key][:-1]
        if costs:
            self.costs[key] = _one_of_each.setdefault(costs, costs)
        else:
            del self.costs[key]
