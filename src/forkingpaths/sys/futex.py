"""futex(2) and futex_waitv(2)."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.futex import (
    FUTEX_BITSET_MATCH_ANY,
    FUTEX_CLOCK_REALTIME,
    FUTEX_CMD_MASK,
    FUTEX_CMP_REQUEUE,
    FUTEX_CMP_REQUEUE_PI,
    FUTEX_LOCK_PI,
    FUTEX_LOCK_PI2,
    FUTEX_OP_ADD,
    FUTEX_OP_ANDN,
    FUTEX_OP_CMP_EQ,
    FUTEX_OP_CMP_GE,
    FUTEX_OP_CMP_GT,
    FUTEX_OP_CMP_LE,
    FUTEX_OP_CMP_LT,
    FUTEX_OP_CMP_NE,
    FUTEX_OP_OPARG_SHIFT,
    FUTEX_OP_OR,
    FUTEX_OP_SET,
    FUTEX_OP_XOR,
    FUTEX_PRIVATE_FLAG,
    FUTEX_REQUEUE,
    FUTEX_TRYLOCK_PI,
    FUTEX_UNLOCK_PI,
    FUTEX_WAIT,
    FUTEX_WAIT_BITSET,
    FUTEX_WAIT_REQUEUE_PI,
    FUTEX_WAKE,
    FUTEX_WAKE_BITSET,
    FUTEX_WAKE_OP,
)
from forkingpaths.abi.time import CLOCK_MONOTONIC, CLOCK_REALTIME
from forkingpaths.kernel import futex as futexes
from forkingpaths.kernel import futex_pi
from forkingpaths.kernel.futex import Waiting
from forkingpaths.kernel.signals import deliver
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Kind, UInt, array_in, enum, struct_in
from forkingpaths.sys.waiting import deadline_after, read_timespec
from forkingpaths.vfs.wait import Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

U32 = 0xFFFF_FFFF
TIMED = (FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI, FUTEX_LOCK_PI2, FUTEX_WAIT_REQUEUE_PI)
REALTIME_ALLOWED = (FUTEX_WAIT_BITSET, FUTEX_LOCK_PI2, FUTEX_WAIT_REQUEUE_PI)

Word = Annotated[int, Kind("uint32_t *", "u64", show="address", object="futex")]
Timeout = Annotated[int, Kind("const struct timespec *", "u64", "in", "futex_timeout", "futex_timeout")]
Op = Annotated[int, Kind("futex op", "i32", show="futex_op")]
Value = Annotated[int, Kind("uint32_t", "u32", show="uint")]


@syscall()
def futex(
    k: Kernel, t: Task, uaddr: Word, futex_op: Op, val: Value, timeout: Timeout, uaddr2: Word, val3: Value
) -> int:
    command = futex_op & FUTEX_CMD_MASK
    private = bool(futex_op & FUTEX_PRIVATE_FLAG)
    realtime = bool(futex_op & FUTEX_CLOCK_REALTIME)
    if command == FUTEX_WAKE and not realtime:
        return _wake(k, t, uaddr, val, private, FUTEX_BITSET_MATCH_ANY)
    if command in TIMED:
        waiting = _waiting(k, t, command, timeout, realtime)
        if command == FUTEX_WAIT:
            return _wait(k, t, uaddr, val, waiting, private, FUTEX_BITSET_MATCH_ANY)
        if command == FUTEX_WAIT_BITSET:
            return _wait(k, t, uaddr, val, waiting, private, val3)
        if command == FUTEX_WAIT_REQUEUE_PI:
            return futex_pi.wait_requeue(k, t, uaddr, val, uaddr2, private, waiting)
        return futex_pi.lock(k, t, uaddr, private, waiting)
    # "ENOSYS The FUTEX_CLOCK_REALTIME option was specified but the accompanying operation is not one that takes it"
    if realtime:
        raise SysError(Errno.ENOSYS)
    if command == FUTEX_WAKE_BITSET:
        return _wake(k, t, uaddr, val, private, val3)
    # four operations take a number in place of the timeout
    number = _signed(timeout & U32)
    if command == FUTEX_REQUEUE:
        return _requeue(k, t, uaddr, uaddr2, private, _signed(val), number, None)
    if command == FUTEX_CMP_REQUEUE:
        return _requeue(k, t, uaddr, uaddr2, private, _signed(val), number, val3)
    if command == FUTEX_WAKE_OP:
        return _wake_op(k, t, uaddr, uaddr2, private, _signed(val), number, val3)
    if command == FUTEX_UNLOCK_PI:
        return futex_pi.unlock(k, t, uaddr, private)
    if command == FUTEX_TRYLOCK_PI:
        return futex_pi.trylock(k, t, uaddr, private)
    if command == FUTEX_CMP_REQUEUE_PI:
        return futex_pi.cmp_requeue(k, t, uaddr, uaddr2, private, _signed(val), number, val3)
    raise SysError(Errno.ENOSYS)


def _signed(value: int) -> int:
    return value - (1 << 32) if value & 0x8000_0000 else value


def _waiting(k: Kernel, t: Task, command: int, timeout: int, realtime: bool) -> Waiting:
    """Until when to wait.  FUTEX_WAIT's timeout is relative, all others' absolute; FUTEX_LOCK_PI's is on the
    real-time clock."""
    if t.carry is not None:
        held: Waiting = t.carry
        if held.date_ns is not None:
            return held._replace(deadline_ns=held.date_ns - k.clock.realtime_offset_ns)
        return held
    value = read_timespec(t, timeout) if timeout else None
    if realtime and command not in REALTIME_ALLOWED:
        raise SysError(Errno.ENOSYS)
    if value is None:
        return Waiting(None)
    if command == FUTEX_WAIT:
        return Waiting(deadline_after(k, value))
    if realtime or command == FUTEX_LOCK_PI:
        return Waiting(value - k.clock.realtime_offset_ns, date_ns=value)
    return Waiting(value)


def _wait(
    k: Kernel, t: Task, address: int, expected: int, waiting: Waiting, private: bool, bitset: int
) -> int:
    if not bitset:
        raise SysError(Errno.EINVAL)
    if waiting.woken_by is not None:
        return 0
    key = futexes.key_of(k, t, address, private)
    if k.footprint is not None:
        k.touch(("futex", *key), True)
    if t.wake is Wake.TIMEOUT:
        futexes.tidy(k, key)
        raise SysError(Errno.ETIMEDOUT)
    interrupted = deliver.has_work(t)
    # "EAGAIN The value pointed to by uaddr was not equal to the expected value val at the time of the call"
    if not (t.wake is Wake.SIGNAL and interrupted) and t.memory.read_u32(address) != expected:
        raise SysError(Errno.EAGAIN)
    deadline = waiting.deadline_ns
    if deadline is not None and deadline <= k.monotonic_ns():
        raise SysError(Errno.ETIMEDOUT)
    if interrupted:
        futexes.tidy(k, key)
    restart = Restart.ERESTARTSYS if deadline is None else Restart.ERESTART_RESTARTBLOCK
    raise futexes.block(k, [key], waiting._replace(bitset=bitset), restart)


def _wake(k: Kernel, t: Task, address: int, count: int, private: bool, bitset: int) -> int:
    if not bitset:
        raise SysError(Errno.EINVAL)
    key = futexes.key_of(k, t, address, private)
    if k.footprint is not None:
        k.touch(("futex", *key), True)
    # as Linux: one is woken even for a count of 0 or less
    return futexes.wake(k, key, max(_signed(count), 1), bitset)


def _requeue(
    k: Kernel,
    t: Task,
    source: int,
    target: int,
    private: bool,
    wake_count: int,
    move_count: int,
    expected: int | None,
) -> int:
    if wake_count < 0 or move_count < 0:
        raise SysError(Errno.EINVAL)
    source_key = futexes.key_of(k, t, source, private)
    target_key = futexes.key_of(k, t, target, private)
    k.touch(("futex", *source_key), True)
    k.touch(("futex", *target_key), True)
    # "the operation first checks whether the location uaddr still contains the value val3.  If not, EAGAIN"
    if expected is not None and t.memory.read_u32(source) != expected:
        raise SysError(Errno.EAGAIN)
    return futexes.requeue(k, source_key, target_key, wake_count, move_count)


def _wake_op(
    k: Kernel, t: Task, address: int, address2: int, private: bool, count: int, count2: int, encoded: int
) -> int:
    """ "Modify the word at uaddr2, wake waiters of uaddr, and, if the old value compares so, waiters of uaddr2"
    (FUTEX_WAKE_OP)."""
    key = futexes.key_of(k, t, address, private)
    key2 = futexes.key_of(k, t, address2, private, write=True)
    k.touch(("futex", *key), True)
    k.touch(("futex", *key2), True)
    operation, comparison = encoded >> 28 & 7, encoded >> 24 & 15
    operand, comparand = _signed12(encoded >> 12 & 0xFFF), _signed12(encoded & 0xFFF)
    if encoded >> 28 & FUTEX_OP_OPARG_SHIFT:
        operand = 1 << (operand & 31)
    if operation > FUTEX_OP_XOR:
        raise SysError(Errno.ENOSYS)
    old = t.memory.read_u32(address2)
    if operation == FUTEX_OP_SET:
        new = operand
    elif operation == FUTEX_OP_ADD:
        new = old + operand
    elif operation == FUTEX_OP_OR:
        new = old | operand
    elif operation == FUTEX_OP_ANDN:
        new = old & ~operand
    else:
        new = old ^ operand
    t.memory.write_u32(address2, new & U32)
    holds = _compare(comparison, _signed(old), comparand)
    woken = futexes.wake(k, key, max(count, 1))
    if holds:
        woken += futexes.wake(k, key2, max(count2, 1))
    return woken


def _signed12(value: int) -> int:
    return value - 0x1000 if value & 0x800 else value


def _compare(comparison: int, old: int, comparand: int) -> bool:
    if comparison == FUTEX_OP_CMP_EQ:
        return old == comparand
    if comparison == FUTEX_OP_CMP_NE:
        return old != comparand
    if comparison == FUTEX_OP_CMP_LT:
        return old < comparand
    if comparison == FUTEX_OP_CMP_LE:
        return old <= comparand
    if comparison == FUTEX_OP_CMP_GT:
        return old > comparand
    if comparison == FUTEX_OP_CMP_GE:
        return old >= comparand
    raise SysError(Errno.ENOSYS)


WAITV = Struct("<QQII")
WAITV_MAX = 128
FUTEX2_SIZE_U32 = 2
WAITV_FLAGS = FUTEX2_SIZE_U32 | FUTEX_PRIVATE_FLAG


@syscall(man="futex(2)", note="words of 32 bits, as on Linux")
def futex_waitv(
    k: Kernel,
    t: Task,
    waiters: Annotated[int, array_in("futex_waitv", 24, 1)],
    nr_futexes: UInt,
    flags: UInt,
    timeout: Annotated[int, struct_in("timespec", 16)],
    clockid: Annotated[int, enum("time.CLOCKS")],
) -> int:
    """Wait for any of several words; the index of the one by which it was woken."""
    if flags or not 1 <= nr_futexes <= WAITV_MAX or not waiters:
        raise SysError(Errno.EINVAL)
    waiting: Waiting | None = t.carry
    if waiting is None:
        if timeout and clockid not in (CLOCK_REALTIME, CLOCK_MONOTONIC):
            raise SysError(Errno.EINVAL)
        command = FUTEX_WAIT_BITSET  # its timeout is absolute too
        waiting = _waiting(k, t, command, timeout, clockid == CLOCK_REALTIME)
    entries = list(WAITV.iter_unpack(t.memory.read(waiters, nr_futexes * WAITV.size)))
    for _, _, entry_flags, reserved in entries:
        if entry_flags & ~WAITV_FLAGS or entry_flags & 3 != FUTEX2_SIZE_U32 or reserved:
            raise SysError(Errno.EINVAL)
    keys = [futexes.key_of(k, t, address, bool(f & FUTEX_PRIVATE_FLAG)) for _, address, f, _ in entries]
    if waiting.woken_by in keys:
        return keys.index(waiting.woken_by)
    for key, (value, address, _, _) in zip(keys, entries, strict=True):
        k.touch(("futex", *key), True)
        if not k.signal_pending() and t.memory.read_u32(address) != value & U32:
            raise SysError(Errno.EAGAIN)
    if waiting.deadline_ns is not None and waiting.deadline_ns <= k.monotonic_ns():
        for key in keys:
            futexes.tidy(k, key)
        raise SysError(Errno.ETIMEDOUT)
    raise futexes.block(k, keys, waiting, Restart.ERESTARTSYS)
