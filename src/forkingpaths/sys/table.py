"""The dispatch table: every family imported, numbers bound to declarations."""

from __future__ import annotations

import importlib
import pkgutil

from forkingpaths import sys as families
from forkingpaths.abi import numbers
from forkingpaths.sys.declare import CALLS, Call

_NOT_FAMILIES = {"table", "declare", "kinds", "capture", "i386"}


def load() -> dict[int, Call]:
    """number -> Call, of x86-64 and (with a bit that says so) of i386, with every module of the package imported."""
    for module in pkgutil.iter_modules(families.__path__):
        if module.name not in _NOT_FAMILIES:
            importlib.import_module(f"forkingpaths.sys.{module.name}")
    from forkingpaths.sys.i386 import table as i386  # its calls are made from those just declared

    return {
        numbers.X86_64[name]: call for name, call in CALLS.items() if name in numbers.X86_64
    } | i386.load()
