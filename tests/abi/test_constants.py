"""Every integer constant of `abi` has the value the host's headers give it.

For each module: the headers that define its names, and the names that are ours alone. Everything else in capitals
is put into a C program, which fails to compile if a name is unknown and prints the values if all are known.
"""

import errno
import importlib
import os
import subprocess
from fnmatch import fnmatchcase

import pytest

from forkingpaths.abi import numbers
from forkingpaths.abi.errno import Errno
from forkingpaths.abi.signals import Signal
from tests import host

# module: (headers, names that no user header defines, or families of them)
MODULES: dict[str, tuple[str, str]] = {
    "capability": ("linux/capability.h", "CAP_FULL_SET"),
    "clone": ("linux/sched.h linux/pidfd.h", "CLONE_NAMESPACES"),
    "elf": (
        "elf.h linux/limits.h linux/binfmts.h asm/auxvec.h",
        "MAX_ARG_STRINGS USER_HZ SCRIPT_RECURSION_MAX MAX_ARG_STRLEN ARG_MAX",
    ),
    "aio": (
        "linux/aio_abi.h linux/ioprio.h",
        "KEY_OFFSET HEAD_OFFSET TAIL_OFFSET AIO_RING_MAGIC IOPRIO_LEVELS",
    ),
    "fcntl": (
        "linux/fcntl.h linux/kcmp.h",
        "F_GETOWNER_UIDS F_GETLK64 F_SETLK64 F_SETLKW64 F_DUPFD_QUERY F_CREATED_QUERY",
    ),
    "futex": ("linux/futex.h linux/membarrier.h linux/rseq.h", "RSEQ_SIG RSEQ_SIZE"),
    "inotify": ("sys/inotify.h", ""),
    "ioctl": (
        "asm/ioctls.h linux/fs.h linux/fiemap.h asm/termbits.h linux/sockios.h linux/nsfs.h linux/seccomp.h",
        "",
    ),
    "ipc": (
        "linux/ipc.h linux/msg.h linux/shm.h linux/sem.h linux/mqueue.h",
        "SHM_DEST SHM_LOCKED SHMLBA MQ_MAXMSG_DEFAULT MQ_MSGSIZE_DEFAULT MQ_QUEUES_MAX",
    ),
    "mman": (
        "linux/mman.h linux/memfd.h linux/mempolicy.h",
        "PAGE_SIZE PAGE_SHIFT PAGE_MASK TASK_SIZE TASK_SIZE_32 MAP_ANON MAP_DROPPABLE",
    ),
    "mount": ("linux/mount.h linux/xattr.h linux/limits.h linux/fcntl.h", ""),
    "open": (
        "unistd.h linux/fcntl.h linux/openat2.h linux/fs.h linux/falloc.h linux/fadvise.h linux/close_range.h",
        "O_SMALL_FILE LARGEST_SMALL_FILE RWF_NOAPPEND O_ASYNC VALID_OPEN_FLAGS SETFL_MASK UIO_MAXIOV MAX_RW_COUNT SYMLOOP_MAX",
    ),
    "poll": (
        "asm/poll.h sys/epoll.h sys/eventfd.h sys/select.h",
        "SELECT_READ SELECT_WRITE SELECT_EXCEPT EPOLLNVAL EPOLL_MAX_EVENTS EPOLL_MAX_NESTS EVENTFD_MAX",
    ),
    "prctl": (
        "linux/prctl.h asm/prctl.h linux/securebits.h linux/seccomp.h linux/audit.h linux/filter.h",
        (
            "SUID_DUMP_DISABLE SUID_DUMP_USER SUID_DUMP_ROOT PR_THP_DISABLE_EXCEPT_ADVISED *_MDWE* *_MEMORY_MERGE "
            "PR_TIMER_CREATE_RESTORE_IDS* PR_FUTEX_HASH* PR_SYS_DISPATCH_*CLUSIVE_ON ARCH_*_XCOMP_GUEST_PERM"
        ),
    ),
    "ptrace": ("linux/ptrace.h asm/ptrace-abi.h linux/elf.h", ""),
    "resource": (
        "sched.h linux/resource.h linux/sched.h linux/ioprio.h",
        "NICE_MIN NICE_MAX RT_PRIO_MIN RT_PRIO_MAX SCHED_ATTR_SIZE_VER* SCHED_EXT",
    ),
    "siginfo": ("asm/siginfo.h linux/signalfd.h", "SIGINFO_SIZE"),
    "signals": (
        "linux/signal.h",
        "NSIG SIGRTMAX SA_INTERRUPT FULL_MASK UNBLOCKABLE STOP_SIGNALS SYNCHRONOUS",
    ),
    "sockaddr": ("linux/un.h", "SOCKADDR_UN_SIZE SOCKADDR_STORAGE_SIZE MMSGHDR_SIZE"),
    "socket": (
        "sys/socket.h netinet/in.h linux/net.h",
        "SOCK_TYPE_MASK MSG_PROBE MSG_SENDPAGE_NOTLAST MSG_NO_SHARED_FRAGS SCM_MAX_FD SOCK_SNDBUF_DEFAULT",
    ),
    "socket_options": ("sys/socket.h netinet/in.h netinet/tcp.h netinet/udp.h", ""),
    "stat": (
        "sys/stat.h sys/statvfs.h linux/stat.h linux/magic.h",
        "S_IRWXUGO S_IALLUGO ST_VALID MQUEUE_MAGIC PID_FS_MAGIC",
    ),
    "system": (
        "linux/reboot.h linux/random.h linux/limits.h sys/personality.h dirent.h",
        "SYSLOG_ACTION_* PERSONALITY_QUERY PID_MAX_LIMIT PID_MAX_DEFAULT TASK_COMM_LEN",
    ),
    "termios": ("asm/termbits.h linux/tty.h unistd.h", "N_TTY_BUF_SIZE"),
    "time": (
        "sys/stat.h linux/time.h linux/timerfd.h linux/timex.h",
        "NSEC_PER_SEC NSEC_PER_USEC ADJ_ADJTIME ADJ_OFFSET_READONLY",
    ),
    "wait": ("linux/wait.h", "WAIT4_ALLOWED WAITID_ALLOWED WCOREFLAG CONTINUED_STATUS"),
}
# Names whose only header cannot be included beside the kernel's.
OTHER_HEADERS = {
    "mount": ("sys/mount.h", "MNT_FORCE MNT_DETACH MNT_EXPIRE UMOUNT_NOFOLLOW"),
    "open": ("fcntl.h", "SPLICE_F_MOVE SPLICE_F_NONBLOCK SPLICE_F_MORE SPLICE_F_GIFT"),
    "sigframe": ("asm/sigcontext.h asm/processor-flags.h", "FP_XSTATE_MAGIC1 FP_XSTATE_MAGIC2"),
}
YOUNGER = {"fchmodat2": 452}  # than the headers of Debian 12


