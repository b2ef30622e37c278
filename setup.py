"""Builds the native parts; all else is in pyproject.toml.

native.c is a plain shared library, not an extension module, so that Python's headers are not needed: build_ext is
used for its place in the order of things (wheel, editable install) and calls the compiler by itself.

Where Python's headers are there, the modules that compiled.py lists are compiled by mypyc as well.  If that fails, it is said, and
the package is whole without.  FPATH_COMPILE=0 leaves it out.
"""

import importlib.util
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

PACKAGE = Path(__file__).resolve().parent / "src" / "forkingpaths"
MACHINE = PACKAGE / "machine"
HEADERS = Path(sysconfig.get_path("include")) / "Python.h"
WANTED = HEADERS.exists() and os.environ.get("FPATH_COMPILE") != "0"
MYPYC = "mypy>=2.4,<3"  # as the extra "dev" has it


def load(path: Path) -> Any:
    """A module of the package by itself: its requirements are not there at build time."""
    spec = importlib.util.spec_from_file_location(f"fp_{path.stem}", path)
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


compiled = load(PACKAGE / "compiled.py")
DIGEST = compiled.digest()  # before anything is compiled


def compiled_extensions() -> list[Extension]:
    """What mypyc makes of the hot modules; none without headers, without mypyc (the first of pip's two calls), or if it fails."""
    if not WANTED:
        return []
    try:
        from mypyc.build import mypycify
    except ImportError:
        return []
    options = ["--python-version=3.11", "--explicit-package-bases", "--ignore-missing-imports"]
    sources = [os.path.relpath(compiled.source_of(name)) for name in compiled.MODULES]
    os.environ["MYPYPATH"] = "src"
    try:
        extensions = mypycify(
            [*options, *sources],
            opt_level="2",
            debug_level="0",
            group_name=compiled.GROUP,
            target_dir="build/mypyc",
        )
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an accelerator is not worth a failed install; it leaves by exit() when the types do not fit
        print(f"the hot modules are not compiled: {error}", file=sys.stderr)
        return []
    for extension in extensions:
        extension.name = "forkingpaths._compiled." + extension.name.replace(".", "_")
        extension.optional = True
    return list(extensions)


class BuildNative(build_ext):
    def get_ext_filename(self, fullname: str) -> str:
        return os.path.join(*fullname.split(".")) + ".so"

    def run(self) -> None:
        if len(self.extensions) == 1:  # native.c alone
            super().run()
            return
        folders = {PACKAGE / "_compiled", Path(self.build_lib) / "forkingpaths" / "_compiled"}
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / compiled.MANIFEST).unlink(missing_ok=True)
        super().run()
        wanted = {compiled.library_of(name).name for name in (*compiled.MODULES, compiled.LIBRARY)}
        for folder in folders:
            if wanted <= {path.name for path in folder.iterdir()}:
                (folder / compiled.MANIFEST).write_text(DIGEST)

    def build_extension(self, ext: Extension) -> None:
        if ext.name != "forkingpaths.machine._native":
            super().build_extension(ext)
            return
        target = Path(self.get_ext_fullpath(ext.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        command = load(MACHINE / "build.py").compile_command(str(target), str(MACHINE / "native.c"))
        subprocess.run(command, check=True)


setup(
    setup_requires=[MYPYC] if WANTED else [],
    ext_modules=[
        Extension("forkingpaths.machine._native", ["src/forkingpaths/machine/native.c"]),
        *compiled_extensions(),
    ],
    cmdclass={"build_ext": BuildNative},
)
