"""What the files of /proc say (proc(5)).

    processes    the directories of processes and threads, and their small files: stat, status, comm, limits, ...
    timers       timers and timerslack_ns
    memory       maps, statm, mem, auxv, cmdline, environ
    smaps        smaps, smaps_rollup
    pagemap      pagemap
    descriptors  fd, fdinfo, and the links cwd, root, exe
    system       meminfo, cpuinfo, stat, uptime, mounts, ...
    sysctl       /proc/sys
    net          /proc/net
    sysvipc      /proc/sysvipc
    tables       locks, vmstat, and lists that are empty here
    tty          /proc/tty

Each module enters its files into vfs.proc.tree when it is imported; `load` imports them all, before /proc is mounted.
"""

from importlib import import_module

MODULES = (
    "processes",
    "timers",
    "memory",
    "smaps",
    "pagemap",
    "descriptors",
    "system",
    "sysctl",
    "net",
    "sysvipc",
    "tables",
    "tty",
)


def load() -> None:
    """Fill the tables of vfs.proc."""
    for name in MODULES:
        import_module(f"forkingpaths.kernel.proc.{name}")
