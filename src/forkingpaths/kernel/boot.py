"""From nothing to the first instruction of the first program.

Order: machine, kernel, file systems and mounts, the kernel's init (pid 1), then the main process: credentials, directories,
descriptors 0, 1, 2, and exec.  A program that cannot be executed raises SysError with the errno of execve(2), and no run exists.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from forkingpaths.abi.processors import USUAL
from forkingpaths.kernel import init, limits, namespaces, proc, process
from forkingpaths.kernel.descriptors import FdTable, FsInfo
from forkingpaths.kernel.exec import execve
from forkingpaths.kernel.kernel import CallEntry, Host, Kernel
from forkingpaths.kernel.memory.address_space import nowhere
from forkingpaths.kernel.outside import FREE_TIME_NS
from forkingpaths.kernel.task import Dispositions, Process, Task
from forkingpaths.machine import Context, Machine
from forkingpaths.machine.cpu import USUAL_MEMORY_BYTES
from forkingpaths.vfs import boot as vfs_boot
from forkingpaths.vfs.credentials import USUAL_CAPABILITIES, user
from forkingpaths.vfs.disk import Disk
from forkingpaths.vfs.disk_image import DiskState

DEFAULT_ENVIRONMENT = (
    b"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    b"HOME=/root",
    b"LANG=C.UTF-8",
)


@dataclass(slots=True)
class Options:
    """Everything a run depends on besides the program's bytes and its choices."""

    argv: list[bytes]
    env: list[bytes] = field(default_factory=lambda: list(DEFAULT_ENVIRONMENT))
    cwd: bytes = b"/"
    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = ()
    capabilities: int = USUAL_CAPABILITIES  # of root, and the bounding set of everybody (capabilities(7))
    root: str | None = None  # another tree than the host's /: a directory or a tar file
    binds: list[tuple[str, bytes, bool]] = field(default_factory=list)  # (host path, guest path, read only)
    memory_bytes: int = USUAL_MEMORY_BYTES
    seed: int = 0
    terminal: bool = False  # descriptors 0, 1, 2 are a terminal whose other end is the host's
    window: tuple[int, int] = (24, 80)  # rows, columns of that terminal
    hostname: bytes = b"forkingpaths"
    init: bool = False  # the program is pid 1 itself
    # it leads a session of its own, as behind setsid(1); else it is a job of init's session, as a shell starts it.  With a
    # terminal, or as pid 1, it always leads one.
    leader: bool = False
    pid_limit: int = 32768
    pids: str = process.SEQUENTIAL  # in which order numbers are given: process.PID_ORDERS
    time_is_free: bool = False  # timers expire when a choice says so (kernel/outside.py)
    task_limit: int = 16384  # RLIMIT_NPROC; all users together may have twice as many (limits.py)
    processors: int = USUAL  # 1 to abi.processors.LIMIT
    power_loss: bool = False  # record what is on the disk for certain: vfs/disk_states can then list what the loss of power leaves
    disk: DiskState | None = (
        None  # begin with the disk that a loss of power left, instead of the host's files as they are
    )
    stdio_types: tuple[str, str, str] = (
        "pipe",
        "pipe",
        "pipe",
    )  # what fstat says of 0, 1, 2: "pipe" | "file" | "null" | "closed"


def boot(options: Options, host: Host, calls: Mapping[int, CallEntry]) -> Kernel:
    """A kernel whose main process stands at its first instruction."""
    machine = Machine(options.memory_bytes)
    k = Kernel(machine, dict(calls), host, options.seed)
    namespaces.begin(k, options.hostname)
    k.pid_limit = options.pid_limit
    k.processors = options.processors
    k.pid_order = options.pids
    k.free_time_ns = FREE_TIME_NS if options.time_is_free else 0
    k.tables["task_limit"] = options.task_limit
    proc.load()
    vfs_boot.mount_all(k, options.hostname, options.root, options.binds, options.disk, options.processors)
    if options.power_loss:
        k.vfs.disk = Disk()
    if not options.init:
        init.start(k)
    t = _first_task(k, options)
    k.current = t.tid
    path = _search(k, t, options)
    k.program = (path, tuple(options.argv), len(options.env))
    execve.execute(k, t, path, options.argv, options.env)
    return k


def _first_task(k: Kernel, options: Options) -> Task:
    """The main process, without a program yet."""
    tid = process.allocate_pid(k)
    parent = 0 if options.init else 1
    leads = options.leader or options.terminal or options.init
    p = Process(tid, parent, tid, tid if leads else parent, Dispositions())
    p.limits = limits.defaults(options.task_limit)
    credentials = user(options.uid, options.gid, options.groups, options.capabilities)
    t = Task(tid, p, b"", Context(), nowhere(k), FdTable(), FsInfo(), credentials)
    t.start_ns = k.monotonic_ns()
    t.alternate_stack = (0, 0, 0)
    p.threads.append(tid)
    k.tasks[tid] = t
    k.processes[tid] = p
    k.main_tgid = tid
    if parent:
        k.processes[parent].children.append(tid)
    k.current = tid
    vfs_boot.set_directories(
        k, t.fs, options.cwd, vfs_boot.ROOT
    )  # entered before the user changes, as login(1) does
    vfs_boot.open_standard_streams(k, t, options.terminal, options.window, options.stdio_types)
    k.run_queue.append(tid)
    return t


def _search(k: Kernel, t: Task, options: Options) -> bytes:
    """The program's path: a name without a slash is looked for along PATH, as execvp(3) does."""
    name = options.argv[0]
    if b"/" in name:
        if options.root is None:  # a program in the host's /tmp or /run, which are fresh inside
            vfs_boot.show_host_path(k, posixpath.normpath(posixpath.join(options.cwd, name)))
        return name
    path = next((e[5:] for e in options.env if e.startswith(b"PATH=")), b"/bin:/usr/bin")
    for folder in path.split(b":"):
        candidate = (folder or b".") + b"/" + name
        if vfs_boot.is_executable(k, t, candidate):
            return candidate
    return name
