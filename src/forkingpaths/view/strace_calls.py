"""System calls that strace does not write as their declaration says: arguments that depend on others, and remarks on results.

A `Form` is how one call is written: what is there before the call is made, what is added after it, and the remark behind the
result.  `form_of` derives it from the declaration; FORMS has the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from forkingpaths.abi.clone import CLONE_PARENT_SETTID, CLONE_PIDFD
from forkingpaths.sys.capture import ABI
from forkingpaths.sys.declare import CALLS, Call, Parameter
from forkingpaths.sys.i386.bind import NarrowCall
from forkingpaths.sys.i386.table import BY_NAME
from forkingpaths.sys.kinds import Kind as ArgumentKind
from forkingpaths.view import strace_devices as devices
from forkingpaths.view import strace_files as files
from forkingpaths.view import strace_ipc as ipc
from forkingpaths.view import strace_network as network
from forkingpaths.view import strace_prctl as prctl
from forkingpaths.view import strace_processes as processes
from forkingpaths.view import strace_waiting as waiting
from forkingpaths.view.strace_arguments import Seen, show
from forkingpaths.view.strace_text import address

Text = Callable[[Seen], list[str]]


@dataclass(frozen=True, slots=True)
class Form:
    """`arguments` lists them all; the first `entered` of them are written before the call is made (-1: all, and the call
    is then said to be decoded: nothing about its arguments is left to say when it never returns)."""

    arguments: Text
    entered: int = -1
    decoded: bool = True
    trailing: bool = True  # whether the comma after the entered ones is written with them
    remark: Callable[[Seen], str] | None = None


def declared(seen: Seen) -> list[str]:
    """The arguments as the kinds of the declaration say."""
    return [show(seen, index) for index in range(len(seen.call.parameters))]


def form_of(seen: Seen) -> Form:
    """How the call is written."""
    name = seen.call.name
    if name == "fcntl" and seen.arguments[1] in devices.ANSWERED:
        return ANSWERED_FCNTL
    if isinstance(seen.call, NarrowCall):
        name = seen.call.base or f"{name} of i386"
    form = FORMS.get(name)
    if form is None:
        form = FORMS[name] = _derived(seen)
    return form


def _derived(seen: Seen) -> Form:
    """Written up to the first argument that the call fills in, the rest when it has."""
    for index, parameter in enumerate(seen.call.parameters):
        if parameter.kind.direction in ("out", "inout", "left"):
            return Form(declared, index, False)
    return Form(declared)


FORMS: dict[str, Form] = {
    "open": Form(files.open_),
    "openat": Form(files.openat),
    "_llseek of i386": Form(files.llseek, 2, False),
    "mknod": Form(files.mknod),
    "mknodat": Form(files.mknod),
    "mount": Form(files.mount),
    "truncate": Form(files.truncate),
    "ftruncate": Form(files.truncate),
    "fadvise64": Form(files.fadvise64),
    "setxattr": Form(files.attribute),
    "getxattr": Form(files.attribute, 2, False),
    "removexattr": Form(files.attribute),
    "lsetxattr": Form(files.attribute),
    "lgetxattr": Form(files.attribute, 2, False),
    "lremovexattr": Form(files.attribute),
    "fsetxattr": Form(files.attribute),
    "fgetxattr": Form(files.attribute, 2, False),
    "fremovexattr": Form(files.attribute),
    "execve": Form(processes.execve),
    "execveat": Form(processes.execve),
    "memfd_create": Form(files.memfd_create),
    "pidfd_getfd": Form(processes.pidfd_getfd),
    "mremap": Form(files.mremap),
    "wait4": Form(processes.wait4, 1, False),
    "waitid": Form(processes.waitid, 2, False),
    "clone": Form(processes.clone, 2, False, trailing=False),
    "clone3": Form(declared),
    "poll": Form(waiting.poll_, -1, False, remark=waiting.poll_remark),
    "ppoll": Form(waiting.ppoll, -1, False, remark=waiting.poll_remark),
    "select": Form(waiting.select, -1, False, remark=waiting.select_remark),
    "pselect6": Form(waiting.select, -1, False, remark=waiting.select_remark),
    "epoll_ctl": Form(waiting.epoll_ctl),
    "rt_sigtimedwait": Form(declared, 1, False, remark=waiting.signal_remark),
    "nanosleep": Form(declared, 1, False),
    "clock_nanosleep": Form(declared, 3, False),
    "time": Form(declared, 0, False, remark=waiting.time_remark),
    "ioctl": Form(devices.ioctl_, 2, False, trailing=False),
    "fcntl": Form(devices.fcntl_, -1, False, remark=devices.fcntl_remark),
    "futex": Form(waiting.futex),
    "prctl": Form(prctl.prctl_, 1, False, remark=prctl.prctl_remark),
    "getrandom": Form(processes.getrandom, 0, False),
    "capget": Form(processes.capget, 1, False),
    "capset": Form(processes.capget),
    "rseq": Form(processes.rseq),
    "membarrier": Form(processes.membarrier, remark=processes.membarrier_remark),
    "restart_syscall": Form(processes.restart_syscall),
    "socket": Form(network.socket),
    "socketpair": Form(network.socket, 3, False),
    "setsockopt": Form(network.setsockopt),
    "getsockopt": Form(network.getsockopt, 3, False),
    "accept": Form(network.received_address, 1, False),
    "accept4": Form(network.received_address, 1, False),
    "getsockname": Form(network.received_address, 1, False),
    "getpeername": Form(network.received_address, 1, False),
    "recvfrom": Form(network.recvfrom, 1, False),
    "recvmsg": Form(network.recvmsg, 1, False),
    "sendmmsg": Form(network.sendmmsg, 1, False),
    "recvmmsg": Form(network.recvmmsg, 1, False, remark=network.recvmmsg_remark),
    "sendfile": Form(files.sendfile, 2, False),
    "splice": Form(declared),
    "copy_file_range": Form(declared),
    "preadv": Form(files.vectored, 1, False),
    "pwritev": Form(files.vectored),
    "preadv2": Form(files.vectored, 1, False),
    "pwritev2": Form(files.vectored),
    "sched_getaffinity": Form(processes.affinity, 2, False),
    "sched_setaffinity": Form(processes.affinity),
    "sched_getscheduler": Form(declared, remark=processes.policy_remark),
    "shmget": Form(ipc.shmget),
    "semget": Form(ipc.semget),
    "msgget": Form(ipc.msgget),
    "msgsnd": Form(ipc.msgsnd),
    "msgrcv": Form(ipc.msgrcv, 1, False),
    "shmctl": Form(ipc.shmctl, 2, False),
    "msgctl": Form(ipc.msgctl, 2, False),
    "semctl": Form(ipc.semctl, 3, False),
    "pipe2": Form(files.pipe2, 0, False),
    "dup3": Form(files.pipe2),
    "arch_prctl": Form(processes.arch_prctl, 1, False),
    "personality": Form(processes.personality, remark=processes.personality_remark),
}
ANSWERED_FCNTL = Form(devices.fcntl_, 2, False)


def clone3_text(seen: Seen) -> tuple[str, str]:
    """clone3's structure, and what is added to it afterwards: numbers that the call stored where the structure says."""
    data = seen.before.get(0)
    size = str(seen.arguments[1])
    if not isinstance(data, bytes) or len(data) < 64:
        return f"{address(seen.arguments[0])}, {size}", ""
    text = processes.clone_args(data)
    flags = int.from_bytes(data[:8], "little")
    if not flags & (CLONE_PARENT_SETTID | CLONE_PIDFD):
        return f"{text}, {size}", ""
    stored = seen.after.get(0)
    parts = []
    if isinstance(stored, tuple):
        parent, pidfd = stored
        parts += [f"pidfd=[{pidfd}]"] if pidfd is not None else []
        parts += [f"parent_tid=[{parent}]"] if parent is not None else []
    return text, (f" => {{{', '.join(parts)}}}" if parts else "") + f", {size}"


