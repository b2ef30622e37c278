"""Captures of arguments whose memory has no fixed shape: what a view needs of it, as plain values (see capture.py).

Each function is the size rule of its name: f(task, arguments, index, result) with `result` 0 before the call.
"""

from __future__ import annotations

from typing import Any

from forkingpaths.abi import fcntl, futex, ioctl, ipc, prctl, sockaddr, termios
from forkingpaths.abi.errno import SysError
from forkingpaths.kernel.task import Task
from forkingpaths.machine.registers import RSP
from forkingpaths.sys.capture import LIMIT_BYTES, LIMIT_ITEMS, Arguments, buffers, nested

SIGFRAME_MASK = 296  # from the ucontext that rt_sigreturn finds at its stack pointer
MAX_ADDRESS = 128
NAME_BYTES = 16

FCNTL_SIZES = {
    **dict.fromkeys((fcntl.F_GETLK, fcntl.F_SETLK, fcntl.F_SETLKW), fcntl.FLOCK.size),
    **dict.fromkeys((fcntl.F_OFD_GETLK, fcntl.F_OFD_SETLK, fcntl.F_OFD_SETLKW), fcntl.FLOCK.size),
    **dict.fromkeys((fcntl.F_GETOWN_EX, fcntl.F_SETOWN_EX), fcntl.F_OWNER_EX.size),
}
IOCTL_SIZES = {
    **dict.fromkeys((ioctl.TCGETS, ioctl.TCSETS, ioctl.TCSETSW, ioctl.TCSETSF), termios.TERMIOS.size),
    **dict.fromkeys((ioctl.TCGETS2, ioctl.TCSETS2, ioctl.TCSETSW2, ioctl.TCSETSF2), termios.TERMIOS2.size),
    **dict.fromkeys((ioctl.TCGETA, ioctl.TCSETA, ioctl.TCSETAW, ioctl.TCSETAF), termios.TERMIO.size),
    **dict.fromkeys((ioctl.TIOCGWINSZ, ioctl.TIOCSWINSZ), termios.WINSIZE.size),
    **dict.fromkeys((ioctl.TIOCGPGRP, ioctl.TIOCSPGRP, ioctl.TIOCGSID, ioctl.TIOCOUTQ, ioctl.FIONREAD), 4),
    **dict.fromkeys((ioctl.FIONBIO, ioctl.FIOASYNC, ioctl.TIOCPKT, ioctl.TIOCSETD, ioctl.TIOCGETD), 4),
    **dict.fromkeys((ioctl.TIOCGPTN, ioctl.TIOCSPTLCK, ioctl.TIOCGDEV, ioctl.TIOCGPTLCK, ioctl.TIOCGEXCL), 4),
    **dict.fromkeys((ioctl.TIOCGPKT, ioctl.TIOCMGET, ioctl.TIOCGSOFTCAR, ioctl.SIOCATMARK), 4),
    ioctl.TIOCSTI: 1,
}
TIMED_FUTEX = (
    *(futex.FUTEX_WAIT, futex.FUTEX_WAIT_BITSET, futex.FUTEX_LOCK_PI),
    *(futex.FUTEX_LOCK_PI2, futex.FUTEX_WAIT_REQUEUE_PI),
)


