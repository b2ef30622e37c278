"""Number -> call, of i386: what is declared for it alone, what x86-64 has under another name, and all that has the same name."""

from __future__ import annotations

import importlib
import pkgutil

from forkingpaths.abi import numbers
from forkingpaths.abi.prctl import PR_SET_SECCOMP, SECCOMP_SET_MODE_FILTER
from forkingpaths.kernel.i386 import I386
from forkingpaths.sys import i386 as package
from forkingpaths.sys.declare import CALLS, Call
from forkingpaths.sys.i386.bind import OWN, Unbound, bind
from forkingpaths.sys.i386.crossing import Crossing, Flat, When
from forkingpaths.sys.i386.layouts import (
    CROSSINGS,
    STAT64_CROSSING,
    STATFS64_CROSSING,
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
FILTER = Flat("<H2xI", "<H6xQ")  # struct sock_fprog
SPECIAL: dict[str, dict[str, Crossing | None]] = {
    "prlimit64": {"new_limit": None, "old_limit": None},
    "prctl": {"arg3": When(0, {PR_SET_SECCOMP: FILTER})},
    "seccomp": {"args": When(0, {SECCOMP_SET_MODE_FILTER: FILTER})},
    "sendfile": {"offset": Flat("<i", "<q")},
}
# The time64 structures were made for both kinds of programs; these calls had them from the start.
ALWAYS_TIME64 = ("epoll_pwait2", "futex_waitv", "clock_adjtime64")
# Calls whose x86-64 meaning would be wrong here, and that are not made anew yet.
ABSENT = ("ptrace",)


def unbound() -> list[str]:
    """Calls of x86-64 that i386 has too, and that could not be bound: for the test that there are none."""
    missing = []
    for name in numbers.I386:
        try:
            _call(name)
        except Unbound as why:
            missing.append(f"{name}: {why}")
    return missing


def load() -> dict[int, Call]:
    """Number with the bit I386 -> call.  To be called when all of x86-64's are declared."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    calls = {}
    for name, number in numbers.I386.items():
        call = _call(name)
        if call is not None:
            calls[I386 | number] = call
    return calls


def _call(name: str) -> Call | None:
    if name in OWN:
        return OWN[name]
    if name in ABSENT:
        return None
    if name in TIME64:
        return bind(name, CALLS[TIME64[name]], TIME64_CROSSINGS)
    if name in STAT64:
        return bind(name, CALLS[STAT64[name]], CROSSINGS, statbuf=STAT64_CROSSING)
    base = OTHER_NAMES.get(name, name)
    if base not in CALLS:
        return None
    crossings = TIME64_CROSSINGS if name in ALWAYS_TIME64 else CROSSINGS
    return bind(name, CALLS[base], crossings, **SPECIAL.get(name, {}))
