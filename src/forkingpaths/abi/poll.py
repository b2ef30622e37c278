"""poll(2), select(2), epoll(7), eventfd(2): events, flags and structures."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags

POLLIN: Final = 0x0001
POLLPRI: Final = 0x0002
POLLOUT: Final = 0x0004
POLLERR: Final = 0x0008
POLLHUP: Final = 0x0010
POLLNVAL: Final = 0x0020
POLLRDNORM: Final = 0x0040
POLLRDBAND: Final = 0x0080
POLLWRNORM: Final = 0x0100
POLLWRBAND: Final = 0x0200
POLLMSG: Final = 0x0400
POLLREMOVE: Final = 0x1000
POLLRDHUP: Final = 0x2000
POLL_EVENTS: Final[FlagTable] = flags(
    globals(),
    "POLL???",
    """POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM POLLWRBAND POLLMSG
    POLLREMOVE POLLRDHUP""",
)

# Which poll events make a descriptor count as ready in each of select(2)'s three sets (fs/select.c).
SELECT_READ: Final = POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR | POLLNVAL
SELECT_WRITE: Final = POLLWRBAND | POLLWRNORM | POLLOUT | POLLERR | POLLNVAL
SELECT_EXCEPT: Final = POLLPRI | POLLNVAL


class Pollfd(NamedTuple):
    fd: int
    events: int
    revents: int


POLLFD: Final = Struct("<ihh")


class EpollEvent(NamedTuple):
    """struct epoll_event, packed on x86: 12 bytes."""

    events: int
    data: int


EPOLL_EVENT: Final = Struct("<IQ")

EPOLL_CTL_ADD: Final = 1
EPOLL_CTL_DEL: Final = 2
EPOLL_CTL_MOD: Final = 3
EPOLL_OPERATIONS: Final[EnumTable] = enum(
    globals(), "EPOLL_CTL_???", "EPOLL_CTL_ADD EPOLL_CTL_MOD EPOLL_CTL_DEL"
)

EPOLLIN: Final = 0x0001
EPOLLPRI: Final = 0x0002
EPOLLOUT: Final = 0x0004
EPOLLERR: Final = 0x0008
EPOLLHUP: Final = 0x0010
EPOLLNVAL: Final = 0x0020
EPOLLRDNORM: Final = 0x0040
EPOLLRDBAND: Final = 0x0080
EPOLLWRNORM: Final = 0x0100
EPOLLWRBAND: Final = 0x0200
EPOLLMSG: Final = 0x0400
EPOLLRDHUP: Final = 0x2000
EPOLLEXCLUSIVE: Final = 1 << 28
EPOLLWAKEUP: Final = 1 << 29
EPOLLONESHOT: Final = 1 << 30
EPOLLET: Final = 1 << 31
EPOLL_EVENTS: Final[FlagTable] = flags(
    globals(),
    "EPOLL???",
    """EPOLLIN EPOLLPRI EPOLLOUT EPOLLERR EPOLLHUP EPOLLRDNORM EPOLLRDBAND EPOLLWRNORM EPOLLWRBAND EPOLLMSG
    EPOLLRDHUP EPOLLEXCLUSIVE EPOLLWAKEUP EPOLLONESHOT EPOLLET""",
)

EPOLL_CLOEXEC: Final = 0o2000000
EPOLL_CREATE_FLAGS: Final[FlagTable] = flags(globals(), "EPOLL_???", "EPOLL_CLOEXEC")
EPOLL_MAX_EVENTS: Final = 0x7FFFFFFF // 12
EPOLL_MAX_NESTS: Final = 4

EFD_SEMAPHORE: Final = 1
EFD_NONBLOCK: Final = 0o4000
EFD_CLOEXEC: Final = 0o2000000
EFD_FLAGS: Final[FlagTable] = flags(globals(), "EFD_???", "EFD_SEMAPHORE EFD_CLOEXEC EFD_NONBLOCK")
EVENTFD_MAX: Final = 0xFFFF_FFFF_FFFF_FFFE


class PselectSigmask(NamedTuple):
    """pselect6's sixth argument: where the mask is, and its size."""

    mask: int
    size: int


PSELECT_SIGMASK: Final = Struct("<QQ")
FD_SETSIZE: Final = 1024
