"""What a run depends on, as the command line says it: checked already, sizes in bytes, times in nanoseconds (options.py)."""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.abi.processors import USUAL
from forkingpaths.machine.cpu import USUAL_MEMORY_BYTES
from forkingpaths.vfs.credentials import USUAL_CAPABILITIES


@dataclass(frozen=True, slots=True)
class Volume:
    """-v HOST:GUEST[:ro]."""

    host: str
    guest: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class GuestOptions:
    """What a run depends on, as the command line says it."""

    command: tuple[str, ...]
    environment: tuple[str, ...] = ()  # NAME=VALUE, or NAME for the host's value
    workdir: str | None = None
    user: str | None = None
    capabilities: int = USUAL_CAPABILITIES
    volumes: tuple[Volume, ...] = ()
    root: str | None = None
    memory_bytes: int = USUAL_MEMORY_BYTES
    processors: int = USUAL
    seed: int = 0
    pids: str = "sequential"
    time: str = "virtual"
    max_steps: int | None = None
    timeout_ns: int | None = None  # virtual
    real_timeout_s: float | None = None
    linger_ns: int = 1_000_000_000
    init: bool = False  # the program is pid 1
    terminal: bool = False
