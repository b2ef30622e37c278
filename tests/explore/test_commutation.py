"""Transitions that the explorer takes for independent lead to the same state in either order."""

import os
from pathlib import Path
from zlib import crc32

import pytest

from forkingpaths.explore.executor import Executor
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel import turns
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from tests import guests, host
from tests.explore import commutation

pytestmark = pytest.mark.needs("gcc")
# What the clock shows hangs on all that anybody has done: programs that look at it, or sleep, are left out.
ASKS_THE_TIME = (
    "nanosleep",
    "usleep",
    "clock_",
    "gettimeofday",
    "timer",
    "alarm",
    "poll(",
    "timeout",
    "timespec",
    "->ru_",
    "SO_RCVTIMEO",
)
# spins, or needs the host's root, or is one long loop of one task
LEFT_OUT = {"long_write_to_a_pipe", "random_operations", "restartable_sequence_aborts"}
SHORT_QUANTUM_BLOCKS = 20_000
FEW = (
    "exec/other_threads_end_and_the_leader_lives_on", "pipes/fifo_opens_wait_for_each_other", "proc/threads_as_directories",
    "ptrace/death_of_the_tracer_frees_its_tracees", "signals/signal_to_a_process_group", "sockets/unix_server",
)  # fmt: skip


def several_tasks() -> list[str]:
    """The guest programs in which two tasks could ever go on at once."""
    found = []
    for path in guests.sources():
        text = path.read_text()
        if any(word in text for word in ("fork", "pthread_create", "clone(")) and path.stem not in LEFT_OUT:
            if not any(word in text for word in ASKS_THE_TIME) and "flags: -m32" not in text:
                found.append(str(path.relative_to(guests.FOLDER).with_suffix("")))
    return found


def executor(path: Path) -> Executor:
    p = guests.program(path)
    program = guests.compiled(path)
    folder = guests.scratch(path)
    environment = [f"{name}={value}".encode() for name, value in guests.ENVIRONMENT.items()]

    def start(streams: RecordedHost) -> Kernel:
        argv = [os.fsencode(program), *map(os.fsencode, p.arguments)]
        options = Options(
            argv=argv, env=environment, cwd=os.fsencode(folder), init=p.init, memory_bytes=128 << 20
        )
        return boot(options, streams, guests.calls())

    return Executor(start, p.stdin)


@pytest.mark.parametrize("name", FEW)
def test_independent_transitions_commute(name: str) -> None:
    report = commutation.search(executor(guests.FOLDER / f"{name}.c"), seed=0, pairs=40)
    assert report.independent
    assert report.gaps == {}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_independent_transitions_commute_everywhere(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # every access is looked at, and some of the programs compute for long: a whole quantum of that is gigabytes
    monkeypatch.setattr(turns, "QUANTUM_BLOCKS", SHORT_QUANTUM_BLOCKS)
    names = several_tasks()[part::8]
    assert names
    guests.compile_ahead([guests.FOLDER / f"{name}.c" for name in names])
    for name in names:
        seed = crc32(name.encode())  # its own, whatever other programs there are
        report = commutation.search(executor(guests.FOLDER / f"{name}.c"), seed, points=150, pairs=25)
        assert report.gaps == {}, name


def test_a_missing_footprint_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes write into one pipe; nobody tells."""
    text = """
#include <unistd.h>
#include <sys/wait.h>
int main(void) { int ends[2]; char c; pipe(ends); char name = fork() ? 'a' : 'b'; for (int i = 0; i < 4; i++) write(ends[1], &name, 1);
	if (name == 'b') _exit(0); wait(NULL); read(ends[0], &c, 1); return c == 'a'; }
"""
    program = host.compile_c(text)

    def start(streams: RecordedHost) -> Kernel:
        return boot(Options(argv=[os.fsencode(program)], memory_bytes=64 << 20), streams, guests.calls())

    def search() -> dict[str, str]:
        return {
            name: words
            for seed in range(6)
            for name, words in commutation.search(Executor(start), seed).gaps.items()
        }

    assert search() == {}
    monkeypatch.setattr(Kernel, "touch", lambda k, key, write: None)
    found = search()
    assert "write and write" in found, found


def test_a_turn_is_as_long_whoever_ran_before() -> None:
    """Who made a task has a short turn, so that the new one starts soon: also when that one has run in between."""
    text = """
#include <unistd.h>
#include <sys/wait.h>
int main(void) { int child = fork(); for (volatile int i = 0; i < 200000; i++) continue;
	if (!child) _exit(0); return wait(NULL) != child; }
"""
    program = host.compile_c(text)

    def start(streams: RecordedHost) -> Kernel:
        return boot(Options(argv=[os.fsencode(program)], memory_bytes=64 << 20), streams, guests.calls())

    for seed in range(4):
        report = commutation.search(Executor(start), seed)
        assert report.independent
        assert report.gaps == {}, seed
