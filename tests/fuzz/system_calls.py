"""Random system calls: nothing a program can ask for may raise a Python exception in the kernel, or break an invariant.

    python -m tests.fuzz.system_calls [CALLS] [SEED] [--strict]

The calls come from the declarations (sys/declare, sys/i386): half the arguments fit their kind (descriptors that are open, paths that
exist, pointers into an arena of filled structures, process numbers that live, flags that are known), the rest are the values
that break programs (0, -1, the limits of int and long, addresses in holes, across a page's end, in the kernel's half).  A few
of the numbers are no calls at all.  The guest is a loop around one `syscall` instruction; every EPISODE calls the system is put
back to its start, so that states get deep but failures stay near their cause.  Seed and episode reproduce a failure.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field

from forkingpaths.kernel import i386, invariants, run_queue, scheduler, snapshot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Phase, Task
from forkingpaths.machine.registers import R8, R9, R10, RAX, RDI, RDX, RIP, RSI
from forkingpaths.sys.declare import Call
from forkingpaths.sys.kinds import Kind
from forkingpaths.vfs.wait import Wake
from tests import guests, host
from tests.fuzz import accounts

EPISODE = 250
REGISTERS = (RDI, RSI, RDX, R10, R8, R9)
SPIN = """
#include <sys/mman.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
int main(void)
{
	char *arena = mmap((void *)0x10000000, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	char *code = mmap((void *)0x20000000, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	int pair[2];
	for (int i = 0; i < 1 << 20; i += 8)
		*(long *)(arena + i) = i % 64 == 0 ? 0x10000000 + i % 65536 : i % 24;
	strcpy(arena + 4096, "/tmp");
	strcpy(arena + 4096 + 64, "/proc/self/status");
	strcpy(arena + 4096 + 128, "file");
	strcpy(arena + 4096 + 192, "folder/../file");
	strcpy(arena + 4096 + 256, "/dev/null");
	strcpy(arena + 4096 + 320, "/dev/ptmx");
	strcpy(arena + 4096 + 384, "");
	strcpy(arena + 4096 + 448, "/bin/true");
	memcpy(code, "\\x0f\\x05\\xeb\\xfc", 4);
	memcpy(code + 16, "\\xc3", 1);                                 /* a handler */
	memcpy(code + 32, "\\xb8\\x0f\\x00\\x00\\x00\\x0f\\x05", 7); /* and the way back from it: rt_sigreturn */
	for (int signal = 1; signal <= 64; signal++) {
		long flags = 0x04000000 | (signal % 2 ? 0x10000004 : 0) | (signal % 5 ? 0 : 0x40000000);
		long action[4] = {0x20000010, flags, 0x20000020, 1L << signal % 7};
		if (signal % 4)
			syscall(SYS_rt_sigaction, signal, action, 0, 8);
	}
	syscall(SYS_shmget, 1, 65536, 01600);
	syscall(SYS_msgget, 1, 01600);
	syscall(SYS_semget, 1, 4, 01600);
	syscall(SYS_pkey_alloc, 0, 0);
	pipe(pair);
	mkdir("folder", 0755);
	open("file", O_RDWR | O_CREAT, 0644);
	open(".", O_RDONLY);
	((void (*)(void))code)();
	return 0;
}
"""
ARENA, CODE = 0x10000000, 0x20000000
# processes, signals, threads, terminals' groups, time: what most of the calls are of when every step is looked at
FAMILY = """fork vfork clone clone3 execve exit wait4 waitid waitpid kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo
    rt_sigaction sigaction signal rt_sigprocmask sigprocmask rt_sigpending rt_sigsuspend sigsuspend rt_sigtimedwait rt_sigreturn
    sigaltstack pause pselect6 ppoll epoll_pwait signalfd signalfd4 pidfd_open pidfd_send_signal setpgid setsid prctl alarm setitimer
    getitimer timer_create timer_settime timer_delete timerfd_create timerfd_settime nanosleep clock_nanosleep futex futex_waitv
    set_robust_list set_tid_address sched_setscheduler sched_setparam sched_setattr sched_yield setpriority setrlimit prlimit64
    ptrace unshare restart_syscall read write pipe poll select semop msgrcv msgsnd""".split()
# number -> which argument is the size of a structure, and that size: another is EINVAL at once
SIZES = {
    130: (1, 8),
    13: (3, 8),
    14: (3, 8),
    127: (1, 8),
    128: (3, 8),
    282: (2, 8),
    289: (2, 8),
    435: (1, 64),
    437: (3, 24),
}
SIZES |= {
    i386.I386 | number: size
    for number, size in {179: (1, 8), 174: (3, 8), 175: (3, 8), 268: (1, 84), 269: (1, 84)}.items()
}
EDGES = [
    0,
    1,
    2,
    3,
    7,
    8,
    16,
    64,
    100,
    255,
    4095,
    4096,
    4097,
    65536,
    1 << 20,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFF,
]
EDGES += [(1 << 63) - 1, 1 << 63, (1 << 64) - 1, (1 << 64) - 2, (1 << 64) - 100, (1 << 64) - 4096]
POINTERS = [
    0,
    8,
    ARENA - 1,
    ARENA + (1 << 20) - 3,
    CODE,
    CODE + 4095,
    0x7FFF_FFFF_F000,
    1 << 47,
    0xFFFF_8000_0000_0000,
]


@dataclass
class Fuzzer:
    """One process's worth of fuzzing."""

    k: Kernel
    rng: random.Random
    calls: list[tuple[int, Call]]  # of both tables, by number
    family: list[tuple[int, Call]] = field(default_factory=list)  # those of FAMILY among them
    made: int = 0
    last: str = ""
    failures: dict[str, str] = field(default_factory=dict)  # by place, when a survey goes on after each
    accounts: accounts.Accounts | None = (
        None  # when every step is looked at, not only the end of each episode
    )

    def argument(self, kind: Kind | None) -> int:
        """A value that fits its kind, or one that does not."""
        rng = self.rng
        if rng.random() < 0.15:  # what many arguments have to be, or no call of theirs ever succeeds
            return 0
        if kind is None or rng.random() < 0.3:
            return rng.choice(EDGES) if rng.random() < 0.8 else rng.getrandbits(64)
        if kind.object == "fd":
            return rng.choice((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, -1, -100, 1023, 1024)) & (1 << 64) - 1
        if kind.object == "pid":
            return rng.choice((0, 1, 2, 3, 4, -1, -2, -(1 << 31), 99999)) & (1 << 64) - 1
        if kind.object == "path" or kind.size == "cstring":
            return rng.choice((ARENA + 4096 + 64 * rng.randrange(8), rng.choice(POINTERS)))
        if kind.direction or kind.show in ("address", "hex"):
            if rng.random() < 0.2:
                return rng.choice(POINTERS)
            return ARENA + 8 * rng.randrange((1 << 20) // 8)
        if kind.show in ("signal",):
            return rng.randrange(0, 67)
        if kind.show == "flags":
            return rng.getrandbits(rng.choice((1, 4, 8, 12, 20, 32))) & rng.getrandbits(32)
        if kind.show in ("uint", "int", "enum"):
            return rng.choice((rng.randrange(40), rng.choice(EDGES), rng.randrange(5000)))
        return rng.choice(EDGES)

    def prepare(self, t: Task) -> None:
        """Put a random call into the registers of `t`, which stands at its `syscall`."""
        rng = self.rng
        regs = t.context.regs
        if rng.random() < 0.05:
            kinds = []
            number = rng.choice((rng.randrange(600), rng.getrandbits(32), i386.I386 | rng.randrange(600)))
        else:
            close = self.accounts is not None and rng.random() < 0.8
            number, call = rng.choice(self.family if close else self.calls)
            kinds = [p.kind for p in call.parameters]
        t.call_number = number
        regs[RAX] = number & 0xFFFF_FFFF
        registers = i386.ARGUMENTS if i386.is_call(t) else REGISTERS
        for index, register in enumerate(registers):
            regs[register] = self.argument(kinds[index] if index < len(kinds) else None)
        if number in SIZES and rng.random() < 0.7:
            index, size = SIZES[number]
            regs[registers[index]] = size
        abi = "i386's " if i386.is_call(t) else ""
        self.last = (
            f"{abi}{self.k.call_name(t)}({', '.join(hex(regs[r]) for r in registers)}) by task {t.tid}"
        )
        self.made += 1

    def episode(self, count: int) -> None:
        """`count` calls, by whichever task may run."""
        k = self.k
        for _ in range(count * 4):
            if count <= 0:
                return
            if not k.run_queue:
                if not k.timers.heap or self.rng.random() < 0.1:
                    return
                scheduler.idle(k)
                if self.accounts is not None:
                    self.accounts.settle()
                continue
            t = k.tasks[self.rng.choice(run_queue.eligible(k))]
            if t.phase is Phase.CALL and t.wake is Wake.NONE and t.context.regs[RIP] in (CODE + 2, ARENA):
                self.prepare(t)
                count -= 1
            scheduler.step(k, scheduler.Choice("run", t.tid))
            if self.accounts is not None:
                self.accounts.settle()
                accounts.check(k)


class Silent(guests.Streams):
    """Output goes nowhere; input is at its end."""

    def write(self, stream: int, data: bytes) -> int:
        return len(data)


def place_of(error: BaseException) -> str:
    """Type, words and innermost place of an exception."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace is not None else None
    return f"{type(error).__name__}: {error} at {code.co_filename if code else '?'}:{trace.tb_lineno if trace else 0}"


def fuzz(calls: int, seed: int, survey: bool = False, strict: bool = False) -> Fuzzer:
    """Make `calls` random calls; AssertionError names seed, episode and call of a failure (a survey collects them).

    The invariants are asserted at the end of each episode, when `strict` after each call, with what tests/fuzz/accounts.py adds.
    """
    executable = host.compile_c(SPIN, "-O1", "-static", "-w")
    folder = guests.scratch(executable)
    program = guests.Program(executable)
    k = guests.kernel_for(program, executable, folder, Silent(b""))
    while not k.run_queue or k.tasks[k.run_queue[0]].context.regs[RIP] != CODE + 2:
        scheduler.step(k, k.choices()[0])
    start = snapshot.take(k)
    fuzzer = Fuzzer(k, random.Random(seed), sorted(guests.calls().items()))
    if strict:
        fuzzer.accounts = accounts.Accounts(k)
        fuzzer.family = [(number, call) for number, call in fuzzer.calls if call.name in FAMILY]
    episode = 0
    while fuzzer.made < calls:
        fuzzer.rng.seed(seed * 1_000_003 + episode)
        try:
            fuzzer.episode(min(EPISODE, calls - fuzzer.made))
            invariants.check(k)
            if strict:
                accounts.queues(k)
        except Exception as error:  # whatever escapes is the finding
            where = f"seed {seed}, episode {episode}, after {fuzzer.made} calls: {fuzzer.last}"
            if not survey:
                raise AssertionError(where) from error
            fuzzer.failures.setdefault(place_of(error), where)
        snapshot.restore(k, start)
        if fuzzer.accounts is not None:
            fuzzer.accounts.remember()
        episode += 1
    return fuzzer


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:] if word != "--strict"]
    done = fuzz(
        asked[0] if asked else 100_000,
        asked[1] if len(asked) > 1 else 1,
        survey=True,
        strict="--strict" in sys.argv,
    )
    for place, where in done.failures.items():
        print(f"{place}\n    {where}")
    print(f"{done.made} calls, {len(done.failures)} places of failure")
    sys.exit(bool(done.failures))
