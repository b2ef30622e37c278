"""Run a line of shell on a kernel of our own, with chosen roots and mounts: what the tests of this folder share."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from tests import guests


@dataclass
class Ran:
    """What a run left behind."""

    status: int
    out: str
    err: str
    kernel: Kernel


@dataclass
class Setting:
    """What of a run can be chosen here."""

    cwd: Path = Path("/")
    binds: list[tuple[str, bytes, bool]] = field(default_factory=list)
    root: str | None = None
    stdin: bytes = b""
    stdio_types: tuple[str, str, str] = ("pipe", "pipe", "pipe")
    shell: bytes = b"/bin/sh"


def sh(line: str, setting: Setting | None = None) -> Ran:
    """`sh -c line` on our kernel."""
    s = setting or Setting()
    streams = guests.Streams(s.stdin)
    options = Options(
        argv=[s.shell, b"sh", b"-c", line.encode()]
        if s.shell.endswith(b"busybox")
        else [s.shell, b"-c", line.encode()],
        cwd=os.fsencode(s.cwd),
        binds=s.binds,
        root=s.root,
        stdio_types=s.stdio_types,
        memory_bytes=256 << 20,
    )
    k = boot(options, streams, guests.calls())
    scheduler.run(k)
    assert k.main_status is not None
    word = k.main_status
    status = -(word & 0x7F) if word & 0x7F else word >> 8 & 0xFF
    return Ran(status, streams.output[1].decode(), streams.output[2].decode(), k)
