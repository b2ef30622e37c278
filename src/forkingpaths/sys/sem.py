"""semget(2), semop(2), semtimedop(2), semctl(2)."""

from __future__ import annotations

from struct import pack, unpack
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import ipc as abi
from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.time import TIMESPEC
from forkingpaths.kernel.ipc import ids, sem
from forkingpaths.kernel.ipc.waiter import Waiter, living
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Int, Kind, Size, array_in, enum, flags, struct_in
from forkingpaths.vfs.wait import Block, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SECOND_NS = 1_000_000_000
Argument = Annotated[int, Kind("union semun", "u64", "inout", "semid_ds", "address")]
Key = Annotated[int, Kind("key_t", "i32", show="ipc_key")]
Ops = Annotated[int, array_in("sembuf", 6, 2)]


@syscall()
def semget(
    k: Kernel, t: Task, key: Key, nsems: Int, semflg: Annotated[int, flags("ipc.IPC_GET_FLAGS", "i32")]
) -> int:
    # "EINVAL nsems is less than 0 or greater than the limit on the number of semaphores per semaphore set (SEMMSL)"
    if not 0 <= nsems <= abi.SEMMSL:
        raise SysError(Errno.EINVAL)
    sets = sem.table(k)
    k.touch(("sem",), True)
    found = ids.existing(t, sets, key, semflg)
    if found is not None:
        if nsems > len(found.values):
            raise SysError(Errno.EINVAL)
        k.touch(("sem", found.id), False)
        ids.check(t, found, semflg & 0o777)
        return found.id
    if not nsems:
        raise SysError(Errno.EINVAL)
    return sets.add(k, t, key, semflg, sem.SemaphoreSet(values=[0] * nsems, pids=[0] * nsems))


@syscall()
def semop(k: Kernel, t: Task, semid: Int, sops: Ops, nsops: Size) -> int:
    return _operate(k, t, semid, sops, nsops, None)


@syscall(man="semop(2)")
def semtimedop(
    k: Kernel, t: Task, semid: Int, sops: Ops, nsops: Size, timeout: Annotated[int, struct_in("timespec", 16)]
) -> int:
    if not timeout:
        return _operate(k, t, semid, sops, nsops, None)
    seconds, nanoseconds = TIMESPEC.unpack(t.memory.read(timeout, 16))
    # "EINVAL ... timeout ... tv_sec or tv_nsec out of range"
    if seconds < 0 or not 0 <= nanoseconds < SECOND_NS:
        raise SysError(Errno.EINVAL)
    return _operate(k, t, semid, sops, nsops, seconds * SECOND_NS + nanoseconds)


def _operate(k: Kernel, t: Task, semid: int, sops: int, nsops: int, timeout_ns: int | None) -> int:
    waiter: Waiter | None = t.carry
    if waiter is not None:
        return _go_on(k, t, waiter)
    if nsops < 1 or semid < 0:
        raise SysError(Errno.EINVAL)
    if nsops > abi.SEMOPM:
        raise SysError(Errno.E2BIG)
    data = t.memory.read(sops, 6 * nsops)
    ops = tuple(sem.Op._make(op) for op in abi.SEMBUF.iter_unpack(data))
    s = sem.table(k).find(semid)
    k.touch(("sem", semid), True)
    # "EFBIG For some operation the value of sem_num is less than 0 or greater than or equal to the number of semaphores in the set"
    if any(op.number >= len(s.values) for op in ops):
        raise SysError(Errno.EFBIG)
    ids.check(t, s, ids.WRITE if any(op.change for op in ops) else ids.READ)
    blocking = sem.attempt(k, s, t.process, ops)
    if blocking is None:
        if any(op.change for op in ops):
            sem.update(k, s)
        return 0
    deadline = None if timeout_ns is None else k.monotonic_ns() + timeout_ns
    waiter = Waiter(t.tid, sem.Wanted(ops, t.tgid, blocking), deadline)
    waiter.queue.name = f"semaphore set {semid}"
    s.pending.append(waiter)
    return _sleep(waiter)


def _go_on(k: Kernel, t: Task, waiter: Waiter) -> int:
    if waiter.error is not None:
        raise SysError(waiter.error)
    if waiter.result is not None:
        return 0
    # "EAGAIN ... the time limit specified in timeout expired"
    if waiter.deadline_ns is not None and k.monotonic_ns() >= waiter.deadline_ns:
        raise SysError(Errno.EAGAIN)
    # "These calls are never automatically restarted after being interrupted by a signal handler" (semop(2), signal(7))
    if t.wake is Wake.SIGNAL:
        raise SysError(Errno.EINTR)
    return _sleep(waiter)


