"""What a task that sleeps waits for, and who could give it: the edges of the graph in which a deadlock is a cycle.

pipe     read waits for whoever holds the write end, write for whoever holds the read end (pipe(7): "If all file descriptors referring
         to the write end of a pipe have been closed, then an attempt to read(2) from the pipe will see end-of-file")
child    wait4, waitid: the children that may be waited for
lock     flock, fcntl: whoever holds a lock in the way; for one that belongs to an open file, whoever has that open: "this lock may
         be modified or released using any of these file descriptors" (flock(2))
futex    a lock of the C library: its owner, as the lock itself says (the thread's number in the word, or in the third word of a
         mutex of the GNU C library)
vfork    the child, until it execs or ends
"""

from __future__ import annotations

from typing import Any

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.futex import FUTEX_TID_MASK
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import State, Task
from forkingpaths.machine.registers import RDI, RSI
from forkingpaths.vfs.pipe import Pipe, PipeFile

OWNER_OFFSET = 8  # of __owner in pthread_mutex_t; the word waited on is at its beginning
LOCKED = (1, 2)  # what the word of a held mutex is, without and with others waiting
U32 = 0xFFFF_FFFF


def wait_of(k: Kernel, t: Task) -> dict[str, Any]:
    """{"kind": as above or "", "pipe": the end that would have to act, "holders": [(process, descriptor)], "on": tasks or processes
    waited for, "gone": who holds the lock, if it has ended, "fd": the descriptor}."""
    found: dict[str, Any] = {"kind": "", "pipe": "", "holders": [], "on": [], "gone": 0, "fd": -1}
    if t.wait is None or t.state is not State.BLOCKED:
        return found
    call = k.call_name(t)
    if call in ("wait4", "waitid"):
        return found | {"kind": "child", "on": _children(k, t, call)}
    if call in ("flock", "fcntl"):
        return found | {"kind": "lock", "on": _lock_holders(k, t), "fd": t.context.regs[RDI] & U32}
    if call == "futex":
        owner = _owner(k, t)
        living = owner in k.tasks
        return found | {"kind": "futex", "on": [owner] if living else [], "gone": 0 if living else owner}
    if call in ("vfork", "clone", "clone3") and isinstance(t.carry, int):
        return found | {"kind": "vfork", "on": [t.carry]}
    return found | _pipe(k, t)


def _pipe(k: Kernel, t: Task) -> dict[str, Any]:
    queues = t.wait.queues if t.wait is not None else ()
    for fd, file in t.files.slots.items():
        if isinstance(file, PipeFile):
            for queue, end in ((file.pipe.read_queue, "write"), (file.pipe.write_queue, "read")):
                if any(q is queue for q in queues):
                    holders = _holders(k, file.pipe, end == "write")
                    on = sorted({tgid for tgid, _ in holders})
                    return {"kind": "pipe", "pipe": end, "holders": holders, "on": on, "fd": fd}
    return {}


def _holders(k: Kernel, pipe: Pipe, write: bool) -> list[tuple[int, int]]:
    """Every descriptor of a process that can write to, or read from, `pipe`."""
    return [
        (t.tgid, fd)
        for t in k.tasks.values()
        if t.tid == t.tgid and t.state is not State.DEAD
        for fd, file in t.files.slots.items()
        if isinstance(file, PipeFile) and file.pipe is pipe and (file.writable if write else file.readable)
    ]


def _children(k: Kernel, t: Task, call: str) -> list[int]:
    """The living children that the wait of `t` names, or all."""
    living = [pid for pid in t.process.children if not k.processes[pid].zombie]
    named = t.context.regs[RDI] if call == "wait4" else t.context.regs[RSI]
    return [named & U32] if named & U32 in living else living


def _lock_holders(k: Kernel, t: Task) -> list[int]:
    file = t.files.slots.get(t.context.regs[RDI] & U32)
    if file is None:
        return []
    inode = file.inode
    held = [x for x in k.vfs.locks.get((inode.device, inode.number), ()) if x.owner not in (file, t.files)]
    holders = {x.pid for x in held if x.pid > 0 and not _sharing(k, x.owner)}
    return sorted(holders.union(*(_sharing(k, x.owner) for x in held)))


def _sharing(k: Kernel, file: object) -> set[int]:
    """The processes that have this very open file."""
    return {
        t.tgid
        for t in k.tasks.values()
        if t.state is not State.DEAD and any(x is file for x in t.files.slots.values())
    }


def _owner(k: Kernel, t: Task) -> int:
    """The number of the thread that holds the lock at which `t` sleeps, as the lock says; 0: it cannot be told."""
    address = t.context.regs[RDI]
    try:
        word, owner = t.memory.read_u32(address), t.memory.read_u32(address + OWNER_OFFSET)
    except SysError:
        return 0
    if word in LOCKED:
        return owner
    return word & FUTEX_TID_MASK if word & FUTEX_TID_MASK in k.tasks else 0
