"""inotify(7): events, flags, and the structure that is read."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import FlagTable, flags

IN_ACCESS: Final = 0x1
IN_MODIFY: Final = 0x2
IN_ATTRIB: Final = 0x4
IN_CLOSE_WRITE: Final = 0x8
IN_CLOSE_NOWRITE: Final = 0x10
IN_OPEN: Final = 0x20
IN_MOVED_FROM: Final = 0x40
IN_MOVED_TO: Final = 0x80
IN_CREATE: Final = 0x100
IN_DELETE: Final = 0x200
IN_DELETE_SELF: Final = 0x400
IN_MOVE_SELF: Final = 0x800
IN_UNMOUNT: Final = 0x2000
IN_Q_OVERFLOW: Final = 0x4000
IN_IGNORED: Final = 0x8000
IN_ONLYDIR: Final = 0x1000000
IN_DONT_FOLLOW: Final = 0x2000000
IN_EXCL_UNLINK: Final = 0x4000000
IN_MASK_CREATE: Final = 0x10000000
IN_MASK_ADD: Final = 0x20000000
IN_ISDIR: Final = 0x40000000
IN_ONESHOT: Final = 0x80000000
IN_CLOSE: Final = IN_CLOSE_WRITE | IN_CLOSE_NOWRITE
IN_MOVE: Final = IN_MOVED_FROM | IN_MOVED_TO
IN_ALL_EVENTS: Final = 0xFFF
INOTIFY_EVENTS: Final[FlagTable] = flags(
    globals(),
    "IN_???",
    """IN_ACCESS IN_MODIFY IN_ATTRIB IN_CLOSE_WRITE IN_CLOSE_NOWRITE IN_OPEN IN_MOVED_FROM IN_MOVED_TO
    IN_CREATE IN_DELETE IN_DELETE_SELF IN_MOVE_SELF IN_UNMOUNT IN_Q_OVERFLOW IN_IGNORED IN_ONLYDIR
    IN_DONT_FOLLOW IN_EXCL_UNLINK IN_MASK_CREATE IN_MASK_ADD IN_ISDIR IN_ONESHOT""",
)
IN_NONBLOCK: Final = 0o4000
IN_CLOEXEC: Final = 0o2000000
INOTIFY_INIT_FLAGS: Final[FlagTable] = flags(globals(), "IN_???", "IN_NONBLOCK IN_CLOEXEC")


class InotifyEvent(NamedTuple):
    """The head of struct inotify_event; `len` bytes of name follow, with NULs up to a multiple of 16."""

    wd: int
    mask: int
    cookie: int
    len: int


INOTIFY_EVENT: Final = Struct("<iIII")
