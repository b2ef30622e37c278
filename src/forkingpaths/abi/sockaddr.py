"""Structures of the socket calls: addresses, messages and control messages, option values."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

SA_FAMILY: Final = Struct("<H")
SOCKADDR_UN_SIZE: Final = (
    110  # family, then up to 108 bytes of path; in the abstract space they begin with NUL
)
UNIX_PATH_MAX: Final = 108
SOCKADDR_STORAGE_SIZE: Final = 128


class SockaddrIn(NamedTuple):
    """struct sockaddr_in. Port and address are in network order in memory: four bytes of address."""

    family: int
    port: bytes
    addr: bytes


class SockaddrIn6(NamedTuple):
    """struct sockaddr_in6; port and flow label as they lie in memory, in network order."""

    family: int
    port: bytes
    flowinfo: bytes
    addr: bytes
    scope_id: int


class SockaddrNl(NamedTuple):
    """struct sockaddr_nl."""

    family: int
    pid: int
    groups: int


SOCKADDR_IN: Final = Struct("<H2s4s8x")
SOCKADDR_IN6: Final = Struct("<H2s4s16sI")
SOCKADDR_NL: Final = Struct("<H2xII")


class Msghdr(NamedTuple):
    """struct user_msghdr (sendmsg(2))."""

    name: int
    namelen: int
    iov: int
    iovlen: int
    control: int
    controllen: int
    flags: int


MSGHDR: Final = Struct("<Qi4xQQQQI4x")
MMSGHDR_SIZE: Final = 64  # struct mmsghdr: a msghdr, then the length transferred at 56
MMSGHDR_LEN: Final = Struct("<I4x")


class Cmsghdr(NamedTuple):
    """struct cmsghdr; `len` counts this head too. The next one begins at the next multiple of 8 (cmsg(3))."""

    len: int
    level: int
    type: int


CMSGHDR: Final = Struct("<Qii")


class Ucred(NamedTuple):
    """struct ucred, of SO_PEERCRED and SCM_CREDENTIALS (unix(7))."""

    pid: int
    uid: int
    gid: int


UCRED: Final = Struct("<iII")


class Linger(NamedTuple):
    """struct linger, of SO_LINGER; the time is in seconds."""

    onoff: int
    linger: int


LINGER: Final = Struct("<ii")


class Ifreq(NamedTuple):
    """struct ifreq, 40 bytes (netdevice(7)): a name, and 24 bytes that depend on the request."""

    name: bytes
    value: bytes


IFREQ: Final = Struct("<16s24s")
IFCONF: Final = Struct("<i4xQ")  # struct ifconf: length of the buffer, and where it is
