"""Calls that i386 declares for itself, as the calls of x86-64 that they are: for recorders and for those who read what they recorded.

A call of i386 may take its arguments in another order (clone), in halves (pread64) or in pages (mmap2), or name its structures only by
address because it reads them itself (rt_sigaction).  ALIKE says for each argument of the call of x86-64 which of i386's it is.
"""

from __future__ import annotations

from collections.abc import Callable

from forkingpaths.sys.declare import CALLS
from forkingpaths.sys.i386.bind import NarrowCall, Unbound, crossing_of
from forkingpaths.sys.i386.crossing import Crossing, Flat
from forkingpaths.sys.i386.layouts import CROSSINGS

Source = Callable[[tuple[int, ...]], int]
PAGE_SHIFT = 12
U32 = 0xFFFF_FFFF


def at(index: int) -> Source:
    """The argument itself."""
    return lambda arguments: arguments[index]


def halves(low: int, high: int) -> Source:
    """A signed number of 64 bits in two arguments."""

    def joined(arguments: tuple[int, ...]) -> int:
        value = arguments[low] & U32 | (arguments[high] & U32) << 32
        return value - (1 << 64) if value >> 63 else value

    return joined


def pages(index: int) -> Source:
    """An offset counted in pages."""
    return lambda arguments: (arguments[index] & U32) << PAGE_SHIFT


def each(count: int) -> tuple[Source, ...]:
    """The first `count`, as they are."""
    return tuple(at(index) for index in range(count))


# i386's name -> (x86-64's name, its arguments)
ALIKE: dict[str, tuple[str, tuple[Source, ...]]] = {
    **{name: (name, each(count)) for name, count in {
        "open": 3, "openat": 4, "creat": 2, "chown": 3, "fchown": 3, "lchown": 3, "getrlimit": 2, "getsockopt": 5, "setsockopt": 5,
        "rt_sigaction": 4, "sched_getaffinity": 3, "arch_prctl": 2, "set_robust_list": 2,
    }.items()},
    "fcntl64": ("fcntl", each(3)),
    "mmap2": ("mmap", (*each(5), pages(5))),
    "clone": ("clone", (at(0), at(1), at(2), at(4), at(3))),
    "pread64": ("pread64", (*each(3), halves(3, 4))),
    "pwrite64": ("pwrite64", (*each(3), halves(3, 4))),
    "truncate64": ("truncate", (at(0), halves(1, 2))),
    "ftruncate64": ("ftruncate", (at(0), halves(1, 2))),
    "fadvise64": ("fadvise64", (at(0), halves(1, 2), at(3), at(4))),
    "fadvise64_64": ("fadvise64", (at(0), halves(1, 2), halves(3, 4), at(5))),
    "fallocate": ("fallocate", (at(0), at(1), halves(2, 3), halves(4, 5))),
    "readahead": ("readahead", (at(0), halves(1, 2), at(3))),
    "sync_file_range": ("sync_file_range", (at(0), halves(1, 2), halves(3, 4), at(5))),
}  # fmt: skip
OWN_CROSSINGS: dict[str, Crossing] = {
    **CROSSINGS,
    "sigaction": Flat("<IIIQ", "<QQQQ"),
}


def liken(call: NarrowCall) -> NarrowCall:
    """`call`, with what it is alike where it is; its handler and registers stay its own."""
    found = ALIKE.get(call.name)
    if found is None or found[0] not in CALLS:
        return call
    wide, order = CALLS[found[0]], found[1]
    needed = {}
    try:
        for index, parameter in enumerate(wide.parameters):
            crossing = crossing_of(parameter, OWN_CROSSINGS)
            if crossing is not None:
                needed[index] = crossing
    except Unbound:
        return call
    call.like, call.order, call.crossings = wide, order, needed
    return call
