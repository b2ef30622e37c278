"""prctl(2): an option is a function here, entered in OPTIONS by `@option`.  A number that Linux does not know is EINVAL; one that Linux
knows and this kernel does not is EINVAL too, as of a kernel built without it, and is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import prctl as abi
from forkingpaths.abi.capability import CAP_LAST_CAP
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.signals import NSIG
from forkingpaths.kernel.credentials import commit
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Hex, Kind, enum
from forkingpaths.vfs.credentials import CAP_SETPCAP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

Option = Callable[["Kernel", "Task", int, int, int, int], int]
OPTIONS: dict[int, Option] = {}
NAME_BYTES = 16
LOCKED_BITS = abi.SECBIT_NOROOT_LOCKED | abi.SECBIT_NO_SETUID_FIXUP_LOCKED | abi.SECBIT_KEEP_CAPS_LOCKED
LOCKED_BITS |= abi.SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED


def option(number: int) -> Callable[[Option], Option]:
    """Declare the decorated function as option `number`: f(k, t, arg2, arg3, arg4, arg5)."""

    def declare(function: Option) -> Option:
        OPTIONS[number] = function
        return function

    return declare


@syscall(note="without PR_SCHED_CORE and options of other processors")
def prctl(
    k: Kernel,
    t: Task,
    number: Annotated[int, enum("prctl.PRCTL_OPTIONS")],
    arg2: Annotated[int, Kind("unsigned long", "u64", "inout", "prctl", "prctl")],
    arg3: Hex,
    arg4: Hex,
    arg5: Annotated[int, Kind("unsigned long", "u64", "in", "prctl_name", "hex")],
) -> int:
    function = OPTIONS.get(number)
    if function is not None:
        return function(k, t, arg2, arg3, arg4, arg5)
    if number in abi.PRCTL_OPTIONS:
        k.not_modelled(f"prctl({abi.PRCTL_OPTIONS.show(number)})")
    raise SysError(Errno.EINVAL)


def need(condition: bool, error: Errno = Errno.EINVAL) -> None:
    """SysError unless `condition` holds."""
    if not condition:
        raise SysError(error)


# ---- the process and its family -------------------------------------------------------------------------------------


@option(abi.PR_SET_PDEATHSIG)
def set_death_signal(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(0 <= a <= NSIG)
    k.touch(("process", t.tgid), True)  # the parent's end looks at it
    t.death_signal = a
    return 0


@option(abi.PR_GET_PDEATHSIG)
def get_death_signal(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    t.memory.write_u32(a, t.death_signal)
    return 0


@option(abi.PR_SET_CHILD_SUBREAPER)
def set_subreaper(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    t.process.subreaper = bool(a)
    return 0


@option(abi.PR_GET_CHILD_SUBREAPER)
def get_subreaper(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    t.memory.write_u32(a, int(t.process.subreaper))
    return 0


@option(abi.PR_SET_DUMPABLE)
def set_dumpable(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    # "PR_SET_DUMPABLE ... 2 is not permitted" from user space: EINVAL
    need(a in (abi.SUID_DUMP_DISABLE, abi.SUID_DUMP_USER))
    k.touch(("process", t.tgid), True)
    t.process.dumpable = a
    return 0


@option(abi.PR_GET_DUMPABLE)
def get_dumpable(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    return t.process.dumpable


@option(abi.PR_SET_NAME)
def set_name(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    # "The name can be up to 16 bytes long, including the terminating null byte.  (If the length ... exceeds 16 bytes, the string is
    # silently truncated.)"
    t.name = _short_string(t, a, NAME_BYTES - 1)
    return 0


def _short_string(t: Task, address: int, limit: int) -> bytes:
    """At most `limit` bytes up to the NUL; memory beyond what is needed is not looked at."""
    found = bytearray()
    while len(found) < limit:
        byte = t.memory.read(address + len(found), 1)
        if byte == b"\0":
            break
        found += byte
    return bytes(found)


@option(abi.PR_GET_NAME)
def get_name(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    t.memory.write(a, t.name[: NAME_BYTES - 1].ljust(NAME_BYTES, b"\0"))
    return 0


@option(abi.PR_GET_TID_ADDRESS)
def get_tid_address(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    t.memory.write_u64(a, t.clear_child_tid)
    return 0


# ---- privileges -----------------------------------------------------------------------------------------------------


@option(abi.PR_SET_NO_NEW_PRIVS)
def set_no_new_privs(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    # "EINVAL option is PR_SET_NO_NEW_PRIVS and arg2 is not equal to 1 or arg3, arg4, or arg5 is nonzero"
    need(a == 1 and not (b or c or d))
    commit(k, t, replace(t.credentials, no_new_privs=True))
    return 0


@option(abi.PR_GET_NO_NEW_PRIVS)
def get_no_new_privs(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (a or b or c or d))
    return int(t.credentials.no_new_privs)


@option(abi.PR_SET_KEEPCAPS)
def set_keep_capabilities(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(a in (0, 1))
    old = t.credentials
    need(not old.securebits & abi.SECBIT_KEEP_CAPS_LOCKED, Errno.EPERM)
    bits = old.securebits | abi.SECBIT_KEEP_CAPS if a else old.securebits & ~abi.SECBIT_KEEP_CAPS
    commit(k, t, replace(old, securebits=bits))
    return 0


@option(abi.PR_GET_KEEPCAPS)
def get_keep_capabilities(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    return int(bool(t.credentials.securebits & abi.SECBIT_KEEP_CAPS))


@option(abi.PR_SET_SECUREBITS)
def set_securebits(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    old = t.credentials
    locked = (old.securebits & LOCKED_BITS) >> 1
    # "EPERM option is PR_SET_SECUREBITS, and the caller does not have the CAP_SETPCAP capability, or tried to unset a 'locked' flag, or
    # tried to set a flag whose corresponding locked flag was set"
    unlocks = old.securebits & LOCKED_BITS & ~a
    changes_locked = (old.securebits ^ a) & locked
    unknown = a & ~abi.SECUREBITS.known
    need(not (unlocks or changes_locked or unknown) and old.capable(CAP_SETPCAP), Errno.EPERM)
    commit(k, t, replace(old, securebits=a))
    return 0


@option(abi.PR_GET_SECUREBITS)
def get_securebits(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    return t.credentials.securebits


@option(abi.PR_CAPBSET_READ)
def bounding_read(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(a <= CAP_LAST_CAP)
    return t.credentials.bounding >> a & 1


@option(abi.PR_CAPBSET_DROP)
def bounding_drop(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    old = t.credentials
    need(old.capable(CAP_SETPCAP), Errno.EPERM)
    need(a <= CAP_LAST_CAP)
    commit(k, t, replace(old, bounding=old.bounding & ~(1 << a)))
    return 0


@option(abi.PR_CAP_AMBIENT)
def ambient(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    old = t.credentials
    if a == abi.PR_CAP_AMBIENT_CLEAR_ALL:
        need(not (b or c or d))
        commit(k, t, replace(old, ambient=0))
        return 0
    need(not (c or d) and b <= CAP_LAST_CAP)
    bit = 1 << b
    if a == abi.PR_CAP_AMBIENT_IS_SET:
        return int(bool(old.ambient & bit))
    if a == abi.PR_CAP_AMBIENT_RAISE:
        # "EPERM ... the capability specified in arg3 is not present in the process's permitted and inheritable capability sets, or the
        # PR_CAP_AMBIENT_RAISE value is not allowed by SECBIT_NO_CAP_AMBIENT_RAISE"
        raisable = old.permitted & old.inheritable & bit
        need(bool(raisable) and not old.securebits & abi.SECBIT_NO_CAP_AMBIENT_RAISE, Errno.EPERM)
        commit(k, t, replace(old, ambient=old.ambient | bit))
        return 0
    need(a == abi.PR_CAP_AMBIENT_LOWER)
    commit(k, t, replace(old, ambient=old.ambient & ~bit))
    return 0
