"""The program that plays a script in rounds: its parts, one family of operations a file, make one source."""

from pathlib import Path

from tests import host

HERE = Path(__file__).parent
PARTS = ("shared.c", "signals.c", "groups.c", "timers.c", "tasks.c", "controller.c")
FLAGS = ("-O1", "-static", "-pthread", "-Wall", "-Wno-unused-result", "-D_GNU_SOURCE")


def executable() -> Path:
    text = "".join(f'#line 1 "{name}"\n{(HERE / name).read_text()}' for name in PARTS)
    return host.compile_c(text, *FLAGS)
