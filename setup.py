"""Builds the native part of the machine; all else is in pyproject.toml.

native.c is a plain shared library, not an extension module, so that Python's headers are not needed: build_ext is
used for its place in the order of things (wheel, editable install) and calls the compiler by itself.
"""

import importlib.util
import os
import subprocess
from pathlib import Path
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

MACHINE = Path(__file__).resolve().parent / "src" / "forkingpaths" / "machine"


def compile_command(target: str, source: str) -> list[str]:
    """machine/build.py's, without importing the package (its requirements are not there at build time)."""
    spec = importlib.util.spec_from_file_location("fp_build", MACHINE / "build.py")
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    command: list[str] = module.compile_command(target, source)
    return command


class BuildNative(build_ext):
    def get_ext_filename(self, fullname: str) -> str:
        return os.path.join(*fullname.split(".")) + ".so"

    def build_extension(self, ext: Extension) -> None:
        target = Path(self.get_ext_fullpath(ext.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(compile_command(str(target), str(MACHINE / "native.c")), check=True)


setup(
    ext_modules=[Extension("forkingpaths.machine._native", ["src/forkingpaths/machine/native.c"])],
    cmdclass={"build_ext": BuildNative},
)
