"""Runs of C texts, played and recorded in this process."""

from collections.abc import Callable

from forkingpaths.explore.program import identity
from forkingpaths.explore.schedule import Schedule
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.record.player import Player
from forkingpaths.record.recording import Subject
from forkingpaths.record.run_file import Program, RunFile
from tests import guests, host

FLAGS = ("-O1", "-g", "-static", "-pthread")


def options_of(text: str) -> Options:
    return Options(**guests.at_one_place(host.compile_c(text, *FLAGS)), memory_bytes=64 << 20)


def booting(options: Options) -> Callable[[RecordedHost], Kernel]:
    return lambda streams: boot(options, streams, guests.calls())


def player_of(
    text: str, schedule: Schedule = (), max_points: int | None = None, spinning: bool = False
) -> Player:
    return Player(booting(options_of(text)), b"", schedule, max_points, spinning)


def run_file(text: str, schedule: Schedule = (), stdin: bytes = b"") -> RunFile:
    """The run file of one run of `text`."""
    options = options_of(text)
    program = Program("program", identity(options, stdin).hex(), "")
    subject = Subject(program, options, stdin, 20_000)
    return subject.of_played(Player(booting(options), stdin, schedule))
