"""What a table shows is, letter for letter, what strace prints for the same value.

One program makes every call with every value; strace injects an error into each, so that none of them does
anything. The argument is then cut out of strace's line.
"""

import re
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from forkingpaths.abi import (
    clone,
    fcntl,
    futex,
    inotify,
    ioctl,
    ipc,
    mman,
    mount,
    open,
    poll,
    prctl,
    ptrace,
    resource,
    siginfo,
    signals,
    socket,
    socket_options,
    stat,
    system,
    time,
    trace_classes,
    wait,
)
from forkingpaths.abi.numbers import X86_64
from forkingpaths.abi.tables import EnumTable, FlagTable
from tests import host


class Row(NamedTuple):
    """A table, the call that shows it, the argument it is, and the call's other arguments."""

    table: FlagTable | EnumTable
    call: str
    position: int
    others: tuple[str | int, ...] = ()
    shown_at: int | None = None  # where strace prints it, if not at `position`


FLAG_ROWS = [
    Row(open.OPEN_FLAGS, "open", 1, ("path",)),
    Row(open.AT_FLAGS, "fchownat", 4, (3, "path")),
    Row(open.FACCESSAT_FLAGS, "faccessat2", 3, (3, "path")),
    Row(open.STATX_FLAGS, "statx", 2, (3, "path")),
    Row(open.ACCESS_MODES, "access", 1, ("path",)),
    Row(open.RENAME_FLAGS, "renameat2", 4, (3, "path", 4, "path")),
    Row(open.CLOSE_RANGE_FLAGS, "close_range", 2),
    Row(open.FALLOCATE_FLAGS, "fallocate", 1),
    Row(open.RWF_FLAGS, "preadv2", 5, (), 4),
    Row(open.SPLICE_FLAGS, "splice", 5),
    Row(open.SYNC_FILE_RANGE_FLAGS, "sync_file_range", 3),
    Row(mman.PROT, "mprotect", 2),
    Row(mman.MAP_FLAGS, "mmap", 3),
    Row(mman.MREMAP_FLAGS, "mremap", 3),
    Row(mman.MSYNC_FLAGS, "msync", 2),
    Row(mman.MLOCKALL_FLAGS, "mlockall", 0),
    Row(mman.MLOCK2_FLAGS, "mlock2", 2),
    Row(mman.MFD_FLAGS, "memfd_create", 1, ("path",)),
    Row(mman.PKEY_ACCESS, "pkey_alloc", 1),
    Row(wait.WAIT4_FLAGS, "wait4", 2),
    Row(clone.UNSHARE_FLAGS, "unshare", 0),
    Row(clone.SETNS_TYPES, "setns", 1),
    Row(clone.PIDFD_FLAGS, "pidfd_open", 1),
    Row(fcntl.FD_FLAGS, "fcntl", 2, (3, fcntl.F_SETFD)),
    Row(fcntl.SEALS, "fcntl", 2, (3, fcntl.F_ADD_SEALS)),
    Row(fcntl.NOTIFY_FLAGS, "fcntl", 2, (3, fcntl.F_NOTIFY)),
    Row(fcntl.FLOCK_OPERATIONS, "flock", 1),
    Row(poll.EPOLL_CREATE_FLAGS, "epoll_create1", 0),
    Row(poll.EFD_FLAGS, "eventfd2", 1),
    Row(siginfo.SFD_FLAGS, "signalfd4", 3),
    Row(time.TIMERFD_CREATE_FLAGS, "timerfd_create", 1),
    Row(time.TIMERFD_SETTIME_FLAGS, "timerfd_settime", 1),
    Row(time.CLOCK_FLAGS, "clock_nanosleep", 1),
    Row(system.GRND_FLAGS, "getrandom", 2),
    Row(system.PERSONALITY_FLAGS, "personality", 0),
    Row(socket.SOCK_TYPE_FLAGS, "socket", 1, (1,)),
    Row(socket.SOCK_FLAGS, "accept4", 3),
    Row(socket.MSG_FLAGS, "sendto", 3, (3, "path", 0)),
    Row(inotify.INOTIFY_EVENTS, "inotify_add_watch", 2, (3, "path")),
    Row(inotify.INOTIFY_INIT_FLAGS, "inotify_init1", 0),
    Row(mount.MOUNT_FLAGS, "mount", 3, ("path", "path", "path")),
    Row(mount.UMOUNT_FLAGS, "umount2", 1, ("path",)),
    Row(mount.XATTR_FLAGS, "setxattr", 4, ("path", "path", "path", 1)),
    Row(prctl.SECCOMP_FILTER_FLAGS, "seccomp", 1, (1,)),
    Row(prctl.SECUREBITS, "prctl", 1, (prctl.PR_SET_SECUREBITS,)),
    Row(ptrace.PTRACE_OPTIONS, "ptrace", 3, (ptrace.PTRACE_SETOPTIONS, 5)),
    Row(ipc.SHMAT_FLAGS, "shmat", 2),
    Row(ipc.MSGRCV_FLAGS, "msgrcv", 4),
]
ENUM_ROWS = [
    Row(futex.MEMBARRIER_COMMANDS, "membarrier", 0),
    Row(open.WHENCE, "lseek", 2),
    Row(open.FADVICE, "fadvise64", 3),
    Row(mman.MADVICE, "madvise", 2),
    Row(mman.MPOL_MODES, "set_mempolicy", 0),
    Row(wait.WAITID_TYPES, "waitid", 0),
    Row(fcntl.FCNTL_COMMANDS, "fcntl", 1),
    Row(fcntl.KCMP_TYPES, "kcmp", 2),
    Row(time.CLOCKS, "clock_gettime", 0),
    Row(time.ITIMERS, "getitimer", 0),
    Row(signals.SIGPROCMASK_HOW, "rt_sigprocmask", 0),
    Row(resource.RLIMITS, "getrlimit", 0),
    Row(resource.RUSAGE_WHO, "getrusage", 0),
    Row(resource.PRIO_WHICH, "getpriority", 0),
    Row(resource.SCHED_POLICIES, "sched_setscheduler", 1),
    Row(resource.IOPRIO_WHO, "ioprio_get", 0),
    Row(poll.EPOLL_OPERATIONS, "epoll_ctl", 1),
    Row(system.REBOOT_COMMANDS, "reboot", 2),
    Row(system.SYSLOG_ACTIONS, "syslog", 0),
    Row(socket.FAMILIES, "socket", 0),
    Row(socket.INET_PROTOCOLS, "socket", 2, (2, 1)),
    Row(socket.SHUTDOWN_HOW, "shutdown", 1),
    Row(socket_options.SOCK_LEVELS, "setsockopt", 1),
    Row(socket_options.SOCK_OPTIONS, "setsockopt", 2, (3, socket_options.SOL_SOCKET)),
    Row(socket_options.SOCK_IP_OPTIONS, "getsockopt", 2, (3, socket_options.SOL_IP)),
    Row(socket_options.SOCK_IPV6_OPTIONS, "getsockopt", 2, (3, socket_options.SOL_IPV6)),
    Row(socket_options.SOCK_TCP_OPTIONS, "getsockopt", 2, (3, socket_options.SOL_TCP)),
    Row(prctl.PRCTL_OPTIONS, "prctl", 0),
    Row(prctl.ARCH_PRCTL_CODES, "arch_prctl", 0),
    Row(prctl.SECCOMP_OPERATIONS, "seccomp", 0),
    Row(prctl.PR_TSC_MODES, "prctl", 1, (prctl.PR_SET_TSC,)),
    Row(prctl.SUID_DUMP, "prctl", 1, (prctl.PR_SET_DUMPABLE,)),
    Row(prctl.PR_CAP_AMBIENT_OPERATIONS, "prctl", 1, (prctl.PR_CAP_AMBIENT,)),
    Row(ioctl.IOCTLS, "ioctl", 1),
    Row(ioctl.TCFLSH_QUEUES, "ioctl", 2, (3, ioctl.TCFLSH)),
    Row(ioctl.TCXONC_ACTIONS, "ioctl", 2, (3, ioctl.TCXONC)),
    Row(ptrace.PTRACE_REQUESTS, "ptrace", 0),
    Row(ipc.MSGCTL_COMMANDS, "msgctl", 1),
    Row(ipc.SHMCTL_COMMANDS, "shmctl", 1),
    Row(ipc.SEMCTL_COMMANDS, "semctl", 2),
]


