"""Priority-inheritance futexes: locks whose owner the kernel knows (futex(2), "Priority-inheritance futexes").

The word holds the owner's tid, and FUTEX_WAITERS while somebody waits in the kernel; unlocking hands the lock to the
first waiter: that of the highest real-time priority, or else the oldest. While they wait the owner runs with
the highest priority among them (run_queue.recompute).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.futex import FUTEX_OWNER_DIED, FUTEX_TID_MASK, FUTEX_WAITERS
from forkingpaths.kernel import futex as futexes
from forkingpaths.kernel import run_queue
from forkingpaths.kernel.futex import Waiting
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
    word = t.memory.read_u32(address)
    if _take(k, t, key, address, word):
        return 0
    if waiting.deadline_ns is not None and waiting.deadline_ns <= k.monotonic_ns():
        raise SysError(Errno.ETIMEDOUT)
    run_queue.inherit(k, t, t.memory.read_u32(address) & FUTEX_TID_MASK)
    raise futexes.block(k, [key], waiting, Restart.ERESTARTNOINTR)


def trylock(k: Kernel, t: Task, address: int, private: bool) -> int:
    """FUTEX_TRYLOCK_PI."""
    key = futexes.key_of(k, t, address, private, write=True)
    k.touch(("futex", *key), True)
    if _take(k, t, key, address, t.memory.read_u32(address)):
        return 0
    raise SysError(Errno.EAGAIN)


def _take(k: Kernel, t: Task, key: futexes.Key, address: int, word: int) -> bool:
    """Take a lock that is free, or whose owner died; False when it has an owner."""
    owner = word & FUTEX_TID_MASK
    # "EDEADLK The futex word at uaddr is already locked by the caller"
    if owner == t.tid:
        raise SysError(Errno.EDEADLK)
    if owner:
        # as Linux: the bit is set before anything else is found out, also by a lock that then fails
        t.memory.write_u32(address, word | FUTEX_WAITERS)
        holder = k.tasks.get(owner)
        # "ESRCH The thread ID in the futex word at uaddr does not exist"
        if holder is None or holder.state is State.DEAD:
            raise SysError(Errno.ESRCH)
        return False
    queue = k.futexes.get(key)
    waiters = FUTEX_WAITERS if queue is not None and queue.waiters else 0
    t.memory.write_u32(address, word & FUTEX_OWNER_DIED | waiters | t.tid)
    return True


def unlock(k: Kernel, t: Task, address: int, private: bool) -> int:
    """FUTEX_UNLOCK_PI: hand over to the oldest waiter, or leave the word 0."""
    word = t.memory.read_u32(address)
    # "EPERM The caller does not own the lock represented by the futex word"
    if word & FUTEX_TID_MASK != t.tid:
        raise SysError(Errno.EPERM)
    key = futexes.key_of(k, t, address, private, write=True)
    k.touch(("futex", *key), True)
    hand_over(k, t, key, address, 0)
    return 0


def hand_over(k: Kernel, t: Task, key: futexes.Key, address: int, mark: int) -> None:
    """Give the lock to the oldest waiter; `mark` is FUTEX_OWNER_DIED when its owner has died."""
    queue = k.futexes.get(key)
    if queue is None or not queue.waiters:
        t.memory.write_u32(address, mark)
        return
    # as Linux: the bit stays although this may have been the last waiter, so that the heir unlocks by way of the kernel
    heir, *others = queue.waiters
    t.memory.write_u32(address, heir | FUTEX_WAITERS | mark)
    for tid in others:
        k.tasks[tid].extras[run_queue.PI_OWNER] = heir
    run_queue.recompute(k, k.tasks[heir])
    k.tasks[heir].extras.pop(run_queue.PI_OWNER, None)
    futexes.wake(k, key, 1)
    run_queue.recompute(k, t)
