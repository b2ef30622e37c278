"""The command as a user starts it: a process, its output, its exit status."""

import os
import subprocess
import sys

from tests.host import BUILD, ROOT

COMMAND = [sys.executable, "-m", "forkingpaths.cli"]


def environment() -> dict[str, str]:
    """Of a command started by a test."""
    return {"XDG_CACHE_HOME": str(BUILD / "cache"), **os.environ, "PYTHONPATH": str(ROOT / "src")}


def fpath(
    *words: object, stdin: bytes = b"", timeout: float = 60, **options: object
) -> subprocess.CompletedProcess[bytes]:
    """Run `fpath WORDS`; the runs it keeps go to a folder of the build, unless XDG_CACHE_HOME was set for the test."""
    env = environment()
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # options are subprocess.run's own
        [*COMMAND, *map(str, words)], input=stdin, capture_output=True, timeout=timeout, env=env, **options
    )
