"""The dispatch table: every family imported, numbers bound to declarations."""

from __future__ import annotations

import importlib
import pkgutil

from forkingpaths import sys as families
from forkingpaths.abi import numbers
from forkingpaths.sys.declare import CALLS, Call

_NOT_FAMILIES = {"table", "declare", "kinds", "capture"}


def load() -> dict[int, Call]:
    """x86-64 number -> Call, with every module of the package imported."""
    for module in pkgutil.iter_modules(families.__path__):
        if module.name not in _NOT_FAMILIES:
            importlib.import_module(f"forkingpaths.sys.{module.name}")
    return {numbers.X86_64[name]: call for name, call in CALLS.items() if name in numbers.X86_64}
