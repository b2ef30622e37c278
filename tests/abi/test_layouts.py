"""Every structure of `abi` has the size, and every field the offset and width, that C gives it.

A row names the layout, the C type, and how fields are called in C: a prefix before the NamedTuple's own field name,
and exceptions. Offsets in Python are computed from the format string, which is what packs and unpacks.
"""

import re
import struct
import subprocess
from typing import NamedTuple

import pytest

from forkingpaths.abi import (
    capability,
    clone,
    elf,
    fcntl,
    futex,
    inotify,
    ipc,
    mount,
    poll,
    prctl,
    ptrace,
    resource,
    sigframe,
    siginfo,
    sockaddr,
    stat,
    system,
    termios,
    time,
)
from forkingpaths.abi.i386 import sigframe as sigframe32
from forkingpaths.abi.i386 import structs as structs32
from tests import host


class Row(NamedTuple):
    """One structure: its layout, its C type and header, and its fields' C names where they are not prefix+name."""

    layout: struct.Struct
    ctype: str
    headers: str
    fields: tuple[str, ...]
    prefix: str = ""
    names: dict[str, str] = {}  # noqa: RUF012  read only, and a NamedTuple's field cannot be a ClassVar
    tail: int = 0  # bytes of the C structure that the layout leaves to another one


Span = tuple[int, int, int]


def spans(layout: struct.Struct) -> list[Span]:
    """(offset, size, 1 if signed) of each value a format packs."""
    found: list[Span] = []
    offset = 0
    for count, code in re.findall(r"(\d*)([a-zA-Z?])", layout.format):
        size = struct.calcsize("<" + code)
        number = int(count or 1)
        if code == "x":
            offset += number
        elif code == "s":
            found.append((offset, number, 0))
            offset += number
        else:
            for _ in range(number):
                found.append((offset, size, int(code.islower())))
                offset += size
    assert offset == layout.size
    return found


def in_c(rows: list[Row], *flags: str) -> list[tuple[int, list[Span]]]:
    """(size, spans) of each row's structure; one program a set of headers, for headers disagree with each other."""
    answers: dict[int, tuple[int, list[Span]]] = {}
    for headers in dict.fromkeys(row.headers for row in rows):
        lines = ["#define _GNU_SOURCE", "#include <stddef.h>", "#include <stdio.h>"]
        lines += [f"#include <{header}>" for header in headers.split()]
        if "asm/ucontext.h" in headers:
            lines.append(FRAMES)
        lines.append("int main(void) {")
        for index, row in enumerate(rows):
            if row.headers != headers:
                continue
            lines.append(f'  printf("{index} %zu", sizeof({row.ctype}));')
            for field in row.fields:
                member = row.names.get(field, row.prefix + field)
                value = f"(({row.ctype} *)0)->{member}"
                signed = f"_Generic({value}, char: 1, short: 1, int: 1, long: 1, long long: 1, default: 0)"
                place = f"offsetof({row.ctype}, {member}), sizeof({value}), {signed}"
                lines.append(f'  printf(" %zu %zu %d", {place});')
            lines.append('  printf("\\n");')
        program = host.compile_c("\n".join([*lines, "}"]), "-w", *flags)
        for line in subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines():
            index, size, *numbers = map(int, line.split())
            answers[index] = size, list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))
    return [answers[index] for index in range(len(rows))]


# No header defines the frames: they are the kernel's own (arch/x86/include/asm/sigframe.h).
FRAMES = """
#ifdef __i386__
struct kernel_ucontext { unsigned uc_flags, uc_link; stack_t uc_stack; struct sigcontext uc_mcontext;
                         unsigned long long uc_sigmask; };  /* user headers still say 32 bits for the mask */
struct sigframe { unsigned pretcode; int sig; struct sigcontext sc; struct _fpstate_32 unused; unsigned extramask;
                  char retcode[8]; };
struct rt_sigframe { unsigned pretcode; int sig; unsigned pinfo, puc; siginfo_t info;
                     struct kernel_ucontext uc; char retcode[8]; };
#else
struct rt_sigframe { char *pretcode; struct ucontext uc; siginfo_t info; };
#endif
"""


