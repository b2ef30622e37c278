"""A program given as C text: compiled with the system's compiler, or with zig's from the `cc` extra.

The executable is made in a temporary folder of the host and shown to the guest beside its source, under the source's name
without `.c`; the source's folder itself is not written to.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

from forkingpaths.cli.errors import Failure, Why

FLAGS = ("-g", "-O1", "-static")


def compiler() -> list[str]:
    """The command to call, as words."""
    system = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    if system:
        return system.split()
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "cc", "-target", "x86_64-linux-musl"]
    raise Failure("no C compiler here: install gcc, or pip install 'forkingpaths[cc]'")


def compile_c(source: str, folder: str) -> str:
    """Compile `source` into `folder`; the executable's path.  The compiler's own words go to standard error.

    The bytes depend on the text and the compiler, not on where the text lies, so that a schedule fits wherever it is
    compiled: the compiler works in the text's own folder, and calls it ".".
    """
    if not os.path.exists(source):
        raise Failure(f"{source}: No such file or directory", Why.NOT_FOUND)
    place, name = os.path.split(os.path.abspath(source))
    program = os.path.join(folder, name.removesuffix(".c"))
    same = f"-ffile-prefix-map={place}=."
    command = [*compiler(), *FLAGS, same, "-o", program, f"./{name}", "-lm"]
    done = subprocess.run(command, cwd=place, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode or not os.path.exists(program):
        raise Failure(f"{source} was not compiled ({' '.join(command[:1])} ended with {done.returncode})")
    return program
