"""Reading the host without a trace: "nothing on the host changed" includes the time of last access (open(2), O_NOATIME).

The owner and root may read without moving st_atime; others may not, and for them the host notes the access as it does for any reader.
"""

from __future__ import annotations

import os


def open_to_read(path: bytes, flags: int = 0) -> int:
    """A host descriptor to read `path` from.  May raise OSError."""
    flags |= os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, flags | os.O_NOATIME)
    except PermissionError:
        return os.open(path, flags)


def names_in(path: bytes) -> list[bytes]:
    """The names in a host directory, in no order.  May raise OSError."""
    fd = open_to_read(path, os.O_DIRECTORY)
    try:
        return [os.fsencode(name) for name in os.listdir(fd)]
    finally:
        os.close(fd)
