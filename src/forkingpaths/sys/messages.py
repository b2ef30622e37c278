"""send(2), sendto(2), sendmsg(2), sendmmsg(2), recv(2), recvfrom(2), recvmsg(2), recvmmsg(2), and control messages (cmsg(3))."""

from __future__ import annotations

from struct import Struct
from typing import Annotated, NamedTuple

from forkingpaths.abi import socket as abi
from forkingpaths.abi import socket_options as options
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.sockaddr import CMSGHDR, MSGHDR, UCRED
from forkingpaths.kernel import pidfd
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Kind, Size, UInt, buffer_in, buffer_out, flags, struct_inout
from forkingpaths.sys.read_write import outside
from forkingpaths.sys.socket import Length, SockAddrOut, find_unix, get_socket, read_address, write_address
from forkingpaths.sys.vectors import gather, read_iovec, room_for, scatter
from forkingpaths.sys.waiting import deadline_after, read_timespec
from forkingpaths.vfs.credentials import CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.socket.base import Control, Received, SocketFile, drop_control
from forkingpaths.vfs.socket.unix import UnixSocket
from forkingpaths.vfs.wait import Block

SCM_RIGHTS, SCM_CREDENTIALS, SCM_PIDFD = 1, 2, 4
SCM_MAX_FD = 253
MAX_CONTROL = 20480  # net.core.optmem_max, more or less: ENOBUFS beyond
INTS = Struct("<i")
UIO_MAXIOV = 1024
MSGHDR_SIZE, MMSGHDR_SIZE = 56, 64

MsgFlags = Annotated[int, flags("socket.MSG_FLAGS")]
MsgHdr = Annotated[int, Kind("const struct msghdr *", "u64", "in", "msghdr_in", "msghdr")]
MsgHdrOut = Annotated[int, Kind("struct msghdr *", "u64", "inout", "msghdr_out", "msghdr")]
SockAddrTo = Annotated[int, Kind("const struct sockaddr *", "u64", "in", "arg:5", "sockaddr")]


class Header(NamedTuple):
    """struct user_msghdr."""

    name: int
    name_length: int
    iov: int
    iov_count: int
    control: int
    control_length: int
    flags: int


def check_range(address: int, length: int) -> None:
    """A buffer that reaches beyond user space is EFAULT before anything else is looked at (access_ok)."""
    if outside(address, length):
        raise SysError(Errno.EFAULT)


def _header(t: Task, address: int) -> Header:
    header = Header._make(MSGHDR.unpack(t.memory.read(address, MSGHDR_SIZE)))
    # "EMSGSIZE The msg_iovlen member ... is greater than IOV_MAX"
    if header.iov_count > UIO_MAXIOV:
        raise SysError(Errno.EMSGSIZE)
    if header.name_length < 0:
        raise SysError(Errno.EINVAL)
    return header


# ---- sending ----------------------------------------------------------------------------------------------------------


@syscall(man="send(2)")
def sendto(
    k: Kernel,
    t: Task,
    sockfd: Fd,
    buf: Annotated[int, buffer_in(2)],
    len: Size,
    flags: MsgFlags,
    dest_addr: SockAddrTo,
    addrlen: Annotated[int, Kind("int", "i32", show="int")],
) -> int:
    check_range(buf, len)
    s = get_socket(t, sockfd)
    data = t.memory.read(buf, len)
    address = read_address(t, dest_addr, addrlen) if dest_addr else b""
    return _send(k, t, s, data, flags, address, None)


def _send(
    k: Kernel, t: Task, s: SocketFile, data: bytes, flags: int, address: bytes, control: Control | None
) -> int:
    target = None
    if address and isinstance(s, UnixSocket) and not s.oriented:
        try:
            target = find_unix(k, t, address, s.type)
        except SysError:
            if control is not None:
                drop_control(k, control)
            raise
    return s.send(k, data, flags, address, control, target)


@syscall(man="send(2)")
def sendmsg(k: Kernel, t: Task, sockfd: Fd, msg: MsgHdr, flags: MsgFlags) -> int:
    return _sendmsg(k, t, get_socket(t, sockfd), msg, flags)


def _sendmsg(k: Kernel, t: Task, s: SocketFile, msg: int, flags: int) -> int:
    header = _header(t, msg)
    address = b""
    if header.name and header.name_length:
        address = read_address(t, header.name, min(header.name_length, 128))
    data = gather(t, read_iovec(t, header.iov, header.iov_count))
    control = None
    if header.control_length:
        if header.control_length > MAX_CONTROL:
            raise SysError(Errno.ENOBUFS)
        control = _parse_control(k, t, t.memory.read(header.control, header.control_length), s)
    return _send(k, t, s, data, flags & ~abi.MSG_CMSG_CLOEXEC, address, control)


