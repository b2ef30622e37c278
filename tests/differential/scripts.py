"""Random scripts for interpreter.c: programs of fork, kill, sigqueue, mask, wait, alarm, pipe and exit calls with one possible outcome.

One process runs at a time.  A `Model` follows what signals do to each process, as signal(7) says, so that the script
knows at each point who runs, who will answer a signal, who dies and who stops; where it does not know, it takes another operation.
The model says nothing of results: these are what the two kernels are compared by.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

PROCESSES = 12
SIGHUP, SIGKILL, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM = 1, 9, 10, 12, 13, 14, 15
SIGCHLD, SIGCONT, SIGSTOP, SIGURG, SIGWINCH, REAL_TIME, REAL_TIME_2 = 17, 18, 19, 23, 28, 35, 40
SENT = (SIGHUP, SIGUSR1, SIGUSR2, SIGTERM, SIGCHLD, SIGURG, SIGWINCH, REAL_TIME, REAL_TIME_2)
IGNORED = (SIGCHLD, SIGURG, SIGWINCH, SIGCONT)
DEFAULT, IGNORE, HANDLE = 0, 1, 2
SA_ONSTACK = 0x08000000
SA_NOCLDSTOP, SA_NODEFER, SA_RESETHAND, SA_RESTART = 1, 0x40000000, 0x80000000, 0x10000000
FLAGS = (0, SA_RESTART, SA_NODEFER, SA_RESETHAND, SA_NOCLDSTOP, SA_ONSTACK, SA_ONSTACK | SA_NODEFER)
BLOCK, UNBLOCK, SETMASK = 0, 1, 2
RUNNING, READY, STOPPED, DEAD, REAPED = "running", "ready", "stopped", "dead", "reaped"


def bit(signal: int) -> int:
    return 1 << (signal - 1)


@dataclass
class Modelled:
    """What the script knows of one process."""

    number: int
    parent: int
    state: str = RUNNING
    blocked: int = 0
    actions: dict[int, tuple[int, int]] = field(default_factory=dict)  # signal -> (what, flags)
    pending: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)

    def action(self, signal: int) -> int:
        return self.actions.get(signal, (DEFAULT, 0))[0]

    def ignores(self, signal: int) -> bool:
        what = self.action(signal)
        return what == IGNORE or (what == DEFAULT and signal in IGNORED)

    def would_die(self, signal: int) -> bool:
        return self.action(signal) == DEFAULT and signal not in IGNORED

    def post(self, signal: int) -> None:
        """Make it pending, or not."""
        if self.ignores(signal) and not bit(signal) & self.blocked:
            return
        if signal >= 32 or signal not in self.pending:
            self.pending.append(signal)

    def deliver(self, mask: int | None = None) -> tuple[int, bool]:
        """Take what is pending and not blocked: how many handlers run, and whether it dies.  All are taken, lowest
        number first, before a handler's first instruction, unless its own mask blocks the next."""
        blocked = self.blocked if mask is None else mask
        handlers = 0
        again: list[int] = []
        while True:
            ready = [s for s in self.pending if not bit(s) & blocked]
            if not ready:
                break
            signal = min(ready)
            self.pending.remove(signal)
            if self.ignores(signal):
                continue
            if self.would_die(signal):
                return handlers, True
            handlers += 1
            flags = self.actions[signal][1]
            if flags & SA_RESETHAND:
                self.actions[signal] = (DEFAULT, flags)
            if not flags & SA_NODEFER:
                blocked |= bit(signal)
                again.append(signal)
        # what waited for its own handler to be over comes when that returns
        if any(s in self.pending for s in again):
            more, dies = self.deliver(mask)
            return handlers + more, dies
        return handlers, False