def values_of(row: Row) -> list[int]:
    """Nothing, each name, all names, names and a bit without one, a bit without a name alone."""
    named = list(row.table.by_name.values())
    if isinstance(row.table, EnumTable):
        return [*named, 0x7E] if row.call != "syslog" else named  # strace writes this one in decimal
    together = 0
    for value in named:
        together |= value
    nameless = next(1 << n for n in range(4, 31) if not (together | row.table.enum_mask) & 1 << n)
    return [0, *named, together, together | nameless, nameless]


def program_calling(calls: list[tuple[str, list[str | int]]]) -> Path:
    """A program that makes these calls and nothing else, then dies of an illegal instruction."""
    rows = []
    for name, values in calls:
        words = [f'(long)"{v}"' if isinstance(v, str) else f"{v & 0xFFFF_FFFF_FFFF_FFFF:#x}" for v in values]
        rows.append("{" + ", ".join([str(X86_64[name]), *words, *["0"] * (6 - len(words))]) + "},")
    return host.compile_c(
        "struct call { long nr, a, b, c, d, e, f; };\n"
        "static struct call calls[] = {" + "\n".join(rows) + "};\n"
        "void _start(void) { for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++) {\n"
        "  struct call *c = calls + i; long r;\n"
        '  register long r10 __asm__("r10") = c->d, r8 __asm__("r8") = c->e, r9 __asm__("r9") = c->f;\n'
        '  __asm__ volatile("syscall" : "=a"(r) : "a"(c->nr), "D"(c->a), "S"(c->b), "d"(c->c), "r"(r10), "r"(r8),\n'
        '                   "r"(r9) : "rcx", "r11", "memory"); }\n'
        "  __builtin_trap(); }",
        *("-O1", "-static", "-nostdlib", "-fno-pic", "-no-pie", "-fno-stack-protector", "-w"),
    )


