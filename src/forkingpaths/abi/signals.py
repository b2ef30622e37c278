"""Signals: numbers, default actions, action flags, si_code values, and sets of signals as masks.

A set of signals is an int in which bit n-1 stands for signal n, exactly the 64-bit sigset of the kernel.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, IntEnum
from typing import Final

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags


class Signal(IntEnum):
    """The standard signals. Real-time signals (32 to 64) are plain ints; `name_of` names them too."""

    SIGHUP = 1
    SIGINT = 2
    SIGQUIT = 3
    SIGILL = 4
    SIGTRAP = 5
    SIGABRT = 6
    SIGBUS = 7
    SIGFPE = 8
    SIGKILL = 9
    SIGUSR1 = 10
    SIGSEGV = 11
    SIGUSR2 = 12
    SIGPIPE = 13
    SIGALRM = 14
    SIGTERM = 15
    SIGSTKFLT = 16
    SIGCHLD = 17
    SIGCONT = 18
    SIGSTOP = 19
    SIGTSTP = 20
    SIGTTIN = 21
    SIGTTOU = 22
    SIGURG = 23
    SIGXCPU = 24
    SIGXFSZ = 25
    SIGVTALRM = 26
    SIGPROF = 27
    SIGWINCH = 28
    SIGIO = 29
    SIGPWR = 30
    SIGSYS = 31

    SIGIOT = 6
    SIGPOLL = 29


NSIG: Final = 64
SIGRTMIN: Final = 32  # the kernel's; libc keeps 32 and 33 to itself and says 34
SIGRTMAX: Final = 64

SIGNAL_NAMES: Final[tuple[str, ...]] = (
    "0",
    *(s.name for s in Signal),
    "SIGRTMIN",
    *(f"SIGRT_{n}" for n in range(1, SIGRTMAX - SIGRTMIN + 1)),
)
NUMBER_BY_NAME: Final[dict[str, int]] = {name: n for n, name in enumerate(SIGNAL_NAMES) if n} | {
    "SIGIOT": 6,
    "SIGPOLL": 29,
    "SIGCLD": 17,
    "SIGRTMAX": SIGRTMAX,
}


def name_of(sig: int) -> str:
    """The name strace prints: SIGINT, SIGRTMIN, SIGRT_1; a number that is no signal stays a number."""
    return SIGNAL_NAMES[sig] if 0 <= sig < len(SIGNAL_NAMES) else str(sig)


def number_of(text: str) -> int | None:
    """A signal as people write it: `TERM`, `sigterm`, `SIGRT_3`, `RTMIN+3`, `RTMAX-1`, `15`; else None."""
    name = text.upper()
    if name.isdecimal():
        return int(name) if 1 <= int(name) <= NSIG else None
    name = name if name.startswith("SIG") else "SIG" + name
    if name[:8] in ("SIGRTMIN", "SIGRTMAX") and name[9:].isdecimal() and name[8] in "+-":
        number = NUMBER_BY_NAME[name[:8]] + int(name[8:])
        return number if SIGRTMIN <= number <= SIGRTMAX else None
    return NUMBER_BY_NAME.get(name)


class DefaultAction(Enum):
    """What happens to a process that has not said otherwise (signal(7), "Standard signals")."""

    TERM = "Term"
    CORE = "Core"
    STOP = "Stop"
    CONT = "Cont"
    IGNORE = "Ign"


_CORE = "SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGSEGV SIGXCPU SIGXFSZ SIGSYS"
_STOP = "SIGSTOP SIGTSTP SIGTTIN SIGTTOU"
_IGNORE = "SIGCHLD SIGURG SIGWINCH"

DEFAULT_ACTIONS: Final[list[DefaultAction]] = [DefaultAction.TERM] * (NSIG + 1)  # by number; slot 0 unused
for _names, _action in (
    (_CORE, DefaultAction.CORE),
    (_STOP, DefaultAction.STOP),
    (_IGNORE, DefaultAction.IGNORE),
):
    for _name in _names.split():
        DEFAULT_ACTIONS[NUMBER_BY_NAME[_name]] = _action
DEFAULT_ACTIONS[Signal.SIGCONT] = DefaultAction.CONT


# --- sets ---------------------------------------------------------------------------------------------


def bit(sig: int) -> int:
    return 1 << (sig - 1)


def mask_of(sigs: Iterable[int]) -> int:
    mask = 0
    for sig in sigs:
        mask |= 1 << (sig - 1)
    return mask


def signals_in(mask: int) -> list[int]:
    """The members in rising order, which is also the order in which Linux delivers them."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length())
        mask ^= low
    return found


FULL_MASK: Final = (1 << NSIG) - 1
UNBLOCKABLE: Final = mask_of((Signal.SIGKILL, Signal.SIGSTOP))
STOP_SIGNALS: Final = mask_of(NUMBER_BY_NAME[n] for n in _STOP.split())
# Raised by the instruction itself: Linux dequeues these before all others (SYNCHRONOUS_MASK).
SYNCHRONOUS: Final = mask_of(
    (Signal.SIGSEGV, Signal.SIGBUS, Signal.SIGILL, Signal.SIGTRAP, Signal.SIGFPE, Signal.SIGSYS)
)

