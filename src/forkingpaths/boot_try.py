"""Developers' stand-in for the command line until it exists: python -m forkingpaths.boot_try [-t] PROG ARGS..."""

from __future__ import annotations

import os
import sys
import time

from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.sys import table


class HostStreams:
    def write(self, stream: int, data: bytes) -> int:
        return os.write(stream, data)

    def read(self, stream: int, count: int) -> bytes | None:
        return os.read(0, count)


class Printer:
    def event(self, event) -> None:  # type: ignore[no-untyped-def]
        print(f"[{event.step} {event.tid}] {event.kind.name} {event.data!r}"[:300], file=sys.stderr)


def main() -> None:
    arguments = sys.argv[1:]
    trace = arguments[0] == "-t"
    if trace:
        arguments = arguments[1:]
    start = time.perf_counter()
    k = boot(
        Options(argv=[os.fsencode(a) for a in arguments], cwd=os.fsencode(os.getcwd())),
        HostStreams(),
        table.load(),
    )
    if trace:
        k.listeners.append(Printer())
    scheduler.run(k)
    sys.stdout.flush()
    if k.unmodelled:
        print("not modelled:", k.unmodelled, file=sys.stderr)
    print(
        f"status {k.main_status} steps {k.step_number} {time.perf_counter() - start:.3f} s", file=sys.stderr
    )
    sys.exit((k.main_status or 0) >> 8 & 255)


if __name__ == "__main__":
    main()
