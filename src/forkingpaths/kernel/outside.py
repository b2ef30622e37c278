"""What may happen to a program from outside, and when: offered, never taken, by the kernel.

  Kernel.may = May(...)  ->  offers(k): the choices beside those of scheduler.choices  ->  scheduler.step(k, choice)

send    signal `number` reaches the main process (kill(1) from a shell)
kill    process `number` gets SIGKILL: the out-of-memory killer, or an impatient supervisor
time    the earliest timer expires, though the work done so far does not say so: with time left free, any amount of it
        may pass between two instructions
fault   the call of task `tid` fails: kernel/faults.py
pid     task `tid` stands at a fork, and the child gets `number`: one that an earlier process had, or a new one.  In the order
          "reuse" (process.PID_ORDERS) the lowest free number is the default
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.signals import SI_USER, Signal
from forkingpaths.kernel import faults
from forkingpaths.kernel.process import FIRST_PIDS, number_taken
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Phase, SigInfo
from forkingpaths.vfs.wait import Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.scheduler import Choice

FREE_TIME_NS = 2_000_000  # work beyond a deadline that brings it about although time is left free: who waits by looking must get on
FREED_NUMBERS = 4  # the latest freed, that may be given again
SIGKILL = int(Signal.SIGKILL)


OUTSIDE = ("send", "kill", "time", "fault", "pid")


@dataclass(frozen=True, slots=True)
class May:
    """What is to be reckoned with."""

    send: tuple[int, ...] = ()  # signals; one that may come twice is in it twice
    kill: bool = False
    time: bool = False
    faults: tuple[str, ...] = ()  # of faults.KINDS
    reuse: bool = False

    def words(self) -> list[str]:
        """What it allows."""
        found = [_name(signal) for signal in self.send]
        found += ["SIGKILL"] if self.kill else []
        found += ["timers"] if self.time else []
        found += ["process numbers"] if self.reuse else []
        return found + list(self.faults)


def offers(k: Kernel) -> list[Choice]:
    """The choices from outside that are legal now, in a fixed order."""
    from forkingpaths.kernel.scheduler import Choice

    may = k.may
    found = [Choice("send", 0, signal) for signal in dict.fromkeys(may.send)] if k.main_status is None else []
    if may.time and k.timers.heap:
        found.append(Choice("time", 0, 1))
    if may.kill:
        found += [Choice("kill", 0, p.tgid) for p in k.processes.values() if _alive(k, p.tgid)]
    if may.faults or may.reuse:
        for t in k.tasks.values():
            if t.process.kernel_owned:
                continue
            for kind in may.faults:
                if faults.possible(k, t, kind):
                    found.append(Choice("fault", t.tid, faults.KINDS.index(kind) + 1))
            if may.reuse and at_fork(k, t.tid):
                found += [Choice("pid", t.tid, number) for number in other_numbers(k)]
    return found


def _alive(k: Kernel, pid: int) -> bool:
    process = k.processes.get(pid)
    return process is not None and not (process.kernel_owned or process.zombie or process.exiting)


def at_fork(k: Kernel, tid: int) -> bool:
    """Whether the task stands in front of a call that makes a process or thread."""
    t = k.tasks.get(tid)
    if t is None or tid not in k.run_queue or t.phase is not Phase.CALL or t.wake is not Wake.NONE:
        return False
    return k.call_name(t) in faults.FORKS


def other_numbers(k: Kernel) -> list[int]:
    """The numbers that a child might get instead of the lowest free one: free again, the latest given first, and a new one."""
    found = [number for number in range(k.next_pid - 1, FIRST_PIDS - 1, -1) if not number_taken(k, number)]
    return [*found[:-1][:FREED_NUMBERS], k.next_pid] if found else []


def is_legal(k: Kernel, choice: Choice) -> bool:
    """Whether `choice`, of one of the kinds above, could be made here, whatever `k.may` says."""
    if choice.kind == "kill":
        return _alive(k, choice.number)
    if choice.kind == "time":
        return bool(k.timers.heap)
    if choice.kind == "pid":
        return at_fork(k, choice.tid) and choice.number > 1 and not number_taken(k, choice.number)
    if choice.kind == "fault":
        t = k.tasks.get(choice.tid)
        known = 1 <= choice.number <= len(faults.KINDS)
        return t is not None and known and faults.possible(k, t, faults.KINDS[choice.number - 1])
    return choice.kind == "send"


def words_of(choice: Choice) -> str:
    """What the choice makes happen."""
    if choice.kind == "fault":
        known = 1 <= choice.number <= len(faults.KINDS)
        how = faults.WORDS[faults.KINDS[choice.number - 1]] if known else "fails in an unknown way"
        return f"the call of task {choice.tid} {how}"
    return {
        "send": f"{_name(choice.number)} comes from outside",
        "kill": f"process {choice.number} is killed from outside (SIGKILL)",
        "time": "the earliest timer expires",
        "pid": f"task {choice.tid} forks, and the child gets the number {choice.number}",
    }[choice.kind]


def _name(signal: int) -> str:
    try:
        return f"SIG{Signal(signal).name.removeprefix('SIG')}"
    except ValueError:
        return f"signal {signal}"


def kill(k: Kernel, pid: int) -> None:
    """SIGKILL from outside: of pid 1 too, as by "a process in an ancestor namespace" (pid_namespaces(7))."""
    if pid == 1:
        k.processes[pid].extras["mortal"] = True
    send.to_process(k, k.processes[pid], SIGKILL, SigInfo(SIGKILL, SI_USER, 0, bytes(8)))
