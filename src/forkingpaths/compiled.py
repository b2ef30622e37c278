"""The kernel's hot modules, compiled by mypyc: an accelerator that is there or not, and changes nothing but the time.

setup.py compiles MODULES, all or none, into the folder `_compiled` beside this file, if Python's headers are there.
`activate`, called before anything else is imported, puts them in the place of their sources: only if every source is still the
one that was compiled (a digest of them all lies beside), so that whoever edits a module runs what he wrote; `make compiled`
compiles again.  FPATH_PURE=1 in the environment leaves them aside.

Imports nothing of the package: setup.py loads this file by itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import source_hash, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parent
FOLDER: Final = PACKAGE / "_compiled"
MANIFEST: Final = "digest"
GROUP: Final = "forkingpaths"
LIBRARY: Final = f"{GROUP}__mypyc"  # what mypyc calls the extension that holds the code of them all

# What a system call, a fork and a fault go through.  They know each other's classes, hence all or none.
MODULES: Final = tuple(
    f"forkingpaths.{name}"
    for name in """
    machine.cpu machine.space vfs.wait
    kernel.clock kernel.descriptors kernel.events kernel.exit kernel.fork kernel.futex kernel.kernel kernel.process
    kernel.run_queue kernel.scheduler kernel.sleeping kernel.task kernel.timers kernel.turns kernel.usage
    kernel.wait
    kernel.memory.address_space kernel.memory.fault kernel.memory.layout kernel.memory.vma
    kernel.signals.actions kernel.signals.deliver kernel.signals.frame kernel.signals.info kernel.signals.pending
    kernel.signals.send
    """.split()
)


def source_of(module: str) -> Path:
    """The file that `module` is compiled from."""
    return PACKAGE.joinpath(*module.split(".")[1:]).with_suffix(".py")


def digest() -> str:
    """Of all the sources, and of the interpreter that they are compiled for."""
    told = [EXTENSION_SUFFIXES[0].encode(), *(source_of(module).read_bytes() for module in MODULES)]
    return source_hash(b"".join(told)).hex()


def library_of(module: str) -> Path:
    """Where the compiled `module` lies."""
    return FOLDER / f"{module.replace('.', '_')}.so"


class Finder:
    """Finds the compiled modules before Python's own finders look for sources."""

    def __init__(self) -> None:
        self.places = {name: str(library_of(name)) for name in (*MODULES, LIBRARY)}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        place = self.places.get(name)
        if place is None:
            return None
        return spec_from_file_location(name, place, loader=ExtensionFileLoader(name, place))


def usable() -> bool:
    """Whether the compiled modules are there, whole and up to date."""
    if os.environ.get("FPATH_PURE") == "1":
        return False
    try:
        return (FOLDER / MANIFEST).read_text() == digest()
    except OSError:
        return False


def activate() -> None:
    """Use the compiled modules from now on, if they are usable."""
    if usable():
        sys.meta_path.insert(0, Finder())
