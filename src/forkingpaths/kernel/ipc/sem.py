"""System V semaphores (semget(2), semop(2)): sets of counters, changed by lists of operations that happen together or not at all.

A list that cannot be carried out waits in `pending`; each change tries the waiting lists again, oldest first, and completes what has become
possible (`update`).  SEM_UNDO: what a process is to give back when it ends is in its `extras`, set id -> adjustments.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.ipc import IPC_NOWAIT, SEM_UNDO, SEMMNI, SEMVMX
from forkingpaths.kernel import namespaces
from forkingpaths.kernel.ipc.ids import Object, Table, seconds
from forkingpaths.kernel.ipc.waiter import Waiter, finish, living

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Process

UNDO = "semaphore undo"
Undo = dict[int, dict[int, int]]  # set id -> {semaphore number: adjustment}


class Op(NamedTuple):
    """struct sembuf."""

    number: int
    change: int
    flags: int


class Wanted(NamedTuple):
    """What a waiting call is to do, for whom, and the operation that it waits at."""

    ops: tuple[Op, ...]
    tgid: int
    blocking: Op


@dataclass(slots=True, eq=False, kw_only=True)
class SemaphoreSet(Object):
    """struct semid_ds, and the counters."""

    values: list[int] = field(default_factory=list)
    pids: list[int] = field(default_factory=list)
    otime: int = 0
    pending: list[Waiter] = field(default_factory=list)


def table(k: Kernel) -> Table[SemaphoreSet]:
    found: Table[SemaphoreSet] = namespaces.ipc_tables(k, k.caller()).setdefault("sem", Table(SEMMNI))
    return found


def attempt(k: Kernel, s: SemaphoreSet, process: Process, ops: tuple[Op, ...]) -> Op | None:
    """Carry out all of `ops`, or none and return the one that must wait.  EAGAIN if that one says IPC_NOWAIT; ERANGE."""
    values = s.values[:]
    adjusted: dict[int, int] = {}
    held: dict[int, int] = process.extras.get(UNDO, {}).get(s.id, {})
    for op in ops:
        value = values[op.number]
        new = value + op.change
        if (op.change == 0 and value) or new < 0:
            if op.flags & IPC_NOWAIT:
                raise SysError(Errno.EAGAIN)
            return op
        if new > SEMVMX:
            raise SysError(Errno.ERANGE)
        if op.flags & SEM_UNDO:
            undo = adjusted.get(op.number, held.get(op.number, 0)) - op.change
            if not -SEMVMX - 1 <= undo <= SEMVMX:
                raise SysError(Errno.ERANGE)
            adjusted[op.number] = undo
        values[op.number] = new
    s.values = values
    for op in ops:
        s.pids[op.number] = process.tgid
    if adjusted:
        undos: Undo = process.extras.setdefault(UNDO, {})
        undos.setdefault(s.id, {}).update(adjusted)
    s.otime = seconds(k)
    return None


def update(k: Kernel, s: SemaphoreSet) -> None:
    """Values have changed: complete every waiting call that has become possible, oldest first, until none is left."""
    progress = True
    while progress:
        progress = False
        for waiter in living(k, s.pending):
            wanted: Wanted = waiter.wanted
            try:
                blocking = attempt(k, s, k.processes[wanted.tgid], wanted.ops)
            except SysError as error:
                finish(k, s.pending, waiter, error=error.errno)
                continue
            if blocking is not None:
                waiter.wanted = wanted._replace(blocking=blocking)
                continue
            finish(k, s.pending, waiter, 0)
            progress = True


def remove(k: Kernel, s: SemaphoreSet) -> None:
    """IPC_RMID: "awakening all processes blocked in semop(2) calls on the set (with an error return and errno set to EIDRM)"."""
    table(k).remove(s)
    for waiter in living(k, s.pending):
        finish(k, s.pending, waiter, error=Errno.EIDRM)
    for process in _promised(k):
        process.extras[UNDO].pop(s.id, None)


def _promised(k: Kernel) -> list[Process]:
    """The processes of the caller's namespace that have something to give back."""
    here = namespaces.of(k, k.caller(), "ipc")
    return [
        p
        for p in k.processes.values()
        if UNDO in p.extras and namespaces.of(k, k.tasks[p.tgid], "ipc") is here
    ]


def forget_undo(k: Kernel, s: SemaphoreSet, number: int) -> None:
    """SETVAL and SETALL: "undo entries are cleared for altered semaphores in all processes"."""
    for process in _promised(k):
        process.extras[UNDO].get(s.id, {}).pop(number, None)


def end_of_process(k: Kernel, process: Process) -> None:
    """Give back what SEM_UNDO promised.  A value would never be made negative: it becomes as small as it can be (semop(2), BUGS)."""
    undos: Undo = process.extras.pop(UNDO)
    sets: Table[SemaphoreSet] = namespaces.ipc_tables(k, k.tasks[process.tgid]).get("sem") or Table(SEMMNI)
    for identifier, adjustments in undos.items():
        s = next((s for s in sets.objects.values() if s.id == identifier), None)
        if s is None:
            continue
        k.touch(("sem", identifier), True)
        for number, adjustment in adjustments.items():
            if adjustment:
                s.values[number] = min(max(s.values[number] + adjustment, 0), SEMVMX)
                s.pids[number] = process.tgid
        update(k, s)
