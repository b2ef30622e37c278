"""One exploration in several processes.

Jobs are schedules: prefixes of choices, a few bytes, handed out in batches.  A worker executes and judges them
(`Scout`), and replies with plain data: how each run ended, what is wrong with it, the states it passed, and where it
could have gone on otherwise.  The search itself (heap, states visited, what was queued) is the maker's, one
`Exhaustive` that absorbs the replies; with each batch it sends what others have visited since, so that a worker
seldom walks where somebody has been.  The maker begins alone (`Late`): most searches are over before a worker would have been
of use, and a fork takes along what was found so far.  A state counts as visited only when the reply of who visited it
has been absorbed, by the maker, or before it, by that worker itself, whose replies arrive in order: so a dead worker takes nothing along.

What a handler touches is learned by whoever sees it run, and goes to all; each worker then looks once more at those of its runs
that it matters for (Exhaustive.revisit), and what a dead worker had done is looked at once more by others.  So the set of
outcomes and findings of a complete search is the same for any number of workers; the number of runs may
differ a little, with who saw what first.

Random strategies need none of this: run `number` depends on the seed, the number and the learning runs alone, which
the maker makes before it forks.  Replies are taken in the order of the numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from forkingpaths.explore.exhaustive import Branch, Examined, Exhaustive, Progress
from forkingpaths.explore.sampling import LEARNING, Sampling
from forkingpaths.explore.schedule import Schedule
from forkingpaths.explore.trace import Cost, Run
from forkingpaths.explore.workers import Workers

BATCH = 8  # schedules a job, at most: enough that handing out costs little, few enough that none waits long
WAIT_S = 0.2  # between two looks at whether somebody wants the search to end
SAMPLES = 16  # random runs a job
ALONE_S = 0.5  # a search that is over by then needs no help
Judge = Callable[[Run], list[Any]]  # what is wrong with a run, as picklable findings


@dataclass(slots=True)
class Ended:
    """A run as a worker reports it."""

    schedule: Schedule
    status: int | None
    output: bytes
    ending: str
    findings: list[Any]
    transitions: int = 0
    line: str = ""  # of a random run, for people who ask

    def as_run(self) -> Run:
        """As far as it goes: without transitions and events, and judged already."""
        return Run(self.schedule, [], self.status, self.output, [], self.ending, judged=self.findings)


@dataclass(slots=True)
class Request:
    """A batch of schedules, and what was learned elsewhere."""

    branches: list[Branch]
    again: bool = False
    hashes: array[int] = field(default_factory=lambda: array("Q"))  # states visited by others
    costs: list[Cost] = field(default_factory=list)
    footprints: dict[int, Any] | None = None


@dataclass(slots=True)
class Reply:
    """What was executed, how it ended (None: merged, or looked at again), and what it adds."""

    results: list[tuple[Branch, Ended | None, Examined]] = field(default_factory=list)
    footprints: dict[int, Any] | None = None  # when the worker learned something new


class Scout:
    """A worker's side: executes batches."""

    def __init__(self, search: Exhaustive, judge: Judge) -> None:
        self.search = search
        self.judge = judge
        self.begun = False

    def __call__(self, request: Request) -> Reply:
        search = self.search
        reply = Reply()
        if not self.begun:  # a fork: what its maker has done is the maker's to look at again
            search.passed = []
            self.begun = True
        for prefix_hash, cost in zip(request.hashes, request.costs, strict=True):
            search.reached(prefix_hash, cost)
        if request.footprints is not None:
            learned = search.footprints.merge(request.footprints)
            reply.results += [(branch, None, found) for branch, found in search.revisit(learned)]
        size = search.footprints.size()
        for branch in request.branches:
            run, examined = search.examine(branch, request.again)
            ended = None
            if not examined.merged and not request.again:
                ended = Ended(run.schedule, run.status, run.output, run.ending, self.judge(run))
            reply.results.append((branch, ended, examined))
            if request.again:
                search.keep(branch, run)
            reply.results += [(earlier, None, found) for earlier, found in search.revisit(examined.learned)]
        if search.footprints.size() > size:
            reply.footprints = search.footprints.of_space
        return reply


@dataclass(slots=True, frozen=True)
class Late:
    """When workers are to be started: `alone_s` after the beginning by this clock, if there is anything left to do.  A worker has to
    be a fork of this process, or it would not know what was done here until then."""

    clock: Callable[[], float]
    alone_s: float = ALONE_S


