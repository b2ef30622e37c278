"""What finished runs teach about the next one: which events race, how many of them each task has.

The random strategies schedule *events*, and want to know of an event that has not happened yet whether it
can race, with what, and how many a task has still to come.  A program run again stands at the same *places*
(instructions) again, so all three are guessed from the runs that were made:

  stops     a stretch of user code that begins at this place: the instructions of it (counted from there)
            that touch shared memory over which tasks race (unordered, and one of them writes), or that a signal
            handler, or the child of a fork made meanwhile, conflicts with: before each of these the task can be left
  racing    a transition that begins at this place was part of a race, over these kernel objects
  touched   what the last transition that began here read and wrote
  counts    per task, racing events a run; `parent` says whose child it is, because the events of a child
            not yet born count for the parent

A wrong guess costs nothing but luck: every choice made from it is legal and is written into the schedule.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.explore.memory_conflicts import HandlerFootprints, stops_for_copies, stops_for_handlers
from forkingpaths.explore.trace import Key, Place, Run, Transition, maps

STOPS_LIMIT = 4096  # instructions remembered of one stretch of user code
Objects = set[Key]
Point = tuple[int, Place]  # a task at a place: two that stand at the same one may be bound for different ones


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
    events: int = 0  # of a run, the most seen
    runs: int = 0
    footprints: HandlerFootprints = field(default_factory=HandlerFootprints)

    def learn(self, run: Run, first: int) -> None:
        """Take in a finished run; its first `first` transitions are the same in every run."""
        fresh = run.transitions[first:]
        self.runs += 1
        self.footprints.learn(run)
        shared: set[Key] = set()
        for a, b in run.races:
            objects = (a.writes & (b.writes | b.reads)) | (a.reads & b.writes)
            if maps(a, b) or maps(b, a):
                objects |= {("room", a.space)}
            shared.update(o for o in objects if o[0] == "memory")
            for t in (a, b):
                self.racing.setdefault((t.tid, t.place), set()).update(o for o in objects if o[0] != "memory")
        for index, choice in stops_for_handlers(fresh, self.footprints, False):
            t = run.transitions[index]
            stretch = self.stops.setdefault((t.tid, t.place), {})
            stretch.setdefault(choice.number, set()).add(("handler", t.space))
        for index, choice in stops_for_copies(run):
            t = run.transitions[index]
            stretch = self.stops.setdefault((t.tid, t.place), {})
            stretch.setdefault(choice.number, set()).add(("image", t.space << 1 | 1))
        counts: dict[int, dict[Key, int]] = {}
        totals: dict[int, int] = {}
        for t in fresh:
            self.touched[t.tid, t.place] = t.reads, t.writes
            self._note_stops(t, shared)
            for tid in t.created:
                if tid not in self.parent and tid not in totals:
                    self.parent[tid] = t.tid
            events = self.events_of(t)
            totals[t.tid] = totals.get(t.tid, 0) + len(events)
            mine = counts.setdefault(t.tid, {})
            for event in events:
                for o in event:
                    mine[o] = mine.get(o, 0) + 1
        self._keep_most(counts, totals)
        self.events = max(self.events, len(fresh))

    def events_of(self, t: Transition) -> list[Objects]:
        """The racing events in one transition: the objects of each."""
        found = []
        if self.racing.get((t.tid, t.place)):
            found.append(self.racing[t.tid, t.place])
        stretch = self.stops.get((t.tid, t.place))
        if stretch:
            done = t.choice.number if t.choice.kind == "stop" else 1 << 62
            found += [objects for instruction, objects in stretch.items() if instruction < done]
        return found

    def objects(self) -> dict[Key, int]:
        """What at least two tasks race for, in a fixed order, and by how many events."""
        users: dict[Key, list[int]] = {}
        for mine in self.counts.values():
            for o, count in mine.items():
                users.setdefault(o, []).append(count)
        shared = sorted((o for o, counts in users.items() if len(counts) > 1), key=repr)
        return {o: sum(users[o]) for o in shared}

    def weights(self, chosen: Key | None) -> dict[int, int]:
        """Per task, the racing events over `chosen` (None: over anything) of it and of all that descend from it."""
        own = self.totals if chosen is None else {tid: c.get(chosen, 0) for tid, c in self.counts.items()}
        total = dict(own)
        for tid, count in own.items():
            seen = {tid}
            parent = self.parent.get(tid)
            while parent is not None and parent not in seen:
                total[parent] = total.get(parent, 0) + count
                seen.add(parent)
                parent = self.parent.get(parent)
        return total

    def _note_stops(self, t: Transition, shared: set[Key]) -> None:
        """The instructions of a stretch of user code that touch what several tasks share."""
        if t.place[2] or not shared:
            return
        for _, (instruction, _, _, _, physical) in t.accesses.on(key[1] for key in shared):
            key = ("memory", physical >> 3)
            if key in shared:
                stretch = self.stops.setdefault((t.tid, t.place), {})
                if len(stretch) < STOPS_LIMIT:
                    stretch.setdefault(instruction, set()).add(key)

    def _keep_most(self, counts: dict[int, dict[Key, int]], totals: dict[int, int]) -> None:
        for tid, total in totals.items():
            self.totals[tid] = max(total, self.totals.get(tid, 0))
            known = self.counts.setdefault(tid, {})
            for o, count in counts[tid].items():
                known[o] = max(count, known.get(o, 0))
