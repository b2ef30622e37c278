"""/proc/sys: the settings that programs read (sysctl(8)), and the few that can be changed.

Modes are Linux's.  What may be written there and is fixed here takes the value that it has; another one is EINVAL, and noted.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import shake_128

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import aio, limits, namespaces
from forkingpaths.kernel.ipc import mqueue
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.processes import FILE
from forkingpaths.kernel.proc.setting import open_numbers, open_text
from forkingpaths.kernel.release import RELEASE, VERSION
from forkingpaths.vfs.credentials import CAP_CHECKPOINT_RESTORE, CAP_SYS_ADMIN
from forkingpaths.vfs.proc.tree import DIRECTORIES, Entry, ProcInode, add, add_directory

CONSTANT = {  # what nobody can write, in Linux either
    "kernel/cap_last_cap": "40",
    "kernel/ngroups_max": "65536",
    "kernel/random/entropy_avail": "256",
    "kernel/random/poolsize": "256",
}
NAMES = {  # the same, that are text
    "kernel/osrelease": RELEASE.decode(),
    "kernel/ostype": "Linux",
    "kernel/version": VERSION.decode(),
}
FIXED = {  # what is the same in every run
    "fs/file-max": "9223372036854775807",
    "fs/nr_open": "1048576",
    "fs/lease-break-time": "45",
    "fs/leases-enable": "1",
    "fs/pipe-max-size": "1048576",
    "fs/pipe-user-pages-soft": "16384",
    "fs/protected_fifos": "0",
    "fs/protected_regular": "0",
    "fs/protected_symlinks": "0",
    "fs/protected_hardlinks": "1",
    "fs/suid_dumpable": "0",
    "fs/inotify/max_user_watches": "65536",
    "fs/inotify/max_user_instances": "128",
    "fs/inotify/max_queued_events": "16384",
    "fs/epoll/max_user_watches": "1000000",
    "kernel/core_uses_pid": "0",
    "kernel/msgmax": "8192",
    "kernel/msgmnb": "16384",
    "kernel/msgmni": "32000",
    "kernel/overflowuid": "65534",
    "kernel/overflowgid": "65534",
    "kernel/pty/max": "4096",
    "kernel/randomize_va_space": "0",
    "kernel/sched_autogroup_enabled": "1",
    "kernel/sched_rr_timeslice_ms": "100",
    "kernel/sched_rt_period_us": "1000000",
    "kernel/sched_rt_runtime_us": "950000",
    "kernel/sched_deadline_period_max_us": "4194304",
    "kernel/sched_deadline_period_min_us": "100",
    "kernel/sem": "32000\t1024000000\t500\t32000",
    "kernel/shmall": "18446744073692774399",
    "kernel/shmmax": "18446744073692774399",
    "kernel/shmmni": "4096",
    "kernel/tainted": "0",
    "kernel/yama/ptrace_scope": "0",
    "kernel/perf_event_paranoid": "2",
    "net/core/somaxconn": "4096",
    "net/core/rmem_default": "212992",
    "net/core/wmem_default": "212992",
    "net/core/rmem_max": "212992",
    "net/core/wmem_max": "212992",
    "net/ipv4/ip_local_port_range": "32768\t60999",
    "net/ipv4/ip_unprivileged_port_start": "1024",
    "net/ipv4/tcp_rmem": "4096\t131072\t6291456",
    "net/ipv4/tcp_wmem": "4096\t16384\t4194304",
    "net/ipv6/conf/all/disable_ipv6": "0",
    "net/unix/max_dgram_qlen": "10",
    "vm/max_map_count": "65530",
    "vm/mmap_min_addr": "4096",
    "vm/overcommit_memory": "0",
    "vm/overcommit_ratio": "50",
    "vm/swappiness": "60",
}


def _directory(path: str) -> str:
    """The kind of the directory sys/`path`, made if need be."""
    kind = f"sys/{path}" if path else "sys"
    if kind not in DIRECTORIES:
        parent, _, name = path.rpartition("/")
        add_directory(_directory(parent) if path else "root", (name or "sys").encode(), kind)
    return kind


def _add(
    path: str,
    text: Callable[[Kernel, ProcInode], bytes],
    write: Callable[[Kernel, ProcInode, bytes], None] | None = None,
    *,
    mode: int = 0o444,
    numbers: bool = True,
) -> None:
    parent, _, name = path.rpartition("/")
    add(
        _directory(parent),
        name.encode(),
        Entry(FILE | mode, text, write, open=open_numbers if numbers else open_text),
    )


def _path(inode: ProcInode) -> str:
    return f"{inode.kind.removeprefix('sys/')}/{inode.name.decode()}"


def _fixed(k: Kernel, inode: ProcInode) -> bytes:
    return (FIXED | CONSTANT | NAMES)[_path(inode)].encode() + b"\n"


def _set_fixed(k: Kernel, inode: ProcInode, data: bytes) -> None:
    """Numbers are written, perhaps fewer than there are."""
    assert inode.entry.text is not None
    wanted = data.split()
    if inode.entry.text(k, inode).split()[: len(wanted)] != wanted:
        k.not_modelled(f"writing another value to /proc/sys/{_path(inode)}")
        raise SysError(Errno.EINVAL)


def _set_hostname(k: Kernel, inode: ProcInode, data: bytes) -> None:
    k.touch(("hostname",), True)
    namespaces.names(k).hostname = data[:64]


def _set_domainname(k: Kernel, inode: ProcInode, data: bytes) -> None:
    k.touch(("hostname",), True)
    namespaces.names(k).domainname = data[:64]


def _pid_max(k: Kernel, inode: ProcInode) -> bytes:
    return b"%d\n" % k.pid_limit


def _set_pid_max(k: Kernel, inode: ProcInode, data: bytes) -> None:
    if not 301 <= int(data) <= 1 << 22:
        raise SysError(Errno.EINVAL)
    k.pid_limit = int(data)


def _set_last_pid(k: Kernel, inode: ProcInode, data: bytes) -> None:
    """ "The last-used PID in the current PID namespace": the search for the next one begins behind it (pid_namespaces(7))."""
    may = k.caller().credentials
    if not may.capable(CAP_SYS_ADMIN) and not may.capable(CAP_CHECKPOINT_RESTORE):
        raise SysError(Errno.EPERM)
    if not 0 <= int(data) <= k.pid_limit:
        raise SysError(Errno.EINVAL)
    k.touch(("pids",), True)
    k.next_pid = int(data) + 1
    k.pids_wrapped = True  # from now on a number that comes next may be taken


def _set_aio_limit(k: Kernel, inode: ProcInode, data: bytes) -> None:
    k.tables[aio.LIMIT] = int(data)


def _uuid(data: bytes) -> bytes:
    digits = bytearray(data)
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    h = digits.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}\n".encode()


def _boot_id(k: Kernel, inode: ProcInode) -> bytes:
    if "boot_id" not in k.tables:
        k.tables["boot_id"] = _uuid(shake_128(b"boot %d" % k.seed).digest(16))
    known: bytes = k.tables["boot_id"]
    return known


def _core_pattern(k: Kernel, inode: ProcInode) -> bytes:
    pattern: bytes = k.tables.get("core_pattern", b"core")
    return pattern + b"\n"


def _set_core_pattern(k: Kernel, inode: ProcInode, data: bytes) -> None:
    k.tables["core_pattern"] = data[:127]


def _mqueue(k: Kernel, inode: ProcInode) -> bytes:
    return b"%d\n" % mqueue.setting(k, inode.name.decode())


def _set_mqueue(k: Kernel, inode: ProcInode, data: bytes) -> None:
    mqueue.set_setting(k, inode.name.decode(), int(data))


for _name in CONSTANT:
    _add(_name, _fixed)
for _name in NAMES:
    _add(_name, _fixed, numbers=False)
for _name in FIXED:
    _add(_name, _fixed, _set_fixed, mode=0o644)
for _name in mqueue.SETTINGS:
    _add(f"fs/mqueue/{_name}", _mqueue, _set_mqueue, mode=0o644)
_add(
    "kernel/hostname",
    lambda k, i: namespaces.names(k).hostname + b"\n",
    _set_hostname,
    mode=0o644,
    numbers=False,
)
_add(
    "kernel/domainname",
    lambda k, i: namespaces.names(k).domainname + b"\n",
    _set_domainname,
    mode=0o644,
    numbers=False,
)
_add("kernel/core_pattern", _core_pattern, _set_core_pattern, mode=0o644, numbers=False)
_add("kernel/pid_max", _pid_max, _set_pid_max, mode=0o644)
_add("kernel/threads-max", lambda k, i: b"%d\n" % limits.threads_max(k), _set_fixed, mode=0o644)
_add("kernel/ns_last_pid", lambda k, i: b"%d\n" % (k.next_pid - 1), _set_last_pid, mode=0o666)
_add("kernel/pty/nr", lambda k, i: b"%d\n" % len(k.objects.terminals))
_add("kernel/random/uuid", lambda k, i: _uuid(k.random_bytes(16)), numbers=False)
_add("kernel/random/boot_id", _boot_id, numbers=False)
_add("fs/aio-nr", lambda k, i: b"%d\n" % aio.requests(k))
_add("fs/aio-max-nr", lambda k, i: b"%d\n" % aio.most_requests(k), _set_aio_limit, mode=0o644)
_add("fs/file-nr", lambda k, i: b"%d\t0\t9223372036854775807\n" % k.objects.next_file)
