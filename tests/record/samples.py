"""Run files made by hand, quickly."""

from dataclasses import replace

from forkingpaths.explore.schedule import Deviation, format_schedule
from forkingpaths.kernel.boot import Options
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.record.run_file import (
    FORMAT,
    VERSION,
    Made,
    Program,
    RecordedFinding,
    RunFile,
    recorded_choices,
)
from forkingpaths.record.store import Explored

EXPLORED = Explored("ab" * 32, "jobs", "check", {"preemptions": 2}, 1000.0)
SCHEDULE = (Deviation(30, Choice("run", 3)), Deviation(41, Choice("stop", 2, 17)))


def sample() -> RunFile:
    return RunFile(
        FORMAT,
        VERSION,
        "0.1.0",
        Program("a\n\x1b[31mname", "ab" * 32, "cd" * 32, "/home/someone/a.c"),
        Options(argv=[b"./a", b"\xff\x80"], env=[b"A=\xe9"], cwd=b"/tmp", binds=[("", b"/tmp/a", True)]),
        "aGVsbG8=",
        20_000,
        format_schedule(SCHEDULE, bytes.fromhex("ab" * 32)),
        recorded_choices(SCHEDULE),
        {"/lib/libc.so.6": "ef" * 32, "/gone": None},
        Made(256, "finished", 90, 120, 5000, 3, "00" * 32),
        (RecordedFinding("status", "it failed", "because", (5, 6), 2, 0x401000, ("more",)),),
    )


def run_number(number: int) -> RunFile:
    """Different runs of one program, by the standard input."""
    made = sample()
    identity = f"{number:064x}"
    text = format_schedule(made.deviations(), bytes.fromhex(identity))
    return replace(made, program=replace(made.program, identity=identity), schedule=text)
