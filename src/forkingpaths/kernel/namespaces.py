"""Namespaces (namespaces(7)): of host names (UTS), of System V objects and message queues (IPC), and of control groups, of which there is
but the root, so that these are names only; of the other kinds there is one each.

A namespace is the i-node that /proc/PID/ns shows; a task's are in `Task.extras` by kind, without what is still the first of its kind.
Whoever has the i-node open, or runs in the namespace, keeps it.  What an IPC namespace holds is in `ipc_tables`: by the number of the
namespace, and of the first one in `Kernel.tables` itself; it is gone with the last who keeps it (`left`), but for memory that is
attached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forkingpaths.abi import clone as flags_of
from forkingpaths.abi import ioctl as requests
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.task import State, Task
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.objects import NSFS
from forkingpaths.vfs.openfile import OpenFile

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory

NAME = "namespaces"  # in Task.extras
FIRST, IPC = "namespaces", "ipc namespaces"  # in Kernel.tables
# kind -> the number of the first one, as on Linux
NUMBERS = {
    "ipc": 4026531839, "mnt": 4026531832, "net": 4026531833, "pid": 4026531836, "time": 4026531834, "cgroup": 4026531835,
    "user": 4026531837, "uts": 4026531838,
}  # fmt: skip
NEXT_NUMBER = 4026532200
FLAGS = {
    "ipc": flags_of.CLONE_NEWIPC, "mnt": flags_of.CLONE_NEWNS, "net": flags_of.CLONE_NEWNET, "pid": flags_of.CLONE_NEWPID,
    "time": flags_of.CLONE_NEWTIME, "cgroup": flags_of.CLONE_NEWCGROUP, "user": flags_of.CLONE_NEWUSER, "uts": flags_of.CLONE_NEWUTS,
}  # fmt: skip
MODELLED = flags_of.CLONE_NEWUTS | flags_of.CLONE_NEWIPC | flags_of.CLONE_NEWCGROUP


@dataclass(slots=True, eq=False, kw_only=True)
class Namespace(Inode):
    """One namespace."""

    immutable = True
    kind: str
    hostname: bytes = b""  # of a UTS namespace
    domainname: bytes = b""
    open_files: int = 0

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        self.open_files += 1
        return NamespaceFile(self, flags, b"%s:[%d]" % (self.kind.encode(), self.number))


@dataclass(slots=True, eq=False)
class NamespaceFile(OpenFile):
    """What setns(2) takes (ioctl_ns(2))."""

    release_shows = True

    @property
    def namespace(self) -> Namespace:
        assert isinstance(self.inode, Namespace)
        return self.inode

    def ioctl(self, k: Kernel, memory: UserMemory, request: int, argument: int) -> int:  # type: ignore[override]  # the kernel is the only Services
        kind = self.namespace.kind
        if request == requests.NS_GET_NSTYPE:
            return FLAGS[kind]
        if request == requests.NS_GET_USERNS:
            # "EPERM The requested namespace is outside of the caller's namespace scope": the owner of the first user namespace
            if kind == "user":
                raise SysError(Errno.EPERM)
            place = Place(0, k.tables[FIRST]["user"])
            return k.install_file(place.inode.open(k, place, 0, b""), True)
        if request == requests.NS_GET_PARENT:
            # "EINVAL ... the namespace is nonhierarchical", "EPERM ... the parent of the initial user or PID namespace"
            raise SysError(Errno.EPERM if kind in ("user", "pid") else Errno.EINVAL)
        if request == requests.NS_GET_OWNER_UID:
            if kind != "user":
                raise SysError(Errno.EINVAL)
            memory.write_u32(argument, 0)
            return 0
        raise SysError(Errno.ENOTTY)

    def release(self, k: Kernel) -> None:  # type: ignore[override]  # likewise
        self.namespace.open_files -= 1
        left(k, self.namespace)


def begin(k: Kernel, hostname: bytes) -> None:
    """The first namespaces, at boot."""
    k.tables[FIRST] = {kind: _make(k, kind, number) for kind, number in NUMBERS.items()}
    first: Namespace = k.tables[FIRST]["uts"]
    first.hostname, first.domainname = hostname, b"(none)"


def _make(k: Kernel, kind: str, number: int) -> Namespace:
    now = k.now_ns()
    return Namespace(
        number=number, device=NSFS, mode=FileType.REGULAR | 0o444, kind=kind, atime_ns=now, mtime_ns=now, ctime_ns=now, btime_ns=now
    )  # fmt: skip


def of(k: Kernel, t: Task, kind: str) -> Namespace:
    """The namespace that `t` is in."""
    found: Namespace = t.extras.get(NAME, {}).get(kind) or k.tables[FIRST][kind]
    return found


def names(k: Kernel) -> Namespace:
    """The caller's UTS namespace: host name and domain name."""
    return of(k, k.caller(), "uts")


