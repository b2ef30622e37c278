"""Programs so small that every interleaving of them can be walked: tests/explore/tiny, and as many as wanted by chance."""

import subprocess
from pathlib import Path

from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from tests import guests, host
from tests.explore.brute import Outcome, Walk

FOLDER = host.ROOT / "tests" / "explore" / "tiny"
FLAGS = ["-O1", "-g", "-static", "-nostdlib", "-ffreestanding", "-fno-stack-protector", "-I", str(FOLDER)]


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.c"))


def with_header(text: str) -> str:
    """A program in one piece, wherever it will lie."""
    return text.replace('#include "tiny.h"', (FOLDER / "tiny.h").read_text())


def text_of(name: str) -> str:
    return with_header((FOLDER / f"{name}.c").read_text())


def executor(text: str) -> Executor:
    program = host.compile_c(text, *FLAGS)

    def start(streams: RecordedHost) -> Kernel:
        options = Options(**guests.at_one_place(program), memory_bytes=16 << 20, cwd=b"/tmp")
        return boot(options, streams, guests.calls())

    return Executor(start)


def reduced(text: str, preemptions: int, signals: int) -> set[Outcome]:
    """The outcomes that the explorer finds."""
    exploration = Exhaustive(executor(text), Bounds(preemptions, signals))
    found = {(run.output, run.status, run.ending == "blocked") for run in exploration.runs()}
    assert exploration.progress.complete
    return found


def walked(text: str, preemptions: int, signals: int, most: int = 50_000) -> set[Outcome]:
    """The outcomes that there are."""
    return Walk(executor(text), preemptions, signals, most).go()


def native(text: str, times: int, folder: Path) -> set[Outcome]:
    """What the host's kernel makes of it, with random delays: outcomes as the explorer has them."""
    driver = host.compile_c(host.ROOT / "tools" / "native-runs.c", "-O1", "-D_GNU_SOURCE")
    program = host.compile_c(text, *FLAGS, "-DNATIVE")
    done = subprocess.run(
        [driver, str(times), "8", "60", program], cwd=folder, capture_output=True, text=True, check=True
    )
    found = set()
    for line in done.stdout.splitlines():
        output, status, left, _ = line.split()
        written = b"" if output == "." else bytes.fromhex(output)
        found.add((written, None if status == "-" else int(status), left == "1"))
    return found
