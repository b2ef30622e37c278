"""What can be wrong with a run: one property a class, each with a stable id, words for people, the manual's
reference and how to mend it.

A property is a pure function of a finished run (its events, its transitions, the kernel's last state as
`view`); it neither runs nor changes anything.
"""

from __future__ import annotations

import importlib
import pkgutil

from forkingpaths.check.finding import REGISTRY, Property

_NOT_PROPERTIES = {"finding", "checker"}


def load_properties() -> list[Property]:
    """All properties that are on by default, those that name a cause before those that name an ending."""
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _NOT_PROPERTIES:
            importlib.import_module(f"forkingpaths.check.{module.name}")
    properties = [p for p in REGISTRY.properties if p.default]
    return sorted(properties, key=lambda p: type(p).__module__.endswith(".ending"))