def constants(module: str) -> dict[str, int]:
    """The module's own integer constants: assigned at its top level, in capitals."""
    loaded = importlib.import_module(f"forkingpaths.abi.{module}")
    return {name: value for name, value in vars(loaded).items() if isinstance(value, int) and name.isupper()}


def from_headers(headers: str, names: list[str]) -> dict[str, int]:
    lines = ["#define _GNU_SOURCE", "#include <limits.h>", "#include <stdio.h>"]
    lines += [f"#include <{header}>" for header in headers.split()]
    lines += ["int main(void) {"]
    lines += [f'  printf("{name} %lld\\n", (long long)({name}));' for name in names]
    program = host.compile_c("\n".join([*lines, "}"]), "-w")
    out = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    return {name: int(value) for name, value in (line.split() for line in out.splitlines())}


def differing(wanted: dict[str, int], real: dict[str, int]) -> dict[str, tuple[int, int]]:
    """C may give a flag as a negative int; the low 32 bits are what counts then."""
    return {
        name: (wanted[name], value)
        for name, value in real.items()
        if wanted[name] != value and (value >= 0 or (wanted[name] - value) % (1 << 32))
    }


@pytest.mark.needs("gcc", "libc6-dev")
@pytest.mark.parametrize("module", MODULES)
def test_constants_are_the_headers(module):
    headers, ours = MODULES[module]
    wanted = constants(module)
    patterns = ours.split() + OTHER_HEADERS.get(module, ("", ""))[1].split()
    names = [name for name in wanted if not any(fnmatchcase(name, pattern) for pattern in patterns)]
    assert names
    assert differing(wanted, from_headers(headers, names)) == {}


@pytest.mark.needs("gcc", "libc6-dev")
@pytest.mark.parametrize("module", OTHER_HEADERS)
def test_constants_are_those_of_other_headers(module):
    headers, names = OTHER_HEADERS[module]
    assert differing(constants(module), from_headers(headers, names.split())) == {}


@pytest.mark.needs("gcc", "libc6-dev")
def test_error_numbers_and_texts_are_the_hosts():
    names = list(Errno.__members__)
    assert from_headers("errno.h", names) == {name: Errno[name].value for name in names}
    assert {e.phrase for e in Errno} == {os.strerror(e) for e in Errno}
    assert set(Errno.__members__) >= set(errno.errorcode.values())


@pytest.mark.needs("gcc", "libc6-dev")
def test_signal_numbers_are_the_hosts():
    names = list(Signal.__members__)
    assert from_headers("signal.h", names) == {name: Signal[name].value for name in names}


@pytest.mark.needs("gcc", "libc6-dev")
@pytest.mark.parametrize(("arch", "header"), [("x86_64", "asm/unistd_64.h"), ("i386", "asm/unistd_32.h")])
def test_system_call_numbers_are_the_headers(arch, header):
    table = numbers.NUMBERS[arch]
    known = {name: number for name, number in table.items() if name not in YOUNGER}
    real = from_headers(header, [f"__NR_{name}" for name in known])
    assert {f"__NR_{name}": number for name, number in known.items()} == real
    assert numbers.NAMES[arch] == {number: name for name, number in table.items()}
    assert numbers.name_of(arch, 9999) == "syscall_0x270f"
