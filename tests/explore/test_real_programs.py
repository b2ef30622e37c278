"""Debian's own programs, explored to a small bound: docs/real-programs.md says what larger ones gave."""

import os
import shutil
import subprocess
import time

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.explore.exhaustive import Bounds, Exhaustive
from forkingpaths.kernel.outside import May
from tests.explore.exploring import started

SIGTERM = 15
WORDS = {
    "timeout": ("timeout", "5", "true"),
    "flock": ("flock", "/tmp/lock", "true"),
    "ash": ("busybox", "ash", "-c", "(exit 3) & wait $!; echo $?"),
    "dash": ("dash", "-c", "(exit 3) & (exit 4) & wait; echo done"),
}
SENT = {
    "dumb-init": ("dumb-init", "true"),
    "tini": ("tini", "-s", "--", "true"),
    "dash": ("dash", "-c", 'trap "echo got" TERM; sleep 1 & wait; echo end'),
}


def judged(
    words: tuple[str, ...], bounds: Bounds, may: May | None, max_runs: int, off: tuple[str, ...] = ()
) -> Result:
    """What check says of a program of the host, after at most `max_runs` runs."""
    path = shutil.which(words[0])
    assert path is not None
    runner = started([path, *words[1:]], may, env=[b"PATH=/usr/bin:/bin"], cwd=os.fsencode("/tmp"))
    exploration = Exhaustive(runner, bounds)
    return Checker(
        runner, exploration, load_properties(off=off), time.monotonic, stop_at_first=False, max_runs=max_runs
    ).go()


@pytest.mark.slow
@pytest.mark.needs("ls", "setsid", "busybox", "dash")
@pytest.mark.parametrize("name", WORDS)
def test_nothing_is_found(name: str) -> None:
    result = judged(WORDS[name], Bounds(1, 1), None, 40)
    assert [w.finding.title for w in result.witnesses] == []
    assert {o.status for o in result.outcomes} == {0}


@pytest.mark.slow
@pytest.mark.needs("dumb-init", "tini", "dash")
@pytest.mark.parametrize("name", SENT)
def test_with_a_signal_from_outside(name: str) -> None:
    result = judged(SENT[name], Bounds(0, 1), May(send=(SIGTERM,)), 40, ("status",))
    assert [w.finding.title for w in result.witnesses] == []
    assert len(result.outcomes) > 1  # it ends differently with the signal than without


@pytest.mark.needs("catatonit", "grep")
def test_catatonit_starts_programs_with_the_signals_of_job_control_blocked() -> None:
    words = ("catatonit", "--", "grep", "SigBlk", "/proc/self/status")
    result = judged(words, Bounds(0, 0), None, 1)
    finding = result.witnesses[0].finding
    assert (finding.property, finding.title) == (
        "blocked-at-exec", "process 3 called exec with SIGTSTP, SIGTTIN, SIGTTOU blocked"
    )  # fmt: skip
    host_says = subprocess.run(words, capture_output=True, check=True).stdout
    assert result.outcomes[0].output == host_says == b"SigBlk:\t0000000000380000\n"
