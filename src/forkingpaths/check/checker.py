"""A whole check: explore, judge every run, keep the smallest witness of each finding, and say what was
proved.

    Checker.go -> strategy.runs() -> properties -> Finding, first witness -> shrink -> Result

What may be used up (time, memory) is looked at between runs, inside a run at each of its points, and while a finished run is looked at: a
run that is given up adds nothing, and what was found before it stays.  Of the runs that are kept, only what is told of them is: the
transitions of one run may be many megabytes.

The wording of the proof is part of the result: "complete" means that every schedule within the bounds was
executed or is another order of one that was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from forkingpaths.check.finding import Finding, Property
from forkingpaths.explore.bounds import Progress
from forkingpaths.explore.cut import CutOff
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.shrink import attempt, shrink
from forkingpaths.explore.strategy import Strategy
from forkingpaths.explore.trace import Run

GRACE_S = 1.0
LOOK_S = 0.05  # between two looks at how much memory is taken


@dataclass(slots=True)
class Witness:
    """A finding and the smallest run that shows it."""

    finding: Finding
    run: Run
    found_after_runs: int
    found_after_s: float


@dataclass(slots=True)
class Outcome:
    """A distinct (output, status, ending) with how many runs gave it and the smallest schedule."""

    output: bytes
    status: int | None
    ending: str
    count: int
    run: Run


@dataclass(slots=True)
class Result:
    """What a check found and what it proved."""

    witnesses: list[Witness] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    stopped: str = ""  # why it ended before completion: "first finding" | "runs" | "time" | "memory" | "interrupted" | ""
    cut_at: int | None = None  # the point at which the last run was given up in the middle, and not judged
    unasked: tuple[str, ...] = ()  # what the last run was not looked at for: there was no time left
    default_run: Run | None = None


@dataclass(slots=True)
class Checker:
    """Judges the runs of one exploration.  `clock` gives seconds, for budget and report only."""

    executor: Executor
    exploration: Strategy
    properties: Sequence[Property]  # the most telling first
    clock: Callable[[], float]
    max_runs: int | None = None
    budget_s: float | None = None
    memory_bytes: int | None = (
        None  # that this process may take, and a quarter more while findings are made smaller
    )
    resident_bytes: Callable[[], int] = lambda: 0  # that it takes
    stop_at_first: bool = True
    shrink_runs: int = 200
    shrink_s: float = 15.0  # for all findings together; what is small by then is told
    interrupted: Callable[[], bool] = lambda: False
    tick: Callable[[Progress, int], None] = lambda progress, findings: None
    found: Callable[[Finding, Run], None] = lambda finding, run: None  # told of each at once
    began: float = 0.0
    looked_s: float = float("-inf")  # when it was last looked at how much memory is taken
    full: bool = False  # whether that was too much
    seen: Callable[[Run, Sequence[Finding]], None] = lambda run, findings: None  # told of every run

    def go(self) -> Result:
        """Explore until done, out of budget, or (if asked) the first finding; shrink what was found."""
        self.began = self.clock()
        result = Result(progress=self.exploration.progress)
        known: dict[tuple[str, str], Witness] = {}
        outcomes: dict[tuple[bytes, int | None, str], Outcome] = {}
        runs = self.exploration.runs()
        try:
            with self._cut_by(self._used_up):
                for run in runs:
                    if run is not None:
                        self._take(run, result, outcomes, known)
                        run = None  # not kept while the next is made
                    self.tick(result.progress, len(known))
                    result.stopped = self._stop(result.progress, known)
                    if result.stopped:
                        break
        except CutOff as cut:
            result.stopped, result.cut_at = cut.why, cut.points
        except MemoryError:
            result.stopped = "memory"
        runs.close()  # workers end now, and not when somebody collects the garbage
        until = self.clock() + self.shrink_s
        order = {p.id: index for index, p in enumerate(self.properties)}
        result.witnesses = sorted(
            (self._shrunk(w, known, until) for w in known.values()),
            key=lambda w: order.get(w.finding.property, 0),
        )
        if self.interrupted():
            result.stopped = "interrupted"
        result.outcomes = sorted(outcomes.values(), key=lambda o: (-o.count, o.run.schedule))
        return result

    @contextmanager
    def _cut_by(self, over: Callable[[], str]) -> Iterator[None]:
        """In here a run is given up when `over` says why."""
        before, self.executor.cut = self.executor.cut, over
        try:
            yield
        finally:
            self.executor.cut = before

    def _take(
        self,
        run: Run,
        result: Result,
        outcomes: dict[tuple[bytes, int | None, str], Outcome],
        known: dict[tuple[str, str], Witness],
    ) -> None:
        """Count and judge a run that was made."""
        if result.default_run is None:
            result.default_run = run.named()
        key = (run.output, run.status, run.ending)
        if key not in outcomes:
            outcomes[key] = Outcome(*key, 0, run.named())
        outcomes[key].count += 1
        judged = self._judged_in_time(run, result) if run.judged is None else run.judged
        self.seen(run, judged)
        for finding in judged:
            if finding.key() not in known:
                with self.executor.to_the_end():
                    whole = run if run.judged is None else self.executor.run(run.schedule)
                    found_after_s = self.clock() - self.began
                    known[finding.key()] = Witness(finding, whole.told(), result.progress.runs, found_after_s)
                    self.found(finding, whole)

    def _judged_in_time(self, run: Run, result: Result) -> list[Finding]:
        """What is wrong with `run`, as far as there is time to look: when it is used up, the other properties have GRACE_S more, so
        that one that takes long does not hide what they would have said."""
        judged: list[Finding] = []
        unasked: list[str] = []
        late_s: float | None = None  # when the time was found to be used up

        def over() -> str:
            why = self._used_up()
            return "" if why == "time" and late_s is not None and self.clock() < late_s + GRACE_S else why

        with self._cut_by(over):
            for index, item in enumerate(self.properties):
                try:
                    with self.executor.may_break():
                        judged += item.check(run)
                except CutOff:
                    unasked.append(item.id)
                if not over():
                    continue
                if late_s is None:
                    late_s = self.clock()
                if over():
                    unasked += (other.id for other in self.properties[index + 1 :])
                    break
        result.unasked = tuple(unasked)
        return judged

    def judge(self, run: Run) -> list[Finding]:
        """What is wrong with `run`."""
        with self.executor.may_break():
            return [finding for item in self.properties for finding in item.check(run)]

    def _stop(self, progress: Progress, known: dict[tuple[str, str], Witness]) -> str:
        if self.interrupted():
            return "interrupted"
        if known and self.stop_at_first:
            return "first finding"
        if self.max_runs is not None and progress.runs >= self.max_runs:
            return "runs"
        return self._used_up()

    def _used_up(self) -> str:
        """Why the search is to end at once, also in the middle of a run; "" to go on."""
        if self.interrupted():
            return "interrupted"
        now = self.clock()
        if self.budget_s is not None and now - self.began >= self.budget_s:
            return "time"
        return self._memory(now)

    def _memory(self, now: float) -> str:
        if self.memory_bytes is not None and not self.full and now - self.looked_s >= LOOK_S:
            self.looked_s = now
            self.full = self.resident_bytes() > self.memory_bytes
        return "memory" if self.full else ""

    def _shrunk(self, witness: Witness, known: dict[tuple[str, str], Witness], until: float) -> Witness:
        """The smallest run with the same kind of finding, but none that is known beside it."""
        kind = witness.finding.property
        others = known.keys() - {witness.finding.key()}
        matching: dict[int, Finding] = {}

        def fails(run: Run) -> bool:
            for finding in self.judge(run):
                if finding.property == kind and finding.key() not in others:
                    matching[id(run)] = finding
                    return True
            return False

        def over() -> str:
            if self.interrupted():
                return "interrupted"
            if self.memory_bytes is not None and self.resident_bytes() > self.memory_bytes * 5 // 4:
                return "memory"
            return "time" if self.clock() > until else ""

        with self._cut_by(over):
            whole = attempt(self.executor, witness.run.schedule)
            if whole is None:
                return witness
            run = shrink(self.executor, whole, fails, self.shrink_runs, lambda: bool(over()))
        finding = matching.get(id(run), witness.finding)
        return Witness(finding, run.told(), witness.found_after_runs, witness.found_after_s)