class Script:
    """One random program: `text` is the argument for interpreter.c."""

    def __init__(self, seed: int, length: int = 40) -> None:
        self.random = random.Random(seed)
        self.processes = [Modelled(0, -1)]
        self.current = 0
        for _ in range(length):
            self._one_operation()
        while self.current:  # all go home
            self._end_turn(dies=True, operation=f"e{self.random.randrange(256)}")
        self.text = "".join(f"|{p.number}:{' '.join(p.operations)}" for p in self.processes)

    # ---- helpers ----------------------------------------------------------------------------------------------------

    def _say(self, operation: str) -> None:
        self.processes[self.current].operations.append(operation)

    def _children(self, *states: str) -> list[Modelled]:
        mine = self.processes[self.current].children
        return [self.processes[n] for n in mine if self.processes[n].state in states]

    def _end_turn(self, dies: bool, operation: str = "") -> None:
        """The running process stops running: its parent, which waits for that, goes on."""
        p = self.processes[self.current]
        if operation:
            self._say(operation)
        parent = self.processes[p.parent]
        place = parent.operations.pop()
        parent.operations.append(place.replace("?", "1" if dies else "0"))
        if dies:
            self._dies(p)
            p.state = REAPED
            parent.children.remove(p.number)
            parent.post(SIGCHLD)
        else:
            p.state = READY
        self.current = p.parent

    def _dies(self, p: Modelled) -> None:
        """A process is dead; its children die with it (PR_SET_PDEATHSIG)."""
        p.state = DEAD
        for n in p.children:
            if self.processes[n].state != REAPED:
                self._dies(self.processes[n])
                self.processes[n].state = REAPED

    def _after_signals(self) -> None:
        """The running process may have had signals delivered; it may be dead of one."""
        p = self.processes[self.current]
        _, dies = p.deliver()
        if dies:
            assert self.current, "process 0 is not to die"
            self._end_turn(dies=True)

    def _set(self) -> int:
        mask = 0
        for signal in self.random.sample(SENT, self.random.randrange(5)):
            mask |= bit(signal)
        return mask

    def _safe(self, p: Modelled) -> bool:
        """Whether `p` may have everything unblocked without dying where it must not."""
        return p.number != 0 or not any(p.would_die(s) for s in p.pending)

    # ---- operations -------------------------------------------------------------------------------------------------

    def _one_operation(self) -> None:
        p = self.processes[self.current]
        if SIGCHLD in p.pending and not bit(SIGCHLD) & p.blocked:
            p.deliver()  # a child's end: its handler has run before wait returned
        choices = [
            self._mask,
            self._mask,
            self._action,
            self._action,
            self._itself,
            self._queue,
            self._alternate,
            self._look,
            self._pipes,
            self._suspend,
        ]
        choices += [
            self._take,
            self._alarm,
            self._where,
            self._fork,
            self._fork,
            self._go,
            self._kill,
            self._kill,
            self._kill,
        ]
        choices += [self._stop, self._wait, self._wait, self._leave]
        self.random.choice(choices)()

    def _mask(self) -> None:
        p = self.processes[self.current]
        how, wanted = self.random.randrange(3), self._set()
        new = p.blocked | wanted if how == BLOCK else p.blocked & ~wanted if how == UNBLOCK else wanted
        if p.number == 0 and any(p.would_die(s) for s in p.pending if not bit(s) & new):
            return
        self._say(f"m{how},{wanted}")
        p.blocked = new
        self._after_signals()

    def _action(self) -> None:
        p = self.processes[self.current]
        signal, what = self.random.choice(SENT), self.random.choice((DEFAULT, IGNORE, HANDLE, HANDLE, HANDLE))
        if signal == SIGCHLD and what == IGNORE:
            return  # children would vanish
        if p.number == 0 and what == DEFAULT:
            return
        flags = self.random.choice(FLAGS)
        if p.number == 0 and flags == SA_RESETHAND:
            return
        self._say(f"a{signal},{what},{flags},0")
        p.actions[signal] = (what, flags)
        if p.ignores(signal):
            p.pending = [s for s in p.pending if s != signal]

    def _itself(self) -> None:
        p = self.processes[self.current]
        signal = self.random.choice(SENT)
        if p.number == 0 and p.would_die(signal):
            return
        self._say(f"k{self.random.randrange(2)},{signal}")
        p.post(signal)
        self._after_signals()

    def _queue(self) -> None:
        """A few signals of one kind to itself, each with a value: blocked, they line up or become one."""
        p = self.processes[self.current]
        signal = self.random.choice((REAL_TIME, REAL_TIME_2, SIGUSR1))
        if p.number == 0 and p.would_die(signal):
            return
        for _ in range(self.random.randrange(1, 4)):
            self._say(f"Q{signal},{self.random.randrange(1000)}")
            p.post(signal)
            if not bit(signal) & p.blocked:
                break
        self._after_signals()

    def _alternate(self) -> None:
        self._say(f"l{self.random.randrange(2)}")

    def _look(self) -> None:
        self._say("q")

    def _where(self) -> None:
        self._say("i")

    def _pipes(self) -> None:
        kind, slot = self.random.choice("ppRRWWco"), self.random.randrange(3)
        count = (
            self.random.choice((0, 1, 5, 4096, 65536, 70000)) if kind in "RW" else self.random.randrange(2)
        )
        self._say(f"{kind}{slot},{count}")

    def _suspend(self) -> None:
        """sigsuspend, when a handler is going to run."""
        p = self.processes[self.current]
        mask = self._set()
        ready = [s for s in p.pending if not bit(s) & mask]
        if not ready or any(p.action(s) != HANDLE or p.actions[s][1] & SA_RESETHAND for s in ready):
            return
        self._say(f"u{mask}")
        # what the handlers' end lets through is taken with the old mask or the new one: only one signal of a number is clear
        if len(set(ready)) != len(ready):
            p.operations.pop()
            return
        p.deliver(mask)
        self._after_signals()

    def _take(self) -> None:
        p = self.processes[self.current]
        wanted = self._set() & p.blocked
        self._say(f"t{wanted},{self.random.randrange(2)}")
        ready = [s for s in p.pending if bit(s) & wanted]
        if ready:
            p.pending.remove(min(ready))

    def _alarm(self) -> None:
        p = self.processes[self.current]
        self._say(f"m{BLOCK},{bit(SIGALRM)}")
        self._say("A")
        p.blocked |= bit(SIGALRM)

    def _fork(self) -> None:
        p = self.processes[self.current]
        if len(self.processes) == PROCESSES:
            return
        number = len(self.processes)
        self._say(f"F{number},?,")
        child = Modelled(number, p.number, RUNNING, p.blocked, dict(p.actions))
        self.processes.append(child)
        p.children.append(number)
        self.current = number

    def _go(self) -> None:
        ready = self._children(READY)
        if ready:
            child = self.random.choice(ready)
            self._say(f"G{child.number},?,")
            child.state = RUNNING
            self.current = child.number

    def _leave(self) -> None:
        """Back to the parent: for a while, or for good."""
        if self.current and self.random.random() < 0.7:
            self._end_turn(dies=False, operation="r")
        elif self.current:
            self._end_turn(dies=True, operation=f"e{self.random.randrange(256)}")

    def _kill(self) -> None:
        children = self._children(READY, STOPPED, DEAD)
        if not children:
            return
        child = self.random.choice(children)
        signal = self.random.choice((*SENT, SIGKILL, 0))
        answers, dies = 0, False
        if child.state != DEAD and signal:
            if signal == SIGKILL:
                dies = True
            else:
                child.post(signal)
                if child.state == READY:
                    answers, dies = child.deliver()
        if dies and answers:  # whether it answers before it dies is not determined
            raise AssertionError("one signal either kills or is handled")
        value = self.random.choice((0, 0, self.random.randrange(2, 1000)))
        send = ",".join(map(str, [f"K{child.number}", signal, value, answers, *[child.number] * answers]))
        if dies:
            self._dies(child)
            self._quietly(send, f"w{child.number},10", False)  # until it is dead indeed
        else:
            self._say(send)

    def _stop(self) -> None:
        children = self._children(READY, STOPPED)
        if not children:
            return
        child = self.random.choice(children)
        if child.state == READY:
            child.state = STOPPED
            self._quietly(f"K{child.number},{SIGSTOP},0,0", f"s{child.number},0", True)
            return
        trial = Modelled(0, 0, READY, child.blocked, dict(child.actions), list(child.pending))
        answers, dies = trial.deliver()
        if dies:
            return
        child.deliver()
        child.state = READY
        send = ",".join(map(str, [f"K{child.number}", SIGCONT, 0, answers, *[child.number] * answers]))
        self._quietly(send, f"s{child.number},1", True)

    def _quietly(self, send: str, wait: str, take: bool) -> None:
        """A signal that changes a child's state, with SIGCHLD blocked until that is known to be over.  The SIGCHLD of a stop
        may come after waitpid has told of it: then it is waited for, and nothing is left of it."""
        p = self.processes[self.current]
        open_before = not p.blocked & bit(SIGCHLD)
        if open_before:
            self._say(f"m{BLOCK},{bit(SIGCHLD)}")
        if take:
            self._say(f"t{bit(SIGCHLD)},0")
            if SIGCHLD in p.pending:
                p.pending.remove(SIGCHLD)
        self._say(send)
        self._say(wait)
        if not take and SIGCHLD not in p.pending:
            p.pending.append(SIGCHLD)  # blocked, so it is kept even where it would be ignored
        elif not p.actions.get(SIGCHLD, (0, 0))[1] & SA_NOCLDSTOP:
            self._say("T")
        if open_before:
            self._say(f"m{UNBLOCK},{bit(SIGCHLD)}")
            self._after_signals()

    def _wait(self) -> None:
        p = self.processes[self.current]
        dead = self._children(DEAD)
        living = self._children(READY, STOPPED)
        if dead and self.random.random() < 0.5:
            child = dead[0]  # oldest first
            self._say(self.random.choice((f"w{child.number},0", "w-1,0", "w-2,1", "w-1,2")))
            p.children.remove(child.number)
            child.state = REAPED
        elif living and not dead:
            self._say(f"w{self.random.choice((living[0].number, -1))},{self.random.choice((1, 2))}")
        elif not p.children:
            self._say("w-1,0")
