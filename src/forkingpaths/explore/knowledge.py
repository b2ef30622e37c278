"""What finished runs teach about the next one: which events race, how many of them each task has.

The random strategies schedule *events*, and want to know of an event that has not happened yet whether it
can race, with what, and how many a task has still to come.  A program run again stands at the same *places*
(instructions) again, so all three are guessed from the runs that were made:

  stops     a stretch of user code that begins at this place: the instructions of it (counted from there, also
            when the task was left in the middle: a loop comes by there many times) that touch shared memory
            over which tasks race (unordered, and one of them writes), or that a signal handler, or the child of
            a fork made meanwhile, conflicts with: before each of these the task can be left
  racing    a transition that begins at this place was part of a race, over these kernel objects
  touched   what the last transition that began here read and wrote
  counts    per task, racing events a run; `parent` says whose child it is, because the events of a child
            not yet born count for the parent
  orders    per object, the orders of the events over it that were seen in runs meant to draw one of them

A wrong guess costs nothing but luck: every choice made from it is legal and is written into the schedule.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from forkingpaths.explore.memory_conflicts import HandlerFootprints, stops_for_handlers
from forkingpaths.explore.sharing import conflicts, stops_for_copies
from forkingpaths.explore.trace import Key, Place, Run, Transition, maps

STOPS_LIMIT = 4096  # instructions remembered of one stretch of user code
Objects = set[Key]
Point = tuple[int, Place]  # a task at a place: two that stand at the same one may be bound for different ones
Stretch = tuple[Place, int]  # where user code began, and how many instructions of it are done


@dataclass(slots=True)
class Knowledge:
    """Grows by `learn`; see the top of the file."""

    stops: dict[Point, dict[int, Objects]] = field(default_factory=dict)
    racing: dict[Point, Objects] = field(default_factory=dict)
    touched: dict[Point, tuple[frozenset[Key], frozenset[Key]]] = field(default_factory=dict)
    counts: dict[int, dict[Key, int]] = field(
        default_factory=dict
    )  # tid -> object -> its events, most seen in a run
    totals: dict[int, int] = field(default_factory=dict)  # tid -> its racing events over any object, likewise
    parent: dict[int, int] = field(default_factory=dict)
    orders: dict[Key, dict[int, int]] = field(
        default_factory=dict
    )  # object -> order of its events (a checksum of whose they were) -> runs meant to draw one of these that made it
    decisions: int = 0  # racing events of a run at which somebody else could have gone on, the most seen
    events: int = 0  # transitions of a run, the most seen
    runs: int = 0
    footprints: HandlerFootprints = field(default_factory=HandlerFootprints)
    _alike: list[Key] | None = None  # the objects to choose from, until something is learned

    def learn(self, run: Run, first: int, drawn: Key | None = None) -> None:
        """Take in a finished run; its first `first` transitions are the same in every run.  `drawn`: the object over which it was to
        make any order of the events with equal chance."""
        fresh = run.transitions[first:]
        stretches = stretches_of(run.transitions)
        self.runs += 1
        self.events = max(self.events, len(fresh))
        self.footprints.learn(run)
        shared: set[Key] = set()
        for a, b in [*run.races, *((a, b) for a, b, _ in run.hidden)]:
            objects = (a.writes & (b.writes | b.reads)) | (a.reads & b.writes)
            if maps(a, b) or maps(b, a):
                objects |= {("room", a.space)}
            shared.update(o for o in objects if o[0] == "memory")
            for t in (a, b):
                self.racing.setdefault((t.tid, t.place), set()).update(o for o in objects if o[0] != "memory")
        for index, choice in stops_for_handlers(fresh, self.footprints, False):
            t = run.transitions[index]
            self._may_stop(t, stretches[index], choice.number, ("handler", t.space))
        for index, choice in stops_for_copies(run, conflicts(run)):
            t = run.transitions[index]
            self._may_stop(t, stretches[index], choice.number, ("image", t.space << 1 | 1))
        for t, stretch in zip(fresh, stretches[first:], strict=True):
            self.touched[t.tid, t.place] = t.reads, t.writes
            self._note_stops(t, stretch, shared)
        self._count(fresh, stretches[first:], drawn)
        self._alike = None

    def _may_stop(self, t: Transition, stretch: Stretch, instruction: int, o: Key) -> None:
        """An instruction of `t`, counted from its beginning, that races for `o`."""
        place, done = stretch
        self.stops.setdefault((t.tid, place), {}).setdefault(done + instruction, set()).add(o)

    def _count(self, fresh: list[Transition], stretches: list[Stretch], drawn: Key | None) -> None:
        """Count the events of a run, by task and object, and note the order of those over `drawn`."""
        counts: dict[int, dict[Key, int]] = {}
        totals: dict[int, int] = {}
        order = decisions = 0
        for t, stretch in zip(fresh, stretches, strict=True):
            for tid in t.created:
                if tid not in self.parent and tid not in totals:
                    self.parent[tid] = t.tid
            events = self.events_of(t, stretch)
            totals[t.tid] = totals.get(t.tid, 0) + len(events)
            mine = counts.setdefault(t.tid, {})
            for event in events:
                for o in event:
                    mine[o] = mine.get(o, 0) + 1
                if drawn in event:
                    order = zlib.crc32(b"%d," % t.tid, order)
            if len(t.enabled) > 1 or t.offers:
                decisions += len(events)
        if drawn is not None:
            seen = self.orders.setdefault(drawn, {})
            seen[order] = seen.get(order, 0) + 1
        self.decisions = max(self.decisions, decisions)
        self._keep_most(counts, totals)

    def events_of(self, t: Transition, stretch: Stretch) -> list[Objects]:
        """The racing events in one transition of that stretch: the objects of each."""
        found = []
        if self.racing.get((t.tid, t.place)):
            found.append(self.racing[t.tid, t.place])
        place, begun = stretch
        done = begun + t.choice.number if t.choice.kind == "stop" else 1 << 62
        stops = self.stops.get((t.tid, place), {})
        found += [objects for instruction, objects in stops.items() if begun <= instruction < done]
        return found

    def objects(self) -> dict[Key, float]:
        """What at least two tasks race for, in a fixed order, and the chance that another run orders its events as none has.

        That is Good and Turing's estimate: of the orders seen, the part that was seen once.  Objects with the same events are one
        (the open files that an exit lets go): the first of them stands for all.
        """
        if self._alike is None:
            self._alike = self._first_alike()
        chances = {}
        for o in self._alike:
            seen = self.orders.get(o, {})
            chances[o] = (1 + sum(n == 1 for n in seen.values())) / (1 + sum(seen.values()))
        return chances

    def _first_alike(self) -> list[Key]:
        """What at least two tasks race for, without what is raced for at the very same places as something before it."""
        users: dict[Key, int] = {}
        for mine in self.counts.values():
            for o in mine:
                users[o] = users.get(o, 0) + 1
        where: dict[Key, list[tuple[Point, int]]] = {}
        for point, objects in self.racing.items():
            for o in objects:
                where.setdefault(o, []).append((point, -1))
        for point, stops in self.stops.items():
            for instruction, objects in stops.items():
                for o in objects:
                    where.setdefault(o, []).append((point, instruction))
        first: dict[tuple[tuple[Point, int], ...], Key] = {}
        for o in sorted((o for o, count in users.items() if count > 1), key=repr):
            first.setdefault(tuple(sorted(where.get(o, ()))), o)
        return list(first.values())

    def weights(self, chosen: set[Key] | None) -> dict[int, int]:
        """Per task, the racing events over the `chosen` (None: over anything) of it and of all that descend from it."""
        own = (
            self.totals
            if chosen is None
            else {tid: sum(c.get(o, 0) for o in chosen) for tid, c in self.counts.items()}
        )
        total = dict(own)
        for tid, count in own.items():
            seen = {tid}
            parent = self.parent.get(tid)
            while parent is not None and parent not in seen:
                total[parent] = total.get(parent, 0) + count
                seen.add(parent)
                parent = self.parent.get(parent)
        return total

    def _note_stops(self, t: Transition, stretch: Stretch, shared: set[Key]) -> None:
        """The instructions of a stretch of user code that touch what several tasks share."""
        if t.place[2] or not shared:
            return
        place, done = stretch
        for _, (instruction, _, _, _, physical) in t.accesses.on(key[1] for key in shared):
            key = ("memory", physical >> 3)
            if key in shared:
                stops = self.stops.setdefault((t.tid, place), {})
                if len(stops) < STOPS_LIMIT:
                    stops.setdefault(done + instruction, set()).add(key)

    def _keep_most(self, counts: dict[int, dict[Key, int]], totals: dict[int, int]) -> None:
        for tid, total in totals.items():
            self.totals[tid] = max(total, self.totals.get(tid, 0))
            known = self.counts.setdefault(tid, {})
            for o, count in counts[tid].items():
                known[o] = max(count, known.get(o, 0))


def stretches_of(transitions: list[Transition]) -> list[Stretch]:
    """For each transition where the user code began that it is of: what was left in the middle goes on, unless a signal comes."""
    left: dict[int, Stretch] = {}
    found = []
    for t in transitions:
        stretch = left.pop(t.tid, (t.place, 0)) if not (t.place[2] or t.handler) else (t.place, 0)
        found.append(stretch)
        if t.choice.kind == "stop":
            left[t.tid] = stretch[0], stretch[1] + t.choice.number
    return found
