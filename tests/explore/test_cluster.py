"""The workers of a dask cluster find what one process finds, also when one of them is killed on the way.  The cluster is of
this machine: its processes talk over loopback."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import distributed
import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.cluster import Cluster, ClusterError, ClusterWorkers
from forkingpaths.explore.cluster_worker import Described, default_run
from forkingpaths.explore.executor import Executor, Limits
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.parallel import ParallelExhaustive, ParallelSampling
from forkingpaths.explore.sampling import LEARNING, Sampling
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.outside import May
from forkingpaths.sys import table
from tests import guests, host
from tests.cli.fpath import environment, fpath
from tests.explore.programs import LOST_WAKEUP, ONE_WAIT_A_SIGNAL, TWO_COUNTERS

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        host="127.0.0.1",
        silence_logs=50,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def cluster(scheduler: str) -> Iterator[Cluster]:
    joined = Cluster(scheduler)
    deadline = time.monotonic() + 30  # the test before may have killed one
    while len(joined.client.nthreads()) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    yield joined
    joined.close()


def prepared(text: str, sampling: tuple[str, int, int] | None = None) -> tuple[Executor, Described]:
    """The program here, and in words."""
    made = host.compile_c(text, "-O1", "-g", "-static", "-pthread")
    options = Options(**guests.at_one_place(made), memory_bytes=64 << 20)
    runner = Executor(lambda streams: boot(options, streams, table.load()), limits=Limits(20_000))
    seen = default_run(runner, options, b"")
    return runner, Described(
        options, b"", 20_000, 20, May(), None, Bounds(), True, sampling=sampling, default=seen
    )


def judged(run: Run) -> list[Any]:
    return [finding for item in load_properties() for finding in item.check(run)]


def explore(text: str, cluster: Cluster | None, kind: type[ClusterWorkers] = ClusterWorkers) -> Result:
    runner, described = prepared(text)
    search = Exhaustive(runner, Bounds())
    strategy: Any = search
    if cluster is not None:
        joined = cluster
        strategy = ParallelExhaustive(
            search, judged, lambda handler: kind(joined.client, joined.address, described)
        )
    return Checker(runner, strategy, load_properties(), time.monotonic, stop_at_first=False).go()


def what(result: Result) -> tuple[Any, ...]:
    """All that a report says but the seconds."""
    outcomes = [(o.output, o.status, o.ending, o.count, o.run.schedule) for o in result.outcomes]
    findings = [(w.finding, w.run.schedule, w.found_after_runs) for w in result.witnesses]
    return outcomes, findings, result.progress


@pytest.mark.parametrize("text", [LOST_WAKEUP, TWO_COUNTERS], ids=["lost", "threads"])
def test_a_cluster_finds_what_one_process_finds(text: str, cluster: Cluster) -> None:
    alone = what(explore(text, None))
    assert alone[1]
    assert what(explore(text, cluster)) == alone


class Watched(ClusterWorkers):
    """Of these, the one that is given the fourth job is killed while it has it."""

    given = 0
    killed = 0  # its number
    outlived = 0  # jobs given to others after that

    def give(self, worker: int, request: Any) -> None:
        super().give(worker, request)
        Watched.given += 1
        if Watched.given == 4:
            address = next(r.address for r in self.remotes.values() if r.number == worker)
            pid = self.client.run(os.getpid, workers=[address])[address]
            os.kill(pid, signal.SIGKILL)
            Watched.killed = worker
        elif Watched.killed:
            Watched.outlived += worker != Watched.killed


def test_a_killed_worker_loses_nothing(cluster: Cluster) -> None:
    Watched.given = Watched.killed = Watched.outlived = 0
    assert what(explore(ONE_WAIT_A_SIGNAL, cluster, Watched)) == what(explore(ONE_WAIT_A_SIGNAL, None))
    assert Watched.killed
    assert Watched.outlived


def test_a_scheduler_that_goes_away_is_said() -> None:
    runner, described = prepared(ONE_WAIT_A_SIGNAL)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1", silence_logs=50
    ) as own:
        joined = Cluster(own.scheduler_address)
        runs = ParallelExhaustive(
            Exhaustive(runner, Bounds()), judged, lambda handler: joined.workers(described)
        ).runs()
        made = [next(run for run in runs if run is not None) for _ in range(3)]
        assert len(made) == 3
    with pytest.raises(ClusterError, match=r"went away|does not answer any more"):
        for _ in runs:
            pass
    joined.close()


def test_random_runs_are_the_same_on_a_cluster(cluster: Cluster) -> None:
    def schedules(parallel: bool) -> list[Any]:
        runner, described = prepared(TWO_COUNTERS, ("random", 5, 3))
        sampling = Sampling(runner, Bounds(), "random", seed=5)
        runs: Any = sampling.runs()
        if parallel:
            runs = ParallelSampling(sampling, judged, lambda handler: cluster.workers(described)).runs()
        found: list[Any] = []
        for run in runs:
            if run is not None:
                found.append((run.schedule, run.output, run.status))
            if len(found) == LEARNING + 60:
                break
        runs.close()
        return found

    assert schedules(True) == schedules(False)


def test_another_program_there_is_said(cluster: Cluster) -> None:
    runner, described = prepared(LOST_WAKEUP)
    _, other = prepared(TWO_COUNTERS)
    strategy = ParallelExhaustive(
        Exhaustive(runner, Bounds()),
        judged,
        lambda handler: ClusterWorkers(
            cluster.client,
            cluster.address,
            Described(other.options, b"", 20_000, 50, May(), None, Bounds(), True),
        ),
    )
    assert described.default != other.default
    with pytest.raises(ClusterError, match="is another one there"):
        list(strategy.runs())


def told(*words: object) -> tuple[int, Any]:
    ran = fpath(*words, timeout=120)
    assert ran.stdout, ran.stderr
    return ran.returncode, json.loads(ran.stdout)


def test_the_command_says_the_same(scheduler: str, tmp_path: Path) -> None:
    program = tmp_path / "lost.c"
    program.write_text(LOST_WAKEUP)
    for verb, key in (("outcomes", "outcomes"), ("check", "findings")):
        more = ("--stop-at", "all") if verb == "check" else ()
        local = told(verb, "--json", "-j", 2, *more, program)
        there = told(verb, "--json", "--cluster", scheduler, *more, program)
        assert local[1][key]
        assert there[0] == local[0]

        def essence(told: Any, key: str = key) -> list[Any]:
            return sorted(
                json.dumps({k: v for k, v in item.items() if k in ("output", "status", "ending", "schedule", "title")})
                for item in told[key]
            )  # fmt: skip

        assert essence(there[1]) == essence(local[1])


def test_no_scheduler_and_no_package_are_said(tmp_path: Path) -> None:
    program = tmp_path / "lost.c"
    program.write_text(LOST_WAKEUP)
    ran = fpath("check", "--cluster", "tcp://127.0.0.1:1", program)
    assert ran.returncode == 4
    assert b"no dask scheduler answers there" in ran.stderr
    assert b"Traceback" not in ran.stderr
    for more in (("-j", 2), ("--verbose",), ("--power-loss", "--after", "true")):
        ran = fpath("check", "--cluster", "tcp://127.0.0.1:1", *more, program)
        assert ran.returncode == 4
        assert b"--cluster" in ran.stderr
    (tmp_path / "distributed.py").write_text("raise ImportError('as if it were not there')\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from forkingpaths.cli import main; main()"
    words = [sys.executable, "-c", code, "check", "--cluster", "tcp://127.0.0.1:1", str(program)]
    ran = subprocess.run(words, capture_output=True, timeout=60, env=environment())
    assert ran.returncode == 4
    assert b"pip install 'forkingpaths[cluster]'" in ran.stderr


# only if the thread is first it goes on for hours
HOURS = """
#include <pthread.h>
static volatile int there;
static volatile long cells[1 << 16];
static void *work(void *unused)
{
    (void)unused;
    for (long round = 0; !there && round < 1L << 40; round++)
        cells[round & 0xffff] += round;
    return NULL;
}
int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    there = 1;
    pthread_join(thread, NULL);
    return 0;
}
"""


@pytest.mark.parametrize("budget_s", [6.0, None], ids=["time", "ended"])
def test_a_worker_does_not_go_on_when_the_search_is_over(cluster: Cluster, budget_s: float | None) -> None:
    runner, described = prepared(HOURS)
    described = replace(described, max_points=1 << 40)
    search = Exhaustive(runner, Bounds())
    began = time.monotonic()
    until_s = began + budget_s if budget_s is not None else None
    strategy = ParallelExhaustive(search, judged, lambda handler: cluster.workers(described, until_s))
    result = Checker(
        runner, strategy, load_properties(), time.monotonic, budget_s=budget_s, stop_at_first=False,
        interrupted=lambda: budget_s is None and time.monotonic() > began + 6,
    ).go()  # fmt: skip
    assert result.stopped == ("time" if budget_s is not None else "interrupted")
    idle = cluster.client.submit(os.getpid, workers=list(cluster.client.nthreads())[:1], pure=False)
    others = cluster.client.submit(os.getpid, workers=list(cluster.client.nthreads())[1:], pure=False)
    assert idle.result(timeout=20) != others.result(timeout=20)
