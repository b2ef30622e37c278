"""What can be wrong with a run: one property a class, each with a stable id, words for people, the manual's
reference and how to mend it.

A property is a pure function of a finished run (its events, its transitions, the kernel's last state as
`view`); it neither runs nor changes anything.  (`outcomes` and `eintr`, which compare runs, remember the first.)
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

from forkingpaths.check.finding import REGISTRY, Property

_NOT_PROPERTIES = {"activations", "checker", "finding", "harm", "user"}

# From what names a mistake to what names only its effect: of the findings of one run the first one listed here is shown first.
ORDER = (
    "unsafe-in-handler", "longjmp", "torn", "data-race", "errno", "eintr", "inherited-handler", "blocked-at-exec", "recycled-pid",
    "access-then-open", "stdio-twice", "coalesced", "pipe-end", "lost-wakeup", "deadlock", "livelock", "crash", "stolen-child", "status",
    "zombie", "power-loss", "unsynced-rename", "descriptor-leak", "checked-by-name", "never-waited", "outcomes",
)  # fmt: skip


def all_properties() -> list[Property]:
    """Every known property, the most telling first; those that users add come before ours."""
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _NOT_PROPERTIES:
            importlib.import_module(f"forkingpaths.check.{module.name}")
    return sorted(REGISTRY.properties, key=lambda p: ORDER.index(p.id) if p.id in ORDER else -1)


def load_properties(on: Iterable[str] = (), off: Iterable[str] = ()) -> list[Property]:
    """The properties to be judged by: those that are on by default and those named in `on`, without those named in `off`.
    KeyError when a name is none of theirs."""
    known = all_properties()
    wanted, unwanted = set(on), set(off)
    for name in sorted((wanted | unwanted) - {p.id for p in known}):
        raise KeyError(name)
    return [p for p in known if (p.default or p.id in wanted) and p.id not in unwanted]
