"""The random strategies: who of those that can go on goes next.

A walk is asked once an event, with an Option for each task that can run and for each thing that may come
from outside (a pseudo-task of its own, with a negative number).  An event is what somebody could tell the moment of (sampling.py):
the papers count accesses to shared memory and calls that synchronise, and nothing else.  All look at nothing but the options, their
own random numbers and what earlier runs taught (explore/knowledge.py).

  Uniform   any of them, with equal chance ("walk": what the others are measured against)
  Pos       Partial Order Sampling (Yuan, Yang, Gu; CAV 2018).  Every event has a random priority of its own,
            drawn anew when an event that it races with has been carried out.
  Surw      Selectively Uniform Random Walk (Zhao, Wolff, Mathur, Roychoudhury; ASPLOS 2025).  Of the racing
            events, a part is chosen for this run: those over an object or two, or all.  The task whose event of
            that part comes next is drawn with the number of such events that it has left as its weight,
            which makes all orders of them equally likely; until then the others stop in front of theirs.
            How all other events are ordered the paper leaves open (its pickFrom): here as Pos orders them.
            Which part is left open too: see Surw.begin.
  Pct       Probabilistic Concurrency Testing (Burckhardt, Kothari, Musuvathi, Nagarakatte; ASPLOS 2010).
            Random priorities; the highest goes on; at `depth` - 1 random events of all that runs have the one
            that would make it falls below all others.  Events at which nobody else could go on are not counted
            ("Identifying Sequential Execution" in the paper).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Protocol

from forkingpaths.explore.knowledge import Knowledge
from forkingpaths.explore.trace import Key, Transition
from forkingpaths.kernel.scheduler import Choice

PCT_DEPTH = 3
ALL_OBJECTS = 0.1  # of the runs order all racing events, the others those over an object or two
ANY_OBJECT = (
    0.5  # of those take any object of the kind, the others one the likelier the more new orders it promises
)
TWO_OBJECTS = 0.25  # of those take another of the same kind as well
NOTHING: frozenset[Key] = frozenset()


@dataclass(slots=True)
class Option:
    """The next event of one task or pseudo-task, as far as it is known."""

    actor: int
    choice: Choice
    racing: set[Key] | frozenset[Key] = NOTHING  # objects that it races for
    reads: frozenset[Key] = NOTHING  # what it is expected to touch
    writes: frozenset[Key] = NOTHING
    is_event: bool = True  # False: nobody could tell when it was made, as far as is known


class Walk(Protocol):
    """One run's worth of choosing."""

    def pick(self, options: list[Option]) -> Option: ...
    def taken(self, transition: Transition) -> None: ...


@dataclass(slots=True)
class Uniform:
    """Everybody is equally likely."""

    chance: random.Random

    def pick(self, options: list[Option]) -> Option:
        return self.chance.choice(options)

    def taken(self, transition: Transition) -> None:
        pass


@dataclass(slots=True)
class Pos:
    """Every event has a priority of its own; see the top of the file."""

    chance: random.Random
    priorities: dict[int, float] = field(default_factory=dict)  # actor -> of its next event
    waiting: list[Option] = field(default_factory=list)  # the options that were not picked

    def pick(self, options: list[Option]) -> Option:
        best = self.highest(options)
        self.goes(best, options)
        return best

    def highest(self, options: list[Option]) -> Option:
        for option in options:
            if option.actor not in self.priorities:
                self.priorities[option.actor] = self.chance.random()
        return max(options, key=lambda o: self.priorities[o.actor])

    def goes(self, picked: Option, options: list[Option]) -> None:
        """`picked` of the options will be carried out."""
        self.priorities.pop(picked.actor, None)
        self.waiting = [o for o in options if o is not picked]

    def taken(self, transition: Transition) -> None:
        reads, writes = transition.reads, transition.writes
        for o in self.waiting:
            races = not writes.isdisjoint(o.reads) or not writes.isdisjoint(o.writes)
            if races or not reads.isdisjoint(o.writes):
                self.priorities.pop(o.actor, None)


