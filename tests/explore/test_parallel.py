"""Several processes find what one finds, also when some of them are killed on the way."""

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.parallel import ParallelExhaustive, ParallelSampling
from forkingpaths.explore.sampling import LEARNING, Sampling
from forkingpaths.explore.trace import Run
from forkingpaths.explore.workers import LocalWorkers, WorkersLost
from tests.explore.exploring import executor
from tests.explore.programs import BOTH_FORK, LOST_WAKEUP, ONE_WAIT_A_SIGNAL, TORN_PAIR, TWO_COUNTERS

pytestmark = pytest.mark.needs("gcc")
PROGRAMS = {"lost": LOST_WAKEUP, "threads": TWO_COUNTERS, "torn": TORN_PAIR}


def explore(text: str, count: int, start: Callable[..., LocalWorkers] = LocalWorkers) -> Result:
    runner = executor(text)
    properties = load_properties()

    def judge(run: Run) -> list[Any]:
        return [finding for item in properties for finding in item.check(run)]

    search = Exhaustive(runner, Bounds())
    strategy = (
        search if count == 1 else ParallelExhaustive(search, judge, lambda handler: start(count, handler))
    )
    return Checker(runner, strategy, properties, time.monotonic, stop_at_first=False).go()


def what(result: Result) -> tuple[Any, ...]:
    """All that a report says but the seconds."""
    outcomes = [(o.output, o.status, o.ending, o.count, o.run.schedule) for o in result.outcomes]
    findings = [(w.finding, w.run.schedule, w.found_after_runs) for w in result.witnesses]
    return outcomes, findings, result.progress


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_results_do_not_depend_on_how_many_work(name: str) -> None:
    alone = explore(PROGRAMS[name], 1)
    assert what(explore(PROGRAMS[name], 2)) == what(alone)


@pytest.mark.slow
def test_nor_on_many() -> None:
    for text in (BOTH_FORK, ONE_WAIT_A_SIGNAL):
        assert what(explore(text, 5)) == what(explore(text, 1))


class Mortal(LocalWorkers):
    """Workers of which one is killed now and then, in the middle of its work."""

    killed = 0

    def give(self, worker: int, request: Any) -> None:
        super().give(worker, request)
        if self.started + worker < 8:
            Mortal.killed += 1
            victim = next(w for w in self.workers if w.number == worker)
            assert victim.process.pid is not None
            os.kill(victim.process.pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_killed_worker_loses_nothing() -> None:
    Mortal.killed = 0
    assert what(explore(ONE_WAIT_A_SIGNAL, 2, Mortal)) == what(explore(ONE_WAIT_A_SIGNAL, 1))
    assert Mortal.killed >= 2


def test_a_job_that_kills_every_worker_is_said() -> None:
    def handler(request: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return request

    workers = LocalWorkers(1, handler)
    try:
        workers.give(1, 7)
        assert [workers.take(60) for _ in range(2)] == [None, None]  # two died
        with pytest.raises(WorkersLost):
            workers.take(60)
    finally:
        workers.close()


def test_what_goes_wrong_in_a_worker_is_raised_here() -> None:
    def handler(request: int) -> int:
        raise ValueError(request)

    workers = LocalWorkers(1, handler)
    try:
        workers.give(1, 7)
        with pytest.raises(ValueError, match="7"):
            workers.take(5)
    finally:
        workers.close()


def test_no_worker_outlives_the_search() -> None:
    pids: list[int] = []

    class Noted(LocalWorkers):
        def _start(self) -> Any:
            worker = super()._start()
            assert worker.process.pid is not None
            pids.append(worker.process.pid)
            return worker

    explore(TWO_COUNTERS, 3, Noted)
    assert len(pids) == 3
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["random", "pos"])
def test_random_runs_are_the_same_for_any_number_of_workers(strategy: str) -> None:
    def schedules(count: int) -> list[Any]:
        sampling = Sampling(executor(TWO_COUNTERS), Bounds(), strategy, seed=5)
        runs = (
            sampling.runs()
            if count == 1
            else ParallelSampling(
                sampling, lambda run: [], lambda handler: LocalWorkers(count, handler)
            ).runs()
        )
        found: list[Any] = []
        for run in runs:
            if run is not None:
                found.append((run.schedule, run.output, run.status))
            if len(found) == LEARNING + 60:
                break
        runs.close()
        return found

    assert schedules(2) == schedules(1)
