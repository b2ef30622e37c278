"""How many schedules are left, estimated from those that were tried.

The search is a tree: a schedule's children are those that its run added.  Knuth (1975) estimates the size of a tree
from how nodes branch; Chen (1992) sorts the nodes into *strata* of about equal subtrees and learns how often a node of
each stratum has children in each other; Balasubramanian and others (arXiv 2512.23996) do so for the trees of
partial-order reduction.  Here a stratum is (generation, cost): how far from the root, and how much of the bounds is
used up.  The expected number of descendants of a node follows from the rates, the deepest strata first.  A stratum of
which nothing was executed yet has no rates: its nodes count for themselves alone, so a search that has not been deep
is estimated too small rather than too large.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forkingpaths.explore.branch import Branch

Stratum = tuple[int, int, int, int]  # generation, and the three parts of the cost


LARGEST = 10**9  # beyond it the number says nothing


@dataclass(slots=True)
class Estimate:
    """What is known of each stratum."""

    tried: dict[Stratum, int] = field(default_factory=dict)
    waiting: dict[Stratum, int] = field(default_factory=dict)
    children: dict[Stratum, dict[Stratum, int]] = field(
        default_factory=dict
    )  # of all that were tried, by theirs

    def born(self, parent: Stratum, child: Stratum) -> None:
        """A schedule waits to be tried."""
        self.waiting[child] = self.waiting.get(child, 0) + 1
        of_parent = self.children.setdefault(parent, {})
        of_parent[child] = of_parent.get(child, 0) + 1

    def taken(self, stratum: Stratum) -> None:
        """One that waited is being tried."""
        self.waiting[stratum] -= 1
        self.tried[stratum] = self.tried.get(stratum, 0) + 1

    def left(self) -> int:
        """How many schedules are still to be tried, about; at most LARGEST."""
        sizes: dict[Stratum, float] = {}  # of the tree below one schedule, itself included
        for stratum in sorted(self.waiting, reverse=True):
            tried = self.tried.get(stratum, 0)
            found = self.children.get(stratum, {})
            below = sum(count * sizes[child] for child, count in found.items())
            sizes[stratum] = 1.0 + (below / tried if tried else 0.0)
        return min(round(sum(count * sizes[stratum] for stratum, count in self.waiting.items())), LARGEST)


def stratum_of(branch: Branch) -> Stratum:
    """Where a schedule belongs."""
    return branch.generation, *branch.cost
