"""Futexes: sleeping on a word of memory (futex(2), futex(7)).

A futex is no object until somebody waits: `k.futexes` maps its key to the queue of waiters, and loses the entry with
the last of them.  The key of a word in memory that is shared by mapping is (object, byte offset), of any other word
(address space, address), so that threads meet whatever flags they use.

A waiter's `carry` is a `Waiting`.  Who wakes it sets `key`, so that the call, run again, knows that it was woken and
by which word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.futex import (
    FUTEX_BITSET_MATCH_ANY,
    FUTEX_OWNER_DIED,
    FUTEX_TID_MASK,
    FUTEX_WAITERS,
    ROBUST_LIST_HEAD,
    ROBUST_LIST_LIMIT,
)
from forkingpaths.abi.i386.structs import ROBUST_LIST_HEAD32
from forkingpaths.abi.mman import PROT_WRITE
from forkingpaths.kernel import run_queue
from forkingpaths.kernel.memory.vma import SHARED
from forkingpaths.kernel.task import Task
from forkingpaths.vfs.wait import Block, WaitQueue, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

Key = tuple[Any, ...]
PAGE_MASK = 4095


class Waiting(NamedTuple):
    """What a waiter remembers: its deadline on CLOCK_MONOTONIC, its bit set, and the key of the word by which it was woken.

    `lock` is the address of the PI lock that it will have when it goes on: of FUTEX_LOCK_PI the word itself, of
    FUTEX_WAIT_REQUEUE_PI the one to which it is to be moved, `target` being the key of that until it has been.
    """

    deadline_ns: int | None
    bitset: int = FUTEX_BITSET_MATCH_ANY
    woken_by: Key | None = None
    date_ns: int | None = None
    lock: int | None = None
    target: Key | None = None


def key_of(k: Kernel, t: Task, address: int, private: bool, write: bool = False) -> Key:
    """The futex at `address`.  SysError(EINVAL) when it is not on a multiple of four, EFAULT when a word that may be
    shared is not mapped."""
    if address & 3:
        raise SysError(Errno.EINVAL)
    memory = t.memory
    if address >= memory.layout.task_size:
        raise SysError(Errno.EFAULT)
    if not private:
        vma = memory.vmas.find(address)
        if vma is None:
            raise SysError(Errno.EFAULT)
        if vma.flags & SHARED and vma.object is not None:
            if write and not vma.prot & PROT_WRITE:
                raise SysError(Errno.EFAULT)
            return ("shared", vma.object.number(k), vma.offset + address - vma.start)
        # a private page that cannot be written will never change: Linux lets nobody wait for it; the page of a file
        # that nobody has written is still the file's
        if not vma.prot & PROT_WRITE:
            if write or vma.object is None or not vma.prot:
                raise SysError(Errno.EFAULT)
            return ("shared", vma.object.number(k), vma.offset + address - vma.start)
        memory.read_u32(address)
    return ("private", memory.id, address)


def queue_of(k: Kernel, key: Key) -> WaitQueue:
    """The queue of waiters, made if there is none."""
    queue = k.futexes.get(key)
    if queue is None:
        queue = k.futexes[key] = WaitQueue(f"futex {key[-1]:#x}", by_priority=True)
    return queue


def tidy(k: Kernel, key: Key) -> None:
    """Drop a queue in which nobody waits any more."""
    queue = k.futexes.get(key)
    if queue is not None and not queue.waiters:
        del k.futexes[key]


def block(k: Kernel, keys: list[Key], waiting: Waiting, restart: Restart) -> Block:
    """What a call raises to wait for any of `keys`; one that waits for a date is also woken when the clock is set."""
    queues = [queue_of(k, key) for key in keys]
    if waiting.date_ns is not None:
        queues.append(k.clock.set_queue)
    return Block(*queues, deadline_ns=waiting.deadline_ns, restart=restart, reason="futex", carry=waiting)


def wake(k: Kernel, key: Key, count: int, bitset: int = FUTEX_BITSET_MATCH_ANY) -> int:
    """Wake at most `count` waiters whose bit set has a bit in common with `bitset`, oldest first; how many were."""
    queue = k.futexes.get(key)
    if queue is None:
        return 0
    woken = 0
    for tid in queue.waiters[:]:
        if woken >= count:
            break
        t = k.tasks[tid]
        # "EINVAL The kernel detected an inconsistency between the user-space state at uaddr and the kernel state", waiters
        # of FUTEX_LOCK_PI or FUTEX_WAIT_REQUEUE_PI
        if t.carry.lock is not None:
            raise SysError(Errno.EINVAL)
        if t.wait is not None and t.carry.bitset & bitset:  # futex_waitv may wait twice for one word
            resume(k, t, key)
            woken += 1
    tidy(k, key)
    return woken


def resume(k: Kernel, t: Task, key: Key) -> None:
    """End one wait."""
    from forkingpaths.kernel import sleeping

    t.carry = t.carry._replace(woken_by=key)
    sleeping.resume(k, t, Wake.QUEUE)


def requeue(k: Kernel, source: Key, target: Key, wake_count: int, move_count: int) -> int:
    """Wake `wake_count` waiters of `source` and have the next `move_count` wait for `target` instead; how many were
    woken or moved."""
    queue = k.futexes.get(source)
    if queue is None:
        return 0
    done = 0
    for tid in queue.waiters[:]:
        if done >= wake_count + move_count:
            break
        t = k.tasks[tid]
        if t.carry.lock is not None:  # those of FUTEX_WAIT_REQUEUE_PI go with FUTEX_CMP_REQUEUE_PI only
            raise SysError(Errno.EINVAL)
        done += 1
        if done <= wake_count:
            resume(k, t, source)
        elif source != target:
            move(k, t, queue, target)
    tidy(k, source)
    return done


def move(k: Kernel, t: Task, queue: WaitQueue, target: Key) -> None:
    """Have `t`, which waits in `queue`, wait for another word."""
    assert t.wait is not None
    other = queue_of(k, target)
    queue.waiters.remove(t.tid)
    run_queue.line_up(k, other, t)
    t.wait.queues = tuple(other if q is queue else q for q in t.wait.queues)


def wake_address(k: Kernel, t: Task, address: int, count: int) -> int:
    """Wake the waiters of the word at `address` in the memory of `t`: the end of a thread (CLONE_CHILD_CLEARTID)."""
    try:
        key = key_of(k, t, address, False)
    except SysError:
        return 0
    k.touch(("futex", *key), True)
    try:
        return wake(k, key, count)
    except SysError:
        return 0


# ---- robust lists ---------------------------------------------------------------------------------------------------


def exit_robust_list(k: Kernel, t: Task) -> None:
    """A thread ends with locks held: mark each lock of its list FUTEX_OWNER_DIED and wake one waiter
    (get_robust_list(2)).

    Whatever is wrong with the list, which is in the program's own memory, ends the walk.
    """
    head = t.robust_list
    t.robust_list = 0
    memory = t.memory
    try:
        narrow = t.extras.pop("robust_list_i386", False)  # pointers of four bytes
        layout = ROBUST_LIST_HEAD32 if narrow else ROBUST_LIST_HEAD
        memory.note_look(head, layout.size, False)
        entry, offset, pending = layout.unpack(memory.read(head, layout.size))
        for _ in range(ROBUST_LIST_LIMIT):
            address = entry & ~1
            if address == head:
                break
            # "fetch the next entry before waking: the list may be changed by then"
            memory.note_look(address, 8, False)
            following = memory.read_u32(address) if narrow else memory.read_u64(address)
            if address != pending & ~1 and not _owner_died(k, t, address + offset, bool(entry & 1), False):
                return
            entry = following
        if pending & ~1:
            _owner_died(k, t, (pending & ~1) + offset, bool(pending & 1), True)
    except SysError:
        return


def _owner_died(k: Kernel, t: Task, address: int, inherits: bool, pending: bool) -> bool:
    if address & 3:
        return False
    address &= 0xFFFF_FFFF_FFFF_FFFF
    t.memory.note_look(address, 4, False)
    word = t.memory.read_u32(address)
    # the thread was about to unlock: the word is free already, the wake-up may not have been sent
    if pending and not inherits and not word:
        wake_address(k, t, address, 1)
        return True
    if word & FUTEX_TID_MASK != t.tid:
        return True
    # the waiters of a PI lock are found by futex_pi.owner_ended
    t.memory.write_u32(address, word & FUTEX_WAITERS | FUTEX_OWNER_DIED)
    if word & FUTEX_WAITERS and not inherits:
        wake_address(k, t, address, 1)
    return True