@nested("fcntl")
def _fcntl(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    size = FCNTL_SIZES.get(arguments[1])
    return t.memory.read(arguments[index], size) if size else None


@nested("ioctl")
def _ioctl(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    size = IOCTL_SIZES.get(arguments[1])
    return t.memory.read(arguments[index], size) if size else None


@nested("futex_timeout")
def _futex_timeout(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    """The fourth argument is a timeout for those that wait, and a number for the others."""
    timed = arguments[1] & futex.FUTEX_CMD_MASK in TIMED_FUTEX
    return t.memory.read(arguments[index], 16) if timed else None


@nested("prctl")
def _prctl(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    """The second argument of the options for which it is a pointer."""
    option, address = arguments[0], arguments[index]
    if option in (prctl.PR_SET_NAME, prctl.PR_GET_NAME):
        try:
            return t.memory.read_string(address, NAME_BYTES)
        except SysError:  # longer: the call takes its beginning
            return t.memory.read(address, NAME_BYTES)
    if option in (prctl.PR_GET_PDEATHSIG, prctl.PR_GET_CHILD_SUBREAPER, prctl.PR_GET_TSC):
        return t.memory.read(address, 4)
    return t.memory.read(address, 8) if option == prctl.PR_GET_TID_ADDRESS else None


@nested("prctl_name")
def _prctl_name(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    """PR_SET_VMA's name."""
    named = arguments[0] == prctl.PR_SET_VMA and arguments[1] == prctl.PR_SET_VMA_ANON_NAME
    return t.memory.read_string(arguments[index], 80) if named else None


@nested("clone_args")
def _clone_args(t: Task, arguments: Arguments, index: int, result: int) -> Any:
    """Before: the structure.  After: the numbers that the call has stored where it says: (parent_tid, pidfd)."""
    data = t.memory.read(arguments[index], min(arguments[1], LIMIT_BYTES))
    if not result:
        return data
    flags, pidfd, _, parent = (int.from_bytes(data[at : at + 8], "little") for at in range(0, 32, 8))
    return (
        t.memory.read_i32(parent) if flags & 0x00100000 and parent else None,
        t.memory.read_i32(pidfd) if flags & 0x00001000 and pidfd else None,
    )


@nested("dirents")
def _dirents(t: Task, arguments: Arguments, index: int, result: int) -> int:
    """How many directory entries getdents stored: each says its length at 16."""
    data = t.memory.read(arguments[index], result)
    count = at = 0
    while at + 18 <= len(data):
        count += 1
        at += int.from_bytes(data[at + 16 : at + 18], "little") or len(data)
    return count


@nested("sigframe")
def _sigframe(t: Task, arguments: Arguments, index: int, result: int) -> bytes:
    """The signal mask that rt_sigreturn will put back."""
    return t.memory.read(t.context.regs[RSP] + SIGFRAME_MASK, 8)


@nested("sigset_argpack")
def _sigset_argpack(t: Task, arguments: Arguments, index: int, result: int) -> tuple[int, int, bytes]:
    """pselect6's pair of a pointer to a mask and its size, with the mask."""
    mask, size = (t.memory.read_u64(arguments[index] + at) for at in (0, 8))
    return (mask, size, t.memory.read(mask, 8) if mask and size == 8 else b"")


def _ipc(t: Task, arguments: Arguments, index: int, size: int) -> bytes | None:
    """What IPC_STAT and IPC_SET are about; the command stands before the pointer."""
    asked = arguments[index - 1] in (ipc.IPC_STAT, ipc.IPC_SET)
    return t.memory.read(arguments[index], ipc.IPC_PERM.size + size) if asked else None


@nested("shmid_ds")
def _shmid_ds(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    return _ipc(t, arguments, index, ipc.SHMID_DS.size)


@nested("semid_ds")
def _semid_ds(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    return _ipc(t, arguments, index, ipc.SEMID_DS.size)


@nested("msqid_ds")
def _msqid_ds(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    return _ipc(t, arguments, index, ipc.MSQID_DS.size)


@nested("arch_prctl")
def _arch_prctl(t: Task, arguments: Arguments, index: int, result: int) -> bytes | None:
    asks = arguments[0] in (prctl.ARCH_GET_FS, prctl.ARCH_GET_GS)
    return t.memory.read(arguments[index], 8) if asks else None


@nested("mincore")
def _mincore(t: Task, arguments: Arguments, index: int, result: int) -> bytes:
    """A byte a page."""
    return t.memory.read(arguments[index], min((arguments[1] + 4095) // 4096, LIMIT_BYTES))


@nested("sockaddr_out")
def _sockaddr_out(t: Task, arguments: Arguments, index: int, result: int) -> bytes:
    """An address that the call has stored; the next argument leads to its length."""
    return t.memory.read(arguments[index], min(t.memory.read_u32(arguments[index + 1]), MAX_ADDRESS))


@nested("sockopt_out")
def _sockopt_out(t: Task, arguments: Arguments, index: int, result: int) -> bytes:
    return t.memory.read(arguments[index], min(t.memory.read_u32(arguments[index + 1]), LIMIT_BYTES))


def _message(t: Task, address: int, filled: int) -> tuple[bytes, bytes, list[tuple[int, int, bytes]], bytes]:
    header = t.memory.read(address, sockaddr.MSGHDR.size)
    fields = sockaddr.Msghdr(*sockaddr.MSGHDR.unpack(header))
    name = (
        t.memory.read(fields.name, min(fields.namelen, MAX_ADDRESS))
        if fields.name and fields.namelen > 0
        else b""
    )
    control = t.memory.read(fields.control, min(fields.controllen, LIMIT_BYTES)) if fields.control else b""
    return (header, name, buffers(t, fields.iov, fields.iovlen, filled), control)


@nested("msghdr_in")
def _msghdr_in(t: Task, arguments: Arguments, index: int, result: int) -> Any:
    return _message(t, arguments[index], -1)


@nested("msghdr_out")
def _msghdr_out(t: Task, arguments: Arguments, index: int, result: int) -> Any:
    return _message(t, arguments[index], result)


@nested("mmsghdr_in")
def _mmsghdr_in(t: Task, arguments: Arguments, index: int, result: int) -> Any:
    """Before: the messages.  After: how much of each was sent."""
    if result:
        first = arguments[index] + sockaddr.MSGHDR.size
        return [
            t.memory.read_u32(first + at * sockaddr.MMSGHDR_SIZE) for at in range(min(result, LIMIT_ITEMS))
        ]
    return [
        _message(t, arguments[index] + at * sockaddr.MMSGHDR_SIZE, -1)
        for at in range(min(arguments[2], LIMIT_ITEMS))
    ]


@nested("mmsghdr_out")
def _mmsghdr_out(t: Task, arguments: Arguments, index: int, result: int) -> Any:
    """The messages that came, each with its length."""
    found = []
    for at in range(min(result, LIMIT_ITEMS)):
        address = arguments[index] + at * sockaddr.MMSGHDR_SIZE
        length = t.memory.read_u32(address + sockaddr.MSGHDR.size)
        found.append((*_message(t, address, length), length))
    return found