# --- sigaction(2), sigprocmask(2), sigaltstack(2) --------------------------------------------------------

SIG_DFL: Final = 0
SIG_IGN: Final = 1
SIG_ERR: Final = -1

SA_NOCLDSTOP: Final = 0x00000001
SA_NOCLDWAIT: Final = 0x00000002
SA_SIGINFO: Final = 0x00000004
SA_UNSUPPORTED: Final = 0x00000400
SA_EXPOSE_TAGBITS: Final = 0x00000800
SA_RESTORER: Final = 0x04000000
SA_ONSTACK: Final = 0x08000000
SA_RESTART: Final = 0x10000000
SA_NODEFER: Final = 0x40000000
SA_RESETHAND: Final = 0x80000000

SA_INTERRUPT: Final = 0x20000000  # has no meaning to the kernel
SA_FLAGS: Final[FlagTable] = flags(
    globals(),
    "SA_???",
    """SA_RESTORER SA_ONSTACK SA_RESTART SA_INTERRUPT SA_NODEFER SA_RESETHAND SA_SIGINFO SA_NOCLDSTOP
    SA_NOCLDWAIT""",
)

SIG_BLOCK: Final = 0
SIG_UNBLOCK: Final = 1
SIG_SETMASK: Final = 2
SIGPROCMASK_HOW: Final[EnumTable] = enum(globals(), "SIG_???", "SIG_BLOCK SIG_UNBLOCK SIG_SETMASK")

SS_ONSTACK: Final = 1
SS_DISABLE: Final = 2
SS_AUTODISARM: Final = 1 << 31
SS_FLAGS: Final[FlagTable] = flags(globals(), "SS_???", "SS_ONSTACK SS_DISABLE SS_AUTODISARM")
MINSIGSTKSZ: Final = 2048

# --- si_code (sigaction(2), "The si_code field") -----------------------------------------------------------

SI_USER: Final = 0
SI_KERNEL: Final = 0x80
SI_QUEUE: Final = -1
SI_TIMER: Final = -2
SI_MESGQ: Final = -3
SI_ASYNCIO: Final = -4
SI_SIGIO: Final = -5
SI_TKILL: Final = -6

ILL_ILLOPC, ILL_ILLOPN, ILL_ILLADR, ILL_ILLTRP, ILL_PRVOPC, ILL_PRVREG, ILL_COPROC, ILL_BADSTK = range(1, 9)
FPE_INTDIV, FPE_INTOVF, FPE_FLTDIV, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES, FPE_FLTINV, FPE_FLTSUB = range(1, 9)
SEGV_MAPERR, SEGV_ACCERR, SEGV_BNDERR, SEGV_PKUERR = range(1, 5)
BUS_ADRALN, BUS_ADRERR, BUS_OBJERR = range(1, 4)
TRAP_BRKPT, TRAP_TRACE, TRAP_BRANCH, TRAP_HWBKPT = range(1, 5)
CLD_EXITED, CLD_KILLED, CLD_DUMPED, CLD_TRAPPED, CLD_STOPPED, CLD_CONTINUED = range(1, 7)
POLL_IN, POLL_OUT, POLL_MSG, POLL_ERR, POLL_PRI, POLL_HUP = range(1, 7)
SYS_SECCOMP: Final = 1

_SI_CODES: Final = {
    0: "SI_USER",
    0x80: "SI_KERNEL",
    -1: "SI_QUEUE",
    -2: "SI_TIMER",
    -3: "SI_MESGQ",
    -4: "SI_ASYNCIO",
    -5: "SI_SIGIO",
    -6: "SI_TKILL",
}
_SI_CODES_OF: Final[dict[int, tuple[str, ...]]] = {
    Signal.SIGILL: (
        *("ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP"),
        *("ILL_PRVOPC", "ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK"),
    ),
    Signal.SIGFPE: (
        *("FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF"),
        *("FPE_FLTUND", "FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB"),
    ),
    Signal.SIGSEGV: ("SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR"),
    Signal.SIGBUS: ("BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR"),
    Signal.SIGTRAP: ("TRAP_BRKPT", "TRAP_TRACE", "TRAP_BRANCH", "TRAP_HWBKPT"),
    Signal.SIGCHLD: (
        *("CLD_EXITED", "CLD_KILLED", "CLD_DUMPED"),
        *("CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"),
    ),
    Signal.SIGIO: ("POLL_IN", "POLL_OUT", "POLL_MSG", "POLL_ERR", "POLL_PRI", "POLL_HUP"),
    Signal.SIGSYS: ("SYS_SECCOMP",),
}


def si_code_name(sig: int, code: int) -> str | None:
    """The code's name, whose meaning depends on the signal; None if it has none."""
    if code in _SI_CODES:
        return _SI_CODES[code]
    names = _SI_CODES_OF.get(sig, ())
    return names[code - 1] if 1 <= code <= len(names) else None
