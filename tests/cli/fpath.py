"""The command as a user starts it: a process, its output, its exit status."""

import os
import subprocess
import sys

from tests.host import ROOT

COMMAND = [sys.executable, "-m", "forkingpaths.cli"]


def fpath(
    *words: object, stdin: bytes = b"", timeout: float = 60, **options: object
) -> subprocess.CompletedProcess[bytes]:
    """Run `fpath WORDS`."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # options are subprocess.run's own
        [*COMMAND, *map(str, words)], input=stdin, capture_output=True, timeout=timeout, env=env, **options
    )
