"""Debian's own programs, explored to a small bound: docs/real-programs.md says what larger ones gave, and what was found is kept here,
each beside the host, where a delay at the critical point shows the same."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.mark import parse_mark
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import May
from tests import guests
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


# ---- from a mark, as check is used on real programs ------------------------------------------------------------------

INITTAB = "::sysinit:/bin/true\n::once:/bin/sleep 1\n::respawn:/bin/sleep 100\n::shutdown:/bin/true\n"
MULTIPROCESSING = """
import ctypes, multiprocessing
def work(queue):
    queue.put(41)
multiprocessing.set_start_method("fork")
queue = multiprocessing.Queue()
child = multiprocessing.Process(target=work, args=(queue,))
ctypes.CDLL(None).prctl(0x46504154, 0, 0, 0, 0)
child.start()
print(queue.get() + 1)
child.join()
print(child.exitcode)
"""
# name -> (words, mark, signal from outside or 0, runs, is the program pid 1)
FROM = {
    "tini, two children": (("tini", "-s", "--", "sh", "-c", "sleep 3 & sleep 3 & wait"), "main", 15, 80, False),
    "tini as pid 1": (("tini", "--", "sh", "-c", "sleep 3 & sleep 3 & wait"), "main", 15, 60, True),
    "busybox init": (("busybox", "init"), "rt_sigtimedwait:3", 15, 12, True),
    "ash": (("busybox", "ash", "-c", 'trap "echo bye" EXIT; sleep 1 & (exit 3) & wait; echo end'), "main", 15, 60, False),
    "bash wait -n": (("bash", "-c", 'trap "echo int" INT; trap "echo chld" CHLD; (exit 3) & wait -n; echo $?'), "main", 2, 25, False),
    "bash coproc": (("bash", "-c", "coproc cat; echo hi >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x"), "main", 0, 15, False),
    "bash lastpipe": (("bash", "-c", "shopt -s lastpipe; echo a b | read x y; echo $y $x"), "main", 0, 25, False),
    "mksh": (("mksh", "-c", 'trap "echo bye" EXIT; sleep 1 & (exit 3) & wait; echo end'), "main", 15, 25, False),
    "nohup": (("nohup", "sleep", "1"), "main", 1, 60, False),
    "setsid": (("setsid", "-w", "sleep", "1"), "main", 15, 60, False),
    "script": (("script", "-qc", "echo hi", "/tmp/typescript"), "main", 0, 40, False),
    "start-stop-daemon": (
        ("start-stop-daemon", "--start", "--background", "--make-pidfile", "--pidfile", "/tmp/x", "--exec", "/bin/sleep", "--", "2"),
        "main", 0, 9, False,
    ),
    "ssh-agent": (("ssh-agent", "sleep", "2"), "main", 15, 40, False),
    "redis-server": (("redis-server", "--save", "", "--port", "0", "--unixsocket", "/tmp/sock"), "epoll_wait:2", 15, 6, False),
    "multiprocessing": (("/usr/bin/python3", "-c", MULTIPROCESSING), "mark", 0, 2, False),
    "runsv": (("runsv", "/tmp/service"), "main", 15, 25, False),
    "supervise": (("supervise", "/tmp/service"), "main", 15, 25, False),
    "s6-supervise": (("s6-supervise", "/tmp/service"), "main", 15, 12, False),
}  # fmt: skip
NIGHTLY = (
    "multiprocessing",
    "redis-server",
    "s6-supervise",
    "supervise",
    "mksh",
    "bash coproc",
    "ssh-agent",
    "tini as pid 1",
)


def explored_from(
    words: tuple[str, ...],
    mark: str,
    number: int,
    max_runs: int,
    init: bool,
    folder: Path,
    off: tuple[str, ...] = ("status",),
) -> Result:
    """What check --from says of a program of the host; /etc/inittab and /tmp/service are ours."""
    (folder / "inittab").write_text(INITTAB)
    (folder / "service").mkdir()
    (folder / "service" / "run").write_text("#!/bin/sh\nexec sleep 100\n")
    (folder / "service" / "run").chmod(0o755)
    path = shutil.which(words[0])
    assert path is not None
    options = Options(
        argv=[os.fsencode(word) for word in (path, *words[1:])],
        env=[b"PATH=/usr/local/bin:/usr/bin:/bin"],
        cwd=b"/tmp",
        binds=[(str(folder / "inittab"), b"/etc/inittab", True), (str(folder / "service"), b"/tmp/service", False)],
        memory_bytes=512 << 20,
        init=init,
    )  # fmt: skip

    def start(streams: RecordedHost) -> Kernel:
        return boot(options, streams, guests.calls())

    runner = Executor(start, may=May(send=(number,) if number else ()), mark=parse_mark(mark))
    exploration = Exhaustive(runner, Bounds(1, 1))
    return Checker(
        runner, exploration, load_properties(off=off), time.monotonic, stop_at_first=False, max_runs=max_runs
    ).go()


@pytest.mark.slow
@pytest.mark.needs(
    "tini", "busybox", "bash", "mksh", "setsid", "script", "start-stop-daemon", "ssh-agent", "runsv", "supervise", "s6-supervise",
    "redis-server", "/usr/bin/python3",
)  # fmt: skip
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.nightly if name in NIGHTLY else ()) for name in FROM]
)
def test_nothing_is_found_behind_the_mark(name: str, tmp_path: Path) -> None:
    words, mark, number, runs, init = FROM[name]
    result = explored_from(words, mark, number, runs, init, tmp_path)
    assert [w.finding.title for w in result.witnesses] == []
    assert result.progress.runs >= min(runs, 2)


# ---- what was found, and the same on the host ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.needs("dumb-init", "daemon")
@pytest.mark.parametrize(("program", "runs"), [("dumb-init", 330), ("daemon", 120)])
def test_a_signal_handed_on_to_a_child_that_has_not_called_exec_yet(
    program: str, runs: int, tmp_path: Path
) -> None:
    words = (program, *(("-f",) if program == "daemon" else ()), "sleep", "3")
    result = explored_from(words, "clone:1", signal.SIGTERM, runs, False, tmp_path)
    assert "SIGTERM for child 3 was swallowed between fork and exec" in [
        w.finding.title for w in result.witnesses
    ]


def held_on_the_host(folder: Path, inject: str, words: tuple[str, ...], after_s: float) -> tuple[float, str]:
    """Start `words` under strace, which holds them where `inject` says; send SIGTERM after a while.  (seconds that it lived on, trace)"""
    trace = folder / "trace"
    command = ["strace", "-f", "-o", str(trace), "-e", f"inject={inject}", *words]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
    tracer = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment, start_new_session=True
    )
    try:
        time.sleep(after_s)
        child = Path(f"/proc/{tracer.pid}/task/{tracer.pid}/children").read_text().split()[0]
        os.kill(int(child), signal.SIGTERM)
        sent = time.monotonic()
        tracer.wait(30)
        return time.monotonic() - sent, trace.read_text()
    finally:
        if tracer.poll() is None:
            os.killpg(tracer.pid, signal.SIGKILL)
            tracer.wait()


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.needs("dumb-init", "daemon", "timeout", "strace")
def test_the_host_shows_the_same_when_it_is_held_there(tmp_path: Path) -> None:
    """Each program ends at once when the signal comes at any other time."""
    lived, trace = held_on_the_host(
        tmp_path, "execve:delay_enter=1000000:when=1", ("dumb-init", "sleep", "3"), 0.6
    )
    assert lived > 3
    assert "--- SIGTERM" in trace
    assert "+++ killed by SIGTERM" not in trace
    lived, trace = held_on_the_host(
        tmp_path, "set_robust_list:delay_exit=1500000", ("daemon", "-f", "sleep", "3"), 2.3
    )
    assert lived > 3
    assert "+++ killed by SIGTERM" not in trace
    asleep = (
        "timeout",
        "-k",
        "10",
        "1",
        "sh",
        "-c",
        "trap 'echo graceful' TERM; while :; do sleep 0.1; done",
    )
    lived, trace = held_on_the_host(tmp_path, "timer_settime:delay_enter=2000000:when=2", asleep, 0.5)
    assert lived < 5  # and not ten seconds
    assert "SIGKILL) " in trace
    assert trace.index("SIGTERM {") < trace.index("SIGALRM {") < trace.index("SIGKILL)")
