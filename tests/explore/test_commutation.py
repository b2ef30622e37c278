"""Transitions that the explorer takes for independent lead to the same state in either order."""

import os
from pathlib import Path
from zlib import crc32

import pytest

from forkingpaths.explore.executor import Executor
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel import faults, turns
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import May
from tests import guests, host
from tests.explore import commutation, generator, tiny_programs

pytestmark = pytest.mark.needs("gcc")
# What the clock shows hangs on all that anybody has done: for programs that look at it, or sleep, it stands still.
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
    "exec",  # of a program with a dynamic loader, which does
)
# spins, or needs the host's root, or is one long loop of one task, or has nice values (docs/soundness.md)
LEFT_OUT = {
    "long_write_to_a_pipe", "nice_values_share_loops_that_read_the_clock", "random_operations", "restartable_sequence_aborts"
}  # fmt: skip
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
            if "flags: -m32" not in text:
                found.append(str(path.relative_to(guests.FOLDER).with_suffix("")))
    return found


def asks_the_time(name: str) -> bool:
    text = (guests.FOLDER / f"{name}.c").read_text()
    return any(word in text for word in ASKS_THE_TIME)


def executor(path: Path) -> Executor:
    p = guests.program(path)
    program = guests.compiled(path)
    folder = guests.scratch(path)
    environment = [f"{name}={value}".encode() for name, value in guests.ENVIRONMENT.items()]

    def start(streams: RecordedHost) -> Kernel:
        options = Options(
            **guests.at_one_place(program, folder), env=environment, init=p.init, memory_bytes=128 << 20
        )
        options.argv += map(os.fsencode, p.arguments)
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
        report = commutation.search(
            executor(guests.FOLDER / f"{name}.c"),
            seed,
            points=150,
            pairs=25,
            timeless=asks_the_time(name),
            mixed=bool(seed & 1),
        )
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
        return boot(Options(**guests.at_one_place(program), memory_bytes=64 << 20), streams, guests.calls())

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


def test_what_comes_from_outside_does_not_hang_on_who_ran_last() -> None:
    """A process killed in front of a call does not make it, also if its task was the last to run."""
    runner = tiny_programs.executor(tiny_programs.text_of("broken_pipe"))
    runner.may = runner.kernel.may = May(send=(10,), kill=True)
    gaps = [commutation.search(runner, seed, mixed=True).gaps for seed in range(3)]
    assert not any(gaps)


@pytest.mark.parametrize("quantum", [1_000, pytest.param(turns.QUANTUM_BLOCKS, marks=pytest.mark.slow)])
def test_a_turn_is_as_long_whatever_faults_come_in_it(quantum: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page in a shared mapping faults when a snapshot has it too: the turn goes on behind that, and does not begin again.  With whole
    quanta there are looks (kernel/spinning.py) as well."""
    text = """
#include <unistd.h>
#include <sys/mman.h>
int main(void) { volatile int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int child = fork(); for (;;) shared[child ? 0 : 2]++; }
"""
    program = host.compile_c(text)

    def start(streams: RecordedHost) -> Kernel:
        return boot(Options(**guests.at_one_place(program), memory_bytes=64 << 20), streams, guests.calls())

    monkeypatch.setattr(turns, "QUANTUM_BLOCKS", quantum)
    monkeypatch.setattr(commutation, "SAME_PAIR", 10)
    report = commutation.search(Executor(start), 0, points=20)
    assert report.independent
    assert report.gaps == {}


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
        return boot(Options(**guests.at_one_place(program), memory_bytes=64 << 20), streams, guests.calls())

    for seed in range(4):
        report = commutation.search(Executor(start), seed)
        assert report.independent
        assert report.gaps == {}, seed


@pytest.mark.slow
@pytest.mark.parametrize("number", [1148, 1165, 1213])
def test_a_signal_finds_the_thread_that_takes_it(number: int) -> None:
    """Random programs in which a thread ends, or blocks a signal that was meant for it, beside who sends one."""
    text = tiny_programs.with_header(generator.program(number))
    e = tiny_programs.executor(text)
    e.kernel.may = e.may = May(send=(10, 15), kill=True, faults=tuple(faults.KINDS))
    for seed in (3, 5):
        assert commutation.search(e, seed, timeless=True, mixed=seed == 5).gaps == {}, seed
