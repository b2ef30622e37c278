"""One exploration from the command line: boot, explore, judge, shrink, report.  Shared by check and outcomes."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict
from types import TracebackType
from typing import Any

from forkingpaths.abi.signals import number_of
from forkingpaths.check import all_properties, load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.check.finding import Finding, Property
from forkingpaths.check.user import UserFileError
from forkingpaths.check.user import load as load_user
from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.errors import Failure
from forkingpaths.cli.guest import Guest
from forkingpaths.cli.host import Signals
from forkingpaths.cli.keeping import Keeper, user_store
from forkingpaths.cli.own_memory import for_search, resident_bytes
from forkingpaths.cli.power_loss import check_options, power_loss_of
from forkingpaths.cli.progress import Shown
from forkingpaths.cli.recorded import standard_input, subject_of
from forkingpaths.cli.search_options import DEFAULT_BUDGET_S, Search
from forkingpaths.cli.start import boot
from forkingpaths.cli.ticking import ticking
from forkingpaths.explore.bounds import Bounds, Progress
from forkingpaths.explore.cluster import Cluster, ClusterError
from forkingpaths.explore.cluster_worker import Described, default_run
from forkingpaths.explore.cut import CutOff, going_on
from forkingpaths.explore.executor import Executor, Limits
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.mark import NoMark, parse_mark
from forkingpaths.explore.parallel import Late, ParallelExhaustive, ParallelSampling, SampleScout
from forkingpaths.explore.program import host_path
from forkingpaths.explore.sampling import Sampling
from forkingpaths.explore.strategy import Automatic, Budget, Strategy
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.explore.trace import Run
from forkingpaths.explore.workers import LocalWorkers, Workers
from forkingpaths.kernel.boot import Options
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import May
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.record.recording import Subject
from forkingpaths.view import findings
from forkingpaths.view.choices import told_choice
from forkingpaths.view.text import printable

_ALLOWED = {
    "time": "the time allowed (--real-timeout)",
    "memory": "the memory allowed (--memory-limit)",
}


class Watcher:
    """Somebody who looks on while a program is explored; this one does not."""

    def seen(self, run: Run, findings: Sequence[Finding]) -> None:
        """A run was made, and this is wrong with it."""

    def tick(self, progress: Progress, findings: int) -> None:
        """So far it is."""

    def stopped(self) -> bool:
        """Whether it is to end after this run."""
        return False


class Exploration:
    """The program of `asked`, ready to be explored; a context, because a compiled program lives in a temporary folder."""

    def __init__(
        self,
        asked: GuestOptions,
        search: Search | None = None,
        program: Callable[[], AbstractContextManager[tuple[Subject, Options]]] | None = None,
    ) -> None:
        """`program` is the one explored; without it, that of the command line `asked`."""
        self.asked = asked
        self._program = program or self._of_command_line
        self.search = search or Search()
        _check_cluster(self.search)
        send = tuple(number for text in self.search.send for number in _signals(text))
        outside = self.search.outside if self.search.outside is not None else max(1, len(send))
        self.bounds = Bounds(self.search.preemptions, self.search.signals, outside)
        self.may = May(
            send=send,
            kill=self.search.kill9,
            time=asked.time == "free",
            faults=self.search.faults,
            reuse=asked.pids == "reuse",
        )
        check_options(self.search)
        # with -j the process that was started holds the search, and the others make the runs
        processes = self.search.jobs + (self.search.jobs > 1)
        self.memory_bytes = for_search(self.search.memory_limit, processes)
        self._stack = ExitStack()
        self._cluster: Cluster | None = None
        self.seconds = 0.0
        self.kept = False  # whether what was found is in the store

    def __enter__(self) -> Exploration:
        self.subject, options = self._stack.enter_context(self._program())
        self.options, stdin = options, self.subject.stdin
        self.subject.after = self.search.after or ""
        power = power_loss_of(options, self.search.after)
        self.program = bytes.fromhex(self.subject.program.identity)

        def start(host: RecordedHost) -> Kernel:
            return boot(options, host)

        self.max_points = self.subject.max_points
        limits = Limits(self.max_points, self.search.waits)
        try:
            mark = parse_mark(self.search.start) if self.search.start is not None else None
            self.executor = Executor(start, stdin, limits, self.may, mark, power, self._start_used_up())
        except NoMark as error:
            raise Failure(printable(str(error))) from error
        except CutOff as cut:
            raise Failure(
                f"the program did not come to a first choice within {_ALLOWED[cut.why]}: it made {cut.points} transitions"
            ) from cut
        self.executor.cut = going_on
        self.subject.max_points = self.executor.limits.transitions
        if self.search.cluster is not None:
            try:
                self._cluster = Cluster(self.search.cluster)
            except ClusterError as error:
                raise Failure(printable(str(error))) from error
            self._stack.callback(self._cluster.close)
        gc.freeze()
        gc.set_threshold(200_000, 20, 50)  # a run makes millions of tuples and hardly a cycle
        # from here on a signal ends the search, and what was found is told and kept before we go
        self.signals = self._stack.enter_context(Signals((signal.SIGINT, signal.SIGTERM), lambda: None))
        return self

    def _start_used_up(self) -> Callable[[], str]:
        """Whether the part that all runs have in common is to be given up: it has as much time as all runs together."""
        end = time.monotonic() + (self.asked.real_timeout_s or DEFAULT_BUDGET_S)

        def used_up() -> str:
            if time.monotonic() >= end:
                return "time"
            return "memory" if resident_bytes() > self.memory_bytes else ""

        return used_up

    @contextmanager
    def _of_command_line(self) -> Iterator[tuple[Subject, Options]]:
        guest = Guest(self.asked)
        with guest as options:
            options.power_loss = self.search.power_loss
            yield subject_of(guest, options, standard_input(), self.asked.max_steps), options

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def check(
        self,
        *,
        budget_s: float | None,
        stop_at_first: bool,
        quiet: bool,
        judge: bool = True,
        watcher: Watcher | None = None,
    ) -> Result:
        """Explore and judge, within the budgets; ctrl-C and `watcher` end it early, and what was found is kept."""
        watcher = watcher or Watcher()
        start = time.monotonic()
        if self.executor.power is not None:
            self.executor.power.stopped = lambda: bool(
                self._ended(watcher) or (budget_s is not None and time.monotonic() - start >= budget_s)
            )
        properties = self._properties() if judge else []
        strategy = self._strategy(properties, budget_s, judge)
        verb = "check" if judge else "outcomes"
        store = user_store() if self.search.store else None
        bounds = {
            name: value
            for name, value in asdict(self.search).items()
            if name not in ("store", "cluster", "memory_limit")
        }
        keeper = Keeper(self.subject, self.executor, verb, bounds, store)
        shown = Shown(strategy, budget_s, not quiet and sys.stderr.isatty())

        def tick(progress: Progress, found: int) -> None:
            shown.tick(progress, found)
            watcher.tick(progress, found)

        checker = Checker(
            self.executor,
            strategy,
            properties,
            time.monotonic,
            max_runs=self.search.max_runs,
            budget_s=budget_s,
            memory_bytes=self.memory_bytes,
            resident_bytes=resident_bytes,
            stop_at_first=stop_at_first,
            interrupted=lambda: self._ended(watcher),
            tick=tick,
            found=keeper.found,
            seen=watcher.seen,
        )
        try:
            with shown, ticking(self.executor.interrupt):
                result = checker.go()
        except (UserFileError, ClusterError) as error:
            raise Failure(printable(str(error))) from error
        self.seconds = time.monotonic() - start
        keeper.finish(result, self.seconds, findings.proved(self.bounds, self.executor, result))
        self.kept = keeper.store is not None
        return result

    def _ended(self, watcher: Watcher) -> bool:
        return bool(self.signals.received) or watcher.stopped()

    def _properties(self) -> list[Property]:
        """What is looked for."""
        load_user_files(self.search.properties)
        try:
            return load_properties(self.search.check, self.search.no_check)
        except KeyError as error:
            known = ", ".join(p.id for p in all_properties())
            raise Failure(
                f"{error.args[0]!r} is nothing that can be looked for: {known} (--check, --no-check)"
            ) from None

    def _strategy(self, properties: Iterable[Property], budget_s: float | None, judged: bool) -> Strategy:
        """The one that was asked for."""
        search = self.search

        def judge(run: Run) -> list[Finding]:
            return [finding for item in properties for finding in item.check(run)]

        until_s = time.monotonic() + budget_s if budget_s is not None else None
        name = "random" if search.strategy in (None, "exhaustive") else search.strategy

        def start(handler: Callable[[Any], Any]) -> Workers:
            if self._cluster is None:
                return LocalWorkers(search.jobs, handler)
            random = (name, self.asked.seed, search.depth) if isinstance(handler, SampleScout) else None
            return self._cluster.workers(self._described(judged, random), until_s)

        exhaustive = Exhaustive(self.executor, self.bounds)
        if search.verbose:
            exhaustive.notice, exhaustive.say = self._line, _say
        sampling = Sampling(
            self.executor, self.bounds, name, self.asked.seed, search.depth, exhaustive.progress
        )
        sampling.notice, sampling.say = exhaustive.notice, exhaustive.say
        alone = search.jobs == 1 and self._cluster is None
        late = None if self._cluster is not None else Late(time.monotonic)
        every: Strategy = exhaustive if alone else ParallelExhaustive(exhaustive, judge, start, late)
        some: Strategy = sampling if alone else ParallelSampling(sampling, judge, start)
        if search.strategy is None:
            return Automatic(every, some, Budget(search.max_runs, budget_s, time.monotonic))
        return every if search.strategy == "exhaustive" else some

    def _described(self, judged: bool, sampling: tuple[str, int, int] | None) -> Described:
        """This search for workers elsewhere."""
        stdin = self.subject.stdin
        return Described(
            options=self.options,
            stdin=stdin,
            max_points=self.max_points,
            waits=self.search.waits,
            may=self.may,
            mark=self.search.start,
            bounds=self.bounds,
            judged=judged,
            check=self.search.check,
            no_check=self.search.no_check,
            properties=tuple(os.path.abspath(path) for path in self.search.properties),
            sampling=sampling,
            default=default_run(self.executor, self.options, stdin),
        )

    def _line(self, run: Run, point: int, choice: Choice, what: str) -> str:
        """-v: a choice that was looked at, or a run that was made."""
        return told_choice(self.program, run, point, choice, what)

    def report(self, result: Result) -> str:
        """The screen for people."""
        return findings.report(self._context(), result)

    def as_json(self, result: Result) -> dict[str, Any]:
        """The same for programs."""
        return findings.as_json(self._context(), result)

    def outcomes(self, result: Result) -> str:
        """The distinct outcomes, for people."""
        return findings.outcomes(self._context(), result)

    def outcomes_as_json(self, result: Result) -> dict[str, Any]:
        """The same for programs."""
        return findings.outcomes_as_json(self._context(), result)

    def _context(self) -> findings.Context:
        return findings.Context(
            executor=self.executor,
            bounds=self.bounds,
            program=self.program,
            name=os.path.basename(os.fsdecode(self.options.argv[0])),
            path=host_path(self.options),
            seconds=self.seconds,
            kept=self.kept,
        )


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _check_cluster(search: Search) -> None:
    """What --cluster cannot be asked for together with."""
    if search.cluster is not None and search.jobs != 1:
        raise Failure("-j counts processes of this machine, a cluster has its own workers: -j or --cluster")
    if search.cluster is not None and search.verbose:
        raise Failure("-v tells of the runs made here, and with --cluster they are made elsewhere")
    if search.cluster is not None and search.power_loss:
        raise Failure("--power-loss looks at the disks in processes of this machine: -j instead of --cluster")


def load_user_files(paths: Iterable[str]) -> None:
    """Add the properties of these files to the known ones."""
    try:
        for path in paths:
            load_user(path)
    except UserFileError as error:
        raise Failure(printable(str(error))) from error


def _signals(text: str) -> list[int]:
    """SIG[:N]: the signal, as often as it may come."""
    name, colon, times = text.partition(":")
    number = number_of(name)
    if number is None:
        raise Failure(f"{name!r} is not a signal: TERM, INT, RTMIN+1 (--send)")
    if colon and not (times.isdecimal() and 0 < int(times) <= 100):
        raise Failure(
            f"{text!r} is not SIG or SIG:N, with N the times that it may come, at most 100 (--send)"
        )
    return [number] * int(times or 1)
