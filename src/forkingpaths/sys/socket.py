"""socket(2), socketpair(2), bind(2), listen(2), accept(2), connect(2), getsockname(2), getpeername(2), shutdown(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi import socket as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Int, Kind, enum, flags, struct_inout, struct_out
from forkingpaths.sys.paths import get_file
from forkingpaths.vfs import naming
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.lookup import lookup
from forkingpaths.vfs.permission import MAY_WRITE, check
from forkingpaths.vfs.socket import inet, netlink, unix
from forkingpaths.vfs.socket.base import SocketFile, put
from forkingpaths.vfs.socket.unix import UnixSocket

SOCK_FLAGS = abi.SOCK_NONBLOCK | abi.SOCK_CLOEXEC
RLIMIT_NOFILE = 7
MAX_ADDRESS = 128  # sizeof(struct sockaddr_storage)

SockAddr = Annotated[int, Kind("const struct sockaddr *", "u64", "in", "arg:2", "sockaddr")]
SockAddrOut = Annotated[int, Kind("struct sockaddr *", "u64", "out", "sockaddr_out", "sockaddr")]
Length = Annotated[int, struct_inout("socklen", 4)]
Family = Annotated[int, enum("socket.FAMILIES")]
Type = Annotated[int, flags("socket.SOCK_TYPE_FLAGS")]


def get_socket(t: Task, fd: int) -> SocketFile:
    """The socket behind a descriptor: EBADF, ENOTSOCK."""
    file = get_file(t, fd)
    # "ENOTSOCK The file descriptor sockfd does not refer to a socket."
    if not isinstance(file, SocketFile):
        raise SysError(Errno.ENOTSOCK)
    return file


def read_address(t: Task, address: int, length: int) -> bytes:
    """A socket address of the caller.  EINVAL when its length makes no sense."""
    if not 0 <= length <= MAX_ADDRESS:
        raise SysError(Errno.EINVAL)
    return t.memory.read(address, length) if length else b""


def write_address(t: Task, address: int, length_at: int, value: bytes) -> None:
    """Give an address back: "the returned address is truncated if the buffer provided is too small; addrlen will return a value
    greater than was supplied to the call"."""
    room = t.memory.read_i32(length_at)
    if room < 0:
        raise SysError(Errno.EINVAL)
    t.memory.write(address, value[:room])
    t.memory.write_u32(length_at, len(value))


def unix_name(raw: bytes) -> bytes:
    """The path or (NUL first) abstract name in a struct sockaddr_un; EINVAL."""
    if len(raw) <= 2 or len(raw) > 110 or raw[:2] != b"\1\0":
        raise SysError(Errno.EINVAL)
    name = raw[2:]
    return name if name[0] == 0 else name.partition(b"\0")[0]


def find_unix(k: Kernel, t: Task, raw: bytes, type_: int) -> UnixSocket:
    """The socket bound to a name, for connect and sendto.  ECONNREFUSED when there is none, EPROTOTYPE when of another type."""
    name = unix_name(raw)
    if name[0] == 0:
        k.touch(("unix", type_, name), False)
        found = k.objects.unix_names.get((type_, name))
    else:
        inode = lookup(k, t.fs, t.credentials, None, name).place.inode
        # "EACCES Write permission is denied on the destination socket file"
        check(t.credentials, inode, MAY_WRITE)
        if inode.type != FileType.SOCKET:
            raise SysError(Errno.ECONNREFUSED)
        found = k.objects.unix_names.get((inode.device, inode.number))
    if found is None:
        raise SysError(Errno.ECONNREFUSED)
    assert isinstance(found, UnixSocket)
    if found.type != type_:
        raise SysError(Errno.EPROTOTYPE)
    return found


def _make(k: Kernel, family: int, type_: int, protocol: int, flags: int) -> SocketFile:
    if type_ > 10:
        raise SysError(Errno.EINVAL)
    if family == abi.AF_UNIX:
        if protocol not in (0, abi.AF_UNIX):
            raise SysError(Errno.EPROTONOSUPPORT)
        # "SOCK_RAW ... UNIX domain: taken as SOCK_DGRAM"
        return unix.make(k, abi.SOCK_DGRAM if type_ == abi.SOCK_RAW else type_, flags)
    if family in (abi.AF_INET, abi.AF_INET6):
        return inet.make(k, family, type_, protocol, flags)
    if family == abi.AF_NETLINK:
        return netlink.make(k, type_, protocol, flags)
    if 0 <= family < 46:
        k.not_modelled(f"socket family {abi.FAMILIES.show(family)}")
    raise SysError(Errno.EAFNOSUPPORT)


@syscall(man="socket(2)")
def socket(k: Kernel, t: Task, domain: Family, type: Type, protocol: Int) -> int:
    # "EINVAL Invalid flags in type"
    if type & ~(abi.SOCK_TYPE_MASK | SOCK_FLAGS):
        raise SysError(Errno.EINVAL)
    file = _make(k, domain, type & abi.SOCK_TYPE_MASK, protocol, type)
    return k.install_file(file, bool(type & abi.SOCK_CLOEXEC))


