"""/proc/PID/fd, fdinfo, and the links cwd, root, exe: magic links, which lead to a file itself and not to a path."""

from __future__ import annotations

from collections.abc import Mapping

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import namespaces
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.access import check_may_look, memory_of, task_of
from forkingpaths.kernel.proc.processes import DIRECTORY, FILE, LINK, add_both
from forkingpaths.kernel.task import State
from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.inode import Place
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.opening import path_of_file
from forkingpaths.vfs.proc.tree import DIRECTORIES, Entry, Kind, Lister, Name, ProcInode

O_CLOEXEC = 0o2000000
NAMESPACES = (
    "cgroup",
    "ipc",
    "mnt",
    "net",
    "pid",
    "pid_for_children",
    "time",
    "time_for_children",
    "user",
    "uts",
)


def _slots(k: Kernel, inode: ProcInode) -> Mapping[int, OpenFile]:
    check_may_look(k, inode)
    t = task_of(k, inode)
    return t.files.slots if t.state is not State.DEAD else {}


def _all(k: Kernel, directory: ProcInode) -> list[Name]:
    slots = _slots(k, directory)
    return [Name(b"%d" % fd, directory.pid, directory.tid, fd) for fd in sorted(slots)]


def _find(k: Kernel, directory: ProcInode, name: bytes) -> Name | None:
    if not name.isdigit() or len(name) > 9 or (name != b"0" and name[0] == 48):
        return None
    fd = int(name)
    file = _slots(k, directory).get(fd)
    if file is None:
        return None
    mode = 0
    if directory.entry.directory == "fd":  # the link's permissions say how the file is open
        mode = LINK | (0o500 if file.readable else 0) | (0o300 if file.writable else 0)
    return Name(name, directory.pid, directory.tid, fd, mode)


def _file(k: Kernel, inode: ProcInode) -> OpenFile:
    file = _slots(k, inode).get(inode.item)
    if file is None:
        raise SysError(Errno.ENOENT)
    return file


def _fd_link(k: Kernel, inode: ProcInode) -> Place:
    file = _file(k, inode)
    return Place(file.mount, file.inode)


def _fd_shown(k: Kernel, inode: ProcInode) -> bytes:
    return shown(k, _file(k, inode))


def shown(k: Kernel, file: OpenFile) -> bytes:
    """The name of an open file, as readlink of /proc/PID/fd/N and getcwd would give it."""
    return path_of_file(k, file, k.caller().fs.root)


def _path_of(k: Kernel, place: Place) -> bytes:
    path = k.vfs.path_of(k, place, k.caller().fs.root)
    if path is not None:
        return path
    return (place.inode.last_path if isinstance(place.inode, Directory) else b"/") + b" (deleted)"


def _fdinfo(k: Kernel, inode: ProcInode) -> bytes:
    file = _file(k, inode)
    t = task_of(k, inode)
    flags = file.flags | (O_CLOEXEC if inode.item in t.files.close_on_exec else 0)
    text = f"pos:\t{file.offset}\nflags:\t0{flags:o}\nmnt_id:\t{file.mount}\nino:\t{file.inode.number}\n"
    return text.encode() + file.describe(k)


def _cwd(k: Kernel, inode: ProcInode) -> Place:
    check_may_look(k, inode)
    t = task_of(k, inode)
    if t.state is State.DEAD:
        raise SysError(Errno.ENOENT)
    return t.fs.cwd


def _root(k: Kernel, inode: ProcInode) -> Place:
    check_may_look(k, inode)
    t = task_of(k, inode)
    if t.state is State.DEAD:
        raise SysError(Errno.ENOENT)
    return t.fs.root


def _program(k: Kernel, inode: ProcInode) -> OpenFile:
    check_may_look(k, inode)
    space = memory_of(k, inode)
    if space is None or space.executable is None:
        raise SysError(Errno.ENOENT)
    return space.executable


def _exe(k: Kernel, inode: ProcInode) -> Place:
    file = _program(k, inode)
    return Place(file.mount, file.inode)


def _namespace_of(k: Kernel, inode: ProcInode) -> namespaces.Namespace:
    check_may_look(k, inode)
    k.touch(("namespaces",), False)
    return namespaces.of(k, task_of(k, inode), inode.name.decode().removesuffix("_for_children"))


def _namespace(k: Kernel, inode: ProcInode) -> Place:
    return Place(0, _namespace_of(k, inode))


def _namespace_shown(k: Kernel, inode: ProcInode) -> bytes:
    found = _namespace_of(k, inode)
    return b"%s:[%d]" % (found.kind.encode(), found.number)


for kind in ("fd", "fdinfo"):
    DIRECTORIES[kind] = Kind("pid", kind.encode(), lister=Lister(_all, _find))
    add_both(kind.encode(), Entry(DIRECTORY | (0o500 if kind == "fd" else 0o555), directory=kind))
DIRECTORIES["fd"].member = Entry(LINK | 0o700, link=_fd_link, shown=_fd_shown)
DIRECTORIES["fdinfo"].member = Entry(FILE | 0o444, _fdinfo)
DIRECTORIES["ns"] = Kind("pid", b"ns")
add_both(b"ns", Entry(DIRECTORY | 0o511, directory="ns"))
for namespace in NAMESPACES:
    DIRECTORIES["ns"].entries[namespace.encode()] = Entry(
        LINK | 0o777, link=_namespace, shown=_namespace_shown
    )
add_both(b"cwd", Entry(LINK | 0o777, link=_cwd, shown=lambda k, i: _path_of(k, _cwd(k, i))))
add_both(b"root", Entry(LINK | 0o777, link=_root, shown=lambda k, i: _path_of(k, _root(k, i))))
add_both(b"exe", Entry(LINK | 0o777, link=_exe, shown=lambda k, i: shown(k, _program(k, i))))
