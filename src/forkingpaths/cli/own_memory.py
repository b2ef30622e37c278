"""How much of the machine's memory an exploration may take, and how much it takes.

Without --memory-limit: half of what the machine has (or the container: cgroups(7)), and of what is free now three quarters.
Several processes share it in equal parts.  What a fork has in common with its maker counts for both, so they take less
than it says.
"""

from __future__ import annotations

import os
from pathlib import Path

SEARCH_PERCENT = 80  # of what is allowed; the rest is for making findings smaller, and for telling of them
LEAST_BYTES = 256 << 20  # a kernel, the modules and a guest that is hardly anything
_GROUPS = Path("/sys/fs/cgroup")


def resident_bytes() -> int:
    """What this process takes; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def for_search(limit: int | None, processes: int) -> int:
    """The bytes that each of `processes` processes that search may take, of `limit` for all."""
    return (limit or default_limit()) * SEARCH_PERCENT // 100 // processes


def default_limit() -> int:
    """What an exploration may take when nobody says."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = min(machine, *_container_limits()) // 2
    free = _free_bytes()
    return max(min(limit, free * 3 // 4) if free else limit, LEAST_BYTES)


def _container_limits() -> list[int]:
    """The limits of the control groups that this process is in."""
    found = [1 << 62]
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return found
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            top, name = _GROUPS, "memory.max"
        elif "memory" in controllers.split(","):
            top, name = _GROUPS / "memory", "memory.limit_in_bytes"
        else:
            continue
        group = top / path.lstrip("/")
        folders = [folder for folder in (group, *group.parents) if folder.is_relative_to(top)]
        found += [limit for folder in folders if (limit := _number(folder / name))]
    return found


def _number(file: Path) -> int:
    """What the file says, 0 for "max" or nothing."""
    try:
        text = file.read_text().strip()
    except OSError:
        return 0
    return int(text) if text.isdecimal() else 0


def _free_bytes() -> int:
    """What could be had without swapping; 0 where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), 0)