@syscall(man="socketpair(2)")
def socketpair(
    k: Kernel,
    t: Task,
    domain: Family,
    type: Type,
    protocol: Int,
    sv: Annotated[int, struct_out("fd_pair", 8)],
) -> int:
    if type & ~(abi.SOCK_TYPE_MASK | SOCK_FLAGS):
        raise SysError(Errno.EINVAL)
    table, limit = t.files, t.process.limits[RLIMIT_NOFILE][0]
    low = table.lowest_free(0, limit)
    high = table.lowest_free(low + 1, limit)
    t.memory.write_u64(
        sv, low | high << 32
    )  # before the sockets are made, as Linux does: EFAULT leaves nothing behind
    first = _make(k, domain, type & abi.SOCK_TYPE_MASK, protocol, type)
    # "EOPNOTSUPP The specified protocol does not support creation of socket pairs."
    if not isinstance(first, UnixSocket):
        first.release(k)
        raise SysError(Errno.EOPNOTSUPP)
    one, two = unix.make_pair(k, first.type, type)
    cloexec = bool(type & abi.SOCK_CLOEXEC)
    table.install(one, limit, cloexec=cloexec, start=low)
    table.install(two, limit, cloexec=cloexec, start=high)
    return 0


@syscall(man="bind(2)")
def bind(k: Kernel, t: Task, sockfd: Fd, addr: SockAddr, addrlen: Int) -> int:
    s = get_socket(t, sockfd)
    raw = read_address(t, addr, addrlen)
    if not isinstance(s, UnixSocket):
        s.bind(k, raw)
        return 0
    if raw == b"\1\0":
        if s.bound is None:
            s.bind_abstract(k, b"")
        return 0
    name = unix_name(raw)
    if name[0] == 0:
        s.bind_abstract(k, name)
        return 0
    at = lookup(k, t.fs, t.credentials, None, name, False, final=True)
    # "EADDRINUSE The given address is already in use", whatever kind of file it is
    if at.inode is not None or not at.plain:
        raise SysError(Errno.EADDRINUSE)
    if s.bound is not None:
        raise SysError(Errno.EINVAL)
    inode = naming.make(k, t.credentials, at.parent, at.name, FileType.SOCKET | (0o777 & ~t.fs.umask))
    s.bind_to(k, name, (inode.device, inode.number))
    return 0


@syscall(man="listen(2)")
def listen(k: Kernel, t: Task, sockfd: Fd, backlog: Int) -> int:
    get_socket(t, sockfd).listen(k, backlog)
    return 0


@syscall(man="accept(2)")
def accept(k: Kernel, t: Task, sockfd: Fd, addr: SockAddrOut, addrlen: Length) -> int:
    return _accept(k, t, sockfd, addr, addrlen, 0)


@syscall(man="accept(2)")
def accept4(
    k: Kernel,
    t: Task,
    sockfd: Fd,
    addr: SockAddrOut,
    addrlen: Length,
    flags: Annotated[int, flags("socket.SOCK_FLAGS")],
) -> int:
    get_file(t, sockfd)
    if flags & ~SOCK_FLAGS:
        raise SysError(Errno.EINVAL)
    return _accept(k, t, sockfd, addr, addrlen, flags)


def _accept(k: Kernel, t: Task, fd: int, address: int, length: int, flags: int) -> int:
    s = get_socket(t, fd)
    limit = t.process.limits[RLIMIT_NOFILE][0]
    t.files.lowest_free(0, limit)  # EMFILE before a connection is taken
    made = s.accept(k, flags)
    if address:
        try:
            write_address(t, address, length, made.accepted_name(k))
        except SysError:
            made.references += 1
            put(k, made)
            raise
    return t.files.install(made, limit, cloexec=bool(flags & abi.SOCK_CLOEXEC))


@syscall(man="connect(2)")
def connect(k: Kernel, t: Task, sockfd: Fd, addr: SockAddr, addrlen: Int) -> int:
    get_file(t, sockfd)  # EBADF comes before the address, ENOTSOCK after it
    raw = read_address(t, addr, addrlen)
    s = get_socket(t, sockfd)
    if not isinstance(s, UnixSocket):
        s.connect(k, raw)
        return 0
    if len(raw) < 2:
        raise SysError(Errno.EINVAL)
    if raw[:2] == b"\0\0":
        if s.oriented:
            raise SysError(Errno.EINVAL)
        s.connect(k, raw, None)
        return 0
    s.connect(k, raw, find_unix(k, t, raw, s.type))
    return 0


@syscall(man="getsockname(2)")
def getsockname(k: Kernel, t: Task, sockfd: Fd, addr: SockAddrOut, addrlen: Length) -> int:
    write_address(t, addr, addrlen, get_socket(t, sockfd).name(k))
    return 0


@syscall(man="getpeername(2)")
def getpeername(k: Kernel, t: Task, sockfd: Fd, addr: SockAddrOut, addrlen: Length) -> int:
    write_address(t, addr, addrlen, get_socket(t, sockfd).peer_name(k))
    return 0


@syscall(man="shutdown(2)")
def shutdown(k: Kernel, t: Task, sockfd: Fd, how: Annotated[int, enum("socket.SHUTDOWN_HOW")]) -> int:
    s = get_socket(t, sockfd)
    if not 0 <= how <= 2:
        raise SysError(Errno.EINVAL)
    s.shutdown(k, how)
    return 0
