"""The machine and the versions that a result belongs to."""

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from forkingpaths import __version__, compiled


def described() -> dict[str, Any]:
    """For the head of a results file."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "forkingpaths": __version__,
        "compiled": compiled.usable(),
        "unicorn": version("unicorn"),
        "strace": _first_line("strace", "--version"),
        "qemu-user": _first_line("qemu-x86_64-static", "--version"),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _first_line(*command: str) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.partition("\n")[0]
