"""Every order that anyone could tell apart, up to a bound: partial-order reduction with happens-before
caching.

Work is a heap of schedules, fewest deviations first.  A run executes one schedule; its *races* (two
dependent transitions of different tasks, not ordered through a third) each say at which earlier point
another choice would have reversed them, and that point with that choice is a new schedule (the backtrack
sets of dynamic partial-order reduction; Flanagan and Godefroid 2005, Abdulla et al. 2014).  Under a
preemption bound the same choice is added at the beginning of the block of the preempted task too (reversal.py).

Caching instead of sleep sets: a run is given up as soon as what it has done is another order of something
an earlier run had done, at no less cost: equal happens-before hashes mean equal states, and what can follow
has been explored, or is queued, from there.  Sleep sets prune the same redundancy, but are not sound under
bounds.

What may be chosen beside a task to run:
  deliver   a signal is taken before the call at which its task stands, instead of at the call's end
  stop      user code is left at an instruction: only where that instruction touches a byte that a handler,
            or another task sharing the memory, also
            touches and one of them writes; all other instructions cannot tell the difference
  what may come from outside (kernel/outside.py: signals, SIGKILL, timers, failures of calls), wherever the kernel
  offers it
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

from forkingpaths.explore.bounds import Bounds, Progress
from forkingpaths.explore.branch import ROOT, Branch, Spot, Went, spot_of
from forkingpaths.explore.cheapest import Cheapest
from forkingpaths.explore.cost import FREE, added, cost_of
from forkingpaths.explore.cut import CutOff
from forkingpaths.explore.estimate import Estimate, stratum_of
from forkingpaths.explore.examined import KNOWN, TO_BE_TRIED, Examined, Notice
from forkingpaths.explore.executor import Executor, Visited
from forkingpaths.explore.left_behind import stops_for_what_is_left
from forkingpaths.explore.memory_conflicts import (
    HandlerFootprints,
    Word,
    stops_for_handlers,
    words_of,
)
from forkingpaths.explore.passed import Passed, pack
from forkingpaths.explore.reversal import at_once, block_starts, by_detour
from forkingpaths.explore.schedule import Deviation, ScheduleError
from forkingpaths.explore.sharing import conflicts, stops_for_copies, stops_for_sharing
from forkingpaths.explore.trace import END, Cost, Run, Transition
from forkingpaths.kernel.scheduler import Choice

Entry = tuple[
    int, int, int, int, Branch
]  # of the heap: what comes first is tried first; the fourth is a number of its own


@dataclass(slots=True)
class Exhaustive:
    """The exploration of one program.  `runs()` yields each run as it is made; stop asking to stop.

    pop -> examine: Executor.run, alternatives -> enter: push.  `absorb` takes in what another process examined (parallel.py).
    """

    executor: Executor
    bounds: Bounds
    progress: Progress = field(default_factory=Progress)
    heap: list[Entry] = field(default_factory=list)
    ahead: list[Entry] | None = None  # those of the heap that nobody tries ahead yet, when others do so
    pushed_at: dict[tuple[int, str, int, int, Spot], int] = field(default_factory=dict)
    queued: Cheapest[tuple[int, Choice]] = field(default_factory=Cheapest)
    visited: Cheapest[int] = field(default_factory=Cheapest)
    footprints: HandlerFootprints = field(default_factory=HandlerFootprints)
    passed: Passed = field(default_factory=Passed)
    trying: bool = False  # for others: what handlers touch is not learned here
    estimate: Estimate = field(default_factory=Estimate)
    examined: Examined = field(default_factory=Examined)  # of the run in progress
    pushed: int = 0
    cut: CutOff | None = (
        None  # the search is over: the last run was made, but what follows from it was not looked at to the end
    )
    notice: Notice | None = None  # asked for a line for every choice looked at and every run made
    say: Callable[[str], None] = lambda line: None  # told them
    heard: Callable[[Examined], None] = lambda examined: None  # told of what each run added

    def __post_init__(self) -> None:
        self.push(ROOT, ROOT)

    def runs(self) -> Generator[Run, None, None]:
        """Execute schedules until none is left within the bounds.  Runs given up as merged are not yielded."""
        while self.heap:
            branch = self.pop()
            run, examined = self.examine(branch)
            self.enter(branch, examined)
            if not examined.merged:
                yield run
            del run  # what it takes is not to be held while the next is made
            if self.cut is not None:
                raise self.cut
        self.progress.complete = True

    def enter(self, parent: Branch, examined: Examined) -> None:
        """Take in what a run made here adds."""
        for branch in examined.branches:
            self.push(branch, parent)
        self.passed.add(parent, examined.words)
        self.count(examined)
        try:
            for earlier, found in self.revisit(examined.learned):
                for branch in found.branches:
                    self.push(branch, earlier)
                self.count(found)
        except CutOff as cut:
            self.cut = cut

    def pop(self) -> Branch:
        """What is to be tried next."""
        branch = heapq.heappop(self.heap)[-1]
        self.estimate.taken(stratum_of(branch))
        return branch

    def push(self, branch: Branch, parent: Branch) -> None:
        """Try this later: fewest deviations first, then the cheapest, then what is new at its place in the code, then the oldest."""
        self.pushed += 1
        branch = branch._replace(generation=parent.generation + 1)
        kind, tid, number = branch.choice
        deviations = len(branch.schedule)
        same = deviations, kind, tid, 0 if kind == "stop" else number, branch.place
        times = self.pushed_at[same] = self.pushed_at.get(same, -1) + 1
        entry = deviations, sum(branch.cost), times, self.pushed, branch
        heapq.heappush(self.heap, entry)
        if self.ahead is not None:
            heapq.heappush(self.ahead, entry)
        self.estimate.born(stratum_of(parent), stratum_of(branch))

    def examine(self, branch: Branch, again: bool = False) -> tuple[Run, Examined]:
        """Execute a schedule, and say where it could have gone on otherwise.  `again`: it was executed before, when less was known of
        the handlers' footprints, and only what follows from these is looked for."""
        examined = self.examined = Examined()
        run = self._run(branch, None if again else self._seen)
        if self.trying:
            examined.surprising = self.footprints.lacks(run)
        else:
            examined.learned = self.footprints.learn(run)
        if not again:
            first = run.schedule[-1].point if run.schedule else len(self.executor.origin.transitions)
            examined.words = pack(words_of(run.transitions[first:]))
        try:
            with self.executor.may_break():
                self._look_for_others(run, again)
        except CutOff as cut:
            self.cut = cut
        examined.transitions = len(run.transitions) - len(self.executor.origin.transitions)
        examined.merged = run.ending == "merged"
        self._tell(run, -1, END, "again" if again else run.ending)
        return run, examined

    def _look_for_others(self, run: Run, again: bool) -> None:
        """Note the choices that would lead elsewhere."""
        costs = [*_costs(run.transitions), run.end.cost]
        for index, choice in self._stops(run, 0) if again else self._alternatives(run):
            self.executor.look(None)
            self._branch(run, index, choice, costs[index])
        if not again:
            self._detours(run, costs)

    def _run(self, branch: Branch, visited: Visited | None) -> Run:
        """Its schedule, or of one that nobody has executed yet as much as can be."""
        schedule = branch.schedule
        while True:
            try:
                return self.executor.run(schedule, visited)
            except ScheduleError:
                if branch.sure:
                    raise
                schedule = schedule[:-1]

    def revisit(self, learned: set[Word]) -> Iterator[tuple[Branch, Examined]]:
        """A handler has been seen to touch more than was known: earlier runs have more places at which it can be told
        when it came."""
        late = self.passed.touching(learned)
        while late and self.cut is None:
            branch = late.pop()
            _, examined = self.examine(branch, again=True)
            late += self.passed.touching(examined.learned)
            yield branch, examined

    def _stops(self, run: Run, first: int) -> Iterator[tuple[int, Choice]]:
        may = self.executor.may
        fresh = run.transitions[max(first, len(self.executor.origin.transitions)) :]
        yield from stops_for_handlers(fresh, self.footprints, bool(may.send) or may.time)

    def holds(self, examined: Examined) -> bool:
        """Whether a run made elsewhere would have come as far here: no state on its way has been reached as cheaply."""
        return not any(self.visited.holds(*state) for state in examined.passed)

    def absorb(self, parent: Branch, examined: Examined) -> None:
        """Take in what a run made elsewhere adds, if it `holds`, as if it had been made now."""
        for state in examined.passed:
            self.visited.improve(*state)
        lines = [index for index, line in enumerate(examined.told) if line.endswith(TO_BE_TRIED)]
        entries, examined.queued = examined.queued, []
        tried = 0
        for entry in entries:
            new = self.queued.improve(entry[:2], entry.cost)
            if new:
                examined.queued.append(entry)
            if isinstance(entry, Branch):
                if new:
                    self.push(entry, parent)
                elif lines:  # the other process could not know
                    line = examined.told[lines[tried]]
                    examined.told[lines[tried]] = line.removesuffix(TO_BE_TRIED) + KNOWN
                tried += 1
        self.passed.add(parent, examined.words)
        self.count(examined)

    def take_back(self, examined: Examined) -> None:
        """Forget what the run examined last has added: whoever asked for it takes it in."""
        for entry in reversed(examined.queued):
            self.queued.take_back(entry[:2])
        for prefix_hash, _ in reversed(examined.passed):
            self.visited.take_back(prefix_hash)

    @property
    def left(self) -> int:
        """How many schedules are still to be tried, estimated."""
        return self.estimate.left()

    def count(self, examined: Examined) -> None:
        """One run more."""
        progress = self.progress
        progress.runs += 1
        progress.transitions += examined.transitions
        progress.considered += examined.considered
        progress.beyond += examined.beyond
        progress.merged += examined.merged
        progress.waiting = len(self.heap)
        self.heard(examined)
        for line in examined.told:
            self.say(line)

    def _seen(self, prefix_hash: int, cost: Cost) -> bool:
        """Has this state been reached before as cheaply?  If not, it has now."""
        if not self.visited.improve(prefix_hash, cost):
            return True
        self.examined.passed.append((prefix_hash, cost))
        return False

    def _alternatives(self, run: Run) -> Iterator[tuple[int, Choice]]:
        """(point, choice) pairs that could lead to another trace, but for those that the run that this one was found in gave already:
        up to the last deviation the two are the same."""
        first, races = _new_races(run)
        yield from at_once(run.transitions, races, block_starts(run.transitions))
        for t in run.transitions[first:]:
            if t.deliverable:
                yield t.index, Choice("deliver", t.tid)
            for offer in t.offers:
                # what concerns a task is tried where that task goes on, or where it sleeps
                if offer.tid in (0, t.tid) or offer.tid not in t.enabled:
                    yield t.index, offer
        every = conflicts(run)
        yield from stops_for_sharing(conflict for conflict in every if conflict[1].index >= first)
        # of all: what is read from a copy, or is left behind, hangs on what comes later
        yield from stops_for_copies(run, every)
        yield from stops_for_what_is_left(run, every)
        yield from self._stops(run, first)
        for offer in run.end.offers:
            yield len(run.transitions), offer

    def _detours(self, run: Run, costs: list[Cost]) -> None:
        """Note the schedules that reverse races past what lies between.  What this run itself went through need not be tried again."""
        _, races = _new_races(run)
        for t, cost in zip(run.transitions, costs, strict=False):
            if t.index >= len(self.executor.origin.transitions):
                cost = added(cost, cost_of(t.choice, t.preemption))
                if self.queued.improve((t.prefix_hash, t.choice), cost):
                    self.examined.queued.append(Went(t.prefix_hash, t.choice, cost))
        starts = block_starts(run.transitions)
        for found in by_detour(run.transitions, races, starts, costs, self.bounds.admit):
            self.executor.look(None)
            if found.point < self.executor.first:
                continue
            self.examined.considered += 1
            if not self.queued.improve((found.prefix_hash, found.last.choice), found.cost):
                self._tell(run, found.point, found.last.choice, KNOWN)
                continue
            self._tell(run, found.point, found.last.choice, TO_BE_TRIED)
            kept = tuple(d for d in run.schedule if d.point < found.point)
            schedule = (*kept, *found.deviations, found.last)
            spot = spot_of(run.transitions[found.second], found.last.choice)
            branch = Branch(found.prefix_hash, found.last.choice, found.cost, schedule, 0, spot, sure=False)
            self.examined.queued.append(branch)

    def _sent(self, run: Run, choice: Choice, index: int) -> int:
        """How often this signal has come from outside before point `index`."""
        return sum(d.choice == choice for d in run.schedule if d.point < index)

    def _tell(self, run: Run, index: int, choice: Choice, what: str) -> None:
        if self.notice is not None:
            self.examined.told.append(self.notice(run, index, choice, what))

    def _branch(self, run: Run, index: int, choice: Choice, before: Cost) -> None:
        """Note the schedule that follows `run` up to point `index` and then takes `choice`; `before` is the cost of that prefix."""
        at = run.transitions[index] if index < len(run.transitions) else run.end
        if choice == at.choice or index < self.executor.first:
            return
        self.examined.considered += 1
        if choice.kind == "send" and self._sent(run, choice, index) >= self.executor.may.send.count(
            choice.number
        ):
            return
        cost = added(before, cost_of(choice, at.previous_enabled and choice.tid != at.previous))
        if not self.bounds.admit(cost):
            self.examined.beyond += 1
            self._tell(run, index, choice, "beyond the bounds")
            return
        if not self.queued.improve((at.prefix_hash, choice), cost):
            self._tell(run, index, choice, KNOWN)
            return
        self._tell(run, index, choice, TO_BE_TRIED)
        kept = tuple(d for d in run.schedule if d.point < index)
        schedule = kept if choice == at.default else (*kept, Deviation(index, choice))
        self.examined.queued.append(Branch(at.prefix_hash, choice, cost, schedule, 0, spot_of(at, choice)))


def _new_races(run: Run) -> tuple[int, list[tuple[Transition, Transition]]]:
    """The last deviation's point, and the races that the run up to there does not have."""
    first = run.schedule[-1].point if run.schedule else 0
    return first, [race for race in run.races if race[1].index >= first]


def _costs(transitions: list[Transition]) -> list[Cost]:
    """The cost of the prefix before each transition."""
    costs = []
    cost = FREE
    for t in transitions:
        costs.append(cost)
        cost = added(cost, cost_of(t.choice, t.preemption))
    return costs
