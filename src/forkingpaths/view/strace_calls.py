"""System calls that strace does not write as their declaration says: arguments that depend on others, and remarks on results.

A `Form` is how one call is written: what is there before the call is made, what is added after it, and the remark behind the
result.  `form_of` derives it from the declaration; FORMS has the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forkingpaths.abi.clone import CLONE_PARENT_SETTID, CLONE_PIDFD
from forkingpaths.view import strace_devices as devices
from forkingpaths.view import strace_forms as forms
from forkingpaths.view import strace_ipc as ipc
from forkingpaths.view import strace_network as network
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
    "open": Form(forms.open_),
    "openat": Form(forms.openat),
    "mknod": Form(forms.mknod),
    "mknodat": Form(forms.mknod),
    "mount": Form(forms.mount),
    "execve": Form(forms.execve),
    "execveat": Form(forms.execve),
    "mremap": Form(forms.mremap),
    "wait4": Form(forms.wait4, 1, False),
    "waitid": Form(forms.waitid, 2, False),
    "clone": Form(forms.clone, 2, False, trailing=False),
    "clone3": Form(declared),
    "poll": Form(forms.poll_, -1, False, remark=forms.poll_remark),
    "ppoll": Form(forms.ppoll, -1, False, remark=forms.poll_remark),
    "select": Form(forms.select, -1, False, remark=forms.select_remark),
    "pselect6": Form(forms.select, -1, False, remark=forms.select_remark),
    "epoll_ctl": Form(forms.epoll_ctl),
    "rt_sigtimedwait": Form(declared, 1, False, remark=forms.signal_remark),
    "nanosleep": Form(declared, 1, False),
    "clock_nanosleep": Form(declared, 3, False),
    "time": Form(declared, 0, False, remark=forms.time_remark),
    "ioctl": Form(devices.ioctl_, 2, False, trailing=False),
    "fcntl": Form(devices.fcntl_, -1, False, remark=devices.fcntl_remark),
    "futex": Form(forms.futex),
    "prctl": Form(forms.prctl_, 1, False, remark=forms.prctl_remark),
    "getrandom": Form(forms.getrandom, 0, False),
    "capget": Form(forms.capget, 1, False),
    "capset": Form(forms.capget),
    "rseq": Form(forms.rseq),
    "membarrier": Form(forms.membarrier, remark=forms.membarrier_remark),
    "restart_syscall": Form(forms.restart_syscall),
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
    "sendfile": Form(forms.sendfile, 2, False),
    "splice": Form(declared),
    "copy_file_range": Form(declared),
    "preadv": Form(forms.vectored, 1, False),
    "pwritev": Form(forms.vectored),
    "preadv2": Form(forms.vectored, 1, False),
    "pwritev2": Form(forms.vectored),
    "sched_getaffinity": Form(forms.affinity, 2, False),
    "sched_setaffinity": Form(forms.affinity),
    "sched_getscheduler": Form(declared, remark=forms.policy_remark),
    "shmget": Form(ipc.shmget),
    "semget": Form(ipc.semget),
    "msgget": Form(ipc.msgget),
    "msgsnd": Form(ipc.msgsnd),
    "msgrcv": Form(ipc.msgrcv, 1, False),
    "shmctl": Form(ipc.shmctl, 2, False),
    "msgctl": Form(ipc.msgctl, 2, False),
    "semctl": Form(ipc.semctl, 3, False),
    "pipe2": Form(forms.pipe2, 0, False),
    "dup3": Form(forms.pipe2),
    "arch_prctl": Form(forms.arch_prctl, 1, False),
    "personality": Form(forms.personality, remark=forms.personality_remark),
}
ANSWERED_FCNTL = Form(devices.fcntl_, 2, False)


def clone3_text(seen: Seen) -> tuple[str, str]:
    """clone3's structure, and what is added to it afterwards: numbers that the call stored where the structure says."""
    data = seen.before.get(0)
    size = str(seen.arguments[1])
    if not isinstance(data, bytes) or len(data) < 64:
        return f"{address(seen.arguments[0])}, {size}", ""
    text = forms.clone_args(data)
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
