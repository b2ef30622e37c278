"""`fpath verify` on every third command line: two processes of different number, hash seed and folder do the same, to the byte."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import guests, host
from tests.programs.test_command_lines import BASH, parameters, prepare

CHOSEN = parameters()[::3]
# The folder stands where nothing above it changes while the test runs: programs look at their parents' times too.
PLACE = ["-v", ".:/mnt", "-w", "/mnt", "-e", "TMPDIR=/dev/shm"]


def test_there_are_enough() -> None:
    assert len(CHOSEN) >= 50


@pytest.mark.slow
@pytest.mark.parametrize("command", CHOSEN)
def test_two_runs_are_one(command: str) -> None:
    folder = guests.scratch(Path("verify"))
    try:
        prepare(folder)
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "forkingpaths.cli",
                "verify",
                "--json",
                *PLACE,
                "--",
                str(BASH),
                "-c",
                command,
            ],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(host.ROOT / "src")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=300,
            check=False,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    result = json.loads(done.stdout)
    assert result["equal"]
    first, second = result["runs"]
    assert first == second
    assert first["event_count"] > 100
    assert first["memory_pages"] > 0
