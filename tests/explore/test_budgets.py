"""What an exploration may use up, time and memory, ends it also in the middle of a run; what was found before stays."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.parallel import ParallelExhaustive
from forkingpaths.explore.trace import Run
from forkingpaths.explore.workers import LocalWorkers
from forkingpaths.kernel.scheduler import Choice
from tests.cli.fpath import environment, fpath
from tests.explore.exploring import executor
from tests.explore.programs import TWO_COUNTERS

pytestmark = pytest.mark.needs("gcc")
# a run of hours: all that the threads touch is shared
LONG = """
#include <pthread.h>
#include <stdlib.h>
static volatile long cells[1 << 20];
static void *work(void *unused)
{
    (void)unused;
    for (long round = 0; round < 4000; round++)
        for (long i = 0; i < 1 << 20; i += 16)
            cells[i] += round;
    return NULL;
}
int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
"""


def judged(text: str, clock: Callable[[], float], budget_s: float | None, **more: object) -> Result:
    runner = executor(text)
    return Checker(
        runner, Exhaustive(runner, Bounds()), load_properties(), clock, budget_s=budget_s, stop_at_first=False,
        **more,  # type: ignore[arg-type]
    ).go()  # fmt: skip


def ticking() -> Callable[[], float]:
    """A clock that goes on by a second whenever it is looked at."""
    seconds = itertools.count()
    return lambda: float(next(seconds))


def test_time_ends_a_run_in_the_middle() -> None:
    result = judged(TWO_COUNTERS, ticking(), 20)
    assert (result.stopped, result.progress.runs, result.witnesses) == ("time", 0, [])
    assert result.cut_at is not None
    assert result.cut_at > 0
    assert not result.progress.complete


def test_what_was_found_before_stays() -> None:
    looks: list[int] = []  # how often it was looked at how much memory is taken, when a run was done with

    def growing() -> Callable[[], int]:
        sizes = itertools.count()
        looks.clear()
        looks.append(0)

        def size() -> int:
            looks[-1] = next(sizes)
            return looks[-1]

        return size

    def after_a_run(progress: object, findings: int) -> None:
        looks.append(looks[-1])

    whole = judged(
        TWO_COUNTERS, ticking(), None, memory_bytes=1 << 60, resident_bytes=growing(), tick=after_a_run
    )
    assert whole.progress.complete
    most = looks[-2] * 3 // 4
    result = judged(TWO_COUNTERS, ticking(), None, memory_bytes=most, resident_bytes=growing())
    assert (result.stopped, result.progress.complete) == ("memory", False)
    assert 1 < result.progress.runs < whole.progress.runs
    assert result.witnesses
    assert {w.finding.key() for w in result.witnesses} <= {w.finding.key() for w in whole.witnesses}


def test_what_it_was_not_looked_at_for_is_said() -> None:
    now = [0.0]
    properties = load_properties()

    class Slow:
        """Uses up all the time there is."""

        id = "slow"

        def check(self, run: object) -> list[object]:
            now[0] += 100.0
            return []

    runner = executor("int main(void) { return 3; }")
    asked = [
        Slow(),
        *(p for p in properties if p.id == "status"),  # there is a second left for it
        Slow(),
        *(p for p in properties if p.id == "crash"),
    ]
    result = Checker(runner, Exhaustive(runner, Bounds()), asked, lambda: now[0], budget_s=50).go()  # type: ignore[arg-type]
    assert result.unasked == ("crash",)
    assert [w.finding.property for w in result.witnesses] == ["status"]


class Endless(Exhaustive):
    """Finds something else to try for ever."""

    def _alternatives(self, run: Run) -> Iterator[tuple[int, Choice]]:
        while True:
            yield from super()._alternatives(run)
            yield len(run.transitions) - 1, Choice("run", 1 << 20)


def test_the_look_for_other_choices_ends_and_the_run_is_judged() -> None:
    runner = executor("int main(void) { return 3; }")
    status = [p for p in load_properties() if p.id == "status"]
    result = Checker(
        runner, Endless(runner, Bounds()), status, ticking(), budget_s=1000, stop_at_first=False
    ).go()
    assert (result.stopped, result.cut_at, result.progress.complete) == ("time", None, False)
    assert [w.finding.property for w in result.witnesses] == ["status"]
    assert [o.status for o in result.outcomes] == [3 << 8]


PROPERTY = """
def check_for_ever(run):
    "Nothing is ever found out."
    while True:
        pass
"""


@pytest.mark.slow
def test_a_property_that_takes_for_ever_is_ended(tmp_path: Path) -> None:
    program, own = tmp_path / "three.c", tmp_path / "own.py"
    program.write_text("int main(void) { return 3; }")
    own.write_text(PROPERTY)
    words = "--real-timeout", 3, "--property", own
    ran = fpath("check", *words, program, timeout=60)
    assert ran.returncode == 1
    assert b"the program exited with status 3" in ran.stdout
    ran = fpath("check", *words, "--no-check", "status", program, timeout=60)
    assert ran.returncode == 0
    assert b"the time allowed ended the search" in ran.stdout
    assert b"the last run was not looked at for own.for-ever\n" in ran.stdout


@pytest.mark.slow
def test_memory_that_a_worker_takes_ends_the_search() -> None:
    runner = executor(TWO_COUNTERS)
    maker = os.getpid()
    search = Exhaustive(runner, Bounds())
    strategy = ParallelExhaustive(search, lambda run: [], lambda handler: LocalWorkers(2, handler))
    result = Checker(
        runner, strategy, [], time.monotonic, stop_at_first=False,
        memory_bytes=1, resident_bytes=lambda: 0 if os.getpid() == maker else 2,
    ).go()  # fmt: skip
    assert (result.stopped, result.progress.complete) == ("memory", False)
    assert result.progress.runs >= 1


@pytest.mark.slow
def test_a_run_of_hours_ends_with_the_time_allowed(tmp_path: Path) -> None:
    program = tmp_path / "long.c"
    program.write_text(LONG)
    for more in ((), ("-j", 2), ("--strategy", "random"), ("--strategy", "random", "-j", 2)):
        ran = fpath("check", "--real-timeout", 6, *more, program, timeout=120)  # the run would take hours
        assert ran.returncode == 5
        assert b"the time allowed ended the search" in ran.stdout
        assert b"a run was given up in the middle, at point" in ran.stdout


@pytest.mark.slow
def test_memory_has_a_limit(tmp_path: Path) -> None:
    program = tmp_path / "long.c"
    program.write_text(LONG)
    words = ["check", "--memory-limit", "300M", "--real-timeout", "300", str(program)]
    with (tmp_path / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "forkingpaths.cli", *words], stdout=said, env=environment()
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 5
    assert b"the memory allowed ended the search" in (tmp_path / "said").read_bytes()
    assert usage.ru_maxrss << 10 < 450 << 20


def test_a_start_that_takes_all_the_memory_is_said(tmp_path: Path) -> None:
    program = tmp_path / "any.c"
    program.write_text("int main(void) { return 0; }")
    ran = fpath("check", "--memory-limit", "4M", program)
    assert ran.returncode == 4
    assert b"the memory allowed (--memory-limit)" in ran.stderr