def fields(kind: type) -> tuple[str, ...]:
    return tuple(kind._fields)  # type: ignore[attr-defined]  # a NamedTuple class, which `type` cannot say


_SIG = "linux/signal.h"
_FRAME = "linux/signal.h asm/sigcontext.h asm/ucontext.h"
_SI = {
    "pid": "_sifields._kill._pid",
    "uid": "_sifields._kill._uid",
    "signo": "si_signo",
    "errno": "si_errno",
    "code": "si_code",
}
_CHILD = _SI | {
    "pid": "_sifields._sigchld._pid",
    "uid": "_sifields._sigchld._uid",
    "status": "_sifields._sigchld._status",
    "utime": "_sifields._sigchld._utime",
    "stime": "_sifields._sigchld._stime",
}
_TIMER = _SI | {
    "timerid": "_sifields._timer._tid",
    "overrun": "_sifields._timer._overrun",
    "value": "_sifields._timer._sigval",
}
_RT = _SI | {"value": "_sifields._rt._sigval"}
_FAULT = _SI | {"addr": "_sifields._sigfault._addr", "addr_lsb": "_sifields._sigfault._addr_lsb"}
_POLL = _SI | {"band": "_sifields._sigpoll._band", "fd": "_sifields._sigpoll._fd"}
_SYS = _SI | {
    "call_addr": "_sifields._sigsys._call_addr",
    "syscall": "_sifields._sigsys._syscall",
    "arch": "_sifields._sigsys._arch",
}
_ITIMER = {
    "interval_sec": "it_interval.tv_sec",
    "interval_usec": "it_interval.tv_usec",
    "interval_nsec": "it_interval.tv_nsec",
    "value_sec": "it_value.tv_sec",
    "value_usec": "it_value.tv_usec",
    "value_nsec": "it_value.tv_nsec",
}
_RUSAGE = {
    "utime_sec": "ru_utime.tv_sec",
    "utime_usec": "ru_utime.tv_usec",
    "stime_sec": "ru_stime.tv_sec",
    "stime_usec": "ru_stime.tv_usec",
}
_STATX = {f"{t}time": f"stx_{t}time.tv_sec" for t in "abcm"} | {
    f"{t}time_nsec": f"stx_{t}time.tv_nsec" for t in "abcm"
}
_TIMEX = {"time_sec": "time.tv_sec", "time_usec": "time.tv_usec"}
_ARGS = {f"arg{n}": f"args[{n}]" for n in range(6)}
_UCONTEXT = {
    "flags": "uc_flags",
    "link": "uc_link",
    "stack_sp": "uc_stack.ss_sp",
    "stack_flags": "uc_stack.ss_flags",
    "stack_size": "uc_stack.ss_size",
}

_LOADS = {"load1": "loads[0]", "load5": "loads[1]", "load15": "loads[2]"}
_SIGEVENT = {"tid": "_sigev_un._tid"}
_LIST = {"next": "list"}
_REGS32 = {"ds": "xds", "es": "xes", "fs": "xfs", "gs": "xgs", "cs": "xcs", "ss": "xss"}