class ParallelExhaustive:
    """Exhaustive search by `workers`, made from the Scout once the first run is done, or later."""

    def __init__(
        self, search: Exhaustive, judge: Judge, start: Callable[[Scout], Workers], late: Late | None = None
    ) -> None:
        self.search = search
        self.judge = judge
        self.start = start
        self.late_start = late
        self.log: list[
            tuple[int, Cost, int]
        ] = []  # states visited, in the order of absorbing, and by which worker
        self.sent: dict[int, int] = {}  # how much of the log a worker has been sent
        self.knows: dict[int, int] = {}  # size of the footprints that it has been sent
        self.done: dict[int, list[Branch]] = {}  # by which worker
        self.late: list[Branch] = []  # done by workers that died: they cannot look at it again

    @property
    def progress(self) -> Progress:
        return self.search.progress

    @property
    def left(self) -> int:
        return self.search.left

    def runs(self) -> Generator[Run | None, None, None]:
        """Runs in the order in which workers end them; the first one is made here.  None now and then, when none came."""
        search = self.search
        yield from self._alone()
        if not search.heap:
            search.progress.complete = True
            return
        workers = self.start(Scout(search, self.judge))
        try:
            working = 0
            while True:
                for worker in workers.idle():
                    if search.heap or self.late or self._untold(worker):
                        workers.give(worker, self._request(worker, workers.count))
                        working += 1
                if not (working or search.heap or self.late):  # a cluster may have no worker for a while
                    break
                done = workers.take(WAIT_S)
                for dead in workers.buried():
                    self.late += self.done.pop(dead, [])
                if done is None:
                    yield None
                    continue
                working -= 1
                yield from self._absorb(*done)
        finally:
            workers.close()
        search.progress.complete = True

    def _alone(self) -> Iterator[Run]:
        """The first run, and as many as are done before help is worth its start."""
        late = self.late_start
        began = late.clock() if late is not None else 0.0
        for run in self.search.runs():
            yield run
            del run
            if late is None or late.clock() - began >= late.alone_s:
                break

    def _untold(self, worker: int) -> bool:
        """Whether others have learned something that matters for what this worker did."""
        return worker in self.done and self.knows.get(worker) != self.search.footprints.size()

    def _request(self, worker: int, workers: int) -> Request:
        """The next batch, and what this worker has not heard of yet."""
        search = self.search
        again = bool(self.late)
        if again:
            branches, self.late = self.late[:BATCH], self.late[BATCH:]
        else:
            batch = min(BATCH, max(1, len(search.heap) // (2 * workers)))
            branches = [search.pop() for _ in range(min(batch, len(search.heap)))]
        news = [entry for entry in self.log[self.sent.get(worker, 0) :] if entry[2] != worker]
        self.sent[worker] = len(self.log)
        size = search.footprints.size()
        told = search.footprints.of_space if self.knows.get(worker) != size else None
        self.knows[worker] = size
        hashes = array("Q", [entry[0] for entry in news])
        return Request(branches, again, hashes, [entry[1] for entry in news], told)

    def _absorb(self, worker: int, request: Request, reply: Reply) -> Iterator[Run]:
        """Take in what a worker has done."""
        search = self.search
        self.done.setdefault(worker, []).extend(request.branches)
        if reply.footprints is not None:
            learned = search.footprints.merge(reply.footprints)
            again = search.touching(learned)  # what was done here, before there were workers
            self.late += again
            search.passed = [(branch, words) for branch, words in search.passed if branch not in again]
        for branch, ended, examined in reply.results:
            search.absorb(branch, examined)
            self.log += [(prefix_hash, cost, worker) for prefix_hash, cost in examined.passed]
            if ended is not None:
                yield ended.as_run()


class SampleScout:
    """A worker's side of a random strategy: executes the runs of some numbers."""

    def __init__(self, sampling: Sampling, judge: Judge) -> None:
        self.sampling = sampling
        self.judge = judge

    def __call__(self, numbers: range) -> list[Ended]:
        ended = []
        first = len(self.sampling.executor.origin.transitions)
        for number in numbers:
            run = self.sampling.run(number)
            ended.append(
                Ended(
                    run.schedule,
                    run.status,
                    run.output,
                    run.ending,
                    self.judge(run),
                    len(run.transitions) - first,
                    self.sampling.line(run),
                )
            )
        return ended


class ParallelSampling:
    """A random strategy by `workers`."""

    def __init__(self, sampling: Sampling, judge: Judge, start: Callable[[SampleScout], Workers]) -> None:
        self.sampling = sampling
        self.judge = judge
        self.start = start

    @property
    def progress(self) -> Progress:
        return self.sampling.progress

    @property
    def left(self) -> int | None:
        return None

    def runs(self) -> Generator[Run | None, None, None]:
        """Runs in the order of their numbers, the first LEARNING of them made here."""
        for number in range(LEARNING):
            run = self.sampling.run(number)
            self.sampling.say_of(self.sampling.line(run))
            yield run
        workers = self.start(SampleScout(self.sampling, self.judge))
        done: dict[int, list[Ended]] = {}
        asked = due = LEARNING
        try:
            while True:
                for worker in workers.idle():
                    workers.give(worker, range(asked, asked + SAMPLES))
                    asked += SAMPLES
                reply = workers.take(WAIT_S)
                if reply is None:
                    yield None
                    continue
                done[reply[1].start] = reply[2]
                while due in done:
                    for ended in done.pop(due):
                        self.progress.runs += 1
                        self.progress.sampled += 1
                        self.progress.transitions += ended.transitions
                        self.sampling.say_of(ended.line)
                        yield ended.as_run()
                    due += SAMPLES
        finally:
            workers.close()
