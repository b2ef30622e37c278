"""One exploration in several processes: the search of one process, whose runs others have made ahead.

The maker goes through the schedules exactly as it would alone (Exhaustive.runs): in the same order, with the same states
visited, the same runs given up, the same findings first.  What it does not do is execute: workers have tried the schedules
that come next, and report in plain data what each run adds (`Examined`), how it ended, and what is wrong with it.  So what
comes of a search does not depend on how many work, on which is the faster one, or on who dies on the way.

    maker:   next in order -> a worker's report, if it holds -> Exhaustive.absorb
                           -> otherwise the run is made here
    worker:  what the maker has absorbed so far -> Scout.__call__ -> each schedule tried, and what was noted taken back

A worker knows what the maker knew when it gave the job.  That is less than the maker will know when the schedule's turn
comes, so a report does not hold when a run that comes before it in order
  - was in a state that this one goes through, at no more cost: it is to be given up there, or
  - saw a signal handler touch what the worker did not know of.
A few in a hundred are such.  A report that holds may name schedules that are known by then: the maker drops them.

The maker begins alone (`Late`): most searches are over before a worker would have been of use.

Random strategies need none of this: run `number` depends on the seed, the number and the learning runs alone, which
the maker makes before it forks.  Replies are taken in the order of the numbers.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from forkingpaths.explore.bounds import Progress
from forkingpaths.explore.branch import Branch
from forkingpaths.explore.examined import Examined
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.memory_conflicts import HandlerFootprints
from forkingpaths.explore.sampling import LEARNING, Sampling
from forkingpaths.explore.schedule import Schedule
from forkingpaths.explore.trace import Cost, Run
from forkingpaths.explore.workers import Workers
from forkingpaths.kernel.scheduler import Choice

BATCH = 8  # schedules a job, at most: enough that handing out costs little, few enough that none waits long
AHEAD = 3  # jobs for each worker that are out or reported before their turn: the farther ahead, the more reports do not hold
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
class News:
    """What the maker has absorbed since a worker heard of it last: states reached, and choices that are to be tried or were."""

    reached: array[int] = field(default_factory=lambda: array("Q"))
    reached_at: list[Cost] = field(default_factory=list)
    queued: array[int] = field(default_factory=lambda: array("Q"))
    queued_choices: list[Choice] = field(default_factory=list)
    queued_at: list[Cost] = field(default_factory=list)

    def add(self, examined: Examined) -> None:
        """What this run adds."""
        for prefix_hash, cost in examined.passed:
            self.reached.append(prefix_hash)
            self.reached_at.append(cost)
        for entry in examined.queued:
            self.queued.append(entry.prefix_hash)
            self.queued_choices.append(entry.choice)
            self.queued_at.append(entry.cost)

    @property
    def size(self) -> tuple[int, int]:
        return len(self.reached), len(self.queued)

    def since(self, size: tuple[int, int]) -> News:
        """What came after it had that size."""
        first, other = size
        return News(
            self.reached[first:],
            self.reached_at[first:],
            self.queued[other:],
            self.queued_choices[other:],
            self.queued_at[other:],
        )


@dataclass(slots=True)
class Request:
    """A batch of schedules, by number, and what was absorbed since the last."""

    branches: list[tuple[int, Branch]]
    news: News
    footprints: dict[int, Any] | None = None  # of the handlers, when there are new ones


@dataclass(slots=True)
class Tried:
    """What came of a schedule; `ended` is None for a run that was given up."""

    examined: Examined
    ended: Ended | None
    footprints_size: int  # of what was known of the handlers


class Scout:
    """A worker's side: tries batches.  What it knows comes from the maker alone."""

    def __init__(self, search: Exhaustive, judge: Judge) -> None:
        self.search = search
        self.judge = judge

    def __call__(self, request: Request) -> list[tuple[int, Tried]]:
        search, news = self.search, request.news
        search.trying = True
        for state in zip(news.reached, news.reached_at, strict=True):
            search.visited.improve(*state)
        for prefix_hash, choice, cost in zip(news.queued, news.queued_choices, news.queued_at, strict=True):
            search.queued.improve((prefix_hash, choice), cost)
        if request.footprints is not None:
            search.footprints = HandlerFootprints(request.footprints)
        return [(number, self._try(branch)) for number, branch in request.branches]

    def _try(self, branch: Branch) -> Tried:
        search = self.search
        run, examined = search.examine(branch)
        search.take_back(examined)
        if search.cut is not None:
            raise search.cut
        ended = None
        if not examined.merged and not examined.surprising:
            ended = Ended(run.schedule, run.status, run.output, run.ending, self.judge(run))
        return Tried(examined, ended, search.footprints.size())