def check_flags(k: Kernel, flags: int) -> None:
    """SysError(EINVAL) for namespaces that are not modelled, as on a kernel without them."""
    unknown = flags & flags_of.CLONE_NAMESPACES & ~MODELLED
    if unknown:
        k.not_modelled(f"namespaces (flags {unknown:#x})")
        raise SysError(Errno.EINVAL)
    # "EINVAL Both CLONE_NEWIPC and CLONE_SYSVSEM were specified"
    if flags & flags_of.CLONE_NEWIPC and flags & flags_of.CLONE_SYSVSEM:
        raise SysError(Errno.EINVAL)


def unshared(k: Kernel, t: Task, flags: int) -> dict[str, Namespace]:
    """The namespaces of a task like `t` that has new ones of the kinds in `flags`."""
    found: dict[str, Namespace] = dict(t.extras.get(NAME, {}))
    k.touch(("namespaces",), True)
    for kind in ("uts", "ipc", "cgroup"):
        if not flags & FLAGS[kind]:
            continue
        number = k.tables.get("next namespace", NEXT_NUMBER)
        k.tables["next namespace"] = number + 1
        found[kind] = _make(k, kind, number)
        if kind == "uts":  # "a copy of the caller's"
            old = of(k, t, kind)
            found[kind].hostname, found[kind].domainname = old.hostname, old.domainname
        elif kind == "ipc":
            k.tables.setdefault(IPC, {})[number] = {}
    return found


def enter(k: Kernel, t: Task, namespace: Namespace) -> None:
    """setns(2): `t` is in `namespace` from now on."""
    old = of(k, t, namespace.kind)
    t.extras[NAME] = t.extras.get(NAME, {}) | {namespace.kind: namespace}
    left(k, old)


# ---- what is in an IPC namespace ------------------------------------------------------------------------------------


def ipc_tables(k: Kernel, t: Task) -> dict[str, Any]:
    """The tables of System V objects and message queues that `t` sees."""
    namespaces = t.extras.get(NAME) if t.extras else None
    return k.tables if namespaces is None else _tables(k, of(k, t, "ipc"))


def all_ipc_tables(k: Kernel) -> list[dict[str, Any]]:
    """Those of all IPC namespaces."""
    return [k.tables, *k.tables.get(IPC, {}).values()]


def _tables(k: Kernel, namespace: Namespace) -> dict[str, Any]:
    found: dict[str, Any] = k.tables.get(IPC, {}).get(namespace.number, k.tables)
    return found


def left(k: Kernel, namespace: Namespace) -> None:
    """Somebody keeps `namespace` no more.  "When an IPC namespace is destroyed (i.e., when the last process that is a member of the
    namespace terminates), all IPC objects in the namespace are automatically destroyed"."""
    if namespace.kind != "ipc" or namespace.number not in k.tables.get(IPC, {}) or namespace.open_files:
        return
    if any(t.state is not State.DEAD and of(k, t, "ipc") is namespace for t in k.tasks.values()):
        return
    from forkingpaths.kernel.ipc import shm

    tables = _tables(k, namespace)
    if not shm.destroy_all(k, tables):
        del k.tables[IPC][namespace.number]


def task_ended(k: Kernel, t: Task) -> None:
    """A task with namespaces of its own is dead."""
    left(k, of(k, t, "ipc"))