@dataclass(slots=True)
class Surw:
    """Orders of the chosen events are equally likely; see the top of the file."""

    chance: random.Random
    chosen: set[Key] | None  # the objects whose events count; None: all racing events do
    left: dict[int, int]  # events to come, of an actor and of all that descend from it
    parent: dict[int, int]
    others: Pos  # the order of all other events
    seen: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)  # stand in front of an event that is not theirs to make yet
    intended: int | None = None

    @classmethod
    def begin(cls, chance: random.Random, knowledge: Knowledge) -> Surw:
        """Choose the events that count: now and then all, else those over one object or two of one kind.  The kind first (a thousand
        words of memory are no reason never to look at the one pipe), and what promises orders that were not seen is likelier."""
        if chance.random() < ALL_OBJECTS:
            return cls(chance, None, knowledge.weights(None), knowledge.parent, Pos(chance))
        kinds: dict[str, dict[Key, float]] = {}
        for o, new in knowledge.objects().items():
            kinds.setdefault(o[0], {})[o] = new
        chosen: set[Key] = set()
        if kinds:
            of_kind = chance.choices(list(kinds.values()), [max(of.values()) for of in kinds.values()])[0]
            weights = None if chance.random() < ANY_OBJECT else list(of_kind.values())
            chosen.add(chance.choices(list(of_kind), weights)[0])
            if chance.random() < TWO_OBJECTS:
                chosen.add(chance.choice(list(of_kind)))
        return cls(chance, chosen, knowledge.weights(chosen), knowledge.parent, Pos(chance))

    def pick(self, options: list[Option]) -> Option:
        for option in options:
            self._meet(option.actor)
        while True:
            free = [o for o in options if o.actor not in self.held]
            if not free:  # the intended one cannot go on: another is drawn
                self.held.clear()
                self.intended = None
                continue
            option = self.others.highest(free)
            if not self._counts(option):
                self.others.goes(option, options)
                return option
            if self.left.get(option.actor, 0) <= 0:
                self.left[option.actor] = 1  # more events than any run before had
            if self.intended is None:
                weights = [max(self.left.get(o.actor, 0), 0) for o in options]
                self.intended = self.chance.choices(options, weights)[0].actor
            if option.actor == self.intended:
                self.left[option.actor] -= 1
                self.held.clear()
                self.intended = None
                self.others.goes(option, options)
                return option
            self.held.add(option.actor)

    def taken(self, transition: Transition) -> None:
        self.others.taken(transition)

    def _counts(self, option: Option) -> bool:
        return bool(option.racing) and (
            self.chosen is None or option.actor < 0 or not self.chosen.isdisjoint(option.racing)
        )

    def _meet(self, actor: int) -> None:
        """A task is born: its events are its own from now on, not its parent's."""
        if actor in self.seen:
            return
        self.seen.add(actor)
        if actor < 0:
            self.left[actor] = 1
        parent = self.parent.get(actor)
        mine = self.left.get(actor, 0)
        if parent is None or not mine:
            return
        before = self.left.get(parent, 0)
        if self.intended == parent and self.chance.random() * max(before, 1) < mine:
            self.intended = actor
        self.left[parent] = max(before - mine, 0)


@dataclass(slots=True)
class Pct:
    """The highest priority goes on; see the top of the file."""

    chance: random.Random
    changes: list[int]  # events at which the one that runs falls, ascending
    priorities: dict[int, float] = field(default_factory=dict)
    made: int = 0

    @classmethod
    def begin(cls, chance: random.Random, knowledge: Knowledge, depth: int = PCT_DEPTH) -> Pct:
        events = max(knowledge.decisions, depth)
        return cls(chance, sorted(chance.sample(range(1, events + 1), depth - 1)))

    def pick(self, options: list[Option]) -> Option:
        for option in options:
            if option.actor not in self.priorities:
                self.priorities[option.actor] = 1 + self.chance.random()
        if len(options) > 1:
            self.made += 1
        if self.changes and self.made >= self.changes[0]:
            self.changes.pop(0)
            self.priorities[self._highest(options).actor] = -float(self.made)
        return self._highest(options)

    def taken(self, transition: Transition) -> None:
        pass

    def _highest(self, options: list[Option]) -> Option:
        return max(options, key=lambda o: self.priorities[o.actor])