def lines_of(program: Path, injections: list[str]) -> list[str]:
    """strace's lines for a program all of whose calls fail before they begin."""
    command = ["strace", "-q", "-e", *injections, str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return [line for line in done.stderr.splitlines() if line.endswith("(INJECTED)")]


def strace(calls: list[tuple[str, list[str | int]]]) -> list[str]:
    """The lines strace prints for these calls."""
    lines = lines_of(program_calling(calls), ["inject=all:error=EPERM"])
    assert len(lines) == len(calls)
    return lines


def arguments(line: str) -> list[str]:
    """strace's arguments, cut at the commas that are outside brackets, comments and strings."""
    inside = line[line.index("(") + 1 : line.rindex(" = -1 EPERM")].rstrip()[:-1]
    return re.findall(r'((?:"[^"]*"|/\*.*?\*/|\{[^}]*\}|\[[^\]]*\]|_IOC\([^)]*\)|[^,"{\[])+)(?:, |$)', inside)


def compare(row: Row, show: Callable[[int], str]) -> None:
    values = values_of(row)
    calls: list[tuple[str, list[str | int]]] = []
    for value in values:
        words = [*row.others, *[0] * (6 - len(row.others))]
        words[row.position] = value
        calls.append((row.call, words))
    at = row.position if row.shown_at is None else row.shown_at
    shown = [(show(value), arguments(line)[at]) for value, line in zip(values, strace(calls), strict=True)]
    newer = f"/* {row.table.unknown} */" if isinstance(row.table, EnumTable) else None
    wrong = [
        (ours, theirs)
        for ours, theirs in shown
        if ours != theirs and not (newer and theirs.endswith(newer) and not ours.endswith(newer))
    ]
    assert wrong == []  # what we name and the strace of this host does not know yet, later ones do


def name(row: Row) -> str:
    return f"{row.call}-{row.table.unknown}"


@pytest.mark.needs("gcc", "strace")
@pytest.mark.parametrize("row", FLAG_ROWS, ids=name)
def test_flags_are_shown_as_strace_shows_them(row):
    compare(row, row.table.show)


@pytest.mark.needs("gcc", "strace")
@pytest.mark.parametrize("row", ENUM_ROWS, ids=name)
def test_enumerations_are_shown_as_strace_shows_them(row):
    compare(row, ioctl.show_request if row.table is ioctl.IOCTLS else row.table.show)


@pytest.mark.needs("gcc", "strace")
def test_futex_operations_are_shown_as_strace_shows_them():
    operations = [command | flags for command in range(16) for flags in (0, 128, 256, 384)]
    lines = strace([("futex", [0, operation, 1, 0, 0, 2]) for operation in operations])
    assert [futex.show_futex_op(o) for o in operations] == [arguments(line)[1] for line in lines]


@pytest.mark.needs("gcc", "strace")
def test_clone_flags_are_shown_as_strace_shows_them():
    values = [0, 17, 0x117, 0x100, 70, 0x146, 33, 32, 0xFFFFFF11, 1 << 40, 1 << 40 | 17]
    lines = strace([("clone", [value, 0]) for value in values])
    assert [clone.show_clone_flags(value) for value in values] == [
        arguments(line)[1].removeprefix("flags=") for line in lines
    ]


@pytest.mark.needs("gcc", "strace")
def test_signals_are_shown_as_strace_shows_them():
    numbers = [-1, *range(67)]
    lines = strace([("kill", [1, number]) for number in numbers])
    assert [signals.name_of(number) for number in numbers] == [arguments(line)[1] for line in lines]


@pytest.mark.needs("gcc", "strace")
def test_file_modes_are_shown_as_strace_shows_them():
    modes = [
        0,
        0o644,
        0o100755,
        0o104755,
        0o41777,
        0o20620,
        0o60660,
        0o140777,
        0o10600,
        0o3644,
        0o100007,
        0o4000,
        0o30644,
    ]
    lines = strace([("mknod", ["path", mode, 0]) for mode in modes])
    assert [stat.show_mode(mode) for mode in modes] == [arguments(line)[1] for line in lines]
    lines = strace([("chmod", ["path", mode]) for mode in modes])
    assert [stat.show_permissions(mode) for mode in modes] == [arguments(line)[1] for line in lines]


def packed(layout: struct.Struct, *values: int) -> str:
    """A structure as the text of a C string."""
    return "".join(f"\\{byte:03o}" for byte in layout.pack(*values))


# Tables of fields inside structures: the call, its arguments with the structure made from a value, how it is shown.
FIELDS: list[tuple[FlagTable, Callable[[int], tuple[str, list[str | int]]], str]] = [
    (poll.POLL_EVENTS, lambda v: ("poll", [packed(poll.POLLFD, 3, v, 0), 1, 0]), "events="),
    (poll.EPOLL_EVENTS, lambda v: ("epoll_ctl", [3, 1, 4, packed(poll.EPOLL_EVENT, v, 0)]), "events="),
    (
        signals.SA_FLAGS,
        lambda v: ("rt_sigaction", [10, packed(siginfo.KERNEL_SIGACTION, 0, v, 0, 0), 0, 8]),
        "sa_flags=",
    ),
    (signals.SS_FLAGS, lambda v: ("sigaltstack", [packed(siginfo.STACK_T, 0, v, 0), 0]), "ss_flags="),
    (
        clone.CLONE3_FLAGS,
        lambda v: ("clone3", [packed(clone.CLONE_ARGS, v, *[0] * 10), 88]),
        "flags=",
    ),
]


@pytest.mark.needs("gcc", "strace")
@pytest.mark.parametrize(("table", "call", "before"), FIELDS, ids=lambda x: getattr(x, "unknown", ""))
def test_fields_of_structures_are_shown_as_strace_shows_them(table, call, before):
    values = [value for value in table.by_name.values() if value < 1 << 31]
    lines = strace([call(value) for value in [*values, sum(dict.fromkeys(values))]])
    shown = [re.split("[,}] ?", line.partition(before)[2])[0] for line in lines]
    assert [table.show(value) for value in [*values, sum(dict.fromkeys(values))]] == shown


@pytest.mark.needs("gcc", "strace")
@pytest.mark.parametrize("cls", trace_classes.TRACE_CLASSES)
def test_trace_classes_are_straces(cls):
    everything = program_calling([(name, []) for name in X86_64])
    chosen = [f"inject={cls}:error=EPERM", "-e", f"inject=!{cls}:error=EXDEV"]
    lines = lines_of(everything, chosen)
    known = {line.partition("(")[0] for line in lines}  # later calls it shows by number
    names = {line.partition("(")[0] for line in lines if " EPERM " in line}
    assert names == {name for name in trace_classes.TRACE_CLASSES[cls] if name in X86_64 and name in known}