ROWS = [
    Row(stat.STAT, "struct stat", "asm/stat.h", fields(stat.Stat), "st_"),
    Row(stat.STATX, "struct statx", "linux/stat.h", fields(stat.Statx), "stx_", _STATX),
    Row(stat.STATFS, "struct statfs", "asm/statfs.h", fields(stat.Statfs), "f_"),
    Row(clone.CLONE_ARGS, "struct clone_args", "linux/sched.h", fields(clone.CloneArgs)),
    Row(fcntl.FLOCK, "struct flock", "linux/fcntl.h", fields(fcntl.Flock), "l_"),
    Row(fcntl.F_OWNER_EX, "struct f_owner_ex", "linux/fcntl.h", fields(fcntl.FOwnerEx)),
    Row(
        futex.ROBUST_LIST_HEAD,
        "struct robust_list_head",
        "linux/futex.h",
        fields(futex.RobustListHead),
        names=_LIST,
    ),
    Row(futex.RSEQ, "struct rseq", "linux/rseq.h", fields(futex.Rseq)),
    Row(futex.RSEQ_CS, "struct rseq_cs", "linux/rseq.h", fields(futex.RseqCs)),
    Row(time.TIMESPEC, "struct timespec", "linux/time.h", fields(time.Timespec), "tv_"),
    Row(time.TIMEVAL, "struct timeval", "linux/time.h", fields(time.Timeval), "tv_"),
    Row(time.TIMEZONE, "struct timezone", "linux/time.h", fields(time.Timezone), "tz_"),
    Row(time.ITIMERVAL, "struct itimerval", "linux/time.h", fields(time.Itimerval), names=_ITIMER),
    Row(time.ITIMERSPEC, "struct itimerspec", "linux/time.h", fields(time.Itimerspec), names=_ITIMER),
    Row(time.TMS, "struct tms", "linux/times.h", fields(time.Tms), "tms_"),
    Row(time.UTIMBUF, "struct utimbuf", "linux/utime.h", fields(time.Utimbuf)),
    Row(time.TIMEX, "struct timex", "sys/timex.h", fields(time.Timex), names=_TIMEX),
    Row(resource.RLIMIT, "struct rlimit", "linux/resource.h", fields(resource.Rlimit), "rlim_"),
    Row(resource.RUSAGE, "struct rusage", "linux/resource.h", fields(resource.Rusage), "ru_", _RUSAGE),
    Row(
        resource.SCHED_ATTR,
        "struct sched_attr",
        "linux/sched/types.h",
        fields(resource.SchedAttr),
        "sched_",
        {"size": "size"},
    ),
    Row(system.UTSNAME, "struct new_utsname", "linux/utsname.h", fields(system.Utsname)),
    Row(
        system.SYSINFO,
        "struct sysinfo",
        "linux/sysinfo.h",
        fields(system.Sysinfo),
        names=_LOADS,
    ),
    Row(system.IOVEC, "struct iovec", "linux/uio.h", fields(system.Iovec), "iov_"),
    Row(poll.POLLFD, "struct pollfd", "asm/poll.h", fields(poll.Pollfd)),
    Row(poll.EPOLL_EVENT, "struct epoll_event", "sys/epoll.h", fields(poll.EpollEvent)),
    Row(termios.TERMIOS, "struct termios", "asm/termbits.h", fields(termios.Termios), "c_"),
    Row(termios.TERMIOS2, "struct termios2", "asm/termbits.h", fields(termios.Termios2), "c_"),
    Row(termios.TERMIO, "struct termio", "asm/termios.h", fields(termios.Termio), "c_"),
    Row(termios.WINSIZE, "struct winsize", "asm/termios.h", fields(termios.Winsize), "ws_"),
    Row(
        capability.CAP_USER_HEADER,
        "struct __user_cap_header_struct",
        "linux/capability.h",
        fields(capability.CapUserHeader),
    ),
    Row(
        capability.CAP_USER_DATA,
        "struct __user_cap_data_struct",
        "linux/capability.h",
        fields(capability.CapUserData),
    ),
    Row(elf.EHDR64, "Elf64_Ehdr", "elf.h", fields(elf.Ehdr), "e_"),
    Row(elf.EHDR32, "Elf32_Ehdr", "elf.h", fields(elf.Ehdr), "e_"),
    Row(elf.PHDR64, "Elf64_Phdr", "elf.h", fields(elf.Phdr64), "p_"),
    Row(elf.PHDR32, "Elf32_Phdr", "elf.h", fields(elf.Phdr32), "p_"),
    Row(inotify.INOTIFY_EVENT, "struct inotify_event", "linux/inotify.h", fields(inotify.InotifyEvent)),
    Row(mount.MOUNT_ATTR, "struct mount_attr", "linux/mount.h", fields(mount.MountAttr)),
    Row(prctl.SECCOMP_DATA, "struct seccomp_data", "linux/seccomp.h", fields(prctl.SeccompData), names=_ARGS),
    Row(prctl.SOCK_FILTER, "struct sock_filter", "linux/filter.h", fields(prctl.SockFilter)),
    Row(prctl.SOCK_FPROG, "struct sock_fprog", "linux/filter.h", ("len", "filter")),
    Row(ptrace.USER_REGS, "struct user_regs_struct", "sys/user.h", fields(ptrace.UserRegs)),
    Row(
        siginfo.KERNEL_SIGACTION,
        "struct sigaction",
        _SIG,
        fields(siginfo.KernelSigaction),
        "sa_",
    ),
    Row(siginfo.STACK_T, "stack_t", _SIG, fields(siginfo.StackT), "ss_"),
    Row(siginfo.SI_KILL, "siginfo_t", _SIG, fields(siginfo.SiKill), names=_SI),
    Row(siginfo.SI_TIMER_ARM, "siginfo_t", _SIG, fields(siginfo.SiTimer), names=_TIMER),
    Row(siginfo.SI_RT, "siginfo_t", _SIG, fields(siginfo.SiRt), names=_RT),
    Row(siginfo.SI_CHILD, "siginfo_t", _SIG, fields(siginfo.SiChild), names=_CHILD),
    Row(siginfo.SI_FAULT, "siginfo_t", _SIG, fields(siginfo.SiFault), names=_FAULT),
    Row(siginfo.SI_POLL, "siginfo_t", _SIG, fields(siginfo.SiPoll), names=_POLL),
    Row(siginfo.SI_SYS, "siginfo_t", _SIG, fields(siginfo.SiSys), names=_SYS),
    Row(
        siginfo.SIGEVENT,
        "struct sigevent",
        _SIG,
        fields(siginfo.Sigevent),
        "sigev_",
        _SIGEVENT,
    ),
    Row(
        siginfo.SIGNALFD_SIGINFO,
        "struct signalfd_siginfo",
        "linux/signalfd.h",
        fields(siginfo.SignalfdSiginfo),
        "ssi_",
        {"value_int": "ssi_int", "value_ptr": "ssi_ptr"},
    ),
    Row(
        sockaddr.SOCKADDR_IN,
        "struct sockaddr_in",
        "netinet/in.h",
        fields(sockaddr.SockaddrIn),
        "sin_",
    ),
    Row(sockaddr.SOCKADDR_IN6, "struct sockaddr_in6", "netinet/in.h", fields(sockaddr.SockaddrIn6), "sin6_"),
    Row(sockaddr.SOCKADDR_NL, "struct sockaddr_nl", "linux/netlink.h", fields(sockaddr.SockaddrNl), "nl_"),
    Row(sockaddr.MSGHDR, "struct msghdr", "sys/socket.h", fields(sockaddr.Msghdr), "msg_"),
    Row(sockaddr.CMSGHDR, "struct cmsghdr", "sys/socket.h", fields(sockaddr.Cmsghdr), "cmsg_"),
    Row(sockaddr.UCRED, "struct ucred", "sys/socket.h", fields(sockaddr.Ucred)),
    Row(sockaddr.LINGER, "struct linger", "sys/socket.h", fields(sockaddr.Linger), "l_"),
    Row(
        sockaddr.IFREQ,
        "struct ifreq",
        "net/if.h",
        fields(sockaddr.Ifreq),
        names={"name": "ifr_name", "value": "ifr_ifru"},
    ),
    Row(sockaddr.IFCONF, "struct ifconf", "net/if.h", ("ifc_len", "ifc_buf")),
    Row(ipc.IPC_PERM, "struct ipc64_perm", "linux/ipc.h asm/ipcbuf.h", fields(ipc.IpcPerm)),
    Row(ipc.SHMID_DS, "struct shmid64_ds", "linux/shm.h", fields(ipc.ShmidDs), "shm_", tail=48),
    Row(ipc.SEMID_DS, "struct semid64_ds", "linux/sem.h", fields(ipc.SemidDs), "sem_", tail=48),
    Row(
        ipc.MSQID_DS,
        "struct msqid64_ds",
        "linux/msg.h",
        fields(ipc.MsqidDs),
        "msg_",
        tail=48,
    ),
    Row(ipc.SEMBUF, "struct sembuf", "linux/sem.h", fields(ipc.Sembuf), "sem_"),
    Row(ipc.MQ_ATTR, "struct mq_attr", "linux/mqueue.h", fields(ipc.MqAttr), "mq_"),
    Row(sigframe.SIGCONTEXT, "struct sigcontext", _FRAME, fields(sigframe.Sigcontext)),
    Row(sigframe.FPX_SW_BYTES, "struct _fpx_sw_bytes", _FRAME, fields(sigframe.FpxSwBytes)),
]

