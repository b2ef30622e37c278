"""The files of /proc that tell of the whole system: memory, processor, times, mounts."""

from __future__ import annotations

from forkingpaths.abi.stat import major, minor
from forkingpaths.kernel import affinity, usage
from forkingpaths.kernel.clock import BOOT_MONOTONIC_NS, BOOT_REALTIME_NS
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.access import task_of
from forkingpaths.kernel.proc.processes import FILE, LINK, add_both
from forkingpaths.kernel.release import RELEASE, VERSION
from forkingpaths.kernel.task import State
from forkingpaths.kernel.usage import Usage
from forkingpaths.vfs.namespace import Mount
from forkingpaths.vfs.proc.tree import Entry, ProcInode, add

TICK_NS = 10_000_000
MOUNT_FLAGS = (
    (2, "nosuid"),
    (4, "nodev"),
    (8, "noexec"),
    (1024, "noatime"),
    (2048, "nodiratime"),
    (1 << 21, "relatime"),
)
FILE_SYSTEMS = (
    ("nodev", "sysfs"), ("nodev", "tmpfs"), ("nodev", "proc"), ("nodev", "devtmpfs"), ("nodev", "sockfs"), ("nodev", "pipefs"),
    ("nodev", "ramfs"), ("nodev", "devpts"), ("nodev", "mqueue"), ("", "ext4"),
)  # fmt: skip
DEVICES = (
    "Character devices:\n  1 mem\n  5 /dev/tty\n  5 /dev/console\n  5 /dev/ptmx\n136 pts\n\nBlock devices:\n"
)


def _meminfo(k: Kernel, inode: ProcInode) -> bytes:
    total = k.machine.memory_bytes // 1024
    free = total - k.machine.frames.in_use * 4
    locked = sum(space.locked for space in k.spaces.values()) // 1024
    values = {
        "MemTotal": total, "MemFree": free, "MemAvailable": free, "Buffers": 0, "Cached": 0, "SwapCached": 0,
        "Active": total - free, "Inactive": 0, "Unevictable": locked, "Mlocked": locked,
        "SwapTotal": 0, "SwapFree": 0, "Dirty": 0, "Writeback": 0,
        "AnonPages": total - free, "Mapped": 0, "Shmem": 0, "Slab": 0, "SReclaimable": 0, "SUnreclaim": 0,
        "CommitLimit": total, "Committed_AS": total - free, "VmallocTotal": 34359738367, "VmallocUsed": 0,
    }  # fmt: skip
    text = "".join(f"{name + ':':<16}{value:8d} kB\n" for name, value in values.items())
    return (
        text + "HugePages_Total:       0\nHugePages_Free:        0\nHugepagesize:       2048 kB\n"
    ).encode()


def _cpuinfo(k: Kernel, inode: ProcInode) -> bytes:
    """What CPUID says of each processor, as far as programs look."""
    flags = (
        "fpu de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 syscall nx lm "
        "nopl cpuid pni cx16 hypervisor lahf_lm svm"
    )
    return b"".join(_described(number, k.processors, flags) for number in range(k.processors))


def _described(number: int, processors: int, flags: str) -> bytes:
    fields = (
        ("processor", f"{number}"), ("vendor_id", "AuthenticAMD"), ("cpu family", "6"), ("model", "6"),
        ("model name", "QEMU Virtual CPU version 2.5+"), ("stepping", "3"), ("cpu MHz", "1000.000"), ("cache size", "512 KB"),
        ("physical id", "0"), ("siblings", f"{processors}"), ("core id", f"{number}"), ("cpu cores", f"{processors}"),
        ("apicid", f"{number}"), ("initial apicid", f"{number}"),
        ("fpu", "yes"), ("fpu_exception", "yes"), ("cpuid level", "13"), ("wp", "yes"), ("flags", flags), ("bugs", ""),
        ("bogomips", "2000.00"), ("clflush size", "64"), ("cache_alignment", "64"),
        ("address sizes", "40 bits physical, 48 bits virtual"), ("power management", ""),
    )  # fmt: skip
    return ("".join(f"{n:<15} : {v}\n".replace(" " * (15 - len(n)) + " : ", "\t" * (1 if len(n) >= 8 else 2) + ": ")
                    for n, v in fields) + "\n").encode()  # fmt: skip


def _seconds(ns: int) -> str:
    return f"{ns // 1_000_000_000}.{ns // 10_000_000 % 100:02d}"


def _worked(k: Kernel) -> list[Usage]:
    """What was done on each processor: by who is there, and by who has ended, where those are who waited for them."""
    worked = [Usage() for _ in range(k.processors)]
    for p in k.processes.values():
        home = worked[affinity.processor_of(k.tasks[p.tgid]) if p.tgid in k.tasks else 0]
        usage.add(home, p.children_usage)
        usage.add(home, usage.of_dead_threads(p))
        if p.zombie:  # that is all of its threads
            continue
        for t in (k.tasks[tid] for tid in p.threads):
            if t.state is not State.DEAD:
                usage.add(worked[affinity.processor_of(t)], t.usage)
    return worked


