"""What a program without one determined outcome did on the host, in RUNS runs, is among its outcomes here.

The programs are beside this file; a first comment `// explore: WORDS` gives options for `fpath outcomes`.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests import guests, host, inherited
from tests.cli.fpath import fpath

RUNS = 200
HERE = Path(__file__).parent
PROGRAMS = sorted(HERE.glob("*.c"))
QUICK = ("who_writes_first", "nohang_sees_it_or_not")


def options(path: Path) -> list[str]:
    lines = [line for line in path.read_text().splitlines() if line.startswith("// explore:")]
    return lines[0].partition(":")[2].split() if lines else []


def native_outcomes(executable: Path, folder: Path) -> dict[tuple[int, str], int]:
    """(status, output) -> how often, on the host."""
    found: dict[tuple[int, str], int] = {}
    for _ in range(RUNS):
        done = subprocess.run(
            [executable],
            capture_output=True,
            cwd=folder,
            timeout=20,
            check=False,
            preexec_fn=inherited.like_the_kernel,
        )
        key = (done.returncode, done.stdout.decode())
        found[key] = found.get(key, 0) + 1
    return found


@pytest.mark.needs("gcc")
@pytest.mark.parametrize(
    "path",
    [p if p.stem in QUICK else pytest.param(p, marks=pytest.mark.slow) for p in PROGRAMS],
    ids=lambda p: p.stem,
)
def test_the_host_shows_nothing_new(path: Path) -> None:
    executable = host.compile_c(path, "-O1", "-g", "-static", "-pthread", "-Wall", "-D_GNU_SOURCE")
    folder = guests.scratch(path)
    native = native_outcomes(executable, folder)
    done = fpath("outcomes", "--json", "-w", folder, *options(path), "--", executable)
    result = json.loads(done.stdout)
    assert result["complete"], f"the search of {path.stem} did not come to its end"
    ours = {(outcome["status"], outcome["output"]) for outcome in result["outcomes"]}
    assert len(ours) > 1, f"{path.stem} has one outcome only"
    assert not native.keys() - ours, f"the host shows {native}, we know {sorted(ours)}"
