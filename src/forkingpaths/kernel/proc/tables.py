"""The rarer lists of /proc: file locks, counters of memory, and those that are empty here (no disks, modules, cgroups)."""

from __future__ import annotations

from forkingpaths.abi.stat import major, minor
from forkingpaths.kernel import usage
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.processes import FILE
from forkingpaths.vfs.locks import END, F_WRLCK, FLOCK, OFD
from forkingpaths.vfs.proc.tree import Entry, ProcInode, add

EMPTY = {
    b"diskstats": b"",
    b"partitions": b"major minor  #blocks  name\n\n",
    b"modules": b"",
    b"cgroups": b"#subsys_name\thierarchy\tnum_cgroups\tenabled\n",
    b"interrupts": b"           CPU0       \n",
    b"softirqs": b"                    CPU0       \n",
    b"consoles": b"",
    b"misc": b"",
    b"execdomains": b"0-0\tLinux           \t[kernel]\n",
}


def _locks(k: Kernel, inode: ProcInode) -> bytes:
    """proc_locks(5): number, kind, mode, who, file, range."""
    lines: list[str] = []
    for (device, number), held in k.vfs.locks.items():
        for lock in held:
            kind = {FLOCK: "FLOCK ", OFD: "OFDLCK"}.get(lock.kind, "POSIX ")
            mode = "WRITE" if lock.type == F_WRLCK else "READ"
            end = "EOF" if lock.end == END else str(lock.end)
            where = f"{major(device):02x}:{minor(device):02x}:{number}"
            lines.append(f"{len(lines) + 1}: {kind} ADVISORY  {mode} {lock.pid} {where} {lock.start} {end}\n")
    return "".join(lines).encode()


def _vmstat(k: Kernel, inode: ProcInode) -> bytes:
    free = k.machine.memory_bytes // 4096 - k.machine.frames.in_use
    faults = sum(usage.of_process(k, p).minor_faults for p in k.processes.values())
    values = {
        "nr_free_pages": free,
        "nr_anon_pages": k.machine.frames.in_use,
        "nr_mapped": 0,
        "nr_file_pages": 0,
        "nr_dirty": 0,
        "nr_writeback": 0,
        "nr_shmem": 0,
        "pgpgin": 0,
        "pgpgout": 0,
        "pswpin": 0,
        "pswpout": 0,
        "pgfault": faults,
        "pgmajfault": 0,
        "oom_kill": k.tables.get("oom kills", 0),
    }
    return "".join(f"{name} {value}\n" for name, value in values.items()).encode()


for name in EMPTY:
    add("root", name, Entry(FILE | 0o444, lambda k, i: EMPTY[i.name]))
add("root", b"locks", Entry(FILE | 0o444, _locks))
add("root", b"vmstat", Entry(FILE | 0o444, _vmstat))
