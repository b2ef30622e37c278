"""What is known about one signal, the siginfo_t that a handler gets (sigaction(2)): made here, packed here.

`SigInfo.fields` holds the bytes of the union from offset 16 on; `pack` makes the 128 bytes of the structure.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Final

from forkingpaths.abi.signals import SI_KERNEL, SI_SIGIO, SI_TKILL, SI_USER
from forkingpaths.kernel.task import SigInfo

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task

UNION_OFFSET: Final = 16
KERNEL_SIGINFO_SIZE: Final = 48  # what the kernel itself keeps of the 128 bytes

_HEAD: Final = Struct("<iii4x")
_SENDER: Final = Struct("<iI")
_FAULT: Final = Struct("<Q")
_POLL: Final = Struct("<qi4x")


def pack(info: SigInfo) -> bytes:
    """The 128 bytes of siginfo_t."""
    return (_HEAD.pack(info.signal, info.errno, info.code) + info.fields).ljust(128, b"\0")


def unpack(raw: bytes) -> SigInfo:
    """The SigInfo in the first 48 bytes of a siginfo_t (rt_sigqueueinfo)."""
    signal, errno, code = _HEAD.unpack_from(raw)
    return SigInfo(signal, code, errno, raw[UNION_OFFSET:KERNEL_SIGINFO_SIZE])


def from_kernel(signal: int) -> SigInfo:
    """Sent by the kernel itself: SI_KERNEL, sender 0."""
    return SigInfo(signal, SI_KERNEL)


def from_user(signal: int, sender: Task) -> SigInfo:
    """Sent with kill(2): "si_pid and si_uid", the real user id of the sender."""
    tgid = sender.process.tgid
    return SigInfo(signal, SI_USER, 0, _SENDER.pack(tgid, sender.credentials.uid), False, tgid)


def from_thread(signal: int, sender: Task) -> SigInfo:
    """Sent with tkill(2) or tgkill(2)."""
    tgid = sender.process.tgid
    return SigInfo(signal, SI_TKILL, 0, _SENDER.pack(tgid, sender.credentials.uid), False, tgid)


def fault(signal: int, code: int, address: int) -> SigInfo:
    """Raised by an instruction: si_addr."""
    return SigInfo(signal, code, 0, _FAULT.pack(address & 0xFFFF_FFFF_FFFF_FFFF), True)


def poll(signal: int, code: int, band: int, fd: int) -> SigInfo:
    """I/O became possible on a descriptor with F_SETSIG: si_band, si_fd (fcntl(2))."""
    return SigInfo(signal, code or SI_SIGIO, 0, _POLL.pack(band, fd))
