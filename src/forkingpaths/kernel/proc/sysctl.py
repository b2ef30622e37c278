"""/proc/sys: the settings that programs read (sysctl(8)), and the few that can be changed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import shake_128

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import limits, namespaces
from forkingpaths.kernel.ipc import mqueue
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.processes import FILE
from forkingpaths.kernel.release import RELEASE, VERSION
from forkingpaths.vfs.proc.tree import DIRECTORIES, Entry, ProcInode, add, add_directory

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
    "kernel/cap_last_cap": "40",
    "kernel/core_uses_pid": "0",
    "kernel/msgmax": "8192",
    "kernel/msgmnb": "16384",
    "kernel/msgmni": "32000",
    "kernel/ngroups_max": "65536",
    "kernel/osrelease": RELEASE.decode(),
    "kernel/ostype": "Linux",
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
    "kernel/version": VERSION.decode(),
    "kernel/yama/ptrace_scope": "0",
    "kernel/random/entropy_avail": "256",
    "kernel/random/poolsize": "256",
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
) -> None:
    parent, _, name = path.rpartition("/")
    add(_directory(parent), name.encode(), Entry(FILE | (0o644 if write else 0o444), text, write))


def _fixed(k: Kernel, inode: ProcInode) -> bytes:
    path = f"{inode.kind.removeprefix('sys/')}/{inode.name.decode()}"
    return FIXED[path].encode() + b"\n"


def _set_hostname(k: Kernel, inode: ProcInode, data: bytes) -> None:
    namespaces.names(k).hostname = data.partition(b"\n")[0][:64]


def _pid_max(k: Kernel, inode: ProcInode) -> bytes:
    return b"%d\n" % k.pid_limit


def _set_pid_max(k: Kernel, inode: ProcInode, data: bytes) -> None:
    if not data.strip().isdigit() or not 301 <= int(data) <= 1 << 22:
        raise SysError(Errno.EINVAL)
    k.pid_limit = int(data)


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
    k.tables["core_pattern"] = data.partition(b"\n")[0][:127]


def _mqueue(k: Kernel, inode: ProcInode) -> bytes:
    return b"%d\n" % mqueue.setting(k, inode.name.decode())


def _set_mqueue(k: Kernel, inode: ProcInode, data: bytes) -> None:
    try:
        value = int(data)
    except ValueError:
        raise SysError(Errno.EINVAL) from None
    mqueue.set_setting(k, inode.name.decode(), value)


for _path in FIXED:
    _add(_path, _fixed)
for _name in mqueue.SETTINGS:
    _add(f"fs/mqueue/{_name}", _mqueue, _set_mqueue)
_add("kernel/hostname", lambda k, i: namespaces.names(k).hostname + b"\n", _set_hostname)
_add("kernel/domainname", lambda k, i: namespaces.names(k).domainname + b"\n")
_add("kernel/core_pattern", _core_pattern, _set_core_pattern)
_add("kernel/pid_max", _pid_max, _set_pid_max)
_add("kernel/threads-max", lambda k, i: b"%d\n" % limits.threads_max(k))
_add("kernel/ns_last_pid", lambda k, i: b"%d\n" % (k.next_pid - 1))
_add("kernel/pty/nr", lambda k, i: b"%d\n" % len(k.objects.terminals))
_add("kernel/random/uuid", lambda k, i: _uuid(k.random_bytes(16)))
_add("kernel/random/boot_id", _boot_id)
_add("fs/file-nr", lambda k, i: b"%d\t0\t9223372036854775807\n" % k.objects.next_file)
