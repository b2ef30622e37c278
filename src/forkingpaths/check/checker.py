"""A whole check: explore, judge every run, keep the smallest witness of each finding, and say what was
proved.

    Checker.go -> strategy.runs() -> properties -> Finding, first witness -> shrink -> Result

The wording of the proof is part of the result: "complete" means that every schedule within the bounds was
executed or is another order of one that was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from forkingpaths.check.finding import Finding, Property
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.exhaustive import Progress
from forkingpaths.explore.shrink import shrink
from forkingpaths.explore.strategy import Strategy
from forkingpaths.explore.trace import Run


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
    stopped: str = (
        ""  # why it ended before completion: "first finding" | "runs" | "time" | "interrupted" | ""
    )
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
    stop_at_first: bool = True
    shrink_runs: int = 200
    shrink_s: float = 15.0  # for all findings together; what is small by then is told
    interrupted: Callable[[], bool] = lambda: False
    tick: Callable[[Progress, int], None] = lambda progress, findings: None
    found: Callable[[Finding, Run], None] = lambda finding, run: None  # told of each at once
    shrink_until: float = 0.0
    seen: Callable[[Run, Sequence[Finding]], None] = lambda run, findings: None  # told of every run

    def go(self) -> Result:
        """Explore until done, out of budget, or (if asked) the first finding; shrink what was found."""
        start = self.clock()
        result = Result(progress=self.exploration.progress)
        known: dict[tuple[str, str], Witness] = {}
        outcomes: dict[tuple[bytes, int | None, str], Outcome] = {}
        runs = self.exploration.runs()
        for run in runs:
            if run is not None:
                if result.default_run is None:
                    result.default_run = run
                self._count(outcomes, run)
                judged = self.judge(run) if run.judged is None else run.judged
                self.seen(run, judged)
                for finding in judged:
                    if finding.key() not in known:
                        whole = self._whole(run)
                        known[finding.key()] = Witness(
                            finding, whole, result.progress.runs, self.clock() - start
                        )
                        self.found(finding, whole)
            self.tick(result.progress, len(known))
            result.stopped = self._stop(result.progress, known, start)
            if result.stopped:
                break
        runs.close()  # workers end now, and not when somebody collects the garbage
        self.shrink_until = self.clock() + self.shrink_s
        order = {p.id: index for index, p in enumerate(self.properties)}
        result.witnesses = sorted(
            (self._shrunk(w, known) for w in known.values()), key=lambda w: order.get(w.finding.property, 0)
        )
        if self.interrupted():
            result.stopped = "interrupted"
        result.outcomes = sorted(outcomes.values(), key=lambda o: (-o.count, o.run.schedule))
        return result

    def _whole(self, run: Run) -> Run:
        """The run with all that belongs to it, when it was made by another process."""
        return run if run.judged is None else self.executor.run(run.schedule)

    def judge(self, run: Run) -> list[Finding]:
        """What is wrong with `run`."""
        return [finding for item in self.properties for finding in item.check(run)]

    def _count(self, outcomes: dict[tuple[bytes, int | None, str], Outcome], run: Run) -> None:
        key = (run.output, run.status, run.ending)
        known = outcomes.get(key)
        if known is None:
            outcomes[key] = Outcome(run.output, run.status, run.ending, 1, self._whole(run))
        else:
            known.count += 1

    def _stop(self, progress: Progress, known: dict[tuple[str, str], Witness], start: float) -> str:
        if self.interrupted():
            return "interrupted"
        if known and self.stop_at_first:
            return "first finding"
        if self.max_runs is not None and progress.runs >= self.max_runs:
            return "runs"
        if self.budget_s is not None and self.clock() - start >= self.budget_s:
            return "time"
        return ""

    def _shrunk(self, witness: Witness, known: dict[tuple[str, str], Witness]) -> Witness:
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

        def stopped() -> bool:
            return self.interrupted() or self.clock() > self.shrink_until

        run = shrink(self.executor, witness.run, fails, self.shrink_runs, stopped)
        finding = matching.get(id(run), witness.finding)
        return Witness(finding, run, witness.found_after_runs, witness.found_after_s)
