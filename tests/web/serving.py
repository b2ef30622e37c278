"""`fpath serve` as a process, and Debian's Chromium on it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import host
from tests.cli.fpath import COMMAND

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SHOTS = host.ROOT / ".build" / "screenshots"


@contextmanager
def served(folder: Path, *words: str) -> Iterator[str]:
    """The address of a server that runs meanwhile."""
    env = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(host.ROOT / "src")}
    command = [*COMMAND, "serve", *words]
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        assert address.startswith("http://127.0.0.1:"), process.stderr.read() if process.stderr else ""
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


def program(folder: Path, text: str, name: str) -> str:
    """A C text and what it compiles to, in `folder`; how to call it."""
    (folder / f"{name}.c").write_text(text)
    source = folder / f"{name}.c"
    subprocess.run(["gcc", "-g", "-O1", "-static", "-o", name, source.name], cwd=folder, check=True)
    return f"./{name}"


def chromium() -> str:
    found = shutil.which("chromium")
    assert found
    return found
