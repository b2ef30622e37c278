"""Real programs, run by blocks, instruction by instruction, and with snapshots being taken all the time.

Output, the number of blocks executed and of transitions must be equal: the block counter is the clock, so a
run must not depend on who looks at it, nor how.
"""

import os
import shutil
from collections.abc import Callable

import pytest

from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.machine import Context, Machine, MemorySnapshot
from tests import guests

PROGRAMS = [
    ["/bin/sh", "-c", "for i in 1 2 3; do echo $i | sha256sum; done; ls -la / | head -5; echo done >&2"],
    [
        "/usr/bin/perl",
        "-e",
        "my %h; $h{$_ % 97} += sqrt $_ for 1..3000; printf '%.3f ', $h{$_} for sort keys %h",
    ],
]


def outcome(argv: list[str]) -> tuple[bytes, bytes, int]:
    streams = guests.Streams(b"")
    k = boot(
        Options(argv=[os.fsencode(word) for word in argv], memory_bytes=256 << 20), streams, guests.calls()
    )
    scheduler.run(k)
    return bytes(streams.output[1]), bytes(streams.output[2]), k.machine.blocks


def by_instructions(self: Machine, context: Context, fuel: int) -> int:
    return self.run_precise(context, fuel_blocks=fuel)


def watched() -> Callable[[Machine, Context, int], int]:
    """Snapshots before every 40th run; up to three are held."""
    held: list[MemorySnapshot] = []
    count, plain = 0, Machine.run

    def run(self: Machine, context: Context, fuel: int) -> int:
        nonlocal count
        count += 1
        if count % 40 == 0:
            held.append(self.snapshot())
            if len(held) > 3:
                self.drop(held.pop(count // 40 % 3))
        return plain(self, context, fuel)

    return run


@pytest.mark.parametrize("argv", PROGRAMS, ids=lambda argv: os.path.basename(argv[0]))
def test_a_run_does_not_depend_on_how_it_is_watched(argv, monkeypatch):
    if not shutil.which(argv[0]):
        pytest.skip(f"no {argv[0]} here")
    expected = outcome(argv)
    assert expected[0]
    assert outcome(argv) == expected
    with monkeypatch.context() as patch:
        patch.setattr(Machine, "run", by_instructions)
        assert outcome(argv) == expected
    with monkeypatch.context() as patch:
        patch.setattr(Machine, "run", watched())
        assert outcome(argv) == expected