def _sleep(waiter: Waiter) -> int:
    raise Block(
        waiter.queue,
        deadline_ns=waiter.deadline_ns,
        restart=Restart.EINTR,
        reason=waiter.queue.name,
        carry=waiter,
    )


@syscall()
def semctl(
    k: Kernel,
    t: Task,
    semid: Int,
    semnum: Int,
    cmd: Annotated[int, enum("ipc.SEMCTL_COMMANDS")],
    arg: Argument,
) -> int:
    if semid < 0:
        raise SysError(Errno.EINVAL)
    sets = sem.table(k)
    if cmd in (abi.IPC_INFO, abi.SEM_INFO):
        return _info(t, sets, cmd, arg)
    if cmd in (abi.SEM_STAT, abi.SEM_STAT_ANY):
        s = sets.at(semid)
        return _stat(t, s, arg, s.id, cmd == abi.SEM_STAT_ANY)
    if cmd not in abi.SEMCTL_COMMANDS:
        raise SysError(Errno.EINVAL)
    s = sets.find(semid)
    k.touch(("sem", semid), True)
    if cmd == abi.IPC_STAT:
        return _stat(t, s, arg, 0, False)
    if cmd == abi.IPC_SET:
        perm = t.memory.read(arg, abi.IPC_PERM.size)
        ids.check_owner(t.credentials, s)
        ids.set_owner(k, s, perm)
        return 0
    if cmd == abi.IPC_RMID:
        ids.check_owner(t.credentials, s)
        k.touch(("sem",), True)
        sem.remove(k, s)
        return 0
    if cmd in (abi.GETALL, abi.SETALL):
        return _all(k, t, s, cmd, arg)
    return _one(k, t, s, semnum, cmd, arg)


def _one(k: Kernel, t: Task, s: sem.SemaphoreSet, number: int, cmd: int, arg: int) -> int:
    """Commands about one semaphore."""
    if cmd == abi.SETVAL:
        value = (arg & 0xFFFF_FFFF ^ 0x8000_0000) - 0x8000_0000
        if not 0 <= value <= abi.SEMVMX:
            raise SysError(Errno.ERANGE)
    if not 0 <= number < len(s.values):
        raise SysError(Errno.EINVAL)
    ids.check(t, s, ids.WRITE if cmd == abi.SETVAL else ids.READ)
    if cmd == abi.GETVAL:
        return s.values[number]
    if cmd == abi.GETPID:
        return s.pids[number]
    if cmd == abi.SETVAL:
        sem.forget_undo(k, s, number)
        s.values[number] = value
        s.pids[number] = t.tgid
        s.ctime = ids.seconds(k)
        sem.update(k, s)
        return 0
    # GETNCNT and GETZCNT: "the number of processes waiting for semval to increase", "... to become 0"
    waiting = [w.wanted.blocking for w in living(k, s.pending)]
    return sum(1 for op in waiting if op.number == number and (op.change == 0) == (cmd == abi.GETZCNT))


def _all(k: Kernel, t: Task, s: sem.SemaphoreSet, cmd: int, arg: int) -> int:
    count = len(s.values)
    if cmd == abi.GETALL:
        ids.check(t, s, ids.READ)
        t.memory.write(arg, pack(f"<{count}H", *s.values))
        return 0
    ids.check(t, s, ids.WRITE)
    values = unpack(f"<{count}H", t.memory.read(arg, 2 * count))
    if any(value > abi.SEMVMX for value in values):
        raise SysError(Errno.ERANGE)
    s.values = list(values)
    for number in range(count):
        sem.forget_undo(k, s, number)
        s.pids[number] = t.tgid
    s.ctime = ids.seconds(k)
    sem.update(k, s)
    return 0


def _stat(t: Task, s: sem.SemaphoreSet, buf: int, result: int, anybody: bool) -> int:
    if not anybody:
        ids.check(t, s, ids.READ)
    t.memory.write(buf, s.perm() + abi.SEMID_DS.pack(s.otime, s.ctime, len(s.values)))
    return result


def _info(t: Task, sets: ids.Table[sem.SemaphoreSet], cmd: int, buf: int) -> int:
    used, total = 20, abi.SEMVMX  # usz and aem mean something else to IPC_INFO
    if cmd == abi.SEM_INFO:
        used = len(sets.objects)
        total = sum(len(s.values) for s in sets.objects.values())
    limits = (
        abi.SEMMNS,
        abi.SEMMNI,
        abi.SEMMNS,
        abi.SEMMNS,
        abi.SEMMSL,
        abi.SEMOPM,
        500,
        used,
        abi.SEMVMX,
        total,
    )
    t.memory.write(buf, abi.SEMINFO.pack(*limits))
    return sets.highest()
