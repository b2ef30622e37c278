"""Priority-inheritance futexes: locks whose owner the kernel knows (futex(2), "Priority-inheritance futexes").

The word holds the owner's tid, and FUTEX_WAITERS while somebody waits in the kernel; unlocking hands the lock to the
first waiter: that of the highest real-time priority, or else the oldest. While they wait the owner runs with
the highest priority among them (run_queue.recompute).

A condition variable beside such a lock: FUTEX_WAIT_REQUEUE_PI waits for one word and wants the lock at another;
FUTEX_CMP_REQUEUE_PI gives the first of those waiters the lock if it is free, and has the others, or all, wait for it.

A waiter's `Waiting.lock` is the address of its lock, and `extras[run_queue.PI_OWNER]` who holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.futex import FUTEX_OWNER_DIED, FUTEX_TID_MASK, FUTEX_WAITERS
from forkingpaths.kernel import futex as futexes
from forkingpaths.kernel import run_queue
from forkingpaths.kernel.futex import Waiting
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import State, Task
from forkingpaths.vfs.wait import Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


def lock(k: Kernel, t: Task, address: int, private: bool, waiting: Waiting) -> int:
    """FUTEX_LOCK_PI, FUTEX_LOCK_PI2."""
    if t.wake is not Wake.NONE:
        run_queue.waits_no_more(k, t)
    if waiting.woken_by is not None:
        return 0  # the unlocker has put our tid into the word
    key = futexes.key_of(k, t, address, private, write=True)
    k.touch(("futex", *key), True)
    if t.wake is Wake.TIMEOUT:
        futexes.tidy(k, key)
        raise SysError(Errno.ETIMEDOUT)
    if _take(k, t, t, key, address, False):
        return 0
    if waiting.deadline_ns is not None and waiting.deadline_ns <= k.monotonic_ns():
        raise SysError(Errno.ETIMEDOUT)
    owner = _owner(k, t, address)
    _refuse_circle(k, t, owner)
    run_queue.inherit(k, t, owner)
    raise futexes.block(k, [key], waiting._replace(lock=address), Restart.ERESTARTNOINTR)


def trylock(k: Kernel, t: Task, address: int, private: bool) -> int:
    """FUTEX_TRYLOCK_PI."""
    key = futexes.key_of(k, t, address, private, write=True)
    k.touch(("futex", *key), True)
    if _take(k, t, t, key, address, False):
        return 0
    raise SysError(Errno.EAGAIN)


def _owner(k: Kernel, t: Task, address: int) -> int:
    return t.memory.read_u32(address) & FUTEX_TID_MASK


def _take(k: Kernel, t: Task, taker: Task, key: futexes.Key, address: int, mark_waiters: bool) -> bool:
    """Have `taker` take a lock that is free, or whose owner died; False when it has an owner.  `t` makes the call.  The
    order is that of Linux's futex_lock_pi_atomic."""
    word = t.memory.read_u32(address)
    owner = word & FUTEX_TID_MASK
    # "EDEADLK The futex word at uaddr is already locked by the caller"
    if owner == taker.tid:
        raise SysError(Errno.EDEADLK)
    queue = k.futexes.get(key)
    if queue is not None and queue.waiters:
        _compare_with_waiters(k, k.tasks[queue.waiters[0]], owner, bool(word & FUTEX_OWNER_DIED))
        if owner:
            return False
    if owner:
        # as Linux: the bit is set before anything else is found out, also by a lock that then fails
        t.memory.write_u32(address, word | FUTEX_WAITERS)
        holder = k.tasks.get(owner)
        # "ESRCH The thread ID in the futex word at uaddr does not exist"
        if holder is None or holder.state is State.DEAD:
            raise SysError(Errno.ESRCH)
        return False
    waiters = FUTEX_WAITERS if mark_waiters or (queue is not None and queue.waiters) else 0
    t.memory.write_u32(address, word & FUTEX_OWNER_DIED | waiters | taker.tid)
    return True


def _compare_with_waiters(k: Kernel, first: Task, owner: int, died: bool) -> None:
    """ "EINVAL The kernel detected an inconsistency between the user-space state at uaddr and the kernel state.  This
    indicates either state corruption or that the kernel found a waiter on uaddr which is waiting via FUTEX_WAIT"."""
    if first.carry.lock is None or first.carry.target is not None:
        raise SysError(Errno.EINVAL)
    if owner != first.extras.get(run_queue.PI_OWNER) and not (died and not owner):
        raise SysError(Errno.EINVAL)


def _refuse_circle(k: Kernel, t: Task, owner: int) -> None:
    """ "EDEADLK While requeueing [or locking] the futex, the kernel detected a deadlock": the owner waits for a lock of `t`."""
    seen = k.tasks.get(owner)
    while seen is not None and seen.state is State.BLOCKED and run_queue.PI_OWNER in seen.extras:
        seen = k.tasks.get(seen.extras[run_queue.PI_OWNER])
        if seen is t:
            raise SysError(Errno.EDEADLK)


def unlock(k: Kernel, t: Task, address: int, private: bool) -> int:
    """FUTEX_UNLOCK_PI: hand over to the first waiter, or leave the word 0."""
    word = t.memory.read_u32(address)
    # "EPERM The caller does not own the lock represented by the futex word"
    if word & FUTEX_TID_MASK != t.tid:
        raise SysError(Errno.EPERM)
    key = futexes.key_of(k, t, address, private, write=True)
    k.touch(("futex", *key), True)
    queue = k.futexes.get(key)
    if queue is None or not queue.waiters:
        t.memory.write_u32(address, 0)
        return 0
    _compare_with_waiters(k, k.tasks[queue.waiters[0]], t.tid, False)
    _hand_over(k, t, key, 0)
    return 0


