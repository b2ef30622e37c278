"""The benchmark's own programs end well, here as natively; a program that failed would be a row without figures."""

import subprocess
import sys

import pytest

from tests import host

PROGRAMS = host.ROOT / "benchmarks" / "programs"


@pytest.mark.needs("gcc")
@pytest.mark.parametrize("name", ["signals", "fork_tree", "futex", "messages"])
def test_runs_to_its_end(name: str) -> None:
    program = str(host.compile_c(PROGRAMS / f"{name}.c", "-O2", "-static", "-pthread"))
    inside = [sys.executable, "-m", "forkingpaths.cli", "run", "--", program]
    assert [subprocess.run(command, check=False).returncode for command in ([program], inside)] == [0, 0]
