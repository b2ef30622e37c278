"""/proc/sysvipc: the tables of System V's queues, semaphore sets and segments, one object a line (sysvipc(7)), for everybody to read.

The columns and their widths are those of the kernel's ipc/msg.c, sem.c and shm.c; ipcs(1) reads these files before it asks msgctl.
"""

from __future__ import annotations

from forkingpaths.kernel.ipc import msg, sem, shm
from forkingpaths.kernel.ipc.ids import Object
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.processes import FILE
from forkingpaths.vfs.pages import PAGE
from forkingpaths.vfs.proc.tree import Entry, ProcInode, add, add_directory

HEADS = {
    "msg": "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime\n",
    "sem": "       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n",
    "shm": "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime"
    "                   rss                  swap\n",
}


def _table(k: Kernel, kind: str, rows: dict[int, str]) -> bytes:
    """The head and the rows, by index; whoever makes, changes or removes an object is not independent of who reads them all."""
    k.touch((kind,), False)
    return (HEADS[kind] + "".join(row for _, row in sorted(rows.items()))).encode()


def _head(thing: Object) -> str:
    return f"{thing.key:10d} {thing.id:10d}  {thing.mode:4o}"


def _owners(thing: Object) -> str:
    return f"{thing.uid:5d} {thing.gid:5d} {thing.creator_uid:5d} {thing.creator_gid:5d}"


def _queues(k: Kernel, inode: ProcInode) -> bytes:
    rows = {}
    for index, q in msg.table(k).objects.items():
        k.touch(("msg", q.id), False)
        rows[index] = (
            f"{_head(q)}  {q.bytes:10d} {len(q.messages):10d} {q.last_sender:5d} {q.last_receiver:5d} {_owners(q)}"
            f" {q.stime:10d} {q.rtime:10d} {q.ctime:10d}\n"
        )
    return _table(k, "msg", rows)


def _semaphores(k: Kernel, inode: ProcInode) -> bytes:
    rows = {}
    for index, s in sem.table(k).objects.items():
        k.touch(("sem", s.id), False)
        rows[index] = f"{_head(s)} {len(s.values):10d} {_owners(s)} {s.otime:10d} {s.ctime:10d}\n"
    return _table(k, "sem", rows)


def _segments(k: Kernel, inode: ProcInode) -> bytes:
    rows = {}
    for index, s in shm.table(k).objects.items():
        k.touch(("shm", s.id), False)
        resident = len(s.memory.frames) * PAGE
        rows[index] = (
            f"{_head(s)} {s.size:21d} {s.creator_pid:5d} {s.last_pid:5d}  {s.memory.mapped:5d} {_owners(s)}"
            f" {s.atime:10d} {s.dtime:10d} {s.ctime:10d} {resident:21d} {0:21d}\n"
        )
    return _table(k, "shm", rows)


add_directory("root", b"sysvipc", "ipc")
add("ipc", b"msg", Entry(FILE | 0o444, _queues))
add("ipc", b"sem", Entry(FILE | 0o444, _semaphores))
add("ipc", b"shm", Entry(FILE | 0o444, _segments))
