"""Every order that anyone could tell apart, up to a bound: partial-order reduction with happens-before caching, cheapest schedules first.

Work is a heap of schedules, ordered by cost (preemptions + asynchronous signals), so that all schedules of cost n are done before any of cost n + 1
and "complete to k preemptions" is known as soon as the heap's head is dearer than k.  A run executes one schedule; its *races* (two dependent
transitions of different tasks, not ordered through a third) each say at which earlier point another choice would have reversed them, and that point with
that choice is a new schedule (the backtrack sets of dynamic partial-order reduction; Flanagan and Godefroid 2005, Abdulla et al. 2014).
Under a preemption bound the same choice is added at the beginning of the block of the preempted task too, or runs within the bound would be missed
(bounded partial-order reduction; Coons, Musuvathi and McKinley 2013).

Caching instead of sleep sets: a new schedule is dropped when its prefix is another order of a prefix already seen (equal happens-before hash), with the same
task running last and the same choice, at no higher cost.  Sleep sets prune the same redundancy, but are not sound under bounds.

What may be chosen beside a task to run:
  deliver   a signal is taken before the call at which its task stands, instead of at the call's end
  stop      user code is left at an instruction: only where that instruction touches a byte that a handler, or another task sharing the memory, also
            touches and one of them writes; all other instructions cannot tell the difference
  send      a signal from outside (--send), at every point
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from forkingpaths.explore.executor import Executor
from forkingpaths.explore.memory_conflicts import HandlerFootprints, stops_for_handlers, stops_for_sharing
from forkingpaths.explore.schedule import Deviation, Schedule
from forkingpaths.explore.trace import Run, Transition, conflict, happens_before, order
from forkingpaths.kernel.scheduler import Choice


@dataclass(slots=True, frozen=True)
class Bounds:
    """How far to go.  `signals` counts deliver and stop choices and outside signals together; `send` lists outside signals that may come."""

    preemptions: int = 2
    signals: int = 1
    send: tuple[int, ...] = ()


@dataclass(slots=True)
class Progress:
    """What has been done, for people and for the proof."""

    runs: int = 0
    transitions: int = 0
    considered: int = 0  # points at which another choice was possible
    merged: int = 0  # schedules dropped because their prefix was seen in another order
    beyond: int = 0  # schedules dropped because of the bound
    waiting: int = 0
    complete: bool = False


Cost = tuple[int, int]  # preemptions, signals


@dataclass(slots=True)
class Exhaustive:
    """The exploration of one program.  `runs()` yields each run as it is made; stop asking to stop."""

    executor: Executor
    bounds: Bounds
    progress: Progress = field(default_factory=Progress)
    heap: list[tuple[int, int, Schedule]] = field(default_factory=list)
    seen: dict[tuple[int, int, Choice], int] = field(default_factory=dict)
    footprints: HandlerFootprints = field(default_factory=HandlerFootprints)

    def runs(self) -> Iterator[Run]:
        """Execute schedules, cheapest first, until none is left within the bounds."""
        heapq.heappush(self.heap, (0, 0, ()))
        while self.heap:
            _, _, schedule = heapq.heappop(self.heap)
            run = self.executor.run(schedule)
            order(run.transitions)
            self.progress.runs += 1
            self.progress.transitions += len(run.transitions)
            self.footprints.learn(run)
            for index, choice in self._alternatives(run):
                self._add(run, index, choice)
            self.progress.waiting = len(self.heap)
            yield run
        self.progress.complete = True

    def _alternatives(self, run: Run) -> Iterator[tuple[int, Choice]]:
        """(transition index, choice) pairs that could lead to another trace."""
        yield from _reversals(run.transitions)
        for t in run.transitions:
            if t.deliverable:
                yield t.index, Choice("deliver", t.tid)
            for signal in self.bounds.send:
                yield t.index, Choice("send", 0, signal)
        yield from stops_for_sharing(run.transitions)
        yield from stops_for_handlers(run.transitions, self.footprints, bool(self.bounds.send))

    def _add(self, run: Run, index: int, choice: Choice) -> None:
        """Queue the schedule that follows `run` up to transition `index` and then takes `choice`."""
        at = run.transitions[index]
        self.progress.considered += 1
        if choice == at.choice:
            return
        cost = self._cost(run.transitions, index, choice)
        if cost[0] > self.bounds.preemptions or cost[1] > self.bounds.signals:
            self.progress.beyond += 1
            return
        total = cost[0] + cost[1]
        key = (at.prefix_hash, at.previous, choice)
        known = self.seen.get(key)
        if known is not None and known <= total:
            self.progress.merged += 1
            return
        self.seen[key] = total
        kept = tuple(d for d in run.schedule if d.point < index)
        addition = () if choice == at.default else (Deviation(index, choice),)
        heapq.heappush(self.heap, (total, len(self.seen), kept + addition))

    def _cost(self, transitions: list[Transition], index: int, choice: Choice) -> Cost:
        """Preemptions and signals of the prefix before `index`, with `choice` there."""
        preemptions = signals = 0
        for t in transitions[:index]:
            preemptions += t.preemption
            signals += t.choice.kind in ("deliver", "stop", "send")
        at = transitions[index]
        preemptions += choice.kind == "run" and at.previous_enabled and choice.tid != at.previous
        signals += choice.kind in ("deliver", "stop", "send")
        return preemptions, signals


def _reversals(transitions: list[Transition]) -> Iterator[tuple[int, Choice]]:
    """For every race of the run: the other choice at its first transition, and at the start of that task's block."""
    before: dict[int, Transition] = {}
    block_start: list[int] = []
    for j, second in enumerate(transitions):
        same_block = j > 0 and transitions[j - 1].tid == second.tid
        block_start.append(block_start[j - 1] if same_block else j)
        predecessor = before.get(second.tid)
        for i in range(j - 1, -1, -1):
            first = transitions[i]
            if first.tid == second.tid or not conflict(first, second):
                continue
            if predecessor is not None and happens_before(first, predecessor):
                continue
            for point in {i, block_start[i]}:
                at = transitions[point]
                tids = [second.tid] if second.tid in at.enabled else [tid for tid in at.enabled if tid != at.tid]
                for tid in tids:
                    if tid != at.choice.tid:
                        yield point, Choice("run", tid)
        before[second.tid] = second