@dataclass(slots=True, frozen=True)
class Late:
    """When workers are to be started: `alone_s` after the beginning by this clock, if there is anything left to do."""

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
        self.news = News()
        self.sent: dict[int, tuple[int, int]] = {}  # how much of the news a worker has been sent
        self.knows: dict[int, int] = {}  # size of the footprints that it has been sent
        self.out: set[int] = set()  # schedules that workers have, or had, before their turn
        self.tried: dict[int, Tried] = {}  # what came of them
        self.made: set[int] = set()  # schedules whose turn came before any worker had them
        self.again = 0  # runs that workers had made and that were made here once more

    @property
    def progress(self) -> Progress:
        return self.search.progress

    @property
    def left(self) -> int:
        return self.search.left

    def runs(self) -> Generator[Run | None, None, None]:
        """Runs in the order in which one process makes them.  None now and then, when none came."""
        search = self.search
        yield from self._alone()
        if not search.heap:
            search.progress.complete = True
            return
        search.ahead, search.heard = list(search.heap), self.news.add
        workers = self.start(Scout(search, self.judge))
        try:
            while search.heap:
                number = search.heap[0][3]
                self._hand_out(workers)
                if number in self.tried or number not in self.out:
                    run = self._next(number)
                    if run is not None:
                        yield run
                    del run
                    if search.cut is not None:
                        raise search.cut
                elif not self._hear(workers, WAIT_S):
                    yield None
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

    def _hear(self, workers: Workers, timeout_s: float) -> bool:
        """Whether a worker had something to report."""
        done = workers.take(timeout_s)
        if done is not None:
            self.tried.update(done[2])
        return done is not None

    def _hand_out(self, workers: Workers) -> None:
        """Give the schedules that come next to those who have nothing to do."""
        search = self.search
        assert search.ahead is not None
        while self._hear(workers, 0):
            pass
        for worker in workers.idle():
            room = AHEAD * BATCH * workers.count - len(self.out)
            batch = min(BATCH, room, max(1, len(search.ahead) // (2 * workers.count)))
            branches: list[tuple[int, Branch]] = []
            while search.ahead and len(branches) < batch:
                *_, number, branch = heapq.heappop(search.ahead)
                if number in self.made:
                    self.made.remove(number)
                else:
                    branches.append((number, branch))
            if not branches:
                break
            self.out.update(number for number, _ in branches)
            workers.give(worker, self._request(worker, branches))

    def _request(self, worker: int, branches: list[tuple[int, Branch]]) -> Request:
        """A batch, and what this worker has not heard of yet."""
        footprints = self.search.footprints
        size = footprints.size()
        told = footprints.of_space if self.knows.get(worker) != size else None
        self.knows[worker] = size
        news = self.news.since(self.sent.get(worker, (0, 0)))
        self.sent[worker] = self.news.size
        return Request(branches, news, told)

    def _next(self, number: int) -> Run | None:
        """Take the turn of the next schedule: with what a worker has reported, or by making the run.  None when it was given up."""
        search = self.search
        branch = search.pop()
        tried = self.tried.pop(number, None)
        if number in self.out:
            self.out.remove(number)
        else:
            self.made.add(number)
        if tried is not None and self._holds(tried):
            search.absorb(branch, tried.examined)
            return tried.ended.as_run() if tried.ended is not None else None
        self.again += tried is not None
        run, examined = search.examine(branch)
        search.enter(branch, examined)
        return run if not examined.merged else None

    def _holds(self, tried: Tried) -> bool:
        """Whether the worker knew all that matters now."""
        if tried.examined.surprising or tried.footprints_size != self.search.footprints.size():
            return False
        return self.search.holds(tried.examined)


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