def _hand_over(k: Kernel, t: Task, key: futexes.Key, mark: int) -> None:
    """Give the lock of `t` to the first of those who wait; `mark` is FUTEX_OWNER_DIED when `t` has died."""
    heir, *others = [k.tasks[tid] for tid in k.futexes[key].waiters]
    # as Linux: the bit stays although this may have been the last waiter, so that the heir unlocks by way of the kernel
    try:
        heir.memory.write_u32(heir.carry.lock, heir.tid | FUTEX_WAITERS | mark)
    except SysError:  # it is not mapped any more: the heir finds out
        pass
    for other in others:
        other.extras[run_queue.PI_OWNER] = heir.tid
    run_queue.recompute(k, heir)
    heir.extras.pop(run_queue.PI_OWNER, None)
    futexes.resume(k, heir, key)
    futexes.tidy(k, key)
    run_queue.recompute(k, t)


def owner_ended(k: Kernel, t: Task) -> None:
    """A thread ends: each lock for which somebody waits goes to the first of them, robust or not (exit_pi_state_list)."""
    for key in [key for key, queue in k.futexes.items() if queue.waiters]:
        first = k.tasks[k.futexes[key].waiters[0]]
        if first.extras.get(run_queue.PI_OWNER) == t.tid and first.carry.lock is not None:
            k.touch(("futex", *key), True)
            _hand_over(k, t, key, FUTEX_OWNER_DIED)


# ---- condition variables --------------------------------------------------------------------------------------------


def wait_requeue(
    k: Kernel, t: Task, address: int, expected: int, target: int, private: bool, waiting: Waiting
) -> int:
    """FUTEX_WAIT_REQUEUE_PI: sleep on `address`, go on with the lock at `target`."""
    if t.wake is not Wake.NONE:
        run_queue.waits_no_more(k, t)
    if waiting.woken_by is not None:
        return 0  # who woke us has put our tid into the lock
    if address == target:
        raise SysError(Errno.EINVAL)
    target_key = futexes.key_of(k, t, target, private, write=True)
    key = futexes.key_of(k, t, address, private)
    k.touch(("futex", *key), True)
    k.touch(("futex", *target_key), True)
    moved = waiting.lock is not None and waiting.target is None
    if t.wake is Wake.TIMEOUT or (t.wake is Wake.SIGNAL and moved):
        futexes.tidy(k, target_key if moved else key)
        # "the caller has been requeued, and a restart would find the value changed: EAGAIN at once"
        raise SysError(Errno.ETIMEDOUT if t.wake is Wake.TIMEOUT else Errno.EAGAIN)
    interrupted = deliver.has_work(t)
    if t.wake is Wake.NONE:
        # "EAGAIN The value pointed to by uaddr was not equal to the expected value val at the time of the call"
        if t.memory.read_u32(address) != expected:
            raise SysError(Errno.EAGAIN)
        if key == target_key:
            raise SysError(Errno.EINVAL)
        if waiting.deadline_ns is not None and waiting.deadline_ns <= k.monotonic_ns():
            raise SysError(Errno.ETIMEDOUT)
        waiting = waiting._replace(lock=target, target=target_key)
    if interrupted:
        futexes.tidy(k, key)
    elif moved:
        run_queue.inherit(k, t, _owner(k, t, target))
    raise futexes.block(k, [target_key if moved else key], waiting, Restart.ERESTARTNOINTR)


def cmp_requeue(
    k: Kernel,
    t: Task,
    source: int,
    target: int,
    private: bool,
    wake_count: int,
    move_count: int,
    expected: int,
) -> int:
    """FUTEX_CMP_REQUEUE_PI: how many waiters of `source` got the lock at `target`, or wait for it now."""
    # "FUTEX_CMP_REQUEUE_PI: val must be 1"
    if wake_count != 1 or move_count < 0 or source == target:
        raise SysError(Errno.EINVAL)
    key = futexes.key_of(k, t, source, private)
    target_key = futexes.key_of(k, t, target, private, write=True)
    if key == target_key:
        raise SysError(Errno.EINVAL)
    k.touch(("futex", *key), True)
    k.touch(("futex", *target_key), True)
    if t.memory.read_u32(source) != expected:
        raise SysError(Errno.EAGAIN)
    queue = k.futexes.get(key)
    if queue is None or not queue.waiters:
        futexes.tidy(k, key)
        return 0
    done = 0
    first = k.tasks[queue.waiters[0]]
    _check_pair(first, target_key)
    if _take(k, t, first, target_key, target, move_count > 0):
        futexes.resume(k, first, key)
        done = 1
    owner = _owner(k, t, target)
    try:
        for tid in queue.waiters[:]:
            if done - 1 >= move_count:
                break
            waiter = k.tasks[tid]
            _check_pair(waiter, target_key)
            if tid == owner:
                raise SysError(Errno.EDEADLK)
            _refuse_circle(k, waiter, owner)
            waiter.carry = waiter.carry._replace(target=None)
            waiter.extras[run_queue.PI_OWNER] = owner
            futexes.move(k, waiter, queue, target_key)
            done += 1
    finally:
        futexes.tidy(k, key)
        if owner in k.tasks:
            run_queue.recompute(k, k.tasks[owner])
    return done


def _check_pair(waiter: Task, target: futexes.Key) -> None:
    """ "FUTEX_WAIT_REQUEUE_PI and FUTEX_CMP_REQUEUE_PI should always be paired", and for the same lock: else EINVAL."""
    if waiter.carry.target != target:
        raise SysError(Errno.EINVAL)