def _idle(k: Kernel, worked: list[Usage]) -> list[int]:
    """How long each had nothing to do since the boot, in nanoseconds: also while another worked."""
    since_boot_ns = k.clock.now_ns - BOOT_MONOTONIC_NS
    return [max(0, since_boot_ns - own.user_ns - own.system_ns) for own in worked]


def _uptime(k: Kernel, inode: ProcInode) -> bytes:
    """ "The amount of time spent in the idle process": of all processors together (proc_uptime(5))."""
    idle = sum(_idle(k, _worked(k)))
    return f"{_seconds(k.monotonic_ns())} {_seconds(idle)}\n".encode()


def _loadavg(k: Kernel, inode: ProcInode) -> bytes:
    running = len(k.run_queue)
    last = max(k.tasks, default=0)
    return f"{running}.00 {running}.00 {running}.00 {running}/{len(k.tasks)} {last}\n".encode()


def _times(user_ns: int, system_ns: int, idle_ns: int) -> str:
    """ "user", "nice", "system", "idle" and the others of proc_stat(5), in ticks."""
    return f"{user_ns // TICK_NS} 0 {system_ns // TICK_NS} {idle_ns // TICK_NS} 0 0 0 0 0 0"


def _stat(k: Kernel, inode: ProcInode) -> bytes:
    worked = _worked(k)
    idle = _idle(k, worked)
    blocked = 0
    lines = f"cpu  {_times(sum(w.user_ns for w in worked), sum(w.system_ns for w in worked), sum(idle))}\n"
    for number, own in enumerate(worked):
        lines += f"cpu{number} {_times(own.user_ns, own.system_ns, idle[number])}\n"
    boot = (
        k.clock.realtime_offset_ns // 1_000_000_000
        if hasattr(k.clock, "realtime_offset_ns")
        else BOOT_REALTIME_NS
    )
    return (
        f"{lines}intr 0\nctxt {k.transitions}\nbtime {boot}\nprocesses {k.next_pid - 1}\n"
        f"procs_running {len(k.run_queue)}\nprocs_blocked {blocked}\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n"
    ).encode()


def _version(k: Kernel, inode: ProcInode) -> bytes:
    return b"Linux version " + RELEASE + b" (forkingpaths) " + VERSION + b"\n"


def _escape(path: bytes) -> bytes:
    for c in (b"\\", b" ", b"\t", b"\n"):
        path = path.replace(c, b"\\%03o" % c[0])
    return path


def _options(mount: Mount) -> str:
    names = ["ro" if mount.flags & 1 else "rw"]
    names += [name for bit, name in MOUNT_FLAGS if mount.flags & bit]
    return ",".join(names)


def _visible(k: Kernel, inode: ProcInode) -> list[tuple[Mount, bytes]]:
    """The mounts that can be reached from the process's root, with their mount points."""
    root = task_of(k, inode).fs.root
    found = []
    for mount in k.vfs.mounts.values():
        if mount.detached:
            continue
        at = b"/" if mount.parent == mount.id else k.vfs.path_of(k, mount.point, root)
        if at is not None:
            found.append((mount, at))
    return found


def _mounts(k: Kernel, inode: ProcInode) -> bytes:
    lines = []
    for mount, at in _visible(k, inode):
        kind = k.vfs.filesystems[mount.device].kind
        lines.append(b"%s %s %s %s 0 0\n" % (mount.source, _escape(at), kind, _options(mount).encode()))
    return b"".join(lines)


def _mountinfo(k: Kernel, inode: ProcInode) -> bytes:
    lines = []
    for mount, at in _visible(k, inode):
        kind = k.vfs.filesystems[mount.device].kind
        device = b"%d:%d" % (major(mount.device), minor(mount.device))
        access = b"ro" if mount.flags & 1 else b"rw"
        lines.append(
            b"%d %d %s / %s %s - %s %s %s\n"
            % (
                mount.id,
                mount.parent,
                device,
                _escape(at),
                _options(mount).encode(),
                kind,
                mount.source,
                access,
            )
        )
    return b"".join(lines)


def _filesystems(k: Kernel, inode: ProcInode) -> bytes:
    return "".join(f"{a}\t{b}\n" for a, b in FILE_SYSTEMS).encode()


add("root", b"meminfo", Entry(FILE | 0o444, _meminfo))
add("root", b"cpuinfo", Entry(FILE | 0o444, _cpuinfo))
add("root", b"uptime", Entry(FILE | 0o444, _uptime))
add("root", b"loadavg", Entry(FILE | 0o444, _loadavg))
add("root", b"stat", Entry(FILE | 0o444, _stat))
add("root", b"version", Entry(FILE | 0o444, _version))
add("root", b"filesystems", Entry(FILE | 0o444, _filesystems))
add("root", b"devices", Entry(FILE | 0o444, lambda k, i: DEVICES.encode()))
add("root", b"swaps", Entry(FILE | 0o444, lambda k, i: b"Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"))
add("root", b"cmdline", Entry(FILE | 0o444, lambda k, i: b"root=/dev/root\n"))
add("root", b"mounts", Entry(LINK | 0o777, link=lambda k, i: b"self/mounts"))
add_both(b"mounts", Entry(FILE | 0o444, _mounts, ready=0x41))
add_both(b"mountinfo", Entry(FILE | 0o444, _mountinfo, ready=0x41))
