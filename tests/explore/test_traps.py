"""What a processor refuses it refuses under the explorer too: crashes that only some orders bring about, by alignment and by arithmetic."""

import signal as signals
from pathlib import Path

import pytest

from forkingpaths.kernel import scheduler
from tests import guests
from tests.explore.exploring import check, executor

pytestmark = pytest.mark.needs("gcc")
TRAPS = sorted((guests.FOLDER / "traps").glob("*.c"))

# Two threads: one sets a word to what is wrong and at once to what is right, between which the other may use it.
FRAME = """
#include <pthread.h>
#include <stddef.h>
static char area[64] __attribute__((aligned(64)));
static void *volatile place = area;
static volatile double divisor = 1;
static volatile double quotient;
static void *other(void *unused)
{
	(void)unused;
	USE;
	return NULL;
}
int main(void)
{
	pthread_t thread;
	pthread_create(&thread, NULL, other, NULL);
	SET;
	pthread_join(thread, NULL);
	return 0;
}
"""
MISALIGNED = (
    'void *at = place; __asm__ volatile("movaps %%xmm0, (%0)" : : "r"(at) : "memory")',
    "place = area + 8; place = area + 16",
)
UNMASKED = (
    'unsigned mxcsr = 0x1d80; __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr)); quotient = 1 / divisor',
    "divisor = 0; divisor = 2",
)
X87 = (
    'short word = 0x37b; double d = divisor; __asm__ volatile("fldcw %0\\n fld1\\n fdivl %1\\n fwait" : : "m"(word), "m"(d))',
    "divisor = 0; divisor = 2",
)
CHECKED = (
    'long *at = place; __asm__ volatile("pushf\\n orl $0x40000, (%%rsp)\\n popf\\n mov (%0), %0" : "+r"(at) : : "memory", "cc")',
    "place = area + 3; place = area + 16",
)


def text(use: str, set_: str) -> str:
    return FRAME.replace("USE", use).replace("SET", set_)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "signal"),
    [(MISALIGNED, "SIGSEGV"), (UNMASKED, "SIGFPE"), (X87, "SIGFPE"), (CHECKED, "SIGBUS")],
    ids=["misaligned", "sse", "x87", "alignment-check"],
)
def test_finds_the_order_that_crashes(program: tuple[str, str], signal: str) -> None:
    source = text(*program)
    result = check(source, first=False)
    crashes = [w for w in result.witnesses if signal in w.finding.title]
    assert crashes, [w.finding.title for w in result.witnesses]
    run = crashes[0].run
    assert len(run.schedule) == 1
    assert executor(source).run(run.schedule).events == run.events
    assert {o.status for o in result.outcomes} == {0, int(getattr(signals, signal))}


@pytest.mark.slow
@pytest.mark.parametrize("path", TRAPS, ids=lambda path: path.stem)
def test_watched_programs_behave_as_on_linux(path: Path) -> None:
    """The precise engine from beginning to end."""
    p = guests.program(path)
    executable, folder = guests.compiled(path), guests.scratch(path)
    streams = guests.Streams(p.stdin)
    k = guests.kernel_for(p, executable, folder, streams)
    k.watched = True
    scheduler.run(k)
    assert bytes(streams.output[1]) == guests.run_natively(p, executable, folder).output