def entering(seen: Seen, form: Form) -> str:
    """What stands between the parenthesis and the call being carried out."""
    if seen.call.name == "clone3":
        return clone3_text(seen)[0]
    shown = form.arguments(seen)
    if form.entered < 0 or form.entered >= len(shown):
        return ", ".join(shown)
    text = ", ".join(shown[: form.entered])
    return text + ", " if form.trailing and form.entered else text


def leaving(seen: Seen, form: Form) -> str:
    """What is added when it has been."""
    if seen.call.name == "clone3":
        return clone3_text(seen)[1]
    if form.entered < 0:
        return ""
    shown = form.arguments(seen)[form.entered :]
    text = ", ".join(shown)
    return text if form.trailing or not shown else ", " + text


@cache
def declaration(name: str, narrow: bool = False) -> Call:
    """The call's declaration, of i386 when `narrow`; of one that is not modelled, six numbers."""
    known = BY_NAME.get(name) if narrow else CALLS.get(name)
    if known is not None:
        return known
    kind = ArgumentKind("unsigned long", show="hex")
    return Call(
        name, "", tuple(Parameter(f"arg{n}", kind) for n in range(6)), _absent, _absent, "int", "", "", _none
    )


def seen_of(name: str, arguments: tuple[int, ...], before: dict[int, Any], **more: Any) -> Seen:
    """What is known of a call when it is made, whichever of the two tables it is from."""
    call = declaration(name, ABI in before)
    if isinstance(call, NarrowCall):
        return Seen(call.shown(), call.arranged(arguments), before, called=name, **more)
    return Seen(call, arguments, before, **more)


def _absent(*_: Any) -> int:
    raise NotImplementedError


def _none(_: Any) -> tuple[int, ...]:
    return ()
