"""The operations of each family, with random numbers: names as the C files beside have them."""

from __future__ import annotations

import random
from collections.abc import Callable

Chance = random.Random
Operation = Callable[[Chance], str]

SIGHUP, SIGINT, SIGKILL, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM = 1, 2, 9, 10, 12, 14, 15
SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGURG, REAL_TIME, LAST = 17, 18, 19, 20, 21, 23, 34, 64
HANDLED = (SIGHUP, SIGUSR1, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGCHLD, SIGCONT, SIGTSTP, REAL_TIME, LAST)
SENT = (*HANDLED, SIGURG, SIGUSR1, SIGUSR2, SIGALRM, REAL_TIME)
STATES = (SIGSTOP, SIGSTOP, SIGTSTP, SIGTTIN, SIGCONT, SIGCONT, SIGCONT, SIGKILL, SIGTERM, SIGHUP, 0)
SA_NOCLDSTOP, SA_NOCLDWAIT, SA_ONSTACK, SA_RESTART, SA_NODEFER, SA_RESETHAND = (
    1,
    2,
    0x08000000,
    0x10000000,
    0x40000000,
    0x80000000,
)
FLAGS = (
    0,
    0,
    SA_RESTART,
    SA_NODEFER,
    SA_RESETHAND,
    SA_NOCLDSTOP,
    SA_NOCLDWAIT,
    SA_ONSTACK,
    SA_RESTART | SA_NODEFER,
)
CLONE_VM, CLONE_FS, CLONE_FILES, CLONE_SIGHAND, CLONE_VFORK, CLONE_PARENT = (
    0x100,
    0x200,
    0x400,
    0x800,
    0x4000,
    0x8000,
)
CLONE_THREAD, CLONE_NEWNS, CLONE_SYSVSEM, CLONE_PIDFD = 0x10000, 0x20000, 0x40000, 0x1000


def some(chance: Chance) -> int:
    """Which task: a number that is counted off when it is used."""
    return chance.randrange(60)


def mask(chance: Chance) -> int:
    return sum({1 << (s - 1) for s in chance.sample(HANDLED, chance.randrange(5))})


# ---- signals --------------------------------------------------------------------------------------------------------


def send(c: Chance) -> str:
    name = c.choice(("kill", "kill", "kill", "queue", "tgkill", "tgkill", "tkill"))
    return f"{name} {some(c)} {c.choice(SENT)} {c.choice((0, 0, 0, c.randrange(1000)))}"


def change_state(c: Chance) -> str:
    return f"kill {some(c)} {c.choice(STATES)}"


def itself(c: Chance) -> str:
    return f"self {c.choice((*SENT, SIGSTOP))} {c.randrange(2)}"


def values(c: Chance) -> str:
    return f"values {c.choice((REAL_TIME, LAST, SIGUSR1))} {c.randrange(900)} {c.randrange(1, 4)}"


def change_mask(c: Chance) -> str:
    return f"mask {c.randrange(3)} {mask(c)}"


def action(c: Chance) -> str:
    return f"action {c.choice(HANDLED)} {c.choice((0, 1, 2, 2, 2, 2, 2))} {c.choice(FLAGS)} {mask(c) if c.random() < 0.3 else 0}"


def handlers(c: Chance) -> str:
    return f"handlers {sum({1 << (s - 1) for s in c.sample(HANDLED, 8)})} {c.choice((0, 0, SA_RESTART, SA_ONSTACK, SA_NOCLDSTOP))}"


def pending(c: Chance) -> str:
    return "pending"


def block(c: Chance) -> str:
    """Something that waits for a signal, perhaps for ever."""
    return f"{c.choice(('suspend', 'sigwaitinfo', 'sigwait', 'pause'))} {mask(c) | 1 << (SIGUSR1 - 1)}"


def look(c: Chance) -> str:
    name = c.choice(("ppoll", "pselect", "take", "take", "signalfd", "signalfd"))
    return f"{name} {mask(c) if c.random() < 0.7 else (1 << 64) - 1 >> 1} {c.randrange(2)}"


def stack(c: Chance) -> str:
    return f"stack {c.randrange(3)}"


def queue_limit(c: Chance) -> str:
    return f"queuelimit {c.randrange(2)}"


# ---- groups ---------------------------------------------------------------------------------------------------------


def where(c: Chance) -> str:
    return "where"


def set_group(c: Chance) -> str:
    return f"setpgid {some(c)} {some(c)} {c.choice((0, 0, 1))} {c.randrange(3)}"


def set_session(c: Chance) -> str:
    return "setsid"


def ids(c: Chance) -> str:
    return f"idsof {some(c)}"


def to_group(c: Chance) -> str:
    return f"killpg {some(c)} {c.choice((*STATES, SIGUSR1, SIGCONT, SIGTSTP))} {c.choice((0, 1, 1))}"


def to_own_group(c: Chance) -> str:
    return f"kill0 {c.choice((*STATES, SIGUSR1, SIGTSTP))}"