# The same for -m32: i386's own layouts, and those of abi that serve it as they are.
ROWS32 = [
    Row(structs32.TIMESPEC32, "struct timespec", "linux/time.h", fields(time.Timespec), "tv_"),
    Row(structs32.TIMEVAL32, "struct timeval", "linux/time.h", fields(time.Timeval), "tv_"),
    Row(structs32.ITIMERVAL32, "struct itimerval", "linux/time.h", fields(time.Itimerval), names=_ITIMER),
    Row(structs32.ITIMERSPEC32, "struct itimerspec", "linux/time.h", fields(time.Itimerspec), names=_ITIMER),
    Row(structs32.TMS32, "struct tms", "linux/times.h", fields(time.Tms), "tms_"),
    Row(structs32.UTIMBUF32, "struct utimbuf", "linux/utime.h", fields(time.Utimbuf)),
    Row(structs32.TIMEX32, "struct timex", "sys/timex.h", fields(time.Timex), names=_TIMEX),
    Row(time.TIMESPEC, "struct __kernel_timespec", "linux/time_types.h", fields(time.Timespec), "tv_"),
    Row(structs32.STAT32, "struct stat", "asm/stat.h", fields(structs32.Stat32), "st_"),
    Row(
        structs32.STAT64,
        "struct stat64",
        "asm/stat.h",
        fields(structs32.Stat64),
        "st_",
        {"ino32": "__st_ino"},
    ),
    Row(stat.STATX, "struct statx", "linux/stat.h", fields(stat.Statx), "stx_", _STATX),
    Row(structs32.STATFS32, "struct statfs", "asm/statfs.h", fields(stat.Statfs), "f_"),
    Row(structs32.STATFS64, "struct statfs64", "asm/statfs.h", fields(stat.Statfs), "f_"),
    Row(structs32.FLOCK32, "struct flock", "linux/fcntl.h", fields(fcntl.Flock), "l_"),
    Row(structs32.FLOCK64, "struct flock64", "linux/fcntl.h", fields(fcntl.Flock), "l_"),
    Row(structs32.IOVEC32, "struct iovec", "linux/uio.h", fields(system.Iovec), "iov_"),
    Row(structs32.RLIMIT32, "struct rlimit", "linux/resource.h", fields(resource.Rlimit), "rlim_"),
    Row(structs32.RUSAGE32, "struct rusage", "linux/resource.h", fields(resource.Rusage), "ru_", _RUSAGE),
    Row(structs32.SYSINFO32, "struct sysinfo", "linux/sysinfo.h", fields(system.Sysinfo), names=_LOADS),
    Row(poll.EPOLL_EVENT, "struct epoll_event", "sys/epoll.h", fields(poll.EpollEvent)),
    Row(termios.TERMIOS, "struct termios", "asm/termbits.h", fields(termios.Termios), "c_"),
    Row(structs32.MSGHDR32, "struct msghdr", "sys/socket.h", fields(sockaddr.Msghdr), "msg_"),
    Row(structs32.CMSGHDR32, "struct cmsghdr", "sys/socket.h", fields(sockaddr.Cmsghdr), "cmsg_"),
    Row(structs32.SOCK_FPROG32, "struct sock_fprog", "linux/filter.h", ("len", "filter")),
    Row(structs32.STACK_T32, "stack_t", _SIG, fields(siginfo.StackT), "ss_"),
    Row(structs32.OLD_SIGACTION32, "struct sigaction", _SIG, ("_u", "sa_mask", "sa_flags", "sa_restorer")),
    Row(structs32.SIGEVENT32, "struct sigevent", _SIG, fields(siginfo.Sigevent), "sigev_", _SIGEVENT),
    Row(structs32.SI_KILL32, "siginfo_t", _SIG, fields(siginfo.SiKill), names=_SI),
    Row(structs32.SI_TIMER_ARM32, "siginfo_t", _SIG, fields(siginfo.SiTimer), names=_TIMER),
    Row(structs32.SI_RT32, "siginfo_t", _SIG, fields(siginfo.SiRt), names=_RT),
    Row(structs32.SI_CHILD32, "siginfo_t", _SIG, fields(siginfo.SiChild), names=_CHILD),
    Row(structs32.SI_FAULT32, "siginfo_t", _SIG, fields(siginfo.SiFault), names=_FAULT),
    Row(structs32.SI_POLL32, "siginfo_t", _SIG, fields(siginfo.SiPoll), names=_POLL),
    Row(structs32.SI_SYS32, "siginfo_t", _SIG, fields(siginfo.SiSys), names=_SYS),
    Row(
        structs32.ROBUST_LIST_HEAD32,
        "struct robust_list_head",
        "linux/futex.h",
        fields(futex.RobustListHead),
        names=_LIST,
    ),
    Row(structs32.USER_DESC, "struct user_desc", "asm/ldt.h", ("entry_number", "base_addr", "limit")),
    Row(structs32.MQ_ATTR32, "struct mq_attr", "linux/mqueue.h", fields(ipc.MqAttr), "mq_"),
    Row(structs32.IPC_PERM32, "struct ipc64_perm", "linux/ipc.h asm/ipcbuf.h", fields(ipc.IpcPerm)),
    Row(structs32.SHMID_DS32, "struct shmid64_ds", "linux/shm.h", fields(ipc.ShmidDs), "shm_", tail=36),
    Row(structs32.SEMID_DS32, "struct semid64_ds", "linux/sem.h", fields(ipc.SemidDs), "sem_", tail=36),
    Row(structs32.MSQID_DS32, "struct msqid64_ds", "linux/msg.h", fields(ipc.MsqidDs), "msg_", tail=36),
    Row(
        ptrace.USER_REGS32, "struct user_regs_struct", "sys/user.h", fields(ptrace.UserRegs32), names=_REGS32
    ),
    Row(sigframe32.SIGCONTEXT32, "struct sigcontext", _FRAME, fields(sigframe32.Sigcontext32)),
    Row(
        sigframe32.FREGS_STATE,
        "struct _fpstate_32",
        _FRAME,
        fields(sigframe32.FregsState),
        names={
            "cwd": "cw",
            "swd": "sw",
            "twd": "tag",
            "fip": "ipoff",
            "fcs": "cssel",
            "foo": "dataoff",
            "fos": "datasel",
            "st": "_st",
        },
        tail=512,
    ),
]


