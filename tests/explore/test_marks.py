"""Exploration may begin at a mark: what it finds there is found from the beginning too, and is replayed from nothing."""

import json
import subprocess
from pathlib import Path

import pytest

from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.mark import MARK_OPTION, NoMark, parse_mark
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host
from tests.cli.fpath import fpath

pytestmark = pytest.mark.needs("gcc")
TEXT = f"""
#include <errno.h>
#include <stdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile int job, done;
static void handler(int s) {{ (void)s; if (job) done = 1; }}
int main(void) {{
    signal(SIGCHLD, handler);
    if (fork() == 0) _exit(0);
    wait(NULL);
    if (write(1, "ready\\n", 6) != 6) return 9;
    errno = 0;
    int got = prctl({MARK_OPTION:#x}, 0, 0, 0, 0);
    if (got != -1 || errno != EINVAL) return 8;
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    job = pid;
    waitpid(pid, NULL, 0);
    return !done;
}}
"""


def executor(program: Path, mark: str | None) -> Executor:
    options = Options(**guests.at_one_place(program), memory_bytes=64 << 20)
    return Executor(
        lambda streams: boot(options, streams, guests.calls()), mark=parse_mark(mark) if mark else None
    )


def explored(program: Path, mark: str | None) -> tuple[set[tuple[bytes, int | None]], int, Executor]:
    """The outcomes, the runs it took, and the executor."""
    runner = executor(program, mark)
    exploration = Exhaustive(runner, Bounds())
    outcomes = {(run.output, run.status) for run in exploration.runs()}
    assert exploration.progress.complete
    return outcomes, exploration.progress.runs, runner


@pytest.mark.slow
def test_behind_a_mark_there_is_less_to_explore_and_the_same_to_find() -> None:
    program = host.compile_c(TEXT, "-O1", "-static")
    everything, most, whole = explored(program, None)
    assert len({status for _, status in everything}) == 2  # it fails in some orders
    for mark in ("mark", "write:1", "prctl:1", "wait4:1"):
        outcomes, runs, runner = explored(program, mark)
        assert outcomes == everything, mark
        assert runs < most / 2
        assert runner.first > whole.first == 0
        for run in Exhaustive(runner, Bounds()).runs():
            assert all(deviation.point >= runner.first for deviation in run.schedule)
            again = whole.run(run.schedule)
            assert (again.output, again.status, len(again.transitions)) == (
                run.output,
                run.status,
                len(run.transitions),
            )
            assert again.events == run.events


@pytest.mark.parametrize(
    "flags", [("-static",), (), ("-static", "-s"), ("-s",), ("-static-pie",), ("-no-pie", "-s")], ids=" ".join
)
@pytest.mark.slow
def test_main_is_found_with_and_without_symbols(flags: tuple[str, ...]) -> None:
    program = host.compile_c(TEXT, "-O1", *flags)
    runner = executor(program, "main")
    calls = [t.call for t in runner.run(()).transitions]
    assert "rt_sigaction" not in calls[: runner.first]
    assert next(call for call in calls[runner.first :] if call) == "rt_sigaction"
    assert runner.first > 10


@pytest.mark.parametrize(
    "text", ["", "Main", "write", "write:0", "write:-1", "nothing:1", "write:1:2", "write:99999999999"]
)
def test_what_is_no_mark_is_said(text: str) -> None:
    with pytest.raises(NoMark, match="neither main nor mark"):
        parse_mark(text)


@pytest.mark.parametrize("mark", ["write:2", "mark"])
def test_a_mark_that_never_comes_is_said(mark: str) -> None:
    program = host.compile_c(
        '#include <unistd.h>\nint main(void) { return write(1, "x", 1) != 1; }', "-static"
    )
    with pytest.raises(NoMark, match="before it comes there"):
        executor(program, mark)


def test_natively_the_mark_does_nothing() -> None:
    program = host.compile_c(TEXT, "-O1", "-static")
    done = subprocess.run([program], capture_output=True, check=False)
    assert done.stdout == b"ready\n"
    assert done.returncode in (0, 1)


SCRIPT = f"""
import ctypes, os, signal
jobs = set()
signal.signal(signal.SIGCHLD, lambda s, f: jobs.discard(os.waitpid(-1, os.WNOHANG)[0]))
ctypes.CDLL(None).prctl({MARK_OPTION:#x}, 0, 0, 0, 0)
pid = os.fork()
if pid == 0:
    os._exit(0)
jobs.add(pid)
try:
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
except ChildProcessError:
    pass
os._exit(len(jobs))
"""


@pytest.mark.slow
@pytest.mark.needs("/usr/bin/python3")
def test_a_script_of_python_is_explored_behind_its_own_mark(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(SCRIPT)
    found = fpath(
        "check", "--no-store", "--json", "--from", "mark", "--", "/usr/bin/python3", "job.py", cwd=tmp_path
    )
    assert found.returncode == 1, found.stderr
    result = json.loads(found.stdout)
    assert [f["property"] for f in result["findings"]] == ["stolen-child", "status"]  # the handler's wait
    assert result["findings"][0]["deviations"] <= 2
    assert result["seconds"] / result["runs"] < 0.5  # its start alone takes longer
    schedule = result["findings"][0]["schedule"]
    assert fpath("replay", schedule, "--", "/usr/bin/python3", "job.py", cwd=tmp_path).returncode == 1
