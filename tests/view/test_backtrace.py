"""Backtraces name the functions that called each other, whatever the compiler did with the frame pointer, through signal
handlers, in threads, and in shared libraries."""

import os

import pytest

from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.record.player import Player
from forkingpaths.view.backtrace import Backtraces, Frame
from tests import guests, host

pytestmark = pytest.mark.needs("gcc")
NESTED = """
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
#define DEEP __attribute__((noinline, noipa))
DEEP static int inner(int n) { volatile char room[40]; room[n] = 1; syscall(SYS_getppid); return room[n]; }
DEEP static int outer(int n) { int got = inner(n) + 1; return got * 2; }
DEEP static void handler(int s) { outer(s & 3); __asm__ volatile (""); }
DEEP static int compare(const void *a, const void *b) { (void)a; (void)b; return outer(1) + 1; }
DEEP static void *thread(void *arg) { outer(2); return arg; }
int main(void) {
    outer(1);
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    int two[2] = {2, 1};
    qsort(two, 2, sizeof *two, compare);
    pthread_t t;
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    return 0;
}
"""


def stacks(flags: tuple[str, ...], name: str) -> list[list[Frame]]:
    """The stack at each call `name` of the program above."""
    program = host.compile_c(NESTED, "-g", "-pthread", *flags)
    options = Options(argv=[os.fsencode(program)], memory_bytes=64 << 20)
    player = Player(lambda streams: boot(options, streams, guests.calls()))
    player.visit()
    calls: list[Event] = [
        e for e in player.events(1, player.steps) if e.kind is Kind.CALL and e.data[0] == name
    ]
    backtraces = Backtraces()
    found = []
    for event in calls:
        k = player.at(event.step)
        found.append(backtraces.of(k, k.tasks[event.tid]))
    return found


def names(frames: list[Frame]) -> list[str]:
    return [frame.function for frame in frames]


FLAGS = [
    ("-O1", "-static"),
    ("-O2", "-static"),
    ("-O0", "-static"),
    ("-O1",),
    ("-O1", "-static", "-fno-asynchronous-unwind-tables", "-fno-omit-frame-pointer"),
]


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_callers_are_named_in_order(flags: tuple[str, ...]) -> None:
    plain, handled, compared, threaded = stacks(flags, "getppid")
    assert names(plain)[:4] == ["syscall", "inner", "outer", "main"]
    assert names(handled)[:5] == ["syscall", "inner", "outer", "handler", "<signal handler called>"]
    assert "raise" in " ".join(names(handled)) or "kill" in " ".join(names(handled))
    assert names(handled).index("main") > 5
    assert names(compared)[:4] == ["syscall", "inner", "outer", "compare"]
    assert "main" in names(compared)
    assert names(threaded)[:4] == ["syscall", "inner", "outer", "thread"]
    assert "main" not in names(threaded)
    if "-static" not in flags:
        assert plain[0].module.startswith("libc")
        assert plain[1].module != plain[0].module


def test_lines_are_those_of_the_calls() -> None:
    plain, *_ = stacks(("-O1", "-static"), "getppid")
    lines = NESTED.splitlines()
    inner, outer, main = plain[1].line, plain[2].line, plain[3].line
    assert inner is not None
    assert "SYS_getppid" in lines[inner.line - 1]
    assert outer is not None
    assert "inner(n)" in lines[outer.line - 1]
    assert main is not None
    assert lines[main.line - 1] == "    outer(1);"
    assert str(plain[3]) == f"main (program.c:{main.line})"


def test_a_stack_that_was_overwritten_ends_and_nothing_breaks() -> None:
    text = """
        #include <string.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        int main(void) {
            volatile long *here = (long *)__builtin_frame_address(0);
            for (int i = 0; i < 30; i++) here[i] = 0x4141414141414141;
            syscall(SYS_getppid);
            _exit(0);
        }
    """
    program = host.compile_c(text, "-O0", "-static", "-g")
    player = Player(
        lambda s: boot(Options(argv=[os.fsencode(program)], memory_bytes=64 << 20), s, guests.calls())
    )
    player.visit()
    event = next(e for e in player.walk() if e.kind is Kind.CALL and e.data[0] == "getppid")
    k = player.at(event.step)
    assert names(Backtraces().of(k, k.tasks[2]))[:2] == ["syscall", "main"]
