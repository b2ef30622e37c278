"""How the native library is compiled. Imports nothing of the package: setup.py loads this file by itself."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path


class NativeLibraryError(ImportError):
    """The native part cannot be had; the words say what to do."""


def compile_command(target: str, source: str) -> list[str]:
    """The one command that builds the library. The compiler is $CC, or cc."""
    compiler = shlex.split(os.environ.get("CC", "cc"))
    flags = ["-O2", "-std=gnu11", "-Wall", "-Wextra", "-shared", "-fPIC", "-fno-strict-aliasing"]
    return [*compiler, *flags, "-o", target, source, "-ldl"]


def compile_native(source: Path, library: Path) -> None:
    """Compiles beside the library and renames: another process may be doing the same."""
    handle, temporary = tempfile.mkstemp(suffix=".so", dir=library.parent)
    os.close(handle)
    command = compile_command(temporary, str(source))
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NativeLibraryError(f"compiling {source} failed:\n{done.stderr}")
        os.chmod(temporary, 0o755)
        os.replace(temporary, library)
    except FileNotFoundError as error:
        raise NativeLibraryError(
            f"forkingpaths needs its native library {library}, and there is no C compiler {command[0]!r} to build it: "
            "install gcc (or set CC), then try again"
        ) from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