def wait(c: Chance) -> str:
    return f"wait {some(c)} {c.choice((0, 1, 2, 3, 3))} {c.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 6, 7, 8))}"


def look_for(c: Chance) -> str:
    return f"waitid {some(c)} {c.randrange(4)} {c.randrange(5)} {c.randrange(2)}"


# ---- timers ---------------------------------------------------------------------------------------------------------


def create(c: Chance) -> str:
    return f"create {c.randrange(3)} {c.randrange(4)} {c.choice((SIGALRM, SIGUSR1, REAL_TIME, SIGCHLD))} {c.randrange(1000)} {some(c)}"


def set_timer(c: Chance) -> str:
    return f"settime {c.randrange(3)} {c.randrange(6)}"


def read_timer(c: Chance) -> str:
    return f"{c.choice(('gettime', 'overrun', 'overrun', 'delete'))} {c.randrange(3)}"


def interval_timer(c: Chance) -> str:
    return f"itimer {c.randrange(4)} {c.randrange(2)}"


def alarm(c: Chance) -> str:
    return f"alarm {c.choice((0, 100, 1000))}"


def timer_descriptor(c: Chance) -> str:
    return f"timerfd {c.randrange(3)} {c.randrange(8)}"


def block_timers(c: Chance) -> str:
    """The timers' signals, so that they wait."""
    wanted = sum(1 << (s - 1) for s in c.sample((SIGALRM, SIGUSR1, REAL_TIME), c.randrange(1, 4)))
    return f"{c.choice(('mask 0', 'mask 0', 'mask 1', 'take', 'take', 'signalfd', 'sigwaitinfo'))} {wanted}"


# ---- tasks ----------------------------------------------------------------------------------------------------------


def fork(c: Chance) -> str:
    return "fork"


def thread(c: Chance) -> str:
    return "thread"


def leave(c: Chance) -> str:
    return c.choice((f"exit {c.randrange(256)}", f"exitthread {c.randrange(256)}", "return"))


def execute(c: Chance) -> str:
    return "exec"


def join(c: Chance) -> str:
    return f"join {some(c)}"


def clone(c: Chance) -> str:
    shared = sum(f for f in (CLONE_FS, CLONE_FILES, CLONE_PARENT) if c.random() < 0.4)
    memory = c.choice((0, 0, CLONE_VM, CLONE_VM | CLONE_SIGHAND, CLONE_VM | CLONE_VFORK, CLONE_VFORK))
    return f"clone {shared | memory | c.choice((SIGCHLD, SIGCHLD, SIGCHLD, 0, SIGUSR1, REAL_TIME))}"


def refused(c: Chance) -> str:
    alone = (
        CLONE_SIGHAND,
        CLONE_THREAD,
        CLONE_THREAD | CLONE_VM,
        CLONE_THREAD | CLONE_SIGHAND,
        CLONE_NEWNS | CLONE_FS,
    )
    return f"refused {c.choice(alone) | SIGCHLD}"


def shared_things(c: Chance) -> str:
    return (
        f"{c.choice(('open', 'open', 'close', 'fd', 'fd'))} {c.randrange(3)} {c.choice((0, 0, 0o22, 0o77))}"
    )


def unshare(c: Chance) -> str:
    return (
        f"unshare {c.choice((CLONE_FILES, CLONE_FS, CLONE_SYSVSEM, CLONE_THREAD, CLONE_SIGHAND, CLONE_VM))}"
    )


def death_signal(c: Chance) -> str:
    return c.choice(
        (f"deathsignal {c.choice((0, SIGUSR1, SIGTERM, SIGHUP, REAL_TIME, 65))}", "showdeathsignal")
    )


def subreaper(c: Chance) -> str:
    return f"subreaper {c.choice((0, 1, 1))}"


# fmt: off
FAMILIES: dict[str, list[Operation]] = {
    "signals": [fork, send, send, send, change_state, itself, itself, values, change_mask, change_mask, action, action,
                pending, handlers, block, look, look, look, stack, queue_limit, wait],
    "groups": [fork, fork, fork, where, set_group, set_group, set_session, ids, to_group, to_group, to_own_group,
               change_state, change_state, wait, wait, wait, look_for, look_for, action, leave, execute],
    "timers": [create, create, set_timer, set_timer, set_timer, set_timer, read_timer, read_timer, interval_timer, alarm,
               timer_descriptor, timer_descriptor, block_timers, block_timers, block_timers, action, handlers, pending,
               fork, thread, execute],
    "threads": [thread, thread, thread, fork, send, send, send, itself, change_mask, change_mask, action, handlers, block,
                look, leave, leave, join, execute, wait, pending],
    "tasks": [fork, clone, clone, clone, refused, shared_things, shared_things, unshare, death_signal, death_signal,
              subreaper, where, leave, leave, execute, wait, wait, action, change_state],
}
# fmt: on
START: list[Operation] = [handlers, handlers, handlers, fork, fork, fork, clone, change_mask]