# Where our sign is deliberately not the header's: a file may be older than 1970, block counts are never negative,
# the kernel's own struct user_msghdr has an int length, registers are addresses.
OTHER_SIGN = ("struct stat", "struct statfs", "struct msghdr", "struct user_regs_struct")
# Only the first fields are named: bit fields have no offset, and a pointer's target is not part of the structure.
PARTLY = ("struct user_desc",)


def check(rows: list[Row], *flags: str) -> None:
    for row, (size, places) in zip(rows, in_c(rows, *flags), strict=True):
        assert row.layout.size + row.tail == size, row.ctype
        # A structure that begins with another one (ipc_perm) is laid out here from that one's end.
        shift = row.tail if row.prefix and row.tail else 0
        for field, ours, real in zip(row.fields, spans(row.layout), places, strict=row.ctype not in PARTLY):
            at, width, signed = ours
            if row.ctype in OTHER_SIGN:
                signed = real[2]
            assert (at + shift, width, signed) == real, (row.ctype, field)


@pytest.mark.needs("gcc", "libc6-dev")
def test_layouts_are_those_of_64_bit_c():
    check(ROWS)


@pytest.mark.needs("gcc", "libc6-dev", "gcc-multilib")
def test_layouts_are_those_of_32_bit_c():
    check(ROWS32, "-m32")


