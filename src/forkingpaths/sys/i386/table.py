"""Number -> call, of i386: what is declared for it alone, what x86-64 has under another name, and all that has the same name."""

from __future__ import annotations

import importlib
import pkgutil

from forkingpaths.abi import numbers
from forkingpaths.abi.prctl import PR_SET_SECCOMP, SECCOMP_SET_MODE_FILTER
from forkingpaths.kernel.i386 import I386
from forkingpaths.sys import i386 as package
from forkingpaths.sys.declare import CALLS
from forkingpaths.sys.i386.alike import liken
from forkingpaths.sys.i386.bind import OWN, NarrowCall, Unbound, bind
from forkingpaths.sys.i386.crossing import Array, Crossing, Flat, When
from forkingpaths.sys.i386.layouts import (
    CROSSINGS,
    IOVEC,
    STAT64_CROSSING,
    TIME64_CROSSINGS,
)

OTHER_NAMES = {
    **{
        f"{name}32": name
        for name in (
            "lchown getuid getgid geteuid getegid setreuid setregid getgroups setgroups fchown setresuid getresuid setresgid "
            "getresgid chown setuid setgid setfsuid setfsgid"
        ).split()
    },
    "ugetrlimit": "getrlimit",
    "_newselect": "select",
    "sendfile64": "sendfile",
}
TIME64 = {
    "clock_gettime64": "clock_gettime",
    "clock_settime64": "clock_settime",
    "clock_adjtime64": "clock_adjtime",
    "clock_getres_time64": "clock_getres",
    "clock_nanosleep_time64": "clock_nanosleep",
    "timer_gettime64": "timer_gettime",
    "timer_settime64": "timer_settime",
    "timerfd_gettime64": "timerfd_gettime",
    "timerfd_settime64": "timerfd_settime",
    "utimensat_time64": "utimensat",
    "pselect6_time64": "pselect6",
    "ppoll_time64": "ppoll",
    "recvmmsg_time64": "recvmmsg",
    "mq_timedsend_time64": "mq_timedsend",
    "mq_timedreceive_time64": "mq_timedreceive",
    "semtimedop_time64": "semtimedop",
    "rt_sigtimedwait_time64": "rt_sigtimedwait",
    "futex_time64": "futex",
    "sched_rr_get_interval_time64": "sched_rr_get_interval",
}
STAT64 = {"stat64": "stat", "lstat64": "lstat", "fstat64": "fstat", "fstatat64": "newfstatat"}
BUFFERS: dict[str, Crossing | None] = {"local_iov": Array(IOVEC, 2), "remote_iov": Array(IOVEC, 4)}
FILTER = Flat("<H2xI", "<H6xQ")  # struct sock_fprog
SPECIAL: dict[str, dict[str, Crossing | None]] = {
    "prlimit64": {"new_limit": None, "old_limit": None},
    "prctl": {"arg3": When(0, {PR_SET_SECCOMP: FILTER})},
    "seccomp": {"args": When(0, {SECCOMP_SET_MODE_FILTER: FILTER})},
    "process_vm_readv": BUFFERS,
    "process_vm_writev": BUFFERS,
    "sendfile": {"offset": Flat("<i", "<q")},
}
# The time64 structures were made for both kinds of programs; these calls had them from the start.
ALWAYS_TIME64 = ("epoll_pwait2", "futex_waitv", "clock_adjtime64")


BY_NAME: dict[str, NarrowCall] = {}


def unbound() -> list[str]:
    """Calls of x86-64 that i386 has too, and that could not be bound: for the test that there are none."""
    missing = []
    for name in numbers.I386:
        try:
            _call(name)
        except Unbound as why:
            missing.append(f"{name}: {why}")
    return missing


def load() -> dict[int, NarrowCall]:
    """Number with the bit I386 -> call.  To be called when all of x86-64's are declared."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    for name in numbers.I386:
        call = _call(name)
        if call is not None:
            BY_NAME[name] = call
    return {I386 | numbers.I386[name]: call for name, call in BY_NAME.items()}


def _call(name: str) -> NarrowCall | None:
    if name in OWN:
        return liken(OWN[name])
    if name in TIME64:
        return bind(name, CALLS[TIME64[name]], TIME64_CROSSINGS)
    if name in STAT64:
        return bind(name, CALLS[STAT64[name]], CROSSINGS, statbuf=STAT64_CROSSING)
    base = OTHER_NAMES.get(name, name)
    if base not in CALLS:
        return None
    crossings = TIME64_CROSSINGS if name in ALWAYS_TIME64 else CROSSINGS
    return bind(name, CALLS[base], crossings, **SPECIAL.get(name, {}))