@syscall(man="sendmmsg(2)")
def sendmmsg(
    k: Kernel,
    t: Task,
    sockfd: Fd,
    msgvec: Annotated[int, Kind("struct mmsghdr *", "u64", "inout", "mmsghdr_in", "mmsghdr")],
    vlen: UInt,
    flags: MsgFlags,
) -> int:
    s = get_socket(t, sockfd)
    sent = 0
    try:
        while sent < min(vlen, UIO_MAXIOV):
            at = msgvec + sent * MMSGHDR_SIZE
            count = _sendmsg(k, t, s, at, flags)
            t.memory.write_u32(at + MSGHDR_SIZE, count)
            sent += 1
    except (SysError, Block):
        # "If an error occurs after at least one message has been sent, the call succeeds, and returns the number of messages sent"
        if not sent:
            raise
    return sent


def _parse_control(k: Kernel, t: Task, raw: bytes, s: SocketFile) -> Control:
    """The control messages of a send; takes references to the descriptors in them."""
    control = Control()
    at = 0
    descriptors: list[int] = []
    while at + 16 <= len(raw):
        length, level, kind = CMSGHDR.unpack_from(raw, at)
        # "EINVAL": a control message that does not fit
        if length < 16 or at + length > len(raw):
            raise SysError(Errno.EINVAL)
        body = raw[at + 16 : at + length]
        at += (length + 7) & ~7
        if level != options.SOL_SOCKET:
            control.packet.append((level, kind, body))
            continue
        if kind == SCM_RIGHTS and s.family == abi.AF_UNIX:
            descriptors += [fd for (fd,) in INTS.iter_unpack(body[: len(body) // 4 * 4])]
        elif kind == SCM_CREDENTIALS and s.family == abi.AF_UNIX:
            if len(body) != 12:
                raise SysError(Errno.EINVAL)
            control.credentials = _checked_credentials(k, t, *UCRED.unpack(body))
        else:
            raise SysError(Errno.EINVAL)
    # "EINVAL ... an attempt to send more than SCM_MAX_FD (253) file descriptors in a message"
    if len(descriptors) > SCM_MAX_FD:
        raise SysError(Errno.EINVAL)
    files: list[OpenFile] = [t.files.get(fd) for fd in descriptors]
    for file in files:
        file.references += 1
    control.files = files
    return control


def _checked_credentials(k: Kernel, t: Task, pid: int, uid: int, gid: int) -> tuple[int, int, int]:
    """ "The credentials which the sender specifies are checked by the kernel": its own pid, and any of its three ids (unix(7))."""
    c = t.credentials
    if (
        (pid != t.tgid and not c.capable(CAP_SYS_ADMIN))
        or (uid not in (c.uid, c.euid, c.suid) and not c.capable(CAP_SETUID))
        or (gid not in (c.gid, c.egid, c.sgid) and not c.capable(CAP_SETGID))
    ):
        raise SysError(Errno.EPERM)
    # "ESRCH" of a process that is not there
    if pid not in k.processes:
        raise SysError(Errno.ESRCH)
    return pid, uid, gid


# ---- receiving --------------------------------------------------------------------------------------------------------


@syscall(man="recv(2)")
def recvfrom(
    k: Kernel,
    t: Task,
    sockfd: Fd,
    buf: Annotated[int, buffer_out(2)],
    len: Size,
    flags: MsgFlags,
    src_addr: SockAddrOut,
    addrlen: Length,
) -> int:
    check_range(buf, len)
    s = get_socket(t, sockfd)
    if s.type == abi.SOCK_STREAM and len:
        room = t.memory.accessible(buf, len, True)
        if not room and not isinstance(s, UnixSocket):  # what has come stays for the next call
            peeked = s.receive(k, 1, flags | abi.MSG_PEEK)
            if peeked.control is not None:
                drop_control(k, peeked.control)
            if peeked.data:
                raise SysError(Errno.EFAULT)
            return 0
        len = room if room == len else s.storable(k, len, room)
    got = s.receive(k, len, flags)
    if got.control is not None:
        drop_control(k, got.control)
    t.memory.write(buf, got.data)
    if src_addr:
        write_address(t, src_addr, addrlen, got.address)
    return _result(got, flags)


def _result(got: Received, flags: int) -> int:
    # "MSG_TRUNC: return the real length of the packet or datagram, even when it was longer than the passed buffer"
    return got.length if flags & (abi.MSG_TRUNC | abi.MSG_OOB) and got.length >= 0 else len(got.data)


@syscall(man="recv(2)")
def recvmsg(k: Kernel, t: Task, sockfd: Fd, msg: MsgHdrOut, flags: MsgFlags) -> int:
    return _recvmsg(k, t, get_socket(t, sockfd), msg, flags)


def _recvmsg(k: Kernel, t: Task, s: SocketFile, msg: int, flags: int) -> int:
    header = _header(t, msg)
    vector = read_iovec(t, header.iov, header.iov_count)
    total = sum(length for _, length in vector)
    if s.type == abi.SOCK_STREAM and total:
        total = room_for(k, t, s, vector, total)
    got = s.receive(k, total, flags & ~abi.MSG_CMSG_CLOEXEC)
    scatter(t, vector, got.data)
    message_flags = got.flags | flags & abi.MSG_CMSG_CLOEXEC
    used = 0
    if got.control is not None:
        used, message_flags = _write_control(k, t, header, got.control, message_flags, flags)
    if header.name:
        t.memory.write(header.name, got.address[: header.name_length])
    t.memory.write_u32(msg + 8, len(got.address))
    t.memory.write_u64(msg + 40, used)
    t.memory.write_u32(msg + 48, message_flags)
    return _result(got, flags)


def _write_control(
    k: Kernel, t: Task, header: Header, control: Control, message_flags: int, flags: int
) -> tuple[int, int]:
    """Lay the control messages down; (bytes used, msg_flags).  What has no room is dropped, and MSG_CTRUNC says so."""
    used = 0
    room = header.control_length if header.control else 0
    bodies: list[tuple[int, int, bytes]] = []
    if control.credentials is not None:
        bodies.append((options.SOL_SOCKET, SCM_CREDENTIALS, UCRED.pack(*control.credentials)))
    bodies += control.packet
    for level, kind, body in bodies:
        if room - used < 16:
            message_flags |= abi.MSG_CTRUNC
            continue
        length = 16 + len(body)
        if length > room - used:
            message_flags |= abi.MSG_CTRUNC
            length = room - used
        t.memory.write(header.control + used, CMSGHDR.pack(length, level, kind) + body[: length - 16])
        used += min((length + 7) & ~7, room - used)
    if control.files:
        fds: list[int] = []
        fit = max(room - used - 16, 0) // 4
        limit = t.process.limits[7][0]
        for file in control.files[:fit]:
            try:
                fds.append(t.files.install(file, limit, cloexec=bool(flags & abi.MSG_CMSG_CLOEXEC)))
            except SysError:
                break
        # "if the process exceeds its RLIMIT_NOFILE limit ... the excess file descriptors are automatically closed"
        if len(fds) < len(control.files):
            message_flags |= abi.MSG_CTRUNC
        if fds:
            body = b"".join(INTS.pack(fd) for fd in fds)
            length = 16 + len(body)
            t.memory.write(header.control + used, CMSGHDR.pack(length, options.SOL_SOCKET, SCM_RIGHTS) + body)
            used += min((length + 7) & ~7, room - used)
        drop_control(k, control)
    if control.pidfd_of:
        if room - used < 16:
            return used, message_flags | abi.MSG_CTRUNC
        process = k.processes.get(control.pidfd_of)
        fd = pidfd.install(k, t, process) if process is not None else -Errno.ESRCH
        body = INTS.pack(fd)[: room - used - 16]
        t.memory.write(
            header.control + used, CMSGHDR.pack(16 + len(body), options.SOL_SOCKET, SCM_PIDFD) + body
        )
        used += min(24, room - used)
    return used, message_flags


@syscall(man="recvmmsg(2)")
def recvmmsg(
    k: Kernel,
    t: Task,
    sockfd: Fd,
    msgvec: Annotated[int, Kind("struct mmsghdr *", "u64", "out", "mmsghdr_out", "mmsghdr")],
    vlen: UInt,
    flags: MsgFlags,
    timeout: Annotated[int, struct_inout("timespec", 16)],
) -> int:
    s = get_socket(t, sockfd)
    carry = t.carry
    count, deadline = 0, None
    if carry is not None and isinstance(carry, tuple) and len(carry) == 3:
        count, deadline, t.carry = carry
    elif timeout:
        deadline = deadline_after(k, read_timespec(t, timeout))
    wanted = min(vlen, UIO_MAXIOV)
    try:
        while count < wanted:
            at = msgvec + count * MMSGHDR_SIZE
            use = flags & ~abi.MSG_WAITFORONE
            if count and flags & abi.MSG_WAITFORONE:
                use |= abi.MSG_DONTWAIT
            length = _recvmsg(k, t, s, at, use)
            t.carry = None
            t.memory.write_u32(at + MSGHDR_SIZE, length)
            count += 1
            # "BUGS: the timeout is checked only after the receipt of each datagram"
            if deadline is not None and k.monotonic_ns() >= deadline:
                break
    except SysError:
        if not count:
            raise
    except Block as block:
        if count and k.signal_pending():
            return count
        block.carry = (count, deadline, block.carry)
        raise
    return count