@pytest.mark.needs("gcc", "libc6-dev")
def test_signal_frame_is_that_of_64_bit_c():
    offsets = (sigframe.RT_SIGFRAME_UC, sigframe.RT_SIGFRAME_INFO, sigframe.RT_SIGFRAME_SIZE)
    inside = (sigframe.UCONTEXT_MCONTEXT, sigframe.UCONTEXT_SIGMASK, sigframe.UCONTEXT_SIZE)
    frame, context, head = in_c(
        [
            Row(struct.Struct(""), "struct rt_sigframe", _FRAME, ("uc", "info")),
            Row(struct.Struct(""), "struct ucontext", _FRAME, ("uc_mcontext", "uc_sigmask")),
            Row(
                sigframe.UCONTEXT_HEAD, "struct ucontext", _FRAME, fields(sigframe.Ucontext), names=_UCONTEXT
            ),
        ]
    )
    assert ([place[0] for place in frame[1]], frame[0]) == (list(offsets[:2]), offsets[2])
    assert ([place[0] for place in context[1]], context[0]) == (list(inside[:2]), inside[2])
    assert spans(sigframe.UCONTEXT_HEAD) == head[1]


@pytest.mark.needs("gcc", "libc6-dev", "gcc-multilib")
def test_signal_frames_are_those_of_32_bit_c():
    head, old, frame, context = in_c(
        [
            Row(
                sigframe32.UCONTEXT32_HEAD,
                "struct kernel_ucontext",
                _FRAME,
                fields(sigframe.Ucontext),
                names=_UCONTEXT,
            ),
            Row(struct.Struct(""), "struct sigframe", _FRAME, ("sc", "extramask", "retcode")),
            Row(struct.Struct(""), "struct rt_sigframe", _FRAME, ("info", "uc", "retcode")),
            Row(struct.Struct(""), "struct kernel_ucontext", _FRAME, ("uc_mcontext", "uc_sigmask")),
        ],
        "-m32",
    )
    f = sigframe32
    assert spans(f.UCONTEXT32_HEAD) == head[1]
    assert [place[0] for place in old[1]] == [f.SIGFRAME_SC, f.SIGFRAME_EXTRAMASK, f.SIGFRAME_RETCODE]
    rt_offsets = [f.RT_SIGFRAME32_INFO, f.RT_SIGFRAME32_UC, f.RT_SIGFRAME32_RETCODE]
    assert [place[0] for place in frame[1]] == rt_offsets
    assert [place[0] for place in context[1]] == [f.UCONTEXT32_MCONTEXT, f.UCONTEXT32_SIGMASK]
    assert (old[0], frame[0], context[0]) == (f.SIGFRAME_SIZE, f.RT_SIGFRAME32_SIZE, f.UCONTEXT32_SIZE)
